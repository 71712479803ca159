//! The [`Store`] trait, through which every write is decided and committed whole, and what both databases share:
//! the statements that record declarations come to, the catalogue, and the way between rows and the domain.
//! No rule lives here, and nothing of HTTP.
//!
//! # How a write runs
//!
//! A [`Work`] says what it must see (its [`Scope`]) and brings a pure function from the [`Snapshot`] to a
//! [`Decision`]: changes and an answer. The store loads, decides, writes and commits; only then does anybody hear
//! of it. Works that wait at the same moment share one commit. A work with an [`Key`] that was seen before is
//! answered with the bytes of the first time.

mod attendance;
mod book;
mod catalogue;
mod change;
mod chronicle;
pub mod counted;
mod facts;
mod headcount;
pub mod ledger;
mod migration;
mod on_site;
pub mod outbox;
mod query;
mod refusals;
pub mod sql;
mod work;

pub use attendance::{Attendance, Attended, Of};
pub use book::{Book, Posting, WATCH, customer_pass, issuing_contract, wall_clock, watch};
pub use catalogue::{
    Catalogue, CatalogueRows, Included, Plan, RadiusServers, Shared, is_cut_off, strictness,
};
pub use change::Change;
pub use facts::{ContractFacts, CustomerFacts, TeamFacts, VisitFacts, VisitScope, VisitWindow};
pub use headcount::Headcount;
pub use migration::Migration;
pub use on_site::{OnSite, Premises};
pub use query::{Page, Query, Viewer};
pub use refusals::{Refusals, Refused};
pub use work::{
    Answer, Decide, Decided, Decision, Entropy, ID_BLOCK, Key, Lacking, Lookup, Mint, Outcome, Reply, RowRef,
    Scope, Snapshot, Take, Work,
};

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use vestibule_domain::time::Instant;
use vestibule_records::{Row, WrongValue};

use counted::{Counts, Standing};

/// What a store promises: a boxed future, so that a server holds `dyn Store` and compiles once for both databases.
pub type Promise<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// What can be read by whoever has no business writing.
pub trait Reading: Send + Sync + 'static {
    /// Reads a page of a record's rows, as they were at one moment.
    fn page(&self, query: Query) -> Promise<'_, Page>;
}

impl<S: Store + ?Sized> Reading for S {
    fn page(&self, query: Query) -> Promise<'_, Page> {
        self.list(query)
    }
}

/// Where everything is kept.
pub trait Store: Send + Sync + 'static {
    /// Reads a page of a record's rows.
    fn list(&self, query: Query) -> Promise<'_, Page>;

    /// Loads, decides, writes and commits, all or nothing; answers after the commit is durable. A caller that goes
    /// away changes nothing about that.
    fn transact(&self, work: Work) -> Promise<'_, Outcome>;

    /// What a work of this scope would be decided on, read as of one moment: nothing is locked, nothing is written, and
    /// no write waits for it. What is decided on it may be overtaken by the time it is told.
    fn look(&self, scope: Scope) -> Promise<'_, Snapshot>;

    /// Locations, plans and pass definitions as of the last commit this node knows of.
    fn catalogue(&self) -> Promise<'_, Arc<Catalogue>>;

    /// Who is at these locations, as of one moment.
    fn on_site(&self, premises: Vec<Premises>) -> Promise<'_, OnSite>;

    /// What the visits at a location come to within a window, group by group, in no particular order.
    fn attendance(&self, asked: Attendance) -> Promise<'_, Vec<Attended>>;

    /// How often a location refused somebody within a window, by reason and quarter of an hour, in no particular order.
    fn refusals(&self, asked: Refusals) -> Promise<'_, Vec<Refused>>;

    /// For each of these webhooks, the `Delivery` rows that wait and are due at an instant, `most` of them at most,
    /// longest due first: of each lane only the one that must go before the others, so that none overtakes another.
    fn due(&self, hooks: Vec<i64>, now: Instant, most: i64) -> Promise<'_, Vec<Row>>;

    /// Waits until a commit of this node has written deliveries, if none has since this was last waited for. For one
    /// who waits; a hint, that may be missed.
    fn written(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;

    /// Forgets idempotency keys that were first used at an instant or earlier, `most` of them at most; says how many. What was
    /// answered under them is as good as never asked.
    fn forget_keys(&self, used: Instant, most: i64) -> Promise<'_, i64>;

    /// The number of the last [`Happened`](vestibule_records::kept::Happened) there ever was, whoever committed it; zero
    /// before there was one. Whoever reads them all up to this one afterwards has seen all that came before.
    fn last_happened(&self) -> Promise<'_, i64>;

    /// Waits until a commit of this node has written down something that happened, with a number above this one. A hint
    /// for any number of waiters: what other nodes commit is not heard of here.
    fn happened(&self, after: i64) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;

    /// How many are inside at each of these locations where somebody is.
    fn inside(&self, locations: Vec<i64>) -> Promise<'_, Vec<(i64, i64)>>;

    /// What is counted of it on this node.
    fn counts(&self) -> &Counts;

    /// Works that wait to be decided just now, and how many may.
    fn queue(&self) -> (usize, usize);

    /// What stands in the database just now, with what waits for these addressees. Answered from indexes.
    fn standing(&self, addressees: Vec<i64>) -> Promise<'_, Standing>;

    /// Reads whether the database still has the shape that this program knows: another one, on another node, may have
    /// given it a later one.
    fn has_known_shape(&self) -> Promise<'_, ()>;

    /// A number that grows whenever users, roles or their rights change on this node.
    fn access_revision(&self) -> u64;
}

/// Why a store could not do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// Too much waits already; try again in a moment.
    Busy,
    /// Something else refers to what was to be deleted, or a reference aims at nothing; nothing was changed.
    StillReferred,
    /// A value that must be unique is taken; nothing was changed.
    Taken,
    /// The decision panicked; nothing was changed.
    Panicked,
    /// A row is not what its declaration says.
    Corrupt(WrongValue),
    /// The database failed.
    Database(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => out.write_str("the store has too much waiting"),
            Self::StillReferred => out.write_str("another record refers to this one"),
            Self::Taken => out.write_str("a unique value is already taken"),
            Self::Panicked => out.write_str("a decision panicked"),
            Self::Corrupt(wrong) => wrong.fmt(out),
            Self::Database(message) => out.write_str(message),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<WrongValue> for StoreError {
    fn from(wrong: WrongValue) -> Self {
        Self::Corrupt(wrong)
    }
}
