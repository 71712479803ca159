//! A visitor who was announced, at the door with their code: present on the visitor's record, not on a check-in
//! (`domain.md` 6.3).

use vestibule_domain::ids::VisitId;
use vestibule_domain::time::Instant;
use vestibule_domain::world::{Visit, VisitRef, World};
use vestibule_domain::{Before, Expected, Step, session_end, tap};
use vestibule_records::{Record, Row, Value, Visitor, VisitorApproval};
use vestibule_store::{Book, Change, Lookup, Mint, RowRef, Snapshot, StoreError};

use super::door::{Decided, Door, gone};
use super::verdict::{Action, Denial, Session, Verdict};
use crate::passage::Reasons;

/// What coming and going changes of a visitor.
static WHAT_MOVING_CHANGES: [&str; 5] = ["Arrived", "ArrivalDate", "DepartureDate", "UpdatedOn", "UpdatedBy"];

/// What must be loaded about a visitor.
pub(super) fn scope(id: i64) -> (Vec<RowRef>, Vec<Lookup>) {
    (vec![RowRef { schema: Visitor::schema(), id, changes: true }], Vec::new())
}

/// Decides the tap of a visitor.
pub(super) fn decide(
    door: &Door,
    id: i64,
    snapshot: &Snapshot,
    mint: &mut Mint<'_>,
) -> Result<Decided, StoreError> {
    let (Some(row), Some(book)) = (snapshot.row(Visitor::schema(), id), Book::open(snapshot)?) else {
        return Ok(gone());
    };
    let visitor = Visitor::from_row(row)?;
    let mut world = book.world();
    let known = presence(&visitor, &world, door.now);
    world.visits.extend(known.clone());
    let guest = Guest { door, row, visitor: &visitor, world: &world };
    // What is known of later than a tap that comes late stands.
    if let Some(known) = known.filter(|visit| door.way.is_late() && visit.to.unwrap_or(visit.from) > door.now)
    {
        return Ok(Decided::said(guest.welcome(Action::None, &known)));
    }
    match tap(&world, &door.tapped(snapshot)?, door.now) {
        Step::Enter(_) => match world.open_visit() {
            Some(inside) => Ok(Decided::said(guest.welcome(Action::None, inside))),
            None => match expected(&visitor).admits(&world.location, door.now) {
                Ok(()) => Ok(guest.enters()),
                Err(refusal) => {
                    door.refuse(Reasons::of(refusal, &world, door.now), &world, &book, snapshot, mint)
                }
            },
        },
        Step::Leave { visit, at } => Ok(guest.leaves(&visit, at)),
        Step::Again(Before::Entered(visit)) => Ok(Decided::said(guest.welcome(Action::CheckIn, &visit))),
        Step::Again(Before::Left(visit)) => Ok(Decided::said(guest.welcome(Action::CheckOut, &visit))),
        Step::Again(Before::Refused) => door.refused_again(Denial::Refused, snapshot),
        Step::Refuse(refusal) => {
            door.refuse(Reasons::of(refusal, &world, door.now), &world, &book, snapshot, mint)
        }
    }
}

/// The visit that a visitor's record tells of; one that was never ended is over with its business day.
fn presence(visitor: &Visitor, world: &World, now: Instant) -> Option<Visit> {
    let from = visitor.arrival_date.filter(|_| visitor.arrived)?;
    if visitor.departure_date.is_none() && world.location.day_end(from) <= now {
        return None;
    }
    Some(Visit {
        id: VisitRef::Existing(VisitId::new(visitor.base.id)),
        location: world.location.id,
        from,
        to: visitor.departure_date,
        pass: None,
        counts_towards_plan_limits: false,
        auto_checkout: false,
        entered: from,
        seen: from,
        settled: None,
    })
}

const fn expected(visitor: &Visitor) -> Expected {
    use VisitorApproval::{AcceptedAndGrant, NotRequired};
    let approved = matches!(visitor.host_approval_status, AcceptedAndGrant | NotRequired);
    Expected { at: visitor.expected_arrival, approved }
}

/// A visitor, with all that is known of them.
struct Guest<'a> {
    door: &'a Door,
    row: &'a Row,
    visitor: &'a Visitor,
    world: &'a World,
}

impl Guest<'_> {
    fn enters(&self) -> Decided {
        let visit = Visit {
            id: VisitRef::New,
            location: self.world.location.id,
            from: self.door.now,
            to: None,
            pass: None,
            counts_towards_plan_limits: false,
            auto_checkout: false,
            entered: self.door.now,
            seen: self.door.now,
            settled: None,
        };
        self.moved(Action::CheckIn, &visit)
    }

    fn leaves(&self, visit: &Visit, at: Instant) -> Decided {
        self.moved(Action::CheckOut, &Visit { to: Some(at), ..visit.clone() })
    }

    fn moved(&self, action: Action, visit: &Visit) -> Decided {
        let mut row = self.door.passage.touched(self.row.clone());
        row.set("Arrived", Value::Bool(true));
        row.set("ArrivalDate", Value::Int(visit.from.micros()));
        row.set("DepartureDate", visit.to.map_or(Value::Null, |to| Value::Int(to.micros())));
        let changes = vec![Change::Amend(row, &WHAT_MOVING_CHANGES)];
        Decided { changes, verdict: self.welcome(action, visit) }
    }

    fn welcome(&self, action: Action, visit: &Visit) -> Verdict {
        let (ends, now) = (session_end(self.world, visit, self.door.now), self.door.now);
        let name = Some(self.visitor.full_name.clone());
        Verdict::Welcome(Session { action, ends, now, name, visit: None, left: None })
    }
}
