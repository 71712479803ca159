//! Names that are looked for at a tablet, and visitors who register there.

use std::path::Path;

use http::Method;
use serde_json::{Value, json};
use vestibule_server::Settings;
use vestibule_server::mail::Mail;

use super::{PIN, Tablet};
use crate::on_both_stores;
use crate::support::people::{plus, records};
use crate::support::{Answer, MORNING, TestApp};

const NAMES: &str = "Vestibule.Kiosk.NameSearch";

impl Tablet<'_> {
    async fn finds(&self, path: &str) -> Vec<(i64, String)> {
        let answer = self.send(Method::GET, path, "-", &json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let people = answer.json()["people"].as_array().cloned().expect("people");
        people
            .iter()
            .map(|one| {
                (one["id"].as_i64().expect("a value"), one["name"].as_str().expect("a value").to_owned())
            })
            .collect()
    }

    async fn registers(&self, key: &str, body: &Value) -> Answer {
        self.send(Method::POST, "visitors", key, body).await
    }
}

fn mailing(app: TestApp, folder: &Path) -> TestApp {
    let mail = Mail { folder: folder.to_owned(), from: "desk@example.com".to_owned() };
    app.with_settings(Settings { mail: Some(mail), ..Settings::default() })
}

fn letters(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).expect("a folder");
    files.map(|file| std::fs::read_to_string(file.expect("a file").path()).expect("text")).collect()
}

on_both_stores! {
    async fn names_are_found_only_where_the_location_wants_it_and_told_short(app: TestApp) {
        let ann = app.customer("Ann Marie Lee").await;
        app.customer("Joanna Smith").await;
        app.customer_with("Anna Gone", &json!({ "Active": false })).await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        assert_eq!(tablet.send(Method::GET, "names?q=ann", "-", &json!({})).await.status, 404);
        app.set(app.loft, NAMES, "pin").await;
        assert_eq!(tablet.finds("names?q=ANN").await, [(ann, "Ann L.".to_owned())]);
        assert_eq!(tablet.finds("names?q=lee").await.len(), 1);
        assert!(tablet.finds("names?q=an").await.is_empty(), "three letters at least");
        assert!(tablet.finds("names").await.is_empty());
        let stranger = Tablet::carrying(&app, "vst_nobody");
        assert_eq!(stranger.send(Method::GET, "names?q=ann", "-", &json!({})).await.status, 401);
    }
}

on_both_stores! {
    async fn who_chose_their_name_types_their_pin_unless_the_name_is_enough(app: TestApp) {
        let ann = app.regular("Ann Lee", &json!({ "AccessPincode": PIN })).await;
        app.set(app.loft, NAMES, "pin").await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        assert_eq!(tablet.tap_as("k1", &json!({ "person": ann, "typed": "00000" })).await["kind"], "unknown");
        let without = tablet.send(Method::POST, "tap", "k2", &json!({ "person": ann })).await;
        assert!(without.status == 400 && without.text.contains("PIN"), "{}", without.text);
        assert_eq!(tablet.tap_as("k3", &json!({ "person": ann, "typed": PIN })).await["heading"], "Welcome, Ann Lee");
        let settings = records(&app.get("/api/sys/businesssettings?size=100").await);
        let setting = settings.iter().find(|setting| setting["Name"] == NAMES).expect("a setting");
        let alone = json!({ "Id": setting["Id"], "BusinessId": app.loft, "Name": NAMES, "Value": "name" });
        assert_eq!(app.put("/api/sys/businesssettings", &alone).await.status, 200);
        app.set_clock(&plus(MORNING, 60));
        assert_eq!(tablet.tap_as("k4", &json!({ "person": ann })).await["kind"], "out");
        assert_eq!(tablet.tap_as("k5", &json!({ "person": 999_999 })).await["kind"], "unknown");
    }
}

on_both_stores! {
    async fn a_visitor_registers_and_their_host_is_told_once(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let app = mailing(app, folder.path());
        let host = app.customer("Hana Host").await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        assert_eq!(tablet.finds("hosts?q=hana").await, [(host, "Hana H.".to_owned())]);
        let filled = json!({ "name": "Vic Visitor", "host": host });
        let said = tablet.registers("v-1", &filled).await.json();
        assert_eq!(said["heading"], "Welcome, Vic Visitor");
        assert!(said["lines"][0].as_str().expect("a value").contains("told your host"), "{said}");
        assert_eq!(tablet.registers("v-1", &filled).await.json(), said, "the same once more");
        let letters = letters(folder.path());
        assert_eq!(letters.len(), 1);
        assert!(letters[0].contains("hana.host@example.com"), "{}", letters[0]);

        let visitor = records(&app.get("/api/spaces/visitors").await).remove(0);
        let told = (&visitor["Arrived"], &visitor["ArrivalDate"], &visitor["CheckedInAt"], &visitor["Notified"]);
        assert_eq!(told, (&json!(true), &json!(MORNING), &json!("Front door"), &json!(true)));
        let code = visitor["VisitorCode"].as_str().expect("a code");
        assert!(said["lines"][1].as_str().expect("a value").contains(code), "{said}");
        app.set_clock(&plus(MORNING, 600));
        assert_eq!(tablet.types(code).await["heading"], "Goodbye, Vic Visitor");
    }
}

on_both_stores! {
    async fn a_visitor_may_come_to_the_place_itself_and_what_is_missing_is_named(app: TestApp) {
        let tablet = Tablet::enrolled(&app, "Front door").await;
        let said = tablet.registers("v-1", &json!({ "name": "Vic", "email": "vic@example.com" })).await;
        assert_eq!(said.json()["kind"], "in", "{}", said.text);
        for (body, field) in [
            (json!({ "name": " " }), "name"),
            (json!({ "name": "Vic", "email": "nonsense" }), "email"),
            (json!({ "name": "Vic", "host": 999_999 }), "host"),
            (json!({ "name": "Vic", "host": "Hana" }), "host"),
        ] {
            let answer = tablet.registers("v-2", &body).await;
            assert_eq!((answer.status, &answer.json()["field"]), (422, &json!(field)), "{body} {}", answer.text);
        }
        app.set(app.loft, "Vestibule.Kiosk.Visitors", "False").await;
        assert_eq!(tablet.registers("v-3", &json!({ "name": "Vic" })).await.status, 404);
        assert_eq!(tablet.send(Method::GET, "hosts?q=hana", "-", &json!({})).await.status, 404);
    }
}
