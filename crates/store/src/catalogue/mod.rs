//! What changes seldom and is asked at every attempt: locations with their settings, plans, pass definitions,
//! webhooks, secrets shared with access points.

mod build;
mod radius;
mod words;

pub use build::CatalogueRows;
pub use radius::{RadiusServers, Shared};
pub use words::{is_cut_off, strictness};

use std::collections::HashMap;
use std::sync::Arc;

use vestibule_domain::customer::{Customer, Limits};
use vestibule_domain::cycle::Every;
use vestibule_domain::ids::PlanId;
use vestibule_domain::issuing::Benefit;
use vestibule_domain::location::Location;
use vestibule_domain::money::{Currency, Money, Percent};
use vestibule_domain::payg::price_for;
use vestibule_domain::world::{Offer, PassTerms};
use vestibule_records::{Decimal, Guid};

use crate::outbox::{Doors, Hooks};

/// Locations, plans, pass definitions and webhooks, ready for the rules.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Grows with every change.
    pub version: i64,
    locations: HashMap<i64, Arc<Location>>,
    addresses: HashMap<String, i64>,
    settings: HashMap<(i64, String), String>,
    plans: HashMap<i64, Plan>,
    terms: HashMap<i64, Arc<PassTerms>>,
    sold_at_the_door: Vec<Sold>,
    sold_otherwise: Vec<Sold>,
    hooks: Hooks,
    doors: Doors,
    radius_servers: RadiusServers,
    currencies: HashMap<Currency, i64>,
}

/// A plan, as far as passes go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// Its discount on passes.
    pub discount: Percent,
    /// How long its billing cycles are.
    pub every: Every,
    /// What it limits.
    pub limits: Limits,
    /// The passes it gives, in the order they were put into it.
    pub benefits: Vec<Included>,
}

/// Passes that a plan gives, and the `TariffTimePass` that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Included {
    /// Its id.
    pub id: i64,
    /// Its `UniqueId`.
    pub unique_id: Guid,
    /// What it gives.
    pub benefit: Benefit,
}

#[derive(Debug)]
struct Sold {
    terms: Arc<PassTerms>,
    for_members: bool,
    for_contacts: bool,
    prices: Vec<(PlanId, Money)>,
}

impl Sold {
    /// To this customer, where it is the location's own or one of its network's.
    fn offer(&self, location: &Location, customer: &Customer) -> Option<Offer> {
        let owner = self.terms.owner;
        (owner == location.id || location.ancestors.contains(&owner)).then(|| Offer {
            terms: self.terms.clone(),
            price: price_for(&customer.plans, &self.terms, &self.prices),
            for_members: self.for_members,
            for_contacts: self.for_contacts,
        })
    }
}

impl Catalogue {
    /// A location.
    #[must_use]
    pub fn location(&self, id: i64) -> Option<&Arc<Location>> {
        self.locations.get(&id)
    }

    /// Every location.
    pub fn locations(&self) -> impl Iterator<Item = &Arc<Location>> {
        self.locations.values()
    }

    /// The numbers of all locations, the smallest first.
    #[must_use]
    pub fn location_ids(&self) -> Vec<i64> {
        let mut all: Vec<i64> = self.locations.keys().copied().collect();
        all.sort_unstable();
        all
    }

    /// The location with the lowest number.
    #[must_use]
    pub fn first_location(&self) -> Option<i64> {
        self.locations.keys().min().copied()
    }

    /// The location with this web address: the first label of the host.
    #[must_use]
    pub fn location_at(&self, web_address: &str) -> Option<i64> {
        self.addresses.get(&web_address.to_ascii_lowercase()).copied()
    }

    /// The web address of a location.
    #[must_use]
    pub fn web_address(&self, location: i64) -> Option<&str> {
        self.addresses.iter().find(|(_, id)| **id == location).map(|(address, _)| address.as_str())
    }

    /// The only location there is, if there is one.
    #[must_use]
    pub fn only_location(&self) -> Option<i64> {
        self.first_location().filter(|_| self.locations.len() == 1)
    }

    /// Every location of the network that a location belongs to.
    #[must_use]
    pub fn network_of(&self, location: i64) -> Vec<i64> {
        let ancestors = self.locations.get(&location).and_then(|location| location.ancestors.last());
        self.with_everything_below(&[ancestors.map_or(location, |root| root.get())])
    }

    /// These locations and everything below them.
    #[must_use]
    pub fn with_everything_below(&self, locations: &[i64]) -> Vec<i64> {
        let inside = |location: &&Arc<Location>| {
            locations.contains(&location.id.get())
                || location.ancestors.iter().any(|ancestor| locations.contains(&ancestor.get()))
        };
        let mut below: Vec<i64> =
            self.locations.values().filter(inside).map(|location| location.id.get()).collect();
        below.sort_unstable();
        below
    }

    /// The number of a currency.
    #[must_use]
    pub fn currency(&self, currency: Currency) -> Option<i64> {
        self.currencies.get(&currency).copied()
    }

    /// A plan.
    #[must_use]
    pub fn plan(&self, id: i64) -> Option<&Plan> {
        self.plans.get(&id)
    }

    /// The definition of a pass.
    #[must_use]
    pub fn terms(&self, id: i64) -> Option<&Arc<PassTerms>> {
        self.terms.get(&id)
    }

    /// The webhooks that are switched on.
    #[must_use]
    pub const fn hooks(&self) -> &Hooks {
        &self.hooks
    }

    /// The door systems that are told whose access may have changed.
    #[must_use]
    pub const fn doors(&self) -> &Doors {
        &self.doors
    }

    /// The RADIUS servers that are in use.
    #[must_use]
    pub const fn radius_servers(&self) -> &RadiusServers {
        &self.radius_servers
    }

    /// A setting of a location itself, whatever those above it say.
    #[must_use]
    pub fn own_setting(&self, location: i64, name: &str) -> Option<&str> {
        self.settings.get(&(location, name.to_ascii_lowercase())).map(String::as_str)
    }

    /// A setting of a location, or of the nearest one above it that has it.
    #[must_use]
    pub fn setting(&self, location: i64, name: &str) -> Option<&str> {
        let name = name.to_ascii_lowercase();
        let own = self.settings.get(&(location, name.clone()));
        let above = || {
            let ancestors =
                self.locations.get(&location).into_iter().flat_map(|location| &location.ancestors);
            ancestors.into_iter().find_map(|ancestor| self.settings.get(&(ancestor.get(), name.clone())))
        };
        own.or_else(above).map(String::as_str)
    }

    /// Whether a setting of a location, or of the nearest one above it that has it, says `True`.
    #[must_use]
    pub fn is_on(&self, location: i64, name: &str) -> bool {
        self.setting(location, name).is_some_and(words::is_true)
    }

    /// What may be sold to this customer at this location, at the price their plans give.
    #[must_use]
    pub fn offers(&self, location: &Location, customer: &Customer) -> Vec<Offer> {
        if !location.pay_as_you_go {
            return Vec::new();
        }
        self.sold_at_the_door.iter().filter_map(|sold| sold.offer(location, customer)).collect()
    }

    /// What this customer could buy at this location, at the door or otherwise, at the price their plans give.
    #[must_use]
    pub fn for_sale(&self, location: &Location, customer: &Customer) -> Vec<Offer> {
        let all = self.sold_at_the_door.iter().chain(&self.sold_otherwise);
        all.filter_map(|sold| sold.offer(location, customer)).collect()
    }
}

pub(crate) fn money(amount: Decimal, currency: Currency) -> Money {
    Money::new(amount.minor(currency.exponent()), currency)
}

pub(crate) fn percent(discount: Option<Decimal>) -> Percent {
    discount.and_then(|discount| Percent::new(discount.ten_thousandths() / 100)).unwrap_or_default()
}
