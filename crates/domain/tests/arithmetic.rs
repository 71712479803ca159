//! Minutes and money of a visit: time in bookings, the arithmetic step by step, and what holds of every day.

mod common;

use common::*;
use proptest::prelude::*;
use vestibule_domain::arithmetic::Takes;
use vestibule_domain::*;

fn booking(from: &str, to: &str) -> Booking {
    Booking { id: BookingId::new(1), location: Some(LOFT), from: at(from), to: at(to) }
}

/// The Loft leaves these bookings out.
fn booked(mut house: House, bookings: Vec<Booking>) -> House {
    house.world.bookings = bookings;
    house.at_the_loft(|loft| loft.leaves_out_bookings = true)
}

/// 12.00 an hour, with at least 50.00 and at most 100.00 a day.
fn bounded() -> House {
    House::selling(vec![offer(1, Some(60), 1_200)]).at_the_loft(|loft| {
        loft.day_minimum = Some(gbp(5_000));
        loft.day_maximum = Some(gbp(10_000));
    })
}

fn hourly() -> House {
    House::selling(vec![offer(1, Some(60), 1_200)])
}

fn lines(house: &House, visit: &Visit) -> Vec<String> {
    let visit = house.world.visits.iter().find(|known| known.id == visit.id).expect("the visit");
    arithmetic(&house.around(visit), visit).lines(&london())
}

fn agrees(house: &House, visit: &Visit) -> bool {
    let world = house.around(visit);
    arithmetic(&world, visit).agrees_with(&world.taken)
}

// Appendix A 6
#[test]
fn minutes_in_a_booking_are_left_out_of_a_time_pass() {
    let mut house = booked(House::with(vec![time_pass(1, 480)]), vec![booking("11:00", "13:00")]);
    house.stays("09:00", "17:00");
    assert_eq!((house.left(1), house.booked().1), (120, 360));
}

#[test]
fn only_a_location_that_says_so_leaves_bookings_out() {
    let mut house = House::with(vec![time_pass(1, 480)]);
    house.world.bookings = vec![booking("11:00", "13:00")];
    house.stays("09:00", "17:00");
    assert_eq!(house.left(1), 0);
}

#[test]
fn bookings_that_overlap_are_left_out_once_and_those_elsewhere_not_at_all() {
    let elsewhere = Booking { location: Some(MILL), ..booking("15:00", "16:00") };
    let unknown = Booking { location: None, ..booking("12:00", "14:00") };
    let inner = booking("11:15", "11:30");
    let bookings = vec![unknown, elsewhere, booking("11:00", "13:00"), inner, booking("08:00", "09:30")];
    let mut house = booked(House::with(vec![time_pass(1, 480)]), bookings);
    house.stays("09:00", "17:00");
    assert_eq!(house.booked().1, 480 - 180 - 30);
}

#[test]
fn what_is_left_of_a_stay_is_rounded_once() {
    for (to, minutes) in [("09:43", 30), ("09:35", 15), ("09:36", 30), ("09:21", 15), ("09:20", 0)] {
        let from_the_start = vec![booking("08:55", "09:20")];
        let mut house = booked(House::with(vec![time_pass(1, 480)]), from_the_start.clone());
        house.stays("09:00", to);
        assert_eq!(house.booked().1, minutes, "time pass until {to}");
        let mut house = booked(hourly(), from_the_start);
        house.stays("09:00", to);
        assert_eq!(house.charged(), minutes * 20, "pay-as-you-go until {to}");
    }
}

#[test]
fn the_time_in_bookings_is_exact_to_the_microsecond() {
    let micro = Span::micros(1);
    for (end, minutes) in [(at("09:30"), 15), (at("09:30").plus(micro), 30), (at("09:30").minus(micro), 15)] {
        let mut house = booked(House::with(vec![time_pass(1, 480)]), vec![booking("09:00", "09:15")]);
        house.admitted(&Attempt { to: Some(end), ..attempt("09:00") });
        assert_eq!(house.booked().1, minutes);
    }
}

// Section 12, row 24
#[test]
fn a_stay_within_a_booking_is_charged_nothing_not_even_the_minimum() {
    let mut house = booked(bounded(), vec![booking("09:00", "11:00")]);
    house.arrives("09:10");
    assert_eq!(house.charged(), 0);
    let visit = house.leaves("10:40");
    assert_eq!((house.charged(), house.booked().2), (0, 0));
    assert_eq!(
        lines(&house, &visit)[1..],
        [
            "minus 90 min in bookings: 0 min",
            "all of it in bookings: nothing is billed",
            "neither is anything charged, nor a daily minimum called for",
        ]
    );
}

#[test]
fn a_visit_that_begins_within_a_booking_is_charged_once_it_ends_outside() {
    let mut house = booked(bounded(), vec![booking("09:00", "11:00")]);
    let visit = house.arrives("09:10");
    assert_eq!(lines(&house, &visit)[1], "begins within a booking: nothing is billed yet");
    house.leaves("11:01");
    assert_eq!(house.charged(), 5_000);
}

#[test]
fn a_visit_that_begins_before_a_booking_opens_at_a_quarter_of_an_hour() {
    let mut house = booked(hourly(), vec![booking("09:01", "11:00")]);
    let visit = house.arrives("09:00");
    assert_eq!((house.charged(), agrees(&house, &visit)), (300, true));
    assert_eq!(lines(&house, &visit)[1], "opens at a quarter of an hour: 15 min");
    house.leaves("11:00");
    assert_eq!(house.charged(), 300);
}

#[test]
fn a_booking_made_after_arrival_hands_the_minimum_to_another_session_of_the_day() {
    let mut house = booked(bounded(), vec![]);
    let open = house.arrives("12:00");
    let early = house.stays("08:00", "09:00");
    assert_eq!(house.pass(pass_of(&open)).price, gbp(5_000));
    assert_eq!(house.pass(pass_of(&early)).price, gbp(0));
    house.world.bookings = vec![booking("12:00", "13:00")];
    house.leaves("13:00");
    assert_eq!(house.pass(pass_of(&open)).price, gbp(0));
    assert_eq!(house.pass(pass_of(&early)).price, gbp(5_000));
    assert_eq!(house.booked().2, 5_000);
    assert!(house.world.visits.iter().all(|visit| agrees(&house, visit)));
}

#[test]
fn a_day_pass_is_taken_whatever_is_booked() {
    let mut house = booked(House::with(vec![day_pass(1)]), vec![booking("09:30", "18:00")]);
    let visit = house.stays("09:00", "10:00");
    assert_eq!(house.booked().0, 1);
    assert_eq!(
        lines(&house, &visit),
        ["2026-03-02 09:00 to 10:00: 60 min", "takes a day pass for 2026-03-02"]
    );

    let mut house = booked(House::selling(vec![offer(1, None, 2_000)]), vec![booking("09:30", "18:00")]);
    let visit = house.stays("09:00", "10:00");
    assert_eq!(house.charged(), 2_000);
    assert_eq!(lines(&house, &visit)[2], "at 20.00 GBP a day: 20.00 GBP");
}

#[test]
fn what_was_settled_stays_when_bookings_and_prices_change() {
    let mut house = booked(bounded(), vec![booking("09:00", "10:00")]);
    let first = house.stays("09:00", "14:00");
    assert_eq!(house.charged(), 5_000);
    let said = lines(&house, &first);
    house.world.bookings = vec![booking("09:00", "14:00")];
    house = house.customer(|ann| ann.discount = Percent::new(5_000).expect("half"));
    house.world.offers[0].price = gbp(600);
    assert_eq!((lines(&house, &first), agrees(&house, &first)), (said, true));

    // 48.00 of the first session, and 24.00 at a quarter of the price.
    house.stays("15:00", "23:00");
    assert_eq!(house.charged(), 4_800 + 2_400);

    // Only a correction counts anew: from 08:45 to 14:00 it is outside bookings for a quarter of an hour.
    house.corrects(&first, &stay("08:45", "14:00"));
    assert_eq!(house.charged(), 5_000);
    assert!(house.world.visits.iter().all(|visit| agrees(&house, visit)));
}

#[test]
fn the_minutes_of_a_visit_stay_what_they_were() {
    let mut house = booked(House::with(vec![time_pass(1, 120)]), vec![]);
    let first = house.stays("09:00", "10:00");
    let second = house.stays("11:00", "12:30");
    house.world.bookings = vec![booking("09:00", "10:00")];
    assert_eq!(
        (lines(&house, &first), lines(&house, &second)),
        (
            vec![
                "2026-03-02 09:00 to 10:00: 60 min".to_owned(),
                "in quarters of an hour: 60 min".to_owned(),
                "taken from 120 min on the pass: 60 min, 60 min left".to_owned(),
            ],
            vec![
                "2026-03-02 11:00 to 12:30: 90 min".to_owned(),
                "in quarters of an hour: 90 min".to_owned(),
                "taken from 60 min on the pass: 60 min, 0 min left".to_owned(),
                "30 min beyond the pass, not charged".to_owned(),
            ]
        )
    );
    house.corrects(&first, &stay("09:00", "09:50"));
    let first = house.world.visits[0].clone();
    assert_eq!(house.left(1), 60);
    assert!(agrees(&house, &first) && agrees(&house, &second));
}

#[test]
fn minutes_are_taken_when_the_visit_is_over() {
    let mut house = House::with(vec![time_pass(1, 120)]);
    let visit = house.arrives("09:00");
    assert_eq!(
        lines(&house, &visit),
        ["2026-03-02 09:00, not over yet", "minutes are taken from the pass at departure"]
    );
}

#[test]
fn every_step_of_a_session_can_be_read() {
    let mut house = booked(bounded(), vec![booking("14:00", "15:00")])
        .customer(|ann| ann.discount = Percent::new(1_000).expect("a tenth"));
    house.world.offers[0].price = gbp(1_000);
    house.stays("09:00", "10:00");
    let visit = house.stays("13:00", "18:40");
    assert_eq!(
        lines(&house, &visit),
        [
            "2026-03-02 13:00 to 18:40: 340 min",
            "minus 60 min in bookings: 280 min",
            "in quarters of an hour: 285 min",
            "at the plan's price of 10.00 GBP per 60 min: 47.50 GBP",
            "minus 10 %: 42.75 GBP",
            "with the other sessions of 2026-03-02: 51.75 GBP",
            "minimum 50.00 GBP, maximum 100.00 GBP a day: 51.75 GBP",
            "minus 50.00 GBP charged for the other sessions: 1.75 GBP",
        ]
    );
    let Takes::Session(charge) = arithmetic(&house.around(&visit), &visit).takes else {
        panic!("not sold at the door");
    };
    assert_eq!(charge.charged, gbp(175));
}

#[test]
fn a_visit_over_midnight_names_both_days_and_the_time_to_the_microsecond() {
    let mut house = hourly().at_the_loft(|loft| loft.cut_off = CutOff(time("03:00")));
    let to = at("2026-03-03 01:00").plus(Span::micros(1_500_000));
    let visit = house.admitted(&Attempt { to: Some(to), ..attempt("2026-03-02 23:00") });
    assert_eq!(
        lines(&house, &visit),
        [
            "2026-03-02 23:00 to 2026-03-03 01:00: 120 min 1.5 s",
            "in quarters of an hour: 135 min",
            "at 12.00 GBP per 60 min: 27.00 GBP",
        ]
    );
}

#[test]
fn the_arithmetic_knows_a_minute_too_many_and_a_penny_too_few() {
    let mut house = House::with(vec![time_pass(1, 480)]);
    let timed = house.stays("09:00", "10:00");
    let mut shop = hourly();
    let paid = shop.stays("09:00", "10:00");
    for (house, visit, wrong) in
        [(&house, &timed, Amount::Minutes(61)), (&shop, &paid, Amount::Charge(gbp(1_199)))]
    {
        let world = house.around(visit);
        let mut entries = world.taken.clone();
        assert!(arithmetic(&world, visit).agrees_with(&entries));
        entries[0].amount = wrong;
        assert!(!arithmetic(&world, visit).agrees_with(&entries));
    }
}

#[test]
fn who_attends_a_booking_with_a_day_and_minutes_stands_on_the_minutes() {
    let mut house =
        booked(House::with(vec![day_pass(1), time_pass(2, 480)]), vec![booking("09:00", "10:00")]);
    assert_eq!(pass_of(&house.arrives("09:00")), 2);
    house.leaves("11:00");
    assert_eq!((house.left(2), house.booked().0), (420, 0));
}

#[test]
fn presence_without_a_pass_takes_nothing() {
    let mut house = House::with(vec![]);
    house.world.customer = None;
    let visit = house.stays("09:00", "10:00");
    assert_eq!(lines(&house, &visit)[1], "on no pass: nothing is taken");
    assert!(agrees(&house, &visit));
}

fn minute(minute: i64) -> Instant {
    at("2026-03-02 00:00").plus(Span::minutes(minute))
}

/// Stays of one business day, one after the other, that need not be whole minutes long.
fn stays() -> impl Strategy<Value = Vec<(Instant, Instant)>> {
    let stay = (1_i64..140, 1_i64..140, 0_i64..60_000_000);
    prop::collection::vec(stay, 1..5).prop_map(|stays| {
        let mut last = 0;
        let mut after = |(gap, length, micros): (i64, i64, i64)| {
            let from = last + gap;
            last = from + length;
            (minute(from), minute(last).minus(Span::micros(micros / 2)))
        };
        stays.into_iter().map(&mut after).collect()
    })
}

fn bookings() -> impl Strategy<Value = Vec<Booking>> {
    let place = prop_oneof![Just(None), Just(Some(LOFT)), Just(Some(MILL))];
    let booking = (0_i64..1_400, 0_i64..500, place).prop_map(|(from, length, location)| Booking {
        id: BookingId::new(1),
        location,
        from: minute(from),
        to: minute(from + length),
    });
    prop::collection::vec(booking, 0..5)
}

prop_compose! {
    /// Ann with or without passes, at a price, a discount and the bounds of a day.
    fn houses()(
        minutes in prop::option::of(1_i64..20),
        (price, included) in (1_i64..5_000, 1_i64..200),
        discount in 0_i64..=10_000,
        minimum in prop::option::of(0_i64..4_000),
        maximum in prop::option::of(0_i64..9_000),
        day in any::<bool>(),
        bookings in bookings(),
    ) -> House {
        let passes = minutes.map(|quarters| time_pass(1, quarters * 15)).into_iter().collect();
        let mut house = booked(House::with(passes), bookings)
            .customer(|ann| ann.discount = Percent::new(discount).expect("a percentage"))
            .at_the_loft(|loft| {
                loft.pay_as_you_go = true;
                loft.day_minimum = minimum.map(gbp);
                loft.day_maximum = maximum.map(gbp);
            });
        let included = if day { None } else { Some(included) };
        house.world.offers = vec![offer(5, included, price)];
        house
    }
}

fn stayed(house: &House, stays: &[(Instant, Instant)]) -> House {
    let mut house = house.clone();
    for (from, to) in stays {
        match house.decide(&Attempt { from: *from, to: Some(*to), ..attempt("00:00") }) {
            Verdict::Admitted { changes, .. } => drop(house.carry_out(changes)),
            // They came for a booking in the middle of a day that is one block.
            Verdict::AlreadyInside { .. } => {}
            Verdict::Refused(refusal) => panic!("not admitted: {refusal:?}"),
        }
        assert!(house.charges().all(|price| price >= 0), "a charge below zero");
    }
    house
}

/// Ann with nothing but what is sold at the door.
fn empty_handed(mut house: House) -> House {
    house.world.passes.clear();
    house
}

impl House {
    fn charges(&self) -> impl Iterator<Item = i64> {
        let sold = |pass: &&CustomerPass| pass.origin == Origin::PayAsYouGo;
        self.world.passes.iter().filter(sold).map(|pass| pass.price.minor())
    }

    /// What the sessions of the day come to, by the rule alone: the sum of what counts, between the bounds.
    fn due(&self) -> i64 {
        let sessions = self.world.passes.iter().filter_map(|pass| pass.session);
        let counting: Vec<_> = sessions.filter(Session::counts).collect();
        if counting.is_empty() {
            return 0;
        }
        let worth = |session: &Session| session.worth().expect("in range").minor();
        let sum: i64 = counting.iter().map(worth).sum();
        let loft = &self.world.location;
        let raised = loft.day_minimum.map_or(sum, |minimum| sum.max(minimum.minor()));
        loft.day_maximum.map_or(raised, |maximum| raised.min(maximum.minor()))
    }

    fn minutes_taken(&self) -> i64 {
        self.booked().1
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_arithmetic_of_every_visit_is_what_the_ledger_says(
        house in houses(),
        stays in stays(),
        open in 1_150_i64..1_400,
        corrected in any::<prop::sample::Index>(),
        moved in -300_i64..300,
        later in bookings(),
    ) {
        let mut house = stayed(&house, &stays);
        house.admitted(&Attempt { from: minute(open), ..attempt("00:00") });
        for leaves in [false, true] {
            if leaves {
                house.world.bookings.clone_from(&later);
                house.leaves("2026-03-02 23:59");
            }
            for visit in &house.world.visits {
                prop_assert!(agrees(&house, visit), "{:?}", lines(&house, visit));
            }
        }
        let visit = corrected.get(&house.world.visits).clone();
        let shortest = visit.from.plus(Span::micros(1));
        let to = visit.to.map(|to| to.plus(Span::minutes(moved)).max(shortest));
        if to != visit.to {
            house.corrects(&visit, &Attempt { from: visit.from, to, ..attempt("00:00") });
        }
        for visit in &house.world.visits {
            prop_assert!(agrees(&house, visit), "{:?}", lines(&house, visit));
        }
        prop_assert_eq!(house.booked().2, house.charged());
    }

    #[test]
    fn a_day_costs_what_its_sessions_come_to_in_whatever_order(
        house in houses(),
        mut stays in stays(),
        turned in 0_usize..5,
    ) {
        let house = empty_handed(house);
        let one = stayed(&house, &stays);
        prop_assert_eq!(one.charged(), one.due());
        let turned = turned % stays.len();
        stays.rotate_left(turned);
        let other = stayed(&house, &stays);
        prop_assert_eq!(other.charged(), one.charged());
    }

    #[test]
    fn what_is_charged_lies_between_the_minimum_and_the_maximum_of_the_day(house in houses(), stays in stays()) {
        let house = stayed(&house, &stays);
        let loft = &house.world.location;
        let anything = house.world.passes.iter().filter_map(|pass| pass.session).any(|session| session.counts());
        let maximum = loft.day_maximum.map_or(i64::MAX, Money::minor);
        let minimum = loft.day_minimum.map_or(0, Money::minor).min(maximum);
        prop_assert!(house.charged() <= maximum);
        prop_assert!(!anything || house.charged() >= minimum);
        prop_assert!(anything || house.charged() == 0);
    }

    #[test]
    fn time_in_bookings_never_costs_more(house in houses(), stays in stays()) {
        let mut without = house.clone();
        without.world.bookings = vec![];
        let (with, without) = (stayed(&house, &stays), stayed(&without, &stays));
        // Minutes that a booking saves may spare a later visit of the day from buying at the door, never the reverse.
        prop_assert!(with.minutes_taken() <= without.minutes_taken());
        prop_assert!(with.charged() <= without.charged());
    }

    #[test]
    fn sessions_on_an_invoice_keep_their_charge_and_the_others_make_up_the_day(
        house in houses(),
        stays in stays(),
        billed in any::<prop::sample::Index>(),
        corrected in any::<prop::sample::Index>(),
        longer in 1_i64..300,
    ) {
        let mut house = stayed(&empty_handed(house), &stays);
        prop_assume!(!house.world.passes.is_empty());
        let nth = billed.index(house.world.passes.len());
        house.world.passes[nth].invoiced = true;
        let invoiced = house.world.passes[nth].clone();
        let visit = corrected.get(&house.world.visits).clone();
        let to = Some(visit.from.plus(Span::minutes(longer)));
        let wanted = Attempt { from: visit.from, to, ..attempt("00:00") };
        match correct(&house.around(&visit), &visit, &wanted, at("2026-04-01 12:00")) {
            Ok(changes) => drop(house.carry_out(changes)),
            Err(refusal) => prop_assert_eq!(refusal, Refusal::AlreadyBilled),
        }
        let kept = house.world.passes.iter().find(|pass| pass.id == invoiced.id).expect("the billed pass");
        prop_assert_eq!(kept.price, invoiced.price);
        prop_assert!(house.charges().all(|price| price >= 0));
        let others = house.world.passes.iter().filter(|pass| !pass.invoiced).filter_map(|pass| pass.session);
        let share = others.filter(Session::counts).count() > 0;
        let bounded = house.world.location.day_minimum.or(house.world.location.day_maximum).is_some();
        if bounded && share {
            prop_assert_eq!(house.charged(), house.due().max(invoiced.price.minor()));
        }
    }
}
