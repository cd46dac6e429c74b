//! What lies on disk, by path: pages, assets, settings and what follows from them.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use smol_str::SmolStr;

use super::published::{Publication, Published};
use super::{Asset, Layout, Page, Settings, SitePath};
use crate::syntax::FrontMatter;

/// What lies on disk.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    pub(super) pages: BTreeMap<SitePath, Arc<Page>>,
    pub(super) assets: BTreeMap<SitePath, Asset>,
    pub(super) settings: Settings,
    pub(super) configs: BTreeMap<SitePath, SmolStr>,
    /// What follows from all of it: made when it is first asked for, and kept up to date from then on.
    published: OnceLock<Published>,
}

impl Index {
    pub(super) fn add_page(&mut self, page: Page) {
        let path = page.path.clone();
        self.forget(&path);
        if let Some(published) = self.published.get_mut() {
            published.add(Publication::of(&self.settings, &path, page.front_matter()));
        }
        self.pages.insert(path.clone(), Arc::new(page));
        self.detect_layout(&path);
    }

    pub(super) fn add_asset(&mut self, path: SitePath, asset: Asset) {
        self.forget(&path);
        if let Some(published) = self.published.get_mut() {
            published.add(Publication::of(&self.settings, &path, asset.front_matter.as_deref()));
        }
        self.assets.insert(path.clone(), asset);
        self.detect_layout(&path);
    }

    pub(super) fn add_config(&mut self, path: SitePath, text: SmolStr) {
        self.configs.insert(path, text);
        self.read_settings();
    }

    pub(super) fn config(&self, path: &SitePath) -> Option<&str> {
        self.configs.get(path).map(SmolStr::as_str)
    }

    pub(super) fn remove(&mut self, path: &SitePath) {
        self.forget(path);
        if self.configs.remove(path).is_some() {
            self.read_settings();
        }
        self.detect_layout(path);
    }

    /// What the files on disk are published as.
    pub(super) fn published(&self) -> &Published {
        self.published.get_or_init(|| {
            let pages = self.pages.iter().map(|(path, page)| (path, page.front_matter()));
            let assets = self.assets.iter().map(|(path, asset)| (path, asset.front_matter.as_deref()));
            let files: Vec<(&SitePath, Option<&FrontMatter>)> = pages.chain(assets).collect();
            let of_file = |(path, front_matter)| Publication::of(&self.settings, path, front_matter);
            Published::of(match rayon::current_thread_index() {
                // All wait for the first who asks, and so all cores help.
                None => files.into_par_iter().map(of_file).collect(),
                // One of them might take up another question meanwhile, and wait for itself.
                Some(_) => files.into_iter().map(of_file).collect(),
            })
        })
    }

    /// The pages and assets whose path begins as given.
    pub(super) fn starting_with<'a>(&'a self, start: &'a SitePath) -> impl Iterator<Item = &'a SitePath> {
        let begins = |path: &&SitePath| path.as_str().starts_with(start.as_str());
        let pages = self.pages.range(start..).map(|(path, _)| path).take_while(begins);
        pages.chain(self.assets.range(start..).map(|(path, _)| path).take_while(begins))
    }

    /// The first page or asset from a path on.
    pub(super) fn after(&self, start: &SitePath) -> Option<&SitePath> {
        let page = self.pages.range(start.clone()..).next().map(|(path, _)| path);
        let asset = self.assets.range(start.clone()..).next().map(|(path, _)| path);
        page.into_iter().chain(asset).min()
    }

    /// The pages and assets of a folder, at any depth.
    pub(super) fn within<'a>(&'a self, folder: &'a SitePath) -> impl Iterator<Item = &'a SitePath> {
        self.starting_with(folder).filter(|path| path.is_within(folder.as_str()))
    }

    fn forget(&mut self, path: &SitePath) {
        let page = self.pages.remove(path);
        let asset = self.assets.remove(path);
        if let Some(published) = self.published.get_mut() {
            if let Some(page) = page {
                published.remove(Publication::of(&self.settings, path, page.front_matter()));
            }
            if let Some(asset) = asset {
                published.remove(Publication::of(&self.settings, path, asset.front_matter.as_deref()));
            }
        }
    }

    /// Settings decide what all files are published as.
    fn set_layout(&mut self, layout: Layout) {
        if self.settings.layout != layout {
            self.settings.layout = layout;
            self.published = OnceLock::new();
        }
    }

    fn read_settings(&mut self) {
        self.settings = Settings::read(&self.configs);
        self.settings.layout = self.layout();
        self.published = OnceLock::new();
    }

    /// Looks at the layout again where a file came or went in a folder that tells it.
    fn detect_layout(&mut self, path: &SitePath) {
        if LAYOUT_FOLDERS.iter().any(|folder| path.is_within(folder)) {
            self.set_layout(self.layout());
        }
    }

    fn layout(&self) -> Layout {
        Layout::detect(&self.configs, &self.settings, |folder| self.within(&SitePath::new(folder)).next().is_some())
    }
}

/// The folders whose existence tells which generator a blog is written for.
const LAYOUT_FOLDERS: &[&str] = &["_notebooks", "content"];
