//! What holds of every packet, held against a reader that is not ours and the examples of the RFCs.

use proptest::collection::vec;
use proptest::prelude::*;
use vestibule_radius::{Code, Draft, LONGEST, Malformed, Packet, Proof, Secret, kind};

/// Attributes of any type but those that are reckoned.
fn attributes() -> impl Strategy<Value = Vec<(u8, Vec<u8>)>> {
    vec((1_u8..=255, vec(any::<u8>(), 1..=253)), 0..12).prop_map(|mut attributes| {
        attributes.retain(|(kind, _)| *kind != kind::MESSAGE_AUTHENTICATOR && *kind != kind::USER_PASSWORD);
        attributes
    })
}

fn draft(code: Code, identifier: u8, attributes: &[(u8, Vec<u8>)]) -> Draft {
    attributes.iter().fold(Draft::new(code, identifier), |draft, (kind, value)| draft.with(*kind, value))
}

fn code() -> impl Strategy<Value = Code> {
    prop_oneof![Just(Code::AccessRequest), Just(Code::AccountingRequest), Just(Code::StatusServer)]
}

fn secret() -> impl Strategy<Value = Secret> {
    vec(any::<u8>(), 1..80).prop_map(Secret::new)
}

proptest! {
    #[test]
    fn what_is_written_is_read_again_and_proved(
        code in code(), identifier: u8, attributes in attributes(), secret in secret(), chance: [u8; 16], tail in vec(any::<u8>(), 0..8),
    ) {
        let mut bytes = draft(code, identifier, &attributes).request(&secret, chance);
        bytes.extend(tail);
        let packet = Packet::parse(&bytes).unwrap();
        prop_assert_eq!((packet.code, packet.identifier), (code, identifier));
        prop_assert_eq!(packet.proof(&secret), Proof::Right);
        for kind in 1..=255 {
            let written = attributes.iter().filter(|(of, _)| *of == kind && kind != kind::MESSAGE_AUTHENTICATOR);
            let read = packet.all(kind).filter(|_| kind != kind::MESSAGE_AUTHENTICATOR);
            prop_assert!(read.eq(written.map(|(_, value)| &value[..])));
        }
    }

    #[test]
    fn one_bit_flipped_on_the_way_is_found_out(
        code in code(), attributes in attributes(), secret in secret(), chance: [u8; 16], at: prop::sample::Index, bit in 0_u8..8,
    ) {
        let mut bytes = draft(code, 1, &attributes).request(&secret, chance);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let proved = Packet::parse(&bytes).is_ok_and(|packet| packet.proof(&secret) == Proof::Right);
        prop_assert!(!proved);
    }

    #[test]
    fn a_flipped_bit_of_a_reply_is_found_out_and_so_is_another_request(
        attributes in attributes(), secret in secret(), chance: [u8; 16], other: [u8; 16], at: prop::sample::Index, bit in 0_u8..8,
    ) {
        let request = Draft::new(Code::AccessRequest, 9).request(&secret, chance);
        let asked = Packet::parse(&request).unwrap();
        let mut reply = draft(Code::AccessAccept, 9, &attributes).reply(&asked, &secret);
        let read = Packet::parse(&reply).unwrap();
        prop_assert!(read.answers(&request, &secret));
        prop_assert_eq!(read.bytes()[20], kind::MESSAGE_AUTHENTICATOR);
        let elsewhere = Draft::new(Code::AccessRequest, 9).request(&secret, other);
        prop_assert!(chance == other || !read.answers(&elsewhere, &secret));
        let at = at.index(reply.len());
        reply[at] ^= 1 << bit;
        prop_assert!(!Packet::parse(&reply).is_ok_and(|reply| reply.answers(&request, &secret)));
    }

    #[test]
    fn bytes_of_any_kind_are_read_or_refused(bytes in vec(any::<u8>(), 0..300), secret in secret()) {
        if let Ok(packet) = Packet::parse(&bytes) {
            let told = (packet.proof(&secret), packet.password(&secret), packet.status(), packet.text(kind::USER_NAME));
            drop(told);
        }
    }

    #[test]
    fn bytes_that_begin_like_a_packet_are_read_as_another_reader_reads_them(
        // Of types whose values the other reader does not look into.
        code in 1_u8..=13, length in 18_u16..140, rest in vec(14_u8..=25, 16..140),
    ) {
        let mut bytes = vec![code, 5];
        bytes.extend(length.to_be_bytes());
        bytes.extend(rest);
        if let Ok(packet) = Packet::parse(&bytes) {
            let (_, theirs) = radius_parser::parse_radius_data(&bytes).unwrap();
            prop_assert_eq!(theirs.code.0, code);
            prop_assert_eq!(theirs.length, length);
            let read = theirs.attributes.map_or(0, |attributes| attributes.len());
            let written = (1..=255).map(|kind| packet.all(kind).count()).sum::<usize>();
            prop_assert_eq!(read, written);
        }
    }

    #[test]
    fn a_hidden_password_is_found_with_the_secret_and_garbage_without(
        password in "[^\0]{0,30}", secret in secret(), chance: [u8; 16],
    ) {
        let bytes = Draft::new(Code::AccessRequest, 1).with_password(password.as_bytes()).request(&secret, chance);
        let packet = Packet::parse(&bytes).unwrap();
        prop_assert_eq!(packet.password(&secret), Some(password.clone().into_bytes()));
        let stranger = Secret::new("nobody has so long a secret as this one is, eighty bytes and a few more, to be sure of it");
        prop_assert_ne!(packet.password(&stranger), Some(password.into_bytes()));
    }
}

/// RFC 2865 7.1: "nemo" with "arctangent", and the server's answer.
const REQUEST: &str = "01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d \
                       93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03";
const ANSWER: &str = "02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf 9b 55 e0 b2 06 06 00 00 00 01 0f 06 00 00 00 00 0e \
                      06 c0 a8 01 03";

fn bytes(hex: &str) -> Vec<u8> {
    hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("hexadecimal")).collect()
}

#[test]
fn the_example_of_the_rfc_is_read_as_it_says() {
    let secret = Secret::new("xyzzy5461");
    let request = bytes(REQUEST);
    let packet = Packet::parse(&request).unwrap();
    assert_eq!(packet.text(kind::USER_NAME).as_deref(), Some("nemo"));
    assert_eq!(packet.password(&secret), Some(b"arctangent".to_vec()));
    assert_eq!(packet.first(kind::NAS_IP_ADDRESS), Some(&[192, 168, 1, 16][..]));
    assert_eq!(packet.proof(&secret), Proof::None);
    let answer = bytes(ANSWER);
    assert!(Packet::parse(&answer).unwrap().answers(&request, &secret));
}

#[test]
fn what_is_cut_off_or_does_not_fit_is_named() {
    let request = bytes(REQUEST);
    assert_eq!(Packet::parse(&request[..19]), Err(Malformed::Short));
    assert_eq!(Packet::parse(&request[..55]), Err(Malformed::Short));
    let with = |at: usize, byte: u8| {
        let mut request = request.clone();
        request[at] = byte;
        request
    };
    assert_eq!(Packet::parse(&with(3, 19)), Err(Malformed::Length(19)));
    assert_eq!(Packet::parse(&with(2, 0x11)), Err(Malformed::Length(0x1138)));
    assert_eq!(Packet::parse(&with(0, 40)), Err(Malformed::Code(40)));
    assert_eq!(Packet::parse(&with(21, 1)), Err(Malformed::Attribute(20)));
    assert_eq!(Packet::parse(&with(51, 7)), Err(Malformed::Attribute(50)));
}

#[test]
fn a_packet_never_grows_longer_than_one_may_be() {
    let secret = Secret::new("s");
    let long = Draft::new(Code::AccessRequest, 1).with(kind::REPLY_MESSAGE, &[b'a'; 9000]);
    let bytes = long.request(&secret, [3; 16]);
    assert!(bytes.len() <= LONGEST);
    assert_eq!(Packet::parse(&bytes).unwrap().proof(&secret), Proof::Right);
}

#[test]
fn two_message_authenticators_prove_nothing() {
    let secret = Secret::new("s");
    let twice = Draft::new(Code::AccessRequest, 1).with(kind::MESSAGE_AUTHENTICATOR, &[0; 16]);
    let bytes = twice.request(&secret, [3; 16]);
    assert_eq!(Packet::parse(&bytes).unwrap().proof(&secret), Proof::Wrong);
}

#[test]
fn what_proxies_sent_along_goes_back_in_its_order() {
    let secret = Secret::new("s");
    let request =
        Draft::new(Code::AccessRequest, 1).with(kind::PROXY_STATE, b"one").with(kind::PROXY_STATE, b"two");
    let request = request.request(&secret, [3; 16]);
    let packet = Packet::parse(&request).unwrap();
    let reply = Draft::answering(&packet, Code::AccessReject).reply(&packet, &secret);
    let reply = Packet::parse(&reply).unwrap();
    assert!(reply.all(kind::PROXY_STATE).eq([&b"one"[..], &b"two"[..]]));
}
