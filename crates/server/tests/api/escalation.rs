//! Nobody gets further by the rights they have than those rights say.

use serde_json::{Value, json};
use vestibule_records::{Role, Row};

use crate::on_both_stores;
use crate::support::people::with;
use crate::support::{PASSWORD, TestApp};

/// A bundle with these roles.
async fn bundle(app: &TestApp, name: &str, wanted: &[&str]) -> i64 {
    let roles = app.rows::<Role>().await;
    let is_wanted = |row: &&Row| row.get("Name").text().is_some_and(|name| wanted.contains(&name));
    let roles: Vec<_> = roles.iter().filter(is_wanted).map(Row::id).collect();
    assert_eq!(roles.len(), wanted.len(), "{wanted:?}");
    app.post("/api/security/userroles", &json!({ "BusinessId": app.loft, "Name": name, "Roles": roles }))
        .await
        .id()
}

/// Somebody of the Loft who may look at users and bundles and write them, and nothing else.
async fn clerk(app: &TestApp) -> TestApp {
    let mine = ["User-Read", "User-Edit", "UserRole-Read", "UserRole-Edit", "UserRole-Delete"];
    let bundle = bundle(app, "Clerks", &mine).await;
    app.user("clerk@example.com", &json!({ "UserRoles": [bundle], "Businesses": [app.loft] })).await;
    let (token, _) = app.login("clerk@example.com", PASSWORD, &[]).await;
    app.signed_in(&token)
}

/// Sends a user back with another password; what came of it.
async fn set_password(app: &TestApp, user: i64) -> Value {
    let whole = app.get(&format!("/api/sys/users/{user}")).await.json();
    app.put("/api/sys/users", &with(whole, &json!({ "NewPassword": "now it is mine" }))).await.json()
}

on_both_stores! {
    async fn nobody_sets_the_password_of_who_may_more(app: TestApp) {
        let at_loft = json!({ "Businesses": [app.loft] });
        let boss = app.user("boss@example.com", &at_loft).await;
        let guest = app.user("guest@example.com", &with(at_loft, &json!({ "IsAdmin": false }))).await;
        let clerk = clerk(&app).await;
        let refused = set_password(&clerk, boss).await;
        assert_eq!(refused["Errors"][0]["PropertyName"], "Password", "{refused}");
        assert_eq!(refused["Errors"][0]["AttemptedValue"], Value::Null);
        app.login("boss@example.com", PASSWORD, &[]).await;
        assert_eq!(set_password(&clerk, guest).await["WasSuccessful"], true);
        app.login("guest@example.com", "now it is mine", &[]).await;
    }
}

on_both_stores! {
    async fn nobody_sets_the_password_of_who_sees_more(app: TestApp) {
        let yard = app.manager_of("yara@example.com", &[app.yard]).await;
        let both = app.user("both@example.com", &json!({ "Businesses": [app.loft, app.yard] })).await;
        let own = app.user("yves@example.com", &json!({ "Businesses": [app.yard] })).await;
        let refused = set_password(&yard, both).await;
        assert_eq!(refused["Errors"][0]["PropertyName"], "Password", "{refused}");
        app.login("both@example.com", PASSWORD, &[]).await;
        assert_eq!(set_password(&yard, own).await["WasSuccessful"], true);
        assert_eq!(set_password(&app, both).await["WasSuccessful"], true);
    }
}

on_both_stores! {
    async fn the_clocks_of_other_locations_are_moved_by_nobody_of_one(app: TestApp) {
        let yard = app.manager_of("yara@example.com", &[app.yard]).await;
        let whole = app.get("/api/sys/simpletimezones/2023").await.json();
        let moved = with(whole.clone(), &json!({ "NameIana": "Asia/Tokyo" }));
        let refused = yard.put("/api/sys/simpletimezones", &moved).await;
        assert_eq!(refused.status, 400, "{}", refused.text);
        assert_eq!(refused.json()["Errors"][0]["PropertyName"], "NameIana");
        assert_eq!(app.get("/api/sys/simpletimezones/2023").await.json()["NameIana"], "Europe/London");
        let described = with(whole, &json!({ "Description": "Greenwich" }));
        assert_eq!(yard.put("/api/sys/simpletimezones", &described).await.status, 200);
        assert_eq!(app.put("/api/sys/simpletimezones", &moved).await.status, 200);
    }
}

on_both_stores! {
    async fn nobody_gives_themselves_a_bundle_they_do_not_hold(app: TestApp) {
        let clerk = clerk(&app).await;
        let greater = bundle(&app, "Managers", &["Checkin-List"]).await;
        let me = clerk.get("/api/auth/me").await.json()["Id"].clone();
        let path = format!("/api/security/userroles/{greater}");
        let whole = app.get(&path).await.json();
        for users in [json!({ "AddedUsers": [me] }), json!({ "Users": [me] })] {
            let refused = clerk.put("/api/security/userroles", &with(whole.clone(), &users)).await;
            assert_eq!(refused.json()["Errors"][0]["PropertyName"], "Users", "{}", refused.text);
        }
        assert_eq!(clerk.get("/api/spaces/checkins").await.status, 401);
        let given = app.put("/api/security/userroles", &with(whole, &json!({ "AddedUsers": [me] }))).await;
        assert_eq!(given.status, 200, "{}", given.text);
        assert_eq!(clerk.get("/api/spaces/checkins").await.status, 200);
    }
}

on_both_stores! {
    async fn nobody_becomes_an_unrestricted_administrator_by_losing_their_last_bundle(app: TestApp) {
        let clerk = clerk(&app).await;
        let me = clerk.get("/api/auth/me").await.json();
        let path = format!("/api/security/userroles/{}", me["UserRoles"][0]);
        let whole = clerk.get(&path).await.json();
        for users in [json!({ "Users": [] }), json!({ "Users": null, "RemovedUsers": [me["Id"]] })] {
            let refused = clerk.put("/api/security/userroles", &with(whole.clone(), &users)).await;
            assert_eq!(refused.json()["Errors"][0]["PropertyName"], "Users", "{}", refused.text);
        }
        for app in [&clerk, &app] {
            let refused = app.delete(&path).await.json();
            assert_eq!(refused["WasSuccessful"], false, "{refused}");
            assert_eq!(refused["Message"], "Administrators hold this bundle: take it away from them before you delete it.");
        }
        assert_eq!(clerk.get("/api/spaces/checkins").await.status, 401);
        assert_eq!(clerk.put("/api/security/userroles", &whole).await.status, 200, "sent back as it was");
    }
}

on_both_stores! {
    async fn nobody_sees_every_location_by_losing_their_last_one(app: TestApp) {
        let yard = app.manager_of("yara@example.com", &[app.yard]).await;
        let me = yard.get("/api/auth/me").await.json()["Id"].clone();
        let whole = yard.get(&format!("/api/sys/businesses/{}", app.yard)).await.json();
        for users in [json!({ "Users": [] }), json!({ "Users": null, "RemovedUsers": [me] })] {
            let refused = yard.put("/api/sys/businesses", &with(whole.clone(), &users)).await;
            assert_eq!(refused.json()["Errors"][0]["PropertyName"], "Users", "{}", refused.text);
        }
        assert_eq!(yard.get(&format!("/api/sys/businesses/{}", app.loft)).await.status, 404);
        assert_eq!(yard.put("/api/sys/businesses", &whole).await.status, 200, "sent back as it was");
    }
}
