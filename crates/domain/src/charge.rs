//! What a pay-as-you-go session is worth, and what it is charged among the sessions of its day (`domain.md` 8).

use crate::length::Length;
use crate::location::Location;
use crate::minutes::Minutes;
use crate::money::{Money, Percent};
use crate::time::{BusinessDay, Instant};
use crate::world::{CustomerPass, PassRef, Right, Visit, World};

/// What a pass costs a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The price of the pass: that of a plan, or of the catalogue.
    pub price: Money,
    /// The minutes that this price buys; `None`: a day.
    pub per: Option<Minutes>,
    /// Whether that is the price of a plan, not of the catalogue.
    pub of_plan: bool,
    /// What comes off.
    pub discount: Percent,
}

impl Rate {
    /// What the customer pays as things stand. Plan prices come with the offers; a pass that is not on offer any more
    /// goes by the catalogue.
    fn now(world: &World, pass: &CustomerPass) -> Self {
        let offered = world.offers.iter().find(|offer| offer.terms.id == pass.terms.id);
        let per = match pass.right {
            Right::Day { .. } => None,
            Right::Time { total, .. } => Some(total),
        };
        let price = offered.map_or(pass.terms.price, |offer| offer.price);
        Self {
            price,
            per,
            of_plan: price != pass.terms.price,
            discount: world.customer.as_ref().map_or(Percent::NONE, |customer| customer.discount),
        }
    }
}

/// One pay-as-you-go session by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// What the pass costs.
    pub rate: Rate,
    /// The minutes billed; a day is billed as one and has none.
    pub billed: Minutes,
}

impl Session {
    /// The session of a visit on a pass, at the price and the discount of this moment.
    pub(crate) fn now(world: &World, pass: &CustomerPass, visit: &Visit) -> Self {
        let rate = Rate::now(world, pass);
        let billed = rate.per.map_or(Minutes::ZERO, |_| Length::of(world, visit).billed());
        Self { rate, billed }
    }

    /// What its price was reckoned from, or would be.
    pub(crate) fn of(world: &World, pass: &CustomerPass, visit: &Visit) -> Self {
        pass.session.unwrap_or_else(|| Self::now(world, pass, visit))
    }

    /// Whether anything is billed. A session without any is charged nothing, nor does it call for the daily minimum
    /// (`domain.md` 12, row 24).
    pub fn counts(&self) -> bool {
        self.rate.per.is_none() || self.billed > Minutes::ZERO
    }

    /// Its price before the discount, rounded for the eye only. `None` when it is out of range.
    pub fn gross(&self) -> Option<Money> {
        self.share(Percent::NONE)
    }

    /// What it is worth: divided last and rounded half up once. `None` when it is out of range, or when the pass has
    /// no minutes.
    pub fn worth(&self) -> Option<Money> {
        self.share(self.rate.discount)
    }

    fn share(&self, discount: Percent) -> Option<Money> {
        let (units, per) = match self.rate.per {
            None => (1, 1),
            Some(per) => (self.billed.get(), per.get()),
        };
        let whole = per.checked_mul(Percent::NONE.remainder())?;
        self.rate.price.share(units.checked_mul(discount.remainder())?, whole)
    }
}

/// Another session of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Other {
    /// Its pass.
    pub pass: PassRef,
    /// What it is worth by itself; `None` when nothing of it is billed.
    pub worth: Option<Money>,
    /// What it is charged.
    pub charged: Money,
}

/// The sessions of a customer on one business day at one location, under that location's daily minimum and maximum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Which day.
    pub day: BusinessDay,
    /// The other sessions.
    pub others: Vec<Other>,
    /// What all are worth, this one included.
    pub sum: Money,
    /// The least the day costs once anything is billed.
    pub minimum: Option<Money>,
    /// The most it costs.
    pub maximum: Option<Money>,
    /// The sum between them; the maximum wins, since it promises that nobody pays more.
    pub due: Money,
    /// What the other sessions are charged.
    pub charged: Money,
}

impl Day {
    /// `None` when a sum is out of range.
    fn of(world: &World, pass: &CustomerPass, own: Money, location: &Location, at: Instant) -> Option<Self> {
        let day = location.business_day(at);
        let others = of_day(world, location, day)
            .filter(|other| other.id != pass.id && other.price.currency() == own.currency());
        let others: Vec<_> = others.map(|other| Other::of(world, other)).collect();
        let mut sum = own;
        let mut charged = Money::zero(own.currency());
        for other in &others {
            sum = sum.plus(other.worth.unwrap_or(Money::zero(own.currency())))?;
            charged = charged.plus(other.charged)?;
        }
        let bound = |limit: Option<Money>| limit.filter(|limit| limit.currency() == own.currency());
        let (minimum, maximum) = (bound(location.day_minimum), bound(location.day_maximum));
        let raised = minimum.map_or(sum.minor(), |minimum| sum.minor().max(minimum.minor()));
        let due = maximum.map_or(raised, |maximum| raised.min(maximum.minor()));
        let due = Money::new(due, own.currency());
        Some(Self { day, others, sum, minimum, maximum, due, charged })
    }

    /// What is still missing from what the day costs, never below zero.
    pub fn missing(&self) -> Money {
        let missing = self.due.minor().saturating_sub(self.charged.minor());
        Money::new(missing.max(0), self.due.currency())
    }
}

impl Other {
    /// By what its price was reckoned from, else by its visit, else by its price when that is all we know.
    fn of(world: &World, pass: &CustomerPass) -> Self {
        let visits = world.visits_on(pass.id);
        let session = pass.session.or_else(|| visits.first().map(|visit| Session::of(world, pass, visit)));
        let worth = match session {
            Some(session) if !session.counts() => None,
            Some(session) => Some(session.worth().unwrap_or(pass.price)),
            None => Some(pass.price).filter(|price| !price.is_zero()),
        };
        Self { pass: pass.id, worth, charged: pass.price }
    }
}

/// What a pay-as-you-go pass is charged for its session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The session by itself.
    pub session: Session,
    /// The day it shares a minimum and a maximum with; `None` where there are none, or where it has no part in them.
    pub day: Option<Day>,
    /// On an invoice already: the charge stays whatever comes out here.
    pub invoiced: bool,
    /// What it is charged, never below zero.
    pub charged: Money,
}

impl Charge {
    /// What this pass is charged for this visit, as far as it has gone. What cannot be reckoned, out of range or for
    /// want of minutes, leaves the price as it is.
    pub(crate) fn of(world: &World, pass: &CustomerPass, visit: &Visit) -> Self {
        let session = Session::of(world, pass, visit);
        let worth = session.worth();
        let location = world.place(visit.location).filter(|place| bounded(place) && session.counts());
        let day = worth.zip(location).and_then(|(own, place)| Day::of(world, pass, own, place, visit.from));
        let charged = match (worth, location, &day) {
            _ if pass.invoiced => None,
            (_, _, Some(day)) => Some(day.missing()),
            (worth, None, None) => worth,
            (_, Some(_), None) => None,
        };
        let charged = charged.unwrap_or(pass.price);
        Self { session, day, invoiced: pass.invoiced, charged }
    }
}

/// The pay-as-you-go passes whose business day at this location is `day`.
pub(crate) fn of_day<'a>(
    world: &'a World,
    location: &Location,
    day: BusinessDay,
) -> impl Iterator<Item = &'a CustomerPass> {
    let on_day = move |used: Instant| location.business_day(used) == day;
    world.passes.iter().filter(move |pass| {
        pass.pay_as_you_go() && pass.issued_at == location.id && pass.used().is_some_and(on_day)
    })
}

/// Whether the charges of a day at this location are bounded, and so depend on each other.
pub(crate) const fn bounded(location: &Location) -> bool {
    location.day_minimum.is_some() || location.day_maximum.is_some()
}
