//! Idempotency keys: one effect, and the same bytes for whoever asks again.

use vestibule_domain::time::Instant;
use vestibule_records::{BusinessSetting, Checkin, Id, Record};
use vestibule_store::{Change, Key, Outcome, Scope, Store, StoreError, Work};

use crate::Ground;
use crate::network::{ANN, BOB, HUB, base, blank, customer, network, visit};
use crate::works::{
    about, after_noon, all, answered, at_once, count_done, key, noon, nothing, reply, visit_of, work,
};

/// Adds a setting with a fresh id, and answers with the id.
fn adding(scope: Scope, key: Key, now: Instant) -> Work {
    let work = work(scope, |_, mint| {
        let id = mint.id();
        let (business_id, name) = (Id::new(HUB), format!("Setting{id}"));
        let setting = BusinessSetting { business_id, name, base: base(id), ..blank() };
        answered(
            vec![Change::Insert(setting.into_row())],
            201,
            &format!("{{\"Id\":{id},\"Name\":\"Zoë\\n\"}}"),
        )
    });
    Work { key: Some(key), now, ..work }
}

async fn run(store: &dyn Store, work: Work) -> Outcome {
    store.transact(work).await.expect("the work commits")
}

async fn settings(store: &dyn Store) -> usize {
    all::<BusinessSetting>(store).await.len()
}

/// The first answer, however often; refusals without any change included. Both for attempts and for other writes.
pub async fn the_same_request_is_answered_with_the_same_bytes(ground: &dyn Ground) {
    let store = network(ground).await;
    for (name, scope) in [("a", nothing()), ("b", about(visit_of(ANN)))] {
        let Outcome::Done(first) = run(&*store, adding(scope.clone(), key(name, "f"), noon())).await else {
            panic!("the first time it is done")
        };
        for _ in 0..3 {
            let again = run(&*store, adding(scope.clone(), key(name, "f"), noon())).await;
            assert_eq!(again, Outcome::Replayed(first.clone()));
        }
        let refuse = |text: &'static str| {
            let work = work(scope.clone(), move |_, _| answered(Vec::new(), 400, text));
            Work { key: Some(key(&format!("{name}-refused"), "f")), ..work }
        };
        assert_eq!(run(&*store, refuse("no")).await, Outcome::Done(reply(400, "no")));
        assert_eq!(run(&*store, refuse("other bytes now")).await, Outcome::Replayed(reply(400, "no")));
    }
    assert_eq!(settings(&*store).await, 2);
}

/// And changes nothing.
pub async fn another_request_under_a_key_is_refused(ground: &dyn Ground) {
    let store = network(ground).await;
    run(&*store, adding(nothing(), key("a", "one"), noon())).await;
    assert_eq!(run(&*store, adding(nothing(), key("a", "two"), noon())).await, Outcome::KeyReused);
    assert_eq!(run(&*store, adding(about(visit_of(ANN)), key("a", "two"), noon())).await, Outcome::KeyReused);
    assert_eq!(settings(&*store).await, 1);
}

/// Then the same key is as good as new, and is kept anew.
pub async fn a_key_expires_after_two_days(ground: &dyn Ground) {
    let store = network(ground).await;
    for (name, scope) in [("a", nothing()), ("b", about(visit_of(ANN)))] {
        let at = |micros: i64| {
            adding(scope.clone(), key(name, "f"), Instant::from_micros(noon().micros() + micros))
        };
        let first = run(&*store, at(0)).await;
        assert!(matches!(run(&*store, at(Key::KEPT_MICROS - 1)).await, Outcome::Replayed(_)));
        let later = run(&*store, at(Key::KEPT_MICROS)).await;
        assert!(matches!(later, Outcome::Done(_)), "{later:?}");
        assert_ne!(first, later);
        assert!(matches!(run(&*store, at(Key::KEPT_MICROS + 1)).await, Outcome::Replayed(_)));
    }
    assert_eq!(settings(&*store).await, 4);
}

/// Two people may choose the same one.
pub async fn keys_of_two_actors_are_two(ground: &dyn Ground) {
    let store = network(ground).await;
    for actor in ["ann@example.com", "bob@example.com"] {
        let key = Key { actor: actor.to_owned(), ..key("a", actor) };
        assert!(matches!(run(&*store, adding(nothing(), key, noon())).await, Outcome::Done(_)));
    }
    assert_eq!(settings(&*store).await, 2);
}

/// A few at a time; who uses one of them again is done again.
pub async fn the_oldest_keys_are_forgotten_first(ground: &dyn Ground) {
    let store = network(ground).await;
    let at = |minutes: i64| after_noon(minutes);
    for minutes in [3, 1, 2] {
        run(&*store, adding(nothing(), key(&minutes.to_string(), "f"), at(minutes))).await;
    }
    assert_eq!(store.forget_keys(at(2), 1).await, Ok(1));
    for (name, replayed) in [("2", true), ("3", true), ("1", false)] {
        let again = run(&*store, adding(nothing(), key(name, "f"), at(4))).await;
        assert_eq!(matches!(again, Outcome::Replayed(_)), replayed, "{name}");
    }
    assert_eq!(store.forget_keys(at(3), 10).await, Ok(2));
    assert_eq!(store.forget_keys(at(3), 10).await, Ok(0), "the one that was used again is younger");
    assert_eq!(settings(&*store).await, 4);
}

/// A work that failed can be tried again under its key.
pub async fn a_failure_is_not_remembered(ground: &dyn Ground) {
    let store = network(ground).await;
    for (name, scope) in [("a", nothing()), ("b", about(visit_of(ANN)))] {
        let taken = customer(21, "Bob", HUB).into_row();
        let fails =
            work(scope.clone(), move |_, _| answered(vec![Change::Insert(taken.clone())], 201, "never"));
        let fails = Work { key: Some(key(name, "f")), ..fails };
        assert_eq!(store.transact(fails.clone()).await, Err(StoreError::Taken));
        assert_eq!(store.transact(fails).await, Err(StoreError::Taken));
        let panics = Work {
            key: Some(key(name, "f")),
            ..work(scope.clone(), |_, _| panic!("this message belongs to a test"))
        };
        assert_eq!(store.transact(panics).await, Err(StoreError::Panicked));
        assert!(matches!(run(&*store, adding(scope, key(name, "f"), noon())).await, Outcome::Done(_)));
    }
}

/// Ten attempts of the same moment under one key, half of them about somebody else.
pub async fn two_at_once_have_one_effect(ground: &dyn Ground) {
    let store = network(ground).await;
    let attempt = |nth: usize| {
        let customer = if nth.is_multiple_of(2) { ANN } else { BOB };
        let work = work(about(visit_of(customer)), move |_, mint| {
            let id = mint.id();
            let visit = visit(id, Some(customer), noon(), Some(noon()));
            answered(vec![Change::Insert(visit.into_row())], 200, &id.to_string())
        });
        Work { key: Some(key("tap", "f")), ..work }
    };
    let outcomes = at_once(&store, (0..10).map(attempt).collect()).await;
    one_effect(&outcomes);
    assert_eq!(all::<Checkin>(&*store).await.len(), 1);
}

/// Ten writes of the same moment under one key that would also be in one another's way.
pub async fn two_writes_at_once_have_one_effect(ground: &dyn Ground) {
    let store = network(ground).await;
    let write = |_| {
        let work = work(nothing(), |_, mint| {
            let id = mint.id();
            let customer = customer(id, "Dee", HUB);
            answered(vec![Change::Insert(customer.into_row())], 200, &id.to_string())
        });
        Work { key: Some(key("create", "f")), ..work }
    };
    one_effect(&at_once(&store, (0..10).map(write).collect()).await);
    assert_eq!(all::<vestibule_records::Coworker>(&*store).await.len(), 4);
}

/// One was done, and all others were told the same.
fn one_effect(outcomes: &[Result<Outcome, StoreError>]) {
    assert_eq!(count_done(outcomes), 1, "{outcomes:?}");
    let mut replies: Vec<_> = outcomes
        .iter()
        .map(|outcome| match outcome {
            Ok(Outcome::Done(reply) | Outcome::Replayed(reply)) => reply.body.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    replies.dedup();
    assert_eq!(replies.len(), 1);
}
