//! The person an attempt is about, with their contracts, bookings and what counted so far.

use crate::cycle::Every;
use crate::ids::{BookingId, ContractId, CustomerId, LocationId, PlanId, VisitId};
use crate::money::Percent;
use crate::time::Instant;

/// The person an attempt is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Their id.
    pub id: CustomerId,
    /// Their name, for the sentence of a refusal.
    pub name: String,
    /// False when suspended.
    pub active: bool,
    /// Archived customers are suspended for good.
    pub archived: bool,
    /// Plans of their active, unpaused contracts at the time of the attempt. At least one: a member; none: a contact.
    pub plans: Vec<PlanId>,
    /// The same contracts with what they limit, oldest first.
    pub contracts: Vec<Contract>,
    /// The best discount on passes that their plans and teams give.
    pub discount: Percent,
    /// Whether the Wi-Fi may check them in (`domain.md` 6.4).
    pub network_check_in: bool,
}

/// A contract in force at the time of the attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// Its id.
    pub id: ContractId,
    /// The plan subscribed to.
    pub plan: PlanId,
    /// Its name, for the sentence of a refusal.
    pub plan_name: String,
    /// When it started, if that is known.
    pub starts: Option<Instant>,
    /// When its next cycle begins, as far as somebody has kept that up.
    pub renews: Option<Instant>,
    /// How long its cycles are.
    pub every: Every,
    /// What the plan limits.
    pub limits: Limits,
}

/// How much of a location a plan gives (`domain.md` 2.9, 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Business days with a visit that counts.
    pub days: PerPeriod,
    /// Hours inside on visits that count.
    pub hours: PerPeriod,
}

/// The most in each kind of period; `None`: no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PerPeriod {
    /// In a week.
    pub week: Option<i64>,
    /// In a calendar month.
    pub month: Option<i64>,
    /// In a billing cycle of the contract.
    pub cycle: Option<i64>,
}

/// A stay that counts towards the limits of a plan, at any location of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The visit.
    pub visit: VisitId,
    /// Where.
    pub location: LocationId,
    /// Arrival.
    pub from: Instant,
    /// Departure, once there is one.
    pub to: Option<Instant>,
}

/// A time for which a room or another resource is kept for the customer (`domain.md` 6.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// Where, as far as that is known.
    pub location: Option<LocationId>,
    /// It begins.
    pub from: Instant,
    /// It ends.
    pub to: Instant,
}
