//! The RADIUS servers that are in use, as the catalogue keeps them: every packet asks for them.

use std::fmt;
use std::sync::Arc;

use vestibule_records::RadiusServer;

/// A RADIUS server that is in use, and has a secret to share with access points.
#[derive(Clone, PartialEq, Eq)]
pub struct Shared {
    /// Its id.
    pub id: i64,
    /// The location whose network it guards.
    pub location: i64,
    /// What people call it.
    pub name: String,
    /// What access points may call it in `NAS-Identifier`, besides its name.
    pub network_id: Option<String>,
    /// The secret.
    pub secret: String,
}

/// Without the secret: that must not end up in a log.
impl fmt::Debug for Shared {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "RADIUS server {} at location {}", self.id, self.location)
    }
}

/// All of them, in the order of their ids.
#[derive(Debug, Default)]
pub struct RadiusServers(Vec<Arc<Shared>>);

impl RadiusServers {
    pub(crate) fn of(mut records: Vec<RadiusServer>) -> Self {
        records.sort_by_key(|record| record.base.id);
        let shared = |record: RadiusServer| {
            let secret = record.shared_secret.filter(|secret| record.active && !secret.is_empty())?;
            let (id, location) = (record.base.id, record.business_id.get());
            Some(Arc::new(Shared { id, location, name: record.name, network_id: record.network_id, secret }))
        };
        Self(records.into_iter().filter_map(shared).collect())
    }

    /// One by its id.
    #[must_use]
    pub fn get(&self, id: i64) -> Option<&Arc<Shared>> {
        let at = self.0.binary_search_by_key(&id, |server| server.id).ok()?;
        self.0.get(at)
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Shared>> {
        self.0.iter()
    }
}
