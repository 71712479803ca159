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
//!         every_visit: false,
//!         leaves_out_bookings: false,
//!         capacity: Capacity::default(),
//!         opening_hours: vec![],
//!         outside_hours: Strictness::Off,
//!         passback: Strictness::Off,
//!         two_places: Strictness::Off,
//!     }),
//!     customer: Some(Customer {
//!         id: CustomerId::new(7),
//!         name: "Ann Lee".into(),
//!         active: true,
//!         archived: false,
//!         plans: vec![],
//!         contracts: vec![],
//!         discount: Percent::NONE,
//!         network_check_in: true,
//!     }),
//!     elsewhere: vec![],
//!     passes: vec![],
//!     offers: vec![],
//!     visits: vec![],
//!     taken: vec![],
//!     bookings: vec![],
//!     counted: vec![],
//!     inside: None,
//!     coming: vec![],
//! };
//! let now = Instant::from_micros(1_772_000_000_000_000);
//! let attempt = Attempt { source: Source::Tile, from: now, to: None, pass: None, presumed: false };
//!
//! let Verdict::Refused(refusal) = admit(&world, &attempt, now) else { panic!("let in without a pass") };
//! assert_eq!(refusal.code(), "no_pass");
//! assert!(refusal.sentence(&world).starts_with("Ann Lee does not have a valid time pass for Loft"));
//! ```
#![forbid(unsafe_code)]

pub mod access;
pub mod admission;
pub mod arithmetic;
pub mod arrival;
pub mod attendance;
pub mod billing;
mod block;
pub mod charge;
pub mod coming;
pub mod correction;
pub mod cure;
mod currencies;
pub mod customer;
pub mod cycle;
pub mod departure;
pub mod device;
pub mod dwell;
mod ending;
mod entry;
pub mod examine;
mod gates;
pub mod geofence;
pub mod guest;
pub mod hours;
pub mod idle;
pub mod ids;
pub mod issuing;
pub mod ledger;
pub mod length;
pub mod limits;
pub mod location;
pub mod minutes;
pub mod money;
pub mod next;
pub mod occupancy;
mod outcome;
pub mod pass;
pub mod payg;
mod places;
pub mod refusal;
pub mod remark;
mod reversal;
pub mod selection;
mod sentence;
pub mod session;
pub mod signal;
pub mod source;
pub mod stay;
pub mod tap;
pub mod tile;
pub mod time;
pub mod world;

pub use admission::{Verdict, admit};
pub use arithmetic::{Arithmetic, arithmetic};
pub use arrival::Arrival;
pub use charge::{Charge, Rate, Session};
pub use coming::Coming;
pub use correction::{correct, forget, revise};
pub use cure::Cure;
pub use customer::{Booking, Contract, Counted, Customer, Limits, PerPeriod};
pub use cycle::{Cycle, Every};
pub use departure::depart;
pub use device::{Device, Mac};
pub use ending::{Cause, Ending, ending};
pub use examine::{Declined, Examination, OnOffer, Ruled, Tried, examine};
pub use geofence::{Geofence, Position, Reading};
pub use guest::{AccessToken, Expected};
pub use ids::{
    BookingId, ContractId, CustomerId, CustomerPassId, LocationId, PassId, PlanId, TeamId, VisitId,
};
pub use length::Length;
pub use limits::{Allowance, Measure, Period, Reached};
pub use location::{Capacity, Location, Strictness};
pub use minutes::Minutes;
pub use money::{Currency, Money, Percent};
pub use pass::{Rule, Trial, Why};
pub use payg::NotSold;
pub use refusal::{NearMiss, Refusal};
pub use remark::Remark;
pub use session::session_end;
pub use signal::{Contradiction, Meaning, Told, Untimely, Windows, meaning};
pub use source::Source;
pub use tap::{Before, Gesture, Step, Tap, tap};
pub use tile::{Desk, KeptFor, TileRefusal};
pub use time::{
    BusinessDay, CutOff, Date, Instant, Slot, Span, TimeOfDay, Weekday, Zone, business_day, day_bounds,
};
pub use world::{
    Amount, Attempt, Audience, Changes, CustomerPass, Entry, Holder, Offer, Origin, PassRef, PassTerms,
    Right, Settled, Visit, VisitRef, World,
};
