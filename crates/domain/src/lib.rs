//! The rules of admission, passes, minutes and money; never I/O, a clock, a database type or a wire name.
//!
//! Everything a decision may depend on comes in as a [`World`], an [`Attempt`] and the instant it is now; what comes
//! out is a [`Verdict`] with the [`Changes`] to carry out. The same arguments always give the same verdict, so a dry
//! run throws the changes away and a replay of history runs the rules again.
//!
//! ```
//! use std::sync::Arc;
//! use vestibule_domain::*;
//!
//! let gbp = Currency::of("GBP").expect("an active currency");
//! let world = World {
//!     location: Arc::new(Location {
//!         id: LocationId::new(1),
//!         name: "Loft".into(),
//!         zone: Zone::named("Europe/London").expect("a known zone"),
//!         cut_off: CutOff::MIDNIGHT,
//!         currency: gbp,
//!         ancestors: vec![],
//!         pay_as_you_go: false,
//!         day_minimum: None,
//!         day_maximum: None,
//!         knows_devices: true,
//!     }),
//!     customer: Some(Customer {
//!         id: CustomerId::new(7),
//!         name: "Ann Lee".into(),
//!         active: true,
//!         archived: false,
//!         plans: vec![],
//!         discount: Percent::NONE,
//!         network_check_in: true,
//!     }),
//!     elsewhere: vec![],
//!     passes: vec![],
//!     offers: vec![],
//!     visits: vec![],
//!     taken: vec![],
//! };
//! let now = Instant::from_micros(1_772_000_000_000_000);
//! let attempt = Attempt { source: Source::Tile, from: now, to: None, pass: None };
//!
//! let Verdict::Refused(refusal) = admit(&world, &attempt, now) else { panic!("let in without a pass") };
//! assert_eq!(refusal.code(), "no_pass");
//! assert!(refusal.sentence(&world).starts_with("Ann Lee does not have a valid time pass for Loft"));
//! ```
#![forbid(unsafe_code)]

pub mod admission;
pub mod arrival;
pub mod billing;
pub mod correction;
mod currencies;
pub mod departure;
pub mod device;
mod entry;
pub mod guest;
pub mod hours;
pub mod ids;
pub mod ledger;
pub mod minutes;
pub mod money;
mod outcome;
pub mod pass;
pub mod payg;
pub mod refusal;
mod reversal;
pub mod selection;
pub mod session;
pub mod source;
pub mod stay;
pub mod tap;
pub mod time;
pub mod world;

pub use admission::{Verdict, admit};
pub use arrival::Arrival;
pub use correction::{correct, forget, revise};
pub use departure::depart;
pub use device::{Device, Mac};
pub use guest::{AccessToken, Expected};
pub use ids::{CustomerId, CustomerPassId, LocationId, PassId, PlanId, VisitId};
pub use minutes::Minutes;
pub use money::{Currency, Money, Percent};
pub use pass::Why;
pub use payg::NotSold;
pub use refusal::{NearMiss, Refusal};
pub use session::session_end;
pub use source::Source;
pub use tap::{Before, Gesture, Step, Tap, tap};
pub use time::{
    BusinessDay, CutOff, Date, Instant, Slot, Span, TimeOfDay, Weekday, Zone, business_day, day_bounds,
};
pub use world::{
    Amount, Attempt, Audience, Changes, Customer, CustomerPass, Entry, Location, Offer, Origin, PassRef,
    PassTerms, Right, Visit, VisitRef, World,
};
