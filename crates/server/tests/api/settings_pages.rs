//! Setting things at the desk: lists and forms of records.

use serde_json::json;

use crate::on_both_stores;
use crate::support::browser::Browser;
use crate::support::receiver::{Receiver, status};
use crate::support::{MORNING, TestApp};

/// The paths of all kinds, as the first page names them.
async fn kinds(browser: &mut Browser<'_>) -> Vec<String> {
    let page = browser.open("/settings").await;
    assert_eq!(page.status, 200, "{}", page.text);
    let links = page.text.split("href=\"/settings/").skip(1);
    links.filter_map(|rest| rest.split('"').next()).map(|kind| format!("/settings/{kind}")).collect()
}

/// The id of the pound.
async fn currency(app: &TestApp) -> String {
    app.get("/api/sys/currencies?Currency_Code=GBP").await.json()["Records"][0]["Id"].to_string()
}

on_both_stores! {
    async fn whoever_has_not_signed_in_is_led_to_do_that_and_back(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = browser.open("/settings/timepasses?q=Day").await;
        assert!(page.text.contains("<h1>Sign in</h1>"), "{}", page.text);
        assert!(page.text.contains("value=\"/settings/timepasses?q=Day\""), "{}", page.text);
        assert_eq!(browser.send("/settings/timepasses/new", &[("Name", "x")]).await.status, 303);
    }
}

on_both_stores! {
    async fn everything_that_can_be_set_has_a_list_and_a_form(app: TestApp) {
        app.customer("José <b>Müller</b>").await;
        let mut browser = Browser::of_admin(&app).await;
        let kinds = kinds(&mut browser).await;
        assert!(kinds.len() > 15, "{kinds:?}");
        for kind in kinds {
            let list = browser.open(&kind).await;
            assert_eq!(list.status, 200, "{kind}: {}", list.text);
            assert!(!list.text.contains("<b>Müller"), "{kind}");
            if list.text.contains(&format!("{kind}/new")) {
                let form = browser.open(&format!("{kind}/new")).await;
                assert_eq!(form.status, 200, "{kind}: {}", form.text);
            }
        }
    }
}

on_both_stores! {
    async fn a_pass_is_made_changed_and_deleted_by_its_form(app: TestApp) {
        let mut browser = Browser::of_admin(&app).await;
        let (here, currency) = (app.loft.to_string(), currency(&app).await);
        let mut fields = vec![("BusinessId", &*here), ("Name", "Morning"), ("Price", "9.5"), ("CurrencyId", &*currency)];
        let made = browser.send("/settings/timepasses/new", &fields).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let path = made.headers["location"].to_str().expect("text").trim_end_matches("?saved").to_owned();
        let form = browser.open(&format!("{path}?saved")).await;
        assert!(form.text.contains("Saved.") && form.text.contains("value=\"Morning\""), "{}", form.text);
        assert!(form.text.contains("value=\"9.5\"") || form.text.contains("value=\"9.50\""), "{}", form.text);

        fields[1].1 = "Evening";
        fields.push(("MinutesIncluded", "600"));
        fields.push(("Businesses", &here));
        assert_eq!(browser.send(&path, &fields).await.status, 303);
        let id = path.rsplit('/').next().expect("a part");
        let pass = app.get(&format!("/api/billing/timepasses/{id}")).await.json();
        assert_eq!((&pass["Name"], &pass["MinutesIncluded"]), (&"Evening".into(), &600.into()));
        assert_eq!(pass["Businesses"], serde_json::json!([app.loft]));

        fields.pop();
        assert_eq!(browser.send(&path, &fields).await.status, 303);
        let pass = app.get(&format!("/api/billing/timepasses/{id}")).await.json();
        assert_eq!(pass["Businesses"], serde_json::json!([]), "what is not ticked any more is taken out");

        assert_eq!(browser.send(&format!("{path}/delete"), &[]).await.status, 303);
        assert_eq!(browser.open(&path).await.status, 404);
    }
}

on_both_stores! {
    async fn what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(app: TestApp) {
        let mut browser = Browser::of_admin(&app).await;
        let here = app.loft.to_string();
        let fields = [("BusinessId", &*here), ("Name", "Morning"), ("Price", "cheap"), ("MinutesIncluded", "-5")];
        let page = browser.send("/settings/timepasses/new", &fields).await;
        assert_eq!(page.status, 422, "{}", page.text);
        assert!(page.text.contains("Not saved") && page.text.contains("value=\"Morning\""), "{}", page.text);
        assert!(page.text.contains("value=\"cheap\""), "{}", page.text);
        for wrong in ["Price", "CurrencyId"] {
            let about = page.text.split(&format!("id=\"{wrong}-about\"")).nth(1).expect("a description");
            assert!(about[..200].contains("class=\"error\""), "{wrong}: {}", &about[..200]);
        }
    }
}

on_both_stores! {
    async fn times_are_set_on_the_clocks_of_the_location(app: TestApp) {
        let customer = app.customer("Ada").await;
        let mut browser = Browser::of_admin(&app).await;
        let (yard, customer) = (app.yard.to_string(), customer.to_string());
        browser.open(&format!("/settings?at={yard}")).await;
        let fields = [("BusinessId", &*yard), ("FullName", "Grace"), ("Email", "grace@example.com"),
            ("CoworkerId", &*customer), ("ExpectedArrival", "2026-09-03T10:00")];
        let made = browser.send("/settings/visitors/new", &fields).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let path = made.headers["location"].to_str().expect("text").trim_end_matches("?saved").to_owned();
        let visitor = app.get(&format!("/api/spaces/visitors/{}", path.rsplit('/').next().expect("a part"))).await.json();
        assert_eq!(visitor["ExpectedArrival"], "2026-09-03T08:00:00Z");
        assert!(browser.open(&path).await.text.contains("value=\"2026-09-03T10:00\""));
    }
}

on_both_stores! {
    async fn what_a_webhook_was_told_is_listed_and_sent_again_by_a_button(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::answering(|nth, _| status(if nth == 0 { 500 } else { 200 })).await;
        let hook = app.hook(47, &receiver.url, &json!({})).await;
        let visit = app.attempt(&json!({ "FromTime": MORNING })).await.id();
        app.deliver().await;
        let mut browser = Browser::of_admin(&app).await;
        assert!(browser.open(&format!("/settings/webhooks/{hook}")).await.text.contains("/deliveries"));
        let path = format!("/settings/webhooks/{hook}/deliveries");
        let failed = browser.open(&format!("{path}?state=failed")).await;
        assert_eq!(failed.status, 200);
        assert!(failed.text.contains(&format!("Checkin {visit}")) && failed.text.contains("500"), "{}", failed.text);
        let sent = browser.send(&path, &[]).await;
        assert_eq!((sent.status, sent.headers["location"].to_str().expect("text")), (303, &*format!("{path}?sent=1")));
        app.deliver().await;
        assert_eq!(receiver.got().len(), 2);
        let delivered = browser.open(&format!("{path}?state=delivered&sent=1")).await;
        assert!(delivered.text.contains("One delivery is sent again."), "{}", delivered.text);
        let id = delivered.text.split("name=\"delivery\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let again = browser.send(&path, &[("delivery", id.expect("a button"))]).await;
        assert_eq!(again.status, 303, "{}", again.text);
        app.deliver().await;
        assert_eq!(receiver.got().len(), 3);
        assert_eq!(browser.send(&path, &[("delivery", "1")]).await.status, 404);
        assert_eq!(browser.open("/settings/webhooks/1/deliveries").await.status, 404);
        assert_eq!(browser.open(&format!("/settings/timepasses/{hook}/deliveries")).await.status, 404);
    }
}

on_both_stores! {
    async fn what_is_new_is_of_the_location_that_is_looked_at_in_its_currency(app: TestApp) {
        let currency = currency(&app).await;
        let form = Browser::of_admin(&app).await.open("/settings/tariffs/new").await;
        for chosen in [currency, app.loft.to_string()] {
            assert!(form.text.contains(&format!("<option value=\"{chosen}\" selected>")), "{chosen}: {}", form.text);
        }
    }
}

on_both_stores! {
    async fn lists_call_locations_and_customers_by_their_names(app: TestApp) {
        let ana = app.customer("Ana Reyes").await;
        let kind = app.kind(&json!({})).await;
        app.give(ana, kind, &json!({})).await;
        let mut browser = Browser::of_admin(&app).await;
        let passes = browser.open("/settings/coworkertimepasses").await;
        assert!(passes.text.contains("<td>Ana Reyes</td>"), "{}", passes.text);
        let settings = browser.open("/settings/timepasses").await;
        assert!(settings.text.contains("<th scope=\"col\">Location</th>") && settings.text.contains("<td>Loft</td>"), "{}", settings.text);
    }
}
