//! The day's cut-off: whoever is still inside leaves then, however late anybody looks; and devices that fell silent.

use std::path::Path;

use base64::Engine as _;
use serde_json::{Value, json};
use vestibule_records::Checkin;
use vestibule_server::jobs::Rounds;
use vestibule_server::mail::Mail;
use vestibule_server::{App, Settings};
use vestibule_store::Change;

use crate::doors::at_door;
use crate::on_both_stores;
use crate::public_checkin::{CARD, PHONE};
use crate::support::people::{number, plus, text, with};
use crate::support::{ADMIN, MORNING, PASSWORD, TestApp};

/// Ten at night in London and in Berlin, on the day of the tests.
const LONDON: &str = "2026-09-02T21:00:00Z";
const BERLIN: &str = "2026-09-02T20:00:00Z";
const TWO_DAYS_LATER: &str = "2026-09-04T12:00:00Z";

async fn round(app: &TestApp) {
    Rounds::new(&app.app).round().await.expect("a round");
}

/// The network closes at ten at night, each location by its own clock.
async fn closes_at_ten(app: &TestApp) {
    app.set(app.loft, "Checkin.DailyCutOffTime", "22:00").await;
}

/// Presence without a person, at a location.
async fn somebody(app: &TestApp, location: i64, from: &str) -> i64 {
    app.attempt(&json!({ "BusinessId": location, "FromTime": from })).await.id()
}

async fn end(app: &TestApp, visit: i64) -> (Value, Value) {
    let visit = app.visit(visit).await;
    (visit["ToTime"].clone(), visit["AutoCheckout"].clone())
}

fn left_at(instant: &str) -> (Value, Value) {
    (json!(instant), json!(true))
}

async fn witnesses(app: &TestApp, visit: i64) -> Value {
    app.get(&format!("/api/vestibule/checkins/{visit}/witnesses")).await.json()
}

/// A device on the Wi-Fi, since a moment and until another.
fn session(app: &TestApp, customer: i64, since: &str, seen: &str) -> Value {
    json!({
        "BusinessId": app.loft, "Customer": customer, "Source": 3, "Since": since, "At": seen,
        "EventId": format!("{customer} {seen}"),
    })
}

on_both_stores! {
    async fn each_location_closes_by_its_own_clock_and_leaves_those_below_it_alone(app: TestApp) {
        closes_at_ten(&app).await;
        let (loft, yard) = (somebody(&app, app.loft, MORNING).await, somebody(&app, app.yard, MORNING).await);
        app.set_clock("2026-09-02T19:59:59Z");
        round(&app).await;
        assert_eq!((end(&app, loft).await.0, end(&app, yard).await.0), (Value::Null, Value::Null));
        app.set_clock(BERLIN);
        round(&app).await;
        assert_eq!((end(&app, loft).await.0, end(&app, yard).await), (Value::Null, left_at(BERLIN)));
        app.set_clock(LONDON);
        round(&app).await;
        assert_eq!((end(&app, loft).await, end(&app, yard).await), (left_at(LONDON), left_at(BERLIN)));
        assert_eq!(app.visit(yard).await["ToTimeLocal"], "2026-09-02T22:00:00Z");
    }
}

on_both_stores! {
    async fn however_late_it_runs_everybody_left_at_the_cut_off_of_their_own_day_and_once(app: TestApp) {
        closes_at_ten(&app).await;
        let first = somebody(&app, app.loft, MORNING).await;
        app.set_clock("2026-09-03T08:15:00Z");
        let second = somebody(&app, app.loft, "2026-09-03T08:15:00Z").await;
        app.set_clock("2026-09-04T11:30:00Z");
        let today = somebody(&app, app.loft, "2026-09-04T11:30:00Z").await;
        app.set_clock(TWO_DAYS_LATER);
        round(&app).await;
        let ended = (end(&app, first).await, end(&app, second).await, end(&app, today).await.0);
        assert_eq!(ended, (left_at(LONDON), left_at("2026-09-03T21:00:00Z"), Value::Null));
        let as_ended = app.visit(first).await;
        assert_eq!(as_ended["UpdatedBy"], "cut-off");
        app.set_clock("2026-09-04T12:01:00Z");
        round(&app).await;
        assert_eq!(app.visit(first).await, as_ended, "nothing ends twice");
        assert_eq!(app.differences().await, Vec::<String>::new());
    }
}

on_both_stores! {
    async fn when_clocks_change_the_cut_off_is_the_first_there_is(app: TestApp) {
        app.set(app.loft, "Checkin.DailyCutOffTime", "01:30").await;
        app.set(app.yard, "Checkin.DailyCutOffTime", "02:30").await;
        // In London half past one is shown twice in the autumn and never in the spring, in Berlin half past two.
        for (evening, closes) in [("2026-10-24T18:00:00Z", "2026-10-25T00:30:00Z"), ("2027-03-27T18:00:00Z", "2027-03-28T01:00:00Z")] {
            app.set_clock(evening);
            let (token, _) = app.login(ADMIN, PASSWORD, &[]).await;
            let app = app.signed_in(&token);
            let visits = [somebody(&app, app.loft, evening).await, somebody(&app, app.yard, evening).await];
            app.set_clock(&plus(evening, 2 * 24 * 3_600));
            round(&app).await;
            for visit in visits {
                assert_eq!(end(&app, visit).await, left_at(closes), "{evening}");
            }
        }
    }
}

on_both_stores! {
    async fn minutes_and_money_are_those_until_the_cut_off(app: TestApp) {
        closes_at_ten(&app).await;
        let (timed, pass) = app.holder("Tim", &json!({ "MinutesIncluded": 1000 })).await;
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.kind(&json!({ "Name": "Hourly", "MinutesIncluded": 60, "Price": 12, "UseAsPayAsYouGoForContacts": true })).await;
        let paying = app.customer("Pam").await;
        let visits = [app.check_in(timed, MORNING).await.id(), app.check_in(paying, MORNING).await.id()];
        app.set_clock(TWO_DAYS_LATER);
        round(&app).await;
        // From a quarter past nine until ten at night.
        let minutes = 12 * 60 + 45;
        assert_eq!((end(&app, visits[0]).await, app.ledger(visits[0]).await), (left_at(LONDON), vec![minutes]));
        let pass = app.pass(pass.id).await;
        assert_eq!((&pass["RemainingUses"], &pass["CheckedIn"]), (&json!(1000 - minutes), &json!(false)));
        assert_eq!(end(&app, visits[1]).await, left_at(LONDON));
        let sold = app.passes(paying).await.remove(0);
        let settled = (sold["Price"].as_f64(), &sold["CheckedIn"], &sold["Invoiced"]);
        assert_eq!(settled, (Some(153.0), &json!(false), &json!(true)), "and billed in the same round");
        assert_eq!(app.differences().await, Vec::<String>::new());
    }
}

on_both_stores! {
    async fn who_returns_after_the_cut_off_needs_another_day_pass(app: TestApp) {
        closes_at_ten(&app).await;
        let (customer, pass) = app.holder("Dana", &json!({})).await;
        let visit = app.check_in(customer, MORNING).await.id();
        app.set_clock(LONDON);
        round(&app).await;
        let used = app.pass(pass.id).await;
        assert_eq!((end(&app, visit).await, &used["Used"], &used["CheckedIn"]), (left_at(LONDON), &json!(true), &json!(false)));
        app.set_clock("2026-09-02T21:30:00Z");
        let refused = app.check_in(customer, "2026-09-02T21:30:00Z").await;
        assert_eq!((refused.status, &refused.json()["Errors"][0]["PropertyName"]), (400, &json!("Coworker")));
        let kind = number(&used["TimePassId"]);
        let another = app.give(customer, kind, &json!({})).await;
        let again = app.check_in(customer, "2026-09-02T21:30:00Z").await.id();
        assert_eq!((app.visit(again).await["CoworkerTimePassGuid"].clone(), again != visit), (json!(another.guid), true));
        round(&app).await;
        assert_eq!(end(&app, again).await.0, Value::Null, "the new day runs");
    }
}

on_both_stores! {
    async fn a_guest_leaves_at_the_cut_off_too_and_their_minutes_are_counted_once(app: TestApp) {
        closes_at_ten(&app).await;
        let token = json!({ "BusinessId": app.loft, "AccessCode": "GUEST-77", "MinutesIncluded": 6000 });
        let token = app.post("/api/spaces/accesstokens", &token).await.id();
        let left = async || app.get(&format!("/api/spaces/accesstokens/{token}")).await.json()["MinutesLeft"].clone();
        let on = json!({ "token": "GUEST-77", "mac": PHONE });
        let visit = number(&app.tap(&on).await.json()["Value"]["CheckinId"]);
        app.set_clock(TWO_DAYS_LATER);
        round(&app).await;
        assert_eq!((end(&app, visit).await, left().await), (left_at(LONDON), json!(6000 - 765)));
        round(&app).await;
        assert_eq!(app.tap(&on).await.json()["WasSuccessful"], true);
        assert_eq!(left().await, 6000 - 765, "the next visit counts nothing again");
        assert_eq!(witnesses(&app, visit).await["Ended"]["LastSeen"]["At"], MORNING);
    }
}

on_both_stores! {
    async fn what_was_known_last_of_them_is_shown_beside_the_cut_off_that_ended_it(app: TestApp) {
        closes_at_ten(&app).await;
        let ann = app.cardholder("Ann", CARD).await;
        let door = app.door("Front", &json!({})).await;
        app.heard(&door, &at_door("in", MORNING)).await;
        let evening = "2026-09-02T16:40:00Z";
        app.set_clock(evening);
        app.heard(&door, &with(at_door("by", evening), &json!({ "direction": "unknown" }))).await;
        let visit = number(&app.visits(ann).await[0]["Id"]);
        assert_eq!(witnesses(&app, visit).await["Ended"], Value::Null, "it is open");
        app.set_clock(TWO_DAYS_LATER);
        round(&app).await;
        assert_eq!((end(&app, visit).await, &app.visit(visit).await["LastActivity"]), (left_at(LONDON), &json!(evening)));
        let told = witnesses(&app, visit).await["Ended"].clone();
        let seen = json!({ "At": evening, "Source": 2, "Of": format!("Door {}", door.id), "Name": "Front" });
        assert_eq!(told, json!({ "By": "cut-off", "At": LONDON, "LastSeen": seen }));
        assert_eq!(app.correct(visit, &json!({ "ToTime": evening })).await.status, 200);
        assert_eq!(witnesses(&app, visit).await["Ended"], Value::Null, "a person put it right");
    }
}

on_both_stores! {
    async fn where_admission_ends_yesterdays_visit_its_evidence_is_kept_as_well(app: TestApp) {
        closes_at_ten(&app).await;
        let ann = app.regular("Ann", &json!({})).await;
        let visit = app.check_in(ann, MORNING).await.id();
        app.set_clock(TWO_DAYS_LATER);
        assert_ne!(app.check_in(ann, TWO_DAYS_LATER).await.id(), visit);
        let told = witnesses(&app, visit).await["Ended"].clone();
        let seen = json!({ "At": MORNING, "Source": 1, "Of": "admin@example.com", "Name": null });
        assert_eq!((end(&app, visit).await, told), (left_at(LONDON), json!({ "By": "cut-off", "At": LONDON, "LastSeen": seen })));
    }
}

on_both_stores! {
    async fn the_end_is_told_like_any_other(app: TestApp) {
        closes_at_ten(&app).await;
        let (customer, _) = app.holder("Ida", &json!({})).await;
        app.check_in(customer, MORNING).await.id();
        for action in [35, 36, 47, 48, 61] {
            app.hook(action, "https://door.example/hook", &json!({})).await;
        }
        app.set_clock(LONDON);
        round(&app).await;
        round(&app).await;
        let told: Vec<_> = app.deliveries().await.iter().map(|delivery| delivery.action.number()).collect();
        assert_eq!(told, [48, 35, 61]);
    }
}

on_both_stores! {
    async fn a_cut_off_or_a_zone_that_changed_while_they_were_inside_counts_as_it_is_now(app: TestApp) {
        let setting = app.set(app.loft, "Checkin.DailyCutOffTime", "22:00").await;
        let (loft, yard) = (somebody(&app, app.loft, MORNING).await, somebody(&app, app.yard, MORNING).await);
        app.set_clock("2026-09-02T19:30:00Z");
        let moved = json!({ "Id": setting, "BusinessId": app.loft, "Name": "Checkin.DailyCutOffTime", "Value": "20:00" });
        assert_eq!(app.put("/api/sys/businesssettings", &moved).await.status, 200);
        round(&app).await;
        assert_eq!((end(&app, loft).await, end(&app, yard).await), (left_at("2026-09-02T19:00:00Z"), left_at("2026-09-02T18:00:00Z")));

        let now = "2026-09-02T19:30:00Z";
        let again = somebody(&app, app.yard, now).await;
        let place = app.get(&format!("/api/sys/businesses/{}", app.yard)).await.json();
        let london = app.get(&format!("/api/sys/businesses/{}", app.loft)).await.json()["SimpleTimeZoneId"].clone();
        assert_eq!(app.put("/api/sys/businesses", &with(place, &json!({ "SimpleTimeZoneId": london }))).await.status, 200);
        app.set_clock(TWO_DAYS_LATER);
        round(&app).await;
        assert_eq!(end(&app, again).await, left_at("2026-09-03T19:00:00Z"), "eight in the evening in London");
    }
}

on_both_stores! {
    async fn one_that_cannot_be_ended_does_not_keep_the_others_from_theirs(app: TestApp) {
        closes_at_ten(&app).await;
        let broken = somebody(&app, app.loft, MORNING).await;
        let whole = somebody(&app, app.loft, MORNING).await;
        let mut row = app.rows::<Checkin>().await.into_iter().find(|row| row.id() == broken).expect("a visit");
        row.set("Source", vestibule_records::Value::Int(99));
        app.write(vec![Change::Update(row)]).await;
        app.set_clock(LONDON);
        round(&app).await;
        assert_eq!(end(&app, whole).await, left_at(LONDON));
        let open = app.rows::<Checkin>().await.into_iter().find(|row| row.id() == broken);
        assert!(open.is_some_and(|row| row.get("ToTime").is_null()));
    }
}

fn mailing(app: TestApp, folder: &Path) -> TestApp {
    let mail = Mail { folder: folder.to_owned(), from: "desk@example.com".to_owned() };
    app.with_settings(Settings { mail: Some(mail), ..Settings::default() })
}

/// The texts of the messages in a folder.
fn messages(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    let read = |path: std::path::PathBuf| {
        let message = std::fs::read_to_string(path).expect("a message");
        let (_, body) = message.split_once("\r\n\r\n").expect("a body");
        let body =
            base64::engine::general_purpose::STANDARD.decode(body.replace("\r\n", "")).expect("base64");
        String::from_utf8_lossy(&body).replace("\r\n", "\n")
    };
    files.map(read).collect()
}

on_both_stores! {
    async fn whoever_was_checked_out_at_the_cut_off_is_told_by_mail_where_the_location_says_so(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let app = mailing(app, folder.path());
        closes_at_ten(&app).await;
        app.set(app.loft, "Members.NotifyOnAutoCheckout", "True").await;
        let (tim, _) = app.holder("Tim", &json!({ "MinutesIncluded": 1000 })).await;
        let (ida, _) = app.holder("Ida", &json!({})).await;
        app.check_in(tim, MORNING).await.id();
        let left = app.check_in(ida, MORNING).await.id();
        app.set_clock("2026-09-02T16:00:00Z");
        assert_eq!(app.check_out(left, "2026-09-02T16:00:00Z").await.status, 200);
        app.set_clock(TWO_DAYS_LATER);
        round(&app).await;
        round(&app).await;
        assert_eq!(messages(folder.path()), [
            "Hello Tim,\n\nyou came to Loft at 09:15 on Wed 2026-09-02, and nobody checked you out. The day there ended at 22:00 \
             on Wed 2026-09-02, so your visit ended then: it counts 765 minutes. 765 minutes of your pass were used.\n\nIf you \
             left earlier, please tell the people at Loft: they can put it right.\n",
        ]);
    }
}

on_both_stores! {
    async fn without_a_cut_off_the_day_ends_at_midnight_and_nobody_is_told(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let app = mailing(app, folder.path());
        app.set(app.loft, "Members.NotifyOnAutoCheckout", "True").await;
        let (customer, _) = app.holder("Ida", &json!({})).await;
        let visit = app.check_in(customer, MORNING).await.id();
        app.set_clock(TWO_DAYS_LATER);
        round(&app).await;
        assert_eq!(end(&app, visit).await, left_at("2026-09-02T23:00:00Z"));
        assert_eq!(messages(folder.path()), Vec::<String>::new());
    }
}

on_both_stores! {
    async fn two_nodes_at_the_same_time_end_each_visit_once(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let app = mailing(app, folder.path());
        closes_at_ten(&app).await;
        app.set(app.loft, "Members.NotifyOnAutoCheckout", "True").await;
        let kind = app.kind(&json!({ "MinutesIncluded": 1000, "AllowNetworkCheckIn": true })).await;
        let (mut stay, mut silent) = (Vec::new(), Vec::new());
        for nth in 0..6 {
            let customer = app.customer_with(&format!("Ann {nth}"), &json!({ "AllowNetworkCheckin": true })).await;
            app.give(customer, kind, &json!({})).await;
            if nth % 2 == 0 {
                stay.push(app.check_in(customer, MORNING).await.id());
            } else {
                app.verdicts(&[session(&app, customer, MORNING, MORNING)]).await;
                silent.push(number(&app.visits(customer).await[0]["Id"]));
            }
        }
        app.hook(35, "https://door.example/hook", &json!({})).await;
        app.set_clock(TWO_DAYS_LATER);
        let mut nodes = tokio::task::JoinSet::new();
        for node in ["one", "two", "three"] {
            let app = App { node: node.into(), ..app.app.clone() };
            nodes.spawn(async move { Rounds::new(&app).round().await });
        }
        for ended in nodes.join_all().await {
            ended.expect("a round");
        }
        for visit in &stay {
            assert_eq!((end(&app, *visit).await, app.ledger(*visit).await), (left_at(LONDON), vec![765]));
        }
        for visit in &silent {
            // Nothing was heard of them after a quarter past nine, and no stay is shorter than a quarter of an hour.
            assert_eq!((end(&app, *visit).await, app.ledger(*visit).await), (left_at("2026-09-02T08:30:00Z"), vec![15]));
        }
        assert_eq!((app.deliveries().await.len(), messages(folder.path()).len()), (6, 3));
        assert_eq!(app.differences().await, Vec::<String>::new());
    }
}

on_both_stores! {
    async fn a_visit_that_ends_by_itself_names_the_one_job_that_watches_it(app: TestApp) {
        let ann = app.regular("Ann", &json!({})).await;
        app.verdicts(&[session(&app, ann, MORNING, MORNING)]).await;
        let by_wifi = app.visits(ann).await.remove(0);
        let watched = (&by_wifi["AutoCheckout"], text(&by_wifi["ValidateCheckinJobId"]));
        assert_eq!(watched, (&json!(true), "idle-check-out"));
        let found = app.get("/api/spaces/checkins?Checkin_ValidateCheckinJobId=idle-check-out").await;
        assert_eq!(found.json()["TotalItems"], 1);

        let opened = async |more: Value| {
            let id = app.attempt(&with(json!({ "FromTime": MORNING }), &more)).await.id();
            app.visit(id).await["ValidateCheckinJobId"].clone()
        };
        assert_eq!(opened(json!({})).await, Value::Null, "nobody watches what a person opens");
        assert_eq!(opened(json!({ "AutoCheckout": true })).await, "idle-check-out");
        assert_eq!(opened(json!({ "AutoCheckout": true, "ValidateCheckinJobId": "job-7" })).await, "job-7");

        // A body that leaves it out does not leave the visit without.
        let visit = number(&by_wifi["Id"]);
        assert_eq!(app.correct(visit, &json!({ "ValidateCheckinJobId": null })).await.status, 200);
        assert_eq!(app.visit(visit).await["ValidateCheckinJobId"], "idle-check-out");
        assert_eq!(app.correct(visit, &json!({ "ValidateCheckinJobId": "job-8" })).await.status, 200);
        assert_eq!(app.visit(visit).await["ValidateCheckinJobId"], "job-8");
    }
}

on_both_stores! {
    async fn a_device_that_fell_silent_left_when_it_was_heard_of_last_however_late_anybody_looks(app: TestApp) {
        closes_at_ten(&app).await;
        let (ann, bob) = (app.regular("Ann", &json!({})).await, app.regular("Bob", &json!({})).await);
        // To the second, as it was told: only what is billed is rounded.
        let (early, late) = ("2026-09-02T16:40:21Z", "2026-09-02T20:46:00Z");
        app.set_clock(late);
        app.verdicts(&[session(&app, ann, MORNING, early), session(&app, bob, MORNING, late)]).await;
        app.set_clock(TWO_DAYS_LATER);
        round(&app).await;
        let (ann, bob) = (app.visits(ann).await.remove(0), app.visits(bob).await.remove(0));
        assert_eq!((&ann["ToTime"], &bob["ToTime"]), (&json!(early), &json!(LONDON)), "whichever came first");
        let told = witnesses(&app, number(&bob["Id"])).await["Ended"].clone();
        assert_eq!((&told["By"], &told["LastSeen"]["At"]), (&json!("cut-off"), &json!(late)));
    }
}

on_both_stores! {
    async fn a_visit_that_a_caller_says_ends_by_itself_is_ended_by_silence(app: TestApp) {
        closes_at_ten(&app).await;
        let seen = "2026-09-02T08:40:00Z";
        let open = json!({ "FromTime": MORNING, "AutoCheckout": true });
        let heard = app.attempt(&with(open.clone(), &json!({ "LastActivity": seen }))).await.id();
        let unheard = app.attempt(&open).await.id();
        app.set_clock("2026-09-02T08:54:59Z");
        round(&app).await;
        assert_eq!(end(&app, heard).await.0, Value::Null);
        app.set_clock("2026-09-02T08:55:00Z");
        round(&app).await;
        assert_eq!((end(&app, heard).await, end(&app, unheard).await.0), (left_at(seen), Value::Null));
        let told = witnesses(&app, heard).await["Ended"].clone();
        assert_eq!((&told["By"], &told["LastSeen"]["At"], &told["LastSeen"]["Of"]), (&json!("silence"), &json!(seen), &Value::Null));
    }
}
