//! The network that the storm comes over: two locations, what they sell, and who goes there.

use super::caller::Caller;
use super::receiver::{Hook, Receiver};
use super::signature::SECRET;
use crate::Result;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// Pounds.
const CURRENCY: i64 = 3005;
/// The United Kingdom.
const COUNTRY: i64 = 1220;
/// Its clocks.
const ZONE: i64 = 2023;
/// The minutes of a pass; nobody uses them up.
const MINUTES: i64 = 600_000;
/// What a quarter of an hour costs at the door, in pence.
pub(super) const PENCE_A_QUARTER: i64 = 300;
/// The least and the most that a day costs at the yard, in pence.
pub(super) const DAY_AT_THE_YARD: (i64, i64) = (500, 900);

/// What webhooks are told of: check-ins opened, changed, somebody in, somebody out, somebody refused.
pub(super) const CREATED: i64 = 47;
/// A check-in changed.
pub(super) const UPDATED: i64 = 48;
/// Somebody came in.
pub(super) const CAME_IN: i64 = 36;
/// Somebody went out.
pub(super) const WENT_OUT: i64 = 35;
/// Somebody was refused.
pub(super) const REFUSED: i64 = 63;
/// All of them.
pub(super) const ACTIONS: [i64; 5] = [CREATED, UPDATED, CAME_IN, WENT_OUT, REFUSED];

/// A location.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Its id.
    pub(super) id: i64,
    /// Whether a day costs no less and no more than its bounds.
    pub(super) bounds_a_day: bool,
}

/// How somebody gets in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// On day passes, of which one is enough.
    Days,
    /// On a pass with minutes.
    Minutes,
    /// By what is sold at the door.
    PayAsYouGo,
    /// Not at all.
    Never,
}

/// A customer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Customer {
    /// Their id.
    pub(super) id: i64,
    /// Where they go.
    pub(super) place: Place,
    /// How they get in.
    pub(super) kind: Kind,
}

/// Everybody.
pub(super) struct Town {
    /// The locations.
    pub(super) places: Vec<Place>,
    /// The customers.
    pub(super) customers: Vec<Customer>,
}

/// The passes of a location.
struct Shop {
    place: Place,
    day: Value,
    minutes: Value,
}

/// Settles a network that has two locations, the loft and the yard, and nothing else.
pub(super) async fn settle(caller: &mut Caller, customers: usize) -> Result<Town> {
    let found = caller.get("/api/sys/businesses").await?;
    let ids: Vec<i64> = found["Records"].as_array().into_iter().flatten().filter_map(id).collect();
    let mut shops = Vec::new();
    for (nth, id) in ids.into_iter().enumerate() {
        shops.push(open(caller, Place { id, bounds_a_day: nth == 1 }).await?);
    }
    let mut town = Town { places: shops.iter().map(|shop| shop.place).collect(), customers: Vec::new() };
    for nth in 0..customers {
        town.customers.push(welcome(caller, &shops[nth % shops.len()], nth).await?);
    }
    Ok(town)
}

/// Has a receiver told of everything at every location.
pub(super) async fn subscribe(caller: &mut Caller, town: &Town, receiver: &Receiver) -> Result<()> {
    for location in town.places.iter().map(|place| place.id) {
        for action in ACTIONS {
            let (name, url) = (receiver.name, receiver.url(Hook { location, action }));
            let hook =
                json!({ "BusinessId": location, "Name": name, "Action": action, "URL": url, "Active": true });
            caller.make("/api/sys/webhooks", &hook).await?;
        }
    }
    Ok(())
}

async fn open(caller: &mut Caller, place: Place) -> Result<Shop> {
    for (name, value) in settings(place, Timestamp::now()) {
        let setting = json!({ "BusinessId": place.id, "Name": name, "Value": value });
        caller.make("/api/sys/businesssettings", &setting).await?;
    }
    let pass = |name: &str, pence: i64, minutes: Option<i64>, at_the_door: bool| {
        json!({
            "BusinessId": place.id,
            "Name": name,
            "Price": pence / 100,
            "CurrencyId": CURRENCY,
            "MinutesIncluded": minutes,
            "UseAsPayAsYouGoForContacts": at_the_door,
        })
    };
    let day = caller.make("/api/billing/timepasses", &pass("Day", 2_000, None, false)).await?;
    let minutes =
        caller.make("/api/billing/timepasses", &pass("Minutes", 5_000, Some(MINUTES), false)).await?;
    caller.make("/api/billing/timepasses", &pass("Door", 4 * PENCE_A_QUARTER, Some(60), true)).await?;
    Ok(Shop { place, day: day["Id"].clone(), minutes: minutes["Id"].clone() })
}

/// The day ends half a day from now, so that it does not end meanwhile.
fn settings(place: Place, now: Timestamp) -> Vec<(&'static str, String)> {
    let cut_off = (now + jiff::SignedDuration::from_hours(12)).to_zoned(TimeZone::UTC);
    let mut settings = vec![
        ("WebHooks.SharedSecret", SECRET.to_owned()),
        ("Checkin.PayAsYouGo", "True".to_owned()),
        ("Checkin.DailyCutOffTime", cut_off.strftime("%H:%M").to_string()),
    ];
    if place.bounds_a_day {
        let (least, most) = DAY_AT_THE_YARD;
        settings.push(("Checkin.PayAsYouGoMinPrice", (least / 100).to_string()));
        settings.push(("Checkin.PayAsYouGoMaxPrice", (most / 100).to_string()));
        settings.push(("Checkin.AlwaysRecordByMinute", "True".to_owned()));
    }
    settings
}

async fn welcome(caller: &mut Caller, shop: &Shop, nth: usize) -> Result<Customer> {
    let kind = match (nth / 2) % 10 {
        0..=2 => Kind::Days,
        3..=5 => Kind::Minutes,
        6..=8 => Kind::PayAsYouGo,
        _ => Kind::Never,
    };
    let customer = json!({
        "FullName": format!("Customer {nth}"),
        "Email": format!("customer{nth}@example.com"),
        "CountryId": COUNTRY,
        "SimpleTimeZoneId": ZONE,
        "Businesses": [shop.place.id],
        "InvoicingBusinessId": shop.place.id,
        "Active": kind != Kind::Never,
    });
    let made = caller.make("/api/spaces/coworkers", &customer).await?;
    let id = id(&made).ok_or("a customer without an id")?;
    let pass = match kind {
        Kind::Days => Some((&shop.day, 3)),
        Kind::Minutes => Some((&shop.minutes, 1)),
        Kind::PayAsYouGo | Kind::Never => None,
    };
    if let Some((pass, count)) = pass {
        let pass = json!({
            "CoworkerId": id, "BusinessId": shop.place.id, "TimePassId": pass, "CreateMultiple": count
        });
        caller.make("/api/billing/coworkertimepasses", &pass).await?;
    }
    Ok(Customer { id, place: shop.place, kind })
}

fn id(record: &Value) -> Option<i64> {
    record["Id"].as_i64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_does_not_end_during_the_storm() {
        let now: Timestamp = "2026-03-09T15:20:00Z".parse().unwrap();
        let settings = settings(Place { id: 1, bounds_a_day: true }, now);
        assert!(settings.contains(&("Checkin.DailyCutOffTime", "03:20".to_owned())));
        assert!(settings.contains(&("Checkin.PayAsYouGoMinPrice", "5".to_owned())));
    }
}
