//! What is counted of works, once they are durable.

use std::sync::atomic::Ordering;

use vestibule_domain::Source;
use vestibule_domain::time::Instant;
use vestibule_records::kept::Delivery;
use vestibule_records::{Checkin, Record};
use vestibule_store::counted::{Attempted, CameTo, Departed, Waiting};
use vestibule_store::{Change, Store, VisitScope, Work};

use crate::Ground;
use crate::network::{ANN, BOB, CAT, LOFT, base, blank, network, visit};
use crate::works::{about, after_noon, answered, at_once, done, key, noon, nothing, visit_of, work, write};

fn attempts(store: &dyn Store) -> Vec<(Attempted, u64)> {
    let each = store.counts().attempts.each();
    each.map(|(attempted, count)| (attempted, count.load(Ordering::Relaxed))).collect()
}

/// Somebody who comes in, by a tile, under a row with this id.
fn coming(customer: i64, id: i64) -> Work {
    work(about(visit_of(customer)), move |_, mint| {
        mint.note_attempt(Source::Tile, CameTo::Admitted);
        done(vec![Change::Insert(visit(id, Some(customer), noon(), None).into_row())])
    })
}

/// An attempt counts once, after its commit, also beside others that fail; one that fails or comes again does not.
pub async fn an_attempt_is_counted_once_it_is_durable(ground: &dyn Ground) {
    let store = network(ground).await;
    let admitted = Attempted { source: Source::Tile, came_to: CameTo::Admitted };
    let refused = Attempted { source: Source::Tile, came_to: CameTo::Refused("no_pass") };
    let keyed = Work { key: Some(key("k", "f")), ..coming(ANN, 501) };
    for _ in 0..3 {
        store.transact(keyed.clone()).await.expect("the work commits");
    }
    assert_eq!(attempts(&*store), [(admitted, 1)]);
    assert_eq!(store.counts().attempts_replayed.load(Ordering::Relaxed), 2);
    let panics = work(about(visit_of(CAT)), |_, mint| {
        mint.note_attempt(Source::Tile, CameTo::Again);
        panic!("a decision that panics")
    });
    let refuses = work(about(visit_of(BOB)), |_, mint| {
        mint.note_attempt(Source::Tile, CameTo::Admitted);
        mint.note_attempt(Source::Tile, CameTo::Refused("no_pass"));
        answered(Vec::new(), 400, "no")
    });
    // The second one is inside already, which the store finds out when it writes.
    let outcomes = at_once(&store, vec![coming(ANN, 502), refuses, panics]).await;
    assert_eq!(outcomes.iter().map(Result::is_ok).collect::<Vec<_>>(), [false, true, false]);
    let mut counted = attempts(&*store);
    counted.sort_by_key(|(attempted, _)| *attempted != admitted);
    assert_eq!(counted, [(admitted, 1), (refused, 1)]);
    let works = &store.counts().works;
    assert_eq!(["replayed", "constraint", "panicked"].map(|word| works.count(word)), [2, 1, 1]);
}

/// A work that ends an open visit, by somebody or by the system.
fn leaving(id: i64, customer: i64, at: Option<Instant>, auto: bool) -> Work {
    let scope = about(VisitScope { visit: Some(id), ..visit_of(customer) });
    work(scope, move |snapshot, _| {
        let end = snapshot.catalogue.location(LOFT).expect("the loft").day_end(noon());
        let open = snapshot.before(Checkin::schema(), id).expect("a visit");
        let before = Checkin::from_row(open).expect("a visit as declared");
        let left = Checkin { to_time: Some(at.unwrap_or(end)), auto_checkout: auto, ..before };
        done(vec![Change::Update(left.into_row())])
    })
}

/// Whoever ended it: somebody, silence or the end of the day. One that was over is not ended again.
pub async fn departures_are_counted_by_how(ground: &dyn Ground) {
    let store = network(ground).await;
    for (customer, id) in [(ANN, 501), (BOB, 502), (CAT, 503)] {
        write(&*store, vec![Change::Insert(visit(id, Some(customer), noon(), None).into_row())])
            .await
            .expect("a visit");
    }
    let later = after_noon(30);
    for left in [
        leaving(501, ANN, Some(later), false),
        leaving(502, BOB, Some(later), true),
        leaving(503, CAT, None, true),
        leaving(501, ANN, Some(after_noon(40)), false),
    ] {
        store.transact(left).await.expect("the work commits");
    }
    let departures = &store.counts().departures;
    let counted = [Departed::Asked, Departed::Idle, Departed::CutOff].map(|how| departures.count(how));
    assert_eq!(counted, [1, 1, 1]);
}

/// Commits, with how many works shared each, and nothing left waiting.
pub async fn commits_are_measured(ground: &dyn Ground) {
    let store = network(ground).await;
    let before = (store.counts().commit_micros.observed(), store.counts().batch_works.observed());
    let works = [(ANN, 501), (BOB, 502), (CAT, 503)].map(|(customer, id)| coming(customer, id));
    assert!(at_once(&store, works.to_vec()).await.iter().all(Result::is_ok));
    let after = (store.counts().commit_micros.observed(), store.counts().batch_works.observed());
    assert_eq!(after.1.sum - before.1.sum, 3, "each work is in one batch");
    assert_eq!(after.0.count - before.0.count, after.1.count - before.1.count);
    assert!(after.0.sum > before.0.sum);
    let (waiting, most) = store.queue();
    assert_eq!((waiting, most >= 4096), (0, true));
}

/// Visits that are open, by location, and what waits for whom is asked for.
pub async fn what_stands_in_the_database_is_counted(ground: &dyn Ground) {
    let store = network(ground).await;
    let visits = [
        visit(501, Some(ANN), noon(), None),
        visit(502, Some(BOB), noon(), None),
        visit(503, Some(CAT), noon(), Some(after_noon(30))),
        visit(504, None, noon(), None),
    ];
    write(&*store, visits.map(|visit| Change::Insert(visit.into_row())).to_vec()).await.expect("visits");
    let delivery = |id: i64, hook: i64, minutes: i64, waits: bool| {
        let mut base = base(id);
        base.created_on = after_noon(minutes);
        let due_on = waits.then(|| after_noon(minutes + 600));
        let business_id = vestibule_records::Id::new(LOFT);
        Change::Insert(
            Delivery { business_id, web_hook_id: hook, lane: id, due_on, base, ..blank() }.into_row(),
        )
    };
    let deliveries = vec![
        delivery(601, 7, 5, true),
        delivery(602, 7, 3, true),
        delivery(603, 7, 1, false),
        delivery(604, -LOFT, 9, true),
        delivery(605, 8, 0, true),
    ];
    write(&*store, deliveries).await.expect("deliveries");
    let standing = store.standing(vec![7, -LOFT, 9]).await.expect("what stands");
    assert_eq!(standing.inside, [(LOFT, 3)]);
    let mut waiting = standing.waiting;
    waiting.sort_by_key(|one| one.since);
    let expected = [
        Waiting { addressee: 7, deliveries: 2, since: after_noon(3) },
        Waiting { addressee: -LOFT, deliveries: 1, since: after_noon(9) },
    ];
    assert_eq!(waiting, expected);
    assert_eq!(store.has_known_shape().await, Ok(()));
    assert!(store.transact(work(nothing(), |_, _| done(Vec::new()))).await.is_ok());
}
