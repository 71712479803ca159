//! A packet that comes again is answered with the bytes of the first time (RFC 5080 2.2.2): the reply was lost, or came
//! too late. While the first is still being decided its reply is on the way, and the repetition needs none.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use vestibule_domain::time::{Instant, Span};
use vestibule_radius::Packet;

/// How long a reply is kept.
const KEPT: Span = Span::micros(30_000_000);
/// How many are kept at most.
const MOST: usize = 10_000;

/// What tells packets apart: from where, which, and what proves it.
pub(super) type Name = (SocketAddr, u8, u8, [u8; 16]);

/// What is known of a packet.
pub(super) enum Before {
    /// It is new, and to be answered.
    New(Name),
    /// It is being decided.
    Pending,
    /// It was answered so.
    Answered(Arc<[u8]>),
}

/// The packets of late.
#[derive(Default)]
pub(super) struct Repeats(Mutex<Late>);

#[derive(Default)]
struct Late {
    /// The reply, once there is one.
    replies: HashMap<Name, Option<Arc<[u8]>>>,
    /// In the order they came, and when.
    order: VecDeque<(Instant, Name)>,
}

impl Repeats {
    /// Looks whether a packet came before, and takes note of it.
    pub(super) fn look(&self, from: SocketAddr, packet: &Packet<'_>, now: Instant) -> Before {
        let name = (from, packet.code.number(), packet.identifier, packet.authenticator);
        let mut late = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        late.forget(now);
        match late.replies.get(&name) {
            Some(Some(reply)) => Before::Answered(reply.clone()),
            Some(None) => Before::Pending,
            None => {
                late.replies.insert(name, None);
                late.order.push_back((now, name));
                Before::New(name)
            }
        }
    }

    /// Keeps the reply to a packet; without one, a repetition is as good as new.
    pub(super) fn answered(&self, name: Name, reply: Option<Arc<[u8]>>) {
        let mut late = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match reply {
            Some(reply) => {
                late.replies.entry(name).and_modify(|kept| *kept = Some(reply));
            }
            None => {
                late.replies.remove(&name);
            }
        }
    }
}

impl Late {
    fn forget(&mut self, now: Instant) {
        while let Some((came, name)) = self.order.front().copied() {
            if self.order.len() < MOST && now.since(came) < KEPT.in_micros() {
                return;
            }
            self.order.pop_front();
            self.replies.remove(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use vestibule_radius::{Code, Draft, Secret};

    use super::*;

    fn look(repeats: &Repeats, identifier: u8, second: i64) -> Before {
        let bytes = Draft::new(Code::AccountingRequest, identifier).request(&Secret::new("s"), [0; 16]);
        let packet = Packet::parse(&bytes).expect("a packet");
        repeats.look(([192, 0, 2, 1], 40_000).into(), &packet, Instant::from_micros(second * 1_000_000))
    }

    #[test]
    fn a_packet_is_new_once_and_its_reply_kept_for_half_a_minute() {
        let repeats = Repeats::default();
        let Before::New(name) = look(&repeats, 1, 0) else { panic!("it is new") };
        assert!(matches!(look(&repeats, 1, 1), Before::Pending));
        repeats.answered(name, Some(Arc::from(&b"reply"[..])));
        assert!(matches!(look(&repeats, 1, 29), Before::Answered(reply) if *reply == *b"reply"));
        assert!(matches!(look(&repeats, 2, 29), Before::New(_)));
        assert!(matches!(look(&repeats, 1, 30), Before::New(_)));
    }

    #[test]
    fn one_that_could_not_be_decided_is_tried_again() {
        let repeats = Repeats::default();
        let Before::New(name) = look(&repeats, 1, 0) else { panic!("it is new") };
        repeats.answered(name, None);
        assert!(matches!(look(&repeats, 1, 0), Before::New(_)));
    }

    #[test]
    fn there_is_room_for_so_many_and_no_more() {
        let repeats = Repeats::default();
        for port in 0..20_000 {
            let bytes = Draft::new(Code::AccountingRequest, 1).request(&Secret::new("s"), [0; 16]);
            let packet = Packet::parse(&bytes).expect("a packet");
            let from = ([192, 0, 2, 1], port).into();
            let Before::New(name) = repeats.look(from, &packet, Instant::from_micros(0)) else {
                panic!("new")
            };
            repeats.answered(name, Some(Arc::from(&b"reply"[..])));
        }
        let late = repeats.0.lock().expect("whole");
        assert!(late.order.len() <= MOST && late.replies.len() <= MOST);
    }
}
