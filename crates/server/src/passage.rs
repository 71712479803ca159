//! The one path of every arrival: an attempt, put to the rules, comes to rows to write. Whoever brings a signal in
//! (REST, the door) translates it into a [`Passage`] and an [`Attempt`], and turns what comes out into its own words.

use vestibule_domain::ids::VisitId;
use vestibule_domain::time::Instant;
use vestibule_domain::world::{Attempt, Changes, Visit, VisitRef, World};
use vestibule_domain::{Examination, Refusal, Remark, Source, Verdict, admit, depart, examine};
use vestibule_records::{
    Base, Checkin, CheckinSource, CoworkerAccessControlAudit, FailedCheckin, Record, Row, Value,
};
use vestibule_store::counted::CameTo;
use vestibule_store::{Book, Change, Mint, Posting, StoreError, wall_clock};

use crate::evidence;
use crate::vestibule::reasons;
use crate::witnesses::{Witness, Witnesses};

/// A signal that somebody arrives, as it is to be recorded.
pub(crate) struct Passage {
    /// Who brings it, by e-mail.
    pub(crate) by: String,
    /// When it is decided.
    pub(crate) now: Instant,
    /// The visit it wants.
    pub(crate) wanted: Checkin,
    /// What bears witness of it; unless said, whoever brings it.
    pub(crate) witness: Option<Witness>,
}

/// Why an attempt of somebody nobody knows is refused, in one word.
pub(crate) const UNKNOWN: &str = "unknown";

/// What an arrival came to.
pub(crate) enum Arrived {
    /// They are inside, or were for a while.
    Inside(Inside),
    /// They were not let in.
    Refused(Reasons),
}

/// A refusal, and what is to be said and kept of it.
pub(crate) struct Reasons {
    /// Why not.
    pub(crate) refusal: Refusal,
    /// For people, with what they can do about it.
    pub(crate) sentence: String,
    /// All that was tried, as it is kept.
    pub(crate) verdict: String,
}

/// A visit that is recorded.
pub(crate) struct Inside {
    /// What is to be written.
    pub(crate) written: Vec<Change>,
    /// The visit as it is then, with the names it joins.
    pub(crate) row: Row,
    /// The same visit among those that the rules see, after `decided`.
    pub(crate) visit: VisitRef,
    /// What the rules decided.
    pub(crate) decided: Changes,
}

impl Passage {
    /// Puts an attempt to the rules.
    pub(crate) fn arrive(
        &self,
        book: &Book<'_>,
        world: &World,
        attempt: &Attempt,
        mint: &mut Mint<'_>,
    ) -> Result<Arrived, StoreError> {
        let verdict = admit(world, attempt, self.now);
        mint.note_attempt(attempt.source, came_to(&verdict));
        match verdict {
            Verdict::Admitted { visit, changes: decided, remarks } => {
                let (mut written, shown) = book.post(&decided, &self.posting(Some(&self.wanted)), mint);
                evidence::note(&mut written, book, world);
                written.extend(self.noted(&remarks, world, mint));
                let row = match visit {
                    VisitRef::New => self.opened(&mut written, shown),
                    VisitRef::Existing(id) => self.gone_on(book, &mut written, id)?,
                };
                Ok(Arrived::Inside(Inside { written, row, visit, decided }))
            }
            Verdict::AlreadyInside { visit, changes: decided, remarks } => {
                let known = known(book, visit)?;
                let visit_known = Checkin::from_row(known)?;
                let (mut written, _) = book.post(&decided, &self.posting(Some(&visit_known)), mint);
                evidence::note(&mut written, book, world);
                written.extend(self.noted(&remarks, world, mint));
                let mut row = known.clone();
                // A stay that is over says nothing of somebody who is inside.
                if known.get("ToTime").is_null() && self.wanted.to_time.is_none() {
                    row = self.refreshed(row, known)?;
                    written.push(Change::Update(row.clone()));
                } else if let Some(witness) = &self.witness {
                    let mut witnesses = Witnesses::of(known);
                    witnesses.hear(witness.clone());
                    witnesses.keep(&mut row);
                    written.push(Change::Amend(row.clone(), &["Witnesses"]));
                }
                let (row, visit) = (book.named(row), VisitRef::Existing(visit));
                Ok(Arrived::Inside(Inside { written, row, visit, decided }))
            }
            Verdict::Refused(refusal) => {
                book.see_what_comes();
                let examination = examine(world, attempt, self.now, || book.for_sale());
                Ok(Arrived::Refused(Reasons::found(refusal, &examination, world, attempt.from)))
            }
        }
    }

    /// Ends an open visit.
    pub(crate) fn leave(
        &self,
        book: &Book<'_>,
        world: &World,
        visit: &Visit,
        at: Instant,
        mint: &mut Mint<'_>,
    ) -> Result<Arrived, StoreError> {
        let decided = match depart(world, visit, at, false) {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Arrived::Refused(Reasons::of(refusal, world, self.now))),
        };
        let (written, shown) = book.post(&decided, &self.posting(None), mint);
        let row = shown.unwrap_or_else(|| self.draft());
        Ok(Arrived::Inside(Inside { written, row, visit: visit.id, decided }))
    }

    /// The refusal, to be recorded under this sentence and this word for why, with the reasons if the rules were asked.
    pub(crate) fn failed(
        &self,
        reason: &str,
        sentence: String,
        verdict: Option<String>,
        world: &World,
        book: &Book<'_>,
        mint: &mut Mint<'_>,
    ) -> FailedCheckin {
        let (teams, plans) = book.memberships();
        FailedCheckin {
            coworker_id: self.wanted.coworker_id,
            business_id: self.wanted.business_id,
            checkin_attempt_time: self.wanted.from_time,
            source: self.wanted.source,
            mac_addresses: self.wanted.mac_addresses.clone(),
            teams_at_the_time_of_checkin: teams,
            tariff_at_the_time_of_checkin: plans,
            description: Some(sentence),
            verdict,
            reason: Some(reason.to_owned()),
            checkin_attempt_time_local: Some(wall_clock(&world.location.zone, self.wanted.from_time)),
            base: Base::made(mint.id(), mint.guid(), self.now, &self.by),
            ..FailedCheckin::default()
        }
    }

    /// The remarks of the rules, for whoever looks after the doors. Of somebody without an account nothing is noted.
    fn noted(&self, remarks: &[Remark], world: &World, mint: &mut Mint<'_>) -> Vec<Change> {
        let Some(customer) = self.wanted.coworker_id else { return Vec::new() };
        let audit = |remark: &Remark| CoworkerAccessControlAudit {
            coworker_id: customer,
            description: Some(remark.sentence(world)),
            is_problem: true,
            base: Base::made(mint.id(), mint.guid(), self.now, &self.by),
        };
        remarks.iter().map(audit).map(|audit| Change::Insert(audit.into_row())).collect()
    }

    /// A row that this signal writes anew.
    pub(crate) fn touched(&self, mut row: Row) -> Row {
        row.set("UpdatedOn", Value::Int(self.now.micros()));
        row.set("UpdatedBy", Value::Text(self.by.clone()));
        row
    }

    /// How what is decided is to be written down, with the visit that the body wants, if it is about one.
    pub(crate) const fn posting<'a>(&'a self, wanted: Option<&'a Checkin>) -> Posting<'a> {
        Posting { by: self.by.as_str(), now: self.now, wanted }
    }

    /// The visit it wants, as a row.
    fn draft(&self) -> Row {
        self.wanted.clone().into_row()
    }

    /// The new visit, with its first witness.
    fn opened(&self, written: &mut [Change], shown: Option<Row>) -> Row {
        let mut row = shown.unwrap_or_else(|| self.draft());
        let mut witnesses = Witnesses::default();
        witnesses.hear(self.witness());
        witnesses.keep(&mut row);
        let inserted = written.iter_mut().find_map(|change| match change {
            Change::Insert(new) if new.schema.name == row.schema.name && new.id() == row.id() => Some(new),
            _ => None,
        });
        if let Some(inserted) = inserted {
            inserted.set("Witnesses", row.get("Witnesses").clone());
        }
        row
    }

    /// What bears witness of the visit.
    pub(crate) fn witness(&self) -> Witness {
        let at = self.wanted.from_time;
        self.witness.clone().unwrap_or_else(|| Witness::at(self.wanted.source, self.by.clone(), at))
    }

    /// The earlier visit that goes on, with what the signal adds to it.
    fn gone_on(&self, book: &Book<'_>, written: &mut [Change], id: VisitId) -> Result<Row, StoreError> {
        let visits = Checkin::schema();
        let gone = written.iter().filter_map(|change| match change {
            Change::Delete(schema, id) if schema.name == visits.name => book.row_of_visit(*id),
            _ => None,
        });
        let others: Vec<_> = gone.map(Witnesses::of).collect();
        let mut rows = written.iter_mut().filter_map(|change| match change {
            Change::Update(row) if row.schema.name == visits.name => Some(row),
            _ => None,
        });
        let lost = || StoreError::Database("the visit that goes on is not written".to_owned());
        let row = rows.find(|row| row.id() == id.get()).ok_or_else(lost)?;
        let before = known(book, id)?;
        *row = self.refreshed(row.clone(), before)?;
        let mut witnesses = Witnesses::of(row);
        others.into_iter().for_each(|others| witnesses.join(others));
        witnesses.keep(row);
        if row.get("ToTime").is_null() {
            // What ends by itself still does.
            row.set("AutoCheckout", before.get("AutoCheckout").clone());
        }
        Ok(row.clone())
    }

    /// A visit that is known, seen again: its last activity is later, its devices are more.
    fn refreshed(&self, row: Row, known: &Row) -> Result<Row, StoreError> {
        let mut row = self.touched(row);
        let before = Checkin::from_row(known)?;
        let visit = Checkin::from_row(&row)?;
        if self.wanted.to_time.is_none() {
            let seen = self.wanted.last_activity.unwrap_or(self.wanted.from_time);
            let last = visit.last_activity.max(Some(seen.max(visit.from_time)));
            row.set("LastActivity", last.map_or(Value::Null, |at| Value::Int(at.micros())));
        }
        if let Some(devices) = &self.wanted.mac_addresses {
            row.set("MacAddresses", Value::Text(merged(before.mac_addresses.as_deref(), devices)));
        }
        let mut witnesses = Witnesses::of(known);
        witnesses.hear(self.witness());
        witnesses.keep(&mut row);
        Ok(row)
    }
}

impl Passage {
    /// Devices that a visit is known by, with the one that was seen.
    pub(crate) fn with_device(&self, known: Option<&str>) -> Option<String> {
        self.wanted.mac_addresses.as_deref().map(|seen| merged(known, seen))
    }
}

/// What an attempt comes to, as it is counted.
fn came_to(verdict: &Verdict) -> CameTo {
    match verdict {
        Verdict::Admitted { visit: VisitRef::New, .. } => CameTo::Admitted,
        Verdict::Admitted { .. } | Verdict::AlreadyInside { .. } => CameTo::Again,
        Verdict::Refused(refusal) => CameTo::Refused(refusal.code()),
    }
}

/// A visit among those that the rules were shown, as it is stored.
fn known<'a>(book: &Book<'a>, visit: VisitId) -> Result<&'a Row, StoreError> {
    book.row_of_visit(visit.get()).ok_or_else(|| StoreError::Database("the visit was not loaded".to_owned()))
}

impl Reasons {
    /// Of a refusal that nothing but the refusal itself explains.
    pub(crate) fn of(refusal: Refusal, world: &World, now: Instant) -> Self {
        let examination = Examination::of(refusal.clone(), world, now);
        Self::found(refusal, &examination, world, now)
    }

    fn found(refusal: Refusal, examination: &Examination, world: &World, at: Instant) -> Self {
        let verdict = String::from_utf8_lossy(&reasons::told(examination, world, at)).into_owned();
        Self { refusal, sentence: examination.sentence(world), verdict }
    }
}

/// Devices as one list, each once.
fn merged(known: Option<&str>, seen: &str) -> String {
    let mut devices: Vec<&str> = Vec::new();
    for device in known.unwrap_or_default().split(',').chain(seen.split(',')).map(str::trim) {
        if !device.is_empty() && !devices.iter().any(|other| other.eq_ignore_ascii_case(device)) {
            devices.push(device);
        }
    }
    devices.join(", ")
}

/// How a signal came, as the rules name it.
pub(crate) const fn source(source: CheckinSource) -> Source {
    match source {
        CheckinSource::None => Source::None,
        CheckinSource::Manual => Source::Manual,
        CheckinSource::DoorAccess => Source::DoorAccess,
        CheckinSource::NetworkActivity => Source::NetworkActivity,
        CheckinSource::Tile => Source::Tile,
        CheckinSource::Sensor => Source::Sensor,
    }
}
