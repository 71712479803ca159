//! A write as the store sees it: what to load, how to decide, what comes out.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use vestibule_domain::Source;
use vestibule_domain::time::Instant;
use vestibule_records::{Filter, Guid, Row, Schema};

use crate::StoreError;
use crate::catalogue::Catalogue;
use crate::change::Change;
use crate::chronicle;
use crate::counted::{Attempted, CameTo, Departures, Tally};
use crate::facts::{VisitFacts, VisitScope};
use crate::ledger;
use crate::outbox::{self, Event};
use crate::query::{Query, Viewer};

/// One write.
#[derive(Clone)]
pub struct Work {
    /// What must be loaded before it can be decided.
    pub scope: Scope,
    /// The key under which its answer is kept, if the caller sent one.
    pub key: Option<Key>,
    /// The instant the write is deemed to happen.
    pub now: Instant,
    /// The decision. Pure, and possibly asked more than once: a conflict with another writer is decided anew.
    pub decide: Decide,
}

impl Work {
    /// The same work, whose decision tells the log on whose behalf it is made: a store decides on a thread of its own.
    #[must_use]
    pub fn on_behalf(self) -> Self {
        let span = tracing::Span::current();
        if span.is_disabled() {
            return self;
        }
        let decide = self.decide;
        Self { decide: Arc::new(move |snapshot, mint| span.in_scope(|| decide(snapshot, mint))), ..self }
    }

    /// Decides, sees what there is to tell of it and what happened, and enters what becomes of passes. A panic is the end of this work only.
    ///
    /// # Errors
    /// When the decision panicked.
    pub fn decided(&self, snapshot: &Snapshot, mint: &mut Mint<'_>) -> Result<Decided, StoreError> {
        let decide = AssertUnwindSafe(|| {
            mint.attempted = None;
            let Decision { mut changes, answer } = (self.decide)(snapshot, mint);
            let departures = Departures::of(snapshot, &changes);
            let tally = Tally { attempted: mint.attempted, departures };
            let events = outbox::events(snapshot, &changes, self.now);
            let happened = chronicle::happened(snapshot, &changes, mint);
            let entries = ledger::entries(snapshot, &changes, mint);
            changes.extend(entries);
            Decided { changes, answer, events, happened, tally }
        });
        catch_unwind(decide).map_err(|_| StoreError::Panicked)
    }
}

/// A pure function from what was loaded to what is to happen.
pub type Decide = Arc<dyn Fn(&Snapshot, &mut Mint<'_>) -> Decision + Send + Sync>;

/// An idempotency key: who, which key, and the fingerprint of what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Whose key: two users may use the same one.
    pub actor: String,
    /// The key.
    pub key: String,
    /// A hash over method, path and body.
    pub fingerprint: String,
}

impl Key {
    /// How long a key is remembered.
    pub const KEPT_MICROS: i64 = 48 * 3600 * 1_000_000;
}

/// What a decision must see.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Whose eyes look.
    pub viewer: Viewer,
    /// Rows by id, collections included. What the viewer may not see is not there.
    pub rows: Vec<RowRef>,
    /// Rows by condition, whoever looks.
    pub lookups: Vec<Lookup>,
    /// What admission and departure need.
    pub visit: Option<VisitScope>,
}

/// Names one row.
#[derive(Debug, Clone, Copy)]
pub struct RowRef {
    /// Its record.
    pub schema: &'static Schema,
    /// Its id.
    pub id: i64,
    /// Whether it will be changed, and so must not change meanwhile.
    pub changes: bool,
}

/// Names rows by what they hold.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// Their record.
    pub schema: &'static Schema,
    /// What must hold.
    pub filters: Vec<Filter>,
    /// Which of those that fit.
    pub take: Take,
}

/// Which rows of a lookup are loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// Two: enough to know whether there is one, and another.
    Two,
    /// The one that was made last.
    Last,
    /// All of them, in the order of their ids; they may be changed, and so do not change meanwhile.
    All,
}

impl Lookup {
    /// Whether there are rows that fit.
    #[must_use]
    pub const fn two(schema: &'static Schema, filters: Vec<Filter>) -> Self {
        Self { schema, filters, take: Take::Two }
    }

    /// The row that fits and was made last.
    #[must_use]
    pub const fn last(schema: &'static Schema, filters: Vec<Filter>) -> Self {
        Self { schema, filters, take: Take::Last }
    }

    /// All rows that fit, to change them.
    #[must_use]
    pub const fn all(schema: &'static Schema, filters: Vec<Filter>) -> Self {
        Self { schema, filters, take: Take::All }
    }

    /// As a query.
    #[must_use]
    pub fn query(&self) -> Query {
        let id = self.schema.position("Id").unwrap_or_default();
        let (order, limit) = match self.take {
            Take::Two => (Query::all(self.schema).order, 2),
            Take::Last => ((id, true), 1),
            Take::All => ((id, false), i64::MAX),
        };
        Query { filters: self.filters.clone(), order, limit, ..Query::all(self.schema) }
    }
}

/// What was loaded.
pub struct Snapshot {
    /// Locations, plans and pass definitions.
    pub catalogue: Arc<Catalogue>,
    /// The rows of the scope that exist for the viewer.
    pub rows: HashMap<(&'static str, i64), Row>,
    /// What each lookup found, in the order of the scope.
    pub found: Vec<Vec<Row>>,
    /// What admission and departure need, if the scope asked for it.
    pub visit: Option<VisitFacts>,
    /// What a decision says it lacks.
    pub lacking: Lacking,
}

/// Rows that few decisions need, and that are loaded only once one has said so: it is decided anew then, with what they
/// find at the end of `found`. It is heard once; what a decision came to without them is thrown away.
#[derive(Debug, Default)]
pub struct Lacking(OnceLock<Vec<Lookup>>);

impl Lacking {
    /// Says what is lacking. Nothing is locked for it.
    pub fn say(&self, lookups: Vec<Lookup>) {
        // Whoever decides again lacks the same again, and has it.
        let _ = self.0.set(lookups);
    }

    /// What a decision said.
    #[must_use]
    pub fn said(&self) -> &[Lookup] {
        self.0.get().map_or(&[], Vec::as_slice)
    }
}

impl Snapshot {
    /// A row of the scope.
    #[must_use]
    pub fn row(&self, schema: &Schema, id: i64) -> Option<&Row> {
        self.rows.get(&(schema.name, id))
    }

    /// A row as it was loaded, in whichever part of the scope.
    #[must_use]
    pub fn before(&self, schema: &Schema, id: i64) -> Option<&Row> {
        let facts = self.visit.iter().flat_map(|facts| facts.visits.iter().chain(&facts.passes));
        let mut known = facts.chain(self.found.iter().flatten());
        self.row(schema, id).or_else(|| known.find(|row| row.id() == id && std::ptr::eq(row.schema, schema)))
    }
}

/// What is to happen.
pub struct Decision {
    /// Everything that is written; nothing else changes.
    pub changes: Vec<Change>,
    /// What the caller is told once it is durable.
    pub answer: Answer,
}

/// A decision, and what there is to tell of it.
pub struct Decided {
    /// Everything that is written, deliveries aside.
    pub changes: Vec<Change>,
    /// What the caller is told once it is durable.
    pub answer: Answer,
    /// What webhooks and door systems are told.
    pub events: Vec<Event>,
    /// What happened at locations, as `Happened` without its number: the store gives it, last before it commits.
    pub happened: Vec<Row>,
    /// What is counted of it once it is durable.
    pub tally: Tally,
}

/// What the caller is told.
pub enum Answer {
    /// This.
    Ready(Reply),
    /// Whatever the row looks like after the write, with the names it joins.
    Shown {
        /// Its record.
        schema: &'static Schema,
        /// Its id.
        id: i64,
        /// From the row to the reply.
        reply: Arc<dyn Fn(&Row) -> Reply + Send + Sync>,
    },
}

/// A reply: the status and the bytes of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// How a work ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Decided and durable.
    Done(Reply),
    /// Decided earlier under the same key: the same bytes again, and no second effect.
    Replayed(Reply),
    /// The key was used before for something else.
    KeyReused,
}

/// Randomness, from the one place that has it.
pub trait Entropy: Send + Sync + 'static {
    /// Fills a buffer.
    fn fill(&self, bytes: &mut [u8]);
}

/// Makes new ids and guids for one decision, and takes note of what is to be counted of it.
pub struct Mint<'a> {
    next: &'a mut i64,
    now: Instant,
    entropy: &'a dyn Entropy,
    attempted: Option<Attempted>,
}

impl<'a> Mint<'a> {
    /// Ids from `next` on; guids of this instant.
    pub fn new(next: &'a mut i64, now: Instant, entropy: &'a dyn Entropy) -> Self {
        Self { next, now, entropy, attempted: None }
    }

    /// When it is decided.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// Notes what the attempt comes to that is decided. What is noted last holds, and is counted after the commit.
    pub const fn note_attempt(&mut self, source: Source, came_to: CameTo) {
        self.attempted = Some(Attempted { source, came_to });
    }

    /// Notes that there was no attempt after all: somebody asked what would be, or wants to leave.
    pub const fn note_no_attempt(&mut self) {
        self.attempted = None;
    }

    /// What the attempt comes to, as far as it is noted.
    #[must_use]
    pub fn came_to(&self) -> Option<CameTo> {
        self.attempted.map(|attempted| attempted.came_to)
    }

    /// A fresh id.
    pub fn id(&mut self) -> i64 {
        let id = *self.next;
        *self.next += 1;
        id
    }

    /// A fresh guid: version 7, so that guids made one after the other sort that way.
    pub fn guid(&mut self) -> Guid {
        let mut random = [0_u8; 10];
        self.entropy.fill(&mut random);
        let millis = u64::try_from(self.now.micros() / 1000).unwrap_or_default();
        Guid::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// Random bytes for a secret.
    pub fn secret(&mut self, bytes: &mut [u8]) {
        self.entropy.fill(bytes);
    }
}

/// How many ids a store reserves at a time, at least as many as one batch of works can use.
pub const ID_BLOCK: i64 = 100_000;
