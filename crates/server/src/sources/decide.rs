//! One signal, decided: what it means, what the rules say of that, and what is written down.

use vestibule_domain::signal::length;
use vestibule_domain::time::{Instant, Span};
use vestibule_domain::world::{Attempt, Visit, VisitRef, World};
use vestibule_domain::{Contradiction, Mac, Meaning, Refusal, Told, meaning, revise};
use vestibule_records::{
    Base, Checkin, CheckinSource, CoworkerAccessControlAudit, FailedCheckin, Id, Record, Row, Signal,
    SignalOutcome, Value,
};
use vestibule_store::counted::CameTo;
use vestibule_store::{Book, Change, Decision, Mint, Snapshot, StoreError, watch};

use super::heard::{Heard, Hearing, Manner, Whose};
use super::{arrival, is_remarkable, keep, same_event};
use crate::passage::{Arrived, Passage, Reasons, UNKNOWN, source};
use crate::witnesses::{Witness, Witnesses};

/// Decides a signal that comes in time, if `late` so late that it is flagged.
pub(super) fn decide(
    heard: &Heard,
    manner: &Manner,
    late: Option<Span>,
    network: &[i64],
    snapshot: &Snapshot,
    mint: &mut Mint<'_>,
) -> Decision {
    if heard.keep
        && let Some(before) = keep::before(heard, snapshot)
    {
        return keep::told(Vec::new(), &before);
    }
    let decided = Deciding::open(heard, manner, late, snapshot, mint.now())
        .and_then(|deciding| deciding.map_or_else(|| Ok(gone()), |deciding| deciding.decide(network, mint)));
    let Came { mut changes, hearing, leaves } = match decided {
        Ok(came) => came,
        Err(error) => {
            tracing::error!(%error, "a signal cannot be decided");
            return keep::broken();
        }
    };
    note(heard, &hearing, mint);
    let worth_it = heard.keep || is_remarkable(hearing.outcome) || !hearing.flags.is_empty();
    if worth_it && !keep::is_sure(heard, manner, late) {
        snapshot.lacking.say(same_event(heard).into_iter().collect());
    }
    if worth_it && !keep::is_kept(heard, snapshot) {
        changes.push(Change::Insert(keep::line(heard, &hearing, leaves, mint)));
    }
    keep::told(changes, &hearing)
}

/// Notes what a signal came to, where it was an attempt to come in. What the rules were asked they have said already.
fn note(heard: &Heard, hearing: &Hearing, mint: &mut Mint<'_>) {
    let came_to = match (hearing.outcome, mint.came_to()) {
        _ if matches!(heard.told, Told::Out { .. }) => None,
        (SignalOutcome::Opened, known) => known.or(Some(CameTo::Admitted)),
        (SignalOutcome::Joined, _) => Some(CameTo::Again),
        (SignalOutcome::Refused, known) => known.or(Some(CameTo::Refused(TURNED_AWAY))),
        (SignalOutcome::Unknown, _) => Some(CameTo::Refused(UNKNOWN)),
        _ => None,
    };
    mint.note_no_attempt();
    if let Some(came_to) = came_to {
        mint.note_attempt(source(heard.source), came_to);
    }
}

/// The thing did not let them pass, whatever the rules would have said.
const TURNED_AWAY: &str = "turned_away";

/// What a signal came to.
struct Came {
    changes: Vec<Change>,
    hearing: Hearing,
    leaves: bool,
}

impl Came {
    const fn of(hearing: Hearing) -> Self {
        Self { changes: Vec::new(), hearing, leaves: false }
    }
}

/// A location that was deleted just now.
fn gone() -> Came {
    Came::of(Hearing::new(SignalOutcome::Unknown, "There is no such location any more".to_owned()))
}

/// A signal while it is decided.
struct Deciding<'a> {
    heard: &'a Heard,
    turned_away: bool,
    passage: Passage,
    book: Book<'a>,
    world: World,
    snapshot: &'a Snapshot,
    flags: Vec<String>,
}

impl<'a> Deciding<'a> {
    fn open(
        heard: &'a Heard,
        manner: &'a Manner,
        late: Option<Span>,
        snapshot: &'a Snapshot,
        now: Instant,
    ) -> Result<Option<Self>, StoreError> {
        let Some(book) = Book::open(snapshot)? else { return Ok(None) };
        let world = book.world();
        let mut flags: Vec<_> =
            late.map(|late| format!("It came {} late", length(late))).into_iter().collect();
        flags.extend(manner.remarks.iter().cloned());
        // Of each device that makes its address up no line is kept: the witness says it.
        let told = flags.clone();
        if heard.device.is_some_and(|device| device.is_random()) {
            flags.push("The device made its address up".to_owned());
        }
        let witness = Witness {
            source: heard.source,
            of: heard.origin.label(),
            name: Some(heard.origin.name.clone()),
            first: heard.told.since(),
            last: heard.told.at(),
            remarks: flags.clone(),
        };
        let passage =
            Passage { by: heard.origin.label(), now, wanted: wanted(heard), witness: Some(witness) };
        let turned_away = manner.turned_away;
        Ok(Some(Self { heard, turned_away, passage, book, world, snapshot, flags: told }))
    }

    fn decide(self, network: &[i64], mint: &mut Mint<'_>) -> Result<Came, StoreError> {
        let known = self
            .book
            .customer()
            .is_some_and(|facts| facts.businesses.iter().any(|place| network.contains(place)));
        match &self.heard.whose {
            Whose::Customer(_) | Whose::Owner(_) if known => {}
            Whose::Customer(_) | Whose::Owner(_) => {
                return self.unknown("Nobody of that number belongs here".to_owned(), mint);
            }
            Whose::Nobody(why) => return self.unknown(why.clone(), mint),
        }
        if self.turned_away {
            return Ok(self.away(mint));
        }
        let departures = self.departures()?;
        let source = source(self.heard.source);
        match meaning(&self.world, source, self.heard.told, &departures, self.passage.now) {
            Meaning::Arrive(attempt) => self.arrive(&attempt, mint),
            Meaning::Leave { visit, at } => {
                let wanted = Attempt { source, from: visit.from, to: Some(at), pass: None, presumed: false };
                self.revised(&visit, &wanted, mint)
            }
            Meaning::Longer { visit, wanted } => self.revised(&visit, &wanted, mint),
            Meaning::Witness { visit } => self.witness(&visit),
            Meaning::Contradicts(contradiction) => Ok(self.contradicts(contradiction)),
        }
    }

    /// Departures that were told before their arrival.
    fn departures(&self) -> Result<Vec<Instant>, StoreError> {
        let found = arrival(self.heard).and_then(|_| self.snapshot.found.first());
        let rows = found.map(Vec::as_slice).unwrap_or_default();
        rows.iter().map(|row| Ok(Signal::from_row(row)?.at)).collect()
    }

    fn arrive(mut self, attempt: &Attempt, mint: &mut Mint<'_>) -> Result<Came, StoreError> {
        self.passage.wanted.to_time = attempt.to;
        self.passage.wanted.from_time = attempt.from;
        let auto = ends_by_itself(self.heard) && (attempt.to.is_none() || attempt.presumed);
        self.passage.wanted.auto_checkout = auto;
        if matches!(self.heard.whose, Whose::Owner(_)) && !self.world.location.knows_devices {
            mint.note_attempt(source(self.heard.source), CameTo::Refused(Refusal::DevicesNotAlone.code()));
            let reasons = Reasons::of(Refusal::DevicesNotAlone, &self.world, self.passage.now);
            return self.refused(reasons, mint);
        }
        match self.passage.arrive(&self.book, &self.world, attempt, mint)? {
            Arrived::Inside(inside) => {
                let outcome = match inside.visit {
                    VisitRef::New => SignalOutcome::Opened,
                    VisitRef::Existing(_) => SignalOutcome::Joined,
                };
                Ok(self.came(outcome, Some(inside.row.id()), inside.written))
            }
            Arrived::Refused(reasons) => self.refused(reasons, mint),
        }
    }

    /// A visit ends then, or lasts longer than the system took it to.
    fn revised(self, visit: &Visit, wanted: &Attempt, mint: &mut Mint<'_>) -> Result<Came, StoreError> {
        let decided = match revise(&self.world, visit, wanted, wanted.presumed, self.passage.now) {
            Ok(decided) => decided,
            Err(refusal) => return Ok(self.not_left(&refusal, visit)),
        };
        let (mut written, shown) = self.book.post(&decided, &self.passage.posting(None), mint);
        let id = visit.id.existing().map(vestibule_domain::ids::VisitId::get);
        let closed = written.iter_mut().find_map(|change| match change {
            Change::Update(row) if row.schema.name == Checkin::schema().name && Some(row.id()) == id => {
                Some(row)
            }
            _ => None,
        });
        if let Some(row) = closed {
            self.testify(row, true)?;
            if wanted.to.is_none() {
                row.set("AutoCheckout", Value::Bool(true));
                watch(row);
            }
        }
        let outcome = if wanted.presumed || wanted.to.is_none() {
            SignalOutcome::Joined
        } else {
            SignalOutcome::Closed
        };
        Ok(self.came(outcome, shown.map(|row| row.id()).or(id), written))
    }

    /// They are where they are known to be: the visit has one witness more, and was heard of later.
    fn witness(self, visit: &Visit) -> Result<Came, StoreError> {
        let id = visit.id.existing().map(vestibule_domain::ids::VisitId::get);
        let Some(row) = id.and_then(|id| self.book.row_of_visit(id)) else {
            return Ok(self.came(SignalOutcome::Joined, id, Vec::new()));
        };
        let mut row = self.passage.touched(row.clone());
        self.testify(&mut row, visit.to.is_none())?;
        let written = vec![Change::Amend(row, &WHAT_A_WITNESS_CHANGES)];
        Ok(self.came(SignalOutcome::Joined, id, written))
    }

    /// Adds to a visit what the signal says of it; when they were heard of last, unless it is over already.
    fn testify(&self, row: &mut Row, lasts: bool) -> Result<(), StoreError> {
        let before = Checkin::from_row(row)?;
        if lasts {
            let seen = before.last_activity.max(Some(self.heard.told.at().max(before.from_time)));
            row.set("LastActivity", seen.map_or(Value::Null, |at| Value::Int(at.micros())));
        }
        if let Some(devices) = self.passage.with_device(before.mac_addresses.as_deref()) {
            row.set("MacAddresses", Value::Text(devices));
        }
        let mut witnesses = Witnesses::of(row);
        witnesses.hear(self.passage.witness());
        witnesses.keep(row);
        Ok(())
    }

    fn contradicts(self, contradiction: Contradiction) -> Came {
        let message = contradiction.sentence(&self.world.location.zone);
        let visit = contradiction.visit().and_then(VisitRef::existing);
        let hearing = Hearing {
            checkin: visit.map(vestibule_domain::ids::VisitId::get),
            flags: self.flags,
            ..Hearing::new(SignalOutcome::Contradicted, message)
        };
        Came { changes: Vec::new(), hearing, leaves: contradiction == Contradiction::NeverCame }
    }

    /// They left, but the visit cannot end then.
    fn not_left(self, refusal: &Refusal, visit: &Visit) -> Came {
        let hearing = Hearing {
            checkin: visit.id.existing().map(vestibule_domain::ids::VisitId::get),
            flags: self.flags,
            ..Hearing::new(SignalOutcome::Contradicted, refusal.sentence(&self.world))
        };
        Came::of(hearing)
    }

    /// They tried, and the thing did not let them pass. What the rules would have said was not asked.
    fn away(self, mint: &mut Mint<'_>) -> Came {
        let why = format!("{} turned them away", self.heard.origin.name);
        let mut failed = self.passage.failed(TURNED_AWAY, why.clone(), None, &self.world, &self.book, mint);
        failed.tap = Some(self.heard.tap());
        let id = failed.base.id;
        self.failed(SignalOutcome::Refused, why, Some(id), vec![Change::Insert(failed.into_row())])
    }

    fn refused(mut self, reasons: Reasons, mint: &mut Mint<'_>) -> Result<Came, StoreError> {
        let Reasons { refusal, sentence, verdict } = reasons;
        if self.heard.opened {
            self.flags.push(OPENED.to_owned());
        }
        let mut changes = Vec::new();
        if self.is_refused_already()? {
            return Ok(self.failed(SignalOutcome::Refused, sentence, None, changes));
        }
        let mut failed = self.passage.failed(
            refusal.code(),
            sentence.clone(),
            Some(verdict),
            &self.world,
            &self.book,
            mint,
        );
        (failed.tap, failed.nth_of_tap) = (Some(self.heard.tap()), Some(self.nth_of_tap()?));
        let id = failed.base.id;
        if self.heard.opened {
            changes.extend(self.reported(&sentence, mint));
        }
        changes.push(Change::Insert(failed.into_row()));
        Ok(self.failed(SignalOutcome::Refused, sentence, Some(id), changes))
    }

    /// A door that opened for somebody who may not be here: whoever looks after the doors should know.
    fn reported(&self, sentence: &str, mint: &mut Mint<'_>) -> Option<Change> {
        let audit = CoworkerAccessControlAudit {
            coworker_id: Id::new(self.heard.customer()?.get()),
            description: Some(format!("{} opened for them, although: {sentence}", self.heard.origin.name)),
            is_problem: true,
            base: Base::made(mint.id(), mint.guid(), self.passage.now, &self.passage.by),
        };
        Some(Change::Insert(audit.into_row()))
    }

    /// Nobody is known by it. Of one who comes in that is a failed check-in too.
    fn unknown(mut self, why: String, mint: &mut Mint<'_>) -> Result<Came, StoreError> {
        if self.heard.opened {
            self.flags.push(OPENED.to_owned());
        }
        if matches!(self.heard.told, Told::Out { .. }) || self.is_refused_already()? {
            return Ok(self.failed(SignalOutcome::Unknown, why, None, Vec::new()));
        }
        let mut passage = self.passage.failed(UNKNOWN, why.clone(), None, &self.world, &self.book, mint);
        passage.coworker_id = None;
        (passage.tap, passage.nth_of_tap) = (Some(self.heard.tap()), Some(self.nth_of_tap()?));
        let id = passage.base.id;
        Ok(self.failed(SignalOutcome::Unknown, why, Some(id), vec![Change::Insert(passage.into_row())]))
    }

    /// Whether this was refused on record before: what goes on and on is one refusal.
    fn is_refused_already(&self) -> Result<bool, StoreError> {
        if self.heard.keep {
            return Ok(false);
        }
        let before = self.refused_before()?;
        let day = |at| self.world.location.business_day(at);
        Ok(before.is_some_and(|before| day(before.checkin_attempt_time) == day(self.heard.told.at())))
    }

    /// The refusal before.
    fn refused_before(&self) -> Result<Option<FailedCheckin>, StoreError> {
        let refused = self.snapshot.visit.as_ref().and_then(|facts| facts.refused.as_ref());
        Ok(refused.map(FailedCheckin::from_row).transpose()?)
    }

    /// The number of this refusal among those of its tap: the store finds the last by it, and lets no two have the same.
    fn nth_of_tap(&self) -> Result<i64, StoreError> {
        let before = self.refused_before()?.and_then(|refusal| refusal.nth_of_tap);
        Ok(before.unwrap_or_default() + 1)
    }

    fn came(self, outcome: SignalOutcome, checkin: Option<i64>, changes: Vec<Change>) -> Came {
        let name = self.world.customer.as_ref().map_or("", |customer| customer.name.as_str());
        let place = &self.world.location.name;
        let message = match outcome {
            SignalOutcome::Opened => format!("{name} is at {place}"),
            SignalOutcome::Closed => format!("{name} left {place}"),
            _ => format!("{name} is known to be at {place}"),
        };
        let hearing = Hearing { checkin, flags: self.flags, ..Hearing::new(outcome, message) };
        Came { changes, hearing, leaves: false }
    }

    fn failed(self, outcome: SignalOutcome, why: String, id: Option<i64>, changes: Vec<Change>) -> Came {
        let hearing = Hearing { failed: id, flags: self.flags, ..Hearing::new(outcome, why) };
        Came { changes, hearing, leaves: false }
    }
}

/// What is said of somebody whom nobody knows, or who may not be here.
const OPENED: &str = "The door let them pass all the same";
/// What a witness changes of a visit.
static WHAT_A_WITNESS_CHANGES: [&str; 5] =
    ["LastActivity", "MacAddresses", "Witnesses", "UpdatedOn", "UpdatedBy"];

/// The visit that a signal speaks of.
fn wanted(heard: &Heard) -> Checkin {
    Checkin {
        coworker_id: heard.customer().map(|customer| Id::new(customer.get())),
        business_id: Id::new(heard.location.get()),
        source: heard.source,
        from_time: heard.told.since(),
        last_activity: ends_by_itself(heard).then(|| heard.told.at()),
        mac_addresses: heard.device.as_ref().map(Mac::to_string),
        ..Checkin::default()
    }
}

/// Whether a visit that it opens ends when nothing is heard of them any more: nobody tells the Wi-Fi or a sensor that
/// they leave.
const fn ends_by_itself(heard: &Heard) -> bool {
    matches!(heard.source, CheckinSource::NetworkActivity | CheckinSource::Sensor)
}
