//! The webhooks that are switched on, as the catalogue keeps them.

use std::collections::{BTreeMap, HashMap};

use vestibule_records::{WebHook, WebhookAction};

/// A webhook that is switched on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Its id.
    pub id: i64,
    /// The location it listens to.
    pub location: i64,
    /// What it is told of.
    pub action: WebhookAction,
    /// Where it is told.
    pub url: String,
}

/// All webhooks that are switched on.
#[derive(Debug, Default)]
pub struct Hooks {
    by_id: BTreeMap<i64, Hook>,
    listening: HashMap<WebhookAction, Vec<i64>>,
}

impl Hooks {
    pub(crate) fn of(records: Vec<WebHook>) -> Self {
        let mut hooks = Self::default();
        for record in records.into_iter().filter(|record| record.active) {
            let (id, location) = (record.base.id, record.business_id.get());
            hooks.listening.entry(record.action).or_default().push(id);
            hooks.by_id.insert(id, Hook { id, location, action: record.action, url: record.url });
        }
        hooks
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// One by its id.
    #[must_use]
    pub fn get(&self, id: i64) -> Option<&Hook> {
        self.by_id.get(&id)
    }

    /// All of them, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Hook> {
        self.by_id.values()
    }

    /// Those that listen to an action, at any location.
    pub fn listening(&self, action: WebhookAction) -> impl Iterator<Item = &Hook> {
        self.listening.get(&action).into_iter().flatten().filter_map(|id| self.by_id.get(id))
    }

    /// Those that listen to an action at one of these locations.
    pub fn listening_at<'a>(
        &'a self,
        action: WebhookAction,
        locations: &'a [i64],
    ) -> impl Iterator<Item = &'a Hook> {
        self.listening(action).filter(|hook| locations.contains(&hook.location))
    }
}
