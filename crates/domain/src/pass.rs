//! Whether a pass lets its holder in (`domain.md` 3.3 and 7).

use std::iter;

use crate::arrival::Arrival;
use crate::ids::{CustomerId, LocationId};
use crate::limits::{Allowance, Reached};
use crate::location::Location;
use crate::minutes::Minutes;
use crate::source::Source;
use crate::time::{BusinessDay, Instant, Slot};
use crate::world::{Audience, CustomerPass, Holder, Origin, PassTerms, Right};

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
    /// It is a day pass, used today by somebody else who may.
    SpentByAnother,
    /// It is somebody else's, and not or no longer shared with the customer.
    NotShared,
    /// A limit of the customer's plan is reached, and visits on this pass count towards it.
    Limit(Reached),
}

impl CustomerPass {
    /// When it was first used, as a day pass or a pay-as-you-go pass, or used up, as a time pass.
    pub const fn used(&self) -> Option<Instant> {
        match self.right {
            Right::Day { used } | Right::Time { used, .. } => used,
        }
    }

    /// Whether it is a day pass that this business day was already spent on, by whomever.
    pub fn spent_on(&self, day: BusinessDay, location: &Location) -> bool {
        matches!(self.right, Right::Day { used: Some(used) } if location.business_day(used) == day)
    }

    /// Whether it is a day pass that whoever arrives has spent on this day already, so that using it again takes nothing.
    pub fn spent_by(&self, arrival: &Arrival<'_>) -> bool {
        self.spent_on(arrival.day, arrival.location) && self.spender(arrival) == arrival.customer.id
    }

    /// Who used it, once it is used: its holder, unless another is noted.
    fn spender(&self, arrival: &Arrival<'_>) -> CustomerId {
        self.used_by.unwrap_or(match self.holder {
            Holder::Own => arrival.customer.id,
            Holder::Payer { customer, .. } | Holder::Other(customer) => customer,
        })
    }

    /// What is left of a time pass that was not sold for one session.
    pub(crate) fn minutes_left(&self) -> Option<Minutes> {
        match self.right {
            Right::Time { left, .. } if !self.pay_as_you_go() => Some(left),
            Right::Time { .. } | Right::Day { .. } => None,
        }
    }

    /// Whether the system sold it at check-in.
    pub fn pay_as_you_go(&self) -> bool {
        self.origin == Origin::PayAsYouGo
    }
}

/// A question that is put to a pass (`domain.md` 3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// It is their own, or shared with them.
    Holder,
    /// Something is left of it.
    Left,
    /// It has not expired.
    Unexpired,
    /// It is valid at the location.
    Place,
    /// It suits the customer and their plans.
    Audience,
    /// It may be used the way the signal came.
    Network,
    /// It may be used at this hour.
    Hours,
    /// Visits on it do not count towards a limit of their plan that is reached.
    Limits,
}

/// A rule that was put to a pass, and what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The rule.
    pub rule: Rule,
    /// Held, or why not.
    pub outcome: Result<(), Why>,
}

type OfPass = fn(&CustomerPass, &Arrival<'_>) -> Result<(), Why>;
type OfTerms = fn(&PassTerms, &Arrival<'_>) -> Result<(), Why>;

/// What is asked of one issued pass. What is hardest to cure comes first: a pass that is used up says so even when it
/// is also outside its hours.
const OF_PASS: [(Rule, OfPass); 3] =
    [(Rule::Holder, theirs), (Rule::Left, left), (Rule::Unexpired, unexpired)];

/// What is asked of its terms, and of those of a pass that might be sold.
const OF_TERMS: [(Rule, OfTerms); 4] = [
    (Rule::Place, valid_here),
    (Rule::Audience, suits),
    (Rule::Network, serves_the_source),
    (Rule::Hours, within_hours),
];

/// Puts every rule to a pass, in their order, as far as the caller cares to go.
pub fn trials<'a>(pass: &'a CustomerPass, arrival: &'a Arrival<'_>) -> impl Iterator<Item = Trial> + 'a {
    let own = OF_PASS.iter().map(move |(rule, asks)| Trial { rule: *rule, outcome: asks(pass, arrival) });
    let limits = iter::once_with(move || within_limits(&pass.terms, arrival, || pass.spent_by(arrival)));
    own.chain(of_terms(&pass.terms, arrival)).chain(limits)
}

/// Puts the rules that concern its terms to a pass that might be sold.
pub fn trials_of_terms<'a>(
    terms: &'a PassTerms,
    arrival: &'a Arrival<'_>,
) -> impl Iterator<Item = Trial> + 'a {
    of_terms(terms, arrival).chain(iter::once_with(move || within_limits(terms, arrival, || false)))
}

fn of_terms<'a>(terms: &'a PassTerms, arrival: &'a Arrival<'_>) -> impl Iterator<Item = Trial> + 'a {
    OF_TERMS.iter().map(move |(rule, asks)| Trial { rule: *rule, outcome: asks(terms, arrival) })
}

/// Whether this pass lets its holder in: all rules hold.
///
/// # Errors
/// What the first rule that does not hold says.
pub fn usable(pass: &CustomerPass, arrival: &Arrival<'_>) -> Result<(), Why> {
    trials(pass, arrival).try_for_each(|trial| trial.outcome)
}

/// Whether a pass on these terms suits this arrival, whatever is left of it.
///
/// # Errors
/// What the first rule that does not hold says.
pub fn fits(terms: &PassTerms, arrival: &Arrival<'_>) -> Result<(), Why> {
    trials_of_terms(terms, arrival).try_for_each(|trial| trial.outcome)
}

fn theirs(pass: &CustomerPass, _: &Arrival<'_>) -> Result<(), Why> {
    match pass.holder {
        Holder::Own | Holder::Payer { .. } => Ok(()),
        Holder::Other(_) => Err(Why::NotShared),
    }
}

fn left(pass: &CustomerPass, arrival: &Arrival<'_>) -> Result<(), Why> {
    match pass.right {
        Right::Day { used: Some(used) } => match arrival.location.business_day(used) {
            day if day != arrival.day => Err(Why::AnotherDay(day)),
            _ if pass.spender(arrival) != arrival.customer.id => Err(Why::SpentByAnother),
            _ => Ok(()),
        },
        Right::Day { used: None } => Ok(()),
        // Sold for one session, and used from its sale on.
        Right::Time { used: Some(_), .. } if pass.pay_as_you_go() => Err(Why::UsedUp),
        Right::Time { left, .. } if left == Minutes::ZERO => Err(Why::UsedUp),
        Right::Time { .. } => Ok(()),
    }
}

fn unexpired(pass: &CustomerPass, arrival: &Arrival<'_>) -> Result<(), Why> {
    match pass.expires {
        Some(end) if end <= arrival.at => Err(Why::Expired(end)),
        _ => Ok(()),
    }
}

/// An empty list means the owner and everything below it; otherwise exactly those listed (`domain.md` 7).
fn valid_here(terms: &PassTerms, arrival: &Arrival<'_>) -> Result<(), Why> {
    let valid = if terms.locations.is_empty() {
        is_or_is_above(terms.owner, arrival.location)
    } else {
        terms.locations.contains(&arrival.location.id)
    };
    valid.then_some(()).ok_or(Why::OtherLocation)
}

fn is_or_is_above(owner: LocationId, location: &Location) -> bool {
    owner == location.id || location.ancestors.contains(&owner)
}

fn suits(terms: &PassTerms, arrival: &Arrival<'_>) -> Result<(), Why> {
    let plans = &arrival.customer.plans;
    match &terms.audience {
        Audience::Members(_) if plans.is_empty() => Err(Why::MembersOnly),
        Audience::Members(of) if !of.is_empty() => {
            plans.iter().any(|plan| of.contains(plan)).then_some(()).ok_or(Why::NotForPlan)
        }
        Audience::Contacts if !plans.is_empty() => Err(Why::ContactsOnly),
        Audience::Anyone | Audience::Members(_) | Audience::Contacts => Ok(()),
    }
}

fn serves_the_source(terms: &PassTerms, arrival: &Arrival<'_>) -> Result<(), Why> {
    if arrival.source == Source::NetworkActivity && !terms.network_check_in {
        return Err(Why::NotForNetwork);
    }
    Ok(())
}

fn within_hours(terms: &PassTerms, arrival: &Arrival<'_>) -> Result<(), Why> {
    if arrival.is_within(&terms.hours) { Ok(()) } else { Err(Why::OutsideHours(terms.hours.clone())) }
}

/// Asked last: whoever is told of a limit has a pass that would have served. Neither another pass nor money helps, but
/// for a pass that does not count (`domain.md` 3.1, 5 and appendix A, 11).
fn within_limits(terms: &PassTerms, arrival: &Arrival<'_>, spent_today: impl FnOnce() -> bool) -> Trial {
    let concerned = terms.counts_towards_plan_limits && arrival.allowance != Allowance::default();
    let reached = if concerned { arrival.allowance.forbids(spent_today()) } else { None };
    Trial { rule: Rule::Limits, outcome: reached.map_or(Ok(()), |reached| Err(Why::Limit(reached))) }
}
