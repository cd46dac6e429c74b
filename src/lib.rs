//! manicule: a language server for blog Markdown.
//!
//! ```text
//! editor bytes ── server ──▶ text ──▶ syntax ──▶ site ──▶ ide ──▶ server ──▶ editor
//! blog on disk ── disk ─────────────────────────▶ site ──▶ ide ──▶ check ──▶ terminal, CI
//! ```
//!
//! The rooms stand in reading order: each uses only the rooms above it. `ARCHITECTURE.md` says why.

pub mod text;

pub mod syntax;

pub mod site;

pub mod ide;

pub mod disk;

pub mod check;

pub mod server;

mod always;

#[cfg(test)]
mod fixture;
