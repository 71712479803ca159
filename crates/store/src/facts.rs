//! What the rules need to know about one customer at one moment, as both databases load it.

use std::sync::Arc;

use vestibule_domain::customer::{Booking, Contract, Counted, Customer, Limits};
use vestibule_domain::ids::{BookingId, ContractId, CustomerId, LocationId, PlanId, TeamId, VisitId};
use vestibule_domain::location::Location;
use vestibule_domain::payg::best_discount;
use vestibule_domain::time::{Instant, business_day, day_bounds};
use vestibule_domain::world::Holder;
use vestibule_records::{Decimal, Row};

use crate::catalogue::{self, Catalogue};
use crate::query::Viewer;

/// Names what an attempt or a correction is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitScope {
    /// The location it happens at.
    pub location: i64,
    /// The customer, if one is named.
    pub customer: Option<i64>,
    /// The instants whose business days matter: the arrival, the former arrival of a corrected visit, and a departure
    /// that comes with it.
    pub instants: Vec<Instant>,
    /// The visit that is corrected or deleted.
    pub visit: Option<i64>,
    /// A pass that is asked for by its guid.
    pub pass: Option<String>,
    /// A tap, of which the last refusal matters.
    pub tap: Option<String>,
}

/// The span of time in which passes and visits of a customer matter, microseconds UTC, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitWindow {
    /// The first business day begins.
    pub from: i64,
    /// The last business day has ended.
    pub to: i64,
}

impl VisitWindow {
    /// The business days of all instants of a scope. `None` when the location does not exist.
    #[must_use]
    pub fn of(scope: &VisitScope, catalogue: &Catalogue) -> Option<Self> {
        let location = catalogue.location(scope.location)?;
        let bounds = |at| {
            day_bounds(business_day(at, &location.zone, location.cut_off), &location.zone, location.cut_off)
        };
        let mut window: Option<Self> = None;
        for at in &scope.instants {
            // Days leave no gaps: what lies within the window adds none.
            if window.is_some_and(|known| (known.from..known.to).contains(&at.micros())) {
                continue;
            }
            let (from, to) = bounds(*at);
            let day = Self { from: from.micros(), to: to.micros() };
            window = Some(window.map_or(day, |known| known.with(day)));
        }
        window
    }

    fn with(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), to: self.to.max(other.to) }
    }
}

/// A customer with what their plans and teams give.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerFacts {
    /// Their id.
    pub id: i64,
    /// Their name.
    pub full_name: String,
    /// Not suspended.
    pub active: bool,
    /// Archived.
    pub archived: bool,
    /// The Wi-Fi may check them in.
    pub network: bool,
    /// Plans of the contracts that run at the moment of the attempt.
    pub plans: Vec<i64>,
    /// The same contracts.
    pub contracts: Vec<ContractFacts>,
    /// Their teams.
    pub teams: Vec<TeamFacts>,
    /// The locations they belong to.
    pub businesses: Vec<i64>,
    /// Their stays that count towards limits, if a plan of theirs has any.
    pub counted: Vec<Counted>,
    /// Their bookings that overlap the time that matters.
    pub bookings: Vec<Booking>,
    /// Passes, their own or shared with them, on which somebody else is inside.
    pub occupied: Vec<i64>,
}

/// A contract in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContractFacts {
    /// Its id.
    pub id: i64,
    /// Its plan.
    pub plan: i64,
    /// When it started.
    pub starts: Option<Instant>,
    /// When its next cycle begins.
    pub renews: Option<Instant>,
}

/// A team of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamFacts {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its discount on passes, in ten-thousandths of a percent.
    pub discount: Option<i64>,
    /// The paying member whose passes it shares, unless suspended or archived.
    pub payer: Option<i64>,
}

/// Everything about the customer of an attempt.
#[derive(Debug, Clone, Default)]
pub struct VisitFacts {
    /// The location; `None` when there is none of that id.
    pub location: Option<Arc<Location>>,
    /// The customer; `None` when none is named or there is none of that id.
    pub customer: Option<CustomerFacts>,
    /// `CoworkerTimePass` rows that could matter.
    pub passes: Vec<Row>,
    /// `Checkin` rows that could matter.
    pub visits: Vec<Row>,
    /// `LedgerEntry` rows of these visits; of each, oldest first.
    pub taken: Vec<Row>,
    /// The last `FailedCheckin` of the tap.
    pub refused: Option<Row>,
    /// How many are inside at the location, the customer left out, where somebody counts them.
    pub inside: Option<u32>,
}

impl CustomerFacts {
    /// Takes one line of the customer query: what it is (0 the person, 1 a contract, 2 a team, 3 a location, 4 a stay
    /// that counts, 5 a booking, 6 a pass on which somebody else is inside), a number, a text, and three more numbers.
    pub fn take(&mut self, line: i64, id: i64, text: Option<String>, more: [Option<i64>; 3]) {
        match line {
            0 => {
                self.id = id;
                self.full_name = text.unwrap_or_default();
                [self.active, self.archived, self.network] = more.map(|truth| truth == Some(1));
            }
            1 => {
                let [contract, starts, renews] = more;
                let (starts, renews) = (starts.map(Instant::from_micros), renews.map(Instant::from_micros));
                self.plans.push(id);
                let contract = contract.unwrap_or_default();
                self.contracts.push(ContractFacts { id: contract, plan: id, starts, renews });
            }
            2 => {
                let [discount, payer, _] = more;
                self.teams.push(TeamFacts { id, name: text.unwrap_or_default(), discount, payer });
            }
            3 => self.businesses.push(id),
            4 => self.counted.extend(counted(id, more)),
            5 => self.bookings.extend(booking(id, more)),
            _ => self.occupied.push(id),
        }
    }

    /// Whether a plan of theirs limits anything.
    #[must_use]
    pub fn is_limited(&self, catalogue: &Catalogue) -> bool {
        let limits = self.plans.iter().filter_map(|plan| catalogue.plan(*plan)).map(|plan| plan.limits);
        limits.into_iter().any(|limits| limits != Limits::default())
    }

    /// Whether a team shares the passes of its payer with them.
    #[must_use]
    pub fn shares_passes(&self) -> bool {
        self.teams.iter().any(|team| team.payer.is_some())
    }

    /// As the rules see them.
    #[must_use]
    pub fn customer(&self, catalogue: &Catalogue) -> Customer {
        let plans = self.plans.iter().filter_map(|plan| catalogue.plan(*plan)).map(|plan| plan.discount);
        let teams = self.teams.iter();
        let teams = teams.map(|team| catalogue::percent(team.discount.map(Decimal::from_ten_thousandths)));
        Customer {
            id: CustomerId::new(self.id),
            name: self.full_name.clone(),
            active: self.active,
            archived: self.archived,
            plans: self.plans.iter().map(|plan| PlanId::new(*plan)).collect(),
            contracts: self.contracts.iter().filter_map(|contract| contract.contract(catalogue)).collect(),
            discount: best_discount(plans.chain(teams)),
            network_check_in: self.network,
        }
    }

    /// Whose a pass is for them; of several teams that share it, by the one with the lowest number.
    #[must_use]
    pub fn holder(&self, whose: i64) -> Holder {
        let teams = self.teams.iter().filter(|team| team.payer == Some(whose)).map(|team| team.id).min();
        let customer = CustomerId::new(whose);
        match teams {
            _ if whose == self.id => Holder::Own,
            Some(team) => Holder::Payer { team: TeamId::new(team), customer },
            None => Holder::Other(customer),
        }
    }

    /// Whether they belong to a location that a viewer sees.
    #[must_use]
    pub fn is_seen_by(&self, viewer: &Viewer) -> bool {
        *viewer == Viewer::Everything || self.businesses.iter().any(|place| viewer.sees(*place))
    }

    /// Their teams at this moment, as a visit remembers them.
    #[must_use]
    pub fn team_names(&self) -> Option<String> {
        joined(self.teams.iter().map(|team| team.name.as_str()))
    }

    /// Their plans at this moment, as a visit remembers them.
    #[must_use]
    pub fn plan_names(&self, catalogue: &Catalogue) -> Option<String> {
        joined(self.plans.iter().filter_map(|plan| catalogue.plan(*plan)).map(|plan| plan.name.as_str()))
    }
}

impl ContractFacts {
    /// `None` where the plan is not in the catalogue.
    fn contract(&self, catalogue: &Catalogue) -> Option<Contract> {
        let plan = catalogue.plan(self.plan)?;
        Some(Contract {
            id: ContractId::new(self.id),
            plan: PlanId::new(self.plan),
            plan_name: plan.name.clone(),
            starts: self.starts,
            renews: self.renews,
            every: plan.every,
            limits: plan.limits,
        })
    }
}

fn counted(visit: i64, [from, to, location]: [Option<i64>; 3]) -> Option<Counted> {
    Some(Counted {
        visit: VisitId::new(visit),
        location: LocationId::new(location?),
        from: Instant::from_micros(from?),
        to: to.map(Instant::from_micros),
    })
}

fn booking(id: i64, [from, to, location]: [Option<i64>; 3]) -> Option<Booking> {
    Some(Booking {
        id: BookingId::new(id),
        location: location.map(LocationId::new),
        from: Instant::from_micros(from?),
        to: Instant::from_micros(to?),
    })
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<_> = names.collect();
    (!names.is_empty()).then(|| names.join(", "))
}
