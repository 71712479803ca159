//! Why somebody was not let in: data first, and the one place where it becomes a sentence.

use crate::device::Device;
use crate::hours;
use crate::ids::{CustomerPassId, LocationId, VisitId};
use crate::limits::{Measure, Period, Reached};
use crate::pass::Why;
use crate::payg::NotSold;
use crate::time::{BusinessDay, Instant, Slot, Span, TimeOfDay};
use crate::world::{CustomerPass, Holder, PassRef, World};

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
}

/// A pass that nearly served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// Which one.
    pub pass: CustomerPassId,
    /// Its name; empty when the customer has no such pass.
    pub name: String,
    /// Why it does not serve.
    pub why: Why,
}

impl NearMiss {
    pub(crate) fn of(pass: &CustomerPass, why: Why) -> Option<Self> {
        match pass.id {
            PassRef::Existing(id) => Some(Self { pass: id, name: pass.terms.name.clone(), why }),
            PassRef::Sold => None,
        }
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
    /// The pass that came nearest to serving, if a pass is what was missing; the first of equals.
    pub fn nearest(&self) -> Option<&NearMiss> {
        match self {
            Self::NoPass { considered, .. } => considered.iter().rev().max_by_key(|miss| miss.why.nearness()),
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
        }
    }

    /// The reason as a sentence for people, times in the location's zone. `world` is the one that was decided on.
    pub fn sentence(&self, world: &World) -> String {
        let who = world.customer.as_ref().map_or("This customer", |customer| customer.name.as_str());
        match self {
            Self::CustomerInactive => format!("{who} is not active"),
            Self::CustomerArchived => format!("{who} is not active: the account is archived"),
            Self::NetworkNotAllowed => format!("{who} may not check in over the Wi-Fi"),
            Self::DevicesNotAlone => {
                format!("{} lets no device in by itself: sign in on it", world.location.name)
            }
            Self::DeviceLimit { limit, last } => device_limit(who, world, *limit, last),
            Self::TooFarAhead { ahead } => {
                format!("The arrival is {} ahead of now", length(*ahead))
            }
            Self::DepartureNotAfterArrival => "The departure must be later than the arrival".to_owned(),
            Self::DepartureInFuture { ahead } => {
                format!("The departure is {} ahead of now", length(*ahead))
            }
            Self::NoPass { pay_as_you_go, .. } => {
                // Had a used-up pass not been used up, it would have met the limit too.
                let near = self.nearest().filter(|_| !matches!(pay_as_you_go, NotSold::Limit(_)));
                let near = near.map(|miss| near_miss(miss, world));
                no_pass(who, world, &near.unwrap_or_else(|| nothing(pay_as_you_go, world)))
            }
            Self::AskedPassUnusable(miss) => no_pass(who, world, &near_miss(miss, world)),
            Self::AnotherVisitOpen { .. } => format!("{who} is inside on another visit"),
            Self::NotInside => "The visit is closed already".to_owned(),
            Self::NotHere => format!("{who} is not inside at {}", world.location.name),
            Self::Full { inside, most } => {
                format!("{} is full ({inside} of {most})", world.location.name)
            }
            Self::Closed { hours } => {
                format!("{} is closed now: it is open on {}", world.location.name, hours::in_words(hours))
            }
            Self::Passback { since } => {
                let here = &world.location.name;
                format!("{who} is inside at {here} already, since {}: leave first", moment(*since, world))
            }
            Self::TwoPlaces { location, since } => {
                let there = world.name_of(*location);
                format!("{who} is inside at {there}, since {}: leave there first", moment(*since, world))
            }
            Self::AlreadyBilled => "The visit is on an invoice already".to_owned(),
            Self::TokenNotYet(from) => format!("This code can be used from {} on", moment(*from, world)),
            Self::TokenExpired(until) => format!("This code could be used until {}", moment(*until, world)),
            Self::TokenUsedUp => "No minutes are left on this code".to_owned(),
            Self::TokenFull { most: 1 } => "Another device uses this code".to_owned(),
            Self::TokenFull { most } => format!("{most} other devices use this code, which is the most"),
            Self::VisitorNotApproved => "The host has not agreed to this visit yet".to_owned(),
            Self::VisitorNotToday(day) => format!("This visitor is expected on {day}"),
        }
    }
}

/// Clients look for `does not have a valid time pass`, so these words stay.
fn no_pass(who: &str, world: &World, reason: &str) -> String {
    let place = &world.location.name;
    format!("{who} does not have a valid time pass for {place}: {reason}")
}

fn device_limit(who: &str, world: &World, limit: usize, last: &Device) -> String {
    let devices = if limit == 1 { "device" } else { "devices" };
    format!(
        "{who} has {limit} {devices} already, which is the most; the last one used is {}, on {}",
        last.mac,
        moment(last.seen, world)
    )
}

fn nothing(pay_as_you_go: &NotSold, world: &World) -> String {
    let at_the_door = match pay_as_you_go {
        NotSold::SwitchedOff => "none is sold at the door",
        NotSold::NothingOffered => "none is on offer at the door",
        NotSold::NoneSuits => "none on offer at the door suits",
        NotSold::Limit(reached) => return limit(reached, world),
    };
    format!("no pass is left, and {at_the_door}")
}

fn near_miss(miss: &NearMiss, world: &World) -> String {
    let shared = world.pass(PassRef::Existing(miss.pass)).map(|pass| pass.holder);
    let whose = if matches!(shared, Some(Holder::Payer { .. })) { " of the team" } else { "" };
    match &miss.why {
        Why::NotFound => "the pass asked for is not theirs to use".to_owned(),
        Why::Limit(reached) => limit(reached, world),
        other => format!("\"{}\"{whose} {}", miss.name, why(other, world)),
    }
}

/// Why a pass does not serve, after its name.
pub(crate) fn why(why: &Why, world: &World) -> String {
    match why {
        Why::NotFound => "is not theirs to use".to_owned(),
        Why::Expired(end) => {
            format!("expired on {}", moment(*end, world))
        }
        Why::OtherLocation => format!("is not valid at {}", world.location.name),
        Why::OutsideHours(slots) => {
            format!("may only be used on {}", hours::in_words(slots))
        }
        Why::NotForPlan => "is for members of another plan".to_owned(),
        Why::MembersOnly => "is for members only".to_owned(),
        Why::ContactsOnly => "is only for people without a plan".to_owned(),
        Why::UsedUp => "is used up".to_owned(),
        Why::NotForNetwork => "may not be used by a Wi-Fi check-in".to_owned(),
        Why::AnotherDay(day) => format!("was used on {day}"),
        Why::SpentByAnother => "was used by somebody else today".to_owned(),
        Why::NotShared => "is not shared with them".to_owned(),
        Why::Limit(reached) => limit(reached, world),
    }
}

fn limit(reached: &Reached, world: &World) -> String {
    let Reached { measure, period, limit, used, .. } = *reached;
    let contracts = world.customer.iter().flat_map(|customer| &customer.contracts);
    let plan = contracts.into_iter().find(|contract| contract.id == reached.contract);
    let plan = plan.map_or("", |contract| contract.plan_name.as_str());
    let (unit, used) = match (measure, used % 60) {
        (Measure::Days, _) => ("day", used.to_string()),
        (Measure::Hours, 0) => ("hour", (used / 60).to_string()),
        (Measure::Hours, minutes) => ("hour", format!("{} h {minutes} min", used / 60)),
    };
    let (plural, were) = (if limit == 1 { "" } else { "s" }, if used == "1" { "was" } else { "were" });
    let period = match period {
        Period::Week => "week",
        Period::Month => "month",
        Period::Cycle => "billing cycle",
    };
    let again = reached.again().map(|at| format!("; again from {}", day_and_time(at, world)));
    let again = again.unwrap_or_default();
    format!("the plan \"{plan}\" gives {limit} {unit}{plural} a {period}, and {used} {were} used{again}")
}

/// The day in full; the time only where the business day does not begin at midnight.
fn day_and_time(at: Instant, world: &World) -> String {
    let (date, time) = world.location.zone.local(at);
    let weekday = date.weekday().name();
    if time == TimeOfDay::MIDNIGHT {
        format!("{weekday} {date}")
    } else {
        format!("{weekday} {date} at {time}")
    }
}

/// An instant on the wall clock of the location.
pub(crate) fn moment(at: Instant, world: &World) -> String {
    let (date, time) = world.location.zone.local(at);
    format!("{date} at {time}")
}

fn length(span: Span) -> String {
    match span.in_seconds() {
        seconds if seconds < 120 => format!("{seconds} seconds"),
        seconds if seconds < 7_200 => format!("{} minutes", seconds / 60),
        seconds => format!("{} hours", seconds / 3_600),
    }
}
