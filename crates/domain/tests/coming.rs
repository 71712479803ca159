//! Passes that plans will give: who is refused until then is told of them, and who asks about later finds them there.

mod common;

use std::sync::Arc;

use common::*;
use proptest::prelude::*;
use vestibule_domain::cycle::{Cycle, Every};
use vestibule_domain::issuing::{Benefit, Contract, Renewal, due};
use vestibule_domain::*;

/// Five of these a month, given anew with the first of the month.
fn monthly(pass: &CustomerPass) -> Coming {
    let from = at("2026-01-01 00:00");
    Coming {
        plan: "Flex".into(),
        terms: pass.terms.clone(),
        benefit: Benefit { pass: pass.terms.id, count: 5, renewal: Renewal::CalendarMonth },
        contract: Contract {
            from,
            until: None,
            paused: false,
            quantity: 1,
            cycle: Cycle { anchor: from, every: Every::Months(1) },
        },
        issued_by: Arc::new(location(LOFT, "Loft")),
        lapses: Some(at("2026-04-01 00:00")),
    }
}

fn ends(coming: Coming, until: &str) -> Coming {
    let contract = Contract { until: Some(at(until)), ..coming.contract };
    Coming { contract, ..coming }
}

/// Ann, whose passes of the month are gone.
fn expecting(coming: Vec<Coming>) -> House {
    let mut house = House::with(vec![]);
    house.world.coming = coming;
    house
}

fn why(house: &House, attempt: &Attempt) -> Examination {
    examine(&house.world, attempt, attempt.from, || vec![offer(7, None, 2_000)])
}

fn weekday_mornings(pass: CustomerPass) -> CustomerPass {
    let morning = |weekday| Slot { weekday, from: time("09:00"), to: Some(time("12:00")) };
    on(pass, |terms| terms.hours = [Weekday::Thursday, Weekday::Friday].map(morning).to_vec())
}

#[test]
fn a_refusal_says_when_the_plan_gives_new_passes() {
    let house = expecting(vec![monthly(&day_pass(3))]);
    let examined = why(&house, &attempt("09:00"));
    let first = at("2026-04-01 00:00");
    let cure = Cure::NewPasses { plan: "Flex".into(), pass: PassId::new(3), at: first };
    assert_eq!((examined.cure(), examined.next()), (Some(&cure), Some(first)));
    assert_eq!(cure.price(), None);
    assert!(matches!(examined.cures[1], Cure::Buy { .. }), "or they buy one");
    assert_eq!(
        examined.sentence(&house.world),
        "Ann Lee does not have a valid time pass for Loft: no pass is left, and none is sold at the door; new passes of \
         the plan \"Flex\" on Wednesday 2026-04-01"
    );
}

#[test]
fn new_passes_are_told_for_the_hour_at_which_they_serve() {
    let house = expecting(vec![monthly(&weekday_mornings(day_pass(3)))]);
    let examined = why(&house, &attempt("09:00"));
    assert_eq!(examined.next(), Some(at("2026-04-02 09:00")), "a Thursday");
    assert!(examined.sentence(&house.world).ends_with("on Thursday 2026-04-02 at 09:00"));
    let elsewhere = on(day_pass(3), |terms| terms.locations = vec![MILL]);
    assert_eq!(why(&expecting(vec![monthly(&elsewhere)]), &attempt("09:00")).next(), None);
}

#[test]
fn whoever_may_come_sooner_is_told_that() {
    let held = weekday_mornings(day_pass(1));
    let mut house = expecting(vec![monthly(&day_pass(3))]);
    house.world.passes.push(held);
    let cures = why(&house, &attempt("09:00")).cures;
    assert_eq!(cures[0], Cure::Wait(at("2026-03-05 09:00")));
    assert!(!cures.iter().any(|cure| matches!(cure, Cure::NewPasses { .. })));
}

#[test]
fn a_contract_that_brings_nothing_more_promises_nothing() {
    let next = |coming: Coming| why(&expecting(vec![coming]), &attempt("09:00")).next();
    let flex = monthly(&day_pass(3));
    assert_eq!(next(ends(flex.clone(), "2026-04-01 00:00")), None);
    assert_eq!(next(ends(flex.clone(), "2026-04-01 00:01")), Some(at("2026-04-01 00:00")));
    let outlives =
        Coming { terms: weekday_mornings(day_pass(3)).terms, ..ends(flex.clone(), "2026-04-01 00:01") };
    assert_eq!(next(outlives), Some(at("2026-04-02 09:00")), "what was given before stays");
    let contract = Contract { paused: true, ..flex.contract };
    assert_eq!(next(Coming { contract, ..flex.clone() }), None);
    let contract = Contract { quantity: 0, ..flex.contract };
    assert_eq!(next(Coming { contract, ..flex.clone() }), None);
    let benefit = Benefit { renewal: Renewal::Year, ..flex.benefit };
    assert_eq!(next(Coming { benefit, lapses: Some(at("2027-01-01 00:00")), ..flex }), None, "too far off");
}

#[test]
fn a_set_that_is_due_already_comes_with_the_next_round_and_lets_nobody_in_now() {
    let house = expecting(vec![Coming { lapses: None, ..monthly(&day_pass(3)) }]);
    let examined = why(&house, &attempt("09:00"));
    assert_eq!((examined.lets_in(), examined.next()), (false, None));
}

#[test]
fn whoever_asks_about_later_finds_what_the_plan_will_have_given() {
    let world = expecting(vec![monthly(&day_pass(3))]).world;
    let asked = |from: &str| {
        let attempt = attempt(from);
        examine(&world.by(attempt.from), &attempt, attempt.from, Vec::new)
    };
    assert!(!asked("2026-03-31 23:59").lets_in());
    let then = asked("2026-05-20 09:00");
    assert_eq!(then.passes.iter().map(|tried| tried.pass).collect::<Vec<_>>(), [PassRef::Coming(0)]);
    let by_then = world.by(at("2026-05-20 09:00"));
    assert_eq!(then.pass(&by_then).and_then(|pass| pass.expires), Some(at("2026-06-01 00:00")));
    assert_eq!(by_then.by(at("2026-06-01 00:00")).passes.len(), 1, "the set before has lapsed");
}

/// What a contract brings, and when, in rounds that are made when they are due, after `now` and no later than `until`.
fn issued(coming: &Coming, now: Instant, until: Instant) -> Vec<(Instant, CustomerPass)> {
    let clock = issuing::Clock { zone: &coming.issued_by.zone, cut_off: coming.issued_by.cut_off };
    let (mut lapses, mut at, mut passes) = (coming.lapses, now, Vec::new());
    while at <= until {
        if let Some(set) = due(&coming.contract, &coming.benefit, lapses, at, clock).filter(|_| at > now) {
            let id =
                PassRef::Existing(CustomerPassId::new(1_000 + i64::try_from(passes.len()).expect("few")));
            let mut pass = day_pass(3);
            (pass.id, pass.terms, pass.expires) = (id, coming.terms.clone(), Some(set.until));
            passes.push((at, pass));
            lapses = Some(set.until);
        }
        at = lapses.filter(|lapses| *lapses > at).unwrap_or(at.plus(Span::minutes(15)));
    }
    passes
}

fn renewals() -> impl Strategy<Value = Renewal> {
    prop::sample::select(vec![
        Renewal::Day,
        Renewal::Week,
        Renewal::CalendarMonth,
        Renewal::Cycle,
        Renewal::Year,
    ])
}

prop_compose! {
    fn comings()(
        renewal in renewals(),
        anchor in 0_i64..60,
        lapses in 37_i64..5_000,
        until in prop::option::weighted(0.4, 0_i64..5_000),
        (paused, quantity) in (prop::bool::weighted(0.1), 0_i64..3),
        hours in prop::option::of((0_i64..7, 0_i64..20)),
        (here, cut_off) in (prop::bool::weighted(0.9), 0_i64..6),
    ) -> Coming {
        let quarters = |count: i64| at("00:00").plus(Span::minutes(15 * count));
        let hour = |hour: i64| TimeOfDay::from_micros(hour * 3_600_000_000).expect("a time");
        let pass = on(day_pass(3), |terms| {
            terms.locations = if here { vec![] } else { vec![MILL] };
            let slot = |(day, from)| Slot {
                weekday: Weekday::from_number(day).expect("a day"),
                from: hour(from),
                to: Some(hour(from + 3)),
            };
            terms.hours = hours.map(slot).into_iter().collect();
        });
        let flex = monthly(&pass);
        let cycle = Cycle { anchor: at("2026-01-01 00:00").plus(Span::minutes(anchor * 24 * 60)), ..flex.contract.cycle };
        let issued_by = Location { cut_off: CutOff(hour(cut_off)), ..location(LOFT, "Loft") };
        Coming {
            benefit: Benefit { renewal, ..flex.benefit },
            contract: Contract { until: until.map(quarters), paused, quantity, cycle, ..flex.contract },
            issued_by: Arc::new(issued_by),
            lapses: Some(quarters(lapses)),
            ..flex
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn who_is_told_that_a_set_comes_can_come_in_with_it_when_it_has_come(coming in prop::collection::vec(comings(), 1..3)) {
        let house = expecting(coming);
        let attempt = attempt("09:00");
        let examined = why(&house, &attempt);
        let told = examined.cures.iter().find_map(|cure| match cure {
            Cure::NewPasses { at, .. } => Some(*at),
            _ => None,
        });
        prop_assert_eq!(told, examined.next());
        let end = told.unwrap_or(attempt.from.plus(next::HORIZON));
        let given = house.world.coming.iter().map(|coming| issued(coming, attempt.from, end));
        let given: Vec<_> = given.flatten().collect();
        let lets_in = |at| {
            let passes = given.iter().filter(|(since, _)| *since <= at).map(|(_, pass)| pass.clone()).collect();
            let then = World { coming: vec![], passes, ..house.world.clone() };
            !matches!(admit(&then, &Attempt { from: at, ..attempt.clone() }, at), Verdict::Refused(_))
        };
        if let Some(told) = told {
            prop_assert!(lets_in(told), "on none of {:?}", given);
        }
        for cure in examined.cures.iter().filter(|cure| cure.price().is_none()) {
            let cured = cure.applied(&house.world, &attempt, attempt.from, &[]).expect("something to do");
            let verdict = admit(&cured.world, &cured.attempt, cured.now);
            prop_assert!(!matches!(verdict, Verdict::Refused(_)), "{cure:?} does not help");
        }
        let mut at = attempt.from;
        while at < end {
            prop_assert!(!lets_in(at), "at {at:?} already");
            at = at.plus(Span::minutes(180));
        }
    }
}
