//! Order does not matter: what was told of somebody's days, in any order and as often as you like, ends in the same
//! visits, minutes and money. Where that cannot be, the rule that decides has its test at the end.

mod common;

use std::sync::Arc;

use common::*;
use proptest::prelude::*;
use vestibule_domain::*;

/// Something told about Ann, in minutes of the three days that begin on Monday. It is noon of Wednesday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    place: LocationId,
    from: i64,
    to: Option<i64>,
}

const NOW: i64 = 2 * DAY + 720;
const DAY: i64 = 1_440;
/// Of both places.
const CUT_OFF: i64 = 180;

fn minute(minute: i64) -> Instant {
    at("2026-03-02 00:00").plus(Span::minutes(minute))
}

fn minute_of(instant: Instant) -> i64 {
    instant.since(minute(0)) / 60_000_000
}

impl Told {
    fn attempt(self) -> Attempt {
        Attempt { from: minute(self.from), to: self.to.map(minute), ..attempt("00:00") }
    }

    /// Whether it says nothing of another business day than that on which it begins.
    fn keeps_to_its_day(self) -> bool {
        self.to.is_none_or(|to| (self.from - CUT_OFF).div_euclid(DAY) == (to - 1 - CUT_OFF).div_euclid(DAY))
    }
}

/// What is left of it all: where and from when to when, whether the system ended it.
type Seen = Vec<(LocationId, i64, Option<i64>, bool)>;

fn seen(house: &House) -> Seen {
    let shown =
        |visit: &Visit| (visit.location, minute_of(visit.from), visit.to.map(minute_of), visit.auto_checkout);
    let mut all: Seen = house.world.visits.iter().map(shown).collect();
    all.sort_unstable();
    all
}

/// The same house seen from this location.
fn at_place(house: &mut House, place: LocationId) {
    if house.world.location.id != place {
        let there = house.world.elsewhere.pop().expect("two places");
        house.world.elsewhere = vec![std::mem::replace(&mut house.world.location, there)];
    }
}

/// Tells it; the visit it became part of.
fn tell(house: &mut House, told: Told) -> VisitRef {
    at_place(house, told.place);
    match admit(&house.world, &told.attempt(), minute(NOW)) {
        Verdict::Admitted { changes, .. } => house.carry_out(changes).expect("a visit").id,
        Verdict::AlreadyInside { visit, changes, .. } => {
            house.carry_out(changes);
            VisitRef::Existing(visit)
        }
        Verdict::Refused(refusal) => panic!("{told:?}: {refusal:?}"),
    }
}

fn after(mut house: House, all: &[Told]) -> House {
    for told in all {
        tell(&mut house, *told);
    }
    house
}

/// Two places of a network, both with these settings, where Ann has passes for everything or finds them at the door.
fn house(passes: Passes, every_visit: bool) -> House {
    let of_the_network = |pass| on(pass, |terms| terms.owner = NETWORK);
    let mut house = match passes {
        Passes::Days => House::with((1..9).map(day_pass).map(of_the_network).collect()),
        Passes::Minutes => House::with(vec![of_the_network(time_pass(1, 100_000))]),
        Passes::Sold { minutes, price, .. } => {
            let mut offer = offer(100, minutes, price);
            Arc::make_mut(&mut offer.terms).owner = NETWORK;
            House::selling(vec![offer])
        }
    };
    let (minimum, maximum) = match passes {
        Passes::Sold { minimum, maximum, .. } => (minimum, maximum),
        Passes::Days | Passes::Minutes => (None, None),
    };
    let settings = |place: &mut Location| {
        place.cut_off = CutOff(time("03:00"));
        place.every_visit = every_visit;
        place.pay_as_you_go = matches!(passes, Passes::Sold { .. });
        place.day_minimum = minimum.map(gbp);
        place.day_maximum = maximum.map(gbp);
    };
    house = house.at_the_loft(settings);
    let mut mill = location(MILL, "Mill");
    settings(&mut mill);
    house.world.elsewhere = vec![Arc::new(mill)];
    house
}

/// How Ann gets in: always by the same kind of pass, and there are enough.
#[derive(Debug, Clone, Copy)]
enum Passes {
    Days,
    Minutes,
    Sold { minutes: Option<i64>, price: i64, minimum: Option<i64>, maximum: Option<i64> },
}

fn passes() -> impl Strategy<Value = Passes> {
    let sold = (prop::option::of(1_i64..500), 1_i64..5_000, prop::option::of(0_i64..4_000));
    prop_oneof![
        Just(Passes::Days),
        Just(Passes::Minutes),
        (sold, prop::option::of(4_000_i64..9_000)).prop_map(|((minutes, price, minimum), maximum)| {
            Passes::Sold { minutes, price, minimum, maximum }
        }),
    ]
}

fn told(places: &'static [LocationId]) -> impl Strategy<Value = Told> {
    let length = prop_oneof![4 => (1_i64..700).prop_map(Some), 1 => Just(None)];
    let told = (prop::sample::select(places), CUT_OFF..NOW, length, any::<bool>());
    told.prop_map(|(place, from, length, on_the_hour)| {
        // What is told in whole hours often begins and ends with something else.
        let round = |minute: i64| if on_the_hour { minute / 60 * 60 } else { minute };
        let from = round(from);
        let to = length.map(|length| round(from + length).max(from + 1).min(NOW));
        Told { place, from, to }
    })
}

/// One thing after the other, as it was: nobody is in two places, and only the last may still go on.
fn days() -> impl Strategy<Value = Vec<Told>> {
    let step = (prop::sample::select(&[LOFT, MILL][..]), 1_i64..400, 1_i64..400);
    (prop::collection::vec(step, 1..9), any::<bool>()).prop_map(|(steps, goes_on)| {
        let mut clock = CUT_OFF;
        let mut all = Vec::new();
        for (place, away, length) in steps {
            let (from, to) = (clock + away, clock + away + length);
            clock = to;
            all.push(Told { place, from, to: Some(to) });
        }
        all.retain(|told| told.to.is_some_and(|to| to <= NOW) && told.keeps_to_its_day());
        if let Some(last) = all.last_mut().filter(|_| goes_on) {
            last.to = None;
        }
        all
    })
}

/// The same, with some of it told twice, in two orders.
fn twice_shuffled(all: Vec<Told>) -> impl Strategy<Value = (Vec<Told>, Vec<Told>)> {
    let again = prop::sample::subsequence(all.clone(), 0..=all.len());
    again.prop_flat_map(move |again| {
        let one = [all.clone(), again].concat();
        (Just(one.clone()).prop_shuffle(), Just(one).prop_shuffle())
    })
}

/// Anything told of one place, no two of it from the same minute on.
fn of_one_place() -> impl Strategy<Value = (Vec<Told>, Vec<Told>)> {
    prop::collection::vec(told(&[LOFT]), 1..7).prop_flat_map(|mut all| {
        all.sort_unstable();
        all.dedup_by_key(|told| told.from);
        twice_shuffled(all)
    })
}

/// Days, minutes and money in the ledger.
fn booked(house: &House) -> (i64, i64, i64) {
    house.booked()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn at_one_place_everything_may_be_told_in_any_order_where_every_visit_counts(
        (one, other) in of_one_place(),
        passes in passes(),
    ) {
        let (one, other) = (after(house(passes, true), &one), after(house(passes, true), &other));
        prop_assert_eq!(seen(&one), seen(&other));
        prop_assert_eq!(booked(&one), booked(&other));
        prop_assert_eq!(one.charged(), other.charged());
    }

    #[test]
    fn at_one_place_what_keeps_to_its_day_may_be_told_in_any_order_where_a_day_is_a_block(
        (one, other) in of_one_place(),
        passes in passes(),
    ) {
        let kept = |all: Vec<Told>| all.into_iter().filter(|told| told.keeps_to_its_day()).collect::<Vec<_>>();
        let (one, other) = (after(house(passes, false), &kept(one)), after(house(passes, false), &kept(other)));
        prop_assert_eq!(seen(&one), seen(&other));
        prop_assert_eq!(booked(&one), booked(&other));
        prop_assert_eq!(one.charged(), other.charged());
    }

    #[test]
    fn what_truly_was_may_be_told_in_any_order_wherever_it_was(
        (one, other) in days().prop_flat_map(twice_shuffled),
        passes in passes(),
        every_visit in any::<bool>(),
    ) {
        let (one, other) = (after(house(passes, every_visit), &one), after(house(passes, every_visit), &other));
        prop_assert_eq!(seen(&one), seen(&other));
        prop_assert_eq!(booked(&one), booked(&other));
        prop_assert_eq!(one.charged(), other.charged());
    }

    #[test]
    fn two_things_may_be_told_in_either_order_even_when_they_contradict_each_other(
        one in told(&[LOFT, MILL]),
        other in told(&[LOFT, MILL]),
        passes in passes(),
        every_visit in any::<bool>(),
    ) {
        let first = after(house(passes, every_visit), &[one, other]);
        let last = after(house(passes, every_visit), &[other, one]);
        prop_assert_eq!(seen(&first), seen(&last));
        prop_assert_eq!(booked(&first), booked(&last));
    }

    #[test]
    fn what_was_just_told_changes_nothing_when_it_is_told_again(
        all in prop::collection::vec(told(&[LOFT, MILL]), 1..7),
        passes in passes(),
        every_visit in any::<bool>(),
    ) {
        let mut once = house(passes, every_visit);
        for told in all {
            let visit = tell(&mut once, told);
            let mut twice = once.clone();
            prop_assert_eq!(tell(&mut twice, told), visit);
            prop_assert_eq!(&twice.world, &once.world);
        }
    }

    #[test]
    fn no_minute_is_counted_twice(
        all in prop::collection::vec(told(&[LOFT, MILL]), 1..9),
        passes in passes(),
        every_visit in any::<bool>(),
    ) {
        let house = after(house(passes, every_visit), &all);
        let visits = &house.world.visits;
        for (nth, one) in visits.iter().enumerate() {
            for other in &visits[nth + 1..] {
                // Of two arrivals at one instant the former stay is the shortest there is.
                let over = |one: &Visit, other: &Visit| {
                    one.to.is_some_and(|to| to <= other.from.plus(Span::micros(1)))
                };
                let apart = over(one, other) || over(other, one);
                // Of a day that is one block nobody says that they were there all the time.
                let block = !every_visit && !matches!(passes, Passes::Minutes);
                prop_assert!(apart || (block && one.location != other.location), "{one:?} {other:?}");
            }
        }
        if matches!(passes, Passes::Minutes) {
            let minutes = |visit: &Visit| {
                visit.to.map_or(0, |to| minutes::quarters(Span::micros(to.since(visit.from))).get())
            };
            prop_assert_eq!(house.booked().1, visits.iter().map(minutes).sum::<i64>());
        }
    }

    #[test]
    fn when_what_became_one_is_deleted_all_is_given_back(
        all in prop::collection::vec(told(&[LOFT, MILL]), 1..9),
        passes in passes(),
        every_visit in any::<bool>(),
    ) {
        let before = house(passes, every_visit);
        let mut house = after(before.clone(), &all);
        while let Some(visit) = house.world.visits.first().cloned() {
            at_place(&mut house, visit.location);
            house.forgets(&visit);
        }
        let mut passes = house.world.passes.clone();
        passes.sort_by_key(|pass| pass.id);
        prop_assert_eq!(passes, before.world.passes);
        prop_assert_eq!(house.booked(), (0, 0, 0));
    }
}

/// Nine in the morning of Monday.
const NINE: i64 = 540;

fn stay_at(place: LocationId, from: i64, to: i64) -> Told {
    Told { place, from, to: Some(to) }
}

fn arrival_at(place: LocationId, from: i64) -> Told {
    Told { place, from, to: None }
}

/// Checks a visit out as a client does, with the whole visit and an end.
fn leave(house: &mut House, visit: VisitRef, to: i64, auto: bool) {
    let old = house.world.visits.iter().find(|other| other.id == visit).expect("the visit").clone();
    at_place(house, old.location);
    let wanted = Attempt { from: old.from, to: Some(minute(to)), ..attempt("00:00") };
    let changes = revise(&house.world, &old, &wanted, auto, minute(NOW)).expect("may leave");
    house.carry_out(changes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_departure_may_be_told_before_or_after_what_lies_apart_from_the_visit(
        from in CUT_OFF..DAY,
        length in 1_i64..60,
        others in prop::collection::vec(told(&[LOFT, MILL]), 0..5),
        at_once in any::<bool>(),
        passes in passes(),
    ) {
        let to = from + length;
        let others: Vec<_> = others.into_iter().filter(|told| told.to.is_some_and(|end| end < from)).collect();
        let mut one = house(passes, true);
        let visit = tell(&mut one, arrival_at(LOFT, from));
        if at_once {
            leave(&mut one, visit, to, false);
        }
        let mut one = after(one, &others);
        if !at_once {
            leave(&mut one, visit, to, false);
        }
        let other = after(after(house(passes, true), &others), &[stay_at(LOFT, from, to)]);
        prop_assert_eq!(seen(&one), seen(&other));
        prop_assert_eq!(booked(&one), booked(&other));
    }

    #[test]
    fn a_correction_is_as_good_as_having_said_so_at_once(
        old in told(&[LOFT]),
        new in told(&[LOFT]),
        others in prop::collection::vec(told(&[LOFT, MILL]), 0..5),
        first in any::<bool>(),
        passes in passes(),
    ) {
        let apart = |one: &Told, other: &Told| {
            one.to.is_some_and(|to| to < other.from) || other.to.is_some_and(|to| to < one.from)
        };
        let others: Vec<_> = others.into_iter().filter(|told| apart(told, &old) && apart(told, &new)).collect();
        let (Some(_), Some(to)) = (old.to, new.to) else { return Ok(()) };
        let mut one = house(passes, true);
        if !first {
            one = after(one, &others);
        }
        let VisitRef::Existing(id) = tell(&mut one, old) else { panic!("a visit without a number") };
        let known = one.world.visits.iter().find(|visit| visit.id == VisitRef::Existing(id)).expect("it").clone();
        let wanted = Attempt { from: minute(new.from), to: Some(minute(to)), ..attempt("00:00") };
        let changes = correct(&one.world, &known, &wanted, minute(NOW)).expect("may be corrected");
        one.carry_out(changes);
        if first {
            one = after(one, &others);
        }
        let other = after(after(house(passes, true), &others), &[new]);
        prop_assert_eq!(seen(&one), seen(&other));
        prop_assert_eq!(booked(&one).1, booked(&other).1);
        prop_assert_eq!(one.charged(), other.charged());
    }
}

#[test]
fn a_late_arrival_before_an_open_visit_is_its_beginning() {
    let told = [arrival_at(LOFT, 2 * DAY + 600), arrival_at(LOFT, 2 * DAY + NINE)];
    let house = after(house(Passes::Minutes, true), &told);
    assert_eq!(seen(&house), [(LOFT, 2 * DAY + NINE, None, false)]);
}

#[test]
fn a_departure_told_by_a_person_goes_before_the_cut_off() {
    for told in [arrival_at(LOFT, NINE), stay_at(LOFT, NINE, NINE + 60)] {
        let mut house = house(Passes::Minutes, true);
        let visit = tell(&mut house, told);
        leave(&mut house, visit, NINE + 120, false);
        assert_eq!(seen(&house), [(LOFT, NINE, Some(NINE + 120), false)]);
    }
    let stay_and_arrival = [stay_at(LOFT, NINE, NINE + 60), arrival_at(LOFT, NINE)];
    for order in [[0, 1], [1, 0]] {
        let house = after(house(Passes::Minutes, true), &order.map(|nth| stay_and_arrival[nth]));
        assert_eq!(seen(&house), [(LOFT, NINE, Some(NINE + 60), false)]);
    }
}

#[test]
fn a_departure_told_by_a_person_at_the_cut_off_itself_is_theirs() {
    let cut_off = DAY + CUT_OFF;
    let until_the_end = [arrival_at(LOFT, NINE), stay_at(LOFT, 1_377, cut_off)];
    for (order, passes) in [([0, 1], Passes::Days), ([1, 0], Passes::Days), ([0, 1], Passes::Minutes)] {
        let house = after(house(passes, false), &order.map(|nth| until_the_end[nth]));
        assert_eq!(seen(&house), [(LOFT, NINE, Some(cut_off), false)], "{order:?} {passes:?}");
    }
}

#[test]
fn each_arrival_of_a_block_is_known_when_it_is_told_again() {
    let mut house = house(Passes::Days, false);
    for (arrival, departure) in [(NINE, 600), (840, 960)] {
        let visit = tell(&mut house, arrival_at(LOFT, arrival));
        leave(&mut house, visit, departure, false);
    }
    let block = [(LOFT, NINE, Some(960), false)];
    for arrival in [NINE, 840] {
        tell(&mut house, arrival_at(LOFT, arrival));
        assert_eq!(seen(&house), block, "{arrival}");
    }
}

#[test]
fn what_is_told_late_belongs_to_the_block_also_when_another_pass_was_used_after_it() {
    let mut house = house(Passes::Days, false);
    tell(&mut house, stay_at(LOFT, NINE, 600));
    house.world.passes.push(on(time_pass(100, 300), |terms| terms.owner = NETWORK));
    let asked = Attempt { pass: Some(CustomerPassId::new(100)), ..stay_at(LOFT, 720, 780).attempt() };
    house.admitted(&asked);
    tell(&mut house, stay_at(LOFT, 660, 690));
    assert_eq!(seen(&house), [(LOFT, NINE, Some(690), false), (LOFT, 720, Some(780), false)]);
}

#[test]
fn touching_stays_are_two() {
    let touching = [stay_at(LOFT, NINE, 600), stay_at(LOFT, 600, 660)];
    for order in [[0, 1], [1, 0]] {
        let house = after(house(Passes::Minutes, false), &order.map(|nth| touching[nth]));
        assert_eq!(seen(&house).len(), 2);
    }
}

#[test]
fn the_pass_of_the_visit_told_first_serves_what_becomes_one_with_it() {
    let passes = || House::with(vec![time_pass(1, 300), time_pass(2, 200)]);
    let asking =
        |pass, from: &str, to: &str| Attempt { pass: Some(CustomerPassId::new(pass)), ..stay(from, to) };
    let (early, late) = (asking(1, "09:00", "10:00"), asking(2, "09:30", "11:00"));
    for (order, left) in [([&early, &late], (180, 200)), ([&late, &early], (300, 80))] {
        let mut house = passes();
        for told in order {
            house.admitted(told);
        }
        assert_eq!((house.left(1), house.left(2), house.booked().1), (left.0, left.1, 120));
    }
}

#[test]
fn another_pass_that_is_asked_for_is_not_put_on_the_block_of_the_day() {
    let mut house = House::with(vec![day_pass(1), time_pass(2, 300)]);
    house.stays("09:00", "10:00");
    let asked = house.admitted(&Attempt { pass: Some(CustomerPassId::new(2)), ..stay("11:00", "12:00") });
    assert_eq!((pass_of(&asked), house.world.visits.len(), house.left(2)), (2, 2, 240));
    // Nor does the block reach over it.
    house.stays("13:00", "14:00");
    assert_eq!((house.world.visits.len(), house.booked()), (3, (1, 60, 0)));
}

#[test]
fn what_is_told_last_of_what_a_pass_is_too_small_for_is_what_it_does_not_serve() {
    let mut house = House::with(vec![time_pass(1, 60)]);
    house.stays("14:00", "15:00");
    assert_eq!(house.refusal(&stay("09:00", "10:00")).0, "pass_used_up");
}

#[test]
fn what_was_told_within_a_stay_is_not_remembered_when_that_is_cut_short() {
    let [long, within, elsewhere] =
        [stay_at(LOFT, NINE, 1_080), stay_at(LOFT, 900, 960), stay_at(MILL, 660, 720)];
    let cut = after(house(Passes::Minutes, true), &[long, within, elsewhere]);
    assert_eq!(seen(&cut), [(LOFT, NINE, Some(660), false), (MILL, 660, Some(720), false)]);
    let cut = after(house(Passes::Minutes, true), &[long, elsewhere, within]);
    assert_eq!(seen(&cut).len(), 3);
}

#[test]
fn a_block_goes_round_a_visit_elsewhere_when_they_came_back() {
    let away = [stay_at(LOFT, NINE, 600), stay_at(LOFT, 780, 840), stay_at(MILL, 660, 720)];
    let house_after = after(house(Passes::Days, false), &away);
    assert_eq!(seen(&house_after), [(LOFT, NINE, Some(840), false), (MILL, 660, Some(720), false)]);
    // Where nobody said that they came back, they had left.
    let cut = after(house(Passes::Days, false), &[stay_at(LOFT, NINE, 840), stay_at(MILL, 660, 720)]);
    assert_eq!(seen(&cut), [(LOFT, NINE, Some(660), false), (MILL, 660, Some(720), false)]);
}

#[test]
fn what_is_billed_does_not_become_one_with_anything() {
    let mut house = House::selling(vec![offer(1, Some(60), 1_200)]);
    house.stays("09:00", "10:00");
    house.world.passes[0].invoiced = true;
    assert_eq!(house.refused(&stay("09:30", "10:30")), Refusal::AlreadyBilled);
    assert!(matches!(house.decide(&stay("09:15", "09:45")), Verdict::AlreadyInside { .. }));
}
