//! Nobody gets further by the rights they have than those rights say.

use serde_json::{Value, json};
use vestibule_records::{Role, Row};

use crate::on_both_stores;
use crate::support::people::with;
use crate::support::{PASSWORD, TestApp};

/// Somebody of the Loft who may look at users and write them, and nothing else.
async fn clerk(app: &TestApp) -> TestApp {
    let roles = app.rows::<Role>().await;
    let named = |name: &str| roles.iter().find(|row| row.get("Name").text() == Some(name)).map(Row::id);
    let roles: Vec<_> = ["User-Read", "User-Edit"].into_iter().filter_map(named).collect();
    let bundle = json!({ "BusinessId": app.loft, "Name": "Clerks", "Roles": roles });
    let bundle = app.post("/api/security/userroles", &bundle).await.id();
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
