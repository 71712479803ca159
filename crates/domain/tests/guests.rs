//! People without an account: access tokens and visitors.

mod common;

use common::*;
use vestibule_domain::*;

fn mac(last: u8) -> Mac {
    Mac::parse(&format!("00:00:5e:00:53:{last:02x}")).expect("an address")
}

fn token() -> AccessToken {
    AccessToken { from: None, until: None, left: Minutes::new(90), most_devices: 1, devices: vec![] }
}

/// Why the first device is not let in at nine, in one word and as a sentence.
fn refused(token: &AccessToken) -> (&'static str, String) {
    let refusal = token.admits(mac(1), at("09:00")).expect_err("refused");
    (refusal.code(), refusal.sentence(&House::with(vec![]).world))
}

#[test]
fn a_token_serves_between_its_first_instant_and_its_last() {
    let token = AccessToken { from: Some(at("09:00")), until: Some(at("17:00")), ..token() };
    assert_eq!(token.admits(mac(1), at("09:00")), Ok(()));
    assert_eq!(token.admits(mac(1), at("08:59")), Err(Refusal::TokenNotYet(at("09:00"))));
    assert_eq!(token.admits(mac(1), at("17:00")), Err(Refusal::TokenExpired(at("17:00"))));
    let over = AccessToken { until: Some(at("09:00")), ..token };
    let sentence = "This code could be used until 2026-03-02 at 09:00".to_owned();
    assert_eq!(refused(&over), ("token_expired", sentence));
}

#[test]
fn a_token_without_minutes_is_used_up() {
    let empty = AccessToken { left: Minutes::ZERO, ..token() };
    assert_eq!(refused(&empty), ("token_used_up", "No minutes are left on this code".to_owned()));
}

#[test]
fn a_token_serves_so_many_devices_and_those_again_and_again() {
    let shared = AccessToken { most_devices: 2, devices: vec![mac(2), mac(3)], ..token() };
    assert_eq!(shared.admits(mac(3), at("09:00")), Ok(()));
    let sentence = "2 other devices use this code, which is the most".to_owned();
    assert_eq!(refused(&shared), ("device_limit", sentence));
    let taken = AccessToken { devices: vec![mac(2)], ..token() };
    assert_eq!(refused(&taken).1, "Another device uses this code");
}

#[test]
fn a_session_on_a_token_ends_with_its_minutes_or_its_term() {
    assert_eq!(token().ends(at("09:00")), at("10:30"));
    let short = AccessToken { until: Some(at("10:00")), ..token() };
    assert_eq!(short.ends(at("09:00")), at("10:00"));
}

#[test]
fn a_visitor_comes_in_on_the_business_day_they_are_expected() {
    let mut loft = location(LOFT, "Loft");
    loft.cut_off = CutOff(time("03:00"));
    let guest = Expected { at: at("10:00"), approved: true };
    assert_eq!(guest.admits(&loft, at("08:00")), Ok(()));
    assert_eq!(guest.admits(&loft, at("2026-03-03 02:59")), Ok(()));
    let tomorrow = guest.admits(&loft, at("2026-03-03 03:00")).expect_err("another day");
    let sentence = tomorrow.sentence(&House::with(vec![]).world);
    assert_eq!(
        (tomorrow.code(), sentence.as_str()),
        ("visitor_not_today", "This visitor is expected on 2026-03-02")
    );
    let uninvited = Expected { approved: false, ..guest };
    assert_eq!(uninvited.admits(&loft, at("10:00")), Err(Refusal::VisitorNotApproved));
}
