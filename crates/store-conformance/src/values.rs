//! What is written comes back as it was.

use vestibule_domain::time::{Instant, TimeOfDay};
use vestibule_records::{Coworker, Decimal, Id, Record, Team, TimePass, TimePassTimeSlot, Value};
use vestibule_store::Change;

use crate::Ground;
use crate::network::{ANN, BARN, BOB, CAT, DAY, HUB, LOFT, base, blank, customer, guid, network, pass, team};
use crate::works::{after_noon, all, get, insert, row, write};

/// Integers, instants, decimals, enums, references and truths, at their extremes and null.
pub async fn every_kind_of_value_comes_back(ground: &dyn Ground) {
    let store = network(ground).await;
    let full = Coworker {
        invoice_due_date_period: Some(i64::MAX),
        invoice_due_date_day: Some(i64::MIN),
        checkin_since_last_renewal: -1,
        date_of_birth: Some(Instant::from_micros(i64::MIN)),
        last_renewal: Some(Instant::from_micros(i64::MAX)),
        tax_rate: Some(Decimal::from_ten_thousandths(-1)),
        longitude: Some(Decimal::from_ten_thousandths(i64::MAX)),
        invoicing_business_id: Some(Id::new(HUB)),
        active: false,
        archived: true,
        ..customer(21, "Dee", LOFT)
    };
    let empty = Coworker { businesses: Vec::new(), ..customer(22, "Eve", LOFT) };
    for record in [full, empty] {
        insert(&*store, record.clone()).await;
        assert_eq!(get::<Coworker>(&*store, record.base.id).await, Some(record));
    }
    let midnight = TimeOfDay::new(0, 0, 0, 0).expect("a time");
    let late = TimeOfDay::new(23, 59, 59, 999_999).expect("a time");
    let slot = TimePassTimeSlot {
        time_pass_id: Id::new(DAY),
        from_time: midnight,
        to_time: late,
        base: base(23),
        ..blank()
    };
    insert(&*store, slot.clone()).await;
    assert_eq!(get::<TimePassTimeSlot>(&*store, 23).await, Some(slot));
    assert_eq!(get::<Coworker>(&*store, 99).await, None);
}

/// Letters of all scripts, quotes, backslashes, line ends, nothing at all.
pub async fn a_text_of_any_script_comes_back(ground: &dyn Ground) {
    let store = network(ground).await;
    let texts =
        ["", " ", "O'Hara \"the\" \\ {a,b} NULL", "Zoë 東京 🚪\u{200d}🔑", "a\r\nb\tc", "\u{10ffff}", "%_"];
    for (id, text) in (30..).zip(texts) {
        let base = vestibule_records::Base { system_id: Some(text.to_owned()), ..base(id) };
        let notes = Some(text.repeat(300));
        let coworker = Coworker {
            notes,
            nick_name: Some(text.to_owned()),
            base,
            ..customer(id, &format!("c{id}"), LOFT)
        };
        insert(&*store, coworker.clone()).await;
        assert_eq!(get::<Coworker>(&*store, id).await, Some(coworker), "{text:?}");
    }
}

/// An update writes all values, nulls included.
pub async fn an_update_replaces_every_value(ground: &dyn Ground) {
    let store = network(ground).await;
    let before = Coworker {
        notes: Some("before".into()),
        tax_rate: Some(Decimal::from_ten_thousandths(1)),
        ..customer(21, "Dee", LOFT)
    };
    insert(&*store, before).await;
    let base = vestibule_records::Base { updated_on: after_noon(1), unique_id: guid(77), ..base(21) };
    let after = Coworker {
        full_name: "Di".into(),
        notes: None,
        tax_rate: None,
        active: false,
        base,
        ..customer(21, "Dee", LOFT)
    };
    write(&*store, vec![Change::Update(after.clone().into_row())]).await.expect("an update");
    assert_eq!(get::<Coworker>(&*store, 21).await, Some(after));
    write(&*store, vec![Change::Delete(Coworker::schema(), 21)]).await.expect("a delete");
    assert_eq!(get::<Coworker>(&*store, 21).await, None);
    // What is not there cannot go again, which is nobody's fault.
    write(&*store, vec![Change::Delete(Coworker::schema(), 21)]).await.expect("a delete of nothing");
}

/// An amendment writes the fields it names, nulls included, and leaves the others and the collections alone.
pub async fn an_amendment_changes_what_it_names(ground: &dyn Ground) {
    let store = network(ground).await;
    let before =
        Coworker { notes: Some("before".into()), nick_name: Some("Dee".into()), ..customer(21, "Dee", LOFT) };
    insert(&*store, before.clone()).await;
    let meant = Coworker {
        notes: None,
        minutes_since_last_renewal: 7,
        nick_name: Some("not named".into()),
        businesses: Vec::new(),
        ..before.clone()
    };
    let amend = |row: Coworker| Change::Amend(row.into_row(), &["Notes", "MinutesSinceLastRenewal"]);
    let twice = Coworker { minutes_since_last_renewal: 8, ..meant.clone() };
    write(&*store, vec![amend(meant), amend(twice)]).await.expect("amendments");
    let after = Coworker { notes: None, minutes_since_last_renewal: 8, ..before };
    assert_eq!(get::<Coworker>(&*store, 21).await, Some(after));
}

/// Hundreds of rows of the widest record, in one decision.
pub async fn a_wide_record_takes_many_rows_at_once(ground: &dyn Ground) {
    let store = network(ground).await;
    let many: Vec<Coworker> = (1000..1400)
        .map(|id| customer(id, &format!("c{id}"), if id % 2 == 0 { LOFT } else { BARN }))
        .collect();
    write(&*store, many.iter().cloned().map(|one| Change::Insert(one.into_row())).collect())
        .await
        .expect("400 rows");
    let renamed = many.into_iter().map(|one| Coworker { full_name: format!("New {}", one.base.id), ..one });
    let renamed: Vec<Coworker> = renamed.collect();
    write(&*store, renamed.iter().cloned().map(|one| Change::Update(one.into_row())).collect())
        .await
        .expect("400 updates");
    let stored = all::<Coworker>(&*store).await.into_iter().filter(|one| one.base.id >= 1000);
    assert_eq!(stored.collect::<Vec<_>>(), renamed);
}

/// Ids in a row replace the collection; a null leaves it; none empty it.
pub async fn a_collection_is_replaced_and_left_alone_when_null(ground: &dyn Ground) {
    let store = network(ground).await;
    let set = |ids: &[i64]| Value::Ids(ids.to_vec());
    insert(&*store, TimePass { businesses: vec![Id::new(BARN), Id::new(HUB)], ..pass(21, "Two places") })
        .await;
    let mut stored = row::<TimePass>(&*store, 21).await.expect("the pass");
    assert_eq!(stored.get("Businesses"), &set(&[HUB, BARN]), "ascending");
    for (written, expected) in [
        (set(&[LOFT, BARN]), set(&[LOFT, BARN])),
        (Value::Null, set(&[LOFT, BARN])),
        (set(&[]), set(&[])),
        (Value::Null, set(&[])),
        (set(&[HUB]), set(&[HUB])),
    ] {
        stored.set("Businesses", written.clone());
        write(&*store, vec![Change::Update(stored.clone())]).await.expect("an update");
        let read = row::<TimePass>(&*store, 21).await.expect("the pass");
        assert_eq!(read.get("Businesses"), &expected, "after {written:?}");
        assert_eq!(read.get("Tariffs"), &set(&[]), "another collection");
    }
}

/// A team's members are the members' teams.
pub async fn a_collection_is_seen_from_both_sides(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, team(21, "Blue", &[ANN, BOB])).await;
    insert(&*store, team(22, "Green", &[BOB])).await;
    let teams = |id| {
        let store = store.clone();
        async move { row::<Coworker>(&*store, id).await.expect("a customer").get("Teams").clone() }
    };
    assert_eq!(teams(ANN).await, Value::Ids(vec![21]));
    assert_eq!(teams(BOB).await, Value::Ids(vec![21, 22]));
    assert_eq!(teams(CAT).await, Value::Ids(vec![]));
    let mut bob = row::<Coworker>(&*store, BOB).await.expect("Bob");
    bob.set("Teams", Value::Ids(vec![22]));
    write(&*store, vec![Change::Update(bob)]).await.expect("an update");
    let blue = row::<Team>(&*store, 21).await.expect("the team");
    assert_eq!(blue.get("TeamMembers"), &Value::Ids(vec![ANN]));
}
