//! How a visit comes to what it takes, step by step, as data: the reckoning itself, not an account of it.

mod lines;

use crate::charge::Charge;
use crate::length::Length;
use crate::minutes::Minutes;
use crate::reversal::found;
use crate::time::{BusinessDay, Instant};
use crate::world::{Amount, CustomerPass, Entry, Right, Visit, VisitRef, World};

/// The arithmetic of one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arithmetic {
    /// The visit.
    pub visit: VisitRef,
    /// Arrival.
    pub from: Instant,
    /// Departure, once there is one.
    pub to: Option<Instant>,
    /// How long it is and how much of that counts.
    pub length: Length,
    /// What it takes.
    pub takes: Takes,
}

/// What a visit takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: it stands on no pass, or on one that is gone.
    Nothing,
    /// A day of a day pass, or nothing when an earlier visit took it. Time in bookings changes nothing about that.
    Day(TakesDay),
    /// Minutes of a time pass, at departure.
    Minutes(TakesMinutes),
    /// A pay-as-you-go session.
    Session(Charge),
}

/// A visit on a day pass (`domain.md` 4.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakesDay {
    /// The business day that the pass is used on; `None` where the location is not known.
    pub day: Option<BusinessDay>,
    /// Whether this is the visit that took it.
    pub first: bool,
    /// What it is charged, when the pass was sold for it at the door.
    pub charge: Option<Charge>,
}

/// A visit on a time pass (`domain.md` 4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakesMinutes {
    /// Minutes the pass has before.
    pub before: Minutes,
    /// Minutes billed for the visit; none as long as it is open.
    pub billed: Minutes,
}

impl TakesMinutes {
    /// Minutes taken: what is billed, as far as the pass has it.
    pub fn taken(&self) -> Minutes {
        self.billed.min(self.before)
    }

    /// Minutes the pass has afterwards.
    pub const fn left(&self) -> Minutes {
        self.before.minus(self.billed)
    }

    /// Minutes stayed beyond the pass; they are not charged.
    pub const fn overtime(&self) -> Minutes {
        self.billed.minus(self.before)
    }
}

/// The arithmetic of a visit that has its place in the world, with what it has taken: how it came to that.
///
/// It goes by what was kept when the visit was settled: the time left out, the minutes there were, price, discount and
/// quarters of each session of the day. What is not kept is taken as it is now: the daily minimum and maximum, and
/// what the other sessions are charged.
pub fn arithmetic(world: &World, visit: &Visit) -> Arithmetic {
    Arithmetic::of(world, found(world, visit).as_ref(), visit)
}

impl Arithmetic {
    /// The arithmetic of a visit on a pass that it has not taken anything from yet.
    pub(crate) fn of(world: &World, pass: Option<&CustomerPass>, visit: &Visit) -> Self {
        let length = Length::of(world, visit);
        let takes = match pass {
            None => Takes::Nothing,
            Some(pass) => Takes::of(world, pass, visit, length),
        };
        Self { visit: visit.id, from: visit.from, to: visit.to, length, takes }
    }

    /// Days, minutes and minor units of money that it takes.
    fn sums(&self) -> [i64; 3] {
        match &self.takes {
            Takes::Nothing => [0; 3],
            Takes::Day(TakesDay { first, charge, .. }) => {
                [i64::from(*first), 0, charge.as_ref().map_or(0, |charge| charge.charged.minor())]
            }
            Takes::Minutes(minutes) => [0, minutes.taken().get(), 0],
            Takes::Session(charge) => [0, 0, charge.charged.minor()],
        }
    }

    /// Whether entries of the ledger, those of this visit, come to the same.
    pub fn agrees_with(&self, entries: &[Entry]) -> bool {
        let add = |sums: [i64; 3], entry: &Entry| {
            let (at, amount) = match entry.amount {
                Amount::Days(days) => (0, days),
                Amount::Minutes(minutes) => (1, minutes),
                Amount::Charge(money) => (2, money.minor()),
            };
            let mut sums = sums;
            sums[at] = sums[at].saturating_add(amount);
            sums
        };
        entries.iter().filter(|entry| entry.visit == self.visit).fold([0; 3], add) == self.sums()
    }
}

impl Takes {
    fn of(world: &World, pass: &CustomerPass, visit: &Visit, length: Length) -> Self {
        match pass.right {
            Right::Day { used } => {
                let day = world.place(visit.location);
                let day = day.map(|place| place.business_day(used.unwrap_or(visit.from)));
                let first = used.is_none();
                let charge = (first && pass.pay_as_you_go()).then(|| Charge::of(world, pass, visit));
                Self::Day(TakesDay { day, first, charge })
            }
            Right::Time { .. } if pass.pay_as_you_go() => Self::Session(Charge::of(world, pass, visit)),
            Right::Time { left, .. } => {
                let billed = visit.to.map_or(Minutes::ZERO, |_| length.billed());
                Self::Minutes(TakesMinutes { before: left, billed })
            }
        }
    }
}
