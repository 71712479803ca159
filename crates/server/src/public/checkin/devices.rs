//! Devices of customers: registered when somebody signs in on one, and known from then on (`domain.md` 6.4).

use vestibule_domain::device::make_room;
use vestibule_domain::ids::CustomerId;
use vestibule_domain::world::World;
use vestibule_domain::{Device as Known, Mac, Refusal};
use vestibule_records::kept::Device;
use vestibule_records::{Base, Filter, Id, Record, Row, Test, Value};
use vestibule_store::{Catalogue, Change, Lookup, Mint, Snapshot, StoreError};

use super::ask::Credential;
use super::door::Door;

/// The setting of a location that says how many devices a customer may have; without it, or at zero, any number.
const LIMIT: &str = "Checkin.DeviceCountLimit";

/// What seeing a device changes of it.
static WHAT_SEEING_CHANGES: [&str; 3] = ["LastSeen", "UpdatedOn", "UpdatedBy"];

/// What must be loaded about the device of a tap: it, and those of the customer.
pub(super) fn lookups(customer: CustomerId, mac: Option<Mac>) -> Vec<Lookup> {
    let schema = Device::schema();
    let Some(mac) = mac else { return Vec::new() };
    let lookup = |name: &str, value| Lookup::all(schema, vec![Filter::on::<Device>(name, Test::Is(value))]);
    vec![lookup("Mac", Value::Text(mac.to_string())), lookup("CoworkerId", Value::Int(customer.get()))]
}

/// What becomes of the devices of a customer who comes in: whoever says who they are is known by the device from now
/// on, where the location's limit allows it.
pub(super) fn known_from_now_on(
    door: &Door,
    world: &World,
    snapshot: &Snapshot,
    mint: &mut Mint<'_>,
) -> Result<Result<Vec<Change>, Refusal>, StoreError> {
    let (Some(mac), Some(customer)) = (door.ask.mac, &world.customer) else { return Ok(Ok(Vec::new())) };
    let [here, own] = found(snapshot);
    let is_theirs = own.iter().any(|row| row.get("Mac").text() == Some(&mac.to_string()));
    if is_theirs || door.ask.credential == Credential::Device {
        return Ok(Ok(seen(door, snapshot)?));
    }
    let limit = limit(&snapshot.catalogue, world.location.id.get());
    let replaced = match make_room(&known(own)?, limit, door.now) {
        Ok(replaced) => replaced,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let mut changes = Vec::new();
    let gone = replaced.map(|gone| gone.to_string());
    let gone = own.iter().filter(|row| gone.is_some() && row.get("Mac").text() == gone.as_deref());
    // Its former owner, if there is one, signs in on it again to have it back.
    for row in gone.chain(here) {
        changes.push(Change::Delete(Device::schema(), row.id()));
    }
    let device = Device {
        mac: mac.to_string(),
        coworker_id: Id::new(customer.id.get()),
        business_id: Id::new(world.location.id.get()),
        registered_on: door.now,
        last_seen: door.now,
        is_random: mac.is_random(),
        base: Base::made(mint.id(), mint.guid(), door.now, &door.passage.by),
    };
    changes.push(Change::Insert(device.into_row()));
    Ok(Ok(changes))
}

/// The device of a tap was seen, if it is known and the customer's.
pub(super) fn seen(door: &Door, snapshot: &Snapshot) -> Result<Vec<Change>, StoreError> {
    let [here, own] = found(snapshot);
    let mut changes = Vec::new();
    for row in here.iter().filter(|row| own.iter().any(|own| own.id() == row.id())) {
        let mut row = door.passage.touched(row.clone());
        row.set("LastSeen", Value::Int(door.now.micros()));
        changes.push(Change::Amend(row, &WHAT_SEEING_CHANGES));
    }
    Ok(changes)
}

/// What the lookups found: the device of the tap, whoever owns it, and those of the customer.
fn found(snapshot: &Snapshot) -> [&[Row]; 2] {
    match &snapshot.found[..] {
        [here, own, ..] => [here, own],
        _ => [&[], &[]],
    }
}

fn known(rows: &[Row]) -> Result<Vec<Known>, StoreError> {
    let mut devices = Vec::new();
    for row in rows {
        let Device { mac, last_seen, .. } = Device::from_row(row)?;
        devices.extend(Mac::parse(&mac).map(|mac| Known { mac, seen: last_seen }));
    }
    Ok(devices)
}

fn limit(catalogue: &Catalogue, location: i64) -> Option<usize> {
    catalogue.setting(location, LIMIT)?.trim().parse().ok().filter(|limit| *limit > 0)
}
