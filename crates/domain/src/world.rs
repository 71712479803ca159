//! What the rules may look at: plain data, loaded before they run.

use std::sync::Arc;

use crate::charge::Session;
use crate::coming::Coming;
use crate::customer::{Booking, Counted, Customer};
use crate::ids::{CustomerId, CustomerPassId, LocationId, PassId, PlanId, TeamId, VisitId};
use crate::location::Location;
use crate::minutes::Minutes;
use crate::money::Money;
use crate::source::Source;
use crate::time::{Instant, Slot, Span};

/// Everything one decision may depend on. A verdict depends on this, the attempt and `now`, and on nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// The location the attempt is about.
    pub location: Arc<Location>,
    /// The customer the attempt is about; `None` for presence without a person.
    pub customer: Option<Customer>,
    /// Other locations at which one of `visits` is: their clock and their daily minimum and maximum decide when
    /// that visit is closed from here.
    pub elsewhere: Vec<Arc<Location>>,
    /// The customer's passes that could matter: unused ones, those with minutes left, those used on the business
    /// day of the attempt, and for each visit below its pass and the pay-as-you-go passes used on its day. Of the
    /// unused ones that lapsed before the days of the attempt there is only the one that lapsed last.
    pub passes: Vec<CustomerPass>,
    /// Passes that may be sold to this customer at this location, at the price this customer would pay.
    pub offers: Vec<Offer>,
    /// The customer's visits that could matter: the open one, wherever it is, and those that overlap the business days
    /// of the attempt, as far as they began on them or were the last to begin before.
    pub visits: Vec<Visit>,
    /// What `visits` have taken so far, oldest first.
    pub taken: Vec<Entry>,
    /// Confirmed bookings of the customer, anywhere, that overlap the business days of the attempt or the visits.
    pub bookings: Vec<Booking>,
    /// Stays that count towards the limits of the customer's plans, since the earliest period that may matter began,
    /// those among `visits` included, in no order; empty where no plan has limits.
    pub counted: Vec<Counted>,
    /// How many people are inside at the location, this customer left out; `None` where nobody counts them.
    pub inside: Option<u32>,
    /// What the customer's plans will give, where somebody asks about later; nobody comes in on it.
    pub coming: Vec<Coming>,
}

/// The definition of a pass in the catalogue (`domain.md` 2.3).
#[derive(Debug, Clone, PartialEq)]
pub struct PassTerms {
    /// Its id.
    pub id: PassId,
    /// Its name.
    pub name: String,
    /// The location or network that owns it.
    pub owner: LocationId,
    /// Where it is valid; empty: at its owner and at everything below it.
    pub locations: Vec<LocationId>,
    /// `None`: a day pass. Otherwise the minutes of a time pass.
    pub minutes_included: Option<Minutes>,
    /// The catalogue price.
    pub price: Money,
    /// When it may be used, local wall clock of the location visited; empty: always.
    pub hours: Vec<Slot>,
    /// Whom it suits.
    pub audience: Audience,
    /// Whether visits on it count towards the limits of a plan.
    pub counts_towards_plan_limits: bool,
    /// Whether a Wi-Fi check-in may use it.
    pub network_check_in: bool,
    /// Larger is used earlier.
    pub priority: i64,
}

/// Whom a pass suits (`domain.md` 2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Anyone.
    Anyone,
    /// Members only; of these plans, or of any when empty.
    Members(Vec<PlanId>),
    /// Only people without an active plan.
    Contacts,
}

/// A pass that may be sold at the door.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What is sold.
    pub terms: Arc<PassTerms>,
    /// What this customer pays for it, plan prices considered, discount not yet.
    pub price: Money,
    /// May be sold to members.
    pub for_members: bool,
    /// May be sold to contacts.
    pub for_contacts: bool,
}

/// Names a pass in an outcome: one that exists, or the one the outcome sells, or one that a plan will give by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PassRef {
    /// A pass that is already there.
    Existing(CustomerPassId),
    /// The pass that this very outcome sells.
    Sold,
    /// A pass of `World::coming` at this place, in a world at a later instant: no store ever holds one.
    Coming(usize),
}

/// One issued pass of a customer (`domain.md` 2.8).
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerPass {
    /// Which one.
    pub id: PassRef,
    /// Its definition.
    pub terms: Arc<PassTerms>,
    /// Whose it is.
    pub holder: Holder,
    /// Who used it first, once somebody did: nobody else comes in on that day of a day pass.
    pub used_by: Option<CustomerId>,
    /// Where it was issued; a pay-as-you-go pass belongs to the day's charges of this location.
    pub issued_at: LocationId,
    /// What is left of it.
    pub right: Right,
    /// Unusable from then on.
    pub expires: Option<Instant>,
    /// What it cost; for pay-as-you-go, what is charged.
    pub price: Money,
    /// Where it came from.
    pub origin: Origin,
    /// Somebody is inside on it now.
    pub checked_in: bool,
    /// Somebody other than the customer is inside on it now.
    pub others_inside: bool,
    /// Already on an invoice: its price may not change any more.
    pub invoiced: bool,
    /// What its price was last reckoned from, for pay-as-you-go; later changes of plans and bookings do not touch it.
    pub session: Option<Session>,
}

/// Whose pass it is; own ones go before shared ones (`domain.md` 2.11, 3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holder {
    /// The customer's own.
    Own,
    /// The paying member's of a team of the customer, shared with the team; of several teams that share it, the one
    /// with the lowest number, and passes of the lowest team go first.
    Payer {
        /// The team.
        team: TeamId,
        /// Who pays for it.
        customer: CustomerId,
    },
    /// Somebody else's, not or no longer shared: it is here because a visit of the customer stands on it.
    Other(CustomerId),
}

/// What a pass still gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// One business day, from the first visit on it.
    Day {
        /// The instant of that first visit, once used.
        used: Option<Instant>,
    },
    /// Minutes, over any number of visits.
    Time {
        /// Minutes still there; never negative.
        left: Minutes,
        /// Minutes it came with.
        total: Minutes,
        /// When it was used up, once it was.
        used: Option<Instant>,
    },
}

/// Where a pass came from; plan and product passes go before sold ones (`domain.md` 3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Included in a plan.
    Plan,
    /// Part of a product.
    Product,
    /// Given or sold by hand.
    Sold,
    /// Sold by the system at check-in.
    PayAsYouGo,
}

/// Names a visit in an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VisitRef {
    /// A visit that is already there.
    Existing(VisitId),
    /// The visit that this very outcome opens.
    New,
}

impl VisitRef {
    /// Which one, of those that are already there.
    pub const fn existing(self) -> Option<VisitId> {
        match self {
            Self::Existing(id) => Some(id),
            Self::New => None,
        }
    }
}

/// A stay at a location, open while `to` is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Which one.
    pub id: VisitRef,
    /// Where.
    pub location: LocationId,
    /// Arrival.
    pub from: Instant,
    /// Departure, once there is one.
    pub to: Option<Instant>,
    /// The pass it stands on; `None` for presence without a person.
    pub pass: Option<PassRef>,
    /// Whether it counts towards the limits of a plan.
    pub counts_towards_plan_limits: bool,
    /// Closed by the system, not by a person.
    pub auto_checkout: bool,
    /// When they last came in: later than `from` once the visit of a day was entered anew.
    pub entered: Instant,
    /// The last arrival known of it: later than `from` once the visit of a day was entered anew, or whoever was inside
    /// made themselves known.
    pub seen: Instant,
    /// What it was counted with when it ended; later changes of bookings do not touch it. `None` while it is open.
    pub settled: Option<Settled>,
}

/// What a visit was counted with when it ended, as far as that cannot be seen from anything else afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settled {
    /// Time in the customer's own bookings, left out of what was counted.
    pub left_out: Span,
    /// What its time pass had before it was taken from; `None` on other passes.
    pub minutes_before: Option<Minutes>,
}

/// Somebody wants to come in, or came in and left in the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// How the signal came.
    pub source: Source,
    /// Arrival.
    pub from: Instant,
    /// Departure, for a visit recorded after the fact.
    pub to: Option<Instant>,
    /// The pass the caller asks to be used, if any.
    pub pass: Option<CustomerPassId>,
    /// The departure is presumed, since nothing was heard of them any more; nobody said so.
    pub presumed: bool,
}

/// One movement in the ledger: what a visit took from a pass or charged (positive), or gave back (negative).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The visit that took it.
    pub visit: VisitRef,
    /// The pass it was taken from, or that carries the charge.
    pub pass: PassRef,
    /// How much.
    pub amount: Amount,
}

/// What an entry counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Days of a day pass.
    Days(i64),
    /// Minutes of a time pass, billed quarters.
    Minutes(i64),
    /// Money charged at the door.
    Charge(Money),
}

/// What becomes of the world when a decision is carried out. Nothing else changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// Visits as they are afterwards: opened, refreshed, closed or corrected.
    pub visits: Vec<Visit>,
    /// Visits that are no more.
    pub forgotten: Vec<VisitId>,
    /// Passes as they are afterwards, a sold one included.
    pub passes: Vec<CustomerPass>,
    /// Pay-as-you-go passes that are no more, since their visit is gone and nothing was billed.
    pub withdrawn: Vec<CustomerPassId>,
    /// Movements to append to the ledger.
    pub entries: Vec<Entry>,
}
