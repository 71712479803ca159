//! The story of docs/why.md, played: what the page shows is what comes out. `VESTIBULE_RENEW=1` renews its blocks.

mod page;
mod vectors;

use http::Method;
use serde_json::{Value, json};
use vestibule_server::doctor;
use vestibule_server::vestibule::explain::{Question, explain};
use vestibule_server::vestibule::printed::{moment, printed};
use vestibule_store::Viewer;

use crate::on_both_stores;
use crate::support::people::number;
use crate::support::{Answer, TestApp};

use page::Blocks;

const PAGE: &str = include_str!("../../../../docs/why.md");
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/why.md");

/// Of an explanation, what a reader looks at first.
const GIST: &[&str] = &["Admitted", "Code", "Sentence", "Pass/Name", "NextPasses", "Cure/Text"];
/// And how it came to that.
const REASONS: &[&str] = &[
    "Sentence",
    "Passes/Name",
    "Passes/Serves",
    "Passes/Rules/Rule",
    "Passes/Rules/Holds",
    "Passes/Rules/Datum",
    "Passes/Rules/NextHolds",
    "NextPasses",
    "Cures/Kind",
    "Cures/Text",
];
const SESSION: &[&str] = &["Lines", "Charge/Net", "Charge/Day", "Charge/Charged", "Entries", "Agrees"];
const MINUTES: &[&str] = &["FromTime", "ToTime", "Minutes", "Lines", "Entries", "Agrees"];

/// The server the story plays on, and what came out so far.
struct Story {
    app: TestApp,
    blocks: Blocks,
}

impl Story {
    /// Asks, and keeps it as a block; of the answer, what is under `keep`.
    async fn asks(
        &mut self,
        name: &'static str,
        method: Method,
        path: &str,
        body: &Value,
        keep: &[&str],
    ) -> Answer {
        let sent = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.app.request(method.clone(), path, &[], &sent).await;
        self.blocks.http(name, &format!("{method} {path}"), body, answer.status, &answer.text, keep);
        answer
    }

    async fn reads(&mut self, name: &'static str, path: &str, keep: &[&str]) -> Value {
        let answer = self.asks(name, Method::GET, path, &Value::Null, keep).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    async fn arithmetic(&mut self, name: &'static str, visit: i64, keep: &[&str]) {
        let told = self.reads(name, &format!("/api/vestibule/checkins/{visit}/arithmetic"), keep).await;
        assert_eq!(told["Agrees"], true);
    }

    async fn passes(&mut self, name: &'static str, customer: i64, keep: &[&str]) {
        let path = format!(
            "/api/billing/coworkertimepasses?CoworkerTimePass_Coworker={customer}&orderBy=Id&dir=ascending"
        );
        self.reads(name, &path, keep).await;
    }

    /// What `vestibule explain` prints.
    async fn explains(&mut self, name: &'static str, customer: i64, when: &str) {
        let (store, loft) = (self.app.app.store.clone(), self.app.loft);
        let catalogue = store.catalogue().await.expect("a catalogue");
        let at = moment(when, catalogue.location(loft).expect("the loft"));
        let question = Question { at, ..Question::of(loft, customer) };
        let told =
            explain(&*store, &Viewer::Everything, &question, self.app.app.now()).await.expect("an answer");
        let command = format!("vestibule explain --customer {customer} --location {loft} --at \"{when}\"");
        self.blocks.command(name, &command, &printed(&told));
    }

    /// What `vestibule doctor` prints.
    async fn is_examined(&mut self, name: &'static str) {
        let mut lines = Vec::new();
        let tally = doctor::examine(&*self.app.app.store, |finding| lines.push(finding.to_string())).await;
        lines.push(tally.expect("a database that can be read").to_string());
        self.blocks.command(name, "vestibule doctor", &lines.join("\n"));
    }

    /// A check-in and a check-out that the page does not show.
    async fn stays(&self, customer: i64, from: &str, to: &str) -> i64 {
        self.app.set_clock(from);
        let visit = self.app.check_in(customer, from).await.id();
        self.app.set_clock(to);
        assert_eq!(self.app.check_out(visit, to).await.status, 200);
        visit
    }
}

/// Monday to Friday from nine to noon.
async fn mornings(app: &TestApp) -> i64 {
    let kind = app.kind(&json!({ "Name": "Mornings", "Price": 60 })).await;
    for day in 1..=5 {
        let slot = json!({
            "TimePassId": kind, "DayOfWeek": day, "FromTime": "1976-01-01T09:00:00Z", "ToTime": "1976-01-01T12:00:00Z",
        });
        app.post("/api/billing/timepasstimeslots", &slot).await.id();
    }
    kind
}

/// Mia comes on a Wednesday at a quarter past one, with a pass for the morning and one that has expired.
async fn one_refusal(story: &mut Story, ten_hours: i64) {
    let (noon, tomorrow) = ("2026-09-02T12:15:00Z", "2026-09-03T08:00:00Z");
    let (loft, mia) = (story.app.loft, story.app.customer("Mia Rossi").await);
    let (morning, day) = (mornings(&story.app).await, story.app.kind(&json!({})).await);
    story.app.give(mia, ten_hours, &json!({ "ExpireDate": "2026-08-31T22:00:00Z" })).await;
    story.app.give(mia, morning, &json!({})).await;
    let asked = json!({ "BusinessId": loft, "CoworkerId": mia, "At": noon });
    let beforehand =
        story.asks("beforehand", Method::POST, "/api/vestibule/explain", &asked, GIST).await.json();
    story.explains("beforehand-printed", mia, "2026-09-02 13:15").await;

    story.app.set_clock(noon);
    let arrival = json!({ "BusinessId": loft, "CoworkerId": mia, "FromTime": noon });
    let refused = story.asks("refused", Method::POST, "/api/spaces/checkins", &arrival, &[]).await;
    assert_eq!(refused.status, 400);
    let kept =
        ["Records/Id", "Records/CoworkerFullName", "Records/CheckinAttemptTime", "Records/Description"];
    let failed = story.reads("failed", "/api/spaces/failedcheckins?size=1", &kept).await;
    let id = number(&failed["Records"][0]["Id"]);
    let verdict =
        story.reads("verdict", &format!("/api/vestibule/failedcheckins/{id}/verdict"), REASONS).await;
    assert_eq!(verdict, beforehand, "what was said beforehand is what happened");

    let waits = json!({ "BusinessId": loft, "CoworkerId": mia, "At": tomorrow });
    story.asks("tomorrow", Method::POST, "/api/vestibule/explain", &waits, GIST).await;
    let bought = json!({ "CoworkerId": mia, "BusinessId": loft, "TimePassId": day, "CreateMultiple": 1 });
    let kept = ["Message", "Value/Id", "Value/TimePassName", "Value/Price", "WasSuccessful"];
    story.asks("bought", Method::POST, "/api/billing/coworkertimepasses", &bought, &kept).await.id();
    let kept = ["Message", "Value/Id", "Value/CoworkerFullName", "Value/FromTime", "WasSuccessful"];
    story.asks("admitted", Method::POST, "/api/spaces/checkins", &arrival, &kept).await.id();
    story
        .passes("used", mia, &["Records/Id", "Records/TimePassName", "Records/Used", "Records/ExpireDate"])
        .await;
}

/// Bea has no pass. The loft sells at its door, between a least and a most a day, and leaves bookings out.
async fn one_day_at_the_door(story: &mut Story) {
    for (name, value) in [
        ("Checkin.DiscountBookings", "True"),
        ("Checkin.PayAsYouGo", "True"),
        ("Checkin.PayAsYouGoMaxPrice", "50"),
        ("Checkin.PayAsYouGoMinPrice", "20"),
    ] {
        story.app.set(story.app.loft, name, value).await;
    }
    let hourly = json!({
        "Name": "Hourly", "MinutesIncluded": 60, "Price": 12, "UseAsPayAsYouGoForContacts": true,
    });
    let (hourly, bea) = (story.app.kind(&hourly).await, story.app.customer("Bea Lind").await);
    let booking = json!({
        "CoworkerId": bea, "ResourceId": 88, "ResourceName": "Library", "FromTime": "2026-09-03T13:00:00Z",
        "ToTime": "2026-09-03T14:00:00Z",
    });
    story.app.post("/api/spaces/bookings", &booking).await.id();
    let settings =
        format!("/api/sys/businesssettings?BusinessSetting_Business={}&orderBy=Name", story.app.loft);
    story.reads("settings", &settings, &["Records/Name", "Records/Value"]).await;
    let kept = ["Name", "Price", "MinutesIncluded", "UseAsPayAsYouGoForContacts"];
    story.reads("hourly", &format!("/api/billing/timepasses/{hourly}"), &kept).await;
    let kept = ["Records/ResourceName", "Records/FromTime", "Records/ToTime", "Records/Tentative"];
    story.reads("booking", &format!("/api/spaces/bookings?Booking_Coworker={bea}"), &kept).await;

    let first = story.stays(bea, "2026-09-03T08:00:00Z", "2026-09-03T09:00:00Z").await;
    story.arithmetic("first", first, SESSION).await;
    let second = story.stays(bea, "2026-09-03T11:00:00Z", "2026-09-03T16:20:00Z").await;
    story.arithmetic("second", second, SESSION).await;
    story.arithmetic("first-again", first, &["Lines", "Agrees"]).await;
    let kept =
        ["Records/Id", "Records/TimePassName", "Records/IsPayAsYouGo", "Records/Price", "Records/Used"];
    story.passes("sold", bea, &kept).await;
}

/// Cal left at ten past one, and was checked out at six.
async fn one_correction(story: &mut Story, ten_hours: i64) {
    let (from, told, left) = ("2026-09-04T08:00:00Z", "2026-09-04T17:00:00Z", "2026-09-04T12:10:00Z");
    let (loft, cal) = (story.app.loft, story.app.customer("Cal Moss").await);
    story.app.give(cal, ten_hours, &json!({})).await;
    story.app.set_clock(from);
    let arrival = json!({ "BusinessId": loft, "CoworkerId": cal, "FromTime": from });
    let kept = ["Value/Id", "Value/FromTime", "Value/ToTime", "WasSuccessful"];
    let visit = story.asks("arrival", Method::POST, "/api/spaces/checkins", &arrival, &kept).await.id();
    let ends = |at: &str| json!({ "Id": visit, "BusinessId": loft, "CoworkerId": cal, "FromTime": from, "ToTime": at });
    story.app.set_clock(told);
    let kept = ["Message", "Value", "WasSuccessful"];
    story.asks("wrong", Method::PUT, "/api/spaces/checkins", &ends(told), &kept).await.id();
    story.arithmetic("before", visit, MINUTES).await;
    story.app.set_clock("2026-09-04T17:30:00Z");
    story.asks("corrected", Method::PUT, "/api/spaces/checkins", &ends(left), &kept).await.id();
    story.arithmetic("after", visit, MINUTES).await;
    let kept = ["Records/Id", "Records/TimePassName", "Records/RemainingUses", "Records/Used"];
    story.passes("left", cal, &kept).await;
}

on_both_stores! {
    async fn the_chapter_shows_what_happens(app: TestApp) {
        let ten_hours = app.kind(&json!({ "Name": "Ten Hours", "Price": 100, "MinutesIncluded": 600 })).await;
        let mut story = Story { app, blocks: Blocks::default() };
        one_refusal(&mut story, ten_hours).await;
        one_day_at_the_door(&mut story).await;
        one_correction(&mut story, ten_hours).await;
        story.is_examined("doctor").await;
        let expected = story.blocks.on(PAGE);
        if std::env::var_os("VESTIBULE_RENEW").is_some_and(|renew| renew == "1") {
            std::fs::write(PATH, expected).expect("written");
        } else {
            assert!(expected == PAGE, "docs/why.md (VESTIBULE_RENEW=1 renews it) {}", page::difference(&expected, PAGE));
        }
    }
}
