//! The passes that a product brings: released once, when it is activated or paid for (`domain.md 2.7`).

use vestibule_domain::billing::{Expiry, Period};
use vestibule_domain::minutes::Minutes;
use vestibule_domain::time::Instant;
use vestibule_records::{
    Base, CoworkerContract, CoworkerProduct, CoworkerTimePass, Decimal, Filter, ProductTimePass, Record,
    RecurrentChargePattern, Row, Test, Value, WrongValue,
};
use vestibule_store::{Change, Lookup, Mint, Snapshot};

pub(super) use vestibule_domain::issuing::MOST_PASSES;

/// What a release must see: the passes that products include, and the contracts of the customer.
pub(super) fn lookups(products: Vec<i64>, customer: i64) -> Vec<Lookup> {
    let of_products = Filter::on::<ProductTimePass>("ProductId", Test::In(products));
    let of_customer = Filter::on::<CoworkerContract>("CoworkerId", Test::Is(Value::Int(customer)));
    vec![
        Lookup::all(ProductTimePass::schema(), vec![of_products]),
        Lookup::all(CoworkerContract::schema(), vec![of_customer]),
    ]
}

/// Who releases, when, and what is known of products and contracts.
pub(super) struct Release<'a> {
    included: Vec<ProductTimePass>,
    contracts: Vec<CoworkerContract>,
    snapshot: &'a Snapshot,
    now: Instant,
    by: &'a str,
}

impl<'a> Release<'a> {
    /// From a snapshot that has what [`lookups`] asked for.
    ///
    /// # Errors
    /// When a row is not what its declaration says.
    pub(super) fn of(snapshot: &'a Snapshot, now: Instant, by: &'a str) -> Result<Self, WrongValue> {
        Ok(Self { included: found(snapshot)?, contracts: found(snapshot)?, snapshot, now, by })
    }

    /// How many passes a sale brings; `None` when they cannot be counted.
    pub(super) fn count(&self, sale: &CoworkerProduct) -> Option<i64> {
        self.brought(sale).try_fold(0_i64, |sum, brought| {
            sum.checked_add(brought.passes_included.checked_mul(sale.quantity)?)
        })
    }

    /// The passes that a sale brings, for its buyer.
    pub(super) fn passes(&self, sale: &CoworkerProduct, mint: &mut Mint<'_>) -> Vec<Change> {
        let mut changes = Vec::new();
        for brought in self.brought(sale) {
            let pass = self.pass(sale, brought);
            for _ in 0..pass.create_multiple {
                let base = Base::made(mint.id(), mint.guid(), self.now, self.by);
                changes.push(Change::Insert(CoworkerTimePass { base, ..pass.clone() }.into_row()));
            }
        }
        changes
    }

    fn brought(&self, sale: &CoworkerProduct) -> impl Iterator<Item = &ProductTimePass> {
        let product = sale.product_id;
        self.included.iter().filter(move |brought| brought.product_id == product)
    }

    /// Paid for with the product: it has no price of its own.
    fn pass(&self, sale: &CoworkerProduct, brought: &ProductTimePass) -> CoworkerTimePass {
        let terms = self.snapshot.catalogue.terms(brought.time_pass_id.get());
        let minutes = terms.and_then(|terms| terms.minutes_included).map(Minutes::get);
        CoworkerTimePass {
            coworker_id: sale.coworker_id,
            business_id: sale.business_id,
            time_pass_id: brought.time_pass_id,
            remaining_uses: minutes,
            total_uses: minutes,
            free: true,
            price: Some(Decimal::default()),
            create_multiple: brought.passes_included.saturating_mul(sale.quantity),
            expire_date: self.expires(sale, brought),
            coworker_product_unique_id: Some(sale.base.unique_id),
            coworker_contract_unique_id: sale.coworker_contract_unique_id,
            ..CoworkerTimePass::default()
        }
    }

    fn expires(&self, sale: &CoworkerProduct, brought: &ProductTimePass) -> Option<Instant> {
        let zone = &self.snapshot.catalogue.location(sale.business_id.get())?.zone;
        expiry(brought)?.from(self.now, zone, self.cycle_ends(sale))
    }

    /// When the cycle of the buyer's main contract ends; where none is marked, that of the oldest.
    fn cycle_ends(&self, sale: &CoworkerProduct) -> Option<Instant> {
        let own = |contract: &&CoworkerContract| contract.active && contract.coworker_id == sale.coworker_id;
        let main = self.contracts.iter().filter(own).min_by_key(|contract| !contract.main_contract);
        main.and_then(|contract| contract.renewal_date)
    }
}

/// How long a pass that a product brings may be used; the older fields count where the newer say nothing.
fn expiry(brought: &ProductTimePass) -> Option<Expiry> {
    let newer = brought.expiration_type.map(|kind| {
        let period = match kind {
            RecurrentChargePattern::PricePlan => Period::Cycle,
            RecurrentChargePattern::Day => Period::Day,
            RecurrentChargePattern::Week => Period::Week,
            RecurrentChargePattern::Month => Period::Month,
            RecurrentChargePattern::Year => Period::Year,
            RecurrentChargePattern::LastDayOfMonth => Period::LastDayOfMonth,
        };
        Expiry { period, count: brought.expires_in.unwrap_or(1) }
    });
    let older = |count: Option<i64>, period| count.map(|count| Expiry { period, count });
    newer
        .or_else(|| older(brought.expire_time_in_weeks, Period::Week))
        .or_else(|| older(brought.expire_time_in_months, Period::Month))
}

/// Every row of a record among what the lookups found.
pub(super) fn found<T: Record>(snapshot: &Snapshot) -> Result<Vec<T>, WrongValue> {
    let rows = snapshot.found.iter().flatten();
    rows.filter(|row: &&Row| std::ptr::eq(row.schema, T::schema())).map(T::from_row).collect()
}
