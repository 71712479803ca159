//! What is kept for a time and then goes: tokens, keys, phones, what things told, which devices were seen.

use serde_json::{Value, json};
use vestibule_domain::time::Instant;
use vestibule_records::kept::{Delivery, Presence, RememberedPhone, Token};
use vestibule_records::{
    Base, Checkin, Coworker, FailedCheckin, Guid, Id, Record, Row, Signal, Value as Kept,
};
use vestibule_server::jobs::Rounds;
use vestibule_server::{Retention, Settings};
use vestibule_store::Change;

use crate::on_both_stores;
use crate::support::people::plus;
use crate::support::{ADMIN, MORNING, PASSWORD, TestApp, at};

const DAY: i64 = 24 * 3600;

/// Does what is due so many seconds after the morning.
async fn turn(app: &TestApp, seconds: i64) {
    app.set_clock(&plus(MORNING, seconds));
    Rounds::new(&app.app).turn().await.expect("a turn");
}

/// The fields every record has, made then.
fn made(id: i64, on: Instant) -> Base {
    let guid = Guid::parse(&format!("00000000-0000-4000-8000-{id:012}")).expect("a guid");
    Base::made(id, guid, on, "")
}

async fn count<T: Record>(app: &TestApp) -> usize {
    app.rows::<T>().await.len()
}

fn keeping(retention: Retention) -> Settings {
    Settings { retention, ..Settings::default() }
}

on_both_stores! {
    async fn a_token_goes_when_it_is_worthless_and_one_that_was_spent_no_sooner(app: TestApp) {
        let (_, refresh) = app.login(ADMIN, PASSWORD, &[]).await;
        let traded = app.grant(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)], &[]).await;
        assert_eq!(traded.status, 200, "{}", traded.text);
        assert_eq!(count::<Token>(&app).await, 6, "three pairs");
        turn(&app, 604_798).await;
        assert_eq!(count::<Token>(&app).await, 6);
        turn(&app, 604_799 + 3600).await;
        let left = app.rows::<Token>().await;
        assert_eq!(left.len(), 3, "refresh tokens");
        assert_eq!(left.iter().filter(|row| !row.get("SpentOn").is_null()).count(), 2, "spent ones among them");
        turn(&app, 15 * DAY + 3600).await;
        assert_eq!(count::<Token>(&app).await, 0);
    }
}

on_both_stores! {
    async fn an_idempotency_key_is_forgotten_after_two_days(app: TestApp) {
        let body = json!({ "BusinessId": app.loft, "Name": "Colour", "Value": "red" }).to_string();
        let post = async || {
            let key = [("Idempotency-Key", "k-1")];
            app.request(http::Method::POST, "/api/sys/businesssettings", &key, &body).await
        };
        let first = post().await;
        turn(&app, 2 * DAY - 1).await;
        assert_eq!(post().await.text, first.text);
        turn(&app, 2 * DAY + 3600).await;
        let long_after = at(&plus(MORNING, 9 * DAY));
        assert_eq!(app.app.store.forget_keys(long_after, 10).await, Ok(0), "nothing is left to forget");
    }
}

on_both_stores! {
    async fn a_remembered_phone_goes_when_its_time_is_over(app: TestApp) {
        let ann = app.customer("Ann").await;
        let phone = RememberedPhone {
            hash: "h".to_owned(),
            coworker_id: Id::new(ann),
            shown: "s".to_owned(),
            expires_on: at(&plus(MORNING, DAY)),
            base: made(1, at(MORNING)),
        };
        app.write(vec![Change::Insert(phone.into_row())]).await;
        turn(&app, DAY - 1).await;
        assert_eq!(count::<RememberedPhone>(&app).await, 1);
        turn(&app, DAY + 3600).await;
        assert_eq!(count::<RememberedPhone>(&app).await, 0);
    }
}

on_both_stores! {
    async fn a_presence_goes_that_nobody_has_seen_for_a_day(app: TestApp) {
        let (ann, sensor) = (app.customer("Ann").await, app.sensor("desk-7", &json!({})).await);
        let seen = at(&plus(MORNING, 60));
        let presence = Presence {
            sensor_id: Id::new(sensor),
            coworker_id: Id::<Coworker>::new(ann),
            since: at(MORNING),
            seen,
            base: made(1, at(MORNING)),
        };
        app.write(vec![Change::Insert(presence.into_row())]).await;
        turn(&app, DAY + 59).await;
        assert_eq!(count::<Presence>(&app).await, 1);
        turn(&app, DAY + 59 + 3600).await;
        assert_eq!(count::<Presence>(&app).await, 0);
    }
}

on_both_stores! {
    async fn a_delivery_goes_after_a_week(app: TestApp) {
        app.hook(48, "https://door.example/hook", &json!({})).await;
        // It is over, so that no cut-off ends it and tells of that.
        let stay = json!({ "FromTime": "2026-09-02T07:00:00Z", "ToTime": "2026-09-02T08:00:00Z" });
        let visit = app.attempt(&stay).await.id();
        app.correct(visit, &json!({ "SystemId": "noted" })).await;
        assert_eq!(count::<Delivery>(&app).await, 1);
        turn(&app, 7 * DAY - 3600).await;
        assert_eq!(count::<Delivery>(&app).await, 1);
        turn(&app, 7 * DAY + 1).await;
        assert_eq!(count::<Delivery>(&app).await, 0);
    }
}

/// A signal that was kept then.
fn signal(app: &TestApp, id: i64, on: &str) -> Change {
    let signal = Signal {
        business_id: Id::new(app.loft),
        origin_id: id,
        at: at(on),
        base: made(id, at(on)),
        ..Signal::default()
    };
    Change::Insert(signal.into_row())
}

/// A refusal of then.
fn refusal(app: &TestApp, id: i64, on: &str) -> Change {
    let failed = FailedCheckin {
        business_id: Id::new(app.loft),
        checkin_attempt_time: at(on),
        mac_addresses: Some("00:00:5e:00:53:01".to_owned()),
        base: made(id, at(on)),
        ..FailedCheckin::default()
    };
    Change::Insert(failed.into_row())
}

on_both_stores! {
    async fn what_has_no_time_set_is_kept_for_good(app: TestApp) {
        app.write(vec![signal(&app, 1, "2006-01-01T00:00:00Z"), refusal(&app, 2, "2006-01-01T00:00:00Z")]).await;
        turn(&app, 0).await;
        assert_eq!((count::<Signal>(&app).await, count::<FailedCheckin>(&app).await), (1, 1));
        assert_eq!(app.rows::<FailedCheckin>().await[0].get("MacAddresses").text(), Some("00:00:5e:00:53:01"));
    }
}

on_both_stores! {
    async fn signals_and_refusals_go_after_the_days_that_are_set_however_many_they_are(app: TestApp) {
        let retention = Retention {
            signals: Some(Retention::days(90)),
            failed_checkins: Some(Retention::days(30)),
            ..Retention::default()
        };
        let app = app.with_settings(keeping(retention));
        let old = (1..=1203).map(|id| signal(&app, id, "2026-06-04T08:14:59Z"));
        let young = [signal(&app, 2000, "2026-06-04T08:15:01Z"), refusal(&app, 2001, "2026-08-03T08:15:01Z")];
        app.write(old.chain(young).chain([refusal(&app, 2002, "2026-08-03T08:15:00Z")]).collect()).await;
        turn(&app, 0).await;
        let ids = |rows: Vec<Row>| rows.iter().map(Row::id).collect::<Vec<_>>();
        assert_eq!(ids(app.rows::<Signal>().await), [2000]);
        assert_eq!(ids(app.rows::<FailedCheckin>().await), [2001]);
    }
}

/// What of a visit counts: everything but the devices that were seen.
fn but_for_devices(mut row: Row) -> Row {
    row.set("MacAddresses", Kept::Null);
    row
}

on_both_stores! {
    async fn the_devices_of_a_visit_that_is_over_go_and_nothing_else_of_it(app: TestApp) {
        let app = app.with_settings(keeping(Retention { mac_addresses: Some(Retention::days(10)), ..Retention::default() }));
        for action in [47, 48, 49, 35, 36, 61] {
            app.hook(action, "https://door.example/hook", &json!({})).await;
        }
        let (ann, _) = app.holder("Ann", &json!({ "PassType": 2, "MinutesIncluded": 600 })).await;
        let (bea, _) = app.holder("Bea", &json!({})).await;
        let over = app.check_in(ann, MORNING).await.id();
        app.set_clock("2026-09-02T10:15:00Z");
        assert_eq!(app.check_out(over, "2026-09-02T10:15:00Z").await.status, 200);
        let open = app.check_in(bea, "2026-09-02T10:15:00Z").await.id();
        let seen = |mut row: Row| {
            row.set("MacAddresses", Kept::Text("00:00:5e:00:53:01".to_owned()));
            Change::Redact(row, &["MacAddresses"])
        };
        app.write(app.rows::<Checkin>().await.into_iter().map(seen).collect()).await;
        app.write(vec![refusal(&app, 7, MORNING)]).await;
        let before = (app.rows::<Checkin>().await, app.entries().await.len(), count::<Delivery>(&app).await);
        let devices = async |id: i64| -> Value {
            let rows = app.rows::<Checkin>().await;
            json!(rows.iter().find(|row| row.id() == id).expect("a visit").get("MacAddresses").text())
        };
        // A week of deliveries is kept, and so many days of devices: only these go.
        sweep_devices(&app, "2026-09-12T10:14:59Z").await;
        assert_eq!(devices(over).await, "00:00:5e:00:53:01");
        sweep_devices(&app, "2026-09-12T10:15:00Z").await;
        assert_eq!((devices(over).await, devices(open).await), (json!(null), json!("00:00:5e:00:53:01")));
        assert!(app.rows::<FailedCheckin>().await[0].get("MacAddresses").is_null());
        let plain = |rows: Vec<Row>| rows.into_iter().map(but_for_devices).collect::<Vec<_>>();
        assert_eq!(plain(app.rows::<Checkin>().await), plain(before.0));
        assert_eq!((app.entries().await.len(), count::<Delivery>(&app).await), (before.1, before.2), "nobody is told");
        assert_eq!(app.differences().await, Vec::<String>::new());
    }
}

/// Has only the devices looked at, at an instant: whatever else is due stays as it is.
async fn sweep_devices(app: &TestApp, now: &str) {
    app.set_clock(now);
    Rounds::new(&app.app).only("sweep/mac-addresses").round().await.expect("a round");
}
