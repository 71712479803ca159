//! What admission and departure get to see of visits, and beside them.

use vestibule_records::kept::{LedgerAccount, LedgerEntry, LedgerUnit};
use vestibule_records::{Checkin, Coworker, Id, Record, Row, Test};
use vestibule_store::{Lookup, RowRef, Scope, VisitScope};

use crate::Ground;
use crate::facts::{DAY, HOUR, facts, ids, used};
use crate::network::{ANN, BARN, BOB, CAT, HUB, LOFT, PLAN, base, blank, contract, guid, network, visit};
use crate::works::{after_noon, filter, insert, noon, nothing, see, visit_of};

/// The open one, whenever it began, those that began in the window, and the last before that reaches into it.
pub async fn visits_that_matter(ground: &dyn Ground) {
    let store = network(ground).await;
    let past = |id, minutes| visit(id, Some(ANN), after_noon(minutes), Some(after_noon(minutes + 1)));
    for one in [past(21, -11 * HOUR), past(22, 11 * HOUR), past(23, -13 * HOUR), past(24, 13 * HOUR)] {
        insert(&*store, one).await;
    }
    insert(&*store, visit(25, Some(BOB), noon(), None)).await;
    insert(&*store, visit(26, None, noon(), None)).await;
    assert_eq!(ids(&facts(&*store, visit_of(ANN)).await.visits), [21, 22]);
    insert(&*store, visit(27, Some(ANN), after_noon(-30 * DAY), None)).await;
    let found = facts(&*store, visit_of(ANN)).await.visits;
    assert_eq!(ids(&found), [21, 22, 27]);
    let two_days = VisitScope { instants: vec![noon(), after_noon(DAY)], ..visit_of(ANN) };
    assert_eq!(ids(&facts(&*store, two_days).await.visits), [21, 22, 24, 27]);
    let nobody = VisitScope { customer: None, ..visit_of(ANN) };
    assert_eq!(ids(&facts(&*store, nobody).await.visits), [0; 0]);
    let night = after_noon(-12 * HOUR - 30);
    insert(&*store, used(41, -30 * DAY)).await;
    let coworker_time_pass_guid = Some(guid(41));
    let reaching = visit(28, Some(ANN), night, Some(after_noon(-11 * HOUR)));
    insert(&*store, Checkin { coworker_time_pass_guid, ..reaching }).await;
    insert(&*store, entry(42, 28, 1)).await;
    let found = facts(&*store, visit_of(ANN)).await;
    assert_eq!((ids(&found.visits), found.taken.len()), (vec![21, 22, 27, 28], 1));
    assert!(ids(&found.passes).contains(&41), "the pass it stands on");
}

/// The visit by its id, whoever's; the pass it stands on; what visits moved in the ledger, oldest first.
pub async fn a_corrected_visit_with_its_pass_and_ledger(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, used(21, -30 * DAY)).await;
    let long_ago = after_noon(-30 * DAY);
    let on_pass =
        Checkin { coworker_time_pass_guid: Some(guid(21)), ..visit(31, Some(ANN), long_ago, Some(long_ago)) };
    insert(&*store, on_pass).await;
    insert(&*store, visit(32, Some(BOB), long_ago, Some(long_ago))).await;
    for (id, visit, amount) in [(43, 31, -1), (41, 31, 1), (42, 32, 5)] {
        insert(&*store, entry(id, visit, amount)).await;
    }
    let scope = VisitScope { visit: Some(31), ..visit_of(ANN) };
    let found = facts(&*store, scope).await;
    assert_eq!((ids(&found.passes), ids(&found.visits)), (vec![21], vec![31]));
    assert_eq!(found.taken.iter().map(Row::id).collect::<Vec<_>>(), [41, 43]);
    let anothers = VisitScope { visit: Some(32), ..visit_of(ANN) };
    let found = facts(&*store, anothers).await;
    assert_eq!((ids(&found.passes), ids(&found.visits)), (vec![], vec![32]));
    let nameless = VisitScope { customer: None, visit: Some(31), ..visit_of(ANN) };
    let found = facts(&*store, nameless).await;
    assert_eq!((found.customer, ids(&found.passes), ids(&found.visits)), (None, vec![], vec![31]));
    assert_eq!(found.taken.len(), 2);
}

fn entry(id: i64, visit: i64, amount: i64) -> LedgerEntry {
    LedgerEntry {
        business_id: Id::new(LOFT),
        coworker_id: ANN,
        checkin_id: Some(visit),
        coworker_time_pass_id: 21,
        debit: if amount > 0 { LedgerAccount::Visit } else { LedgerAccount::Pass },
        credit: if amount > 0 { LedgerAccount::Pass } else { LedgerAccount::Visit },
        unit: LedgerUnit::Days,
        amount: amount.abs(),
        base: base(id),
        ..blank()
    }
}

/// A customer or a location that does not exist.
pub async fn nobody_and_nowhere(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, visit(21, Some(ANN), noon(), None)).await;
    let found = facts(&*store, visit_of(99)).await;
    assert_eq!((found.customer.is_none(), found.location.is_some(), found.visits.len()), (true, true, 0));
    let found = facts(&*store, VisitScope { location: 99, ..visit_of(ANN) }).await;
    assert_eq!((found.customer.is_none(), found.location.is_none(), found.visits.len()), (true, true, 0));
    let found = facts(&*store, visit_of(ANN)).await;
    let location = found.location.expect("the loft");
    assert_eq!((location.id.get(), location.name.as_str()), (LOFT, "Loft"));
    assert_eq!(location.ancestors.iter().map(|above| above.get()).collect::<Vec<_>>(), [HUB]);
}

/// A scope may ask for all of it, to change or to look at.
pub async fn rows_and_lookups_beside_a_visit(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, visit(21, Some(ANN), noon(), None)).await;
    insert(&*store, contract(22, ANN, PLAN)).await;
    for changes in [false, true] {
        let scope = Scope {
            rows: vec![
                RowRef { schema: Checkin::schema(), id: 21, changes },
                RowRef { schema: Coworker::schema(), id: CAT, changes: false },
            ],
            lookups: vec![Lookup::two(
                Coworker::schema(),
                vec![filter::<Coworker>("Email", Test::Same("bob@example.com".into()))],
            )],
            visit: Some(visit_of(ANN)),
            ..nothing()
        };
        let (rows, found, facts) = see(&*store, scope, |snapshot| {
            (snapshot.rows.clone(), snapshot.found.clone(), snapshot.visit.clone())
        })
        .await;
        assert_eq!(rows[&("Checkin", 21)].get("CoworkerFullName").text(), Some("Ann"));
        assert_eq!(rows[&("Coworker", CAT)].get("Businesses").ids(), [BARN]);
        assert_eq!(found.iter().flatten().map(Row::id).collect::<Vec<_>>(), [BOB]);
        let facts = facts.expect("asked for");
        assert_eq!(ids(&facts.visits), [21]);
        assert_eq!(facts.customer.map(|ann| ann.plans), Some(vec![PLAN]));
    }
}
