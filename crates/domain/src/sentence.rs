//! The one place where what was found out becomes words for people.

mod tile;

use crate::admission::Verdict;
use crate::cure::Cure;
use crate::device::Device;
use crate::examine::{Declined, Examination};
use crate::hours;
use crate::limits::{Measure, Period, Reached};
use crate::pass::{Rule, Why};
use crate::payg::NotSold;
use crate::refusal::{NearMiss, Refusal};
use crate::time::{Instant, Span, TimeOfDay};
use crate::world::{Holder, World};

impl Examination {
    /// The verdict as a sentence. A refusal ends with what the customer can do about it, if there is something:
    /// `...; buy Day Pass for 20.00 GBP`. `world` is the one that was decided on.
    pub fn sentence(&self, world: &World) -> String {
        let who = world.customer.as_ref().map_or("Somebody", |customer| customer.name.as_str());
        let place = &world.location.name;
        match &self.verdict {
            Verdict::Admitted { .. } => format!("{who} may come in at {place}"),
            Verdict::AlreadyInside { .. } => format!("{who} is inside at {place} already"),
            Verdict::Refused(refusal) => {
                let sentence = refusal.sentence(world);
                let cure = self.cures.iter().find(|cure| cure.is_theirs());
                match cure.filter(|cure| is_news(cure, refusal)) {
                    Some(cure) => format!("{sentence}; {}", cure.words(world)),
                    None => sentence,
                }
            }
        }
    }
}

/// Whether the sentence of a refusal names the instant itself.
fn says_when(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::TokenNotYet(_) | Refusal::VisitorNotToday(_) => true,
        Refusal::NoPass { pay_as_you_go: NotSold::Limit(reached), .. } => reached.again().is_some(),
        other => other.nearest().is_some_and(|miss| match miss.why {
            Why::Limit(reached) => reached.again().is_some(),
            _ => false,
        }),
    }
}

/// Whether a cure says what the refusal has not said already.
fn is_news(cure: &Cure, refusal: &Refusal) -> bool {
    match cure {
        Cure::Wait(_) => !says_when(refusal),
        Cure::AnyPass | Cure::NewPasses { .. } | Cure::Buy { .. } => true,
        _ => false,
    }
}

impl Refusal {
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
            Self::Tile(refusal) => refusal.sentence(),
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
    let shared = world.pass(miss.pass).map(|pass| pass.holder);
    let whose = if matches!(shared, Some(Holder::Payer { .. })) { " of the team" } else { "" };
    match &miss.why {
        Why::NotFound => "the pass asked for is not theirs to use".to_owned(),
        Why::Limit(reached) => limit(reached, world),
        other => format!("\"{}\"{whose} {}", miss.name, why(other, world)),
    }
}

/// Why a pass does not serve, after its name.
fn why(why: &Why, world: &World) -> String {
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
fn moment(at: Instant, world: &World) -> String {
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

impl Cure {
    /// What to do, times in the location's zone: `buy Day Pass for 20.00 GBP`.
    pub fn words(&self, world: &World) -> String {
        match self {
            Self::AnyPass => "another pass serves: leave out which one to use".to_owned(),
            Self::NotOverNetwork => "check in otherwise than over the Wi-Fi".to_owned(),
            Self::Leave(location) => {
                let place = world.place(*location).map_or("the other location", |place| place.name.as_str());
                format!("leave {place} first")
            }
            Self::AllowNetwork => "let the Wi-Fi check them in".to_owned(),
            Self::Activate => "activate the account".to_owned(),
            Self::Restore => "take the account out of the archive and activate it".to_owned(),
            Self::Wait(until) => format!("again from {}", moment(*until, world)),
            Self::NewPasses { plan, at, .. } => {
                format!("new passes of the plan \"{plan}\" on {}", day_and_time(*at, world))
            }
            Self::Buy { name, price, .. } => format!("buy {name} for {price}"),
        }
    }
}

impl Why {
    /// Why a pass does not serve, after its name: `is used up`.
    pub fn words(&self, world: &World) -> String {
        why(self, world)
    }
}

impl Rule {
    /// What it asks of a pass, in a few words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Holder => "it is theirs, or shared with them",
            Self::Left => "something is left of it",
            Self::Unexpired => "it has not expired",
            Self::Place => "it is valid at the location",
            Self::Audience => "it suits the customer's plans",
            Self::Network => "it may be used this way",
            Self::Hours => "it may be used at this hour",
            Self::Limits => "the limits of their plan leave room",
        }
    }
}

impl Declined {
    /// Why it is not sold to them, after its name.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotToMembers => "is not sold at the door to members",
            Self::NotToContacts => "is sold at the door to members only",
            Self::NotSellable => "has no price in the currency of the location, or holds no minutes",
        }
    }
}
