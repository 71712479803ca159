//! Why somebody would get in, or would not, as clients ask for it.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use vestibule_server::vestibule::explain::{Question, explain};
use vestibule_server::vestibule::printed::{moment, printed};
use vestibule_store::Viewer;

use crate::on_both_stores;
use crate::support::people::{number, plus, text, with};
use crate::support::{Answer, MORNING, PASSWORD, TestApp, at};

/// Wednesday, at half past nine by the clock of the loft.
const LATER: &str = "2026-09-02T08:30:00Z";

async fn asked(app: &TestApp, more: &Value) -> Answer {
    app.post("/api/vestibule/explain", &with(json!({ "BusinessId": app.loft }), more)).await
}

async fn explained(app: &TestApp, more: &Value) -> Value {
    let answer = asked(app, more).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

async fn verdict_of(app: &TestApp, refusal: &Value) -> Answer {
    app.get(&format!("/api/vestibule/failedcheckins/{}/verdict", number(&refusal["Id"]))).await
}

/// A day pass for Sundays, from nine to noon.
async fn sundays(app: &TestApp) -> i64 {
    let kind = app.kind(&json!({ "Name": "Sundays" })).await;
    let slot = json!({
        "TimePassId": kind, "DayOfWeek": 0, "FromTime": "1976-01-01T09:00:00Z", "ToTime": "1976-01-01T12:00:00Z",
    });
    assert_eq!(app.post("/api/billing/timepasstimeslots", &slot).await.status, 200);
    kind
}

on_both_stores! {
    async fn an_explanation_shows_every_rule_of_every_pass_and_writes_nothing(app: TestApp) {
        let customer = app.customer("Ann").await;
        let (sunday, day) = (sundays(&app).await, app.kind(&json!({ "Name": "Any day" })).await);
        let closed = app.give(customer, sunday, &json!({})).await;
        let open = app.give(customer, day, &json!({})).await;
        let told = explained(&app, &json!({ "CoworkerId": customer, "At": MORNING })).await;
        assert_eq!((&told["Admitted"], text(&told["Code"])), (&json!(true), "admitted"));
        assert_eq!(text(&told["Sentence"]), "Ann may come in at Loft");
        assert_eq!(told["Pass"], json!({ "Pass": open.id, "TimePassId": day, "Name": "Any day" }));
        assert_eq!((&told["Charge"], &told["Takes"]), (&Value::Null, &json!({ "Days": 1, "Minutes": 0 })));
        assert_eq!((&told["Cure"], &told["NextPasses"]), (&Value::Null, &Value::Null));
        let passes = told["Passes"].as_array().expect("passes");
        assert_eq!(passes.iter().map(|pass| &pass["Pass"]).collect::<Vec<_>>(), [open.id, closed.id]);
        assert_eq!(passes.iter().map(|pass| &pass["Serves"]).collect::<Vec<_>>(), [true, false]);
        let hours = passes[1]["Rules"].as_array().expect("rules").iter().find(|rule| rule["Rule"] == "Hours");
        let expected = json!({
            "Rule": "Hours", "Holds": false, "Code": "pass_outside_hours",
            "Datum": "may only be used on Sun 09:00-12:00", "NextHolds": "2026-09-06T08:00:00Z",
        });
        assert_eq!(hours, Some(&expected));
        assert_eq!(app.visits(customer).await, Vec::<Value>::new());
        assert_eq!(app.refusals().await, Vec::<Value>::new());
        assert_eq!(app.pass(open.id).await["Used"], false);
    }
}

on_both_stores! {
    async fn a_refusal_keeps_all_its_reasons(app: TestApp) {
        let customer = app.customer("Ben").await;
        app.give(customer, sundays(&app).await, &json!({})).await;
        let day = app.kind(&json!({ "Price": 18 })).await;
        let refused = app.check_in(customer, MORNING).await.json();
        let sentence = text(&refused["Errors"][0]["Message"]);
        assert!(sentence.contains("does not have a valid time pass for Loft: \"Sundays\""), "{sentence}");
        assert!(sentence.ends_with("; again from 2026-09-06 at 09:00"), "{sentence}");
        let failed = app.refusals().await.remove(0);
        assert_eq!(text(&failed["Description"]), sentence);
        assert!(failed.get("Verdict").is_none(), "it is not of the published record");
        let verdict = verdict_of(&app, &failed).await;
        assert_eq!(verdict.status, 200, "{}", verdict.text);
        let verdict = verdict.json();
        assert_eq!((text(&verdict["Code"]), text(&verdict["Sentence"])), ("pass_outside_hours", sentence));
        assert_eq!((text(&verdict["At"]), text(&verdict["NextPasses"])), (MORNING, "2026-09-06T08:00:00Z"));
        assert_eq!(verdict["Cure"]["Kind"], "Wait");
        let buy = json!({
            "Kind": "Buy", "Text": "buy Day Pass for 18.00 GBP", "At": null, "TimePassId": day, "BusinessId": null,
            "Price": { "Amount": 18.00, "Currency": "GBP" },
        });
        assert_eq!(verdict["Cures"][1], buy);
        app.set_clock(LATER);
        let mut again = explained(&app, &json!({ "CoworkerId": customer, "At": MORNING })).await;
        again["At"] = verdict["At"].clone();
        assert_eq!(again, verdict, "what is kept is what is explained");
    }
}

on_both_stores! {
    async fn somebody_without_a_pass_is_told_what_to_buy_at_the_price_of_their_plan(app: TestApp) {
        let member = app.customer("Cleo").await;
        let (day, plan) = (app.kind(&json!({ "Price": 20 })).await, app.plan("Resident", &json!({})).await);
        app.kind(&json!({ "Name": "Gone", "Price": 1, "Archived": true })).await;
        let price = json!({ "TimePassId": day, "TariffId": plan, "Price": 15 });
        assert_eq!(app.post("/api/billing/timepassprices", &price).await.status, 200);
        let contact = app.customer("Dan").await;
        app.join(member, plan, &json!({})).await;
        for (customer, cure) in [(member, "buy Day Pass for 15.00 GBP"), (contact, "buy Day Pass for 20.00 GBP")] {
            let told = explained(&app, &json!({ "CoworkerId": customer, "At": MORNING })).await;
            assert_eq!(text(&told["Cure"]["Text"]), cure);
            assert!(text(&told["Sentence"]).ends_with(&format!("; {cure}")), "{told}");
        }
    }
}

on_both_stores! {
    async fn an_attempt_in_the_future_is_decided_as_of_then(app: TestApp) {
        let customer = app.customer("Eva").await;
        app.give(customer, sundays(&app).await, &json!({})).await;
        let sunday = explained(&app, &json!({ "CoworkerId": customer, "At": "2026-09-06T08:00:00Z" })).await;
        assert_eq!(sunday["Admitted"], true, "{sunday}");
        let missed = explained(&app, &json!({ "CoworkerId": customer, "At": "2026-09-06T11:00:00Z" })).await;
        assert_eq!(text(&missed["NextPasses"]), "2026-09-13T08:00:00Z");
    }
}

on_both_stores! {
    async fn a_stay_of_several_days_is_explained_with_the_visits_of_all_of_them(app: TestApp) {
        let customer = app.customer("Ida").await;
        let (long, short) = (json!({ "MinutesIncluded": 9000 }), json!({ "MinutesIncluded": 600 }));
        app.give(customer, app.kind(&long).await, &json!({})).await;
        let short = app.give(customer, app.kind(&short).await, &json!({})).await;
        let stay = |from: &str, to: &str| json!({ "CoworkerId": customer, "FromTime": from, "ToTime": to });
        let monday = stay("2026-08-31T09:00:00Z", "2026-08-31T10:00:00Z");
        let visit = app.attempt(&with(monday, &json!({ "CoworkerTimePassGuid": short.guid }))).await.json();
        let (from, to) = ("2026-08-29T09:00:00Z", "2026-08-31T11:00:00Z");
        let told = explained(&app, &json!({ "CoworkerId": customer, "At": from, "ToTime": to })).await;
        assert_eq!(told["Pass"]["Pass"], short.id, "{told}");
        let since_saturday = app.attempt(&stay(from, to)).await.json();
        assert_eq!(since_saturday["Value"]["Id"], visit["Value"]["Id"]);
        assert_eq!(text(&since_saturday["Value"]["CoworkerTimePassGuid"]), short.guid);
    }
}

on_both_stores! {
    async fn a_question_that_does_not_fit_names_what_is_wrong_with_it(app: TestApp) {
        let customer = app.customer("Flo").await;
        let property = |answer: &Answer| {
            assert_eq!(answer.status, 400, "{}", answer.text);
            let error = &answer.json()["Errors"][0];
            (text(&error["PropertyName"]).to_owned(), error["AttemptedValue"].clone())
        };
        let nobody = app.post("/api/vestibule/explain", &json!({})).await;
        assert_eq!(property(&nobody), ("Business".to_owned(), Value::Null));
        assert_eq!(nobody.json()["Errors"][1]["PropertyName"], "Coworker");
        for (body, name) in [
            (json!({ "CoworkerId": 999_999 }), "Coworker"),
            (json!({ "CoworkerId": "x" }), "Coworker"),
            (json!({ "CoworkerId": customer, "BusinessId": 999_999 }), "Business"),
            (json!({ "CoworkerId": customer, "At": "soon" }), "At"),
            (json!({ "CoworkerId": customer, "ToTime": 5 }), "ToTime"),
            (json!({ "CoworkerId": customer, "Source": 77 }), "Source"),
            (json!({ "CoworkerId": customer, "CoworkerTimePassGuid": "8c0f4b0e-0000-4000-8000-000000000000" }), "CoworkerTimePassGuid"),
        ] {
            assert_eq!(property(&asked(&app, &body).await).0, name, "{body}");
        }
        let text = app.request(http::Method::POST, "/api/vestibule/explain", &[], "{").await;
        assert_eq!(property(&text).0, "Body");
        assert_eq!(app.get("/api/vestibule/explain").await.status, 405);
    }
}

on_both_stores! {
    async fn reasons_are_for_those_who_may_read_and_see(app: TestApp) {
        let customer = app.customer_with("Gil", &json!({ "Businesses": [app.loft] })).await;
        app.check_in(customer, MORNING).await;
        let failed = app.refusals().await.remove(0);
        assert_eq!(verdict_of(&app, &json!({ "Id": 999_999 })).await.status, 404);
        let elsewhere = app.manager_of("yard@example.com", &[app.yard]).await;
        assert_eq!(verdict_of(&elsewhere, &failed).await.status, 404);
        assert_eq!(asked(&elsewhere, &json!({ "CoworkerId": customer })).await.status, 400);
        app.user("kiosk@example.com", &json!({ "IsAdmin": false })).await;
        let (token, _) = app.login("kiosk@example.com", PASSWORD, &[]).await;
        let kiosk = app.signed_in(&token);
        let denied = asked(&kiosk, &json!({ "CoworkerId": customer })).await;
        assert!(denied.status == 401 && denied.text.contains("Checkin-Read"), "{}", denied.text);
        let denied = verdict_of(&kiosk, &failed).await;
        assert!(denied.status == 401 && denied.text.contains("FailedCheckin-Read"), "{}", denied.text);
    }
}

on_both_stores! {
    async fn what_is_printed_for_people_has_the_verdict_first(app: TestApp) {
        let customer = app.customer("Hal").await;
        app.give(customer, sundays(&app).await, &json!({})).await;
        let catalogue = app.app.store.catalogue().await.expect("a catalogue");
        let loft = catalogue.location(app.loft).expect("the loft");
        assert_eq!(moment("2026-09-02 09:15", loft), Some(at(MORNING)), "British summer time");
        assert_eq!(moment(MORNING, loft), Some(at(MORNING)));
        assert_eq!(moment("tomorrow", loft), None);
        let question = Question { at: Some(at(MORNING)), ..Question::of(app.loft, customer) };
        let told = explain(&*app.app.store, &Viewer::Everything, &question, at(MORNING)).await.expect("an answer");
        let lines = printed(&told);
        assert_eq!(lines, "\
Hal does not have a valid time pass for Loft: \"Sundays\" may only be used on Sun 09:00-12:00; again from 2026-09-06 at 09:00
  Loft, 2026-09-02 09:15

Sundays: does not serve
  yes  it is theirs, or shared with them
  yes  something is left of it
  yes  it has not expired
  yes  it is valid at the location
  yes  it suits the customer's plans
  yes  it may be used this way
  no   it may be used at this hour       may only be used on Sun 09:00-12:00; from 2026-09-06 09:00
  yes  the limits of their plan leave room

Next  2026-09-06 09:00
Cure  again from 2026-09-06 at 09:00
");
    }
}

/// A customer of a random small world, and how they try to come in.
#[derive(Debug, Clone)]
struct Somebody {
    active: bool,
    passes: Vec<(usize, bool)>,
    network: bool,
    over_network: bool,
    asked: Option<usize>,
    late: i64,
    twice: bool,
}

fn somebody() -> impl Strategy<Value = Somebody> {
    let passes = prop::collection::vec((0_usize..4, prop::bool::weighted(0.15)), 0..3);
    let flags =
        (prop::bool::weighted(0.9), any::<bool>(), prop::bool::weighted(0.3), prop::bool::weighted(0.2));
    (passes, flags, prop::option::weighted(0.2, 0_usize..3), 0_i64..40).prop_map(
        |(passes, (active, network, over_network, twice), asked, late)| Somebody {
            active,
            passes,
            network,
            over_network,
            asked,
            late,
            twice,
        },
    )
}

/// What an explanation promises of a check-in: that it is let in, the sentence if not, the pass, the charge.
#[derive(Debug, PartialEq)]
struct Came {
    admitted: bool,
    sentence: Option<String>,
    pass: Option<i64>,
    charge: Option<Value>,
}

fn promised(told: &Value) -> Came {
    let admitted = told["Admitted"] == true;
    Came {
        admitted,
        sentence: (!admitted).then(|| text(&told["Sentence"]).to_owned()),
        pass: told["Pass"]["Pass"].as_i64(),
        charge: told["Charge"].get("Amount").cloned(),
    }
}

/// What came of a check-in. A pass that was sold has a number only now, so it is told by its charge.
async fn came(app: &TestApp, answer: &Answer, known: &[i64], was_inside: bool) -> Came {
    let body = answer.json();
    if answer.status != 200 {
        let sentence = Some(text(&body["Errors"][0]["Message"]).to_owned());
        return Came { admitted: false, sentence, pass: None, charge: None };
    }
    let guid = text(&body["Value"]["CoworkerTimePassGuid"]).to_owned();
    let customer = number(&body["Value"]["CoworkerId"]);
    let path = format!("/api/billing/coworkertimepasses?CoworkerTimePass_Coworker={customer}&size=100");
    let passes = crate::support::people::records(&app.get(&path).await);
    let pass = passes.iter().find(|pass| text(&pass["UniqueId"]) == guid).expect("the pass");
    let id = number(&pass["Id"]);
    let charge = (pass["IsPayAsYouGo"] == true && !was_inside).then(|| pass["Price"].clone());
    let pass = Some(id).filter(|id| known.contains(id) || was_inside);
    Came { admitted: true, sentence: None, pass, charge }
}

on_both_stores! {
    async fn what_is_explained_is_what_happens(app: TestApp) {
        let kinds = [
            app.kind(&json!({})).await,
            app.kind(&json!({ "Name": "Two hours", "MinutesIncluded": 120 })).await,
            sundays(&app).await,
            app.kind(&json!({ "Name": "Wi-Fi", "AllowNetworkCheckIn": true, "MinutesIncluded": 60 })).await,
        ];
        app.kind(&json!({ "Name": "At the door", "MinutesIncluded": 60, "Price": 12, "UseAsPayAsYouGoForContacts": true })).await;
        let mut runner = TestRunner::deterministic();
        let mut seen = [0, 0];
        for nth in 0..24 {
            if nth == 12 {
                app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
            }
            let one = somebody().new_tree(&mut runner).expect("somebody").current();
            let more = json!({ "Active": one.active, "AllowNetworkCheckin": one.network });
            let customer = app.customer_with(&format!("Random {nth}"), &more).await;
            let (mut passes, mut guids) = (Vec::new(), Vec::new());
            for (kind, expired) in &one.passes {
                let expires = if *expired { json!({ "ExpireDate": plus(MORNING, -3600) }) } else { json!({}) };
                let pass = app.give(customer, kinds[*kind], &expires).await;
                passes.push(pass.id);
                guids.push(pass.guid);
            }
            let from = plus(MORNING, one.late * 60);
            app.set_clock(&from);
            let source = if one.over_network { "NetworkActivity" } else { "Tile" };
            let guid = one.asked.and_then(|asked| guids.get(asked));
            let body = json!({ "CoworkerId": customer, "Source": source, "CoworkerTimePassGuid": guid });
            for again in [false, true].into_iter().take(1 + usize::from(one.twice)) {
                let told = explained(&app, &with(body.clone(), &json!({ "At": from }))).await;
                let answer = app.attempt(&with(body.clone(), &json!({ "FromTime": from }))).await;
                let inside = again && told["Admitted"] == true;
                let came = came(&app, &answer, &passes, inside).await;
                assert_eq!(promised(&told), came, "{one:?}: {told}");
                seen[usize::from(came.admitted)] += 1;
            }
        }
        assert!(seen.iter().all(|times| *times > 4), "both happen: {seen:?}");
    }
}
