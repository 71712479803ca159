//! Visits at the desk: those of a day, each with its arithmetic, and what a correction would come to before it is saved.

use serde_json::{Value, json};

use crate::on_both_stores;
use crate::support::browser::Browser;
use crate::support::people::text;
use crate::support::{Answer, MORNING, PASSWORD, TestApp};

const NOON: &str = "2026-09-02T11:00:00Z";

/// A form as it is sent, by the names of its fields.
type Fields<'a> = Vec<(&'a str, &'a str)>;

/// Two hours and a quarter on ten hours, from a quarter past nine on the wall in London.
async fn stayed(app: &TestApp) -> (i64, i64, i64) {
    let (customer, pass) = app.holder("Cora", &json!({ "Name": "Ten Hours", "MinutesIncluded": 600 })).await;
    app.set_clock("2026-09-02T15:00:00Z");
    let stay = json!({ "CoworkerId": customer, "FromTime": MORNING, "ToTime": "2026-09-02T10:30:00Z" });
    (customer, pass.id, app.attempt(&stay).await.id())
}

/// A visit sold at the door by the hour, of two and a half hours.
async fn bought(app: &TestApp) -> (i64, i64) {
    app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
    app.kind(
        &json!({ "Name": "Hour", "MinutesIncluded": 60, "Price": 12, "UseAsPayAsYouGoForContacts": true }),
    )
    .await;
    let customer = app.customer("Cora").await;
    app.set_clock("2026-09-02T15:00:00Z");
    let stay = json!({ "CoworkerId": customer, "FromTime": MORNING, "ToTime": "2026-09-02T10:45:00Z" });
    (customer, app.attempt(&stay).await.id())
}

/// What stands before and after in a line of the effect.
fn effect(page: &Answer, what: &str) -> (String, String) {
    let line = page.text.split(&format!("<th scope=\"row\">{what}</th>")).nth(1);
    let line = line.unwrap_or_else(|| panic!("nothing of {what} in {}", page.text));
    let cells: Vec<String> = line
        .split("<td>")
        .skip(1)
        .take(2)
        .map(|cell| cell.split("</td>").next().unwrap_or_default())
        .map(|cell| cell.replace("<strong>", "").replace("</strong>", ""))
        .collect();
    (cells[0].clone(), cells[1].clone())
}

/// The mark of what was shown.
fn seen(page: &Answer) -> String {
    let mark = page.text.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    mark.unwrap_or_else(|| panic!("no mark in {}", page.text)).to_owned()
}

/// The steps of the arithmetic that a page shows last.
fn steps(page: &Answer) -> Vec<String> {
    let list = page.text.rsplit("<ol class=\"steps\">").next().and_then(|rest| rest.split("</ol>").next());
    let items = list.expect("steps").split("<li>").skip(1);
    items.map(|item| item.split("</li>").next().unwrap_or_default().to_owned()).collect()
}

async fn arithmetic(app: &TestApp, visit: i64) -> Vec<String> {
    let told = app.get(&format!("/api/vestibule/checkins/{visit}/arithmetic")).await.json();
    told["Lines"].as_array().expect("lines").iter().map(|line| text(line).to_owned()).collect()
}

/// Sends a form, looks at its effect, and saves that.
async fn saved(browser: &mut Browser<'_>, visit: i64, fields: &Fields<'_>) -> Answer {
    let path = format!("/visits/{visit}");
    let shown = browser.send(&path, fields).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    let mark = seen(&shown);
    let mut fields = fields.clone();
    fields.extend([("seen", mark.as_str()), ("save", "yes")]);
    let answer = browser.send(&path, &fields).await;
    assert_eq!((answer.status, answer.headers.get("location").is_some()), (303, true), "{}", answer.text);
    shown
}

on_both_stores! {
    async fn a_correction_shows_minutes_and_what_is_left_before_it_is_saved(app: TestApp) {
        let (_, pass, visit) = stayed(&app).await;
        let mut browser = Browser::of_admin(&app).await;
        let page = browser.open(&format!("/visits/{visit}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("value=\"2026-09-02T09:15\"") && page.text.contains("(Europe/London)"), "{}", page.text);
        assert_eq!(steps(&page), arithmetic(&app, visit).await);

        let fields = vec![("from", "2026-09-02T09:15"), ("to", "2026-09-02T12:00")];
        let shown = browser.send(&format!("/visits/{visit}"), &fields).await;
        assert_eq!(shown.status, 200, "{}", shown.text);
        assert_eq!(effect(&shown, "Minutes"), ("135 min".into(), "165 min".into()));
        assert_eq!(effect(&shown, "Left on Ten Hours"), ("465 min of 600 min".into(), "435 min of 600 min".into()));
        assert_eq!(effect(&shown, "Charged"), ("nothing".into(), "nothing".into()));
        assert_eq!(app.pass(pass).await["RemainingUses"], 465, "nothing is saved yet");
        assert_eq!(app.ledger(visit).await, [135]);

        let shown = saved(&mut browser, visit, &fields).await;
        assert_eq!(app.visit(visit).await["ToTime"], NOON);
        assert_eq!(app.pass(pass).await["RemainingUses"], 435);
        assert_eq!(steps(&shown), arithmetic(&app, visit).await, "what was shown is what came of it");
        assert!(browser.open(&format!("/visits/{visit}?saved")).await.text.contains("Saved."));
        assert_eq!(app.differences().await, Vec::<String>::new());
    }
}

on_both_stores! {
    async fn a_correction_shows_the_money_of_a_visit_sold_at_the_door(app: TestApp) {
        let (_, visit) = bought(&app).await;
        let mut browser = Browser::of_admin(&app).await;
        let fields = vec![("from", "2026-09-02T09:15"), ("to", "2026-09-02T10:15")];
        let shown = saved(&mut browser, visit, &fields).await;
        assert_eq!(effect(&shown, "Charged"), ("30.00 GBP".into(), "12.00 GBP".into()));
        assert_eq!(app.ledger(visit).await.iter().sum::<i64>(), 1_200);
        assert_eq!(steps(&shown), arithmetic(&app, visit).await);
    }
}

on_both_stores! {
    async fn only_what_was_seen_is_saved(app: TestApp) {
        let (_, pass, visit) = stayed(&app).await;
        let mut browser = Browser::of_admin(&app).await;
        let path = format!("/visits/{visit}");
        let fields = vec![("from", "2026-09-02T09:15"), ("to", "2026-09-02T12:00")];
        let mark = seen(&browser.send(&path, &fields).await);

        let unseen = [("from", "2026-09-02T09:15"), ("to", "2026-09-02T12:00"), ("save", "yes")];
        let other = [("from", "2026-09-02T09:15"), ("to", "2026-09-02T13:00"), ("save", "yes"), ("seen", &*mark)];
        for sent in [&unseen[..], &other[..]] {
            let page = browser.send(&path, sent).await;
            assert_eq!(page.status, 200, "{}", page.text);
            assert!(page.text.contains("Not saved"), "{}", page.text);
        }
        // Somebody else gives back an hour meanwhile.
        assert_eq!(app.check_out(visit, "2026-09-02T09:30:00Z").await.status, 200);
        let sent = [("from", "2026-09-02T09:15"), ("to", "2026-09-02T12:00"), ("save", "yes"), ("seen", &*mark)];
        let page = browser.send(&path, &sent).await;
        assert!(page.text.contains("Not saved"), "{}", page.text);
        assert_eq!(effect(&page, "Minutes"), ("75 min".into(), "165 min".into()));
        assert_eq!(app.pass(pass).await["RemainingUses"], 525);
    }
}

on_both_stores! {
    async fn what_the_rules_refuse_is_said_beside_its_field(app: TestApp) {
        let (customer, pass, visit) = stayed(&app).await;
        let mut browser = Browser::of_admin(&app).await;
        let path = format!("/visits/{visit}");
        for (from, to, field) in [
            ("2026-09-02T09:15", "2026-09-02T09:00", "to"),
            ("2026-09-02T09:15", "tea time", "to"),
            ("2026-09-02T09:15", "2026-09-02T23:00", "to"),
            ("", "2026-09-02T12:00", "from"),
        ] {
            let page = browser.send(&path, &[("from", from), ("to", to)]).await;
            assert_eq!(page.status, 422, "{from} {to}: {}", page.text);
            let about = page.text.split(&format!("id=\"{field}-about\"")).nth(1).expect("a description");
            assert!(about[..200].contains("class=\"error\""), "{from} {to}: {}", &about[..200]);
            assert!(page.text.contains(&format!("value=\"{to}\"")) && !page.text.contains("name=\"seen\""), "{}", page.text);
        }
        let open = app.check_in(customer, "2026-09-02T15:00:00Z").await.id();
        let page = browser.send(&path, &[("from", "2026-09-02T09:15"), ("to", "")]).await;
        assert_eq!(page.status, 422);
        assert!(page.text.contains("Cora is inside on another visit"), "{}", page.text);
        assert_eq!((app.visit(open).await["ToTime"].clone(), app.pass(pass).await["RemainingUses"].clone()), (Value::Null, json!(465)));
    }
}

on_both_stores! {
    async fn a_visit_that_swallows_another_says_so_first(app: TestApp) {
        let (customer, _, visit) = stayed(&app).await;
        let stay = json!({ "CoworkerId": customer, "FromTime": NOON, "ToTime": "2026-09-02T12:00:00Z" });
        let other = app.attempt(&stay).await.id();
        assert_ne!(other, visit);
        let mut browser = Browser::of_admin(&app).await;
        let fields = vec![("from", "2026-09-02T09:15"), ("to", "2026-09-02T12:30")];
        let shown = saved(&mut browser, visit, &fields).await;
        let times = format!("Times of visit {other}");
        assert_eq!(effect(&shown, &times).1, "one with this visit");
        assert_eq!(effect(&shown, "Departure").1, "2026-09-02 13:00");
        assert_eq!(app.visits(customer).await.len(), 1);
        assert_eq!(steps(&shown), arithmetic(&app, visit).await);
    }
}

on_both_stores! {
    async fn a_visit_is_put_on_another_pass_and_a_time_that_was_not_touched_keeps_its_seconds(app: TestApp) {
        let (customer, first) = app.holder("Cora", &json!({ "Name": "Ten Hours", "MinutesIncluded": 600 })).await;
        let kind = app.kind(&json!({ "Name": "Five Hours", "MinutesIncluded": 300 })).await;
        let second = app.give(customer, kind, &json!({})).await;
        app.set_clock("2026-09-02T15:00:00Z");
        let stay = json!({
            "CoworkerId": customer, "FromTime": "2026-09-02T08:15:42Z", "ToTime": "2026-09-02T10:15:59Z",
            "CoworkerTimePassGuid": first.guid,
        });
        let visit = app.attempt(&stay).await.id();
        let mut browser = Browser::of_admin(&app).await;
        assert!(browser.open(&format!("/visits/{visit}")).await.text.contains("Five Hours: 300 min of 300 min"));
        let fields = vec![("from", "2026-09-02T09:15"), ("to", "2026-09-02T11:15"), ("pass", second.guid.as_str())];
        let shown = saved(&mut browser, visit, &fields).await;
        assert_eq!(effect(&shown, "Pass"), ("Ten Hours".into(), "Five Hours".into()));
        assert_eq!(effect(&shown, "Left on Ten Hours").1, "600 min of 600 min");
        let after = app.visit(visit).await;
        assert_eq!((text(&after["FromTime"]), text(&after["ToTime"])), ("2026-09-02T08:15:42Z", "2026-09-02T10:15:59Z"));
        assert_eq!((app.pass(first.id).await["RemainingUses"].clone(), app.pass(second.id).await["RemainingUses"].clone()), (json!(600), json!(165)));
    }
}

on_both_stores! {
    async fn deleting_a_visit_shows_first_what_it_gives_back(app: TestApp) {
        let (customer, pass, visit) = stayed(&app).await;
        let mut browser = Browser::of_admin(&app).await;
        let path = format!("/visits/{visit}/delete");
        let page = browser.open(&path).await;
        assert_eq!(effect(&page, "Left on Ten Hours"), ("465 min of 600 min".into(), "600 min of 600 min".into()));
        assert_eq!(browser.send(&path, &[]).await.status, 422, "it was not looked at");
        assert_eq!(app.visits(customer).await.len(), 1);
        let mark = seen(&page);
        assert_eq!(browser.send(&path, &[("seen", mark.as_str())]).await.status, 303);
        assert_eq!((app.visits(customer).await.len(), app.pass(pass).await["RemainingUses"].clone()), (0, json!(600)));
        assert_eq!(browser.open(&path).await.status, 404);
    }
}

on_both_stores! {
    async fn a_visit_on_an_invoice_is_not_deleted_and_says_why(app: TestApp) {
        let (customer, visit) = bought(&app).await;
        app.invoice(app.passes(customer).await[0]["Id"].as_i64().expect("a pass")).await;
        let mut browser = Browser::of_admin(&app).await;
        let page = browser.open(&format!("/visits/{visit}/delete")).await;
        assert_eq!(page.status, 422);
        assert!(page.text.contains("The visit is on an invoice already"), "{}", page.text);
    }
}

on_both_stores! {
    async fn the_visits_of_a_business_day_are_listed_by_the_clocks_of_the_location(app: TestApp) {
        app.set(app.loft, "Checkin.DailyCutOffTime", "04:00").await;
        let (customer, _, visit) = stayed(&app).await;
        app.set_clock("2026-09-03T12:00:00Z");
        let night = json!({ "CoworkerId": customer, "FromTime": "2026-09-03T00:30:00Z", "ToTime": "2026-09-03T01:30:00Z" });
        let night = app.attempt(&night).await.id();
        let yard = json!({ "BusinessId": app.yard, "CoworkerId": customer, "FromTime": "2026-09-02T13:00:00Z", "ToTime": "2026-09-02T14:00:00Z" });
        let yard = app.attempt(&yard).await.id();
        let mut browser = Browser::of_admin(&app).await;
        let page = browser.open(&format!("/visits?day=2026-09-02&at={}", app.loft)).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("on 2026-09-02 at Loft, by its clocks (Europe/London)"), "{}", page.text);
        let row = page.text.split(&format!("href=\"/visits/{visit}\"")).nth(1).and_then(|rest| rest.split("</tr>").next()).expect("a row");
        for cell in [">09:15<", "class=\"time\">11:30<", ">135 min<", ">hand<", ">Ten Hours<", ">nothing<"] {
            assert!(row.contains(cell), "{cell} in {row}");
        }
        let day = |page: &Answer, visit: i64| page.text.contains(&format!("href=\"/visits/{visit}\""));
        assert_eq!((day(&page, yard), page.text.contains("day=2026-09-01"), page.text.contains("day=2026-09-03")), (false, true, true));
        let today = browser.open("/visits").await;
        assert_eq!((day(&page, night), day(&today, night)), (true, false), "the day ends at the cut-off");
        assert!(page.text.contains(">2026-09-03 01:30<"), "{}", page.text);
        assert!(!today.text.contains("Day after"), "{}", today.text);
        let page = browser.open(&format!("/visits?day=2026-09-02&at={}", app.yard)).await;
        assert!(day(&page, yard) && page.text.contains(">15:00<") && page.text.contains("(Europe/Berlin)"), "{}", page.text);
    }
}

on_both_stores! {
    async fn a_day_with_many_visits_is_shown_in_pages(app: TestApp) {
        let customer = app.customer("Cora").await;
        let kind = app.kind(&json!({ "MinutesIncluded": 6000 })).await;
        app.give(customer, kind, &json!({})).await;
        app.set_clock("2026-09-02T22:00:00Z");
        for nth in 0..27 {
            let from = format!("2026-09-02T{:02}:{:02}:00Z", 6 + nth / 2, 30 * (nth % 2));
            let to = format!("2026-09-02T{:02}:{:02}:00Z", 6 + nth / 2, 30 * (nth % 2) + 10);
            app.attempt(&json!({ "CoworkerId": customer, "FromTime": from, "ToTime": to })).await.id();
        }
        let mut browser = Browser::of_admin(&app).await;
        let rows = |page: &Answer| page.text.matches("<tr><th scope=\"row\">").count();
        let first = browser.open("/visits?day=2026-09-02").await;
        assert_eq!(rows(&first), 25);
        assert!(first.text.contains("?day=2026-09-02&page=2") || first.text.contains("?day=2026-09-02&#38;page=2"), "{}", first.text);
        assert_eq!(rows(&browser.open("/visits?day=2026-09-02&page=2").await), 2);
        assert_eq!(browser.open("/visits?day=never&page=-3").await.status, 200);
    }
}

on_both_stores! {
    async fn a_refusal_is_listed_with_its_reason_and_what_would_have_cured_it(app: TestApp) {
        let customer = app.customer("José <b>Müller</b>").await;
        app.kind(&json!({ "Name": "Day Pass" })).await;
        assert_eq!(app.check_in(customer, MORNING).await.status, 400);
        let refusal = &app.refusals().await[0];
        let mut browser = Browser::of_admin(&app).await;
        let page = browser.open("/refusals").await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains(">09:15<") && !page.text.contains("<b>Müller"), "{}", page.text);
        let page = browser.open(&format!("/refusals/{}", refusal["Id"])).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("What would have let them in"), "{}", page.text);
        let verdict = app.get(&format!("/api/vestibule/failedcheckins/{}/verdict", refusal["Id"])).await.json();
        let cures = verdict["Cures"].as_array().expect("cures");
        assert!(!cures.is_empty());
        for cure in cures {
            assert!(page.text.contains(&format!("<li>{}</li>", text(&cure["Text"]))), "{cure} in {}", page.text);
        }
        assert_eq!(browser.open("/refusals?day=2026-09-01").await.text.matches("<tr><th scope=\"row\">").count(), 0);
        assert_eq!(browser.open("/refusals/1").await.status, 404);
    }
}

on_both_stores! {
    async fn of_other_locations_there_is_nothing_to_see(app: TestApp) {
        let (_, _, visit) = stayed(&app).await;
        app.user("yard@example.com", &json!({ "Businesses": [app.yard] })).await;
        let mut browser = Browser::new(&app);
        let fields = [("email", "yard@example.com"), ("password", PASSWORD), ("next", "/visits")];
        assert_eq!(browser.send("/sign-in", &fields).await.status, 303);
        assert_eq!(browser.open("/visits").await.status, 200);
        for path in [format!("/visits/{visit}"), format!("/visits/{visit}/delete")] {
            assert_eq!(browser.open(&path).await.status, 404, "{path}");
            assert_eq!(browser.send(&path, &[("to", "2026-09-02T12:00")]).await.status, 404, "{path}");
        }
    }
}
