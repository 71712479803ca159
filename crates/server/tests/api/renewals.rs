//! Whoever is refused until their plan gives new passes is told when that is, and what is asked about later counts on them.

use crate::on_both_stores;
use crate::support::people::{number, text, with};
use crate::support::{MORNING, TestApp, at};
use http::Method;
use serde_json::{Value, json};
use vestibule_server::jobs::Rounds;
use vestibule_server::vestibule::explain::{Question, explain};
use vestibule_server::vestibule::printed::printed;
use vestibule_store::Viewer;

/// Monday, when the week of the plan begins on the clocks of the loft.
const MONDAY: &str = "2026-09-06T23:00:00Z";

/// Ann, with a plan that gives one day a week, which she has spent the day before: who, and the kind of pass.
async fn spent(app: &TestApp) -> (i64, i64) {
    let (plan, kind) = (app.plan("Desk", &json!({})).await, app.kind(&json!({})).await);
    let weekly =
        json!({ "TariffId": plan, "TimePassId": kind, "PassesIncluded": 1, "PassRenewalTime": "Week" });
    app.post("/api/billing/tarifftimepasses", &weekly).await.id();
    let customer = app.customer("Ann").await;
    app.join(customer, plan, &json!({})).await;
    let yesterday = json!({
        "CoworkerId": customer, "FromTime": "2026-09-01T09:00:00Z", "ToTime": "2026-09-01T10:00:00Z",
    });
    app.attempt(&yesterday).await.id();
    (customer, kind)
}

async fn explained(app: &TestApp, customer: i64, more: &Value) -> Value {
    let question = with(json!({ "BusinessId": app.loft, "CoworkerId": customer }), more);
    let answer = app.post("/api/vestibule/explain", &question).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

on_both_stores! {
    async fn a_refusal_says_when_the_plan_gives_new_passes(app: TestApp) {
        let (customer, kind) = spent(&app).await;
        let refused = app.check_in(customer, MORNING).await;
        assert_eq!(refused.status, 400, "{}", refused.text);
        let refused = refused.json();
        let sentence = text(&refused["Errors"][0]["Message"]);
        assert!(sentence.ends_with("; new passes of the plan \"Desk\" on Monday 2026-09-07"), "{sentence}");
        let failed = app.refusals().await;
        let [failed] = &failed[..] else { panic!("one attempt is recorded once: {failed:?}") };
        assert_eq!(text(&failed["Description"]), sentence);
        let verdict = app.get(&format!("/api/vestibule/failedcheckins/{}/verdict", number(&failed["Id"]))).await.json();
        let cure = json!({
            "Kind": "NewPasses", "Text": "new passes of the plan \"Desk\" on Monday 2026-09-07", "At": MONDAY,
            "TimePassId": kind, "BusinessId": null, "Price": null,
        });
        assert_eq!((&verdict["Cure"], text(&verdict["NextPasses"])), (&cure, MONDAY));
        let told = explained(&app, customer, &json!({})).await;
        assert_eq!((&told["Cure"], &told["Sentence"]), (&cure, &verdict["Sentence"]), "as asked beforehand");
    }
}

on_both_stores! {
    async fn at_that_instant_they_come_in(app: TestApp) {
        let (customer, _) = spent(&app).await;
        app.set_clock(MONDAY);
        Rounds::new(&app.app).round().await.expect("a round");
        app.set_clock(MORNING);
        let told = explained(&app, customer, &json!({ "At": MONDAY })).await;
        assert_eq!((&told["Admitted"], &told["Pass"]["Expected"]), (&json!(true), &Value::Null), "it has been given");
    }
}

on_both_stores! {
    async fn a_question_about_later_counts_on_what_the_plan_will_have_given(app: TestApp) {
        let (customer, kind) = spent(&app).await;
        let sunday = explained(&app, customer, &json!({ "At": "2026-09-06T22:59:00Z" })).await;
        assert_eq!((&sunday["Admitted"], text(&sunday["NextPasses"])), (&json!(false), MONDAY));
        let later = explained(&app, customer, &json!({ "At": "2026-09-23T09:00:00Z" })).await;
        let pass = json!({ "Pass": null, "TimePassId": kind, "Name": "Day Pass", "Expected": true });
        assert_eq!((&later["Admitted"], &later["Pass"]), (&json!(true), &pass));
        assert_eq!(later["Passes"].as_array().map(|passes| passes.iter().filter(|one| one["Expected"] == true).count()), Some(1));
        assert_eq!(app.passes(customer).await.len(), 1, "nothing is given for having been asked");
        let question = Question { at: Some(at("2026-09-23T09:00:00Z")), ..Question::of(app.loft, customer) };
        let told = explain(&*app.app.store, &Viewer::Everything, &question, at(MORNING)).await.expect("an answer");
        assert!(printed(&told).contains("\nDay Pass, which the plan will have given: serves\n"), "{}", printed(&told));
    }
}

on_both_stores! {
    async fn a_contract_that_ends_before_promises_nothing(app: TestApp) {
        let (customer, _) = spent(&app).await;
        let contracts = app.get(&format!("/api/billing/coworkercontracts?CoworkerContract_Coworker={customer}")).await.json();
        let ends = with(contracts["Records"][0].clone(), &json!({ "CancellationDate": "2026-09-05T00:00:00Z" }));
        assert_eq!(app.put("/api/billing/coworkercontracts", &ends).await.status, 200);
        let told = explained(&app, customer, &json!({})).await;
        assert_eq!((&told["Admitted"], &told["NextPasses"]), (&json!(false), &Value::Null));
        assert!(!text(&told["Sentence"]).contains("new passes"), "{told}");
    }
}

on_both_stores! {
    async fn a_refusal_under_a_key_is_the_same_again(app: TestApp) {
        let (customer, _) = spent(&app).await;
        let body = json!({ "BusinessId": app.loft, "CoworkerId": customer, "FromTime": MORNING });
        let (body, key) = (body.to_string(), [("Idempotency-Key", "morning")]);
        let keyed = async || app.request(Method::POST, "/api/spaces/checkins", &key, &body).await;
        let first = keyed().await;
        assert!(first.text.contains("new passes of the plan"), "{}", first.text);
        assert_eq!(keyed().await.text, first.text);
        assert_eq!(app.refusals().await.len(), 1);
    }
}
