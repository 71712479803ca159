//! Customers at the desk: finding them, and all there is to say and do about one.

use serde_json::{Value, json};
use vestibule_records::Role;

use crate::on_both_stores;
use crate::support::browser::Browser;
use crate::support::people::number;
use crate::support::{Answer, MORNING, PASSWORD, TestApp};

const NOON: &str = "2026-09-02T11:00:00Z";

/// What a section of a customer's page says, up to the next one.
fn section<'a>(page: &'a Answer, id: &str) -> &'a str {
    let rest = page.text.split(&format!("<section aria-labelledby=\"{id}\">")).nth(1);
    rest.and_then(|rest| rest.split("</section>").next())
        .unwrap_or_else(|| panic!("no {id} in {}", page.text))
}

/// The browser of a user with these roles at the loft.
async fn clerk<'a>(app: &'a TestApp, roles: &[&str]) -> Browser<'a> {
    let known = app.rows::<Role>().await;
    let role =
        |name: &&str| known.iter().find(|row| row.get("Name").text() == Some(*name)).expect("a role").id();
    let roles: Vec<i64> = roles.iter().map(role).collect();
    let bundle = json!({ "BusinessId": app.loft, "Name": "Clerks", "Roles": roles });
    let bundle = app.post("/api/security/userroles", &bundle).await.id();
    app.user("clerk@example.com", &json!({ "UserRoles": [bundle], "Businesses": [app.loft] })).await;
    let mut browser = Browser::new(app);
    let fields = [("email", "clerk@example.com"), ("password", PASSWORD), ("next", "/customers")];
    assert_eq!(browser.send("/sign-in", &fields).await.status, 303);
    browser
}

on_both_stores! {
    async fn customers_are_found_by_parts_of_their_names_and_e_mails(app: TestApp) {
        for name in ["Ana Flores", "Bo Chen", "Anatol Weiss"] {
            app.customer(name).await;
        }
        let inside = app.customer_with("Dan <i>Okoye</i>", &json!({ "Email": "dan@work.example", "Active": true })).await;
        let mut browser = Browser::of_admin(&app).await;
        let rows = |page: &Answer| page.text.matches("<tr><th scope=\"row\">").count();
        let all = browser.open("/customers").await;
        assert_eq!((all.status, rows(&all)), (200, 4), "{}", all.text);
        assert!(all.text.contains("href=\"/settings/coworkers/new\"") && !all.text.contains("<i>Okoye"), "{}", all.text);
        assert_eq!(rows(&browser.open("/customers?q=ana").await), 2);
        let found = browser.open("/customers?q=%40work.example").await;
        assert_eq!(rows(&found), 1);
        assert!(found.text.contains(&format!("href=\"/customers/{inside}\"")), "{}", found.text);
        assert!(browser.open("/customers?q=%25").await.text.contains("Nobody."), "letters are taken as they are");
    }
}

on_both_stores! {
    async fn many_customers_are_shown_in_pages_with_their_plans_and_where_they_are(app: TestApp) {
        for nth in 0..26 {
            app.customer(&format!("Member {nth:02}")).await;
        }
        let (ana, _) = app.holder("Ana Flores", &json!({})).await;
        let plan = app.plan("Resident", &json!({})).await;
        app.join(ana, plan, &json!({})).await;
        app.check_in(ana, MORNING).await.id();
        let mut browser = Browser::of_admin(&app).await;
        let first = browser.open("/customers").await;
        assert_eq!(first.text.matches("<tr><th scope=\"row\">").count(), 25);
        assert!(first.text.contains("27 in all") && first.text.contains("1 of 2"), "{}", first.text);
        let row = first.text.split("Ana Flores").nth(1).and_then(|rest| rest.split("</tr>").next()).expect("a row");
        assert!(row.contains("Resident") && row.contains("Loft"), "{row}");
        let second = browser.open("/customers?q=member&page=2").await;
        assert_eq!(second.text.matches("<tr><th scope=\"row\">").count(), 1);
        assert!(second.text.contains("?q=member&page=1") || second.text.contains("?q=member&#38;page=1"), "{}", second.text);
    }
}

on_both_stores! {
    async fn a_customer_is_checked_in_and_out_from_their_page(app: TestApp) {
        let (ana, pass) = app.holder("Ana Flores", &json!({ "Name": "Ten Hours", "MinutesIncluded": 600 })).await;
        let mut browser = Browser::of_admin(&app).await;
        let path = format!("/customers/{ana}");
        let page = browser.open(&path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(section(&page, "now").contains("Ana Flores may come in at Loft"), "{}", section(&page, "now"));
        assert!(section(&page, "passes").contains("600 min of 600 min") && section(&page, "passes").contains(">next<"), "{}", page.text);

        let done = browser.send(&format!("{path}/check-in"), &[]).await;
        assert_eq!(done.status, 303, "{}", done.text);
        let page = browser.open(done.headers["location"].to_str().expect("a path")).await;
        assert!(page.text.contains("They are checked in."), "{}", page.text);
        assert!(section(&page, "now").contains("Inside at Loft since") && section(&page, "now").contains("09:15"), "{}", page.text);
        assert!(!section(&page, "now").contains("Check in at"), "{}", page.text);

        app.set_clock(NOON);
        assert_eq!(browser.send(&format!("{path}/check-out"), &[]).await.status, 303);
        let page = browser.open(&path).await;
        for said in ["165 min", "Ten Hours", "12:00"] {
            assert!(section(&page, "visits").contains(said), "{said} in {}", section(&page, "visits"));
        }
        assert!(section(&page, "passes").contains("435 min of 600 min"), "{}", page.text);
        assert_eq!(app.pass(pass.id).await["RemainingUses"], 435);
        let visit = &app.visits(ana).await[0];
        assert_eq!((&visit["Source"], &visit["ToTime"], &visit["AutoCheckout"]), (&json!(1), &json!(NOON), &json!(false)));

        let again = browser.send(&format!("{path}/check-out"), &[]).await;
        assert_eq!(again.status, 422);
        assert!(again.text.contains("They are not inside any more."), "{}", again.text);
    }
}

on_both_stores! {
    async fn a_refusal_says_why_and_what_would_cure_it_and_a_pass_given_cures_it(app: TestApp) {
        let ana = app.customer("Ana Flores").await;
        let kind = app.kind(&json!({ "Name": "Day Pass" })).await;
        let mut browser = Browser::of_admin(&app).await;
        let path = format!("/customers/{ana}");
        let refused = browser.send(&format!("{path}/check-in"), &[]).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        let reason = app.refusals().await[0]["Description"].as_str().expect("a reason").to_owned();
        assert!(refused.text.contains(&reason), "{reason} in {}", refused.text);
        assert!(refused.text.contains("What would let them in:") && refused.text.contains("20.00 GBP"), "{}", refused.text);
        assert!(section(&browser.open(&path).await, "refusals").contains(&reason));

        let kind = kind.to_string();
        let wrong = browser.send(&format!("{path}/pass"), &[("kind", &kind), ("number", "many")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("Not saved") && section(&wrong, "passes").contains("class=\"error\""), "{}", wrong.text);
        assert_eq!(app.passes(ana).await, Vec::<Value>::new());
        let given = browser.send(&format!("{path}/pass"), &[("kind", &kind), ("number", "2"), ("free", "true")]).await;
        assert_eq!(given.status, 303, "{}", given.text);
        let passes = app.passes(ana).await;
        assert_eq!((passes.len(), &passes[0]["Free"], &passes[0]["BusinessId"]), (2, &json!(true), &json!(app.loft)));
        assert_eq!(browser.send(&format!("{path}/check-in"), &[]).await.status, 303);
    }
}

on_both_stores! {
    async fn a_pin_is_set_and_taken_away_and_never_shown(app: TestApp) {
        let team = app.post("/api/spaces/teams", &json!({ "BusinessId": app.loft, "Name": "Studio" })).await.id();
        let ana = app.customer_with("Ana Flores", &json!({ "AccessCardId": "CARD-77", "Teams": [team] })).await;
        let mut browser = Browser::of_admin(&app).await;
        let path = format!("/customers/{ana}");
        let before = app.get(&format!("/api/spaces/coworkers/{ana}")).await.json();
        assert!(section(&browser.open(&path).await, "keys").contains("not set"));
        let set = browser.send(&format!("{path}/pin"), &[("pin", "48213")]).await;
        assert_eq!(set.status, 303, "{}", set.text);
        let mut after = app.get(&format!("/api/spaces/coworkers/{ana}")).await.json();
        assert_eq!(after["AccessPincode"], "48213");
        after["AccessPincode"] = Value::Null;
        assert_eq!(after, before, "nothing else changes");
        let page = browser.open(&path).await;
        assert!(!page.text.contains("48213") && section(&page, "keys").contains("CARD-77"), "{}", page.text);
        assert!(page.text.contains("Studio"), "{}", page.text);

        assert_eq!(browser.send(&format!("{path}/pin"), &[("pin", "")]).await.status, 303);
        assert_eq!(app.get(&format!("/api/spaces/coworkers/{ana}")).await.json()["AccessPincode"], Value::Null);
    }
}

on_both_stores! {
    async fn an_account_shows_what_is_owed_and_what_moved_it(app: TestApp) {
        let (ana, _) = app.holder("Ana Flores", &json!({})).await;
        let entry = json!({
            "BusinessId": app.loft, "CoworkerId": ana, "Description": "Opening balance", "Code": "ADJU",
            "Debit": 25, "Credit": 0, "Balance": 25,
        });
        app.post("/api/billing/coworkerledgerentries", &entry).await.id();
        let page = Browser::of_admin(&app).await.open(&format!("/customers/{ana}")).await;
        let account = section(&page, "account");
        assert!(account.contains("Owed at Loft") && account.contains("25.00 GBP") && account.contains("Opening balance"), "{account}");
    }
}

on_both_stores! {
    async fn what_somebody_may_not_read_is_left_out_and_said(app: TestApp) {
        let (ana, _) = app.holder("Ana Flores", &json!({ "Name": "Ten Hours" })).await;
        let mut browser = clerk(&app, &["Coworker-List", "Coworker-Read"]).await;
        let list = browser.open("/customers").await;
        assert_eq!(list.status, 200, "{}", list.text);
        assert!(!list.text.contains("/settings/coworkers/new"), "{}", list.text);
        let page = browser.open(&format!("/customers/{ana}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        for said in ["contracts", "teams", "visits", "passes", "refusals", "accounts"] {
            assert!(page.text.contains(&format!("You may not read {said}.")), "{said}: {}", page.text);
        }
        for hidden in ["Ten Hours", "Check in", "Give a pass", "PIN</summary>", ">Edit<"] {
            assert!(!page.text.contains(hidden), "{hidden}: {}", page.text);
        }
        for act in ["check-in", "pass", "pin"] {
            let kind = [("kind", "1"), ("pin", "1234")];
            assert_eq!(browser.send(&format!("/customers/{ana}/{act}"), &kind).await.status, 403, "{act}");
        }
        assert_eq!(browser.open("/visits").await.status, 403);
        assert_eq!(browser.open("/refusals").await.status, 403);
    }
}

on_both_stores! {
    async fn a_customer_of_another_location_is_not_there(app: TestApp) {
        let far = app.customer_with("Ben Far", &json!({ "Businesses": [app.yard] })).await;
        let mut browser = clerk(&app, &["Coworker-List", "Coworker-Read", "Coworker-Edit", "Checkin-Create"]).await;
        // Whoever is at the loft sees the yard below it; at the yard alone, the loft is not there.
        assert_eq!(browser.open(&format!("/customers/{far}")).await.status, 200);
        let near = app.customer_with("Ann Near", &json!({ "Businesses": [app.loft] })).await;
        app.user("yard@example.com", &json!({ "Businesses": [app.yard] })).await;
        let mut browser = Browser::new(&app);
        let fields = [("email", "yard@example.com"), ("password", PASSWORD), ("next", "/customers")];
        assert_eq!(browser.send("/sign-in", &fields).await.status, 303);
        assert!(!browser.open("/customers").await.text.contains("Ann Near"));
        assert_eq!(browser.open(&format!("/customers/{near}")).await.status, 404);
        assert_eq!(browser.send(&format!("/customers/{near}/pin"), &[("pin", "1234")]).await.status, 404);
        assert_eq!(browser.open("/customers/nobody").await.status, 404);
        assert_eq!(browser.send(&format!("/customers/{far}/dance"), &[]).await.status, 404);
        assert_eq!(number(&app.get(&format!("/api/spaces/coworkers/{near}")).await.json()["Id"]), near);
    }
}

on_both_stores! {
    async fn passes_that_nothing_tells_apart_stand_in_one_line(app: TestApp) {
        let ana = app.customer("Ana Flores").await;
        let kind = app.kind(&json!({})).await;
        for _ in 0..4 {
            app.give(ana, kind, &json!({})).await;
        }
        let page = Browser::of_admin(&app).await.open(&format!("/customers/{ana}")).await;
        let passes = section(&page, "passes");
        assert!(passes.contains(">next<") && passes.contains("3 × "), "{passes}");
        assert_eq!(passes.matches("<tr><th scope=\"row\">").count(), 2, "{passes}");
    }
}
