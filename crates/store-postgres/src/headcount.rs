//! How many are inside, where a location wants to know: counted once for the works of a transaction, and kept in step
//! with what they decide one after the other.

use std::collections::HashMap;

use tokio_postgres::Row as Line;
use vestibule_records::{Checkin, Record, Row};
use vestibule_store::{Change, Headcount, Snapshot, Work};

use crate::fault::Fault;
use crate::flight::{Flight, param};
use crate::questions::{INSIDE, LOCK_PLACES};

/// Whom to count for the works of a transaction.
#[derive(Default)]
pub(crate) struct Headcounts(Vec<Headcount>);

impl Headcounts {
    /// Takes in what one work asks, if it does.
    pub(crate) fn take(&mut self, wanted: Option<Headcount>) {
        self.0.extend(wanted.filter(|wanted| !self.0.contains(wanted)));
    }

    /// Lets nobody else into the locations that are to be held, on whichever node.
    pub(crate) async fn lock(&self, flight: &mut Flight<'_>) -> Result<(), Fault> {
        let held: Vec<i64> = self.0.iter().filter(|one| one.held).map(|one| one.location).collect();
        if !held.is_empty() {
            flight.steady(LOCK_PLACES, vec![param(held)]).await?;
        }
        Ok(())
    }

    /// Asks for the counts, after the locks; at which place the answer will be.
    pub(crate) async fn ask(&self, flight: &mut Flight<'_>) -> Result<Option<usize>, Fault> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let (locations, since): (Vec<i64>, Vec<i64>) =
            self.0.iter().map(|one| (one.location, one.since)).unzip();
        Ok(Some(flight.steady(INSIDE, vec![param(locations), param(since)]).await?))
    }
}

/// How many are inside, by location and since when they came.
#[derive(Default)]
pub(crate) struct Heads(HashMap<(i64, i64), i64>);

impl Heads {
    /// The counts that were asked for.
    pub(crate) fn read(lines: &[Line]) -> Result<Self, Fault> {
        let one = |line: &Line| Ok(((line.try_get(0)?, line.try_get(1)?), line.try_get(2)?));
        lines.iter().map(one).collect::<Result<_, Fault>>().map(Self)
    }

    /// How many are inside, one customer left out, whose visits these are.
    pub(crate) fn but(&self, wanted: Headcount, visits: &[Row], customer: Option<i64>) -> Option<u32> {
        let all = self.0.get(&(wanted.location, wanted.since))?;
        let own = |visit: &&Row| customer.is_some() && visit.get("CoworkerId").int() == customer;
        let own = visits.iter().filter(own).filter_map(presence);
        let own = own.filter(|(location, from)| wanted.includes(*location, *from)).count();
        u32::try_from(all.saturating_sub_unsigned(own as u64)).ok()
    }
}

/// Who came and went by what was decided in this transaction.
#[derive(Default)]
pub(crate) struct Movements(Vec<Movement>);

/// Somebody who came at this instant is inside at this location now, or is no longer.
struct Movement {
    location: i64,
    from: i64,
    comes: bool,
}

impl Movements {
    /// Corrects what a work sees by what the works before it decided. None of them is about the same customer.
    pub(crate) fn tell(&self, work: &Work, snapshot: &mut Snapshot) {
        let scope = work.scope.visit.as_ref();
        let wanted = scope.and_then(|scope| Headcount::of(scope, &snapshot.catalogue));
        let inside = snapshot.visit.as_mut().and_then(|facts| facts.inside.as_mut());
        let (Some(wanted), Some(inside)) = (wanted, inside) else { return };
        for Movement { location, from, comes } in &self.0 {
            if wanted.includes(*location, *from) {
                *inside = if *comes { inside.saturating_add(1) } else { inside.saturating_sub(1) };
            }
        }
    }

    /// Takes note of a decision that was made on this snapshot.
    pub(crate) fn note(&mut self, snapshot: &Snapshot, changes: &[Change]) {
        let visits = changes.iter().filter(|change| std::ptr::eq(change.schema(), Checkin::schema()));
        for change in visits {
            let (id, after) = match change {
                // What it may hold beside is no matter of coming and going.
                Change::Amend(_, fields) if !fields.contains(&"ToTime") => continue,
                Change::Redact(..) => continue,
                Change::Insert(row) | Change::Update(row) | Change::Amend(row, _) => (row.id(), Some(row)),
                Change::Delete(_, id) => (*id, None),
            };
            let before = snapshot.before(Checkin::schema(), id);
            let moves = [(before.and_then(presence), false), (after.and_then(presence), true)];
            for (presence, comes) in moves {
                self.0.extend(presence.map(|(location, from)| Movement { location, from, comes }));
            }
        }
    }
}

/// Where somebody is inside on a visit and since when, while they are.
fn presence(visit: &Row) -> Option<(i64, i64)> {
    let open = visit.get("ToTime").is_null();
    open.then(|| Some((visit.get("BusinessId").int()?, visit.get("FromTime").int()?)))?
}
