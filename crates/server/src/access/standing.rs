//! How the access of a customer stands at a location, as the body that a door system is sent (`domain.md` 6.5).

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value as Json, json};
use vestibule_domain::access::{AROUND_A_BOOKING, Grounds, Group, Until, access};
use vestibule_domain::customer::Booking as Booked;
use vestibule_domain::ids::{BookingId, LocationId, PassId};
use vestibule_domain::time::Instant;
use vestibule_domain::world::World;
use vestibule_records::{
    Booking, Business, Coworker, CoworkerContract, Filter, FloorPlanDesk, Record, Row, Test, TimePass, Value,
    WrongValue, write_instant,
};
use vestibule_store::{Book, Lookup, Query, RowRef, Scope, Snapshot, StoreError, Viewer, VisitScope, outbox};

use crate::app::App;
use crate::membership::is_in_force;

/// How it stands at this moment, in ASCII. `None` where the location or the customer is gone.
///
/// # Errors
/// When the store fails.
pub(crate) async fn standing(app: &App, location: i64, customer: i64) -> Result<Option<String>, StoreError> {
    let now = app.now();
    let snapshot = app.store.look(scope(location, customer, now)).await?;
    let place = snapshot.row(Business::schema(), location);
    let (Some(place), Some(person)) = (place, snapshot.row(Coworker::schema(), customer)) else {
        return Ok(None);
    };
    let Some(book) = Book::open(&snapshot)? else { return Ok(None) };
    let world = book.world();
    let grounds = Grounds {
        kinds: kinds(app, &world).await?,
        bookings: bookings(app, &snapshot, location).await?,
        desks: desks(&snapshot, location),
        contracts: contracts(&snapshot, now)?,
    };
    let body = body(place, person, &access(&world, &grounds, now), now);
    Ok(Some(outbox::ascii(&body.to_string())))
}

/// What a check-in would see, with the bookings whose doors are open, desks and contracts.
fn scope(location: i64, customer: i64, now: Instant) -> Scope {
    let read = |schema, id| RowRef { schema, id, changes: false };
    let visit = VisitScope {
        location,
        customer: Some(customer),
        instants: vec![now],
        visit: None,
        pass: None,
        tap: None,
    };
    Scope {
        viewer: Viewer::Everything,
        rows: vec![read(Business::schema(), location), read(Coworker::schema(), customer)],
        lookups: vec![
            booked_around(customer, now),
            Lookup::all(FloorPlanDesk::schema(), vec![of::<FloorPlanDesk>(customer)]),
            Lookup::all(CoworkerContract::schema(), vec![of::<CoworkerContract>(customer)]),
        ],
        visit: Some(visit),
    }
}

fn of<T: Record>(customer: i64) -> Filter {
    Filter::on::<T>("CoworkerId", Test::Is(Value::Int(customer)))
}

fn booked_around(customer: i64, now: Instant) -> Lookup {
    let filters = vec![
        of::<Booking>(customer),
        Filter::on::<Booking>("Tentative", Test::Is(Value::Bool(false))),
        Filter::on::<Booking>("FromTime", Test::AtMost(now.plus(AROUND_A_BOOKING).micros())),
        Filter::on::<Booking>("ToTime", Test::AtLeast(now.minus(AROUND_A_BOOKING).micros())),
    ];
    Lookup::all(Booking::schema(), filters)
}

fn found<T: Record>(snapshot: &Snapshot) -> impl Iterator<Item = &Row> {
    snapshot.found.iter().flatten().filter(|row| std::ptr::eq(row.schema, T::schema()))
}

fn groups_of(row: &Row) -> Vec<Group> {
    row.get("AccessControlGroupId").text().map(Group::all_in).unwrap_or_default()
}

/// The groups of the kinds of passes there are in the world.
async fn kinds(app: &App, world: &World) -> Result<BTreeMap<PassId, Vec<Group>>, StoreError> {
    let mut kinds: Vec<i64> = world.passes.iter().map(|pass| pass.terms.id.get()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.is_empty() {
        return Ok(BTreeMap::new());
    }
    let query = Query { sets: false, ..Query::ids(TimePass::schema(), Viewer::Everything, kinds) };
    let rows = app.store.list(query).await?.rows;
    Ok(rows.iter().map(|row| (PassId::new(row.id()), groups_of(row))).collect())
}

/// The bookings at the location, each with the groups of the desk that is booked, by itself or as a resource.
async fn bookings(
    app: &App,
    snapshot: &Snapshot,
    location: i64,
) -> Result<Vec<(Booked, Vec<Group>)>, StoreError> {
    let here = |booking: &Booking| booking.business_id.is_some_and(|at| at.get() == location);
    let bookings: Vec<Booking> =
        found::<Booking>(snapshot).map(Booking::from_row).collect::<Result<_, WrongValue>>()?;
    let bookings: Vec<Booking> = bookings.into_iter().filter(here).collect();
    if bookings.is_empty() {
        return Ok(Vec::new());
    }
    let desks = bookings.iter().filter_map(|booking| booking.floor_plan_desk_id).map(|desk| desk.get());
    let by_id = groups_by(app, location, "Id", desks.collect()).await?;
    let resources = bookings.iter().map(|booking| booking.resource_id).collect();
    let by_resource = groups_by(app, location, "ResourceId", resources).await?;
    let all = bookings.iter().map(|booking| {
        let desk = booking.floor_plan_desk_id.and_then(|desk| by_id.get(&desk.get()));
        let groups = desk.into_iter().chain(by_resource.get(&booking.resource_id));
        (booked(booking), groups.flatten().cloned().collect())
    });
    Ok(all.collect())
}

fn booked(booking: &Booking) -> Booked {
    let location = booking.business_id.map(|at| LocationId::new(at.get()));
    Booked { id: BookingId::new(booking.base.id), location, from: booking.from_time, to: booking.to_time }
}

/// The groups of the location's desks whose field is one of these numbers, by that number.
async fn groups_by(
    app: &App,
    location: i64,
    field: &'static str,
    numbers: Vec<i64>,
) -> Result<HashMap<i64, Vec<Group>>, StoreError> {
    let mut groups: HashMap<i64, Vec<Group>> = HashMap::new();
    if numbers.is_empty() {
        return Ok(groups);
    }
    let query = Query { sets: false, ..Query::by::<FloorPlanDesk>(field, Test::In(numbers)) };
    for desk in app.store.list(query).await?.rows.iter().filter(|desk| is_at(desk, location)) {
        if let Some(number) = desk.get(field).int() {
            groups.entry(number).or_default().extend(groups_of(desk));
        }
    }
    Ok(groups)
}

fn is_at(desk: &Row, location: i64) -> bool {
    desk.get("FloorPlanBusinessId").int() == Some(location)
}

fn desks(snapshot: &Snapshot, location: i64) -> Vec<Group> {
    found::<FloorPlanDesk>(snapshot).filter(|desk| is_at(desk, location)).flat_map(groups_of).collect()
}

/// When each contract that runs now ends.
fn contracts(snapshot: &Snapshot, now: Instant) -> Result<Vec<Until>, WrongValue> {
    let contracts = found::<CoworkerContract>(snapshot).map(CoworkerContract::from_row);
    let contracts: Vec<CoworkerContract> = contracts.collect::<Result<_, _>>()?;
    let running = contracts.into_iter().filter(|contract| is_in_force(contract, now));
    Ok(running.map(|contract| contract.cancellation_date.into()).collect())
}

/// Every group they are in, and of those that end by themselves, when.
fn body(place: &Row, person: &Row, access: &BTreeMap<Group, Until>, now: Instant) -> Json {
    let groups: Vec<&str> = access.keys().map(Group::name).collect();
    let schedule = access.iter().filter_map(|(group, until)| match until {
        Until::At(end) => Some(json!({ "group": group.name(), "expires_on": written(*end) })),
        Until::Further => None,
    });
    json!({
        "time": written(now),
        "business": { "id": place.id(), "name": text(place, "Name"), "uniqueId": text(place, "UniqueId") },
        "coworker": {
            "id": person.id(),
            "uniqueId": text(person, "UniqueId"),
            "fullName": text(person, "FullName"),
            "email": text(person, "Email"),
            "accessCardId": text(person, "AccessCardId"),
            "accessPincode": text(person, "AccessPincode"),
            "keyFobNumber": text(person, "KeyFobNumber"),
        },
        "groups": groups,
        "schedule": schedule.collect::<Vec<_>>(),
    })
}

fn text<'a>(row: &'a Row, field: &str) -> Option<&'a str> {
    row.get(field).text()
}

fn written(at: Instant) -> String {
    let mut text = Vec::new();
    write_instant(at, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}
