//! Who hears what.

use http::Method;
use serde_json::json;

use crate::on_both_stores;
use crate::support::people::basic;
use crate::support::{ADMIN, MORNING, PASSWORD, TestApp};

const STREAM: &str = "/api/vestibule/stream";

on_both_stores! {
    async fn who_is_of_one_location_hears_of_no_other(app: TestApp) {
        let manager = app.manager_of("yard@example.com", &[app.yard]).await;
        let mut following = manager.follow("").await;
        app.strangers(app.loft, 50_000, 2).await;
        app.strangers(app.yard, 50_010, 1).await;
        let (mut seen, mut counted) = (Vec::new(), false);
        // How many are inside may be told before who came: it is counted whenever there is time.
        while seen.is_empty() || !counted {
            let told = following.next().await.expect("the stream goes on");
            assert_eq!(told.data["BusinessId"], app.yard, "{told:?}");
            seen.extend(told.id);
            counted |= told.data["Inside"] == 1;
        }
        assert_eq!(seen, [3]);
        let mut again = manager.follow_with("last_event_id=0", &[]).await;
        assert_eq!(again.happened().await.id, Some(3));
    }
}

on_both_stores! {
    async fn locations_and_events_are_chosen(app: TestApp) {
        let (loft, yard) = (app.loft, app.yard);
        let (ida, _) = app.holder("Ida", &json!({})).await;
        let mut of_yard = app.follow(&format!("Location={yard}")).await;
        let mut of_both = app.follow(&format!("location={yard}&location={loft},{yard}&events=Arrival&events=refusal")).await;
        let visit = app.check_in(ida, MORNING).await.id();
        app.check_out(visit, MORNING).await;
        app.strangers(yard, 50_000, 1).await;
        assert_eq!(of_yard.happened().await.data["BusinessId"], yard);
        assert_eq!(of_both.happened().await.data["CheckinId"], visit);
        let next = of_both.next().await.expect("the stream goes on");
        assert_eq!((next.event.as_str(), &next.data["BusinessId"]), ("arrival", &json!(yard)));
    }
}

on_both_stores! {
    async fn what_does_not_fit_is_named(app: TestApp) {
        let manager = app.manager_of("yard@example.com", &[app.yard]).await;
        app.strangers(app.loft, 50_000, 1).await;
        let refused = async |app: &TestApp, query: &str, headers: &[(&str, &str)]| {
            let answer = app.request(Method::GET, &format!("{STREAM}?{query}"), headers, "").await;
            assert_eq!(answer.status, 400, "{query}: {}", answer.text);
            answer.json()["Message"].as_str().unwrap_or_default().to_owned()
        };
        for (query, message) in [
            ("location=x", "location: 'x' is not the id of a location"),
            ("location=7", "location: there is no Business with Id 7"),
            ("events=lunch", "events: 'lunch' is none of arrival, departure, refusal, correction, occupancy"),
            ("last_event_id=x", "last_event_id: 'x' is not the number of an event"),
            ("last_event_id=-1", "last_event_id: '-1' is not the number of an event"),
            ("last_event_id=2", "last_event_id: 2 has not happened yet: the last event is 1"),
        ] {
            assert_eq!(refused(&app, query, &[]).await, message);
        }
        let foreign = format!("location: there is no Business with Id {}", app.loft);
        assert_eq!(refused(&manager, &format!("location={}", app.loft), &[]).await, foreign);
        let header = [("Last-Event-ID", "nine")];
        assert_eq!(refused(&app, "last_event_id=1", &header).await, "Last-Event-ID: 'nine' is not the number of an event");
    }
}

on_both_stores! {
    async fn each_event_needs_its_role(app: TestApp) {
        let role = async |name: &str| {
            app.get(&format!("/api/security/roles?Role_Name={name}")).await.json()["Records"][0]["Id"].clone()
        };
        let clerk = async |name: &str, roles: serde_json::Value| {
            let bundle = json!({ "BusinessId": app.loft, "Name": name, "Roles": roles });
            let bundle = app.post("/api/security/userroles", &bundle).await.id();
            let email = format!("{name}@example.com");
            app.user(&email, &json!({ "UserRoles": [bundle], "Businesses": [app.loft] })).await;
            app.signed_in(&app.login(&email, PASSWORD, &[]).await.0)
        };
        let visits = clerk("visits", json!([role("Checkin-List").await])).await;
        let refusals = clerk("refusals", json!([role("FailedCheckin-List").await])).await;
        let told = async |app: &TestApp, query: &str| app.get(&format!("{STREAM}?{query}")).await;
        for (who, query, role) in [
            (&visits, "events=refusal", "FailedCheckin-List"),
            (&visits, "events=arrival,refusal", "FailedCheckin-List"),
            (&refusals, "", "Checkin-List"),
            (&refusals, "events=occupancy", "Checkin-List"),
        ] {
            let answer = told(who, query).await;
            assert_eq!(answer.status, 401, "{query}");
            assert!(answer.text.contains(role), "{}", answer.text);
        }
        assert_eq!(told(&refusals, "events=refusal").await.status, 200);
        let stranger = app.customer("Nobody Special").await;
        let mut following = visits.follow("").await;
        assert_eq!(app.check_in(stranger, MORNING).await.status, 400);
        app.strangers(app.loft, 50_000, 1).await;
        assert_eq!(following.happened().await.event, "arrival", "refusals are not for them");
    }
}

on_both_stores! {
    async fn who_is_not_known_hears_nothing_and_other_methods_are_not_taken(app: TestApp) {
        assert_eq!(app.with_authorization(STREAM, "").await.status, 401);
        assert_eq!(app.with_authorization(STREAM, "Bearer x").await.status, 401);
        let answer = app.with_authorization(STREAM, &basic(ADMIN, PASSWORD)).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, "retry: 2000\n\n"));
        let head = app.request(Method::HEAD, STREAM, &[], "").await;
        assert_eq!((head.status, head.text.as_str()), (200, ""));
        assert_eq!(app.post(STREAM, &json!({})).await.status, 405);
    }
}
