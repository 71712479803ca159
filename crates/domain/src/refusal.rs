//! Why somebody was not let in, as data; it becomes words in `sentence.rs`.

use crate::device::Device;
use crate::ids::{LocationId, VisitId};
use crate::pass::Why;
use crate::payg::NotSold;
use crate::tile::TileRefusal;
use crate::time::{BusinessDay, Instant, Slot, Span};
use crate::world::{CustomerPass, PassRef};

/// Why an attempt, a departure or a correction is refused (`domain.md` 5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The customer is suspended.
    CustomerInactive,
    /// The customer is archived.
    CustomerArchived,
    /// The Wi-Fi may not check this customer in.
    NetworkNotAllowed,
    /// The location does not let a device in without a word from its owner.
    DevicesNotAlone,
    /// The customer has as many devices as the location allows.
    DeviceLimit {
        /// How many that is.
        limit: usize,
        /// The one that was used last.
        last: Device,
    },
    /// The arrival lies too far in the future.
    TooFarAhead {
        /// How far ahead of now.
        ahead: Span,
    },
    /// The departure is not later than the arrival.
    DepartureNotAfterArrival,
    /// The departure lies too far in the future.
    DepartureInFuture {
        /// How far ahead of now.
        ahead: Span,
    },
    /// No pass serves, and none could be sold.
    NoPass {
        /// Every pass that was considered, and why it does not serve.
        considered: Vec<NearMiss>,
        /// Why none was sold.
        pay_as_you_go: NotSold,
    },
    /// The pass that was asked for does not serve.
    AskedPassUnusable(NearMiss),
    /// The visit can not be reopened while the customer is inside on another.
    AnotherVisitOpen {
        /// The visit that is open.
        visit: VisitId,
    },
    /// The visit to be closed is closed already; changing it is a correction.
    NotInside,
    /// Somebody who is not inside here wants to leave.
    NotHere,
    /// As many people are inside as the location holds.
    Full {
        /// How many are.
        inside: u32,
        /// How many it holds.
        most: u32,
    },
    /// The location is closed at this hour.
    Closed {
        /// When it is open, its own wall clock.
        hours: Vec<Slot>,
    },
    /// They are inside here already, and the location lets nobody in twice.
    Passback {
        /// When they came.
        since: Instant,
    },
    /// They are inside at another location.
    TwoPlaces {
        /// Which one.
        location: LocationId,
        /// When they came there.
        since: Instant,
    },
    /// Its charge is on an invoice (`domain.md` 4.6).
    AlreadyBilled,
    /// The access token can be used from this instant on.
    TokenNotYet(Instant),
    /// The access token could be used until this instant.
    TokenExpired(Instant),
    /// No minutes are left on the access token.
    TokenUsedUp,
    /// As many devices use the access token as may.
    TokenFull {
        /// How many that is.
        most: usize,
    },
    /// The host has not agreed to the visit.
    VisitorNotApproved,
    /// The visitor is expected on this day.
    VisitorNotToday(BusinessDay),
    /// The tile does not work for them, or not from where they are.
    Tile(TileRefusal),
}

/// A pass that nearly served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// Which one.
    pub pass: PassRef,
    /// Its name; empty when the customer has no such pass.
    pub name: String,
    /// Why it does not serve.
    pub why: Why,
}

impl NearMiss {
    pub(crate) fn of(pass: &CustomerPass, why: Why) -> Option<Self> {
        let known = pass.id != PassRef::Sold;
        known.then(|| Self { pass: pass.id, name: pass.terms.name.clone(), why })
    }

    /// The one that came nearest to serving; the first of equals.
    pub(crate) fn nearest(considered: Vec<Self>) -> Option<Self> {
        considered.into_iter().rev().max_by_key(|miss| miss.why.nearness())
    }
}

impl Why {
    /// How near the miss was: larger is nearer, and tells an administrator more.
    const fn nearness(&self) -> u8 {
        match self {
            Self::Limit(_) => 10,
            Self::OutsideHours(_) => 9,
            Self::NotForNetwork => 8,
            Self::OtherLocation => 7,
            Self::NotForPlan => 6,
            Self::MembersOnly => 5,
            Self::ContactsOnly => 4,
            Self::Expired(_) => 3,
            Self::AnotherDay(_) | Self::SpentByAnother => 2,
            Self::UsedUp => 1,
            Self::NotFound | Self::NotShared => 0,
        }
    }

    const fn lapsed(&self) -> Option<Instant> {
        match self {
            Self::Expired(end) => Some(*end),
            _ => None,
        }
    }

    /// Why in one word for machines (`domain.md` 5.4).
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OutsideHours(_) => "pass_outside_hours",
            Self::NotForNetwork => "network_not_allowed",
            Self::OtherLocation => "pass_other_location",
            Self::NotForPlan | Self::MembersOnly | Self::ContactsOnly => "pass_not_for_plan",
            Self::Expired(_) => "pass_expired",
            Self::AnotherDay(_) | Self::SpentByAnother | Self::UsedUp => "pass_used_up",
            Self::NotFound | Self::NotShared => "no_pass",
            Self::Limit(reached) => reached.code(),
        }
    }
}

impl Refusal {
    /// The pass that came nearest to serving, if a pass is what was missing: of those that lapsed the one that did so
    /// last, else the first of equals.
    pub fn nearest(&self) -> Option<&NearMiss> {
        match self {
            Self::NoPass { considered, .. } => {
                considered.iter().rev().max_by_key(|miss| (miss.why.nearness(), miss.why.lapsed()))
            }
            Self::AskedPassUnusable(miss) => Some(miss),
            _ => None,
        }
    }

    /// The reason in one word for machines, that of the nearest miss where there is one (`domain.md` 5.4).
    pub fn code(&self) -> &'static str {
        match self {
            Self::CustomerInactive => "customer_inactive",
            Self::CustomerArchived => "customer_archived",
            Self::NetworkNotAllowed | Self::DevicesNotAlone => "network_not_allowed",
            Self::DeviceLimit { .. } => "device_limit",
            Self::TooFarAhead { .. } => "too_far_ahead",
            Self::DepartureNotAfterArrival => "departure_not_after_arrival",
            Self::DepartureInFuture { .. } => "departure_in_future",
            Self::NoPass { pay_as_you_go: NotSold::Limit(reached), .. } => reached.code(),
            Self::NoPass { .. } | Self::AskedPassUnusable(_) => {
                self.nearest().map_or("no_pass", |miss| miss.why.code())
            }
            Self::AnotherVisitOpen { .. } => "another_visit_open",
            Self::NotInside | Self::NotHere => "not_inside",
            Self::Full { .. } => "capacity_full",
            Self::Closed { .. } => "outside_opening_hours",
            Self::Passback { .. } => "anti_passback",
            Self::TwoPlaces { .. } => "in_two_places",
            Self::AlreadyBilled => "already_billed",
            Self::TokenNotYet(_) | Self::TokenExpired(_) => "token_expired",
            Self::TokenUsedUp => "token_used_up",
            Self::TokenFull { .. } => "device_limit",
            Self::VisitorNotApproved => "visitor_not_approved",
            Self::VisitorNotToday(_) => "visitor_not_today",
            Self::Tile(refusal) => refusal.code(),
        }
    }
}
