//! What a viewer of some locations sees: rows of other locations do not exist for them.

use vestibule_records::{
    BusinessSetting, Country, Coworker, Id, Record, Row, Test, TimePass, TimePassPrice, User, Value,
};
use vestibule_store::{Lookup, Query, RowRef, Scope, Store, Viewer};

use crate::Ground;
use crate::network::{
    ANN, BARN, BOB, CAT, COUNTRY, DAY, HUB, LOFT, PLAN, base, blank, customer, network, pass, user,
};
use crate::works::{filter, insert, list, nothing, see};

async fn seen<T: Record>(store: &dyn Store, locations: &[i64]) -> (Vec<i64>, i64) {
    let viewer = Viewer::Locations(locations.to_vec());
    let page = list(store, Query { viewer, counted: true, ..Query::all(T::schema()) }).await;
    (page.rows.iter().map(Row::id).collect(), page.total)
}

/// By a column of the record itself.
pub async fn rows_of_a_location(ground: &dyn Ground) {
    let store = network(ground).await;
    for (id, location) in [(21, HUB), (22, LOFT), (23, BARN)] {
        let business_id = Id::new(location);
        insert(&*store, BusinessSetting { business_id, name: "A.B".into(), base: base(id), ..blank() }).await;
    }
    let store = &*store;
    assert_eq!(seen::<BusinessSetting>(store, &[LOFT]).await, (vec![22], 1));
    assert_eq!(seen::<BusinessSetting>(store, &[HUB, BARN]).await, (vec![21, 23], 2));
    assert_eq!(seen::<BusinessSetting>(store, &[]).await, (vec![], 0));
    assert_eq!(seen::<vestibule_records::Business>(store, &[LOFT, 99]).await, (vec![LOFT], 1));
}

/// By the location of a record that is referred to.
pub async fn rows_over_a_reference(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, TimePass { business_id: Id::new(BARN), ..pass(21, "Barn day") }).await;
    for (id, pass) in [(31, DAY), (32, 21)] {
        let (time_pass_id, tariff_id) = (Id::new(pass), Id::new(PLAN));
        insert(&*store, TimePassPrice { time_pass_id, tariff_id, base: base(id), ..blank() }).await;
    }
    assert_eq!(seen::<TimePassPrice>(&*store, &[HUB]).await, (vec![31], 1));
    assert_eq!(seen::<TimePassPrice>(&*store, &[BARN]).await, (vec![32], 1));
}

/// By any location of a collection; without one, for those who see everything.
pub async fn rows_of_a_collection(ground: &dyn Ground) {
    let store = network(ground).await;
    let (loft, barn) = (Id::new(LOFT), Id::new(BARN));
    insert(&*store, Coworker { businesses: vec![loft, barn], ..customer(21, "Dee", LOFT) }).await;
    insert(&*store, Coworker { businesses: Vec::new(), ..customer(22, "Eve", LOFT) }).await;
    insert(&*store, User { businesses: vec![barn], ..user(31, "Staff") }).await;
    assert_eq!(seen::<Coworker>(&*store, &[LOFT]).await, (vec![ANN, BOB, 21], 3));
    assert_eq!(seen::<Coworker>(&*store, &[LOFT, BARN]).await, (vec![ANN, BOB, CAT, 21], 4));
    assert_eq!(seen::<User>(&*store, &[BARN]).await, (vec![31], 1));
    let query = Query { counted: true, ..Query::all(Coworker::schema()) };
    assert_eq!(list(&*store, query).await.total, 5);
}

/// What belongs to no location.
pub async fn rows_of_nowhere_are_for_everybody(ground: &dyn Ground) {
    let store = network(ground).await;
    assert_eq!(seen::<Country>(&*store, &[BARN]).await, (vec![COUNTRY], 1));
    assert_eq!(seen::<Country>(&*store, &[]).await, (vec![COUNTRY], 1));
}

/// The rows of a scope are those its viewer sees, collections included; lookups see everything, as much of it as they take.
pub async fn a_scope_has_the_eyes_of_its_viewer(ground: &dyn Ground) {
    let store = network(ground).await;
    let row = |id, changes| RowRef { schema: Coworker::schema(), id, changes };
    let by_email = filter::<Coworker>("Email", Test::Same("CAT@example.com".into()));
    let by_country = filter::<Coworker>("CountryId", Test::Is(Value::Int(COUNTRY)));
    let lookup = |filters| Lookup::two(Coworker::schema(), filters);
    let scope = Scope {
        viewer: Viewer::Locations(vec![LOFT]),
        rows: vec![row(ANN, true), row(BOB, false), row(CAT, true), row(99, false)],
        lookups: vec![
            lookup(vec![by_email]),
            lookup(vec![by_country.clone()]),
            Lookup::last(Coworker::schema(), vec![by_country.clone()]),
            Lookup::all(Coworker::schema(), vec![by_country]),
        ],
        ..nothing()
    };
    let (rows, found) = see(&*store, scope, |snapshot| (snapshot.rows.clone(), snapshot.found.clone())).await;
    let mut ids: Vec<i64> = rows.keys().map(|(_, id)| *id).collect();
    ids.sort_unstable();
    assert_eq!(ids, [ANN, BOB]);
    assert_eq!(rows[&("Coworker", ANN)].get("Businesses"), &Value::Ids(vec![LOFT]));
    assert_eq!(found[0].iter().map(Row::id).collect::<Vec<_>>(), [CAT]);
    assert_eq!(found[0][0].get("Businesses"), &Value::Ids(vec![BARN]));
    assert_eq!(found[1].len(), 2);
    let ids = |found: &[Row]| found.iter().map(Row::id).collect::<Vec<_>>();
    assert_eq!((ids(&found[2]), ids(&found[3])), (vec![CAT], vec![ANN, BOB, CAT]));
}
