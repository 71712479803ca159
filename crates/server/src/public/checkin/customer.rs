//! A customer at the door: in, out, an echo, or not at all.

use vestibule_domain::admission::standing;
use vestibule_domain::ids::VisitId;
use vestibule_domain::time::Instant;
use vestibule_domain::world::{Visit, VisitRef, World};
use vestibule_domain::{Before, Refusal, Step, session_end, tap};
use vestibule_records::{Checkin, Record, Row};
use vestibule_store::{Book, Change, Mint, Snapshot, StoreError};

use super::ask::Credential;
use super::devices;
use super::door::{Decided, Door, gone};
use super::left::Left;
use super::person::nobody;
use super::verdict::{Action, Denial, Session, Verdict};
use crate::passage::{Arrived, Inside, Reasons};

/// Decides the tap of a customer.
pub(super) fn decide(
    door: &Door,
    network: &[i64],
    snapshot: &Snapshot,
    mint: &mut Mint<'_>,
) -> Result<Decided, StoreError> {
    let Some(book) = Book::open(snapshot)? else { return Ok(gone()) };
    let belongs = book.customer().is_some_and(|facts| facts.businesses.iter().any(|id| network.contains(id)));
    if !belongs {
        return door.unknown(&nobody(&door.ask), snapshot, mint);
    }
    let world = book.world();
    let customer = Customer { door, book: &book, world: &world, snapshot };
    if !door.way.moves() {
        return customer.recognised(mint);
    }
    match tap(&world, &door.tapped(snapshot)?, door.now) {
        Step::Enter(attempt) => {
            let attempt = match door.way.arrival(&world, attempt) {
                Ok(attempt) => attempt,
                Err(refusal) => return customer.refuse(refusal, mint),
            };
            let devices = match devices::known_from_now_on(door, &world, snapshot, mint)? {
                Ok(devices) => devices,
                Err(refusal) => return customer.refuse(refusal, mint),
            };
            customer.told(door.passage.arrive(&book, &world, &attempt, mint)?, devices, mint)
        }
        Step::Leave { visit, at } => {
            if let Err(refusal) = door.way.departure(&world, &visit) {
                return customer.refuse(refusal, mint);
            }
            let devices = devices::seen(door, snapshot)?;
            customer.told(door.passage.leave(&book, &world, &visit, at, mint)?, devices, mint)
        }
        Step::Again(Before::Entered(visit)) => customer.again(Action::CheckIn, &visit, mint),
        Step::Again(Before::Left(visit)) => customer.again(Action::CheckOut, &visit, mint),
        Step::Again(Before::Refused) => door.refused_again(Denial::Refused, snapshot),
        Step::Refuse(refusal) => customer.refuse(refusal, mint),
    }
}

/// A customer, with all that is known of them.
struct Customer<'a> {
    door: &'a Door,
    book: &'a Book<'a>,
    world: &'a World,
    snapshot: &'a Snapshot,
}

impl Customer<'_> {
    fn told(
        &self,
        arrived: Arrived,
        devices: Vec<Change>,
        mint: &mut Mint<'_>,
    ) -> Result<Decided, StoreError> {
        let mut inside = match arrived {
            Arrived::Inside(inside) => inside,
            Arrived::Refused(reasons) => return self.deny(reasons, mint),
        };
        let is_echo = self.seen_just_now(&inside)?;
        if is_echo {
            inside.written.clear();
        }
        let after = self.world.after(&inside.decided);
        let visit = after.visits.iter().find(|visit| visit.id == inside.visit);
        let Some(visit) = visit else {
            return Err(StoreError::Database("the visit that was decided is not there".to_owned()));
        };
        let inside_before = self.world.open_visit().is_some_and(|open| open.id == inside.visit);
        let action = match visit.to {
            Some(_) => Action::CheckOut,
            None if inside_before => Action::None,
            None => Action::CheckIn,
        };
        let ends = session_end(&after, visit, self.door.now);
        let session = Session {
            left: Left::of(&after, visit, self.door.now),
            ..self.session(action, ends, visit, Some(&inside.row))
        };
        inside.written.extend(devices);
        let verdict = Verdict::Welcome(session);
        if !is_echo {
            inside.written.extend(self.door.way.noted(&verdict, self.world, mint));
        }
        Ok(Decided { changes: inside.written, verdict })
    }

    /// Of whoever comes by a way that leads neither in nor out, nothing but that they may use it.
    fn recognised(&self, mint: &mut Mint<'_>) -> Result<Decided, StoreError> {
        let customer = self.world.customer.as_ref();
        let may = customer.map_or(Ok(()), standing).and_then(|()| self.door.way.admits(self.world));
        if let Err(refusal) = may {
            return self.refuse(refusal, mint);
        }
        let (now, name) = (self.door.now, customer.map(|customer| customer.name.clone()));
        let session = Session { action: Action::None, ends: now, now, name, visit: None, left: None };
        let verdict = Verdict::Welcome(session);
        let changes = self.door.way.noted(&verdict, self.world, mint).into_iter().collect();
        Ok(Decided { changes, verdict })
    }

    /// The tap before said it all already, unless this one comes from where it may not.
    fn again(&self, action: Action, visit: &Visit, mint: &mut Mint<'_>) -> Result<Decided, StoreError> {
        if let Err(refusal) = self.door.way.admits(self.world) {
            return self.refuse(refusal, mint);
        }
        let row = match visit.id {
            VisitRef::Existing(id) => self.row(id),
            VisitRef::New => None,
        };
        let ends = session_end(self.world, visit, self.door.now);
        Ok(Decided::said(Verdict::Welcome(self.session(action, ends, visit, row))))
    }

    fn row(&self, visit: VisitId) -> Option<&Row> {
        self.book.row_of_visit(visit.get())
    }

    fn refuse(&self, refusal: Refusal, mint: &mut Mint<'_>) -> Result<Decided, StoreError> {
        self.deny(Reasons::of(refusal, self.world, self.door.now), mint)
    }

    fn deny(&self, reasons: Reasons, mint: &mut Mint<'_>) -> Result<Decided, StoreError> {
        self.door.refuse(reasons, self.world, self.book, self.snapshot, mint)
    }

    /// Whether somebody who is inside was seen so lately that this is an echo, and changes nothing.
    fn seen_just_now(&self, inside: &Inside) -> Result<bool, StoreError> {
        let VisitRef::Existing(id) = inside.visit else { return Ok(false) };
        let known = self.row(id).map(Checkin::from_row).transpose()?;
        let debounce = self.door.tapped(self.snapshot)?.debounce.in_micros();
        let lately = |at: Instant| self.door.now.since(at) < debounce;
        Ok(known.is_some_and(|known| {
            known.to_time.is_none()
                && inside.decided.visits.is_empty()
                && known.last_activity.is_some_and(lately)
        }))
    }

    fn session(&self, action: Action, ends: Instant, visit: &Visit, row: Option<&Row>) -> Session {
        // Whoever knows no more than an address is not told whose it is.
        let by_address = matches!(self.door.ask.credential, Credential::Email(_));
        let name = self.world.customer.as_ref().filter(|_| !by_address).map(|customer| customer.name.clone());
        // What a dry run would open has no number.
        let made = !self.door.ask.dry_run || visit.id != VisitRef::New;
        let left = Left::of(self.world, visit, self.door.now);
        Session { action, ends, now: self.door.now, name, visit: row.filter(|_| made).map(named), left }
    }
}

/// The id and the guid of a check-in.
pub(super) fn named(row: &Row) -> (i64, String) {
    (row.id(), row.get("UniqueId").text().unwrap_or_default().to_owned())
}
