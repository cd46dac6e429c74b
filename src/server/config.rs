//! What the user sets: asked of the client where it answers, taken from wherever else it is said.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use tower_lsp::jsonrpc::Id;
use tower_lsp::ls_types::notification::{DidChangeConfiguration, Notification, ShowMessage};
use tower_lsp::ls_types::request::{RegisterCapability, WorkspaceConfiguration};
use tower_lsp::ls_types::{
    ConfigurationItem, ConfigurationParams, MessageType, Registration, RegistrationParams, ShowMessageParams,
};

use super::log;
use super::snapshot::BlogId;
use super::state::State;
use super::watch;
use crate::ide::{self, Config};
use crate::site::Change;

/// The settings as the editor gave them.
#[derive(Default)]
pub struct Settings {
    config: Config,
    /// The request for them that was sent last.
    request: Option<i64>,
    /// What the user was told to be wrong with them.
    complaints: BTreeSet<String>,
}

impl State {
    /// The client is ready for requests of ours.
    pub fn initialized(&mut self) {
        self.register();
        self.ask_for_config();
    }

    /// Asks the client to tell of what it offers to tell of.
    fn register(&mut self) {
        let mut registrations = Vec::new();
        if self.now.client.watches_files {
            registrations.push(watch::registration());
        }
        if self.now.client.registers_configuration {
            let (id, method) = ("configuration".into(), DidChangeConfiguration::METHOD.into());
            let register_options = Some(serde_json::json!({"section": "manicule"}));
            registrations.push(Registration { id, method, register_options });
        }
        if !registrations.is_empty() {
            self.tasks.request::<RegisterCapability>(RegistrationParams { registrations });
        }
    }

    /// Settings changed: they are in the notification, or they are to be asked for.
    pub fn config_changed(&mut self, settings: &Value) {
        if self.now.client.configuration { self.ask_for_config() } else { self.configure(settings) }
    }

    fn ask_for_config(&mut self) {
        if self.now.client.configuration {
            let item = ConfigurationItem { scope_uri: None, section: Some("manicule".into()) };
            let id = self.tasks.request::<WorkspaceConfiguration>(ConfigurationParams { items: vec![item] });
            self.settings.request = Some(id);
        }
    }

    /// Takes in settings. Where none are given, those before them stay.
    pub fn configure(&mut self, settings: &Value) {
        let mut settings = settings.get("manicule").unwrap_or(settings).clone();
        let Some(table) = settings.as_object_mut().filter(|table| !table.is_empty()) else { return };
        // These two tell the client which server to start and what to log.
        table.retain(|name, _| name != "server" && name != "trace");
        let mut config = Config::default();
        let complaints = config.merge(&settings);
        log::set_level(config.log);
        self.settings.config = config;
        self.complain("the settings", complaints);
        let blogs: Vec<BlogId> = self.now.blogs.keys().copied().collect();
        for blog in blogs {
            self.configure_blog(blog);
            self.publisher.blog_changed(&self.now, blog);
        }
    }

    /// Sets for a blog what the editor says, and what it says itself.
    pub fn configure_blog(&mut self, id: BlogId) {
        let Some(blog) = Arc::make_mut(&mut self.now.blogs).get_mut(&id) else { return };
        let (config, complaints) = ide::config(&blog.site, self.settings.config.clone());
        let paths = Some(&config.paths).filter(|paths| *paths != blog.site.paths()).cloned();
        blog.config = Arc::new(config);
        self.apply(id, paths.map(Change::Paths).into_iter().collect());
        self.complain("`manicule.toml`", complaints);
    }

    /// Tells the user once of each thing that is wrong.
    fn complain(&mut self, place: &str, complaints: Vec<ide::Complaint>) {
        for complaint in complaints {
            let end = if complaint.ends_with('?') { "" } else { "." };
            let message = format!("In {place}, {complaint}{end}");
            if self.settings.complaints.insert(message.clone()) {
                self.tasks.outbox.notify::<ShowMessage>(ShowMessageParams { typ: MessageType::WARNING, message });
            }
        }
    }

    /// Takes in the answer to a request of ours.
    pub fn answered(&mut self, id: &Id, result: Result<Value, Value>) {
        match result {
            Ok(value) if self.settings.request.is_some_and(|request| *id == Id::Number(request)) => {
                self.configure(value.get(0).unwrap_or(&Value::Null));
            }
            Ok(_) => {}
            Err(error) => tracing::info!("the client refuses request {id}: {error}"),
        }
    }
}
