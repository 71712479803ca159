//! Whether a pass lets its holder in (`domain.md` 3.3 and 7).

use crate::arrival::Arrival;
use crate::ids::LocationId;
use crate::minutes::Minutes;
use crate::source::Source;
use crate::time::{BusinessDay, Instant, Slot};
use crate::world::{Audience, Customer, CustomerPass, Location, Origin, PassTerms, Right};

/// Why a pass does not serve, with the datum that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The customer has no such pass, or it is not loaded since nothing is left of it.
    NotFound,
    /// It expired at this instant.
    Expired(Instant),
    /// It is not valid at this location.
    OtherLocation,
    /// It may be used only then, wall clock of the location visited.
    OutsideHours(Vec<Slot>),
    /// It is for members of other plans.
    NotForPlan,
    /// It is for members, and the customer is a contact.
    MembersOnly,
    /// It is for contacts, and the customer is a member.
    ContactsOnly,
    /// Nothing is left of it.
    UsedUp,
    /// It does not serve a Wi-Fi check-in.
    NotForNetwork,
    /// It is a day pass, used on this business day.
    AnotherDay(BusinessDay),
}

impl CustomerPass {
    /// When it was first used, as a day pass or a pay-as-you-go pass, or used up, as a time pass.
    pub const fn used(&self) -> Option<Instant> {
        match self.right {
            Right::Day { used } | Right::Time { used, .. } => used,
        }
    }

    /// Whether it is a day pass that this business day was already spent on, so that using it again takes nothing.
    pub fn spent_on(&self, day: BusinessDay, location: &Location) -> bool {
        matches!(self.right, Right::Day { used: Some(used) } if location.business_day(used) == day)
    }

    /// Whether the system sold it at check-in.
    pub(crate) fn pay_as_you_go(&self) -> bool {
        self.origin == Origin::PayAsYouGo
    }
}

/// Whether this pass lets its holder in (`domain.md` 3.3).
///
/// # Errors
/// The reason that is hardest to cure: a pass that is used up says so even when it is also outside its hours.
pub fn usable(pass: &CustomerPass, arrival: &Arrival<'_>) -> Result<(), Why> {
    left(pass, arrival)?;
    match pass.expires {
        Some(end) if end <= arrival.at => Err(Why::Expired(end)),
        _ => fits(&pass.terms, arrival),
    }
}

/// Whether a pass on these terms suits this arrival, whatever is left of it.
///
/// # Errors
/// The first of location, audience, Wi-Fi and hours that does not suit.
pub fn fits(terms: &PassTerms, arrival: &Arrival<'_>) -> Result<(), Why> {
    if !valid_at(terms, arrival.location) {
        return Err(Why::OtherLocation);
    }
    suits(&terms.audience, arrival.customer)?;
    if arrival.source == Source::NetworkActivity && !terms.network_check_in {
        return Err(Why::NotForNetwork);
    }
    if !open(&terms.hours, arrival) {
        return Err(Why::OutsideHours(terms.hours.clone()));
    }
    Ok(())
}

fn left(pass: &CustomerPass, arrival: &Arrival<'_>) -> Result<(), Why> {
    match pass.right {
        Right::Day { used: Some(used) } if !pass.spent_on(arrival.day, arrival.location) => {
            Err(Why::AnotherDay(arrival.location.business_day(used)))
        }
        Right::Day { .. } => Ok(()),
        // Sold for one session, and used from its sale on.
        Right::Time { used: Some(_), .. } if pass.pay_as_you_go() => Err(Why::UsedUp),
        Right::Time { left, .. } if left == Minutes::ZERO => Err(Why::UsedUp),
        Right::Time { .. } => Ok(()),
    }
}

/// An empty list means the owner and everything below it; otherwise exactly those listed (`domain.md` 7).
fn valid_at(terms: &PassTerms, location: &Location) -> bool {
    if terms.locations.is_empty() {
        is_or_is_above(terms.owner, location)
    } else {
        terms.locations.contains(&location.id)
    }
}

fn is_or_is_above(owner: LocationId, location: &Location) -> bool {
    owner == location.id || location.ancestors.contains(&owner)
}

fn suits(audience: &Audience, customer: &Customer) -> Result<(), Why> {
    let member = !customer.plans.is_empty();
    match audience {
        Audience::Members(_) if !member => Err(Why::MembersOnly),
        Audience::Members(plans) if !plans.is_empty() => {
            customer.plans.iter().any(|plan| plans.contains(plan)).then_some(()).ok_or(Why::NotForPlan)
        }
        Audience::Contacts if member => Err(Why::ContactsOnly),
        Audience::Anyone | Audience::Members(_) | Audience::Contacts => Ok(()),
    }
}

fn open(hours: &[Slot], arrival: &Arrival<'_>) -> bool {
    let now = |slot: &Slot| slot.contains(arrival.weekday, arrival.time);
    hours.is_empty() || hours.iter().any(now)
}
