//! The demo network has what the documents tell a newcomer to try.

use http::Method;
use serde_json::{Value, json};
use vestibule_records::declared;
use vestibule_server::seed::DEMO_PASSWORD;

use crate::support::TestApp;
use crate::support::people::records;

/// Records that come to be by use alone.
const BY_USE: [&str; 8] = [
    "WebHook",
    "AutomationTileAudit",
    "BookingVisitor",
    "CoworkerAccessControlAudit",
    "CoworkerInvoice",
    "CoworkerInvoiceLine",
    "CoworkerLedgerEntry",
    "Signal",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_every_record_there_is_something_to_look_at() {
    for app in TestApp::demos().await {
        for schema in declared::served().into_iter().map(|schema| schema()) {
            if !BY_USE.contains(&schema.name) {
                let path = format!("/api/{}/{}?size=1", schema.module, schema.path);
                let found = records(&app.get(&path).await);
                assert_eq!(found.len(), 1, "{path}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_who_is_named_in_the_documents_gets_in() {
    for app in TestApp::demos().await {
        for (shown, who) in [
            (json!({ "accessCardId": "04D4E5F6", "toggle": true }), "Bilal Khan"),
            (json!({ "pincode": "31313" }), "Elif Yıldız"),
            (json!({ "email": "dmitri.volkov@example.com", "password": DEMO_PASSWORD }), "Dmitri Volkov"),
            (json!({ "token": "27182" }), "Vera Holm"),
        ] {
            assert_eq!(at_the_door(&app, &shown).await["FullName"], who, "{shown}");
        }
        let guest = json!({ "token": "GUEST-77", "mac": "00:00:5e:00:53:01" });
        assert_eq!(at_the_door(&app, &guest).await["SessionTimeOut"], 14_400.0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_has_a_page_of_their_own() {
    for app in TestApp::demos().await {
        let (token, _) = app.login("dmitri.volkov@example.com", DEMO_PASSWORD, &[]).await;
        let dmitri = app.signed_in(&token);
        let page = async |path: &str| dmitri.request(Method::GET, path, &LOFT, "").await.json();
        assert_eq!(page("/en/profile?_shape=FullName").await, json!({ "FullName": "Dmitri Volkov" }));
        assert!(
            page("/api/public/coworkers/profiles/current/benefits").await.to_string().contains("Day Pass")
        );
        assert!(page("/api/public/visitors").await.to_string().contains("Vera Holm"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_is_something_to_bill_and_a_sale_that_brought_passes() {
    for app in TestApp::demos().await {
        let [jonas, kemi] = [customer(&app, "jonas.weber").await, customer(&app, "kemi.okafor").await];
        let sale = &records(&app.get("/api/billing/coworkerproducts").await)[0];
        let passes = format!("/api/billing/coworkertimepasses?CoworkerTimePass_Coworker={jonas}");
        let brought = records(&app.get(&passes).await);
        let brought = brought.iter().filter(|pass| pass["CoworkerProductUniqueId"] == sale["UniqueId"]);
        assert_eq!(brought.count(), 2);
        app.post("/api/spaces/coworkers/runcommand", &json!({ "Key": "COWORKER_BILL_RUN", "Ids": [kemi] }))
            .await;
        let invoices = format!("/api/billing/coworkerinvoices?CoworkerInvoice_Coworker={kemi}");
        assert_eq!(records(&app.get(&invoices).await)[0]["TotalAmount"], 115.0, "two passes and a locker");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_entries_come_to_what_its_passes_hold() {
    for app in TestApp::demos().await {
        assert_eq!(app.differences().await, [""; 0]);
        assert!(!app.entries().await.is_empty());
    }
}

const LOFT: [(&str, &str); 1] = [("host", "loft.localhost")];

async fn at_the_door(app: &TestApp, shown: &Value) -> Value {
    let headers = [LOFT[0], ("authorization", "")];
    let answer = app.request(Method::POST, "/api/public/checkin", &headers, &shown.to_string()).await.json();
    assert_eq!(answer["Status"], 200, "{answer}");
    answer["Value"].clone()
}

async fn customer(app: &TestApp, name: &str) -> i64 {
    let path = format!("/api/spaces/coworkers?Coworker_Email={name}@example.com");
    records(&app.get(&path).await)[0]["Id"].as_i64().unwrap_or_default()
}
