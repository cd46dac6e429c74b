//! What lies on disk, by path: pages, assets, settings and what follows from them.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use super::{Asset, Layout, Page, Settings, SitePath};

/// What lies on disk.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    pub(super) pages: BTreeMap<SitePath, Arc<Page>>,
    pub(super) assets: BTreeMap<SitePath, Asset>,
    pub(super) settings: Settings,
    configs: BTreeMap<SitePath, SmolStr>,
}

impl Index {
    pub(super) fn add_page(&mut self, page: Page) {
        let path = page.path.clone();
        self.assets.remove(&path);
        self.pages.insert(path.clone(), Arc::new(page));
        self.detect_layout(&path);
    }

    pub(super) fn add_asset(&mut self, path: SitePath, asset: Asset) {
        self.pages.remove(&path);
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
        self.pages.remove(path);
        self.assets.remove(path);
        if self.configs.remove(path).is_some() {
            self.read_settings();
        }
        self.detect_layout(path);
    }

    fn read_settings(&mut self) {
        self.settings = Settings::read(&self.configs);
        self.settings.layout = self.layout();
    }

    /// Looks at the layout again where a file came or went in a folder that tells it.
    fn detect_layout(&mut self, path: &SitePath) {
        if LAYOUT_FOLDERS.iter().any(|folder| path.is_within(folder)) {
            self.settings.layout = self.layout();
        }
    }

    fn layout(&self) -> Layout {
        Layout::detect(&self.configs, &self.settings, |folder| self.has_folder(folder))
    }

    /// Whether a folder holds a file, at any depth.
    fn has_folder(&self, folder: &str) -> bool {
        let start = SitePath::first_within(folder);
        let page = self.pages.range(start.clone()..).next().map(|(path, _)| path);
        let asset = self.assets.range(start..).next().map(|(path, _)| path);
        page.into_iter().chain(asset).any(|path| path.is_within(folder))
    }
}

/// The folders whose existence tells which generator a blog is written for.
const LAYOUT_FOLDERS: &[&str] = &["_notebooks", "content"];
