//! What admission gets to see of stays that count towards the limits of plans.

use std::sync::Arc;

use vestibule_domain::time::Instant;
use vestibule_records::{Checkin, CoworkerContract, Id, Tariff};
use vestibule_store::{Outcome, Store};

use crate::Ground;
use crate::facts::{DAY, HOUR, facts};
use crate::network::{ANN, BARN, BOB, PLAN, contract, network, plan, visit};
use crate::works::{about, after_noon, answered, at_once, insert, reply, visit_of, work};

/// A plan that limits the days in a week.
const FLEX: i64 = 9;

fn counting(id: i64, customer: i64, from: i64, to: Option<i64>) -> Checkin {
    let visit = visit(id, Some(customer), after_noon(from), to.map(after_noon));
    Checkin { counts_towards_plan_limits: true, ..visit }
}

async fn counted(store: &Arc<dyn Store>, customer: i64) -> Vec<i64> {
    let facts = facts(&**store, visit_of(customer)).await.customer.expect("the customer");
    let mut ids: Vec<_> = facts.counted.iter().map(|stay| stay.visit.get()).collect();
    ids.sort_unstable();
    ids
}

/// Those that count, wherever and whenever since, with their times; none where no plan in force limits anything.
pub async fn stays_that_count_where_a_plan_has_limits(ground: &dyn Ground) {
    let store = network(ground).await;
    let elsewhere =
        Checkin { business_id: Id::new(BARN), ..counting(22, ANN, -20 * DAY, Some(-20 * DAY + HOUR)) };
    let does_not =
        Checkin { counts_towards_plan_limits: false, ..counting(23, ANN, -DAY, Some(-DAY + HOUR)) };
    let later = counting(24, ANN, 3 * DAY, Some(3 * DAY + HOUR));
    for one in [counting(21, ANN, -HOUR, None), elsewhere, does_not, later, counting(25, BOB, -HOUR, None)] {
        insert(&*store, one).await;
    }
    insert(&*store, contract(31, ANN, PLAN)).await;
    assert_eq!(counted(&store, ANN).await, [0; 0], "the plan has no limits");
    insert(&*store, Tariff { checkin_week_limit: Some(2), ..plan(FLEX, "Flex") }).await;
    insert(&*store, CoworkerContract { active: false, ..contract(32, ANN, FLEX) }).await;
    assert_eq!(counted(&store, ANN).await, [0; 0], "the contract is not active");
    insert(&*store, contract(33, ANN, FLEX)).await;
    assert_eq!(counted(&store, ANN).await, [21, 22, 24]);
    assert_eq!(counted(&store, BOB).await, [0; 0]);
    let ann = facts(&*store, visit_of(ANN)).await.customer.expect("Ann");
    let times = |id: i64| -> (Instant, Option<Instant>, i64) {
        let stay = ann.counted.iter().find(|stay| stay.visit.get() == id).expect("a stay");
        (stay.from, stay.to, stay.location.get())
    };
    assert_eq!(times(22), (after_noon(-20 * DAY), Some(after_noon(-20 * DAY + HOUR)), BARN));
    assert_eq!((times(21).0, times(21).1), (after_noon(-HOUR), None));
}

/// In months or in weeks, however long a plan says it is.
pub async fn stays_as_far_back_as_the_longest_cycle(ground: &dyn Ground) {
    let store = network(ground).await;
    let long_ago = |id, days: i64| counting(id, ANN, -days * DAY, Some(-days * DAY + HOUR));
    for one in [long_ago(21, 32), long_ago(22, 40), long_ago(23, 70), long_ago(24, 92), long_ago(25, 500)] {
        insert(&*store, one).await;
    }
    let flex = |id: i64, every: i64, weeks: i64| Tariff {
        hours_price_plan_limit: Some(10),
        invoice_every: every,
        invoice_every_weeks: weeks,
        ..plan(id, &format!("Flex {id}"))
    };
    let steps: [(Tariff, &[i64]); 4] = [
        (flex(41, 1, 0), &[21]),
        (flex(42, 0, 6), &[21, 22]),
        (flex(43, 3, 0), &[21, 22, 23, 24]),
        (flex(44, i64::MAX, i64::MAX), &[21, 22, 23, 24, 25]),
    ];
    for (plan, expected) in steps {
        let id = plan.base.id;
        insert(&*store, plan).await;
        insert(&*store, contract(id + 10, ANN, id)).await;
        assert_eq!(counted(&store, ANN).await, expected);
    }
}

/// Those of one are not those of another that comes at the same moment.
pub async fn each_of_a_batch_has_its_own_stays(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, Tariff { checkin_month_limit: Some(2), ..plan(FLEX, "Flex") }).await;
    for (nth, customer) in (0..).zip([ANN, BOB]) {
        insert(&*store, contract(31 + nth, customer, FLEX)).await;
        insert(&*store, counting(21 + nth, customer, -DAY, Some(-DAY + HOUR))).await;
    }
    let works = (0..10).map(|nth| {
        let (customer, visit) = if nth % 2 == 0 { (ANN, 21) } else { (BOB, 22) };
        work(about(visit_of(customer)), move |snapshot, _| {
            let facts = snapshot.visit.as_ref().and_then(|facts| facts.customer.as_ref()).expect("asked for");
            let ids: Vec<_> = facts.counted.iter().map(|stay| stay.visit.get()).collect();
            answered(Vec::new(), if ids == [visit] { 200 } else { 500 }, "seen")
        })
    });
    for outcome in at_once(&store, works.collect()).await {
        assert_eq!(outcome, Ok(Outcome::Done(reply(200, "seen"))));
    }
}
