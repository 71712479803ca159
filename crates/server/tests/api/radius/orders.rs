//! Whatever the order in which a session is told, and however often: it is one visit with the same minutes.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::json;
use vestibule_domain::time::{Instant, Span};
use vestibule_server::jobs::Rounds;

use super::{AccessPoint, INTERIM, START, STOP};
use crate::on_both_stores;
use crate::support::people::plus;
use crate::support::{MORNING, TestApp, at};

/// How many stories are played on each store.
const STORIES: usize = 40;

/// A session of so many minutes, told in some order.
#[derive(Debug, Clone)]
struct Story {
    minutes: u32,
    /// What is told: a status, and after how many minutes.
    told: Vec<(u32, u32)>,
    /// Before which of it a round is made.
    rounds: Vec<usize>,
}

/// Start, Stop and an Interim every five minutes, each told once and some more often, in any order.
fn story() -> impl Strategy<Value = Story> {
    let order = prop::collection::vec(any::<Index>(), 0..8);
    (2_u32..60, order, any::<bool>(), any::<[Index; 2]>()).prop_flat_map(|(minutes, again, all, rounds)| {
        let interims = (5..minutes).step_by(5).map(|minute| (INTERIM, minute));
        let mut told: Vec<_> = [(START, 0), (STOP, minutes)].into_iter().chain(interims).collect();
        if !all {
            told.truncate(3);
        }
        let repeated: Vec<_> = again.iter().map(|which| told[which.index(told.len())]).collect();
        told.extend(repeated);
        let rounds = rounds.map(|round| round.index(told.len())).to_vec();
        Just(told).prop_shuffle().prop_map(move |told| Story { minutes, told, rounds: rounds.clone() })
    })
}

/// The six orders of Start, Interim and Stop, each told twice.
fn orders() -> Vec<Story> {
    let (start, interim, stop) = ((START, 0), (INTERIM, 10), (STOP, 20));
    let orders = [
        [start, interim, stop],
        [start, stop, interim],
        [interim, start, stop],
        [interim, stop, start],
        [stop, start, interim],
        [stop, interim, start],
    ];
    orders.map(|order| Story { minutes: 20, told: [order, order].concat(), rounds: vec![3] }).to_vec()
}

fn minute(minutes: u32) -> Instant {
    at(MORNING).plus(Span::minutes(minutes.into()))
}

async fn play(app: &TestApp, point: &AccessPoint, nth: usize, story: &Story) {
    let name = format!("Ann {nth}");
    let ann = app.regular(&name, &json!({})).await;
    let (email, device) =
        (format!("ann.{nth}@example.com"), format!("00:00:5e:01:{:02x}:{:02x}", nth / 256, nth % 256));
    app.set_clock(&plus(MORNING, i64::from(story.minutes) * 60));
    for (told, (status, minutes)) in story.told.iter().enumerate() {
        if story.rounds.contains(&told) {
            Rounds::new(&app.app).round().await.expect("a round");
        }
        point.account(point.session(*status, (&email, &device), minute(*minutes), minutes * 60)).await;
    }
    app.set_clock(&plus(MORNING, i64::from(story.minutes + 16) * 60));
    Rounds::new(&app.app).round().await.expect("a round");
    let visits = app.visits(ann).await;
    let spans: Vec<_> =
        visits.iter().map(|visit| (visit["FromTime"].clone(), visit["ToTime"].clone())).collect();
    // Nobody is taken to be gone before the shortest time that is billed is over.
    let stayed = i64::from(story.minutes.max(15)) * 60;
    assert_eq!(spans, [(json!(MORNING), json!(plus(MORNING, stayed)))], "{story:?}");
    let used = app.passes(ann).await.iter().filter(|pass| pass["Used"] == json!(true)).count();
    assert_eq!(used, 1, "{story:?}");
}

on_both_stores! {
    async fn all_orders_of_start_interim_and_stop_come_to_one_visit(app: TestApp) {
        let point = AccessPoint::of(&app).await;
        for (nth, story) in orders().iter().enumerate() {
            play(&app, &point, nth, story).await;
        }
        assert_eq!(app.differences().await, Vec::<String>::new());
    }
}

on_both_stores! {
    async fn any_order_with_any_repetitions_comes_to_one_visit_with_its_minutes(app: TestApp) {
        let point = AccessPoint::of(&app).await;
        let mut runner = TestRunner::deterministic();
        for nth in 0..STORIES {
            let story = story().new_tree(&mut runner).expect("a story").current();
            play(&app, &point, nth, &story).await;
        }
        assert_eq!(app.differences().await, Vec::<String>::new());
    }
}
