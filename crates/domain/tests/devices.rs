//! How many devices a customer may have.

mod common;

use common::*;
use vestibule_domain::device::make_room;
use vestibule_domain::*;

fn device(last: u8, seen: &str) -> Device {
    let mac = Mac::parse(&format!("00:00:5e:00:53:{last:02x}")).expect("an address");
    Device { mac, seen: at(seen) }
}

#[test]
fn there_is_room_up_to_the_limit() {
    let devices = [device(1, "09:00"), device(2, "08:00")];
    assert_eq!(make_room(&devices, None, at("10:00")), Ok(None));
    assert_eq!(make_room(&devices, Some(3), at("10:00")), Ok(None));
    assert_eq!(make_room(&[], Some(1), at("10:00")), Ok(None));
}

#[test]
fn at_the_limit_the_refusal_names_the_device_used_last() {
    let devices = [device(1, "09:00"), device(2, "08:00")];
    let refusal = make_room(&devices, Some(2), at("10:00")).expect_err("no room");
    assert_eq!(refusal.code(), "device_limit");
    assert_eq!(
        refusal.sentence(&House::with(vec![]).world),
        "Ann Lee has 2 devices already, which is the most; the last one used is 00:00:5e:00:53:01, on 2026-03-02 at 09:00"
    );
}

#[test]
fn a_device_that_nobody_saw_for_a_month_makes_room() {
    let devices = [device(1, "2026-03-01 09:00"), device(2, "2026-02-01 09:00")];
    assert_eq!(make_room(&devices, Some(2), at("2026-03-03 09:00")), Ok(Some(devices[1].mac)));
    assert!(make_room(&devices, Some(2), at("2026-03-03 08:59")).is_err());
}

#[test]
fn an_address_is_read_however_it_is_spelt_and_nothing_else_is_one() {
    let spelt = ["00:00:5E:00:53:AF", "00-00-5e-00-53-af", "0000.5e00.53af", "00005E0053AF"];
    for text in spelt {
        let mac = Mac::parse(text).expect(text);
        assert_eq!((mac.to_string().as_str(), mac.is_random()), ("00:00:5e:00:53:af", false));
    }
    for text in ["", "aa", "aa:bb:cc:dd:ee", "aa:bb:cc:dd:ee:ff:00", "gg:bb:cc:dd:ee:ff", "aa:bb:cc:dd:ee:f"]
    {
        assert_eq!(Mac::parse(text), None, "{text}");
    }
}
