//! A small network to test on: a hub with a loft below it, and a barn of its own; a few customers, a plan, passes.

use std::sync::Arc;

use vestibule_domain::time::Instant;
use vestibule_records::{
    Base, Business, Checkin, Country, Coworker, CoworkerContract, CoworkerTimePass, Currency, Decimal, Guid,
    Id, Record, SimpleTimeZone, Tariff, Team, TimePass, User,
};
use vestibule_store::{Change, Store};

use crate::Ground;
use crate::works::{noon, write};

/// The root of the network.
pub const HUB: i64 = 1;
/// A location below the hub.
pub const LOFT: i64 = 2;
/// A location of another network.
pub const BARN: i64 = 3;
/// A country, a currency and a time zone: pounds, and the clocks of London.
pub const COUNTRY: i64 = 4;
/// See [`COUNTRY`].
pub const CURRENCY: i64 = 5;
/// See [`COUNTRY`].
pub const ZONE: i64 = 6;
/// A plan sold at the hub.
pub const PLAN: i64 = 7;
/// A day pass of the hub.
pub const DAY: i64 = 8;
/// A customer of the loft.
pub const ANN: i64 = 11;
/// Another customer of the loft.
pub const BOB: i64 = 12;
/// A customer of the barn.
pub const CAT: i64 = 13;

/// A store with the network in it.
pub async fn network(ground: &dyn Ground) -> Arc<dyn Store> {
    let store = ground.open().await;
    let rows = [
        Country {
            name: "United Kingdom".into(),
            two_digits_code: "GB".into(),
            base: base(COUNTRY),
            ..blank()
        }
        .into_row(),
        Currency { name: "Pound".into(), code: "GBP".into(), base: base(CURRENCY), ..blank() }.into_row(),
        SimpleTimeZone {
            name: "GMT".into(),
            name_iana: Some("Europe/London".into()),
            base: base(ZONE),
            ..blank()
        }
        .into_row(),
        business(HUB, "Hub", None).into_row(),
        business(LOFT, "Loft", Some(HUB)).into_row(),
        business(BARN, "Barn", None).into_row(),
        plan(PLAN, "Resident").into_row(),
        pass(DAY, "Day pass").into_row(),
        customer(ANN, "Ann", LOFT).into_row(),
        customer(BOB, "Bob", LOFT).into_row(),
        customer(CAT, "Cat", BARN).into_row(),
    ];
    write(&*store, rows.into_iter().map(Change::Insert).collect()).await.expect("the network is written");
    store
}

/// A record of defaults.
#[must_use]
pub fn blank<T: Record + Default>() -> T {
    T::blank()
}

/// The fields that every record has, for an id.
#[must_use]
pub fn base(id: i64) -> Base {
    Base {
        id,
        unique_id: guid(id),
        created_on: noon(),
        updated_on: noon(),
        updated_by: None,
        system_id: None,
    }
}

/// A guid for an id.
#[must_use]
pub fn guid(id: i64) -> Guid {
    Guid::parse(&format!("00000000-0000-7000-8000-{id:012x}")).expect("a guid")
}

/// A location.
#[must_use]
pub fn business(id: i64, name: &str, parent: Option<i64>) -> Business {
    Business {
        name: name.to_owned(),
        web_address: name.to_lowercase(),
        root_location_id: parent.map(Id::new),
        country_id: Id::new(COUNTRY),
        currency_id: Id::new(CURRENCY),
        simple_time_zone_id: Id::new(ZONE),
        base: base(id),
        ..blank()
    }
}

/// A customer of a location.
#[must_use]
pub fn customer(id: i64, name: &str, location: i64) -> Coworker {
    Coworker {
        full_name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase()),
        country_id: Id::new(COUNTRY),
        simple_time_zone_id: Id::new(ZONE),
        businesses: vec![Id::new(location)],
        base: base(id),
        ..blank()
    }
}

/// A plan of the hub.
#[must_use]
pub fn plan(id: i64, name: &str) -> Tariff {
    Tariff {
        business_id: Id::new(HUB),
        name: name.to_owned(),
        price: Decimal::from_ten_thousandths(2_500_000),
        currency_id: Id::new(CURRENCY),
        base: base(id),
        ..blank()
    }
}

/// A kind of pass of the hub.
#[must_use]
pub fn pass(id: i64, name: &str) -> TimePass {
    TimePass {
        business_id: Id::new(HUB),
        name: name.to_owned(),
        price: Decimal::from_ten_thousandths(250_000),
        currency_id: Id::new(CURRENCY),
        base: base(id),
        ..blank()
    }
}

/// A day pass in a customer's hands.
#[must_use]
pub fn held(id: i64, customer: i64) -> CoworkerTimePass {
    CoworkerTimePass {
        coworker_id: Id::new(customer),
        business_id: Id::new(HUB),
        time_pass_id: Id::new(DAY),
        base: base(id),
        ..blank()
    }
}

/// A contract of a customer on the plan.
#[must_use]
pub fn contract(id: i64, customer: i64, plan: i64) -> CoworkerContract {
    CoworkerContract {
        issued_by_id: Id::new(HUB),
        coworker_id: Id::new(customer),
        tariff_id: Id::new(plan),
        billing_day: 1,
        base: base(id),
        ..blank()
    }
}

/// A team of the loft.
#[must_use]
pub fn team(id: i64, name: &str, members: &[i64]) -> Team {
    Team {
        business_id: Id::new(LOFT),
        name: name.to_owned(),
        team_members: members.iter().copied().map(Id::new).collect(),
        base: base(id),
        ..blank()
    }
}

/// A visit to the loft.
#[must_use]
pub fn visit(id: i64, customer: Option<i64>, from: Instant, to: Option<Instant>) -> Checkin {
    Checkin {
        coworker_id: customer.map(Id::new),
        business_id: Id::new(LOFT),
        from_time: from,
        to_time: to,
        base: base(id),
        ..blank()
    }
}

/// Somebody who can sign in.
#[must_use]
pub fn user(id: i64, name: &str) -> User {
    User {
        full_name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase()),
        base: base(id),
        ..blank()
    }
}
