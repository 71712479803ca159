//! One attempt, departure, correction or deletion, decided: from the snapshot to rows and the answer.

use vestibule_domain::time::Instant;
use vestibule_domain::world::{Attempt, Changes, Visit, World};
use vestibule_domain::{Refusal, forget, revise};
use vestibule_records::{Business, Checkin, Coworker, Draft, FieldError, Record, Row, Value, WrongValue};
use vestibule_store::{Answer, Book, Change, Decision, Mint, Reply, Snapshot, StoreError, Viewer, watch};

use crate::api::envelope::{self, quoted};
use crate::api::request::Write;
use crate::api::write::{self, told};
use crate::app::App;
use crate::auth::Caller;
use crate::passage::{Arrived, Passage, Reasons, source};
use crate::settings::RefusalStatus;

/// Why a decision is not the one that was hoped for: what to say, and what to write all the same.
pub(super) enum Otherwise {
    /// Nothing is written.
    Say(Reply),
    /// The refusal is recorded.
    Record(Change, Reply),
    /// The book cannot be read.
    Broken,
}

impl From<StoreError> for Otherwise {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a visit cannot be decided");
        Self::Broken
    }
}

impl From<WrongValue> for Otherwise {
    fn from(wrong: WrongValue) -> Self {
        StoreError::Corrupt(wrong).into()
    }
}

impl From<Vec<FieldError>> for Otherwise {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::Say(envelope::invalid(&errors))
    }
}

/// One attempt on its way: who asks, when, and for what.
pub(super) struct Way {
    passage: Passage,
    /// The visit it wants, as the body has it.
    draft: Row,
    viewer: Viewer,
    refusal_status: RefusalStatus,
}

impl Way {
    pub(super) fn new(app: &App, caller: &Caller, draft: Row, wanted: Checkin) -> Self {
        Self {
            passage: Passage { by: caller.email.clone(), now: app.now(), wanted, witness: None },
            draft,
            viewer: caller.viewer.clone(),
            refusal_status: app.settings.refusal_status,
        }
    }

    pub(super) fn decided(&self, decided: Result<Decision, Otherwise>) -> Decision {
        match decided {
            Ok(decision) => decision,
            Err(Otherwise::Say(reply)) => told(reply),
            Err(Otherwise::Record(change, reply)) => {
                Decision { changes: vec![change], answer: Answer::Ready(reply) }
            }
            Err(Otherwise::Broken) => told(envelope::plain_failure(500, "An error has occurred.")),
        }
    }

    pub(super) fn arrive(&self, snapshot: &Snapshot, mint: &mut Mint<'_>) -> Result<Decision, Otherwise> {
        let book = self.open(snapshot)?;
        let world = book.world();
        let attempt = self.attempt(&book)?;
        match self.passage.arrive(&book, &world, &attempt, mint)? {
            Arrived::Inside(inside) => Ok(self.created(inside.written, &inside.row)),
            Arrived::Refused(reasons) => Err(self.refused(reasons, &world, &book, mint)),
        }
    }

    pub(super) fn change(
        &self,
        id: i64,
        sent: &Write,
        snapshot: &Snapshot,
        mint: &mut Mint<'_>,
    ) -> Result<Decision, Otherwise> {
        let Decided { book, before, old, changes } = self.revised(id, sent, snapshot)?;
        let mut draft = draft(sent, before)?;
        let wanted = Checkin::from_row(&draft)?;
        let (mut written, _) = book.post(&changes, &self.passage.posting(Some(&wanted)), mint);
        if !changes.visits.iter().any(|visit| visit.id == old.id) {
            // Which pass it stands on, only the rules change: a body may leave it out.
            let pass = before.get("CoworkerTimePassGuid").clone();
            draft.set("CoworkerTimePassGuid", pass);
            watch(&mut draft);
            written.push(Change::Update(self.passage.touched(draft)));
        }
        let reply = write::updated(Checkin::schema(), id, self.passage.now, &self.passage.by);
        Ok(Decision { changes: written, answer: Answer::Ready(reply) })
    }

    /// What a change of a visit comes to by the rules, before anything of it is written down.
    pub(super) fn revised<'a>(
        &self,
        id: i64,
        sent: &Write,
        snapshot: &'a Snapshot,
    ) -> Result<Decided<'a>, Otherwise> {
        let found = known(id, snapshot)?;
        stays_in_place(&draft(sent, found.before)?, found.before)?;
        let changes = self.corrected(&found.book, &found.old)?;
        Ok(Decided { changes, ..found })
    }

    fn corrected(&self, book: &Book<'_>, old: &Visit) -> Result<Changes, Otherwise> {
        let (attempt, world) = (self.attempt(book)?, book.world());
        let revised = revise(&world, old, &attempt, self.passage.wanted.auto_checkout, self.passage.now);
        revised.map_err(|refusal| Otherwise::Say(self.reply(&refusal, refusal.sentence(&world))))
    }

    pub(super) fn leave_no_trace(
        &self,
        id: i64,
        snapshot: &Snapshot,
        mint: &mut Mint<'_>,
    ) -> Result<Decision, Otherwise> {
        let Decided { book, changes, .. } = forgotten(id, snapshot)?;
        let (changes, _) = book.post(&changes, &self.passage.posting(Some(&self.passage.wanted)), mint);
        Ok(Decision { changes, answer: Answer::Ready(write::deleted(self.passage.now, &self.passage.by)) })
    }

    /// Opens the book for an arrival; a location or a customer that the caller cannot see does not exist.
    fn open<'a>(&self, snapshot: &'a Snapshot) -> Result<Book<'a>, Otherwise> {
        let mut errors = Vec::new();
        let location = self.passage.wanted.business_id.get();
        let book = Book::open(snapshot)?.filter(|_| self.viewer.sees(location));
        if book.is_none() {
            errors.push(write::unknown("Business", Business::schema(), location));
        }
        if let Some(customer) = self.passage.wanted.coworker_id {
            let facts = snapshot.visit.as_ref().and_then(|visit| visit.customer.as_ref());
            if !facts.is_some_and(|facts| facts.is_seen_by(&self.viewer)) {
                errors.push(write::unknown("Coworker", Coworker::schema(), customer.get()));
            }
        }
        book.filter(|_| errors.is_empty()).ok_or_else(|| errors.into())
    }

    fn attempt(&self, book: &Book<'_>) -> Result<Attempt, Otherwise> {
        let guid = self.passage.wanted.coworker_time_pass_guid.map(|guid| guid.to_string());
        let pass = guid.as_deref().map(|guid| {
            book.pass_of_guid(guid).ok_or_else(|| {
                let message = "is not the UniqueId of a pass of this customer";
                vec![FieldError::new("CoworkerTimePassGuid", message, quoted(guid))]
            })
        });
        let pass = if book.customer().is_some() { pass.transpose()? } else { None };
        Ok(Attempt {
            source: source(self.passage.wanted.source),
            from: self.passage.wanted.from_time,
            to: self.passage.wanted.to_time,
            pass,
            presumed: false,
        })
    }

    fn created(&self, changes: Vec<Change>, row: &Row) -> Decision {
        Decision { changes, answer: Answer::Ready(write::created(row, self.passage.now, &self.passage.by)) }
    }

    /// Says why not. A refusal of the person is recorded; a request that makes no sense changes nothing.
    fn refused(&self, reasons: Reasons, world: &World, book: &Book<'_>, mint: &mut Mint<'_>) -> Otherwise {
        let Reasons { refusal, sentence, verdict } = reasons;
        let reply = self.reply(&refusal, sentence.clone());
        match property(&refusal) {
            "Coworker" => {
                let failed = self.passage.failed(refusal.code(), sentence, Some(verdict), world, book, mint);
                Otherwise::Record(Change::Insert(failed.into_row()), reply)
            }
            _ => Otherwise::Say(reply),
        }
    }

    fn reply(&self, refusal: &Refusal, sentence: String) -> Reply {
        let property = property(refusal);
        if property == "Coworker" && self.refusal_status == RefusalStatus::Ok {
            return envelope::refused(&sentence);
        }
        let value = match property {
            "Coworker" => self.draft.get("CoworkerId"),
            name => self.draft.get(name),
        };
        let attempted = match (value, property) {
            (Value::Int(number), "Coworker") => number.to_string(),
            (Value::Int(micros), _) => {
                let mut shown = Vec::new();
                vestibule_records::write_instant(Instant::from_micros(*micros), &mut shown);
                quoted(&String::from_utf8_lossy(&shown))
            }
            _ => "null".to_owned(),
        };
        envelope::invalid(&[FieldError::new(property, sentence, attempted)])
    }
}

/// What becomes of a visit by the rules.
pub(super) struct Decided<'a> {
    /// The book it was decided on.
    pub(super) book: Book<'a>,
    /// The visit as it is stored.
    before: &'a Row,
    /// The visit as the rules see it.
    pub(super) old: Visit,
    /// What changes.
    pub(super) changes: Changes,
}

/// What deleting a visit comes to by the rules.
pub(super) fn forgotten(id: i64, snapshot: &Snapshot) -> Result<Decided<'_>, Otherwise> {
    let found = known(id, snapshot)?;
    let world = found.book.world();
    let changes = forget(&world, &found.old)
        .map_err(|refusal| Otherwise::Say(envelope::refused(&refusal.sentence(&world))))?;
    Ok(Decided { changes, ..found })
}

/// Opens the book on a visit that the caller sees, whether or not they see its customer: whoever is inside can be
/// checked out there. Nothing is changed yet.
fn known(id: i64, snapshot: &Snapshot) -> Result<Decided<'_>, Otherwise> {
    let book = Book::open(snapshot)?.ok_or_else(|| Otherwise::Say(write::missing()))?;
    match (book.row_of_visit(id), book.visit_of_id(id)) {
        (Some(before), Some(old)) => Ok(Decided { book, before, old, changes: Changes::default() }),
        _ => Err(Otherwise::Say(write::missing())),
    }
}

/// A body over the visit that is there: what it may not set stays as it is.
fn draft(sent: &Write, before: &Row) -> Result<Row, Otherwise> {
    let body = sent.body().unwrap_or_default();
    Ok(Draft::read(Checkin::schema(), &body, Some(before))?.row)
}

/// A visit stays with its customer and its location: another one is another visit.
fn stays_in_place(draft: &Row, before: &Row) -> Result<(), Otherwise> {
    let moved = |name: &str, property: &str| {
        let message = "a visit stays where and whose it was: delete it and create another";
        let value = draft.get(name).int().map_or_else(|| "null".to_owned(), |id| id.to_string());
        (draft.get(name) != before.get(name)).then(|| FieldError::new(property, message, value))
    };
    let errors: Vec<_> =
        [moved("BusinessId", "Business"), moved("CoworkerId", "Coworker")].into_iter().flatten().collect();
    if errors.is_empty() { Ok(()) } else { Err(errors.into()) }
}

/// The property a refusal is about: the person, unless the times make no sense.
const fn property(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::TooFarAhead { .. } => "FromTime",
        Refusal::DepartureNotAfterArrival | Refusal::DepartureInFuture { .. } | Refusal::NotInside => {
            "ToTime"
        }
        Refusal::AnotherVisitOpen { .. } | Refusal::AlreadyBilled => "Checkin",
        _ => "Coworker",
    }
}
