//! What webhooks are told of, and where: one delivery for each event and webhook, written with the change.

use http::Method;
use serde_json::{Value, json};
use vestibule_records::kept::Delivery;

use crate::on_both_stores;
use crate::support::people::{number, with};
use crate::support::{MORNING, TestApp};

const SOMEWHERE: &str = "https://door.example/hook";
const NOON: &str = "2026-09-02T11:00:00Z";

/// A webhook of the loft for each of these actions.
async fn listen(app: &TestApp, actions: &[i64]) {
    for action in actions {
        app.hook(*action, SOMEWHERE, &json!({})).await;
    }
}

/// What has been told since so many deliveries.
async fn told_since(app: &TestApp, before: usize) -> Vec<i64> {
    let deliveries = app.deliveries().await;
    deliveries[before..].iter().map(|delivery| delivery.action.number()).collect()
}

/// What a request tells.
async fn tells(app: &TestApp, method: Method, path: &str, body: &Value) -> Vec<i64> {
    let before = app.deliveries().await.len();
    let answer = app.request(method, path, &[], &body.to_string()).await;
    assert_ne!(answer.status, 500, "{}", answer.text);
    told_since(app, before).await
}

fn payload(delivery: &Delivery) -> Value {
    serde_json::from_str::<Value>(&delivery.payload).expect("JSON")[0].clone()
}

const EVERY_ACTION: std::ops::RangeInclusive<i64> = 1..=90;

on_both_stores! {
    async fn a_visit_tells_of_its_beginning_its_end_its_correction_and_its_deletion(app: TestApp) {
        let (customer, _) = app.holder("Ida", &json!({})).await;
        listen(&app, &EVERY_ACTION.collect::<Vec<_>>()).await;
        let path = "/api/spaces/checkins";
        let arrival = json!({ "BusinessId": app.loft, "CoworkerId": customer, "FromTime": MORNING });
        assert_eq!(tells(&app, Method::POST, path, &arrival).await, [47, 36, 61]);
        assert_eq!(tells(&app, Method::POST, path, &arrival).await, [48], "seen again");
        app.set_clock(NOON);
        let visit = app.visits(customer).await.remove(0);
        let departure = with(visit.clone(), &json!({ "ToTime": NOON }));
        assert_eq!(tells(&app, Method::PUT, path, &departure).await, [48, 35, 61]);
        let noted = with(departure.clone(), &json!({ "SystemId": "x" }));
        assert_eq!(tells(&app, Method::PUT, path, &noted).await, [48]);
        assert_eq!(tells(&app, Method::PUT, path, &visit).await, [48, 36, 61], "opened again");
        let one = format!("{path}/{}", visit["Id"]);
        assert_eq!(tells(&app, Method::DELETE, &one, &json!({})).await, [49, 61]);
    }
}

on_both_stores! {
    async fn a_visit_entered_after_it_ended_is_told_whole(app: TestApp) {
        let (customer, _) = app.holder("Ida", &json!({})).await;
        listen(&app, &[35, 36, 47, 48, 61]).await;
        let stay = json!({
            "BusinessId": app.loft, "CoworkerId": customer, "FromTime": "2026-09-02T07:15:00Z", "ToTime": MORNING,
        });
        assert_eq!(tells(&app, Method::POST, "/api/spaces/checkins", &stay).await, [47, 36, 35, 61]);
    }
}

on_both_stores! {
    async fn a_refusal_is_told_with_the_record_of_it(app: TestApp) {
        let customer = app.customer("Ida").await;
        listen(&app, &[37, 63, 47, 36]).await;
        let arrival = json!({ "BusinessId": app.loft, "CoworkerId": customer, "FromTime": MORNING });
        assert_eq!(tells(&app, Method::POST, "/api/spaces/checkins", &arrival).await, [63, 37]);
        let refusal = app.refusals().await.remove(0);
        assert_eq!(app.deliveries().await.iter().map(payload).collect::<Vec<_>>(), [refusal.clone(), refusal]);
    }
}

on_both_stores! {
    async fn customers_contracts_passes_teams_plans_and_places_are_told(app: TestApp) {
        listen(&app, &EVERY_ACTION.collect::<Vec<_>>()).await;
        let coworkers = "/api/spaces/coworkers";
        let ida = json!({
            "FullName": "Ida", "Email": "ida@example.com", "CountryId": 1220, "SimpleTimeZoneId": 2023,
            "Businesses": [app.loft],
        });
        assert_eq!(tells(&app, Method::POST, coworkers, &ida).await, [3, 61]);
        let shown = app.get(coworkers).await.json()["Records"][0].clone();
        let id = &shown["Id"];
        assert_eq!(tells(&app, Method::PUT, coworkers, &with(shown.clone(), &json!({ "FullName": "Ina" }))).await, [2]);
        assert_eq!(tells(&app, Method::PUT, coworkers, &with(shown.clone(), &json!({ "AccessCardId": "7" }))).await, [2, 61]);
        let teams = "/api/spaces/teams";
        let team = json!({ "BusinessId": app.loft, "Name": "Crew", "TeamMembers": [id] });
        assert_eq!(tells(&app, Method::POST, teams, &team).await, [57, 61]);
        let team = app.get(teams).await.json()["Records"][0]["Id"].clone();
        let renamed = json!({ "Id": team, "BusinessId": app.loft, "Name": "Band" });
        assert_eq!(tells(&app, Method::PUT, teams, &renamed).await, [58]);
        assert_eq!(tells(&app, Method::PUT, teams, &with(renamed, &json!({ "RemovedTeamMembers": [id] }))).await, [58, 61]);
        assert_eq!(tells(&app, Method::DELETE, &format!("{teams}/{team}"), &json!({})).await, [59]);
        let plans = "/api/billing/tariffs";
        let plan = json!({ "BusinessId": app.loft, "Name": "Resident", "Price": 100, "CurrencyId": 3005 });
        assert_eq!(tells(&app, Method::POST, plans, &plan).await, [74]);
        let plan = app.get(plans).await.json()["Records"][0].clone();
        assert_eq!(tells(&app, Method::PUT, plans, &plan).await, [76]);
        let contracts = "/api/billing/coworkercontracts";
        let contract = json!({
            "IssuedById": app.loft, "CoworkerId": id, "TariffId": plan["Id"], "BillingDay": 1, "Quantity": 1,
        });
        assert_eq!(tells(&app, Method::POST, contracts, &contract).await, [62, 61]);
        let contract = app.get(contracts).await.json()["Records"][0].clone();
        assert_eq!(tells(&app, Method::PUT, contracts, &contract).await, [60, 61]);
        let notice = with(contract, &json!({ "CancellationDate": "2026-12-31T00:00:00Z" }));
        assert_eq!(tells(&app, Method::PUT, contracts, &notice).await, [60, 11, 61]);
        assert_eq!(tells(&app, Method::PUT, contracts, &notice).await, [60, 61]);
        let kind = app.kind(&json!({})).await;
        let pass = json!({ "CoworkerId": id, "BusinessId": app.loft, "TimePassId": kind, "CreateMultiple": 3 });
        assert_eq!(tells(&app, Method::POST, "/api/billing/coworkertimepasses", &pass).await, [61]);
        let place = app.get(&format!("/api/sys/businesses/{}", app.loft)).await.json();
        assert_eq!(tells(&app, Method::PUT, "/api/sys/businesses", &place).await, [84]);
    }
}

on_both_stores! {
    async fn products_and_entries_of_an_account_are_told(app: TestApp) {
        let customer = app.customer("Ida").await;
        listen(&app, &EVERY_ACTION.collect::<Vec<_>>()).await;
        let products = "/api/billing/coworkerproducts";
        let product = json!({ "CoworkerId": customer, "BusinessId": app.loft, "ProductId": 7, "Quantity": 1, "Price": 5 });
        assert_eq!(tells(&app, Method::POST, products, &product).await, [68]);
        let product = app.get(products).await.json()["Records"][0].clone();
        assert_eq!(tells(&app, Method::PUT, products, &product).await, [69]);
        let one = format!("{products}/{}", product["Id"]);
        assert_eq!(tells(&app, Method::DELETE, &one, &json!({})).await, [70]);
        let samples = crate::samples::Samples::of(&app).await;
        let schema = crate::samples::all().into_iter().find(|schema| schema.name == "CoworkerLedgerEntry");
        let entry = samples.least(schema.expect("declared"));
        assert_eq!(tells(&app, Method::POST, "/api/billing/coworkerledgerentries", &entry).await, [65]);
    }
}

on_both_stores! {
    async fn nobody_is_told_that_a_credit_note_was_paid(app: TestApp) {
        let (customer, _) = app.holder("Ida", &json!({})).await;
        listen(&app, &[16, 18, 19, 20, 21]).await;
        app.done("spaces/coworkers", "COWORKER_BILL_RUN", &[customer]).await;
        assert_eq!(told_since(&app, 0).await, [16]);
        let invoice = app.get("/api/billing/coworkerinvoices").await.json()["Records"][0]["Id"].clone();
        app.done("billing/coworkerinvoices", "VOID_INVOICE", &[number(&invoice)]).await;
        assert_eq!(told_since(&app, 1).await, [16, 20, 18]);
    }
}

on_both_stores! {
    async fn a_visitor_is_told_from_announcement_to_deletion(app: TestApp) {
        listen(&app, &EVERY_ACTION.collect::<Vec<_>>()).await;
        let path = "/api/spaces/visitors";
        let guest = json!({
            "BusinessId": app.loft, "FullName": "Guy", "Email": "guy@example.com", "ExpectedArrival": NOON,
        });
        assert_eq!(tells(&app, Method::POST, path, &guest).await, [42]);
        let shown = app.get(path).await.json()["Records"][0].clone();
        assert_eq!(tells(&app, Method::PUT, path, &shown).await, Vec::<i64>::new());
        let arrived = with(shown.clone(), &json!({ "Arrived": true }));
        assert_eq!(tells(&app, Method::PUT, path, &arrived).await, [41, 38]);
        assert_eq!(tells(&app, Method::DELETE, &format!("{path}/{}", shown["Id"]), &json!({})).await, [64]);
        let walks_in = with(guest, &json!({ "CheckInNow": true }));
        assert_eq!(tells(&app, Method::POST, path, &walks_in).await, [42, 41, 38]);
    }
}

on_both_stores! {
    async fn what_is_told_is_what_a_read_shows(app: TestApp) {
        let (customer, _) = app.holder("Jos\u{e9} \u{1f6aa}", &json!({})).await;
        listen(&app, &[47, 61, 48, 49]).await;
        let visit = app.check_in(customer, MORNING).await.id();
        let shown = [app.visit(visit).await, app.get(&format!("/api/spaces/coworkers/{customer}")).await.json()];
        let deliveries = app.deliveries().await;
        assert_eq!(deliveries.iter().map(payload).collect::<Vec<_>>(), shown);
        assert!(deliveries.iter().all(|delivery| delivery.payload.is_ascii()));
        assert!(deliveries[0].payload.contains(r#""CoworkerFullName":"Jos\u00e9 \ud83d\udeaa""#), "{}", deliveries[0].payload);
        app.set_clock(NOON);
        app.check_out(visit, NOON).await;
        let before = app.visit(visit).await;
        app.delete(&format!("/api/spaces/checkins/{visit}")).await;
        let deliveries = app.deliveries().await;
        let of_visit: Vec<_> = deliveries.iter().filter(|one| one.record_id == visit).map(payload).collect();
        assert_eq!(of_visit[1..], [before.clone(), before], "closed, and as it was before it was deleted");
    }
}

on_both_stores! {
    async fn nobody_listens_nothing_is_written(app: TestApp) {
        let (customer, _) = app.holder("Ida", &json!({})).await;
        app.hook(47, SOMEWHERE, &json!({ "BusinessId": app.yard })).await;
        app.hook(47, SOMEWHERE, &json!({ "Active": false })).await;
        app.hook(1, SOMEWHERE, &json!({})).await;
        app.hook(48, SOMEWHERE, &json!({})).await;
        app.check_in(customer, MORNING).await.id();
        assert!(app.deliveries().await.is_empty());
    }
}

on_both_stores! {
    async fn a_webhook_hears_its_own_location_and_a_customer_is_told_at_each_of_theirs(app: TestApp) {
        let (loft, yard) = (app.loft, app.yard);
        for business in [loft, yard] {
            app.hook(2, SOMEWHERE, &json!({ "BusinessId": business })).await;
            app.hook(47, SOMEWHERE, &json!({ "BusinessId": business })).await;
        }
        let (customer, _) = app.holder("Ida", &json!({})).await;
        app.attempt(&json!({ "BusinessId": yard, "CoworkerId": customer, "FromTime": MORNING })).await.id();
        let shown = app.get(&format!("/api/spaces/coworkers/{customer}")).await.json();
        app.put("/api/spaces/coworkers", &shown).await;
        let told = app.deliveries().await.into_iter().map(|one| (one.action.number(), one.business_id.get()));
        assert_eq!(told.collect::<Vec<_>>(), [(47, yard), (2, loft), (2, yard)]);
    }
}

on_both_stores! {
    async fn a_repetition_under_a_key_tells_nothing_more(app: TestApp) {
        let (customer, _) = app.holder("Ida", &json!({})).await;
        listen(&app, &[47]).await;
        let body = json!({ "BusinessId": app.loft, "CoworkerId": customer, "FromTime": MORNING }).to_string();
        for _ in 0..2 {
            let key = [("idempotency-key", "k-1")];
            assert_eq!(app.request(Method::POST, "/api/spaces/checkins", &key, &body).await.status, 200);
        }
        assert_eq!(app.deliveries().await.len(), 1);
    }
}

on_both_stores! {
    async fn the_address_of_a_webhook_is_absolute_and_http(app: TestApp) {
        for address in ["door.example/hook", "/hook", "ftp://door.example/hook", "mailto:door@example.com"] {
            let body = json!({ "BusinessId": app.loft, "Name": "Door", "Action": 47, "URL": address });
            let answer = app.post("/api/sys/webhooks", &body).await;
            assert_eq!(answer.status, 400, "{}", answer.text);
            let error = &answer.json()["Errors"][0];
            assert_eq!((&error["PropertyName"], &error["AttemptedValue"]), (&json!("URL"), &json!(address)));
        }
    }
}

on_both_stores! {
    async fn notes_of_a_webhook_are_shown_to_who_reads_it_alone(app: TestApp) {
        let id = app.hook(47, SOMEWHERE, &json!({ "Description": "The door" })).await;
        assert_eq!(app.shown_hook(id).await["Description"], "The door");
        assert_eq!(app.get("/api/sys/webhooks").await.json()["Records"][0]["Description"], Value::Null);
        assert_eq!(app.get("/api/sys/webhooks?WebHook_Description=door").await.json()["TotalItems"], 1);
    }
}
