//! Why somebody is let in or not, when they would be, and what would cure it.

mod common;

use common::*;
use proptest::prelude::*;
use vestibule_domain::next::{next_entry, next_within};
use vestibule_domain::*;

const QUARTER: Span = Span::minutes(15);

fn slot(weekday: Weekday, from: &str, to: &str) -> Slot {
    Slot { weekday, from: time(from), to: Some(time(to)) }
}

fn mornings(id: i64) -> CustomerPass {
    on(day_pass(id), |terms| {
        terms.name = "Morning Pass".into();
        terms.hours = Weekday::ALL[1..6].iter().map(|weekday| slot(*weekday, "09:00", "14:00")).collect();
    })
}

fn why(house: &House, attempt: &Attempt, for_sale: Vec<Offer>) -> Examination {
    examine(&house.world, attempt, attempt.from, || for_sale)
}

fn said(house: &House, attempt: &Attempt, for_sale: Vec<Offer>) -> String {
    why(house, attempt, for_sale).sentence(&house.world)
}

#[test]
fn a_refusal_says_when_the_pass_opens_again() {
    let house = House::with(vec![mornings(1)]);
    let saturday = attempt("2026-03-07 10:00");
    assert_eq!(
        said(&house, &saturday, vec![offer(7, None, 2_000)]),
        "Ann Lee does not have a valid time pass for Loft: \"Morning Pass\" may only be used on Mon-Fri \
         09:00-14:00; again from 2026-03-09 at 09:00"
    );
    assert_eq!(next_entry(&house.world, &saturday, saturday.from), Some(at("2026-03-09 09:00")));
}

#[test]
fn a_refusal_names_the_cheapest_pass_that_would_do() {
    let house = House::with(vec![]).customer(|ann| ann.discount = Percent::new(1_000).expect("10 %"));
    let elsewhere = |mut offer: Offer| {
        std::sync::Arc::make_mut(&mut offer.terms).owner = MILL;
        offer
    };
    let for_sale = vec![offer(7, None, 2_000), offer(8, Some(60), 2_500), elsewhere(offer(9, None, 100))];
    assert!(said(&house, &attempt("09:00"), for_sale).ends_with("; buy Day Pass for 18.00 GBP"));
    assert!(said(&house, &attempt("09:00"), vec![]).ends_with("and none is sold at the door"));
}

#[test]
fn whoever_is_suspended_is_told_of_nothing_to_buy() {
    let house = House::with(vec![day_pass(1)]).customer(|ann| ann.active = false);
    let examined = why(&house, &attempt("09:00"), vec![offer(7, None, 2_000)]);
    assert_eq!(examined.cures, [Cure::Activate]);
    assert_eq!(examined.sentence(&house.world), "Ann Lee is not active");
    assert!(examined.passes[0].serves(), "the pass is not the reason");
}

#[test]
fn another_pass_or_another_way_in_costs_nothing() {
    let network = |id| on(day_pass(id), |terms| terms.network_check_in = false);
    let house = House::with(vec![network(1), time_pass(2, 0)]);
    let over_network = Attempt { source: Source::NetworkActivity, ..attempt("09:00") };
    let cures = why(&house, &over_network, vec![offer(7, None, 2_000)]).cures;
    assert_eq!(cures[0], Cure::NotOverNetwork);
    assert_eq!(cures.len(), 2, "the other is to buy one: {cures:?}");
    let asked = Attempt { pass: Some(CustomerPassId::new(2)), ..attempt("09:00") };
    assert_eq!(why(&house, &asked, vec![]).cures, [Cure::AnyPass]);
}

#[test]
fn an_examination_lists_the_passes_in_the_order_of_their_use_with_every_rule() {
    let used = on(time_pass(3, 60), |terms| terms.locations = vec![MILL]);
    let house = House::with(vec![time_pass(1, 0), time_pass(2, 60), used, day_pass(4)]);
    let examined = why(&house, &attempt("09:00"), vec![]);
    let ids: Vec<_> = examined.passes.iter().map(|tried| (tried.definition.get(), tried.serves())).collect();
    assert_eq!(ids, [(4, true), (2, true), (3, false), (1, false)]);
    assert!(examined.passes.iter().all(|tried| tried.rules.len() >= 6));
    assert_eq!(examined.pass(&house.world).map(|pass| pass.terms.id), Some(PassId::new(4)));
    assert_eq!(examined.takes().collect::<Vec<_>>(), [Amount::Days(1)]);
    let other_place = &examined.passes[2].rules.iter().find(|ruled| ruled.trial.outcome.is_err());
    assert_eq!(other_place.map(|ruled| &ruled.trial.outcome), Some(&Err(Why::OtherLocation)));
}

#[test]
fn what_is_on_offer_says_why_it_is_not_sold() {
    let members = Offer { for_contacts: false, ..offer(8, Some(60), 500) };
    let closed = on(day_pass(9), |terms| terms.hours = vec![slot(Weekday::Sunday, "09:00", "10:00")]);
    let closed = Offer { terms: closed.terms, ..offer(9, None, 100) };
    let house = House::selling(vec![members, closed]);
    let examined = why(&house, &attempt("09:00"), vec![]);
    let [members, closed] = &examined.offers[..] else { panic!("two offers") };
    assert_eq!((members.declined, members.serves()), (Some(Declined::NotToContacts), false));
    assert_eq!((closed.declined, closed.serves()), (None, false));
    assert_eq!(closed.rules.iter().find_map(|ruled| ruled.next), Some(at("2026-03-08 09:00")));
    assert_eq!(examined.next(), Some(at("2026-03-08 09:00")), "the time to be sold one");
}

#[test]
fn rules_that_never_hold_together_are_not_asked_for_ever() {
    let house = House::with(vec![mornings(1)]).at_the_loft(|loft| {
        loft.opening_hours = vec![slot(Weekday::Saturday, "09:00", "14:00")];
        loft.outside_hours = Strictness::Refuse;
    });
    assert_eq!(why(&house, &attempt("08:00"), vec![]).next(), None);
}

#[test]
fn a_closed_location_says_when_it_opens() {
    let house = House::with(vec![day_pass(1)]).at_the_loft(|loft| {
        loft.opening_hours = vec![slot(Weekday::Saturday, "09:00", "14:00")];
        loft.outside_hours = Strictness::Refuse;
    });
    assert_eq!(
        said(&house, &attempt("08:00"), vec![]),
        "Loft is closed now: it is open on Sat 09:00-14:00; again from 2026-03-07 at 09:00"
    );
}

#[test]
fn a_limit_says_once_when_there_is_room_again() {
    let week = PerPeriod { week: Some(1), ..PerPeriod::default() };
    let mut house = House::with(vec![day_pass(1)]).customer(|ann| {
        ann.plans = vec![PLAN_A];
        ann.contracts = vec![flex(Limits { days: week, ..Limits::default() })];
    });
    house.world.counted = vec![counted_stay((900, (0, 4)))];
    let tuesday = attempt("2026-03-03 09:00");
    let examined = why(&house, &tuesday, vec![offer(7, None, 2_000)]);
    assert_eq!(examined.cures, [Cure::Wait(at("2026-03-09 00:00"))], "money does not help");
    assert_eq!(examined.sentence(&house.world).matches("again from").count(), 1);
}

#[test]
fn a_stay_that_is_over_does_not_wait() {
    let house = House::with(vec![mornings(1)]);
    let over = stay("2026-03-07 10:00", "2026-03-07 11:00");
    let examined = examine(&house.world, &over, over.to.expect("an end"), Vec::new);
    assert_eq!((examined.cures, examined.verdict.clone()), (vec![], house.decide(&over)));
}

// The night of 29 March has no 01:30 in London, that of 25 October two of them.
#[test]
fn hours_open_by_the_clock_on_the_wall() {
    let sunday = |from, to| [slot(Weekday::Sunday, from, to)];
    let next = |hours: &[Slot], after| next_within(&london(), hours, after);
    assert_eq!(next(&sunday("01:30", "04:00"), at("2026-03-28 12:00")), Some(at("2026-03-29 02:00")));
    let autumn = at("2026-10-25 00:00");
    let hour = Span::minutes(60);
    let first = autumn.plus(hour).plus(Span::minutes(30));
    assert_eq!(next(&sunday("01:30", "01:45"), autumn), Some(first));
    assert_eq!(next(&sunday("01:30", "01:45"), first), Some(first.plus(hour)));
    assert_eq!(
        next(&sunday("00:30", "01:30"), first),
        Some(autumn.plus(hour).plus(hour)),
        "set back into it"
    );
}

fn times() -> impl Strategy<Value = TimeOfDay> {
    (0_i64..96).prop_map(|quarter| TimeOfDay::from_micros(quarter * 900_000_000).expect("a time"))
}

fn hours() -> impl Strategy<Value = Vec<Slot>> {
    let slot = (0_i64..7, times(), prop::option::of(times())).prop_map(|(day, from, to)| Slot {
        weekday: Weekday::from_number(day).expect("a day"),
        from,
        to,
    });
    prop::collection::vec(slot, 0..4)
}

/// What a random pass is like.
#[derive(Debug, Clone)]
struct Kind {
    quarters: Option<i64>,
    hours: Vec<Slot>,
    place: usize,
    audience: u8,
    network: bool,
}

prop_compose! {
    fn kinds()(
        quarters in prop::option::of(0_i64..4),
        hours in hours(),
        place in 0_usize..3,
        audience in 0_u8..5,
        network in any::<bool>(),
    ) -> Kind {
        Kind { quarters, hours, place, audience, network }
    }
}

impl Kind {
    fn pass(&self, id: i64) -> CustomerPass {
        let pass = self.quarters.map_or_else(|| day_pass(id), |quarters| time_pass(id, quarters * 15));
        on(pass, |terms| {
            terms.hours.clone_from(&self.hours);
            terms.network_check_in = self.network;
            terms.locations = [vec![], vec![LOFT], vec![MILL]][self.place].clone();
            terms.audience = match self.audience {
                0 => Audience::Contacts,
                1 => Audience::Members(vec![PLAN_A]),
                _ => Audience::Anyone,
            };
        })
    }
}

fn passes() -> impl Strategy<Value = Vec<CustomerPass>> {
    let held = (kinds(), prop::option::of(0_i64..1_000), prop::option::weighted(0.2, -100_i64..100));
    prop::collection::vec(held, 0..4).prop_map(|held| {
        let issued = |(id, (kind, expires, used)): (i64, (Kind, Option<i64>, Option<i64>))| {
            let mut pass = kind.pass(id);
            pass.expires = expires.map(minutes_in);
            if let Right::Day { used: first } = &mut pass.right {
                *first = used.map(minutes_in);
            }
            pass
        };
        (1..).zip(held).map(issued).collect()
    })
}

fn offers() -> impl Strategy<Value = Vec<Offer>> {
    let kind = (kinds(), 0_i64..3_000, any::<bool>(), any::<bool>());
    prop::collection::vec(kind, 0..3).prop_map(|kinds| {
        let on_offer = |(id, (kind, price, for_members, for_contacts)): (i64, (Kind, i64, bool, bool))| {
            Offer { terms: kind.pass(id).terms, price: gbp(price), for_members, for_contacts }
        };
        (100..).zip(kinds).map(on_offer).collect()
    })
}

/// That many quarters of an hour after the Monday began.
fn minutes_in(quarters: i64) -> Instant {
    at("00:00").plus(Span::minutes(quarters * 15))
}

fn limits() -> impl Strategy<Value = Limits> {
    let per_period = || {
        let most = || prop::option::weighted(0.3, 1_i64..4);
        (most(), most(), most()).prop_map(|(week, month, cycle)| PerPeriod { week, month, cycle })
    };
    (per_period(), per_period()).prop_map(|(days, hours)| Limits { days, hours })
}

fn flex(limits: Limits) -> Contract {
    Contract {
        id: ContractId::new(1),
        plan: PLAN_A,
        plan_name: "Flex".into(),
        starts: None,
        renews: None,
        every: Every::Months(1),
        limits,
    }
}

fn counted_stay((id, (from, quarters)): (i64, (i64, i64))) -> Counted {
    let (visit, to) = (VisitId::new(id), Some(minutes_in(from + quarters)));
    Counted { visit, location: LOFT, from: minutes_in(from), to }
}

prop_compose! {
    fn houses()(
        passes in passes(),
        offers in offers(),
        opening_hours in hours(),
        outside in 0_usize..3,
        inside in prop::option::weighted(0.2, (any::<bool>(), -40_i64..0)),
        (active, archived) in (prop::bool::weighted(0.9), prop::bool::weighted(0.05)),
        network_check_in in any::<bool>(),
        limits in prop::option::of(limits()),
        counted in prop::collection::vec((-200_i64..600, 1_i64..30), 0..5),
        strict in 0_usize..3,
    ) -> House {
        const STRICT: [Strictness; 3] = [Strictness::Off, Strictness::Remark, Strictness::Refuse];
        let mut house = House::with(passes)
            .customer(|ann| {
                (ann.active, ann.archived, ann.network_check_in) = (active, archived, network_check_in);
                ann.plans = limits.iter().map(|_| PLAN_A).collect();
                ann.contracts = limits.into_iter().map(flex).collect();
            })
            .at_the_loft(|loft| {
                loft.cut_off = CutOff(time("03:00"));
                loft.pay_as_you_go = !offers.is_empty();
                loft.opening_hours = opening_hours;
                loft.outside_hours = STRICT[outside];
                (loft.passback, loft.two_places) = (STRICT[strict], STRICT[strict]);
            });
        house.world.offers = offers;
        house.world.counted = (900..).zip(counted).map(counted_stay).collect();
        house.world.elsewhere = vec![std::sync::Arc::new(location(MILL, "Mill"))];
        if let Some((here, since)) = inside {
            house.world.visits.push(Visit {
                id: VisitRef::Existing(VisitId::new(500)),
                location: if here { LOFT } else { MILL },
                from: minutes_in(since),
                to: None,
                pass: None,
                counts_towards_plan_limits: true,
                auto_checkout: false,
                entered: minutes_in(since),
                seen: minutes_in(since),
                settled: None,
            });
        }
        house
    }
}

prop_compose! {
    fn attempts()(
        from in 0_i64..700,
        length in prop::option::weighted(0.2, 1_i64..40),
        network in prop::bool::weighted(0.3),
        asked in prop::option::weighted(0.2, 1_i64..5),
    ) -> Attempt {
        Attempt {
            source: if network { Source::NetworkActivity } else { Source::Tile },
            from: minutes_in(from),
            to: length.map(|length| minutes_in(from + length)),
            pass: asked.map(CustomerPassId::new), presumed: false,
        }
    }
}

fn lets_in(world: &World, attempt: &Attempt, now: Instant) -> bool {
    !matches!(admit(world, attempt, now), Verdict::Refused(_))
}

proptest! {
    #![proptest_config(common::at_most(96))]

    #[test]
    fn an_examination_says_what_admission_says(
        house in houses(),
        attempt in attempts(),
        for_sale in offers(),
    ) {
        let now = attempt.to.unwrap_or(attempt.from);
        let examined = examine(&house.world, &attempt, now, || for_sale);
        prop_assert_eq!(&examined.verdict, &admit(&house.world, &attempt, now));
        if let Verdict::Refused(refusal) = &examined.verdict {
            prop_assert!(examined.sentence(&house.world).starts_with(&refusal.sentence(&house.world)));
        } else {
            prop_assert_eq!(&examined.cures, &[]);
        }
    }

    #[test]
    fn of_the_passes_that_serve_the_first_is_used(house in houses(), attempt in attempts()) {
        let attempt = Attempt { pass: None, to: None, ..attempt };
        let examined = examine(&house.world, &attempt, attempt.from, Vec::new);
        let first = examined.passes.first().filter(|tried| tried.serves());
        match &examined.verdict {
            Verdict::Admitted { .. } => {
                let used = examined.pass(&house.world).map(|pass| pass.id);
                prop_assert_eq!(used, Some(first.map_or(PassRef::Sold, |tried| tried.pass)));
            }
            Verdict::Refused(Refusal::NoPass { .. }) => prop_assert_eq!(first, None),
            Verdict::AlreadyInside { .. } | Verdict::Refused(_) => {}
        }
    }

    #[test]
    fn every_cure_works(house in houses(), attempt in attempts(), for_sale in offers()) {
        let now = attempt.to.unwrap_or(attempt.from);
        let examined = examine(&house.world, &attempt, now, || for_sale.clone());
        for cure in &examined.cures {
            let cured = cure.applied(&house.world, &attempt, now, &for_sale).expect("something to do");
            prop_assert!(lets_in(&cured.world, &cured.attempt, cured.now), "{:?} does not help", cure);
        }
        let prices: Vec<_> = examined.cures.iter().map(|cure| cure.price().map(Money::minor)).collect();
        prop_assert!(prices.is_sorted(), "cheapest first: {:?}", prices);
    }

    #[test]
    fn more_passes_of_the_same_kind_cure_nothing_else(house in houses(), attempt in attempts(), for_sale in offers()) {
        let cures = |world: &World| examine(world, &attempt, attempt.from, || for_sale.clone()).cures;
        let mut rich = house.world.clone();
        let unused = house.world.passes.iter().filter(|pass| pass.origin != Origin::PayAsYouGo);
        for (nth, pass) in unused.enumerate() {
            let id = PassRef::Existing(CustomerPassId::new(900 + i64::try_from(nth).expect("few")));
            rich.passes.push(CustomerPass { id, ..pass.clone() });
        }
        prop_assert_eq!(cures(&rich), cures(&house.world));
    }
}

proptest! {
    // Each asks about every quarter of an hour of more than a week.
    #![proptest_config(common::at_most(32))]

    #[test]
    fn nobody_could_come_in_before_they_are_told_to_come_again(mut house in houses(), attempt in attempts()) {
        let attempt = Attempt { to: None, ..attempt };
        // Who asks about what is past may have come on a later day, and on that day a limit of days is no limit.
        house.world.counted.retain(|stay| stay.from <= attempt.from);
        let next = next_entry(&house.world, &attempt, attempt.from);
        let until = next.unwrap_or(attempt.from.plus(Span::minutes(9 * 24 * 60)));
        let would = |at: Instant| lets_in(&house.world, &Attempt { from: at, ..attempt.clone() }, at);
        let mut at = attempt.from;
        while at < until {
            prop_assert!(!would(at), "let in at {:?}", at);
            at = at.plus(QUARTER);
        }
        prop_assert!(next.is_none_or(would));
    }

    #[test]
    fn hours_open_neither_earlier_nor_later_than_the_clock_says(
        hours in hours(),
        zone in prop::sample::select(vec!["Europe/London", "Australia/Lord_Howe", "America/Santiago"]),
        around in prop::sample::select(vec!["2026-03-27 00:00", "2026-04-03 00:00", "2026-10-02 00:00", "2026-10-23 00:00"]),
        quarters in 0_i64..400,
    ) {
        let zone = Zone::named(zone).expect("a zone");
        let after = at(around).plus(Span::minutes(quarters * 15));
        let inside = |at: Instant| {
            let (date, time) = zone.local(at);
            hours.iter().any(|slot| slot.contains(date.weekday(), time))
        };
        let starts = (1..).map(|n| after.plus(Span::minutes(n * 15))).take(9 * 96);
        // Hours that hold already begin anew only after they ended.
        let found = next_within(&zone, &hours, after);
        if !inside(after) {
            let slow = starts.into_iter().find(|at| inside(*at));
            prop_assert_eq!(found, slow);
        }
    }
}
