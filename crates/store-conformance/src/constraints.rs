//! The database is the referee: what must be unique is, and what is referred to stays.

use vestibule_domain::time::Instant;
use vestibule_records::kept::IssuedSet;
use vestibule_records::{
    Business, BusinessSetting, Checkin, Coworker, CoworkerContract, Id, Record, Row, TimePass, TimePassPrice,
    TimePassTimeSlot,
};
use vestibule_store::{Change, Outcome, Store, StoreError};

use crate::Ground;
use crate::network::{
    ANN, BOB, COUNTRY, DAY, HUB, LOFT, PLAN, base, blank, business, contract, customer, held, network, pass,
    visit,
};
use crate::works::{about, all, at_once, done, get, insert, noon, row, visit_of, work, write};

fn setting(id: i64) -> Row {
    let (business_id, name) = (Id::new(HUB), format!("Setting{id}"));
    BusinessSetting { business_id, name, base: base(id), ..blank() }.into_row()
}

/// Writes a good row and then the change: it must fail, and the good row with it.
async fn fails(store: &dyn Store, change: Change, error: StoreError) {
    let what = format!("{change:?}");
    let outcome = write(store, vec![Change::Insert(setting(900)), change]).await;
    assert_eq!(outcome, Err(error), "{what}");
    assert!(row::<BusinessSetting>(store, 900).await.is_none(), "{what} left a trace");
}

/// Primary keys, unique columns, compound keys, one open visit.
pub async fn a_taken_value_leaves_no_trace(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, visit(21, Some(ANN), noon(), None)).await;
    insert(
        &*store,
        BusinessSetting { business_id: Id::new(HUB), name: "Taken".into(), base: base(22), ..blank() },
    )
    .await;
    insert(&*store, held(23, ANN)).await;
    let again =
        BusinessSetting { business_id: Id::new(HUB), name: "Taken".into(), base: base(32), ..blank() };
    let twin = vestibule_records::CoworkerTimePass {
        base: vestibule_records::Base { id: 33, ..base(23) },
        ..held(23, BOB)
    };
    for row in [
        customer(ANN, "Other", LOFT).into_row(),
        customer(31, "Ann", LOFT).into_row(),
        business(31, "Loft", None).into_row(),
        again.into_row(),
        twin.into_row(),
        visit(31, Some(ANN), noon(), None).into_row(),
    ] {
        fails(&*store, Change::Insert(row), StoreError::Taken).await;
    }
    fails(&*store, Change::Update(customer(BOB, "Ann", LOFT).into_row()), StoreError::Taken).await;
    let elsewhere =
        BusinessSetting { business_id: Id::new(LOFT), name: "Taken".into(), base: base(32), ..blank() };
    insert(&*store, elsewhere).await;
}

/// References of columns and of collections.
pub async fn a_reference_to_nothing_leaves_no_trace(ground: &dyn Ground) {
    let store = network(ground).await;
    let nowhere = customer(31, "Dee", 99);
    let nobody = visit(31, Some(99), noon(), None);
    for row in [nowhere.into_row(), nobody.into_row(), held(31, 99).into_row()] {
        fails(&*store, Change::Insert(row), StoreError::StillReferred).await;
    }
    let moved = Coworker { country_id: Id::new(99), ..customer(ANN, "Ann", LOFT) };
    fails(&*store, Change::Update(moved.into_row()), StoreError::StillReferred).await;
    let ann = get::<Coworker>(&*store, ANN).await.expect("Ann");
    assert_eq!((ann.country_id.get(), ann.businesses), (COUNTRY, vec![Id::new(LOFT)]));
}

/// A row that others refer to cannot be deleted.
pub async fn what_is_referred_to_stays(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, visit(21, Some(ANN), noon(), None)).await;
    for (schema, id) in [(Business::schema(), LOFT), (Coworker::schema(), ANN), (Business::schema(), HUB)] {
        fails(&*store, Change::Delete(schema, id), StoreError::StillReferred).await;
    }
    assert!(get::<Coworker>(&*store, ANN).await.is_some());
}

/// Prices and hours of a pass, and its links.
pub async fn what_belongs_to_a_row_goes_with_it(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, TimePass { businesses: vec![Id::new(LOFT)], ..pass(21, "Short-lived") }).await;
    let (time_pass_id, tariff_id) = (Id::new(21), Id::new(PLAN));
    insert(&*store, TimePassPrice { time_pass_id, tariff_id, base: base(22), ..blank() }).await;
    insert(&*store, TimePassTimeSlot { time_pass_id, base: base(23), ..blank() }).await;
    write(&*store, vec![Change::Delete(TimePass::schema(), 21)]).await.expect("the pass goes");
    assert!(all::<TimePassPrice>(&*store).await.is_empty());
    assert!(all::<TimePassTimeSlot>(&*store).await.is_empty());
    assert_eq!(all::<TimePass>(&*store).await.len(), 1, "{DAY} stays");
}

/// E-mail addresses, web addresses, names of settings.
pub async fn letter_case_does_not_make_a_value_free(ground: &dyn Ground) {
    let store = network(ground).await;
    let loud = Coworker { email: "ANN@Example.COM".into(), ..customer(31, "Dee", LOFT) };
    fails(&*store, Change::Insert(loud.into_row()), StoreError::Taken).await;
    let loud = Business { web_address: "LOFT".into(), ..business(31, "Other", None) };
    fails(&*store, Change::Insert(loud.into_row()), StoreError::Taken).await;
}

/// Attempts of one moment, of which a few collide with what is there or refer to nothing.
pub async fn one_that_fails_does_not_disturb_its_neighbours(ground: &dyn Ground) {
    let store = network(ground).await;
    let customers: Vec<i64> = (1000..1120).collect();
    let rows = customers.iter().map(|id| Change::Insert(customer(*id, &format!("c{id}"), LOFT).into_row()));
    write(&*store, rows.collect()).await.expect("the customers");
    insert(&*store, visit(1, Some(ANN), noon(), Some(noon()))).await;
    let attempt = |id: i64| {
        let row = match id {
            // The id of another visit.
            1010 => visit(1, Some(id), noon(), None),
            // Somebody who does not exist.
            1050 | 1051 => visit(id, Some(5), noon(), None),
            _ => visit(id, Some(id), noon(), None),
        };
        work(about(visit_of(id)), move |_, _| done(vec![Change::Insert(row.clone().into_row())]))
    };
    let outcomes = at_once(&store, customers.iter().copied().map(attempt).collect()).await;
    for (id, outcome) in customers.iter().zip(&outcomes) {
        match id {
            1010 => assert_eq!(outcome, &Err(StoreError::Taken)),
            1050 | 1051 => assert_eq!(outcome, &Err(StoreError::StillReferred)),
            _ => assert!(matches!(outcome, Ok(Outcome::Done(_))), "{id}: {outcome:?}"),
        }
    }
    assert_eq!(all::<Checkin>(&*store).await.len(), 1 + 120 - 3);
}

/// One set for each contract, benefit and period, whoever gives it; the mark goes with the contract.
pub async fn a_set_of_passes_is_given_once(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, contract(21, ANN, PLAN)).await;
    let set = |id: i64, benefit: i64, from: i64| IssuedSet {
        coworker_contract_id: Id::new(21),
        tariff_time_pass_id: benefit,
        period_from: Instant::from_micros(from),
        period_until: Instant::from_micros(from + 10),
        base: base(id),
    };
    for other in [set(31, 5, 10), set(32, 5, 20), set(33, 6, 10)] {
        insert(&*store, other).await;
    }
    fails(&*store, Change::Insert(set(34, 5, 10).into_row()), StoreError::Taken).await;
    write(&*store, vec![Change::Delete(CoworkerContract::schema(), 21)]).await.expect("a delete");
    assert!(all::<IssuedSet>(&*store).await.is_empty());
}
