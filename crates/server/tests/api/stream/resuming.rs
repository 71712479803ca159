//! Who comes back goes on where they were.

use vestibule_records::Record as _;
use vestibule_records::kept::Happened;
use vestibule_server::{Settings, Streams};
use vestibule_store::Change;

use crate::on_both_stores;
use crate::support::TestApp;

on_both_stores! {
    async fn what_was_missed_is_told_first_and_then_what_happens(app: TestApp) {
        app.strangers(app.loft, 50_000, 5).await;
        let mut following = app.follow_with("last_event_id=4", &[("Last-Event-ID", "2")]).await;
        assert_eq!(following.block().await.as_deref(), Some("retry: 2000"));
        following.counted(app.loft, 5).await;
        for id in 3..=5 {
            assert_eq!(following.happened().await.id, Some(id), "the header counts");
        }
        app.strangers(app.loft, 50_010, 2).await;
        for id in 6..=7 {
            assert_eq!(following.happened().await.id, Some(id));
        }
        let mut other = app.follow_with("last_event_id=6", &[]).await;
        assert_eq!(other.happened().await.id, Some(7));
        let mut fresh = app.follow("").await;
        app.strangers(app.loft, 50_020, 1).await;
        assert_eq!(fresh.happened().await.id, Some(8), "who asks for nothing is told nothing old");
    }
}

on_both_stores! {
    async fn more_than_a_page_that_was_missed_is_told_whole(app: TestApp) {
        for first in [50_000, 51_000] {
            app.strangers(app.loft, first, 350).await;
            app.strangers(app.yard, first + 500, 50).await;
        }
        let mut following = app.follow_with(&format!("last_event_id=20&location={}", app.loft), &[]).await;
        let expected = (21..=350).chain(401..=750);
        for id in expected {
            assert_eq!(following.happened().await.id, Some(id));
        }
    }
}

on_both_stores! {
    async fn who_missed_more_than_is_kept_is_told_so(app: TestApp) {
        app.strangers(app.loft, 50_000, 5).await;
        let forget = |ids: std::ops::RangeInclusive<i64>| ids.map(|id| Change::Delete(Happened::schema(), id)).collect();
        app.write(forget(1..=3)).await;
        let mut following = app.follow_with("last_event_id=3", &[]).await;
        let first = following.next().await.expect("the stream goes on");
        assert_eq!(first.event, "occupancy", "nothing is missing after the third");
        let mut following = app.follow_with("last_event_id=2", &[]).await;
        let first = following.next().await.expect("the stream goes on");
        assert_eq!((first.event.as_str(), first.id, &first.data["LastEventId"]), ("reset", None, &2.into()));
        assert_eq!(following.happened().await.id, Some(4), "what is kept is told");
        app.write(forget(4..=5)).await;
        let mut following = app.follow_with("last_event_id=4", &[]).await;
        assert_eq!(following.next().await.expect("the stream goes on").event, "reset");
        let mut following = app.follow_with("last_event_id=5", &[]).await;
        assert_eq!(following.next().await.expect("the stream goes on").event, "occupancy");
    }
}

on_both_stores! {
    async fn who_begins_to_listen_while_much_happens_misses_nothing_and_hears_nothing_twice(app: TestApp) {
        const ALL: i64 = 300;
        let writing = {
            let app = app.clone();
            tokio::spawn(async move { app.strangers(app.loft, 50_000, ALL).await })
        };
        let mut hearing = Vec::new();
        for nth in 0..12_i64 {
            let query = if nth % 2 == 0 { "last_event_id=0" } else { "" };
            let mut following = app.follow_with(query, &[]).await;
            hearing.push(tokio::spawn(async move {
                let mut heard = Vec::new();
                while heard.last() != Some(&ALL) {
                    heard.extend(following.happened().await.id);
                }
                heard
            }));
            while app.app.store.last_happened().await.expect("a number") < nth * ALL / 13 {
                tokio::task::yield_now().await;
            }
        }
        writing.await.expect("all came");
        for (nth, one) in hearing.into_iter().enumerate() {
            let heard = one.await.expect("a listener");
            let first = if nth % 2 == 0 { 1 } else { heard[0] };
            assert_eq!(heard, (first..=ALL).collect::<Vec<_>>());
        }
    }
}

async fn who_is_too_slow_is_let_go_and_comes_back(app: TestApp) {
    let streams = Streams { behind: 8, ..Streams::default() };
    let app = app.with_settings(Settings { streams, ..Settings::default() });
    let mut slow = app.follow("events=arrival").await;
    let mut quick = app.follow("events=arrival").await;
    let quick = tokio::spawn(async move {
        let mut heard = Vec::new();
        for _ in 0..10 {
            heard.extend(quick.happened().await.id);
        }
        heard
    });
    app.strangers(app.loft, 50_000, 10).await;
    assert_eq!(quick.await.expect("the quick one"), (1..=10).collect::<Vec<_>>());
    // More than lies between the two, however it is packed.
    app.strangers(app.loft, 51_000, 290).await;
    let mut heard = slow.rest().await;
    let last = *heard.last().expect("they heard something");
    assert!(last < 300, "they were let go");
    let mut again = app.follow_with(&format!("events=arrival&last_event_id={last}"), &[]).await;
    while heard.last() != Some(&300) {
        heard.extend(again.happened().await.id);
    }
    assert_eq!(heard, (1..=300).collect::<Vec<_>>());
}

on_both_stores! {
    async fn a_slow_reader_is_not_waited_for_and_loses_nothing(app: TestApp) {
        who_is_too_slow_is_let_go_and_comes_back(app).await;
    }
}
