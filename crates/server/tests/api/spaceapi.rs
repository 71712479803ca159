//! What a location tells the world of itself, after SpaceAPI v15.

use http::Method;
use serde_json::{Value, json};

use crate::on_both_stores;
use crate::support::people::with;
use crate::support::{Answer, MORNING, TestApp};

const PUBLISH: &str = "Vestibule.SpaceApi.Publish";
const THRESHOLD: &str = "Vestibule.SpaceApi.Threshold";

async fn asked(app: &TestApp, headers: &[(&str, &str)]) -> Answer {
    let headers: Vec<_> =
        [("authorization", ""), ("host", "loft.example.com")].iter().chain(headers).copied().collect();
    app.request(Method::GET, "/spaceapi.json", &headers, "").await
}

async fn told(app: &TestApp) -> Value {
    let answer = asked(app, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    is_v15(&answer.json());
    answer.json()
}

/// The loft with an e-mail and a position, published.
async fn published(app: &TestApp) {
    let path = format!("/api/sys/businesses/{}", app.loft);
    let more = json!({
        "ContactEmail": "hello@loft.example", "Latitude": 51.5245, "Longitude": -0.0779, "Address": "1 Main Street",
    });
    let body = with(app.get(&path).await.json(), &more);
    assert_eq!(app.put("/api/sys/businesses", &body).await.status, 200);
    app.set(app.loft, PUBLISH, "True").await;
}

/// What version 15 asks of what is sent, as far as it is sent here: <https://schema.spaceapi.io/15.json>.
fn is_v15(told: &Value) {
    assert_eq!(told["api_compatibility"], json!(["15"]));
    for text in ["space", "logo", "url"] {
        assert!(told[text].is_string(), "{text}: {told}");
    }
    assert!(told["contact"].as_object().is_some_and(|contact| contact.values().all(Value::is_string)));
    let location = told["location"].as_object().expect("a place");
    for (name, value) in location {
        let is_number = ["lat", "lon"].contains(&name.as_str());
        assert!(if is_number { value.is_number() } else { value.is_string() }, "{name}: {value}");
    }
    assert_eq!(location.contains_key("lat"), location.contains_key("lon"));
    if let Some(state) = told.get("state") {
        assert!(state["open"].is_boolean() && state["lastchange"].is_number(), "{state}");
    }
    if let Some(sensors) = told.get("sensors") {
        for one in sensors["people_now_present"].as_array().expect("sensors") {
            assert!(one["value"].is_number() && one["lastchange"].is_number() && one["location"].is_string());
        }
    }
}

on_both_stores! {
    async fn a_location_tells_nothing_unless_it_says_so_itself(app: TestApp) {
        assert_eq!(asked(&app, &[]).await.status, 404);
        published(&app).await;
        let told = told(&app).await;
        assert_eq!((&told["space"], &told["contact"]), (&json!("Loft"), &json!({ "email": "hello@loft.example" })));
        assert_eq!(told["url"], "http://loft.example.com");
        let place = json!({
            "address": "1 Main Street", "lat": 51.5245, "lon": -0.0779, "timezone": "Europe/London", "country_code": "GB",
        });
        assert_eq!(told["location"], place);
        let by_name = async |name: &str| app.get(&format!("/spaceapi.json?location={name}")).await.status;
        assert_eq!(by_name("LOFT").await, 200);
        assert_eq!(by_name("yard").await, 404, "the location above it speaks for itself alone");
        assert_eq!(by_name("nowhere").await, 404);
        app.set(app.yard, PUBLISH, "True").await;
        assert_eq!(by_name("yard").await, 404, "it has no contact");
        assert_eq!(app.request(Method::POST, "/spaceapi.json", &[], "").await.status, 405);
        let logo = app.get("/spaceapi.svg").await;
        assert!(logo.text.starts_with("<svg"));
    }
}

on_both_stores! {
    async fn how_many_are_there_is_told_when_nobody_stands_out(app: TestApp) {
        published(&app).await;
        for people in 1..=5 {
            app.attempt(&json!({ "FromTime": MORNING })).await.id();
            app.set_clock("2026-09-02T08:16:00Z");
            let told = told(&app).await;
            assert_eq!(told.get("sensors").is_some(), people >= 5, "{people}");
            assert_eq!(told.get("state"), None, "no hours, no state");
        }
        let now = told(&app).await["sensors"]["people_now_present"][0].clone();
        assert_eq!((&now["value"], &now["lastchange"]), (&json!(5), &json!(1_788_336_960)));
        app.set(app.loft, THRESHOLD, "6").await;
        assert_eq!(told(&app).await.get("sensors"), None);
    }
}

on_both_stores! {
    async fn within_a_minute_nobody_is_seen_to_come_or_go(app: TestApp) {
        published(&app).await;
        app.set(app.loft, THRESHOLD, "1").await;
        let visit = app.attempt(&json!({ "FromTime": MORNING })).await.id();
        app.set_clock("2026-09-02T08:16:10Z");
        let first = asked(&app, &[]).await;
        assert_eq!(first.headers["access-control-allow-origin"], "*");
        assert_eq!(first.headers["cache-control"], "max-age=60");
        app.attempt(&json!({ "FromTime": "2026-09-02T08:16:20Z" })).await.id();
        app.set_clock("2026-09-02T08:16:50Z");
        assert_eq!(app.check_out(visit, "2026-09-02T08:16:40Z").await.status, 200);
        let tag = first.headers["etag"].to_str().expect("a tag");
        let same = asked(&app, &[("if-none-match", tag)]).await;
        assert_eq!((same.status, same.text.as_str()), (304, ""));
        app.attempt(&json!({ "FromTime": "2026-09-02T08:16:50Z" })).await.id();
        app.set_clock("2026-09-02T08:17:00Z");
        let next = asked(&app, &[("if-none-match", tag)]).await.json();
        assert_eq!(next["sensors"]["people_now_present"][0]["value"], 2);
    }
}

on_both_stores! {
    async fn whether_it_is_open_goes_by_its_hours_and_not_by_who_is_there(app: TestApp) {
        published(&app).await;
        let hours = json!({ "BusinessId": app.loft, "DayOfWeek": "Wednesday", "FromTime": "1976-01-01T09:00:00Z", "ToTime": "1976-01-01T18:00:00Z" });
        app.post("/api/sys/businesstimeslots", &hours).await.id();
        let nine_in_london = 1_788_336_000;
        assert_eq!(told(&app).await["state"], json!({ "open": true, "lastchange": nine_in_london }));
        app.attempt(&json!({ "FromTime": MORNING })).await.id();
        app.set_clock("2026-09-02T17:30:00Z");
        assert_eq!(told(&app).await["state"], json!({ "open": false, "lastchange": nine_in_london + 9 * 3600 }));
    }
}

on_both_stores! {
    async fn settings_that_cannot_be_read_are_refused(app: TestApp) {
        for (name, wrong) in [(PUBLISH, "perhaps"), (THRESHOLD, "0"), (THRESHOLD, "some")] {
            let setting = json!({ "BusinessId": app.loft, "Name": name, "Value": wrong });
            assert_eq!(app.post("/api/sys/businesssettings", &setting).await.status, 400, "{name} = {wrong}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_loft_of_the_demo_network_tells_of_itself() {
    for app in TestApp::demos().await {
        let demo = told(&app).await;
        assert_eq!(demo["space"], "Loft");
        assert!(demo["state"]["open"].is_boolean());
    }
}
