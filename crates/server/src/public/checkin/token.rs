//! A guest on an access token: presence without a person, no pass and no charge, and minutes that are counted down
//! (`domain.md` 2.12).
//!
//! Each visit says how many minutes it took, once it is over. One that ends by itself is counted then. A visit that somebody
//! else closed is counted the next time the token is used, so that no way of closing one need know of tokens.

use vestibule_domain::minutes::Minutes;
use vestibule_domain::time::{Instant, Span};
use vestibule_domain::world::{Attempt, Visit, VisitRef, World};
use vestibule_domain::{AccessToken as Terms, Before, Mac, Refusal, Step, depart, minutes, session_end, tap};
use vestibule_records::{AccessToken, Checkin, Filter, Record, Row, Test, Value};
use vestibule_store::{Book, Change, Lookup, Mint, RowRef, Snapshot, StoreError};

use super::customer::named;
use super::door::{Decided, Door, gone};
use super::verdict::{Action, Denial, Session, Verdict};
use crate::evidence;
use crate::passage::{Arrived, Inside, Reasons};

/// What using a token changes of it.
static WHAT_USING_CHANGES: [&str; 5] = ["MinutesLeft", "MacAddress", "LastAccess", "UpdatedOn", "UpdatedBy"];
/// What counting a visit changes of it.
static WHAT_COUNTING_CHANGES: [&str; 1] = ["TokenMinutes"];

/// What must be loaded about a token: it, held so that no two devices take its last minutes or its last place; the
/// visits on it that are not counted yet; and the last one of this device, whose echo a tap may be.
pub(super) fn scope(id: i64, mac: Option<Mac>) -> (Vec<RowRef>, Vec<Lookup>) {
    let schema = Checkin::schema();
    let on_it = || Filter::on::<Checkin>("AccessTokenId", Test::Is(Value::Int(id)));
    let not_counted = Lookup::all(schema, vec![on_it(), Filter::on::<Checkin>("TokenMinutes", Test::IsNull)]);
    let device = mac.map(|mac| Filter::on::<Checkin>("MacAddresses", Test::Is(Value::Text(mac.to_string()))));
    let last = Lookup::last(schema, [on_it()].into_iter().chain(device).collect());
    (vec![RowRef { schema: AccessToken::schema(), id, changes: true }], vec![not_counted, last])
}

/// Decides the tap of a guest on a token.
pub(super) fn decide(
    door: &Door,
    id: i64,
    snapshot: &Snapshot,
    mint: &mut Mint<'_>,
) -> Result<Decided, StoreError> {
    let (Some(row), Some(book)) = (snapshot.row(AccessToken::schema(), id), Book::open(snapshot)?) else {
        return Ok(gone());
    };
    let book = book.with_visits(visits(snapshot).into_iter())?;
    let all = book.world();
    let token = AccessToken::from_row(row)?;
    let mut use_of = Use { door, book: &book, token, changes: Vec::new() };
    use_of.close_what_is_over(&all, mint)?;
    let world = use_of.world_of_device(&all)?;
    let mut guest = Guest { use_of, world: &world, snapshot };
    match tap(&world, &door.tapped(snapshot)?, door.now) {
        Step::Enter(attempt) => guest.enter(&attempt, mint),
        Step::Leave { visit, at } => guest.leave(&visit, at, mint),
        Step::Again(Before::Entered(visit)) => Ok(guest.again(Action::CheckIn, &visit)),
        Step::Again(Before::Left(visit)) => Ok(guest.again(Action::CheckOut, &visit)),
        Step::Again(Before::Refused) => door.refused_again(Denial::Refused, snapshot),
        Step::Refuse(refusal) => guest.refuse(refusal, mint),
    }
}

/// The visits that were loaded, each once.
fn visits(snapshot: &Snapshot) -> Vec<&Row> {
    let mut visits: Vec<&Row> = snapshot.found.iter().flatten().collect();
    visits.sort_by_key(|row| row.id());
    visits.dedup_by_key(|row| row.id());
    visits
}

/// Takes the minutes of a stay from a token; how many those are.
pub(crate) fn spend(token: &mut AccessToken, from: Instant, to: Instant) -> Minutes {
    let taken = minutes::started(from, to);
    token.minutes_left = Minutes::new(token.minutes_left).minus(taken).get();
    taken
}

/// A token while it is used.
struct Use<'a> {
    door: &'a Door,
    book: &'a Book<'a>,
    token: AccessToken,
    changes: Vec<Change>,
}

impl Use<'_> {
    /// Counts visits that are over, and ends those whose business day is.
    fn close_what_is_over(&mut self, all: &World, mint: &mut Mint<'_>) -> Result<(), StoreError> {
        for visit in &all.visits {
            let Some(row) = self.row(visit) else { continue };
            match (visit.to, self.over(all, visit)) {
                (Some(to), _) if row.get("TokenMinutes").is_null() => self.count(row.clone(), visit.from, to),
                (None, Some(end)) => self.close(all, visit, end, true, mint)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn close(
        &mut self,
        world: &World,
        visit: &Visit,
        at: Instant,
        auto: bool,
        mint: &mut Mint<'_>,
    ) -> Result<(), StoreError> {
        // Open, and left after it began: the rules have nothing against it. If they had, nobody may hear goodbye.
        let decided = depart(world, visit, at, auto)
            .map_err(|refusal| StoreError::Database(format!("a guest cannot leave: {refusal:?}")))?;
        let (mut written, shown) = self.book.post(&decided, &self.door.passage.posting(None), mint);
        evidence::note(&mut written, self.book, world);
        self.changes.extend(written);
        if let Some(row) = shown {
            self.count(row, visit.from, at);
        }
        Ok(())
    }

    /// Takes the minutes of a visit from the token.
    fn count(&mut self, mut row: Row, from: Instant, to: Instant) {
        row.set("TokenMinutes", Value::Int(spend(&mut self.token, from, to).get()));
        self.changes.push(Change::Amend(row, &WHAT_COUNTING_CHANGES));
    }

    /// What the rules see of this device alone: other devices on the token are other people.
    fn world_of_device(&self, all: &World) -> Result<World, StoreError> {
        let mut world = all.clone();
        world.visits.clear();
        for visit in &all.visits {
            let forgotten = visit.to.is_none() && self.over(all, visit).is_some();
            if !forgotten && self.row(visit).is_some_and(|row| self.is_of_device(row)) {
                world.visits.push(visit.clone());
            }
        }
        Ok(world)
    }

    /// When the business day of a visit ended, if it is over.
    fn over(&self, all: &World, visit: &Visit) -> Option<Instant> {
        let end = all.place(visit.location)?.day_end(visit.from);
        (end <= self.door.now).then_some(end)
    }

    fn is_of_device(&self, row: &Row) -> bool {
        let devices = row.get("MacAddresses").text().unwrap_or_default();
        self.door.ask.mac.is_none_or(|mac| devices.split(',').any(|device| Mac::parse(device) == Some(mac)))
    }

    fn row(&self, visit: &Visit) -> Option<&Row> {
        match visit.id {
            VisitRef::Existing(id) => self.book.row_of_visit(id.get()),
            VisitRef::New => None,
        }
    }

    /// As the rules see it.
    fn terms(&self) -> Terms {
        let devices = self.token.mac_address.as_deref().unwrap_or_default().split(',');
        Terms {
            from: self.token.valid_from,
            until: self.token.valid_to,
            left: Minutes::new(self.token.minutes_left),
            most_devices: self.token.user_limit.and_then(|most| most.try_into().ok()).unwrap_or(1),
            devices: devices.filter_map(Mac::parse).collect(),
        }
    }

    /// Gives the device a place on the token.
    fn bind(&mut self, mac: Mac) {
        let mut devices = self.terms().devices;
        if !devices.contains(&mac) {
            devices.push(mac);
        }
        let devices: Vec<String> = devices.iter().map(Mac::to_string).collect();
        self.token.mac_address = Some(devices.join(","));
    }
}

/// A guest, with all that is known of them.
struct Guest<'a> {
    use_of: Use<'a>,
    world: &'a World,
    snapshot: &'a Snapshot,
}

impl Guest<'_> {
    fn enter(&mut self, attempt: &Attempt, mint: &mut Mint<'_>) -> Result<Decided, StoreError> {
        let (door, world) = (self.use_of.door, self.world);
        let open = world.open_visit();
        if let Some(inside) = open.filter(|open| open.location == world.location.id) {
            return Ok(self.again(Action::None, inside));
        }
        let terms = self.use_of.terms();
        let may = match door.ask.mac {
            Some(mac) => terms.admits(mac, door.now),
            None if door.way.sees_people() => terms.serves(door.now),
            None => {
                let sentence = "mac: is needed, since a device uses this code".to_owned();
                return Ok(Decided::said(Verdict::Denied(Denial::Nonsense, sentence)));
            }
        };
        if let Err(refusal) = may {
            return self.refuse(refusal, mint);
        }
        if let Some(elsewhere) = open {
            let at = door.now.max(elsewhere.from.plus(Span::micros(1)));
            self.use_of.close(world, elsewhere, at, false, mint)?;
        }
        if let Some(mac) = door.ask.mac {
            self.use_of.bind(mac);
        }
        match door.passage.arrive(self.use_of.book, world, attempt, mint)? {
            Arrived::Inside(inside) => self.entered(inside),
            Arrived::Refused(reasons) => self.deny(reasons, mint),
        }
    }

    fn entered(&mut self, inside: Inside) -> Result<Decided, StoreError> {
        let after = self.world.after(&inside.decided);
        let visit = after.visits.iter().find(|visit| visit.id == inside.visit);
        let visit =
            visit.ok_or_else(|| StoreError::Database("the visit of a guest is not there".to_owned()))?;
        self.use_of.changes.extend(inside.written);
        // What a dry run would open has no number.
        let row = Some(&inside.row).filter(|_| !self.use_of.door.ask.dry_run);
        Ok(self.told(Action::CheckIn, visit, row))
    }

    fn leave(&mut self, visit: &Visit, at: Instant, mint: &mut Mint<'_>) -> Result<Decided, StoreError> {
        self.use_of.close(self.world, visit, at, false, mint)?;
        let row = self.use_of.row(visit).cloned();
        Ok(self.told(Action::CheckOut, &Visit { to: Some(at), ..visit.clone() }, row.as_ref()))
    }

    fn again(&mut self, action: Action, visit: &Visit) -> Decided {
        let row = self.use_of.row(visit).cloned();
        let session = self.session(action, visit, row.as_ref());
        Decided::said(Verdict::Welcome(session))
    }

    fn refuse(&self, refusal: Refusal, mint: &mut Mint<'_>) -> Result<Decided, StoreError> {
        self.deny(Reasons::of(refusal, self.world, self.use_of.door.now), mint)
    }

    fn deny(&self, reasons: Reasons, mint: &mut Mint<'_>) -> Result<Decided, StoreError> {
        self.use_of.door.refuse(reasons, self.world, self.use_of.book, self.snapshot, mint)
    }

    /// Writes down what the token is after all that was done with it.
    fn told(&mut self, action: Action, visit: &Visit, row: Option<&Row>) -> Decided {
        let session = self.session(action, visit, row);
        let door = self.use_of.door;
        let token = AccessToken { last_access: Some(door.now), ..self.use_of.token.clone() };
        let mut changes = std::mem::take(&mut self.use_of.changes);
        changes.push(Change::Amend(door.passage.touched(token.into_row()), &WHAT_USING_CHANGES));
        Decided { changes, verdict: Verdict::Welcome(session) }
    }

    fn session(&self, action: Action, visit: &Visit, row: Option<&Row>) -> Session {
        let now = self.use_of.door.now;
        let ends = session_end(self.world, visit, now);
        let used_up = self.use_of.terms().ends(visit.from);
        let ends = if visit.to.is_some() { ends } else { ends.min(used_up).max(now) };
        Session { action, ends, now, name: None, visit: row.map(named), left: None }
    }
}
