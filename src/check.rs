//! The command line: every finding of a blog, printed for people and for machines.
