//! Between rows and the rules: one customer's passes, visits and ledger as a [`World`]; what a decision changes
//! goes back to rows in `posting`.

mod coming;
mod posting;

pub use coming::issuing_contract;
pub use posting::Posting;

use std::sync::Arc;

use vestibule_domain::charge::{Rate, Session};
use vestibule_domain::coming::Coming;
use vestibule_domain::ids::{CustomerId, CustomerPassId, LocationId, VisitId};
use vestibule_domain::location::Location;
use vestibule_domain::minutes::Minutes;
use vestibule_domain::money::{Currency as Coin, Money, Percent};
use vestibule_domain::time::{Instant, Span, Zone};
use vestibule_domain::world::{
    CustomerPass, Entry, Holder, Offer, Origin, PassRef, PassTerms, Right, Settled, Visit, VisitRef, World,
};
use vestibule_records::kept::LedgerEntry;
use vestibule_records::{Checkin, CoworkerTimePass, Record, Row, Value, WrongValue};

use crate::catalogue::{self, Catalogue};
use crate::facts::{CustomerFacts, VisitFacts};
use crate::ledger;
use crate::work::{Lacking, Snapshot};

/// What is known of one customer at one location, open for a decision.
pub struct Book<'a> {
    catalogue: &'a Catalogue,
    location: Arc<Location>,
    customer: Option<&'a CustomerFacts>,
    passes: Vec<(CoworkerTimePass, Arc<PassTerms>)>,
    visits: Vec<(Checkin, &'a Row)>,
    taken: Vec<LedgerEntry>,
    inside: Option<u32>,
    coming: Vec<Coming>,
    lacking: &'a Lacking,
}

impl<'a> Book<'a> {
    /// Opens the book on a snapshot. `None` when the location does not exist.
    ///
    /// # Errors
    /// When a row is not what its declaration says.
    pub fn open(snapshot: &'a Snapshot) -> Result<Option<Self>, WrongValue> {
        let Some(VisitFacts { location: Some(location), customer, passes, visits, taken, inside, .. }) =
            &snapshot.visit
        else {
            return Ok(None);
        };
        let catalogue = &*snapshot.catalogue;
        let mut book = Self {
            catalogue,
            location: location.clone(),
            customer: customer.as_ref(),
            passes: Vec::with_capacity(passes.len()),
            visits: Vec::with_capacity(visits.len()),
            taken: taken.iter().map(LedgerEntry::from_row).collect::<Result<_, _>>()?,
            inside: *inside,
            coming: coming::coming(&snapshot.found, catalogue)?,
            lacking: &snapshot.lacking,
        };
        for row in passes {
            let pass = CoworkerTimePass::from_row(row)?;
            if let Some(terms) = catalogue.terms(pass.time_pass_id.get()) {
                book.passes.push((pass, terms.clone()));
            }
        }
        for row in visits {
            book.visits.push((Checkin::from_row(row)?, row));
        }
        Ok(Some(book))
    }

    /// The same book with these visits in place of those of the customer: presence without a person has none.
    ///
    /// # Errors
    /// When a row is not what its declaration says.
    pub fn with_visits(mut self, rows: impl Iterator<Item = &'a Row>) -> Result<Self, WrongValue> {
        self.visits =
            rows.map(|row| Ok((Checkin::from_row(row)?, row))).collect::<Result<_, WrongValue>>()?;
        Ok(self)
    }

    /// Everything the rules may look at.
    #[must_use]
    pub fn world(&self) -> World {
        let customer = self.customer.map(|facts| facts.customer(self.catalogue));
        let offers = customer.as_ref().map(|customer| self.catalogue.offers(&self.location, customer));
        World {
            location: self.location.clone(),
            elsewhere: self.elsewhere(),
            passes: self.passes.iter().map(|(pass, terms)| self.pass(pass, terms)).collect(),
            offers: offers.unwrap_or_default(),
            visits: self.visits.iter().map(|(visit, _)| self.visit(visit)).collect(),
            taken: self.taken.iter().filter_map(entry).collect(),
            bookings: self.customer.map(|facts| facts.bookings.clone()).unwrap_or_default(),
            counted: self.customer.map(|facts| facts.counted.clone()).unwrap_or_default(),
            inside: self.inside,
            coming: self.coming.clone(),
            customer,
        }
    }

    /// What the customer could buy here, at the price their plans give, discount not yet.
    #[must_use]
    pub fn for_sale(&self) -> Vec<Offer> {
        let customer = self.customer.map(|facts| facts.customer(self.catalogue));
        customer.map(|customer| self.catalogue.for_sale(&self.location, &customer)).unwrap_or_default()
    }

    /// A visit among those loaded, as the rules see it.
    #[must_use]
    pub fn visit_of_id(&self, id: i64) -> Option<Visit> {
        self.visits.iter().find(|(visit, _)| visit.base.id == id).map(|(visit, _)| self.visit(visit))
    }

    /// A visit among those loaded, as it is stored.
    #[must_use]
    pub fn row_of_visit(&self, id: i64) -> Option<&'a Row> {
        self.visits.iter().find(|(visit, _)| visit.base.id == id).map(|(_, row)| *row)
    }

    /// A visit's row with the names it joins, as a reader would see it: rows are loaded without them.
    #[must_use]
    pub fn named(&self, visit: Row) -> Row {
        named(visit, self.catalogue, self.customer)
    }

    /// A pass among those loaded, by its guid.
    #[must_use]
    pub fn pass_of_guid(&self, guid: &str) -> Option<CustomerPassId> {
        let pass = self.passes.iter().find(|(pass, _)| pass.base.unique_id.to_string() == guid)?;
        Some(CustomerPassId::new(pass.0.base.id))
    }

    /// The customer, as loaded.
    #[must_use]
    pub const fn customer(&self) -> Option<&'a CustomerFacts> {
        self.customer
    }

    /// Names of the customer's teams and plans, as a visit remembers them.
    #[must_use]
    pub fn memberships(&self) -> (Option<String>, Option<String>) {
        self.customer.map_or((None, None), |facts| (facts.team_names(), facts.plan_names(self.catalogue)))
    }

    /// Every other location that a visit here is at, once.
    fn elsewhere(&self) -> Vec<Arc<Location>> {
        let visited = self.visits.iter().map(|(visit, _)| visit.business_id.get());
        let counted = self.customer.into_iter().flat_map(|facts| &facts.counted);
        let mut places: Vec<i64> = visited.chain(counted.map(|stay| stay.location.get())).collect();
        places.sort_unstable();
        places.dedup();
        places.retain(|id| *id != self.location.id.get());
        places.into_iter().filter_map(|id| self.catalogue.location(id).cloned()).collect()
    }

    fn pass(&self, pass: &CoworkerTimePass, terms: &Arc<PassTerms>) -> CustomerPass {
        let holder = self.customer.map_or(Holder::Own, |customer| customer.holder(pass.coworker_id.get()));
        let others_inside = self.customer.is_some_and(|customer| customer.occupied.contains(&pass.base.id));
        CustomerPass { holder, others_inside, ..customer_pass(pass, terms) }
    }

    fn visit(&self, visit: &Checkin) -> Visit {
        let guid = visit.coworker_time_pass_guid;
        let pass = self.passes.iter().find(|(pass, _)| Some(pass.base.unique_id) == guid);
        Visit {
            id: VisitRef::Existing(VisitId::new(visit.base.id)),
            location: LocationId::new(visit.business_id.get()),
            from: visit.from_time,
            to: visit.to_time,
            pass: pass.map(|(pass, _)| PassRef::Existing(CustomerPassId::new(pass.base.id))),
            counts_towards_plan_limits: visit.counts_towards_plan_limits,
            auto_checkout: visit.auto_checkout,
            settled: visit.left_out_micros.map(|left_out| Settled {
                left_out: Span::micros(left_out),
                minutes_before: visit.minutes_before.map(Minutes::new),
            }),
            entered: visit.entered_on.unwrap_or(visit.from_time),
            seen: seen(visit),
        }
    }
}

/// When they were last known to come in: what is written as the last activity, as long as the visit holds it.
fn seen(visit: &Checkin) -> Instant {
    let within = |at: &Instant| *at > visit.from_time && visit.to_time.is_none_or(|to| *at < to);
    visit.last_activity.filter(within).unwrap_or(visit.from_time)
}

/// A visit's row with the names it joins.
pub(crate) fn named(mut visit: Row, catalogue: &Catalogue, customer: Option<&CustomerFacts>) -> Row {
    let place = visit.get("BusinessId").int().and_then(|id| catalogue.location(id));
    let place = place.map_or(Value::Null, |place| Value::Text(place.name.clone()));
    let name = customer.map_or(Value::Null, |facts| Value::Text(facts.full_name.clone()));
    visit.set("BusinessName", place);
    visit.set("CoworkerFullName", name);
    visit
}

/// A pass in somebody's hands, as the rules see it.
#[must_use]
pub fn customer_pass(pass: &CoworkerTimePass, terms: &Arc<PassTerms>) -> CustomerPass {
    let used = pass.used.then(|| pass.used_date.unwrap_or(pass.base.updated_on));
    let right = match terms.minutes_included {
        None => Right::Day { used },
        Some(included) => {
            let total = pass.total_uses.map_or(included, Minutes::new);
            let left =
                if pass.used { Minutes::ZERO } else { pass.remaining_uses.map_or(total, Minutes::new) };
            Right::Time { left, total, used }
        }
    };
    let of_plan = pass.is_from_tariff
        || pass.tariff_time_pass_unique_id.is_some()
        || pass.coworker_contract_unique_id.is_some();
    let origin = match (pass.is_pay_as_you_go, of_plan, pass.coworker_product_unique_id) {
        (true, _, _) => Origin::PayAsYouGo,
        (_, true, _) => Origin::Plan,
        (_, _, Some(_)) => Origin::Product,
        _ => Origin::Sold,
    };
    let currency = terms.price.currency();
    let price = match pass.price {
        _ if pass.free => Money::zero(currency),
        Some(price) => catalogue::money(price, currency),
        None => terms.price,
    };
    CustomerPass {
        id: PassRef::Existing(CustomerPassId::new(pass.base.id)),
        terms: terms.clone(),
        holder: Holder::Own,
        used_by: pass.used_by.map(CustomerId::new),
        issued_at: LocationId::new(pass.business_id.get()),
        right,
        expires: pass.expire_date,
        price,
        origin,
        checked_in: pass.checked_in,
        others_inside: false,
        invoiced: pass.invoiced,
        session: session(pass, right, currency),
    }
}

/// What the price of a pass was last reckoned from.
fn session(pass: &CoworkerTimePass, right: Right, currency: Coin) -> Option<Session> {
    let per = match right {
        Right::Day { .. } => None,
        Right::Time { total, .. } => Some(total),
    };
    let rate = Rate {
        price: Money::new(pass.session_price?, currency),
        per,
        of_plan: pass.session_of_plan,
        discount: Percent::new(pass.session_discount?)?,
    };
    Some(Session { rate, billed: pass.session_minutes.map_or(Minutes::ZERO, Minutes::new) })
}

fn entry(entry: &LedgerEntry) -> Option<Entry> {
    Some(Entry {
        visit: VisitRef::Existing(VisitId::new(entry.checkin_id?)),
        pass: PassRef::Existing(CustomerPassId::new(entry.coworker_time_pass_id)),
        amount: ledger::amount_taken(entry)?,
    })
}

/// The job that ends visits whose devices fell silent: there is one, for all of them.
pub const WATCH: &str = "idle-check-out";

/// Has an open visit that ends by itself name the job that watches it, unless it names one.
pub fn watch(visit: &mut Row) {
    let ends_by_itself = visit.get("AutoCheckout").bool() == Some(true) && visit.get("ToTime").is_null();
    if ends_by_itself && visit.get("ValidateCheckinJobId").is_null() {
        visit.set("ValidateCheckinJobId", Value::Text(WATCH.to_owned()));
    }
}

/// The wall clock of a zone, carried as if it were UTC, as the `...Local` fields are.
#[must_use]
pub fn wall_clock(zone: &Zone, at: Instant) -> Instant {
    let (date, time) = zone.local(at);
    Instant::from_utc(date, time)
}
