//! Money, percentages and quarters of an hour.

use vestibule_domain::minutes::quarters;
use vestibule_domain::*;

fn of(minor: i64, code: &str) -> Money {
    Money::new(minor, Currency::of(code).expect("an active currency"))
}

#[test]
fn money_has_the_decimals_of_its_currency() {
    assert_eq!(of(2_000, "GBP").to_string(), "20.00 GBP");
    assert_eq!(of(-5, "EUR").to_string(), "-0.05 EUR");
    assert_eq!(of(1_500, "JPY").to_string(), "1500 JPY");
    assert_eq!(of(1_500, "KWD").to_string(), "1.500 KWD");
    assert_eq!(of(15_000, "CLF").to_string(), "1.5000 CLF");
    assert_eq!(Currency::of("XYZ"), None);
    assert_eq!(Currency::of(""), None);
}

#[test]
fn currencies_do_not_mix_and_sums_do_not_wrap() {
    assert_eq!(of(1, "GBP").plus(of(2, "GBP")), Some(of(3, "GBP")));
    assert_eq!(of(1, "GBP").plus(of(2, "EUR")), None);
    assert_eq!(of(i64::MAX, "GBP").plus(of(1, "GBP")), None);
    assert_eq!(of(i64::MIN, "GBP").minus(of(1, "GBP")), None);
}

#[test]
fn shares_are_rounded_half_up() {
    let share =
        |minor, numerator, denominator| of(minor, "GBP").share(numerator, denominator).map(Money::minor);
    assert_eq!(share(1_001, 1, 2), Some(501));
    assert_eq!(share(1_000, 1, 3), Some(333));
    assert_eq!(share(-1, 1, 2), Some(0));
    assert_eq!(share(1, 1, 0), None);
    assert_eq!(share(i64::MAX, 2, 1), None);
    assert_eq!(share(i64::MAX, i64::MAX, i64::MAX), Some(i64::MAX));
}

#[test]
fn a_discount_leaves_the_rest() {
    let eighth = Percent::new(1_250).expect("12.5 %");
    assert_eq!(of(1_000, "GBP").discounted(eighth), of(875, "GBP"));
    let all = Percent::new(10_000).expect("100 %");
    assert_eq!(of(1_000, "GBP").discounted(all), of(0, "GBP"));
    assert_eq!((Percent::new(-1), Percent::new(10_001)), (None, None));
}

#[test]
fn a_started_quarter_counts_whole() {
    let billed = |micros| quarters(Span::micros(micros)).get();
    let minute = 60_000_000;
    let cases =
        [(0, 15), (1, 15), (10 * minute, 15), (15 * minute, 15), (15 * minute + 1, 30), (46 * minute, 60)];
    for (micros, minutes) in cases {
        assert_eq!(billed(micros), minutes, "{micros}");
    }
}

#[test]
fn nothing_is_billed_shorter_than_a_quarter() {
    assert_eq!(quarters(Span::minutes(-30)), Minutes::SHORTEST);
}

#[test]
fn nothing_owed_has_no_sign() {
    assert_eq!(of(0, "GBP").to_string(), "0.00 GBP");
}

#[test]
fn a_currency_knows_its_code_and_its_decimals() {
    let currency = |code| Currency::of(code).expect("an active currency");
    let decimals =
        ["GBP", "JPY", "KWD"].map(|code| (format!("{:?}", currency(code)), currency(code).exponent()));
    assert_eq!(decimals, [("GBP".to_owned(), 2), ("JPY".to_owned(), 0), ("KWD".to_owned(), 3)]);
}

#[test]
fn a_percentage_shows_no_more_decimals_than_it_has() {
    let shown = |hundredths| Percent::new(hundredths).expect("a percentage").to_string();
    assert_eq!([2_000, 1_250, 875, 5].map(shown), ["20 %", "12.5 %", "8.75 %", "0.05 %"]);
}
