//! Whether anybody paid twice: passes, minutes, charges and invoices, reckoned anew from the visits.

use crate::storm::kept::{Kept, Pass, Visit};
use crate::storm::town::{Customer, DAY_AT_THE_YARD, Kind, PENCE_A_QUARTER};
use std::collections::HashMap;

/// A quarter of an hour, the least that is counted.
const QUARTER_MINUTES: i64 = 15;
const QUARTER_MICROS: i64 = QUARTER_MINUTES * 60 * 1_000_000;

/// What somebody has and did.
struct Account<'a> {
    customer: Customer,
    visits: Vec<&'a Visit>,
    passes: Vec<&'a Pass>,
    invoiced: i64,
}

/// Everything that is wrong with what visits took.
pub(in crate::storm) fn judge(customers: &[Customer], kept: &Kept) -> Vec<String> {
    let mut visits: HashMap<i64, Vec<&Visit>> = HashMap::new();
    for visit in &kept.visits {
        visits.entry(visit.customer).or_default().push(visit);
    }
    let mut passes: HashMap<i64, Vec<&Pass>> = HashMap::new();
    for pass in &kept.passes {
        passes.entry(pass.customer).or_default().push(pass);
    }
    let account = |customer: &Customer| Account {
        customer: *customer,
        visits: visits.remove(&customer.id).unwrap_or_default(),
        passes: passes.remove(&customer.id).unwrap_or_default(),
        invoiced: kept.invoiced.get(&customer.id).copied().unwrap_or_default(),
    };
    customers.iter().map(account).flat_map(|account| account.judge()).collect()
}

impl Account<'_> {
    fn judge(&self) -> Vec<String> {
        let mut violations = self.strangers();
        match self.customer.kind {
            Kind::Days => violations.extend(self.days()),
            Kind::Minutes => violations.extend(self.passes.iter().filter_map(|pass| self.minutes(pass))),
            Kind::PayAsYouGo => violations.extend(self.at_the_door()),
            Kind::Never => {}
        }
        violations.extend(self.invoices());
        violations
    }

    /// Every visit stands on a pass of its customer; and nobody is sold one who has another.
    fn strangers(&self) -> Vec<String> {
        let known = |visit: &&&Visit| self.passes.iter().any(|pass| visit.pass.as_ref() == Some(&pass.guid));
        let stranger = |visit: &&Visit| {
            let Visit { id, customer, pass, .. } = visit;
            format!("visit {id} stands on {pass:?}, which customer {customer} does not have")
        };
        let mut violations: Vec<String> =
            self.visits.iter().filter(|visit| !known(visit)).map(stranger).collect();
        if self.customer.kind != Kind::PayAsYouGo {
            let sold = self.passes.iter().filter(|pass| pass.at_the_door);
            violations.extend(
                sold.map(|pass| {
                    format!("customer {} was sold pass {} and has another", pass.customer, pass.id)
                }),
            );
        }
        violations
    }

    /// All visits of the day take one day pass.
    fn days(&self) -> Option<String> {
        let expected = usize::from(!self.visits.is_empty());
        let used = self.passes.iter().filter(|pass| pass.used).count();
        let on = self.visits.iter().filter_map(|visit| visit.pass.as_ref());
        let mut on: Vec<&String> = on.collect();
        on.sort_unstable();
        on.dedup();
        (used != expected || on.len() != expected).then(|| {
            let customer = self.customer.id;
            format!("customer {customer}: {used} day passes are used and visits stand on {on:?}, on one day")
        })
    }

    /// A pass gives the quarters of its visits, and no more.
    fn minutes(&self, pass: &Pass) -> Option<String> {
        let expected = QUARTER_MINUTES * self.visits_on(pass).filter_map(quarters).sum::<i64>();
        let taken = pass.taken.unwrap_or_default();
        (taken != expected).then(|| {
            format!(
                "pass {} of customer {}: {taken} minutes are gone, its visits took {expected}",
                pass.id, pass.customer
            )
        })
    }

    /// One pass is sold for each visit, at the price of its quarters, the first of which is owed from the start; a day
    /// costs no less and no more than its bounds.
    fn at_the_door(&self) -> Vec<String> {
        let mut violations = Vec::new();
        let (mut charged, mut worth) = (0, 0);
        for pass in &self.passes {
            let visits: Vec<&Visit> = self.visits_on(pass).collect();
            if visits.len() != 1 {
                let ids: Vec<i64> = visits.iter().map(|visit| visit.id).collect();
                violations.push(format!(
                    "pass {} was sold to customer {} for one visit and serves {ids:?}",
                    pass.id, pass.customer
                ));
            }
            let price =
                PENCE_A_QUARTER * visits.iter().map(|visit| quarters(visit).unwrap_or(1)).sum::<i64>();
            if !self.customer.place.bounds_a_day && pass.pence != price {
                violations.push(format!(
                    "pass {} of customer {}: {} pence are charged, its visit comes to {price}",
                    pass.id, pass.customer, pass.pence
                ));
            }
            charged += pass.pence;
            worth += price;
        }
        violations.extend(self.day(charged, worth));
        violations
    }

    /// The sum of a day with bounds.
    fn day(&self, charged: i64, worth: i64) -> Option<String> {
        let (least, most) = DAY_AT_THE_YARD;
        let due = if worth == 0 { 0 } else { worth.clamp(least, most) };
        (self.customer.place.bounds_a_day && charged != due).then(|| {
            let customer = self.customer.id;
            format!("customer {customer}: {charged} pence are charged for a day that comes to {due}")
        })
    }

    /// What was invoiced is what is on an invoice, once.
    fn invoices(&self) -> Option<String> {
        let expected: i64 = self.passes.iter().filter(|pass| pass.invoiced).map(|pass| pass.pence).sum();
        let (customer, invoiced) = (self.customer.id, self.invoiced);
        (invoiced != expected)
            .then(|| format!("customer {customer}: {invoiced} pence are invoiced for passes of {expected}"))
    }

    fn visits_on(&self, pass: &Pass) -> impl Iterator<Item = &Visit> {
        self.visits.iter().copied().filter(move |visit| visit.pass.as_ref() == Some(&pass.guid))
    }
}

/// The quarters of an hour a visit took; none while it is open.
fn quarters(visit: &Visit) -> Option<i64> {
    let micros = visit.to?.as_microsecond() - visit.from.as_microsecond();
    Some((micros + QUARTER_MICROS - 1).div_euclid(QUARTER_MICROS).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storm::town::Place;
    use jiff::Timestamp;

    fn customer(kind: Kind, bounds_a_day: bool) -> Customer {
        Customer { id: 1, place: Place { id: 9, bounds_a_day }, kind }
    }

    fn visit(id: i64, from: i64, minutes: i64, pass: &str) -> Visit {
        let at = |minute| Timestamp::from_second(minute * 60).unwrap();
        Visit { id, customer: 1, from: at(from), to: Some(at(from + minutes)), pass: Some(pass.to_owned()) }
    }

    fn pass(id: i64, guid: &str) -> Pass {
        Pass {
            id,
            guid: guid.to_owned(),
            customer: 1,
            at_the_door: false,
            used: false,
            taken: None,
            pence: 0,
            invoiced: false,
        }
    }

    fn sold(id: i64, guid: &str, pence: i64) -> Pass {
        Pass { at_the_door: true, used: true, taken: Some(60), pence, ..pass(id, guid) }
    }

    fn kept(visits: Vec<Visit>, passes: Vec<Pass>) -> Kept {
        Kept { visits, passes, ..Kept::default() }
    }

    fn said(customer: Customer, kept: &Kept) -> String {
        judge(&[customer], kept).join("; ")
    }

    #[test]
    fn a_second_day_pass_for_the_same_day_is_found() {
        let one = customer(Kind::Days, false);
        let used = |id, guid| Pass { used: true, ..pass(id, guid) };
        let visits = vec![visit(5, 0, 1, "a"), visit(6, 5, 1, "a")];
        let mut kept = kept(visits, vec![used(2, "a"), pass(3, "b")]);
        assert_eq!(said(one, &kept), "");
        kept.passes[1].used = true;
        assert!(said(one, &kept).starts_with("customer 1: 2 day passes are used"), "{}", said(one, &kept));
        kept.visits[1].pass = Some("b".to_owned());
        assert!(said(one, &kept).contains(r#"visits stand on ["a", "b"]"#), "{}", said(one, &kept));
    }

    #[test]
    fn minutes_that_are_taken_twice_are_found() {
        let one = customer(Kind::Minutes, false);
        let taken = |taken| Pass { taken: Some(taken), ..pass(2, "a") };
        let visits = vec![visit(5, 0, 1, "a"), visit(6, 5, 16, "a")];
        assert_eq!(said(one, &kept(visits.clone(), vec![taken(45)])), "");
        let said = said(one, &kept(visits, vec![taken(60)]));
        assert_eq!(said, "pass 2 of customer 1: 60 minutes are gone, its visits took 45");
    }

    #[test]
    fn a_charge_that_is_doubled_is_found() {
        let one = customer(Kind::PayAsYouGo, false);
        let visits = vec![visit(5, 0, 1, "a"), visit(6, 5, 16, "b")];
        assert_eq!(said(one, &kept(visits.clone(), vec![sold(2, "a", 300), sold(3, "b", 600)])), "");
        let passes = vec![sold(2, "a", 600), sold(3, "b", 600)];
        assert!(
            said(one, &kept(visits.clone(), passes))
                .contains("600 pence are charged, its visit comes to 300")
        );
        let passes = vec![sold(2, "a", 300), sold(3, "b", 600), sold(4, "c", 0)];
        assert!(
            said(one, &kept(visits, passes))
                .contains("pass 4 was sold to customer 1 for one visit and serves []")
        );
    }

    #[test]
    fn a_day_above_its_maximum_is_found() {
        let one = customer(Kind::PayAsYouGo, true);
        let visits: Vec<Visit> = (0..4).map(|nth| visit(nth, nth * 5, 1, &nth.to_string())).collect();
        let passes =
            |prices: [i64; 4]| (0..4).zip(prices).map(|(id, pence)| sold(id, &id.to_string(), pence));
        assert_eq!(said(one, &kept(visits.clone(), passes([500, 100, 300, 0]).collect())), "");
        let said = said(one, &kept(visits, passes([500, 100, 300, 300]).collect()));
        assert_eq!(said, "customer 1: 1200 pence are charged for a day that comes to 900");
    }

    #[test]
    fn a_second_invoice_for_a_pass_is_found() {
        let one = customer(Kind::PayAsYouGo, false);
        let on_invoice = Pass { invoiced: true, ..sold(2, "a", 300) };
        let mut kept = kept(vec![visit(5, 0, 1, "a")], vec![on_invoice]);
        kept.invoiced.insert(1, 300);
        assert_eq!(said(one, &kept), "");
        kept.invoiced.insert(1, 600);
        assert_eq!(said(one, &kept), "customer 1: 600 pence are invoiced for passes of 300");
    }

    #[test]
    fn a_visit_on_a_pass_of_nobody_is_found() {
        let one = customer(Kind::Minutes, false);
        assert!(
            said(one, &kept(vec![visit(5, 0, 1, "z")], vec![])).starts_with("visit 5 stands on Some(\"z\")")
        );
    }
}
