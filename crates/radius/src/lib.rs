//! RADIUS as far as a way in needs it: packets are read, proved by the secret that both sides share, and answered
//! (RFC 2865, 2866, 2869, 3579, 5997). There is no socket here, no clock and no rule: bytes go in and come out.
//!
//! ```
//! use vestibule_radius::{Code, Draft, Packet, Proof, Secret, Status, kind};
//!
//! let secret = Secret::new("between the two of us");
//! let start = Draft::new(Code::AccountingRequest, 7)
//!     .with(kind::ACCT_STATUS_TYPE, &1_u32.to_be_bytes())
//!     .with(kind::ACCT_SESSION_ID, b"5F3A")
//!     .request(&secret, [0; 16]);
//!
//! let packet = Packet::parse(&start).expect("well-formed");
//! assert_eq!(packet.proof(&secret), Proof::Right);
//! assert_eq!(packet.proof(&Secret::new("a stranger's")), Proof::Wrong);
//! assert_eq!(packet.status(), Some(Status::Start));
//! assert_eq!(packet.text(kind::ACCT_SESSION_ID).as_deref(), Some("5F3A"));
//!
//! let reply = Draft::answering(&packet, Code::AccountingResponse).reply(&packet, &secret);
//! assert!(Packet::parse(&reply).is_ok_and(|reply| reply.answers(&start, &secret)));
//! ```
//!
//! An authenticator is a hash over the packet and the secret, and nothing better than MD5; `Message-Authenticator` is the
//! HMAC that was added later. An Access-Request without one proves nothing ([`Proof::None`]), and a reply without one can
//! be forged by who sits in between (the attack called Blast-RADIUS), which is why [`Draft::reply`] puts one first in
//! every reply to an Access-Request.

mod draft;
pub mod kind;
mod packet;
mod password;
mod proof;
mod reading;
mod secret;

pub use draft::Draft;
pub use packet::{Attribute, Code, LONGEST, Malformed, Packet};
pub use proof::Proof;
pub use reading::Status;
pub use secret::Secret;
