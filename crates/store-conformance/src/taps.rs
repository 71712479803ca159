//! What a tap at the door needs of a store: whose a card is, and what the identical tap before came to.

use vestibule_records::{Coworker, FailedCheckin, Id, Record, Row, Test};
use vestibule_store::{Change, Query, Viewer, VisitScope, Work};

use crate::Ground;
use crate::facts::facts;
use crate::network::{ANN, BARN, BOB, LOFT, base, blank, customer, network};
use crate::works::{about, all, answered, at_once, get, insert, list, noon, visit_of, work, write};

fn refusal(id: i64, tap: &str, nth: i64) -> FailedCheckin {
    FailedCheckin {
        business_id: Id::new(LOFT),
        checkin_attempt_time: noon(),
        tap: Some(tap.to_owned()),
        nth_of_tap: Some(nth),
        base: base(id),
        ..blank()
    }
}

/// What is to be known of a tap of nobody.
fn tap(name: &str) -> VisitScope {
    VisitScope { customer: None, tap: Some(name.to_owned()), ..visit_of(ANN) }
}

/// The one with the largest number, of that tap alone.
pub async fn the_last_refusal_of_a_tap(ground: &dyn Ground) {
    let store = network(ground).await;
    for one in [refusal(31, "a", 1), refusal(33, "a", 2), refusal(32, "a", 3), refusal(34, "b", 1)] {
        insert(&*store, one).await;
    }
    let last = async |scope: VisitScope| facts(&*store, scope).await.refused.map(|row| row.id());
    assert_eq!(last(tap("a")).await, Some(32));
    assert_eq!(last(tap("b")).await, Some(34));
    assert_eq!(last(VisitScope { customer: Some(ANN), ..tap("b") }).await, Some(34));
    assert_eq!((last(tap("c")).await, last(visit_of(ANN)).await), (None, None));
    insert(&*store, FailedCheckin { tap: None, nth_of_tap: None, ..refusal(35, "", 0) }).await;
    insert(&*store, FailedCheckin { tap: None, nth_of_tap: None, ..refusal(36, "", 0) }).await;
}

/// Refuses a tap where the snapshot shows no refusal of it.
#[must_use]
pub fn refusing(name: &'static str) -> Work {
    work(about(tap(name)), move |snapshot, mint| {
        if snapshot.visit.as_ref().is_some_and(|facts| facts.refused.is_some()) {
            return answered(Vec::new(), 200, "again");
        }
        answered(vec![Change::Insert(refusal(mint.id(), name, 1).into_row())], 200, "refused")
    })
}

/// All who come at the same moment learn of the one that was written.
pub async fn a_tap_that_comes_twenty_times_is_refused_once(ground: &dyn Ground) {
    let store = network(ground).await;
    let outcomes = at_once(&store, (0..40).map(|nth| refusing(["a", "b"][nth % 2])).collect()).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(all::<FailedCheckin>(&*store).await.len(), 2);
}

/// By any of them, however they are spelt; and no longer by one that was given up.
pub async fn a_row_is_found_by_its_codes(ground: &dyn Ground) {
    let store = network(ground).await;
    let with_cards = |id, name: &str, location, cards: &str| Coworker {
        access_card_id: Some(cards.to_owned()),
        key_fob_number: Some("fob 9".to_owned()),
        ..customer(id, name, location)
    };
    insert(&*store, with_cards(21, "Dan", LOFT, "04:a1:b2, 77")).await;
    insert(&*store, with_cards(22, "Eve", BARN, "77")).await;
    let found = async |code: &str, viewer: Viewer| {
        let query = Query::by::<Coworker>("AccessCardId", Test::Code(code.to_owned()));
        list(&*store, Query { viewer, ..query }).await.rows.iter().map(Row::id).collect::<Vec<_>>()
    };
    assert_eq!(found("04A1B2", Viewer::Everything).await, [21]);
    assert_eq!(found("77", Viewer::Everything).await, [21, 22]);
    assert_eq!(found("77", Viewer::Locations(vec![BARN])).await, [22]);
    assert_eq!(found("FOB9", Viewer::Everything).await, [21, 22]);
    assert_eq!(found("04a1b2", Viewer::Everything).await, [0; 0]);
    let changed = Coworker { access_card_id: Some("88".to_owned()), ..get(&*store, 21).await.expect("Dan") };
    write(&*store, vec![Change::Update(changed.into_row())]).await.expect("written");
    assert_eq!(found("77", Viewer::Everything).await, [22]);
    assert_eq!(found("88", Viewer::Everything).await, [21]);
    let plain = [customer(BOB + 20, "Bo", LOFT).into_row(), customer(BOB + 21, "Cy", LOFT).into_row()];
    write(&*store, plain.into_iter().map(Change::Insert).collect()).await.expect("written");
}
