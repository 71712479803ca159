//! What goes over the wire, byte for byte: envelopes, values, and the spellings that are accepted.

use http::Method;
use serde_json::{Value, json};
use vestibule_records::Guid;

use crate::on_both_stores;
use crate::samples::keys;
use crate::support::{MORNING, TestApp};

const VISITS: &str = "/api/spaces/checkins";
const REFUSALS: &str = "/api/spaces/failedcheckins";
const CUSTOMERS: &str = "/api/spaces/coworkers";
const PLANS: &str = "/api/billing/tariffs";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");

/// That this goes over the wire, on both stores.
macro_rules! assert_wire {
    ($text:expr, @$shown:literal) => {
        let text = $text;
        insta::allow_duplicates! { insta::assert_snapshot!(text, @$shown) }
    };
}

/// A text with the ids and guids that differ from run to run taken out.
fn redacted(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(first) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (shown, length) = match rest.get(..36) {
            Some(text) if Guid::parse(text).is_some() => ("[guid]", 36),
            _ if digits > 8 => ("[id]", digits),
            _ => (&rest[..first.len_utf8()], first.len_utf8()),
        };
        out.push_str(shown);
        rest = &rest[length..];
    }
    out
}

fn ann() -> Value {
    json!({"FullName": "Ann Lee", "Email": "ann@example.com", "CountryId": 1220, "SimpleTimeZoneId": 2023})
}

fn with(mut body: Value, more: &Value) -> Value {
    body.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    body
}

async fn read(app: &TestApp, path: &str, id: i64) -> Value {
    app.get(&format!("{path}/{id}")).await.json()
}

on_both_stores! {
    async fn a_create_answers_eleven_keys_and_the_whole_record(app: TestApp) {
        let answer = app.post(VISITS, &json!({"BusinessId": app.loft, "FromTime": MORNING})).await;
        assert_wire!(redacted(&answer.text).replace(",\"", ",\n\""), @r#"
        {"Status":200,
        "Message":"Checkin was successfully created.",
        "Value":{"CoworkerId":null,
        "CoworkerFullName":null,
        "BusinessId":[id],
        "BusinessName":"Loft",
        "Source":1,
        "FromTime":"2026-09-02T08:15:00Z",
        "ToTime":null,
        "CountsTowardsPlanLimits":false,
        "CoworkerTimePassGuid":null,
        "AutoCheckout":false,
        "LastActivity":null,
        "MacAddresses":null,
        "TeamsAtTheTimeOfCheckin":null,
        "TariffAtTheTimeOfCheckin":null,
        "ValidateCheckinJobId":null,
        "FromTimeLocal":"2026-09-02T09:15:00Z",
        "ToTimeLocal":null,
        "Id":[id],
        "UpdatedOn":"2026-09-02T08:15:00Z",
        "CreatedOn":"2026-09-02T08:15:00Z",
        "UniqueId":"[guid]",
        "UpdatedBy":"admin@example.com",
        "IsNew":false,
        "SystemId":null,
        "ToStringText":"",
        "LocalizationDetails":null,
        "CustomFields":null},
        "OpenInDialog":false,
        "OpenInWindow":false,
        "RedirectURL":null,
        "JavaScript":null,
        "UpdatedOn":"2026-09-02T08:15:00Z",
        "UpdatedBy":"admin@example.com",
        "Errors":null,
        "WasSuccessful":true}
        "#);
    }
}

on_both_stores! {
    async fn an_update_answers_eleven_keys_and_the_id(app: TestApp) {
        let id = app.post(VISITS, &json!({"BusinessId": app.loft, "FromTime": MORNING})).await.id();
        app.set_clock("2026-09-02T08:30:00.5Z");
        let body = json!({"Id": id, "BusinessId": app.loft, "FromTime": MORNING, "ToTime": "2026-09-02T08:30:00Z"});
        let answer = app.put(VISITS, &body).await;
        assert_eq!(answer.id(), id);
        assert_wire!(redacted(&answer.text), @r#"{"Status":200,"Message":"Checkin was successfully updated.","Value":{"Id":[id]},"OpenInDialog":false,"OpenInWindow":false,"RedirectURL":null,"JavaScript":null,"UpdatedOn":"2026-09-02T08:30:00.5Z","UpdatedBy":"admin@example.com","Errors":null,"WasSuccessful":true}"#);
    }
}

on_both_stores! {
    async fn a_delete_answers_eleven_keys_and_no_value(app: TestApp) {
        let id = app.post(VISITS, &json!({"BusinessId": app.loft, "FromTime": MORNING})).await.id();
        assert_wire!(app.delete(&format!("{VISITS}/{id}")).await.text, @r#"{"Status":200,"Message":"The record was deleted successfully.","Value":null,"OpenInDialog":false,"OpenInWindow":false,"RedirectURL":null,"JavaScript":null,"UpdatedOn":"2026-09-02T08:15:00Z","UpdatedBy":"admin@example.com","Errors":null,"WasSuccessful":true}"#);
    }
}

on_both_stores! {
    async fn an_error_answers_four_keys_and_every_failing_property(app: TestApp) {
        let body = json!({"FromTime": "yesterday", "Source": 9, "AutoCheckout": "perhaps"});
        let answer = app.post(VISITS, &body).await;
        assert_eq!(answer.status, 400);
        assert_wire!(answer.text, @r#"{"Message":"Business: is a required field\nSource: is a required field\nFromTime: 'yesterday' is not a date and time\nAutoCheckout: 'perhaps' is not true or false","Value":null,"Errors":[{"AttemptedValue":null,"Message":"is a required field","PropertyName":"Business"},{"AttemptedValue":9,"Message":"is a required field","PropertyName":"Source"},{"AttemptedValue":"yesterday","Message":"'yesterday' is not a date and time","PropertyName":"FromTime"},{"AttemptedValue":"perhaps","Message":"'perhaps' is not true or false","PropertyName":"AutoCheckout"}],"WasSuccessful":false}"#);
    }
}

on_both_stores! {
    async fn the_documented_error_is_answered_word_for_word(app: TestApp) {
        let answer = app.post(VISITS, &json!({"BusinessId": app.loft, "FromTime": MORNING, "Source": null})).await;
        assert_eq!(answer.status, 400);
        assert_wire!(answer.text, @r#"{"Message":"Source: is a required field","Value":null,"Errors":[{"AttemptedValue":null,"Message":"is a required field","PropertyName":"Source"}],"WasSuccessful":false}"#);
    }
}

on_both_stores! {
    async fn a_refused_customer_is_named_with_the_reason(app: TestApp) {
        let ann = app.post(CUSTOMERS, &ann()).await.id();
        let answer = app.post(VISITS, &json!({"BusinessId": app.loft, "CoworkerId": ann, "FromTime": MORNING})).await;
        assert_eq!((answer.status, answer.json()["Errors"][0]["AttemptedValue"].clone()), (400, json!(ann)));
        assert_wire!(redacted(&answer.text), @r#"{"Message":"Coworker: Ann Lee does not have a valid time pass for Loft: no pass is left, and none is sold at the door","Value":null,"Errors":[{"AttemptedValue":[id],"Message":"Ann Lee does not have a valid time pass for Loft: no pass is left, and none is sold at the door","PropertyName":"Coworker"}],"WasSuccessful":false}"#);
    }
}

on_both_stores! {
    async fn what_still_serves_others_is_kept_and_that_is_no_http_error(app: TestApp) {
        let plan = json!({"BusinessId": app.loft, "Name": "Flex", "Price": 1, "CurrencyId": 3005});
        let plan = app.post(PLANS, &plan).await.id();
        let ann = app.post(CUSTOMERS, &ann()).await.id();
        let contract = json!({
            "IssuedById": app.loft, "CoworkerId": ann, "TariffId": plan, "BillingDay": 1, "Quantity": 1,
        });
        app.post("/api/billing/coworkercontracts", &contract).await.id();
        let answer = app.delete(&format!("{PLANS}/{plan}")).await;
        assert_eq!(answer.status, 200);
        assert_wire!(answer.text, @r#"{"Status":500,"Message":"Other records refer to this one: you must delete them before you can delete it.","Value":null,"OpenInDialog":false,"OpenInWindow":false,"RedirectURL":null,"JavaScript":null,"UpdatedOn":null,"UpdatedBy":null,"Errors":null,"WasSuccessful":false}"#);
    }
}

on_both_stores! {
    async fn what_is_not_there_is_a_json_text(app: TestApp) {
        for path in ["/api/spaces/checkins/1", "/api/spaces/nothing", "/api/spaces", "/nothing", "/api/a/b/c/d"] {
            let answer = app.get(path).await;
            assert_eq!((answer.status, answer.text.as_str()), (404, "\"Not found\""), "{path}");
            assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8", "{path}");
        }
    }
}

on_both_stores! {
    async fn a_verb_that_is_not_offered_says_which_are(app: TestApp) {
        let answer = app.delete(&format!("{CUSTOMERS}/1")).await;
        assert_eq!((answer.status, &answer.headers["allow"]), (405, &"GET, PUT".parse().expect("a value")));
        assert_wire!(answer.text, @r#"{"Message":"The requested resource does not support http method 'DELETE'."}"#);
    }
}

on_both_stores! {
    async fn a_body_over_a_megabyte_is_answered_in_the_error_shape(app: TestApp) {
        let answer = app.request(Method::POST, VISITS, &[], &" ".repeat((1 << 20) + 1)).await;
        assert_eq!(answer.status, 413);
        assert_wire!(answer.text, @r#"{"Message":"The body is larger than 1 MB","Value":null,"Errors":null,"WasSuccessful":false}"#);
    }
}

on_both_stores! {
    async fn an_empty_page_shows_the_envelope_of_a_list(app: TestApp) {
        assert_wire!(app.get(VISITS).await.text, @r#"{"Records":[],"CurrentPageSize":25,"CurrentPage":1,"CurrentOrderField":"FromTime","CurrentSortDirection":1,"FirstItem":0,"HasNextPage":false,"HasPreviousPage":false,"LastItem":0,"PageNumber":1,"PageSize":25,"TotalItems":0,"TotalPages":0}"#);
    }
}

on_both_stores! {
    async fn every_answer_carries_a_request_id(app: TestApp) {
        let mut seen = Vec::new();
        for path in [VISITS, "/api/spaces/checkins/1", "/api/spaces/checkins?page=0", "/nowhere"] {
            seen.push(app.get(path).await.headers["x-request-id"].clone());
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 4);
    }
}

on_both_stores! {
    async fn decimals_are_exact_and_have_a_fraction_digit(app: TestApp) {
        for (sent, shown) in [
            ("25", "25.0"), ("25.50", "25.5"), ("\"0.0375\"", "0.0375"), ("1e3", "1000.0"), ("0.1", "0.1"),
            ("99999999.9999", "99999999.9999"), ("0", "0.0"), ("0.00005", "0.0001"),
        ] {
            let body = format!(r#"{{"BusinessId":{},"Name":"Flex","CurrencyId":3005,"Price":{sent}}}"#, app.loft);
            let answer = app.request(Method::POST, PLANS, &[], &body).await;
            assert!(answer.text.contains(&format!(r#""Price":{shown},"#)), "{sent}: {}", answer.text);
        }
    }
}

on_both_stores! {
    async fn dates_are_read_in_every_spelling_and_shown_in_utc(app: TestApp) {
        for (sent, shown) in [
            ("2026-08-27T08:35:52.4454253Z", "2026-08-27T08:35:52.445425Z"),
            ("2026-08-27T08:35", "2026-08-27T08:35:00Z"),
            ("2026-08-27 08:35:52", "2026-08-27T08:35:52Z"),
            ("2026-08-27T10:35:52+02:00", "2026-08-27T08:35:52Z"),
            ("Thu, 27 Aug 2026 08:35:52 GMT", "2026-08-27T08:35:52Z"), ("2026-08-27", "2026-08-27T00:00:00Z"),
        ] {
            let answer = app.post(REFUSALS, &json!({"BusinessId": app.loft, "CheckinAttemptTime": sent})).await;
            assert_eq!(answer.json()["Value"]["CheckinAttemptTime"], shown, "{sent}");
        }
    }
}

on_both_stores! {
    async fn local_twins_show_the_clock_of_the_location(app: TestApp) {
        for (place, at, local) in [
            (app.loft, "2026-08-27T08:35:52Z", "2026-08-27T09:35:52Z"),
            (app.loft, "2026-01-27T08:35:52Z", "2026-01-27T08:35:52Z"),
            (app.yard, "2026-08-27T22:35:52Z", "2026-08-28T00:35:52Z"),
        ] {
            let answer = app.post(REFUSALS, &json!({"BusinessId": place, "CheckinAttemptTime": at})).await;
            assert_eq!(answer.json()["Value"]["CheckinAttemptTimeLocal"], local, "{at}");
        }
    }
}

on_both_stores! {
    async fn enums_come_in_by_name_or_number_and_go_out_as_number(app: TestApp) {
        for sent in [json!("DoorAccess"), json!("dooraccess"), json!(2), json!("2")] {
            let body = json!({"BusinessId": app.loft, "FromTime": MORNING, "Source": sent});
            assert_eq!(app.post(VISITS, &body).await.json()["Value"]["Source"], 2, "{sent}");
        }
        let unsaid = app.post(VISITS, &json!({"BusinessId": app.loft, "FromTime": MORNING})).await;
        assert_eq!(unsaid.json()["Value"]["Source"], 1);
    }
}

on_both_stores! {
    async fn an_enum_of_another_record_is_shown_by_name(app: TestApp) {
        let ann = app.post(CUSTOMERS, &with(ann(), &json!({"CoworkerType": 2}))).await.id();
        let team = json!({"BusinessId": app.loft, "Name": "T", "PayingMemberId": ann});
        let team = app.post("/api/spaces/teams", &team).await;
        assert_eq!(team.json()["Value"]["PayingMemberCoworkerType"], "Company");
    }
}

on_both_stores! {
    async fn times_of_day_are_dates_in_1976(app: TestApp) {
        let pass = json!({"BusinessId": app.loft, "Name": "Day", "Price": 1, "CurrencyId": 3005});
        let pass = app.post("/api/billing/timepasses", &pass).await.id();
        for sent in ["1976-01-01T09:30:00", "1976-01-01T09:30:00Z", "2026-12-24T09:30:00Z", "09:30", "09:30:00"] {
            let body = json!({"TimePassId": pass, "FromTime": sent, "ToTime": "17:00", "DayOfWeek": "Monday"});
            let answer = app.post("/api/billing/timepasstimeslots", &body).await.json();
            assert_eq!(answer["Value"]["FromTime"], "1976-01-01T09:30:00Z", "{sent}");
        }
    }
}

on_both_stores! {
    async fn paths_mean_the_same_in_any_letter_case_and_with_a_slash(app: TestApp) {
        let id = app.post("/API/Spaces/CheckIns/", &json!({"BusinessId": app.loft, "FromTime": MORNING})).await.id();
        for path in [format!("/Api/SPACES/checkins/{id}/"), format!("//api/spaces//Checkins/{id}")] {
            assert_eq!(app.get(&path).await.json()["Id"], id, "{path}");
        }
        for list in ["/api/spaces/checkins/", "/api/Spaces/Checkins/?PAGE=1&SiZe=1"] {
            assert_eq!(app.get(list).await.json()["TotalItems"], 1, "{list}");
        }
    }
}

on_both_stores! {
    async fn users_are_found_under_spaces_too(app: TestApp) {
        let (theirs, alias) = (app.get("/api/sys/users").await.text, app.get("/api/spaces/users").await.text);
        assert!(theirs.contains(crate::support::ADMIN));
        assert_eq!(theirs, alias);
    }
}

on_both_stores! {
    async fn property_names_are_read_in_any_letter_case_and_unknown_ones_ignored(app: TestApp) {
        let body = json!({
            "fullname": "Ann", "EMAIL": "ann@example.com", "countryID": 1220, "simpletimezoneid": "2023",
            "accessCardID": "7", "TypeName": "Coworker", "Id": 0, "IsNew": true, "x": {"y": [1]},
        });
        let value = app.post(CUSTOMERS, &body).await.json()["Value"].clone();
        let facts = ["FullName", "AccessCardId", "IsNew"].map(|name| value[name].clone());
        assert_eq!(facts, [json!("Ann"), json!("7"), json!(false)]);
    }
}

on_both_stores! {
    async fn what_the_server_writes_is_ignored_in_a_body(app: TestApp) {
        let body = with(ann(), &json!({
            "Id": 7, "UniqueId": "6d0c1f6e-8f0a-4a5e-9c1e-0123456789ab", "CreatedOn": "2001-01-01T00:00:00Z",
            "UpdatedBy": "mallory@example.com", "CheckinSinceLastRenewal": 99, "UserFullName": "Mallory",
            "ToStringText": "x", "LocalizationDetails": "x", "CustomFields": {"a": 1},
        }));
        let value = app.post(CUSTOMERS, &body).await.json()["Value"].clone();
        for (name, shown) in [
            ("CreatedOn", json!(MORNING)), ("UpdatedBy", json!(crate::support::ADMIN)),
            ("CheckinSinceLastRenewal", json!(0)), ("UserFullName", json!(null)),
            ("ToStringText", json!("Ann Lee - ann@example.com")), ("CustomFields", json!(null)),
        ] {
            assert_eq!(value[name], shown, "{name}");
        }
        assert!(value["Id"] != 7 && value["UniqueId"] != body["UniqueId"], "{value}");
    }
}

on_both_stores! {
    async fn a_form_creates_a_record(app: TestApp) {
        let body = format!(
            "fullName=Ann+L%C3%A9e&Email=ann%40example.com&CountryId=1220&SimpleTimeZoneId=2023&CoworkerType=Company\
             &Active=false&MobilePhone=&Businesses={}&Businesses={}", app.loft, app.yard
        );
        let id = app.request(Method::POST, CUSTOMERS, &[FORM], &body).await.id();
        let shown = read(&app, CUSTOMERS, id).await;
        let facts = ["FullName", "CoworkerType", "Active", "MobilePhone", "Businesses"];
        let facts = facts.map(|name| shown[name].clone());
        assert_eq!(facts, [json!("Ann Lée"), json!(2), json!(false), json!(null), json!([app.loft, app.yard])]);
    }
}

on_both_stores! {
    async fn a_form_updates_a_record(app: TestApp) {
        let id = app.post(CUSTOMERS, &with(ann(), &json!({"Businesses": [app.loft], "CityName": "York"}))).await.id();
        let body = format!(
            "Id={id}&FullName=Ann&Email=ann%40example.com&CountryId=1220&SimpleTimeZoneId=2023&AddedBusinesses[]={}",
            app.yard
        );
        assert_eq!(app.request(Method::PUT, CUSTOMERS, &[FORM], &body).await.id(), id);
        let shown = read(&app, CUSTOMERS, id).await;
        assert_eq!((&shown["FullName"], &shown["CityName"]), (&json!("Ann"), &json!(null)));
        assert_eq!(shown["Businesses"], json!([app.loft, app.yard]));
    }
}

on_both_stores! {
    async fn an_update_takes_the_id_from_the_path(app: TestApp) {
        let id = app.post(CUSTOMERS, &ann()).await.id();
        for body in [ann(), with(ann(), &json!({"Id": 0})), with(ann(), &json!({"Id": id.to_string()}))] {
            assert_eq!(app.put(&format!("{CUSTOMERS}/{id}"), &body).await.id(), id, "{body}");
        }
        let other = app.put(CUSTOMERS, &with(ann(), &json!({"Id": "x"}))).await;
        assert_eq!((other.status, &other.json()["Errors"][0]["PropertyName"]), (400, &json!("Id")));
    }
}

on_both_stores! {
    async fn an_update_without_an_id_names_it_beside_whatever_else_is_wrong(app: TestApp) {
        let answer = app.put(CUSTOMERS, &json!({"FullName": "Ann"})).await;
        let errors = answer.json()["Errors"].as_array().cloned().expect("errors");
        let named: Vec<_> = errors.iter().map(|error| &error["PropertyName"]).collect();
        assert_eq!(named, ["Id", "Email", "Country", "SimpleTimeZone"]);
    }
}

on_both_stores! {
    async fn collections_are_replaced_changed_or_left_alone(app: TestApp) {
        let (loft, yard) = (app.loft, app.yard);
        let id = app.post(CUSTOMERS, &with(ann(), &json!({"Businesses": [loft]}))).await.id();
        for (change, expected) in [
            (json!({"AddedBusinesses": [yard]}), vec![loft, yard]),
            (json!({}), vec![loft, yard]),
            (json!({"Businesses": null}), vec![loft, yard]),
            (json!({"RemovedBusinesses": [loft], "addedbusinesses": []}), vec![yard]),
            (json!({"AddedBusinesses": [loft.to_string()], "RemovedBusinesses": [yard]}), vec![loft]),
            (json!({"AddedBusinesses": [loft, loft]}), vec![loft]),
            (json!({"RemovedBusinesses": [1]}), vec![loft]),
            (json!({"Businesses": [yard, loft]}), vec![loft, yard]),
            (json!({"Businesses": []}), vec![]),
        ] {
            app.put(&format!("{CUSTOMERS}/{id}"), &with(ann(), &change)).await.id();
            assert_eq!(read(&app, CUSTOMERS, id).await["Businesses"], json!(expected), "{change}");
        }
    }
}

on_both_stores! {
    async fn a_create_takes_what_is_added_to_a_collection(app: TestApp) {
        let ann = app.post(CUSTOMERS, &ann()).await.id();
        let team = json!({"BusinessId": app.loft, "Name": "T", "AddedTeamMembers": [ann]});
        assert_eq!(app.post("/api/spaces/teams", &team).await.json()["Value"]["TeamMembers"], json!([ann]));
        assert_eq!(read(&app, CUSTOMERS, ann).await["Teams"].as_array().map(Vec::len), Some(1));
    }
}

on_both_stores! {
    async fn a_write_answers_eleven_keys_in_order_whatever_the_record(app: TestApp) {
        let expected = [
            "Status", "Message", "Value", "OpenInDialog", "OpenInWindow", "RedirectURL", "JavaScript", "UpdatedOn",
            "UpdatedBy", "Errors", "WasSuccessful",
        ];
        let created = app.post(CUSTOMERS, &ann()).await;
        let updated = app.put(&format!("{CUSTOMERS}/{}", created.id()), &ann()).await;
        let plan = json!({"BusinessId": app.loft, "Name": "Flex", "Price": 1, "CurrencyId": 3005});
        let plan = app.post(PLANS, &plan).await;
        let deleted = app.delete(&format!("{PLANS}/{}", plan.id())).await;
        for answer in [created, updated, plan, deleted] {
            assert_eq!(keys(&answer.text), expected, "{}", answer.text);
            let shown = ["Status", "UpdatedOn", "UpdatedBy", "WasSuccessful"].map(|name| answer.json()[name].clone());
            assert_eq!(shown, [json!(200), json!(MORNING), json!(crate::support::ADMIN), json!(true)]);
        }
    }
}
