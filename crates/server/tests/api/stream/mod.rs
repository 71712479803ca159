//! The live stream: what happens is told to whoever may hear it, once and in order.

mod endings;
mod resuming;
mod scope;
mod telling;

use vestibule_records::{Base, Checkin, Guid, Id, Record as _};
use vestibule_store::Change;

use crate::support::TestApp;

impl TestApp {
    /// Somebody nobody knows comes in at a location: so many times an arrival, each in a write of its own.
    pub(crate) async fn strangers(&self, location: i64, first: i64, many: i64) {
        for id in first..first + many {
            let unique_id = Guid::parse(&format!("00000000-0000-7000-8000-{id:012x}")).expect("a guid");
            let visit = Checkin {
                business_id: Id::new(location),
                from_time: self.app.now(),
                base: Base::made(id, unique_id, self.app.now(), "nobody"),
                ..Checkin::default()
            };
            self.write(vec![Change::Insert(visit.into_row())]).await;
        }
    }
}
