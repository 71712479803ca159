//! The first screen of the desk: who is here, who was not let in and what would help, and checking somebody in or out.

use http::Method;
use serde_json::{Value, json};
use vestibule_records::{CoworkerAccessControlAudit, Role};

use crate::on_both_stores;
use crate::support::browser::Browser;
use crate::support::people::with;
use crate::support::{Answer, MORNING, PASSWORD, TestApp};

const MODE: &str = "Vestibule.Capacity";
const AFTER: &str = "2026-09-02T08:50:30Z";

/// A page or a part of one, as whoever holds this token sees it.
async fn shown(app: &TestApp, path: &str) -> String {
    let answer = app.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.text
}

/// Presses a button as a script does.
async fn press(app: &TestApp, name: &str, value: &str) -> Value {
    let headers = [("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")];
    let path = format!("/?at={}", app.loft);
    let answer = app.request(Method::POST, &path, &headers, &format!("{name}={value}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// The page that a form leads to.
async fn led(browser: &mut Browser<'_>, sent: Answer) -> String {
    assert_eq!(sent.status, 303, "{}", sent.text);
    browser.open(sent.headers["location"].to_str().expect("a path")).await.text
}

/// The value of the first button of this name on a page.
fn button(page: &str, name: &str) -> String {
    let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    let value =
        after.and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("no {name} in {page}"));
    value.replace("&#39;", "'").replace("&#34;", "\"").replace("&amp;", "&")
}

/// A customer without a pass, who was refused this morning.
async fn refused(app: &TestApp, name: &str) -> (i64, i64) {
    let customer = app.customer(name).await;
    assert_ne!(app.check_in(customer, MORNING).await.json()["WasSuccessful"], true);
    let refusals = app.refusals().await;
    let refusal = refusals.iter().find(|one| one["CoworkerId"] == customer).expect("a refusal");
    (customer, refusal["Id"].as_i64().expect("a number"))
}

/// Sends a record back as it is, but for `more`.
async fn change(app: &TestApp, path: &str, id: i64, more: &Value) {
    let known = app.get(&format!("/api/{path}/{id}")).await.json();
    app.put(&format!("/api/{path}"), &with(known, more)).await.id();
}

/// A user with these roles at the loft.
async fn clerk(app: &TestApp, roles: &[&str]) -> TestApp {
    let known = app.rows::<Role>().await;
    let id =
        |name: &&str| known.iter().find(|row| row.get("Name").text() == Some(name)).expect("a role").id();
    let ids: Vec<i64> = roles.iter().map(id).collect();
    let bundle = json!({ "BusinessId": app.loft, "Name": "Clerks", "Roles": ids });
    let bundle = app.post("/api/security/userroles", &bundle).await.id();
    app.user("clerk@example.com", &json!({ "UserRoles": [bundle], "Businesses": [app.loft] })).await;
    let (token, _) = app.login("clerk@example.com", PASSWORD, &[]).await;
    app.signed_in(&token)
}

on_both_stores! {
    async fn each_who_is_inside_is_shown_with_since_when_how_and_on_what(app: TestApp) {
        let plan = app.plan("Hot desk", &json!({})).await;
        let (ann, _) = app.holder("Ann <Lee>", &json!({ "Name": "Two Hours", "MinutesIncluded": 120 })).await;
        app.join(ann, plan, &json!({})).await;
        let visit = app.check_in(ann, MORNING).await.id();
        app.attempt(&json!({ "FromTime": MORNING, "Source": "Sensor" })).await.id();
        app.set(app.loft, "MobileApp.NexClicker.MaxCapacity", "8").await;
        app.set_clock(AFTER);
        let page = shown(&app, "/").await;
        for text in [
            "Inside: 2 of 8", "<meter", "By hand <b>1</b>", "Sensor <b>1</b>", "Unknown <b>1</b>",
            &format!("<a href=\"/customers/{ann}\">Ann &#60;Lee&#62;</a>"),
            "<b>09:15</b> <span class=\"quiet\">35 min</span>", "Two Hours, 1 h 15 min left",
            "By hand: admin@example.com", "Hot desk", &format!("name=\"out\" value=\"{visit}\""), "/rollcall",
        ] {
            assert!(page.contains(text), "{text}: {page}");
        }
        let part = shown(&app, &format!("/now/list?at={}", app.loft)).await;
        assert!(page.contains(part.trim()), "what a script asks for is what is on the page: {part}");
    }
}

on_both_stores! {
    async fn whoever_leaves_is_checked_out_once(app: TestApp) {
        let (ann, pass) = app.holder("Ann Lee", &json!({ "Name": "Two Hours", "MinutesIncluded": 120 })).await;
        let visit = app.check_in(ann, MORNING).await.id().to_string();
        app.set_clock(AFTER);
        let mut browser = Browser::of_admin(&app).await;
        let sent = browser.send("/", &[("out", &visit)]).await;
        let page = led(&mut browser, sent).await;
        assert!(page.contains("Ann Lee left after 35 min; 1 h 15 min left on Two Hours."), "{page}");
        assert!(page.contains("Nobody is here."), "{page}");
        app.set_clock("2026-09-02T09:30:00Z");
        let again = browser.send("/", &[("out", &visit)]).await;
        assert_eq!(again.status, 422);
        assert!(again.text.contains("Ann Lee left at 09:50 already."), "{}", again.text);
        assert_eq!(app.pass(pass.id).await["RemainingUses"], 75, "a visit that is over is not ended anew");
    }
}

on_both_stores! {
    async fn a_refusal_is_shown_with_its_reason_and_cured_by_selling_what_the_button_says(app: TestApp) {
        let kind = app.kind(&json!({})).await;
        let (ann, _) = refused(&app, "Ann Lee").await;
        let mut browser = Browser::of_admin(&app).await;
        let page = browser.open("/").await.text;
        assert!(page.contains("Ann Lee does not have a valid time pass for Loft"), "{page}");
        assert!(page.contains("Sell Day Pass for 20.00 GBP"), "{page}");
        let cure = button(&page, "cure");

        change(&app, "billing/timepasses", kind, &json!({ "Price": 25 })).await;
        let dearer = browser.send("/", &[("cure", &cure)]).await;
        assert_eq!(dearer.status, 422, "{}", dearer.text);
        assert!(dearer.text.contains("That does not help any more."), "{}", dearer.text);
        assert!(app.passes(ann).await.is_empty(), "nobody pays another price than the one on the button");

        change(&app, "billing/timepasses", kind, &json!({ "Price": 20 })).await;
        let sent = browser.send("/", &[("cure", &cure)]).await;
        let page = led(&mut browser, sent).await;
        assert!(page.contains("Ann Lee was sold Day Pass for 20.00 GBP and came in."), "{page}");
        assert!(page.contains("Inside: 1") && page.contains("Is inside by now."), "{page}");
        let passes = app.passes(ann).await;
        assert_eq!((passes.len(), &passes[0]["Price"], &passes[0]["Free"]), (1, &json!(20.0), &json!(false)));
        assert_eq!(app.visits(ann).await[0]["CoworkerTimePassGuid"], passes[0]["UniqueId"]);
        // Pressed once more by whoever was not sure, it sells nothing.
        assert_eq!(browser.send("/", &[("cure", &cure)]).await.status, 303);
        assert_eq!((app.passes(ann).await.len(), app.visits(ann).await.len()), (1, 1));
        assert!(app.differences().await.is_empty());
    }
}

on_both_stores! {
    async fn a_pass_that_would_serve_can_be_given_free_of_charge(app: TestApp) {
        app.kind(&json!({ "Name": "Members only", "OnlyForMembers": true })).await;
        app.kind(&json!({ "Name": "Two Hours", "MinutesIncluded": 120, "Price": 15 })).await;
        let (ann, refusal) = refused(&app, "Ann Lee").await;
        let path = format!("/refusals/{refusal}/let-in");
        let mut browser = Browser::of_admin(&app).await;
        let page = browser.open(&path).await.text;
        assert!(page.contains("Two Hours, 15.00 GBP") && !page.contains("Members only"), "{page}");
        let wrong = browser.send(&path, &[("do", "give"), ("pass", "1 0.00 GBP")]).await;
        assert!(wrong.status == 422 && wrong.text.contains("Choose one of these passes."), "{}", wrong.text);
        let pass = page.split("<select id=\"pass\"").nth(1).and_then(|rest| rest.split("<option value=\"").nth(1)).and_then(|rest| rest.split('"').next()).expect("a pass");
        let sent = browser.send(&path, &[("do", "give"), ("pass", pass)]).await;
        let page = led(&mut browser, sent).await;
        assert!(page.contains("Ann Lee was given Two Hours and came in."), "{page}");
        let passes = app.passes(ann).await;
        assert_eq!((&passes[0]["Free"], &passes[0]["Price"]), (&json!(true), &json!(0.0)));
        // Whoever would be let in needs no cure.
        let again = browser.send(&path, &[("do", "give"), ("pass", pass)]).await;
        assert_eq!((again.status, app.passes(ann).await.len()), (422, 1), "{}", again.text);
    }
}

on_both_stores! {
    async fn whoever_is_let_in_anyway_has_a_note_on_a_pass_for_this_day(app: TestApp) {
        app.kind(&json!({})).await;
        let (ann, refusal) = refused(&app, "Ann Lee").await;
        let path = format!("/refusals/{refusal}/let-in");
        let mut browser = Browser::of_admin(&app).await;
        let silent = browser.send(&path, &[("do", "anyway"), ("note", " ")]).await;
        assert!(silent.status == 422 && silent.text.contains("Say why."), "{}", silent.text);
        assert!(app.passes(ann).await.is_empty());
        let sent = browser.send(&path, &[("do", "anyway"), ("note", "Her card was stolen")]).await;
        let page = led(&mut browser, sent).await;
        assert!(page.contains("Ann Lee was let in anyway, on Day Pass"), "{page}");
        let note = "Let in anyway by admin@example.com: Her card was stolen";
        let passes = app.passes(ann).await;
        assert_eq!((&passes[0]["Notes"], &passes[0]["Free"]), (&json!(note), &json!(true)));
        assert_eq!(passes[0]["ExpireDate"], "2026-09-02T23:00:00Z", "midnight in London");
        let audits = app.rows::<CoworkerAccessControlAudit>().await;
        assert!(audits.iter().any(|audit| audit.get("Description").text() == Some(note)));
    }
}

on_both_stores! {
    async fn nothing_is_offered_that_the_rules_say_would_not_help(app: TestApp) {
        let (ann, _) = app.holder("Ann Lee", &json!({})).await;
        app.set(app.loft, "MobileApp.NexClicker.MaxCapacity", "1").await;
        app.set(app.loft, MODE, "enforce").await;
        app.attempt(&json!({ "FromTime": MORNING })).await.id();
        assert_ne!(app.check_in(ann, MORNING).await.json()["WasSuccessful"], true);
        let refusal = app.refusals().await[0]["Id"].as_i64().expect("a number");
        let page = shown(&app, "/").await;
        assert!(!page.contains("name=\"cure\""), "{page}");
        let page = shown(&app, &format!("/refusals/{refusal}/let-in")).await;
        assert!(page.contains("No pass that can be given here would let Ann Lee in now."), "{page}");
        assert!(!page.contains("value=\"anyway\""), "{page}");
        let path = format!("/refusals/{refusal}/let-in");
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let told = app.request(Method::POST, &path, &form, "do=anyway&note=please").await;
        assert!(told.status == 422 && told.text.contains("No pass would let Ann Lee in now."), "{}", told.text);
        assert_eq!(app.passes(ann).await.len(), 1);
    }
}

on_both_stores! {
    async fn an_account_that_sleeps_is_activated_by_its_button(app: TestApp) {
        let (ann, _) = app.holder("Ann Lee", &json!({})).await;
        change(&app, "spaces/coworkers", ann, &json!({ "Active": false })).await;
        assert_ne!(app.check_in(ann, MORNING).await.json()["WasSuccessful"], true);
        let page = shown(&app, "/").await;
        assert!(page.contains("Activate the account"), "{page}");
        let told = press(&app, "cure", &button(&page, "cure").replace(' ', "+")).await;
        assert_eq!(told["text"], "The account of Ann Lee is active again, and they came in.");
    }
}

on_both_stores! {
    async fn customers_are_found_by_name_e_mail_or_card_those_first_who_are_called_so(app: TestApp) {
        let (lee, _) = app.holder("Lee Ash", &json!({})).await;
        let visit = app.check_in(lee, MORNING).await.id();
        let ann = app.customer_with("Ann Lee", &json!({ "AccessCardId": "04:a1:b2" })).await;
        let bo = app.customer("Bo Ashlee").await;
        let gone = app.customer("Lee Gone").await;
        change(&app, "spaces/coworkers", gone, &json!({ "Archived": true })).await;
        let found = async |asked: &str| {
            let told = app.get(&format!("/now/found?at={}&q={asked}", app.loft)).await.json();
            told.as_array().expect("a list").iter().map(|one| one["id"].as_i64().expect("a number")).collect::<Vec<_>>()
        };
        assert_eq!(found("lee").await, [lee, ann, bo]);
        assert_eq!(found("ann.lee@").await, [ann]);
        assert_eq!(found("04a1b2").await, [ann]);
        assert_eq!(found("%25").await, [0; 0]);
        assert_eq!(found("").await, [0; 0]);
        let told = app.get(&format!("/now/found?at={}&q=lee", app.loft)).await.json();
        assert_eq!((&told[0]["out"], &told[0]["where"]), (&json!(visit), &json!("here since 09:15")));
        assert_eq!((&told[1]["out"], &told[1]["about"]), (&Value::Null, &json!("ann.lee@example.com")));
        let told = app.get(&format!("/now/found?at={}&q=lee+ash", app.yard)).await.json();
        assert_eq!((&told[0]["out"], &told[0]["where"]), (&Value::Null, &json!("at Loft")));
        let many = "x".repeat(2000);
        assert_eq!(found(&many).await, [0; 0]);
    }
}

on_both_stores! {
    async fn somebody_is_checked_in_and_out_with_a_script_and_without(app: TestApp) {
        let (ann, _) = app.holder("Ann Lee", &json!({})).await;
        let mut browser = Browser::of_admin(&app).await;
        let page = browser.open("/?q=ann").await.text;
        assert!(page.contains("Check in Ann Lee"), "{page}");
        let sent = browser.send("/", &[("in", &button(&page, "in"))]).await;
        let page = led(&mut browser, sent).await;
        assert!(page.contains("Ann Lee came in on Day Pass."), "{page}");
        app.set_clock(AFTER);
        let page = browser.open("/?q=ann").await.text;
        assert!(page.contains("here since 09:15"), "{page}");
        let told = press(&app, "out", &button(&page, "out")).await;
        assert_eq!(told["text"], "Ann Lee left after 35 min.");
        let bo = app.customer("Bo Ek").await;
        let told = press(&app, "in", &bo.to_string()).await;
        assert_eq!(told["well"], false);
        assert!(told["text"].as_str().is_some_and(|text| text.starts_with("Bo Ek does not have")), "{told}");
        assert!(shown(&app, "/").await.contains("Bo Ek does not have"), "the refusal is on record");
        assert_eq!(app.visits(ann).await.len(), 1);
    }
}

on_both_stores! {
    async fn visitors_are_expected_come_and_leave(app: TestApp) {
        let visitor = json!({
            "BusinessId": app.loft, "FullName": "Vic Visitor", "Email": "vic@example.com",
            "ExpectedArrival": "2026-09-02T10:00:00Z", "CompanyName": "Acme",
        });
        let vic = app.post("/api/spaces/visitors", &visitor).await.id().to_string();
        let page = shown(&app, "/").await;
        assert!(page.contains("expected at</span> <b>11:00</b>") && page.contains("of Acme"), "{page}");
        assert_eq!(press(&app, "came", &vic).await["text"], "Vic Visitor has come.");
        let page = shown(&app, "/").await;
        assert!(page.contains("Visitors beside <b>1</b>") && page.contains("<b>09:15</b>"), "{page}");
        app.set_clock(AFTER);
        assert_eq!(press(&app, "left", &vic).await["text"], "Vic Visitor has left.");
        assert!(!shown(&app, "/").await.contains("Vic Visitor"));
    }
}

on_both_stores! {
    async fn everybody_sees_and_does_what_they_may(app: TestApp) {
        app.kind(&json!({})).await;
        let (ann, refusal) = refused(&app, "Ann Lee").await;
        let (bo, _) = app.holder("Bo Ek", &json!({})).await;
        let visit = app.check_in(bo, MORNING).await.id();
        let clerk = clerk(&app, &["Checkin-Read"]).await;
        let page = shown(&clerk, "/").await;
        assert!(page.contains("Bo Ek"), "{page}");
        for hidden in ["Not let in today", "id=\"door\"", "name=\"out\"", "id=\"visitors\""] {
            assert!(!page.contains(hidden), "{hidden}: {page}");
        }
        let form = [("content-type", "application/x-www-form-urlencoded")];
        for body in [format!("out={visit}"), format!("in={ann}")] {
            assert_eq!(clerk.request(Method::POST, "/", &form, &body).await.status, 403, "{body}");
        }
        assert_eq!(clerk.get(&format!("/now/found?q=ann&at={}", app.loft)).await.status, 403);
        assert_eq!(clerk.get(&format!("/refusals/{refusal}/let-in")).await.status, 403);
        assert_eq!(app.visit(visit).await["ToTime"], Value::Null);
        let nothing = app.request(Method::POST, "/", &form, "do=nothing").await;
        assert_eq!(nothing.status, 404);
        assert_eq!(app.get("/refusals/1/let-in").await.status, 404);
        assert_eq!(app.get("/refusals/x/let-in").await.status, 404);
        assert_eq!(app.request(Method::PUT, "/", &form, "").await.status, 405);
    }
}

on_both_stores! {
    async fn of_a_crowd_those_are_shown_who_came_last(app: TestApp) {
        for _ in 0..101 {
            app.attempt(&json!({ "FromTime": MORNING, "Source": "Sensor" })).await.id();
        }
        let lines = |page: &str| page.matches("<li id=\"v").count();
        let page = shown(&app, "/").await;
        assert!(page.contains("Inside: 101") && page.contains("Show 1 more"), "{page}");
        assert_eq!((lines(&page), lines(&shown(&app, "/?all").await)), (100, 101));
        assert!(page.len() < 100_000, "{}", page.len());
    }
}
