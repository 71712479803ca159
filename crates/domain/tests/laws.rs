//! What holds whatever happens: random days at the Loft.

mod common;

use common::*;
use proptest::prelude::*;
use vestibule_domain::*;

/// One thing that happens on a random day, at a minute of two days.
#[derive(Debug, Clone, Copy)]
enum Event {
    Arrive(i64),
    Leave(i64),
    Stay(i64, i64),
}

fn minute(minute: i64) -> Instant {
    at("2026-03-02 00:00").plus(Span::minutes(minute))
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let moment = 0_i64..2_880;
    let event = prop_oneof![
        moment.clone().prop_map(Event::Arrive),
        moment.clone().prop_map(Event::Leave),
        (moment, 1_i64..600).prop_map(|(from, length)| Event::Stay(from, length)),
    ];
    prop::collection::vec(event, 1..8)
}

fn passes() -> impl Strategy<Value = Vec<CustomerPass>> {
    let pass = prop_oneof![Just(None), (1_i64..40).prop_map(|quarters| Some(quarters * 15)),];
    prop::collection::vec(pass, 0..4).prop_map(|kinds| {
        let issued = |(id, kind): (i64, Option<i64>)| match kind {
            None => day_pass(id),
            Some(minutes) => time_pass(id, minutes),
        };
        (1..).zip(kinds).map(issued).collect()
    })
}

fn offers() -> impl Strategy<Value = Vec<Offer>> {
    let kind = prop_oneof![Just(None), (1_i64..500).prop_map(Some)];
    prop::collection::vec((kind, 1_i64..5_000), 0..3).prop_map(|kinds| {
        let on_offer = |(id, (minutes, price))| offer(id, minutes, price);
        (100..).zip(kinds).map(on_offer).collect()
    })
}

fn bounds() -> impl Strategy<Value = (Option<i64>, Option<i64>)> {
    let minimum = prop::option::of(0_i64..4_000);
    let maximum = prop::option::of(4_000_i64..9_000);
    (minimum, maximum)
}

prop_compose! {
    fn houses()(
        passes in passes(),
        offers in offers(),
        (minimum, maximum) in bounds(),
        discount in 0_i64..=10_000,
        every_visit in any::<bool>(),
    ) -> House {
        let mut house = House::with(passes)
            .customer(|ann| ann.discount = Percent::new(discount).expect("a percentage"))
            .at_the_loft(|loft| {
                loft.pay_as_you_go = !offers.is_empty();
                loft.day_minimum = minimum.map(gbp);
                loft.day_maximum = maximum.map(gbp);
                loft.cut_off = CutOff(time("03:00"));
                loft.every_visit = every_visit;
            });
        house.world.offers = offers;
        house
    }
}

/// Lets an event happen if the rules allow it; the visit, if one was recorded.
fn happen(house: &mut House, event: Event) -> Option<Visit> {
    let (from, to) = match event {
        Event::Leave(moment) => {
            let open = house.world.open_visit()?.clone();
            let changes = depart(&house.world, &open, minute(moment), false).ok()?;
            house.carry_out(changes);
            return None;
        }
        Event::Arrive(from) => (minute(from), None),
        Event::Stay(from, length) => (minute(from), Some(minute(from + length))),
    };
    let wanted = Attempt { from, to, ..attempt("00:00") };
    match admit(&house.world, &wanted, to.unwrap_or(from)) {
        Verdict::Admitted { changes, .. } => house.carry_out(changes),
        Verdict::AlreadyInside { .. } | Verdict::Refused(_) => None,
    }
}

fn after(mut house: House, events: &[Event]) -> House {
    for event in events {
        happen(&mut house, *event);
    }
    house
}

/// Passes without the order in which they came.
fn sorted(house: &House) -> Vec<CustomerPass> {
    let mut passes = house.world.passes.clone();
    passes.sort_by_key(|pass| pass.id);
    passes
}

/// The stretches of time that stays of some length cover together, each once.
fn without_overlaps(stays: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut stays: Vec<_> = stays.iter().map(|(from, length)| (*from, from + length)).collect();
    stays.sort_unstable();
    let mut covered: Vec<(i64, i64)> = Vec::new();
    for (from, to) in stays {
        match covered.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            _ => covered.push((from, to)),
        }
    }
    covered
}

proptest! {
    #![proptest_config(common::at_most(128))]

    #[test]
    fn minutes_are_never_negative_and_the_ledger_knows_where_they_went(
        house in houses(),
        events in events(),
    ) {
        let house = after(house, &events);
        let (mut given, mut left) = (0, 0);
        for pass in house.world.passes.iter().filter(|pass| pass.origin == Origin::Plan) {
            if let Right::Time { left: rest, total, .. } = pass.right {
                prop_assert!(rest >= Minutes::ZERO);
                (given, left) = (given + total.get(), left + rest.get());
            }
        }
        prop_assert_eq!(house.booked().1, given - left);
        prop_assert_eq!(house.booked().2, house.charged());
    }

    #[test]
    fn a_customer_is_never_in_two_visits(house in houses(), events in events()) {
        let house = after(house, &events);
        let open: Vec<_> = house.world.visits.iter().filter(|visit| visit.to.is_none()).collect();
        prop_assert!(open.len() <= 1);
        for pass in &house.world.passes {
            let inside = open.iter().any(|visit| visit.pass == Some(pass.id));
            prop_assert_eq!(pass.checked_in, inside);
        }
    }

    #[test]
    fn the_charges_of_a_day_lie_between_its_minimum_and_maximum(
        price in 1_i64..5_000,
        (minimum, maximum) in bounds(),
        stays in prop::collection::vec((180_i64..1_000, 1_i64..440), 1..5),
        turned in any::<bool>(),
    ) {
        let mut house = House::selling(vec![offer(1, Some(60), price)]).at_the_loft(|loft| {
            loft.day_minimum = minimum.map(gbp);
            loft.day_maximum = maximum.map(gbp);
        });
        let mut events: Vec<_> = stays.iter().map(|(from, length)| Event::Stay(*from, *length)).collect();
        if turned {
            events.reverse();
        }
        house = after(house, &events);
        let worth = |(from, to): (i64, i64)| (price * ((to - from + 14) / 15) * 15 + 30) / 60;
        let sum: i64 = without_overlaps(&stays).into_iter().map(worth).sum();
        let clipped = sum.max(minimum.unwrap_or(0)).min(maximum.unwrap_or(i64::MAX));
        prop_assert_eq!(house.charged(), clipped);
    }

    #[test]
    fn a_visit_that_is_deleted_leaves_no_trace_on_the_passes(
        house in houses(),
        events in events(),
        last in events(),
    ) {
        let mut house = after(house, &events);
        // Nobody may be inside, else an arrival changes more than its own visit.
        happen(&mut house, Event::Leave(5_000));
        let before = house.clone();
        let there = |visit: &Visit| before.world.visits.iter().any(|other| other.id == visit.id);
        // What became one with a visit that was there before goes with it.
        if let Some(visit) = happen(&mut house, last[0]).filter(|visit| !there(visit)) {
            house.forgets(&visit);
            prop_assert_eq!(sorted(&house), sorted(&before));
            prop_assert_eq!(house.booked(), before.booked());
            prop_assert_eq!(&house.world.visits, &before.world.visits);
        }
    }

    #[test]
    fn when_all_visits_are_deleted_nothing_was_ever_taken(
        house in houses(),
        events in events(),
        from_the_end in any::<bool>(),
    ) {
        let before = house.clone();
        let mut house = after(house, &events);
        while let Some(visit) = if from_the_end {
            house.world.visits.last().cloned()
        } else {
            house.world.visits.first().cloned()
        } {
            house.forgets(&visit);
        }
        prop_assert_eq!(sorted(&house), sorted(&before));
        prop_assert_eq!(house.booked(), (0, 0, 0));
    }

    #[test]
    fn a_correction_and_its_opposite_cancel(
        house in houses(),
        events in events(),
        shift in -60_i64..60,
        longer in 1_i64..300,
    ) {
        let mut house = after(house, &events);
        happen(&mut house, Event::Leave(5_000));
        let before = house.clone();
        for visit in before.world.visits.clone() {
            let same = Attempt { from: visit.from, to: visit.to, ..attempt("00:00") };
            let nothing = correct(&house.around(&visit), &visit, &same, minute(9_000));
            prop_assert_eq!(nothing, Ok(Changes::default()));

            let from = visit.from.plus(Span::minutes(shift));
            let same_day = house.world.location.business_day(from)
                == house.world.location.business_day(visit.from);
            let to = from.plus(Span::minutes(longer));
            let meets = before.world.visits.iter().any(|other| {
                other.id != visit.id && other.from < to && other.to.is_none_or(|end| from < end)
            });
            let other = Attempt { from, to: Some(to), ..attempt("00:00") };
            // What becomes one with another is not taken apart again.
            if same_day && !meets && other != same {
                let moved = house.corrects(&visit, &other);
                prop_assert_eq!(moved.from, from);
                house.corrects(&moved, &same);
            }
        }
        prop_assert_eq!(house.charged(), before.charged());
        prop_assert_eq!(house.booked().0, before.booked().0);
        prop_assert_eq!(house.booked().2, before.booked().2);
    }

    #[test]
    fn a_verdict_depends_on_what_there_is_and_not_on_its_order(
        house in houses(),
        events in events(),
        moment in 0_i64..2_880,
    ) {
        let house = after(house, &events);
        let mut turned = house.world.clone();
        turned.passes.reverse();
        turned.offers.reverse();
        turned.visits.reverse();
        let wanted = Attempt { from: minute(moment), ..attempt("00:00") };
        let decide = |world: &World| match admit(world, &wanted, minute(3_000)) {
            Verdict::Refused(refusal) => Err(refusal.code()),
            verdict => Ok(verdict),
        };
        prop_assert_eq!(decide(&house.world), decide(&house.world.clone()));
        prop_assert_eq!(decide(&house.world), decide(&turned));
    }
}
