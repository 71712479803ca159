//! What is wrong is refused with a 4xx that names the field and the value, and changes nothing.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, Bytes};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tower::ServiceExt as _;
use vestibule_domain::time::Instant;
use vestibule_records::schema::Schema;
use vestibule_server::{App, Clock, router};

use crate::on_both_stores;
use crate::samples::{Samples, all, keys, list, offering, path, writable};
use crate::support::{Answer, MORNING, TestApp};

const VISITS: &str = "/api/spaces/checkins";
const REFUSALS: &str = "/api/spaces/failedcheckins";
const MEGABYTE: usize = 1 << 20;
const CASES: u32 = 60;

/// Everything that lists show of every record.
async fn everything(app: &TestApp) -> String {
    let mut all_of_it = String::new();
    for schema in all() {
        all_of_it += &app.get(&format!("{}size=1000&orderBy=Id", list(schema))).await.text;
    }
    all_of_it
}

/// Sends bytes that need be neither JSON nor text.
async fn send(
    app: &TestApp,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header(AUTHORIZATION, format!("Bearer {}", app.token));
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.send(request.body(body.into()).expect("a request")).await
}

/// That an answer is a 400 in the error shape that names this property and this value.
fn assert_names(answer: &Answer, property: &str, value: &Value) {
    assert_eq!(answer.status, 400, "{property} {value}: {}", answer.text);
    assert_eq!(keys(&answer.text), ["Message", "Value", "Errors", "WasSuccessful"]);
    let answered = answer.json();
    let errors = answered["Errors"].as_array().expect("errors");
    let named =
        errors.iter().any(|error| error["PropertyName"] == property && error["AttemptedValue"] == *value);
    assert!(named, "{property} {value}: {}", answer.text);
    assert!(answered["Message"].as_str().is_some_and(|message| message.contains(&format!("{property}: "))));
}

/// The first property that an answer names.
fn first_named(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.json()["Errors"][0]["PropertyName"].clone())
}

/// Creates and updates with each value in its field, on top of a body that is right.
async fn refuses(app: &TestApp, path: &str, right: &Value, id: i64, wrong: &[(&str, Value, &str)]) {
    for (field, value, property) in wrong {
        let mut body = right.clone();
        body[field] = value.clone();
        assert_names(&app.post(path, &body).await, property, value);
        assert_names(&app.put(&format!("{path}/{id}"), &body).await, property, value);
    }
}

/// What no field of any kind but text takes.
fn nonsense() -> [Value; 3] {
    [json!("nonsense"), json!({"a": 1}), json!([[]])]
}

on_both_stores! {
    async fn a_visit_with_a_wrong_value_is_refused_and_nothing_changes(app: TestApp) {
        let right = json!({"BusinessId": app.loft, "FromTime": "2026-09-02T07:00:00Z"});
        let id = app.post(VISITS, &right).await.id();
        let before = everything(&app).await;
        refuses(&app, VISITS, &right, id, &[
            ("BusinessId", json!(null), "Business"), ("BusinessId", json!("loft"), "Business"),
            ("BusinessId", json!(1.5), "Business"), ("BusinessId", json!(true), "Business"),
            ("BusinessId", json!([1]), "Business"), ("BusinessId", json!(u64::MAX), "Business"),
            ("FromTime", json!(null), "FromTime"), ("FromTime", json!(20_260_902), "FromTime"),
            ("FromTime", json!("2026-02-30T10:00:00Z"), "FromTime"),
            ("FromTime", json!("2026-09-02T24:00:00Z"), "FromTime"),
            ("FromTime", json!("2030-01-01T00:00:00Z"), "FromTime"), ("FromTime", json!(""), "FromTime"),
            ("ToTime", json!("2026-09-02T06:59:59Z"), "ToTime"),
            ("ToTime", json!("9999-12-31T23:59:59Z"), "ToTime"),
            ("ToTime", json!("soon"), "ToTime"), ("Source", json!(null), "Source"),
            ("Source", json!(6), "Source"),
            ("Source", json!("Teleport"), "Source"), ("Source", json!([1]), "Source"),
            ("Source", json!(-1), "Source"),
            ("CoworkerTimePassGuid", json!("1234"), "CoworkerTimePassGuid"),
            ("AutoCheckout", json!("maybe"), "AutoCheckout"),
            ("AutoCheckout", json!(2), "AutoCheckout"), ("MacAddresses", json!(true), "MacAddresses"),
            ("MacAddresses", json!("AA\0BB"), "MacAddresses"),
            ("LastActivity", json!("Thu, 32 Aug 2026 08:35:52 GMT"), "LastActivity"),
            ("SystemId", json!({}), "SystemId"),
        ]).await;
        assert_eq!(everything(&app).await, before);
    }
}

on_both_stores! {
    async fn a_visit_of_nobody_we_know_or_nowhere_we_are_is_refused(app: TestApp) {
        let before = everything(&app).await;
        for (field, property) in [("BusinessId", "Business"), ("CoworkerId", "Coworker")] {
            for id in [1, 0, -1, i64::MAX, i64::MIN] {
                let mut body = json!({"BusinessId": app.loft, "FromTime": MORNING});
                body[field] = json!(id);
                assert_names(&app.post(VISITS, &body).await, property, &json!(id));
            }
        }
        assert_eq!(everything(&app).await, before);
    }
}

on_both_stores! {
    async fn a_refusal_with_a_wrong_value_is_refused_and_nothing_changes(app: TestApp) {
        let right = json!({"BusinessId": app.loft, "CheckinAttemptTime": MORNING});
        let id = app.post(REFUSALS, &right).await.id();
        let before = everything(&app).await;
        refuses(&app, REFUSALS, &right, id, &[
            ("BusinessId", json!(null), "Business"), ("BusinessId", json!(1), "Business"),
            ("BusinessId", json!("x"), "Business"), ("CoworkerId", json!(1), "Coworker"),
            ("CoworkerId", json!(false), "Coworker"), ("CheckinAttemptTime", json!(null), "CheckinAttemptTime"),
            ("CheckinAttemptTime", json!("2026-13-01"), "CheckinAttemptTime"),
            ("CheckinAttemptTime", json!("9999-12-31T23:59:59Z"), "CheckinAttemptTime"),
            ("CheckinAttemptTime", json!("2026-09-02T08:20:01Z"), "CheckinAttemptTime"),
            ("Description", json!("\0"), "Description"), ("Description", json!(["a"]), "Description"),
        ]).await;
        assert_eq!(everything(&app).await, before);
    }
}

on_both_stores! {
    async fn a_missing_field_is_named_in_every_record(app: TestApp) {
        let samples = Samples::of(&app).await;
        let before = everything(&app).await;
        for schema in offering("create") {
            for field in writable(schema).filter(|field| field.required) {
                let mut body = samples.least(schema);
                body.as_object_mut().expect("an object").remove(field.name);
                assert_names(&app.post(&path(schema), &body).await, field.property(), &Value::Null);
                body[field.name] = Value::Null;
                assert_names(&app.post(&path(schema), &body).await, field.property(), &Value::Null);
            }
        }
        assert_eq!(everything(&app).await, before);
    }
}

on_both_stores! {
    async fn a_value_of_the_wrong_type_is_named_in_every_field_of_every_record(app: TestApp) {
        let samples = Samples::of(&app).await;
        let before = everything(&app).await;
        for schema in offering("create") {
            let right = samples.least(schema);
            for field in writable(schema).filter(|field| !field.update_only) {
                let is_text = matches!(field.kind, vestibule_records::Kind::Text);
                for value in nonsense().into_iter().skip(usize::from(is_text)) {
                    let mut body = right.clone();
                    body[field.name] = value.clone();
                    assert_names(&app.post(&path(schema), &body).await, field.property(), &value);
                }
            }
        }
        assert_eq!(everything(&app).await, before);
    }
}

on_both_stores! {
    async fn a_reference_to_nothing_is_named_in_every_record(app: TestApp) {
        let samples = Samples::of(&app).await;
        let before = everything(&app).await;
        for schema in offering("create") {
            for field in writable(schema) {
                let (value, named) = match field.kind {
                    vestibule_records::Kind::Reference(_) => (json!(1), json!(1)),
                    vestibule_records::Kind::Set(_) => (json!([1]), json!(1)),
                    _ => continue,
                };
                let mut body = samples.least(schema);
                body[field.name] = value;
                assert_names(&app.post(&path(schema), &body).await, field.property(), &named);
            }
        }
        assert_eq!(everything(&app).await, before);
    }
}

on_both_stores! {
    async fn values_that_contradict_a_rule_are_named(app: TestApp) {
        let samples = Samples::of(&app).await;
        let setting = |name: &str, value: &str| json!({"BusinessId": app.loft, "Name": name, "Value": value});
        app.post("/api/sys/businesssettings", &setting("checkin.payasyougo", "true")).await.id();
        let before = everything(&app).await;
        for (record, change, property, value) in [
            ("TimePass", json!({"Price": "1e30"}), "Price", json!("1e30")),
            ("TimePass", json!({"Price": -1}), "Price", json!(-1.0)),
            ("TimePass", json!({"MinutesIncluded": -15}), "MinutesIncluded", json!(-15)),
            ("TimePass", json!({"OnlyForMembers": true, "OnlyForContacts": true}), "OnlyForMembers", json!(true)),
            ("TimePassTimeSlot", json!({"ToTime": "24:00"}), "ToTime", json!("24:00")),
            ("TimePassTimeSlot", json!({"ToTime": "08:59"}), "ToTime", json!("08:59")),
            ("TimePassTimeSlot", json!({"DayOfWeek": "Someday"}), "DayOfWeek", json!("Someday")),
            ("CoworkerTimePass", json!({"CreateMultiple": 501}), "CreateMultiple", json!(501)),
            ("CoworkerTimePass", json!({"CreateMultiple": 0}), "CreateMultiple", json!(0)),
            ("User", json!({"Email": crate::support::ADMIN.to_uppercase()}), "Email", json!("ADMIN@EXAMPLE.COM")),
            ("User", json!({"FullName": "  "}), "FullName", json!("  ")),
            ("BusinessSetting", setting("Checkin.PayAsYouGo", "true"), "Name", json!("Checkin.PayAsYouGo")),
            ("BusinessSetting", setting("Checkin.DailyCutOffTime", "25:00"), "Value", json!("25:00")),
            ("BusinessSetting", setting("Checkin.PayAsYouGoMinPrice", "-1"), "Value", json!("-1")),
            ("Team", json!({"AddedTeamMembers": ["x"]}), "TeamMembers", json!(["x"])),
        ] {
            let schema = offering("create").into_iter().find(|schema| schema.name == record).expect("declared");
            let mut body = samples.least(schema);
            body.as_object_mut().expect("an object").extend(change.as_object().cloned().unwrap_or_default());
            assert_names(&app.post(&path(schema), &body).await, property, &value);
        }
        assert_eq!(everything(&app).await, before);
    }
}

on_both_stores! {
    async fn a_body_that_is_no_object_is_refused(app: TestApp) {
        let before = everything(&app).await;
        for body in [
            &b""[..], b" ", b"null", b"5", b"[]", b"\"x\"", b"{", b"{\"a\"}", b"{\"a\":}", b"{\"a\":1,}", b"{\"a\":1}}",
            b"{\"a\":01}", b"{'a':1}", b"\xef\xbb\xbf{}", b"{\"a\":\"\xff\"}", b"\xc3\x28", b"{\"a\":\"\x01\"}", b"\0",
        ] {
            for (method, path) in [(Method::POST, VISITS.to_owned()), (Method::PUT, format!("{REFUSALS}/1"))] {
                let answer = send(&app, method, &path, &[], body.to_vec()).await;
                assert_names(&answer, "Body", &Value::Null);
            }
        }
        assert_eq!(everything(&app).await, before);
    }
}

on_both_stores! {
    async fn a_nesting_bomb_is_refused_wherever_it_hides(app: TestApp) {
        let before = everything(&app).await;
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            for depth in [17, 200, 100_000] {
                let bomb = format!("{}1{}", open.repeat(depth), close.repeat(depth));
                for name in ["Source", "MacAddresses", "Unknown", "CustomFields"] {
                    let body = format!(r#"{{"BusinessId":{},"FromTime":"{MORNING}","{name}":{bomb}}}"#, app.loft);
                    assert_names(&send(&app, Method::POST, VISITS, &[], body).await, "Body", &Value::Null);
                }
                assert_names(&send(&app, Method::POST, VISITS, &[], bomb).await, "Body", &Value::Null);
            }
            let unclosed = open.repeat(100_000);
            assert_names(&send(&app, Method::POST, VISITS, &[], unclosed).await, "Body", &Value::Null);
        }
        assert_eq!(everything(&app).await, before);
    }
}

on_both_stores! {
    async fn a_body_over_a_megabyte_is_refused_whether_announced_or_not(app: TestApp) {
        let before = everything(&app).await;
        let right = json!({"BusinessId": app.loft, "FromTime": MORNING}).to_string();
        let too_long = format!("{right}{}", " ".repeat(MEGABYTE + 1 - right.len()));
        let length = too_long.len().to_string();
        let announced = [("content-length", length.as_str())];
        for headers in [&announced[..], &[], &[("content-length", "9999999999999999999999")]] {
            let answer = send(&app, Method::POST, VISITS, headers, too_long.clone()).await;
            assert_eq!(answer.status, 413, "{}", answer.text);
        }
        let in_parts = futures_util::stream::iter((0..17).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 << 10])));
        assert_eq!(send(&app, Method::POST, VISITS, &[], Body::from_stream(in_parts)).await.status, 413);
        assert_eq!(send(&app, Method::POST, VISITS, &announced, "{}").await.status, 413);
        assert_eq!(everything(&app).await, before);
        assert_eq!(send(&app, Method::POST, VISITS, &[], too_long[..MEGABYTE].to_owned()).await.status, 200);
    }
}

on_both_stores! {
    async fn a_body_that_breaks_off_is_refused(app: TestApp) {
        let parts = vec![Ok(b"{\"BusinessId\":".to_vec()), Err(std::io::Error::other("gone"))];
        let parts = Body::from_stream(futures_util::stream::iter(parts));
        let answer = send(&app, Method::POST, VISITS, &[], parts).await;
        assert_eq!((answer.status, &answer.json()["Message"]), (400, &json!("The body broke off")));
    }
}

on_both_stores! {
    async fn values_that_json_itself_cannot_hold_are_named_all_the_same(app: TestApp) {
        for (field, raw, shown) in [
            ("BusinessId", "1e999", "1e999"), ("BusinessId", "-1e999", "-1e999"),
            ("FromTime", "1e999", "1e999"),
            ("FromTime", r#""\ud800""#, r#""\ud800""#),
            ("MacAddresses", r#""\udc00\ud800""#, r#""\udc00\ud800""#),
        ] {
            let right = format!(r#""BusinessId":{},"FromTime":"{MORNING}""#, app.loft);
            let body = format!(r#"{{{right},"{field}":{raw}}}"#);
            let property = field.strip_suffix("Id").unwrap_or(field);
            assert_names(&send(&app, Method::POST, VISITS, &[], body).await, property, &json!(shown));
        }
    }
}

on_both_stores! {
    async fn a_long_value_is_named_by_its_beginning(app: TestApp) {
        let long = "9".repeat(MEGABYTE / 2);
        for value in [json!(long), json!(["é".repeat(100_000)])] {
            let answer = app.post(VISITS, &json!({"BusinessId": value, "FromTime": MORNING})).await;
            assert_eq!(answer.json()["Errors"][0]["PropertyName"], "Business");
            assert!(answer.status == 400 && answer.text.len() < 1000, "{}", answer.text.len());
        }
    }
}

on_both_stores! {
    async fn a_form_that_is_not_utf_8_is_refused(app: TestApp) {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        for body in [&b"FromTime=%FF"[..], b"%C3%28=1", b"MacAddresses=\xff", b"Source=1&\xfe"] {
            let answer = send(&app, Method::POST, VISITS, &form, body.to_vec()).await;
            assert_names(&answer, "Body", &Value::Null);
        }
        let nul = send(&app, Method::POST, VISITS, &form, "MacAddresses=%00").await;
        assert_names(&nul, "MacAddresses", &json!("\0"));
    }
}

on_both_stores! {
    async fn a_query_that_is_not_utf_8_is_refused(app: TestApp) {
        for query in ["Checkin_MacAddresses=%FF", "%C3%28=1", "orderBy=%80", "id=[%FE]"] {
            let answer = app.get(&format!("{VISITS}?{query}")).await;
            assert_names(&answer, "query", &Value::Null);
        }
    }
}

on_both_stores! {
    async fn a_nul_character_finds_nothing_and_breaks_nothing(app: TestApp) {
        for schema in all() {
            let names = schema.on_wire().map(|field| format!("{}_{}", schema.name, field.name));
            for name in names.filter(|name| schema.filter(name).is_some()) {
                for value in ["%00", "Ann%00", "1%00"] {
                    let answer = app.get(&format!("{}{name}={value}", list(schema))).await;
                    assert_names(&answer, &name, &json!(value.replace("%00", "\0")));
                }
            }
        }
    }
}

on_both_stores! {
    async fn an_id_too_long_for_a_record_is_refused(app: TestApp) {
        let body = json!({"BusinessId": app.loft, "FromTime": MORNING});
        for id in [json!("x"), json!(1.5), json!(u64::MAX), json!([1]), json!(true)] {
            let mut body = body.clone();
            body["Id"] = id.clone();
            assert_names(&app.put(VISITS, &body).await, "Id", &id);
        }
    }
}

on_both_stores! {
    async fn an_unusable_idempotency_key_is_refused(app: TestApp) {
        let body = json!({"BusinessId": app.loft, "FromTime": MORNING}).to_string();
        let long = "k".repeat(256);
        for key in ["", "  ", long.as_str(), "schlüssel"] {
            let answer = send(&app, Method::POST, VISITS, &[("idempotency-key", key)], body.clone()).await;
            assert_eq!(first_named(&answer), (400, json!("Idempotency-Key")));
        }
        assert_eq!(app.get(VISITS).await.json()["TotalItems"], 0);
    }
}

on_both_stores! {
    async fn figures_at_the_ends_of_their_range_never_break_a_visit(app: TestApp) {
        let samples = Samples::of(&app).await;
        let (least, most) = ("-922337203685477.5808", "922337203685477.5807");
        for (change, value) in [
            ("Price", json!(most)), ("Price", json!(least)), ("MinutesIncluded", json!(i64::MAX)),
            ("UsePriority", json!(i64::MIN)),
            ("UsePriority", json!(i64::MAX)), ("MinutesIncluded", json!(0)), ("MinutesIncluded", json!(1)),
        ] {
            let (customer, pass) = samples.holder().await;
            let filter = format!("CoworkerTimePass_Coworker={customer}");
            let held = app.get(&format!("/api/billing/coworkertimepasses?{filter}")).await.json();
            let kind = format!("/api/billing/timepasses/{}", held["Records"][0]["TimePassId"]);
            let mut terms = app.get(&kind).await.json();
            terms[change] = value.clone();
            assert!(app.put(&kind, &terms).await.status < 500, "{change} {value}");
            let visit = json!({
                "BusinessId": app.loft, "CoworkerId": customer, "FromTime": "2026-09-02T07:00:00Z",
                "CoworkerTimePassGuid": pass,
            });
            let opened = app.post(VISITS, &visit).await;
            let admitted = value != json!(0);
            assert_eq!(opened.status == 200, admitted, "{change} {value}: {}", opened.text);
            if admitted {
                let mut visit = opened.json()["Value"].clone();
                visit["ToTime"] = json!("2026-09-02T08:00:00Z");
                assert_eq!(app.put(VISITS, &visit).await.status, 200, "{change} {value}");
                assert_eq!(app.delete(&format!("{VISITS}/{}", opened.id())).await.status, 200, "{change} {value}");
            }
        }
    }
}

on_both_stores! {
    async fn figures_at_the_ends_of_their_range_never_break_a_sale_at_the_door(app: TestApp) {
        let samples = Samples::of(&app).await;
        let setting = |name: &str, value: &str| {
            json!({"BusinessId": app.loft, "Name": format!("Checkin.{name}"), "Value": value})
        };
        app.post("/api/sys/businesssettings", &setting("PayAsYouGo", "true")).await.id();
        let most = "922337203685477.5807";
        let customers = offering("create").into_iter().find(|schema| schema.name == "Coworker").expect("declared");
        for (bound, minutes) in
            [("PayAsYouGoMinPrice", json!(60)), ("PayAsYouGoMaxPrice", json!(null)), ("Other", json!(i64::MAX))]
        {
            let bound = app.post("/api/sys/businesssettings", &setting(bound, most)).await.id();
            let customer = samples.create(customers).await;
            let pass = json!({
                "BusinessId": app.loft, "Name": "Door", "Price": most, "CurrencyId": 3005,
                "MinutesIncluded": minutes, "UseAsPayAsYouGoForContacts": true,
            });
            let pass = app.post("/api/billing/timepasses", &pass).await.id();
            let from = "2026-09-02T06:00:00Z";
            let visit = json!({"BusinessId": app.loft, "CoworkerId": customer, "FromTime": from, "ToTime": MORNING});
            let visit = app.post(VISITS, &visit).await;
            assert_eq!(visit.status, 200, "{bound} {minutes} {}", visit.text);
            assert_eq!(app.get("/api/billing/coworkertimepasses").await.status, 200);
            assert_eq!(app.delete(&format!("/api/sys/businesssettings/{bound}")).await.status, 200);
            assert_eq!(app.delete(&format!("{VISITS}/{}", visit.id())).await.status, 200);
            assert_eq!(app.delete(&format!("/api/billing/timepasses/{pass}")).await.status, 200);
        }
    }
}

on_both_stores! {
    async fn a_date_that_utc_cannot_show_is_refused(app: TestApp) {
        let samples = Samples::of(&app).await;
        let schema = offering("create").into_iter().find(|schema| schema.name == "Coworker").expect("declared");
        for date in ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0000-12-31", "10000-01-01"] {
            let mut body = samples.least(schema);
            body["DateOfBirth"] = json!(date);
            assert_names(&app.post(&path(schema), &body).await, "DateOfBirth", &json!(date));
        }
    }
}

on_both_stores! {
    async fn a_code_too_long_to_look_up_is_refused(app: TestApp) {
        let samples = Samples::of(&app).await;
        let before = everything(&app).await;
        // No two neighbours alike, so that no database squeezes it.
        let long: String = (0..3000_u32).map(|n| char::from(b'a' + (n * n % 97 * n % 26) as u8)).collect();
        for schema in offering("create") {
            for field in writable(schema).filter(|field| field.exact) {
                let mut body = samples.least(schema);
                body[field.name] = json!(long);
                let answer = app.post(&path(schema), &body).await;
                assert_eq!(first_named(&answer), (400, json!(field.property())));
            }
        }
        assert_eq!(everything(&app).await, before);
    }
}

on_both_stores! {
    async fn a_filter_too_long_to_search_for_is_refused(app: TestApp) {
        Samples::of(&app).await;
        for name in ["Coworker_FullName", "Coworker_Email"] {
            for (length, status) in [(2000, 200), (2001, 400), (60_000, 400)] {
                let answer = app.get(&format!("/api/spaces/coworkers?{name}={}", "%".repeat(length))).await;
                assert_eq!(answer.status, status, "{name} {length}: {}", answer.text);
            }
        }
    }
}

on_both_stores! {
    async fn more_conditions_than_anybody_means_are_refused(app: TestApp) {
        for (count, status) in [(100, 200), (101, 400), (5000, 400)] {
            let answer = app.get(&format!("{VISITS}?{}", "Checkin_Id=1&".repeat(count))).await;
            assert_eq!(answer.status, status, "{count}: {}", answer.text);
        }
        let numbers = |count: usize| vec!["1"; count].join(",");
        for (count, status) in [(1000, 200), (1001, 400)] {
            let answer = app.get(&format!("{VISITS}?Checkin_Coworker=[{}]", numbers(count))).await;
            assert_eq!(answer.status, status, "{count}: {}", answer.text);
        }
    }
}

on_both_stores! {
    async fn more_members_than_any_record_has_are_refused(app: TestApp) {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let joined = |members: Vec<String>, by: &str| members.join(by);
        let json = |count| format!("{{{}}}", joined((0..count).map(|n| format!("\"{n}\":1")).collect(), ","));
        let fields = |count| joined((0..count).map(|n| format!("{n}=1")).collect(), "&");
        for (headers, body) in
            [(&[][..], json(2001)), (&form, fields(2001)), (&[], json(80_000)), (&form, fields(80_000))]
        {
            assert_names(&send(&app, Method::POST, VISITS, headers, body).await, "Body", &Value::Null);
        }
        for (headers, body) in [(&[][..], json(2000)), (&form, fields(2000))] {
            assert_names(&send(&app, Method::POST, VISITS, headers, body).await, "Business", &Value::Null);
        }
    }
}

on_both_stores! {
    async fn more_ids_than_any_collection_holds_are_refused(app: TestApp) {
        for count in [1, 5000, 5001, 100_000] {
            let members: Vec<i64> = (1..=count).collect();
            let team = json!({"BusinessId": app.loft, "Name": "T", "TeamMembers": members});
            let answer = app.post("/api/spaces/teams", &team).await;
            assert_eq!(first_named(&answer), (400, json!("TeamMembers")));
            assert!(answer.text.len() < 10_000, "{count}: {}", answer.text.len());
        }
    }
}

on_both_stores! {
    async fn the_ends_of_time_never_break_a_visit(app: TestApp) {
        let samples = Samples::of(&app).await;
        let (first, last) = ("0001-01-01T00:00:00.000001Z", "9999-12-31T23:59:59.999999Z");
        for from in ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00-14:00", "1969-12-31T23:59:59.999999Z", "1583-01-01"] {
            let (customer, _) = samples.holder().await;
            for body in [
                json!({"BusinessId": app.loft, "FromTime": from}),
                json!({"BusinessId": app.yard, "FromTime": from, "ToTime": MORNING, "LastActivity": last}),
                json!({"BusinessId": app.loft, "FromTime": from, "CoworkerId": customer}),
                json!({"BusinessId": app.loft, "FromTime": from, "CoworkerId": customer, "ToTime": first}),
            ] {
                let answer = app.post(VISITS, &body).await;
                assert!(answer.status < 500, "{body}: {}", answer.text);
                assert_eq!(app.get(VISITS).await.status, 200, "{body}");
            }
        }
    }
}

/// Values that have broken programs before, as they would stand in JSON.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "null",
            "true",
            "\"\"",
            "0",
            "-1",
            "1.5",
            "1e400",
            "-0.0",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "1e-400",
            "922337203685477.5807",
            "-922337203685477.5808",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"NaN\"",
            "[]",
            "[null]",
            "[[1]]",
            "[9223372036854775807]",
            "{}",
            "{\"Id\":1}",
            "\"0001-01-01T00:00:00+14:00\"",
            "\"9999-12-31T23:59:59.9999999-14:00\"",
            "\"1976-01-01T23:59:59.999999Z\"",
            "\"%\"",
            "\"' OR 1=1 --\"",
            "\"\u{202e}\u{feff}\u{10ffff}\"",
            "\"2026-09-02T08:15:00Z\"",
            "\"False\"",
            "\"+1\"",
            "\"1e3\"",
            "1220",
        ])
        .prop_map(str::to_owned),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| json!(number).to_string()),
        ".{0,40}".prop_map(|text| json!(text).to_string()),
        "[a-z]{3000}".prop_map(|text| json!(text).to_string()),
    ]
}

/// Bodies: a right one with a few values replaced, or no body at all.
fn body_of(schema: &'static Schema, right: Value) -> impl Strategy<Value = Bytes> {
    let names: Vec<_> = schema.fields.iter().map(|field| field.name).collect();
    let changes = prop::collection::vec((prop::sample::select(names), hostile()), 1..4);
    let changed = changes.prop_map(move |changes| {
        let right = right.as_object().expect("an object").iter();
        let members = right.map(|(name, value)| format!("{name:?}:{value}"));
        // Of a name that comes twice, the last counts.
        let members = members.chain(changes.iter().map(|(name, value)| format!("{name:?}:{value}")));
        Bytes::from(format!("{{{}}}", members.collect::<Vec<_>>().join(",")))
    });
    prop_oneof![4 => changed, 1 => prop::collection::vec(any::<u8>(), 0..200).prop_map(Bytes::from)]
}

/// Query strings: filters with hostile values, and any bytes.
fn query_of(schema: &'static Schema) -> impl Strategy<Value = String> {
    let mut names: Vec<String> =
        ["page", "size", "orderBy", "dir", "id", "UniqueId"].map(str::to_owned).to_vec();
    for field in schema.on_wire() {
        names.extend(["", "from_", "to_"].map(|prefix| format!("{prefix}{}_{}", schema.name, field.name)));
    }
    let bytes = prop::collection::vec(any::<u8>(), 0..30);
    let value = prop_oneof![hostile().prop_map(String::into_bytes), bytes];
    let escaped = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let pair = (prop::sample::select(names), value)
        .prop_map(move |(name, value)| format!("{name}={}", escaped(value)));
    prop::collection::vec(pair, 0..5).prop_map(|pairs| pairs.join("&"))
}

/// Runs a property whose cases ask the server; the cases share it.
fn holds<S: Strategy>(strategy: &S, check: impl AsyncFn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let ran = tokio::task::block_in_place(|| {
        TestRunner::new(config).run(strategy, |case| Handle::current().block_on(check(case)))
    });
    ran.unwrap_or_else(|failed| panic!("{failed}"));
}

on_both_stores! {
    async fn no_body_is_answered_with_a_failure_of_ours(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in offering("create") {
            let right = samples.most(schema, false).await;
            let id = app.post(&path(schema), &right).await.id();
            holds(&body_of(schema, right), async |body| {
                for (method, path) in [(Method::POST, path(schema)), (Method::PUT, format!("{}/{id}", path(schema)))] {
                    let answer = send(&app, method, &path, &[], body.clone()).await;
                    prop_assert!(answer.status < 500, "{path}: {}", answer.text);
                    prop_assert!(serde_json::from_str::<Value>(&answer.text).is_ok(), "{}", answer.text);
                }
                let list = app.get(&path(schema)).await;
                prop_assert!(list.status == 200, "{}: {}", schema.name, list.text);
                Ok(())
            });
        }
    }
}

on_both_stores! {
    async fn no_query_is_answered_with_a_failure_of_ours(app: TestApp) {
        for schema in all() {
            holds(&query_of(schema), async |query| {
                let answer = app.get(&format!("{}?{query}", path(schema))).await;
                prop_assert!(answer.status < 500, "{}?{query}: {}", path(schema), answer.text);
                prop_assert!(serde_json::from_str::<Value>(&answer.text).is_ok(), "{}", answer.text);
                Ok(())
            });
        }
    }
}

/// A clock that breaks when told to.
struct FragileClock(AtomicBool);

impl Clock for FragileClock {
    fn now(&self) -> Instant {
        assert!(!self.0.load(Ordering::SeqCst), "the clock broke");
        crate::support::at(MORNING)
    }
}

on_both_stores! {
    async fn a_request_that_panics_is_answered_with_a_request_id_and_the_next_one_works(app: TestApp) {
        let clock = Arc::new(FragileClock(AtomicBool::new(false)));
        let fragile = router(App { clock: clock.clone(), ..app.app.clone() });
        let before = everything(&app).await;
        for (broken, status) in [(true, 500), (false, 200)] {
            clock.0.store(broken, Ordering::SeqCst);
            let body = json!({"BusinessId": app.loft, "FromTime": MORNING}).to_string();
            let request = Request::post(VISITS).header(AUTHORIZATION, format!("Bearer {}", app.token));
            let request = request.body(Body::from(body)).expect("a request");
            let answer = AssertUnwindSafe(fragile.clone().oneshot(request)).await.expect("an answer");
            assert_eq!(answer.status().as_u16(), status);
            assert_eq!(answer.headers()["x-request-id"].len(), 16);
            assert_eq!(everything(&app).await == before, broken);
        }
    }
}
