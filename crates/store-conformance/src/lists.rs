//! Lists: what filters find, in which order, and how pages are cut.

use vestibule_records::{Checkin, Coworker, CoworkerType, Record, Row, Test, Value};
use vestibule_store::{Query, Store};

use crate::Ground;
use crate::network::{ANN, BARN, BOB, CAT, LOFT, base, customer, network, team, visit};
use crate::works::{after_noon, filter, ids, insert, list, noon};

const LOW: i64 = 101;
const NONE: i64 = 102;
const HIGH: i64 = 103;
const SAME: i64 = 104;

/// Four customers who differ in a nullable number, a nullable text, a truth and an enum.
async fn four(store: &dyn Store) {
    let four = [
        (LOW, Some(5), Some("Zürich"), false, CoworkerType::Individual),
        (NONE, None, None, true, CoworkerType::Company),
        (HIGH, Some(30), Some("100%_pure"), false, CoworkerType::Individual),
        (SAME, Some(5), Some("zug"), false, CoworkerType::Individual),
    ];
    for (id, due, city, archived, coworker_type) in four {
        let one = customer(id, &format!("Four{id}"), BARN);
        let city_name = city.map(str::to_owned);
        insert(store, Coworker { invoice_due_date_period: due, city_name, archived, coworker_type, ..one })
            .await;
    }
}

fn among_four(query: Query) -> Query {
    let mut query = query;
    query.filters.push(filter::<Coworker>("Id", Test::In(vec![LOW, NONE, HIGH, SAME])));
    query
}

async fn found(store: &dyn Store, field: &str, test: Test) -> Vec<i64> {
    let page = list(store, among_four(Query::by::<Coworker>(field, test))).await;
    page.rows.iter().map(Row::id).collect()
}

/// Only some fields, sorted and filtered by others, which are not read and neither are the names that are joined.
pub async fn of_a_row_only_what_is_asked_for_is_read(ground: &dyn Ground) {
    let store = network(ground).await;
    four(&*store).await;
    let all = Query {
        sets: false,
        ..among_four(Query::by::<Coworker>("InvoiceDueDatePeriod", Test::Is(Value::Int(5))))
    };
    let only: Option<&'static [&'static str]> = Some(&["CityName"]);
    let (all, few) = (list(&*store, all.clone()).await, list(&*store, Query { only, ..all }).await);
    let told = |row: &Row| (row.id(), row.get("CityName").clone());
    assert!(all.rows.iter().map(told).eq(few.rows.iter().map(told)) && few.rows.len() == 2);
    assert!(few.rows.iter().all(|row| row.get("FullName").is_null() && row.get("CountryName").is_null()));
    assert!(all.rows.iter().all(|row| !row.get("FullName").is_null()));
}

/// `Is` of every kind of value, and `In`.
pub async fn equality_and_membership(ground: &dyn Ground) {
    let store = network(ground).await;
    four(&*store).await;
    let store = &*store;
    assert_eq!(found(store, "InvoiceDueDatePeriod", Test::Is(Value::Int(5))).await, [LOW, SAME]);
    assert_eq!(found(store, "Archived", Test::Is(Value::Bool(true))).await, [NONE]);
    assert_eq!(found(store, "CityName", Test::Is(Value::Text("zug".into()))).await, [SAME]);
    assert_eq!(
        found(store, "CoworkerType", Test::Is(Value::Int(CoworkerType::Company as i64))).await,
        [NONE]
    );
    assert_eq!(found(store, "CityName", Test::Is(Value::Null)).await, [0; 0], "nothing equals null");
    assert_eq!(found(store, "InvoiceDueDatePeriod", Test::In(vec![30, 6])).await, [HIGH]);
    assert_eq!(ids::<Coworker>(store, "Id", Test::In(vec![])).await, [0; 0]);
    let unique = Value::Text(base(HIGH).unique_id.to_string());
    assert_eq!(ids::<Coworker>(store, "UniqueId", Test::Is(unique)).await, [HIGH]);
}

/// `Same` and `Contains`, with what is special in patterns taken literally.
pub async fn text_is_found_in_any_letter_case(ground: &dyn Ground) {
    let store = network(ground).await;
    four(&*store).await;
    let store = &*store;
    for (test, expected) in [
        (Test::Same("ZUG".into()), vec![SAME]),
        (Test::Same("zu".into()), vec![]),
        (Test::Contains("Z".into()), vec![LOW, SAME]),
        (Test::Contains("ZÜR".into()), vec![LOW]),
        (Test::Contains("0%_P".into()), vec![HIGH]),
        (Test::Contains("0_".into()), vec![]),
        (Test::Contains("\\".into()), vec![]),
        (Test::Contains("'".into()), vec![]),
        (Test::Contains(String::new()), vec![LOW, HIGH, SAME]),
    ] {
        assert_eq!(found(store, "CityName", test.clone()).await, expected, "{test:?}");
    }
}

/// `AtLeast` and `AtMost`.
pub async fn ranges_are_inclusive(ground: &dyn Ground) {
    let store = network(ground).await;
    four(&*store).await;
    let store = &*store;
    for (test, expected) in [
        (Test::AtLeast(30), vec![HIGH]),
        (Test::AtLeast(31), vec![]),
        (Test::AtMost(5), vec![LOW, SAME]),
        (Test::AtMost(i64::MAX), vec![LOW, HIGH, SAME]),
        (Test::AtLeast(i64::MIN), vec![LOW, HIGH, SAME]),
    ] {
        assert_eq!(found(store, "InvoiceDueDatePeriod", test.clone()).await, expected, "{test:?}");
    }
}

/// `IsNull` and `IsNotNull`, of a column and of a collection.
pub async fn nulls_are_found(ground: &dyn Ground) {
    let store = network(ground).await;
    four(&*store).await;
    insert(&*store, team(201, "Blue", &[LOW])).await;
    let store = &*store;
    assert_eq!(found(store, "CityName", Test::IsNull).await, [NONE]);
    assert_eq!(found(store, "CityName", Test::IsNotNull).await, [LOW, HIGH, SAME]);
    assert_eq!(found(store, "Teams", Test::IsNull).await, [NONE, HIGH, SAME]);
    assert_eq!(found(store, "Teams", Test::IsNotNull).await, [LOW]);
}

/// `Holds`.
pub async fn collections_are_searched(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, team(201, "Blue", &[ANN, BOB])).await;
    assert_eq!(ids::<Coworker>(&*store, "Teams", Test::Holds(201)).await, [ANN, BOB]);
    assert_eq!(ids::<Coworker>(&*store, "Businesses", Test::Holds(BARN)).await, [CAT]);
    assert_eq!(ids::<Coworker>(&*store, "Teams", Test::Holds(9)).await, [0; 0]);
}

/// A column of another record.
pub async fn filters_on_joined_columns(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, visit(101, Some(ANN), noon(), None)).await;
    insert(&*store, visit(102, None, noon(), None)).await;
    let store = &*store;
    assert_eq!(ids::<Checkin>(store, "CoworkerFullName", Test::Contains("aN".into())).await, [101]);
    assert_eq!(ids::<Checkin>(store, "CoworkerFullName", Test::IsNull).await, [102]);
    assert_eq!(
        ids::<Checkin>(store, "BusinessName", Test::Contains("lof".into())).await,
        [102, 101],
        "newest first"
    );
}

/// All conditions must hold.
pub async fn filters_add_up(ground: &dyn Ground) {
    let store = network(ground).await;
    four(&*store).await;
    let mut query = among_four(Query::by::<Coworker>("InvoiceDueDatePeriod", Test::Is(Value::Int(5))));
    query.filters.push(filter::<Coworker>("CityName", Test::Contains("g".into())));
    query.filters.push(filter::<Coworker>("Businesses", Test::Holds(BARN)));
    let page = list(&*store, query).await;
    assert_eq!(page.rows.iter().map(Row::id).collect::<Vec<_>>(), [SAME]);
}

/// Ascending: nulls, then by value, then by id. Descending: all of that the other way round.
pub async fn nulls_sort_first_and_ties_by_id(ground: &dyn Ground) {
    let store = network(ground).await;
    four(&*store).await;
    for (field, expected) in [
        ("InvoiceDueDatePeriod", [NONE, LOW, SAME, HIGH]),
        ("Id", [LOW, NONE, HIGH, SAME]),
        ("Archived", [LOW, HIGH, SAME, NONE]),
        ("FullName", [LOW, NONE, HIGH, SAME]),
    ] {
        let position = Coworker::schema().position(field).expect("the field");
        for descending in [false, true] {
            let query = Query { order: (position, descending), ..among_four(Query::all(Coworker::schema())) };
            let ids: Vec<i64> = list(&*store, query).await.rows.iter().map(Row::id).collect();
            let mut expected = expected.to_vec();
            if descending {
                expected.reverse();
            }
            assert_eq!(ids, expected, "{field}, descending: {descending}");
        }
    }
}

/// Pages follow one another without a gap; the total counts what fits, whatever the page.
pub async fn pages_and_their_total(ground: &dyn Ground) {
    let store = network(ground).await;
    four(&*store).await;
    let mut seen = Vec::new();
    for offset in [0, 3, 6, 9] {
        let query = Query { offset, limit: 3, counted: true, ..Query::all(Coworker::schema()) };
        let page = list(&*store, query).await;
        assert_eq!(page.total, 7);
        seen.extend(page.rows.iter().map(Row::id));
    }
    assert_eq!(seen, [ANN, BOB, CAT, LOW, NONE, HIGH, SAME]);
    let query = Query { counted: true, limit: 0, ..Query::by::<Coworker>("Businesses", Test::Holds(LOFT)) };
    let page = list(&*store, query).await;
    assert_eq!((page.rows.len(), page.total), (0, 2));
    let query = Query { filters: Vec::new(), ..Query::by::<Coworker>("Businesses", Test::Holds(LOFT)) };
    assert_eq!(list(&*store, query).await.total, 0, "not counted");
}

/// Names of what is referred to; null where nothing is.
pub async fn names_are_joined(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, visit(101, Some(ANN), noon(), None)).await;
    insert(&*store, visit(102, None, after_noon(1), None)).await;
    let page = list(&*store, Query::all(Checkin::schema())).await;
    let names: Vec<_> = page
        .rows
        .iter()
        .map(|row| [row.get("CoworkerFullName").clone(), row.get("BusinessName").clone()])
        .collect();
    let text = |text: &str| Value::Text(text.to_owned());
    assert_eq!(names, [[Value::Null, text("Loft")], [text("Ann"), text("Loft")]]);
    let pass = crate::works::row::<vestibule_records::TimePass>(&*store, crate::network::DAY)
        .await
        .expect("the pass");
    assert_eq!((pass.get("BusinessName"), pass.get("CurrencyCode")), (&text("Hub"), &text("GBP")));
}

/// Without being asked for they are null, which writes nothing when the row goes back.
pub async fn collections_are_read_only_when_asked_for(ground: &dyn Ground) {
    let store = network(ground).await;
    for (sets, expected) in [(true, Value::Ids(vec![LOFT])), (false, Value::Null)] {
        let query = Query { sets, ..Query::by::<Coworker>("Id", Test::In(vec![ANN])) };
        let page = list(&*store, query).await;
        assert_eq!(page.rows[0].get("Businesses"), &expected);
    }
}
