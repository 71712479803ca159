//! How long a verdict takes: medians over many, for a customer with twenty passes.
//!
//! ```text
//! cargo run --release -p vestibule-domain --example verdicts
//! ```
#![allow(clippy::print_stdout, reason = "what it measures is what it prints")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use vestibule_domain::*;

/// Verdicts that are timed together.
const ROUND: u32 = 200;
/// Rounds of which the median counts.
const ROUNDS: usize = 501;

fn main() {
    let now = at(10);
    let attempt = Attempt { source: Source::Tile, from: now, to: None, pass: None, presumed: false };
    let serving = world((1..=20).map(|id| pass(id, id == 20)).collect());
    let closed = world((1..=20).map(|id| pass(id, false)).collect());
    let for_sale = || (100..110).map(offer).collect();
    report("let in, 20 passes", || admit(&serving, &attempt, now));
    report("refused, 20 passes", || admit(&closed, &attempt, now));
    report("let in, examined", || examine(&serving, &attempt, now, for_sale));
    report("refused, examined and cured", || examine(&closed, &attempt, now, for_sale));
}

fn report<T>(name: &str, decide: impl Fn() -> T) {
    let mut times: Vec<Duration> = (0..ROUNDS).map(|_| round(&decide)).collect();
    times.sort_unstable();
    println!("{name:30} {:8.2} us", times[ROUNDS / 2].as_secs_f64() * 1e6 / f64::from(ROUND));
}

#[expect(clippy::disallowed_methods, reason = "it measures how long the rules take")]
fn round<T>(decide: &impl Fn() -> T) -> Duration {
    let start = Clock::now();
    for _ in 0..ROUND {
        black_box(decide());
    }
    start.elapsed()
}

/// So many hours after a Monday began.
fn at(hour: u8) -> Instant {
    let monday = Date::new(2026, 3, 2).expect("a date");
    zone().instant(monday, TimeOfDay::new(hour, 0, 0, 0).expect("a time"))
}

fn zone() -> Zone {
    Zone::named("Europe/London").expect("London")
}

fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::of("GBP").expect("pounds"))
}

fn terms(id: i64, always: bool) -> Arc<PassTerms> {
    let time = |hour| TimeOfDay::new(hour, 0, 0, 0).expect("a time");
    let evening = |weekday| Slot { weekday, from: time(18), to: Some(time(22)) };
    Arc::new(PassTerms {
        id: PassId::new(id),
        name: format!("Pass {id}"),
        owner: LocationId::new(1),
        locations: vec![],
        minutes_included: None,
        price: gbp(1_000 + id),
        hours: if always { vec![] } else { Weekday::ALL.into_iter().map(evening).collect() },
        audience: Audience::Anyone,
        counts_towards_plan_limits: true,
        network_check_in: true,
        priority: 0,
    })
}

fn pass(id: i64, always: bool) -> CustomerPass {
    CustomerPass {
        id: PassRef::Existing(CustomerPassId::new(id)),
        terms: terms(id, always),
        holder: Holder::Own,
        used_by: None,
        issued_at: LocationId::new(1),
        right: Right::Day { used: None },
        expires: None,
        price: gbp(0),
        origin: Origin::Plan,
        checked_in: false,
        others_inside: false,
        invoiced: false,
        session: None,
    }
}

fn offer(id: i64) -> Offer {
    Offer { terms: terms(id, true), price: gbp(1_000 + id), for_members: true, for_contacts: true }
}

fn world(passes: Vec<CustomerPass>) -> World {
    World {
        location: Arc::new(Location {
            id: LocationId::new(1),
            name: "Loft".into(),
            zone: zone(),
            cut_off: CutOff::MIDNIGHT,
            currency: gbp(0).currency(),
            ancestors: vec![],
            pay_as_you_go: false,
            day_minimum: None,
            day_maximum: None,
            knows_devices: true,
            every_visit: false,
            leaves_out_bookings: false,
            capacity: Capacity::default(),
            opening_hours: vec![],
            outside_hours: Strictness::Off,
            passback: Strictness::Off,
            two_places: Strictness::Off,
        }),
        customer: Some(Customer {
            id: CustomerId::new(7),
            name: "Ann Lee".into(),
            active: true,
            archived: false,
            plans: vec![],
            contracts: vec![],
            discount: Percent::NONE,
            network_check_in: true,
        }),
        elsewhere: vec![],
        passes,
        offers: vec![],
        visits: vec![],
        taken: vec![],
        bookings: vec![],
        counted: vec![],
        inside: None,
        coming: vec![],
    }
}
