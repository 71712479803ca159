//! Who may: roles for every record and verb there is, and locations beyond which nothing exists.

use crate::on_both_stores;
use crate::samples::list;
use crate::support::people::{GBP, basic, records, with};
use crate::support::{ADMIN, Answer, MORNING, PASSWORD, TestApp};
use http::Method;
use http::header::AUTHORIZATION;
use serde_json::{Value, json};
use vestibule_records::{Role, Schema, declared};

const VERBS: [&str; 5] = ["List", "Read", "Create", "Edit", "Delete"];

/// Does what a role is for, with nothing that would fit: what is answered shows whether it was allowed.
async fn try_verb(app: &TestApp, schema: &Schema, verb: &str, headers: &[(&str, &str)]) -> Answer {
    let all = format!("/api/{}/{}", schema.module, schema.path);
    let (method, path) = match verb {
        "List" => (Method::GET, list(schema)),
        "Read" => (Method::GET, format!("{all}/1")),
        "Create" => (Method::POST, all),
        "Edit" => (Method::PUT, all),
        _ => (Method::DELETE, format!("{all}/1")),
    };
    app.request(method, &path, headers, "{}").await
}

/// What somebody who may is answered.
fn allowed(schema: &Schema, verb: &str) -> u16 {
    match verb {
        "List" => 200,
        "Create" if schema.allows("create") => 400,
        "Edit" if schema.allows("update") => 400,
        "Read" => 404,
        "Delete" if schema.allows("delete") => 404,
        _ => 405,
    }
}

/// Every record with every verb.
fn everything() -> impl Iterator<Item = (&'static Schema, &'static str)> {
    let schemas = declared::served().into_iter().map(|schema| schema());
    schemas.flat_map(|schema| VERBS.into_iter().map(move |verb| (schema, verb)))
}

/// A user with one bundle of roles; answers what they sign in with, and the bundle.
async fn clerk(app: &TestApp, roles: &[i64]) -> (TestApp, i64) {
    let bundle = json!({ "BusinessId": app.loft, "Name": "Clerks", "Roles": roles });
    let bundle = app.post("/api/security/userroles", &bundle).await.id();
    app.user("clerk@example.com", &json!({ "UserRoles": [bundle], "Businesses": [app.loft] })).await;
    let (token, _) = app.login("clerk@example.com", PASSWORD, &[]).await;
    (app.signed_in(&token), bundle)
}

async fn role(app: &TestApp, name: &str) -> i64 {
    let found = app.rows::<Role>().await;
    let found = found.iter().find(|row| row.get("Name").text() == Some(name));
    found.unwrap_or_else(|| panic!("there is no role {name}")).id()
}

on_both_stores! {
    async fn nothing_is_said_to_somebody_unknown(app: TestApp) {
        for (schema, verb) in everything() {
            let answer = try_verb(&app, schema, verb, &[("authorization", "")]).await;
            assert_eq!(answer.status, 401, "{verb} {}: {}", schema.name, answer.text);
        }
    }
}

on_both_stores! {
    async fn without_the_role_the_answer_names_it(app: TestApp) {
        let (clerk, _) = clerk(&app, &[role(&app, "Country-List").await]).await;
        for (schema, verb) in everything().filter(|(schema, verb)| allowed(schema, verb) != 405) {
            if schema.role(verb) == "Country-List" {
                continue;
            }
            let answer = try_verb(&clerk, schema, verb, &[]).await;
            assert_eq!(answer.status, 401, "{verb} {}: {}", schema.name, answer.text);
            assert!(answer.text.contains(&schema.role(verb)), "{}", answer.text);
            assert!(answer.headers.contains_key("www-authenticate"));
        }
    }
}

on_both_stores! {
    async fn with_exactly_the_role_it_is_allowed(app: TestApp) {
        let (clerk, bundle) = clerk(&app, &[]).await;
        for (schema, verb) in everything() {
            let only = role(&app, &schema.role(verb)).await;
            let body = json!({ "Id": bundle, "BusinessId": app.loft, "Name": "Clerks", "Roles": [only] });
            assert_eq!(app.put("/api/security/userroles", &body).await.status, 200);
            let answer = try_verb(&clerk, schema, verb, &[]).await;
            assert_eq!(answer.status, allowed(schema, verb), "{verb} {}: {}", schema.name, answer.text);
        }
    }
}

on_both_stores! {
    async fn the_unrestricted_administrator_may_everything(app: TestApp) {
        for (schema, verb) in everything() {
            let answer = try_verb(&app, schema, verb, &[]).await;
            assert_eq!(answer.status, allowed(schema, verb), "{verb} {}: {}", schema.name, answer.text);
        }
    }
}

on_both_stores! {
    async fn a_batch_needs_the_right_to_read_and_a_list_the_right_to_list(app: TestApp) {
        let (clerk, _) = clerk(&app, &[role(&app, "Coworker-Read").await]).await;
        assert_eq!(clerk.get("/api/spaces/coworkers?id=[1]").await.status, 200);
        let list = clerk.get("/api/spaces/coworkers?Coworker_Id=1").await;
        assert_eq!(list.status, 401);
        assert!(list.text.contains("Coworker-List"), "{}", list.text);
    }
}

on_both_stores! {
    async fn somebody_who_is_no_administrator_and_has_no_roles_may_nothing(app: TestApp) {
        app.user("guest@example.com", &json!({ "IsAdmin": false })).await;
        let (token, _) = app.login("guest@example.com", PASSWORD, &[]).await;
        let guest = app.signed_in(&token);
        for (schema, verb) in everything().filter(|(schema, verb)| allowed(schema, verb) != 405) {
            assert_eq!(try_verb(&guest, schema, verb, &[]).await.status, 401, "{verb} {}", schema.name);
        }
    }
}

on_both_stores! {
    async fn a_user_without_access_to_the_api_is_known_but_turned_away(app: TestApp) {
        app.user("portal@example.com", &json!({ "APIAccess": false })).await;
        let (token, _) = app.login("portal@example.com", PASSWORD, &[]).await;
        for header in [format!("Bearer {token}"), basic("portal@example.com", PASSWORD)] {
            let answer = app.with_authorization("/api/spaces/checkins", &header).await;
            assert_eq!(answer.status, 403, "{}", answer.text);
        }
    }
}

on_both_stores! {
    async fn rights_that_are_taken_away_are_gone_at_once(app: TestApp) {
        let (clerk, bundle) = clerk(&app, &[role(&app, "Checkin-List").await]).await;
        assert_eq!(clerk.get("/api/spaces/checkins").await.status, 200);
        let body = json!({ "Id": bundle, "BusinessId": app.loft, "Name": "Clerks", "Roles": [] });
        assert_eq!(app.put("/api/security/userroles", &body).await.status, 200);
        assert_eq!(clerk.get("/api/spaces/checkins").await.status, 401);
    }
}

/// One row of each record that belongs to a location, made at the loft: where it is, its id, and a body that fits.
async fn of_the_loft(app: &TestApp) -> Vec<(&'static str, i64, Value)> {
    let loft = app.loft;
    let customer = json!({
        "FullName": "Lola Loft", "Email": "lola@example.com", "CountryId": 1220, "SimpleTimeZoneId": 2023,
        "Businesses": [loft],
    });
    let lola = app.post("/api/spaces/coworkers", &customer).await.id();
    let mut made = vec![("/api/spaces/coworkers", lola, customer)];
    let kind = app.kind(&json!({})).await;
    made.push((
        "/api/billing/timepasses",
        kind,
        json!({ "BusinessId": loft, "Name": "Day Pass", "Price": 20, "CurrencyId": GBP }),
    ));
    let plan = app.plan("Desk", &json!({})).await;
    made.push((
        "/api/billing/tariffs",
        plan,
        json!({ "BusinessId": loft, "Name": "Desk", "Price": 100, "CurrencyId": GBP }),
    ));
    let more = [
        (
            "/api/billing/timepasstimeslots",
            json!({
                "TimePassId": kind, "DayOfWeek": 3, "FromTime": "1976-01-01T00:00:00", "ToTime": "1976-01-01T23:00:00",
            }),
        ),
        ("/api/billing/timepassprices", json!({ "TimePassId": kind, "TariffId": plan, "Price": 5 })),
        (
            "/api/billing/tarifftimepasses",
            json!({ "TariffId": plan, "TimePassId": kind, "PassesIncluded": 1 }),
        ),
        (
            "/api/billing/coworkertimepasses",
            json!({
                "CoworkerId": lola, "BusinessId": loft, "TimePassId": kind, "CreateMultiple": 1,
            }),
        ),
        (
            "/api/billing/coworkercontracts",
            json!({
                "IssuedById": loft, "CoworkerId": lola, "TariffId": plan, "BillingDay": 1, "Quantity": 1,
            }),
        ),
        (
            "/api/billing/charges",
            json!({
                "CoworkerId": lola, "BusinessId": loft, "DiscountAmount": 0, "TotalAmount": 5,
            }),
        ),
        ("/api/spaces/teams", json!({ "BusinessId": loft, "Name": "Team" })),
        ("/api/spaces/checkins", json!({ "BusinessId": loft, "CoworkerId": lola, "FromTime": MORNING })),
        ("/api/spaces/failedcheckins", json!({ "BusinessId": loft, "CheckinAttemptTime": MORNING })),
        ("/api/sys/businesssettings", json!({ "BusinessId": loft, "Name": "Some.Key", "Value": "x" })),
        ("/api/security/userroles", json!({ "BusinessId": loft, "Name": "Bundle" })),
        ("/api/sys/users", json!({ "FullName": "Lu", "Email": "lu@example.com", "Businesses": [loft] })),
    ];
    for (path, body) in more {
        made.push((path, app.post(path, &body).await.id(), body));
    }
    made
}

on_both_stores! {
    async fn what_belongs_to_another_location_does_not_exist(app: TestApp) {
        let yard = app.manager_of("yara@example.com", &[app.yard]).await;
        let made = of_the_loft(&app).await;
        for (path, id, body) in made.iter().rev() {
            let listed = records(&yard.get(&format!("{path}?size=1000")).await);
            assert!(!listed.iter().any(|row| row["Id"] == *id), "{path} is in the list");
            assert_eq!(yard.get(&format!("{path}?id=[{id}]")).await.json(), json!([]), "{path} is in the batch");
            assert_eq!(yard.get(&format!("{path}/{id}")).await.status, 404, "{path}");
            let mut body = body.clone();
            body["Id"] = json!(id);
            let put = yard.put(path, &body).await;
            assert_eq!((put.status, put.text.as_str()), (404, "\"Not found\""), "{path}");
            let deleted = yard.delete(&format!("{path}/{id}")).await.status;
            assert!(deleted == 404 || deleted == 405, "{path}: {deleted}");
            assert_eq!(app.get(&format!("{path}/{id}")).await.status, 200, "{path} is gone");
        }
    }
}

on_both_stores! {
    async fn what_belongs_to_another_location_cannot_be_referred_to(app: TestApp) {
        let yard = app.manager_of("yara@example.com", &[app.yard]).await;
        let made = of_the_loft(&app).await;
        let (lola, kind) = (made[0].1, made[1].1);
        let own = yard.kind(&json!({ "BusinessId": app.yard })).await;
        let (loft, here) = (app.loft, app.yard);
        let wrong = [
            ("/api/billing/timepasses", json!({
                "BusinessId": loft, "Name": "P", "Price": 1, "CurrencyId": GBP,
            }), "Business", "Business", loft),
            ("/api/billing/coworkertimepasses", json!({
                "CoworkerId": lola, "BusinessId": here, "TimePassId": own, "CreateMultiple": 1,
            }), "Coworker", "Coworker", lola),
            ("/api/billing/timepassprices", json!({
                "TimePassId": kind, "TariffId": 1, "Price": 1,
            }), "TimePass", "TimePass", kind),
            ("/api/spaces/failedcheckins", json!({
                "BusinessId": here, "CoworkerId": lola, "CheckinAttemptTime": MORNING,
            }), "Coworker", "Coworker", lola),
            ("/api/spaces/teams", json!({
                "BusinessId": here, "Name": "T", "TeamMembers": [lola],
            }), "TeamMembers", "Coworker", lola),
            ("/api/sys/users", json!({
                "FullName": "U", "Email": "u@example.com", "Businesses": [loft],
            }), "Businesses", "Business", loft),
        ];
        for (path, body, property, record, id) in wrong {
            let answer = yard.post(path, &body).await;
            assert_eq!(answer.status, 400, "{path}: {}", answer.text);
            let errors = answer.json()["Errors"].clone();
            let named = (&errors[0]["PropertyName"], &errors[0]["AttemptedValue"]);
            assert_eq!(named, (&json!(property), &json!(id)), "{path}");
            assert_eq!(errors[0]["Message"], format!("there is no {record} with Id {id}"), "{path}");
        }
    }
}

on_both_stores! {
    async fn nobody_is_checked_in_by_staff_of_another_location(app: TestApp) {
        let yard = app.manager_of("yara@example.com", &[app.yard]).await;
        let lola = app.customer_with("Lola", &json!({ "Businesses": [app.loft] })).await;
        let kind = app.kind(&json!({})).await;
        app.give(lola, kind, &json!({})).await;
        let here = yard.attempt(&json!({ "BusinessId": app.yard, "CoworkerId": lola, "FromTime": MORNING })).await;
        assert_eq!(here.status, 400, "{}", here.text);
        assert_eq!(here.json()["Message"], format!("Coworker: there is no Coworker with Id {lola}"));
        let there = yard.attempt(&json!({ "BusinessId": app.loft, "FromTime": MORNING })).await;
        assert_eq!(there.json()["Message"], format!("Business: there is no Business with Id {}", app.loft));
        assert_eq!((app.visits(lola).await, app.refusals().await), (Vec::<Value>::new(), Vec::new()));
    }
}

on_both_stores! {
    async fn whoever_is_inside_can_be_checked_out_by_staff_who_cannot_see_the_customer(app: TestApp) {
        let yard = app.manager_of("yara@example.com", &[app.yard]).await;
        let lola = app.customer_with("Lola", &json!({ "Businesses": [app.loft] })).await;
        let kind = app.kind(&json!({})).await;
        app.give(lola, kind, &json!({})).await;
        let visit = app.attempt(&json!({ "BusinessId": app.yard, "CoworkerId": lola, "FromTime": MORNING })).await.id();
        app.set_clock("2026-09-02T10:00:00Z");
        let left = yard.check_out(visit, "2026-09-02T10:00:00Z").await;
        assert_eq!(left.status, 200, "{}", left.text);
        assert_eq!(app.visit(visit).await["ToTime"], "2026-09-02T10:00:00Z");
        assert_eq!(yard.delete(&format!("/api/spaces/checkins/{visit}")).await.status, 200);
    }
}

on_both_stores! {
    async fn somebody_of_the_head_sees_what_is_below_it(app: TestApp) {
        let head = app.manager_of("hera@example.com", &[app.loft]).await;
        let kind = app.kind(&json!({ "BusinessId": app.yard })).await;
        let yann = app.customer_with("Yann", &json!({ "Businesses": [app.yard] })).await;
        app.give(yann, kind, &json!({ "BusinessId": app.yard })).await;
        assert_eq!(head.get(&format!("/api/billing/timepasses/{kind}")).await.status, 200);
        assert_eq!(records(&head.get("/api/sys/businesses").await).len(), 2);
        let visit = head.attempt(&json!({ "BusinessId": app.yard, "CoworkerId": yann, "FromTime": MORNING })).await;
        assert_eq!(visit.status, 200, "{}", visit.text);
        assert_eq!(visit.json()["Value"]["BusinessName"], "Yard");
    }
}

on_both_stores! {
    async fn a_record_can_be_sent_back_by_staff_who_do_not_see_all_it_refers_to(app: TestApp) {
        let yard = app.manager_of("yara@example.com", &[app.yard]).await;
        let both = app.customer("Bo Both").await;
        let kind = app.kind(&json!({})).await;
        let pass = app.give(both, kind, &json!({ "BusinessId": app.yard })).await;
        for path in [format!("/api/spaces/coworkers/{both}"), format!("/api/billing/coworkertimepasses/{}", pass.id)] {
            let whole = yard.get(&path).await.json();
            let (all, _) = path.rsplit_once('/').expect("a path");
            let sent = yard.put(all, &whole).await;
            assert_eq!(sent.status, 200, "{path}: {}", sent.text);
            assert_eq!(app.get(&path).await.json()["Businesses"], whole["Businesses"]);
        }
    }
}

on_both_stores! {
    async fn nobody_makes_a_user_who_sees_more_than_they_do(app: TestApp) {
        let yard = app.manager_of("yara@example.com", &[app.yard]).await;
        let user = json!({ "FullName": "Spy", "Email": "spy@example.com", "IsAdmin": true, "APIAccess": true });
        let made = yard.post("/api/sys/users", &user).await;
        assert_eq!(made.json()["Message"], "Businesses: is a required field");
        let own = records(&yard.get("/api/sys/users").await)[0].clone();
        let wider = [
            json!({ "Businesses": [] }), json!({ "RemovedBusinesses": [app.yard] }),
            json!({ "AddedBusinesses": [app.loft] }),
        ];
        for wider in wider {
            let sent = yard.put("/api/sys/users", &with(own.clone(), &wider)).await;
            assert_eq!(sent.status, 400, "{wider}: {}", sent.text);
        }
        assert_eq!(yard.put("/api/sys/users", &own).await.status, 200);
        assert_eq!(records(&yard.get("/api/sys/businesses").await).len(), 1);
    }
}

on_both_stores! {
    async fn a_user_who_is_deleted_is_out_at_once(app: TestApp) {
        let yard = app.manager_of("yara@example.com", &[app.yard]).await;
        assert_eq!(yard.get("/api/spaces/checkins").await.status, 200);
        let users = records(&app.get("/api/sys/users?User_Email=yara@example.com").await);
        let deleted = app.delete(&format!("/api/sys/users/{}", users[0]["Id"])).await;
        assert_eq!(deleted.json()["WasSuccessful"], true, "{}", deleted.text);
        assert_eq!(yard.get("/api/spaces/checkins").await.status, 401);
    }
}

on_both_stores! {
    async fn credentials_in_the_wrong_place_are_no_credentials(app: TestApp) {
        let path = format!("/api/spaces/checkins?access_token={}", app.token);
        assert_eq!(app.request(Method::GET, &path, &[(AUTHORIZATION.as_str(), "")], "").await.status, 401);
        assert_eq!(app.with_authorization("/api/spaces/checkins", &basic(ADMIN, PASSWORD)).await.status, 200);
    }
}

on_both_stores! {
    async fn nobody_hands_on_more_rights_than_they_have(app: TestApp) {
        let mine = [role(&app, "User-Create").await, role(&app, "UserRole-Create").await, role(&app, "User-List").await];
        let (clerk, bundle) = clerk(&app, &mine).await;
        let greater = json!({ "BusinessId": app.loft, "Name": "Managers", "Roles": [role(&app, "Checkin-Delete").await] });
        let foreign = app.post("/api/security/userroles", &greater).await.id();
        let user = |more: &Value| with(
            json!({ "FullName": "New", "Email": "new@example.com", "APIAccess": true, "Businesses": [app.loft] }),
            more,
        );
        for (path, body, property) in [
            ("/api/sys/users", user(&json!({ "IsAdmin": true })), "IsAdmin"),
            ("/api/sys/users", user(&json!({ "UserRoles": [foreign] })), "UserRoles"),
            ("/api/security/userroles", greater, "Roles"),
        ] {
            let refused = clerk.post(path, &body).await;
            assert_eq!(refused.status, 400, "{}", refused.text);
            assert_eq!(refused.json()["Errors"][0]["PropertyName"], property, "{}", refused.text);
        }
        let same = clerk.post("/api/sys/users", &user(&json!({ "UserRoles": [bundle] }))).await;
        assert_eq!(same.status, 200, "{}", same.text);
    }
}
