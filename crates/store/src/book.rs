//! Between rows and the rules: one customer's passes, visits and ledger as a [`World`], and the [`Changes`] of a
//! decision as rows to write.

use std::sync::Arc;

use vestibule_domain::ids::{CustomerPassId, LocationId, VisitId};
use vestibule_domain::minutes::Minutes;
use vestibule_domain::money::{Currency as Coin, Money};
use vestibule_domain::time::{Instant, Zone};
use vestibule_domain::world::{
    Amount, Changes, CustomerPass, Entry, Location, Origin, PassRef, PassTerms, Right, Visit, VisitRef, World,
};
use vestibule_records::kept::{LedgerEntry, LedgerUnit};
use vestibule_records::{
    Base, Checkin, CoworkerTimePass, Decimal, Guid, Id, Record, Row, TimePass, Value, WrongValue,
};

use crate::catalogue::{self, Catalogue};
use crate::change::Change;
use crate::facts::{CustomerFacts, VisitFacts};
use crate::work::{Mint, Snapshot};

/// What is known of one customer at one location, open for a decision.
pub struct Book<'a> {
    catalogue: &'a Catalogue,
    location: Arc<Location>,
    customer: Option<&'a CustomerFacts>,
    passes: Vec<(CoworkerTimePass, Arc<PassTerms>)>,
    visits: Vec<(Checkin, &'a Row)>,
    taken: Vec<LedgerEntry>,
}

/// Who writes, and what the caller sent for the visit that is opened or corrected.
pub struct Posting<'a> {
    /// By whom, by e-mail.
    pub by: &'a str,
    /// When.
    pub now: Instant,
    /// The visit as the body wants it; the rules have the last word on what concerns them.
    pub wanted: Option<&'a Row>,
}

impl<'a> Book<'a> {
    /// Opens the book on a snapshot. `None` when the location does not exist.
    ///
    /// # Errors
    /// When a row is not what its declaration says.
    pub fn open(snapshot: &'a Snapshot) -> Result<Option<Self>, WrongValue> {
        let Some(VisitFacts {
            location: Some(location),
            customer,
            passes,
            visits,
            taken,
        }) = &snapshot.visit
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
            taken: taken
                .iter()
                .map(LedgerEntry::from_row)
                .collect::<Result<_, _>>()?,
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

    /// Everything the rules may look at.
    #[must_use]
    pub fn world(&self) -> World {
        let customer = self.customer.map(|facts| facts.customer(self.catalogue));
        let offers = customer
            .as_ref()
            .map(|customer| self.catalogue.offers(&self.location, customer));
        let elsewhere = self.visits.iter().map(|(visit, _)| visit.business_id.get());
        let elsewhere = elsewhere.filter(|id| *id != self.location.id.get());
        World {
            location: self.location.clone(),
            elsewhere: elsewhere
                .filter_map(|id| self.catalogue.location(id).cloned())
                .collect(),
            passes: self
                .passes
                .iter()
                .map(|(pass, terms)| customer_pass(pass, terms))
                .collect(),
            offers: offers.unwrap_or_default(),
            visits: self.visits.iter().map(|(visit, _)| self.visit(visit)).collect(),
            taken: self.taken.iter().filter_map(entry).collect(),
            customer,
        }
    }

    /// A visit among those loaded, as the rules see it.
    #[must_use]
    pub fn visit_of_id(&self, id: i64) -> Option<Visit> {
        self.visits
            .iter()
            .find(|(visit, _)| visit.base.id == id)
            .map(|(visit, _)| self.visit(visit))
    }

    /// A visit among those loaded, as it is stored.
    #[must_use]
    pub fn row_of_visit(&self, id: i64) -> Option<&'a Row> {
        self.visits
            .iter()
            .find(|(visit, _)| visit.base.id == id)
            .map(|(_, row)| *row)
    }

    /// A visit's row with the names it joins, as a reader would see it: rows are loaded without them.
    #[must_use]
    pub fn named(&self, mut visit: Row) -> Row {
        let place = visit
            .get("BusinessId")
            .int()
            .and_then(|id| self.catalogue.location(id));
        let place = place.map_or(Value::Null, |place| Value::Text(place.name.clone()));
        let name = self
            .customer
            .map_or(Value::Null, |facts| Value::Text(facts.full_name.clone()));
        visit.set("BusinessName", place);
        visit.set("CoworkerFullName", name);
        visit
    }

    /// A pass among those loaded, by its guid.
    #[must_use]
    pub fn pass_of_guid(&self, guid: &str) -> Option<CustomerPassId> {
        let pass = self
            .passes
            .iter()
            .find(|(pass, _)| pass.base.unique_id.to_string() == guid)?;
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
        self.customer.map_or((None, None), |facts| {
            (facts.team_names(), facts.plan_names(self.catalogue))
        })
    }

    /// The changes of a decision as rows to write, and the visit it opened or corrected as it will be.
    ///
    /// # Errors
    /// When the row the body brought is not a check-in.
    pub fn post(
        &self,
        changes: &Changes,
        posting: &Posting<'_>,
        mint: &mut Mint<'_>,
    ) -> Result<(Vec<Change>, Option<Row>), WrongValue> {
        let mut ledger = Ledger {
            book: self,
            posting,
            new_visit: mint.id(),
            sold: mint.id(),
            sold_guid: mint.guid(),
        };
        let mut written = Vec::new();
        for pass in &changes.passes {
            written.push(ledger.pass(pass));
        }
        let schema = Checkin::schema();
        written.extend(
            changes
                .forgotten
                .iter()
                .map(|visit| Change::Delete(schema, visit.get())),
        );
        let mut shown = None;
        let mut opened = Vec::new();
        for visit in &changes.visits {
            let row = ledger.visit(visit, mint)?;
            if visit.id == VisitRef::New {
                opened.push(Change::Insert(row.clone()));
                shown = Some(row);
            } else {
                // The former visit is closed before the next one opens: only one may be open.
                written.push(Change::Update(row.clone()));
                shown = shown.or(Some(row));
            }
        }
        written.extend(opened);
        let passes = CoworkerTimePass::schema();
        written.extend(
            changes
                .withdrawn
                .iter()
                .map(|pass| Change::Delete(passes, pass.get())),
        );
        for entry in &changes.entries {
            written.push(Change::Insert(ledger.entry(entry, mint)));
        }
        Ok((written, shown))
    }

    fn visit(&self, visit: &Checkin) -> Visit {
        let guid = visit.coworker_time_pass_guid;
        let pass = self
            .passes
            .iter()
            .find(|(pass, _)| Some(pass.base.unique_id) == guid);
        Visit {
            id: VisitRef::Existing(VisitId::new(visit.base.id)),
            location: LocationId::new(visit.business_id.get()),
            from: visit.from_time,
            to: visit.to_time,
            pass: pass.map(|(pass, _)| PassRef::Existing(CustomerPassId::new(pass.base.id))),
            counts_towards_plan_limits: visit.counts_towards_plan_limits,
            auto_checkout: visit.auto_checkout,
        }
    }
}

/// What a visit changes of a pass.
static WHAT_USING_CHANGES: [&str; 7] = [
    "Used",
    "UsedDate",
    "RemainingUses",
    "CheckedIn",
    "Price",
    "UpdatedOn",
    "UpdatedBy",
];

/// One decision being written down.
struct Ledger<'a> {
    book: &'a Book<'a>,
    posting: &'a Posting<'a>,
    new_visit: i64,
    sold: i64,
    sold_guid: Guid,
}

impl Ledger<'_> {
    fn base(&self, id: i64, unique_id: Guid) -> Base {
        let Posting { by, now, .. } = *self.posting;
        Base {
            id,
            unique_id,
            created_on: now,
            updated_on: now,
            updated_by: Some(by.to_owned()),
            system_id: None,
        }
    }

    fn pass(&mut self, after: &CustomerPass) -> Change {
        let known = match after.id {
            PassRef::Existing(id) => self.book.passes.iter().find(|(pass, _)| pass.base.id == id.get()),
            PassRef::Sold => None,
        };
        let (used, used_on, left) = match after.right {
            Right::Day { used } => (used.is_some(), used, None),
            Right::Time { left, used, .. } => (used.is_some(), used, Some(left.get())),
        };
        let mut pass = known.map_or_else(|| self.sold_pass(after), |(pass, _)| pass.clone());
        (pass.used, pass.used_date, pass.remaining_uses, pass.checked_in) =
            (used, used_on, left, after.checked_in);
        pass.base.updated_on = self.posting.now;
        pass.base.updated_by = Some(self.posting.by.to_owned());
        if known.is_none() || pass.is_pay_as_you_go {
            pass.price = Decimal::from_minor(after.price.minor(), after.price.currency().exponent());
        }
        if known.is_some() {
            Change::Amend(pass.into_row(), &WHAT_USING_CHANGES)
        } else {
            Change::Insert(pass.into_row())
        }
    }

    fn sold_pass(&self, after: &CustomerPass) -> CoworkerTimePass {
        let customer = self.book.customer.map(|facts| facts.id).unwrap_or_default();
        CoworkerTimePass {
            coworker_id: Id::new(customer),
            business_id: Id::new(after.issued_at.get()),
            time_pass_id: Id::<TimePass>::new(after.terms.id.get()),
            create_multiple: 1,
            is_pay_as_you_go: after.origin == Origin::PayAsYouGo,
            total_uses: after.terms.minutes_included.map(Minutes::get),
            expire_date: after.expires,
            base: self.base(self.sold, self.sold_guid),
            ..CoworkerTimePass::default()
        }
    }

    fn visit(&self, after: &Visit, mint: &mut Mint<'_>) -> Result<Row, WrongValue> {
        let before = match after.id {
            VisitRef::Existing(id) => self
                .book
                .visits
                .iter()
                .find(|(visit, _)| visit.base.id == id.get()),
            VisitRef::New => None,
        };
        // A body replaces the visit it is about; another visit that this closes stays as it was.
        let wanted = self
            .posting
            .wanted
            .filter(|wanted| before.is_none_or(|(visit, _)| visit.base.id == wanted.id()));
        let mut visit = match (wanted, before) {
            (Some(wanted), _) => Checkin::from_row(wanted)?,
            (None, Some((visit, _))) => visit.clone(),
            (None, None) => Checkin::default(),
        };
        match before {
            Some((known, _)) => {
                visit.base = Base {
                    updated_on: self.posting.now,
                    updated_by: Some(self.posting.by.to_owned()),
                    system_id: visit.base.system_id,
                    ..known.base.clone()
                };
            }
            None => {
                let system_id = visit.base.system_id.take();
                visit.base = Base {
                    system_id,
                    ..self.base(self.new_visit, mint.guid())
                };
                self.remember_memberships(&mut visit);
            }
        }
        let zone = self
            .book
            .catalogue
            .location(after.location.get())
            .map(|location| location.zone.clone());
        visit.business_id = Id::new(after.location.get());
        (visit.from_time, visit.to_time) = (after.from, after.to);
        visit.from_time_local = zone.as_ref().map(|zone| wall_clock(zone, after.from));
        visit.to_time_local = zone
            .as_ref()
            .and_then(|zone| after.to.map(|to| wall_clock(zone, to)));
        visit.counts_towards_plan_limits = after.counts_towards_plan_limits;
        // A body may say of a new visit that a machine closed it; of one that is corrected, a person has the word.
        visit.auto_checkout = after.auto_checkout || (before.is_none() && visit.auto_checkout);
        visit.coworker_time_pass_guid = after.pass.and_then(|pass| self.guid(pass));
        Ok(self.book.named(visit.into_row()))
    }

    fn remember_memberships(&self, visit: &mut Checkin) {
        let (teams, plans) = self.book.memberships();
        visit.teams_at_the_time_of_checkin = teams.or_else(|| visit.teams_at_the_time_of_checkin.take());
        visit.tariff_at_the_time_of_checkin = plans.or_else(|| visit.tariff_at_the_time_of_checkin.take());
    }

    fn guid(&self, pass: PassRef) -> Option<Guid> {
        match pass {
            PassRef::Sold => Some(self.sold_guid),
            PassRef::Existing(id) => self
                .book
                .passes
                .iter()
                .find(|(pass, _)| pass.base.id == id.get())
                .map(|(pass, _)| pass.base.unique_id),
        }
    }

    fn entry(&self, entry: &Entry, mint: &mut Mint<'_>) -> Row {
        let (unit, amount, currency) = match entry.amount {
            Amount::Days(days) => (LedgerUnit::Days, days, None),
            Amount::Minutes(minutes) => (LedgerUnit::Minutes, minutes, None),
            Amount::Charge(money) => (
                LedgerUnit::MinorUnits,
                money.minor(),
                Some(money.currency().code().to_owned()),
            ),
        };
        let visit = match entry.visit {
            VisitRef::Existing(id) => id.get(),
            VisitRef::New => self.new_visit,
        };
        let pass = match entry.pass {
            PassRef::Existing(id) => id.get(),
            PassRef::Sold => self.sold,
        };
        let place = self.book.visits.iter().find(|(known, _)| known.base.id == visit);
        let place = place.map_or(self.book.location.id.get(), |(known, _)| known.business_id.get());
        LedgerEntry {
            business_id: Id::new(place),
            coworker_id: Id::new(self.book.customer.map(|facts| facts.id).unwrap_or_default()),
            checkin_id: visit,
            coworker_time_pass_id: pass,
            unit,
            amount,
            currency,
            base: self.base(mint.id(), mint.guid()),
        }
        .into_row()
    }
}

fn customer_pass(pass: &CoworkerTimePass, terms: &Arc<PassTerms>) -> CustomerPass {
    let used = pass.used.then(|| pass.used_date.unwrap_or(pass.base.updated_on));
    let right = match terms.minutes_included {
        None => Right::Day { used },
        Some(included) => {
            let total = pass.total_uses.map_or(included, Minutes::new);
            let left = if pass.used {
                Minutes::ZERO
            } else {
                pass.remaining_uses.map_or(total, Minutes::new)
            };
            Right::Time { left, total, used }
        }
    };
    let origin = match (
        pass.is_pay_as_you_go,
        pass.is_from_tariff,
        pass.coworker_product_unique_id,
    ) {
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
        issued_at: LocationId::new(pass.business_id.get()),
        right,
        expires: pass.expire_date,
        price,
        origin,
        checked_in: pass.checked_in,
        invoiced: pass.invoiced,
    }
}

fn entry(entry: &LedgerEntry) -> Option<Entry> {
    let amount = match entry.unit {
        LedgerUnit::Days => Amount::Days(entry.amount),
        LedgerUnit::Minutes => Amount::Minutes(entry.amount),
        LedgerUnit::MinorUnits => {
            Amount::Charge(Money::new(entry.amount, Coin::of(entry.currency.as_deref()?)?))
        }
    };
    Some(Entry {
        visit: VisitRef::Existing(VisitId::new(entry.checkin_id)),
        pass: PassRef::Existing(CustomerPassId::new(entry.coworker_time_pass_id)),
        amount,
    })
}

/// The wall clock of a zone, carried as if it were UTC, as the `...Local` fields are.
#[must_use]
pub fn wall_clock(zone: &Zone, at: Instant) -> Instant {
    let (date, time) = zone.local(at);
    Instant::from_utc(date, time)
}
