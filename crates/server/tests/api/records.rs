//! Every declared record: created, read, updated and deleted by the same conventions.

use http::Method;
use serde_json::{Value, json};
use vestibule_records::FieldRole as Role;

use crate::on_both_stores;
use crate::samples::{Samples, all, declared_keys, keys, list, member, offering, path, reset, writable};
use crate::support::TestApp;

/// What an update does not reset because a rule fills it in again: the home location of a customer, the price of a
/// pass, the pass of a visit, the number of a tile, what is known of records that are not kept. And what no update may
/// change: whose visit it is.
const FILLED_IN: [(&str, &str); 15] = [
    ("Coworker", "InvoicingBusinessId"),
    ("CoworkerInvoice", "InvoiceNumber"),
    ("CoworkerTimePass", "Price"),
    ("Checkin", "CoworkerTimePassGuid"),
    ("Checkin", "CoworkerId"),
    ("AutomationTile", "TileNumber"),
    ("Door", "SharedSecret"),
    ("Sensor", "PersonDataPath"),
    ("Sensor", "TimeDataPath"),
    ("Sensor", "BatteryDataPath"),
    ("Sensor", "DwellSeconds"),
    ("FloorPlanDesk", "FloorPlanName"),
    ("FloorPlanDesk", "FloorPlanBusinessId"),
    ("FloorPlanDesk", "ResourceName"),
    ("Booking", "ResourceName"),
];

/// That a record shows everything that was sent.
fn assert_kept(record: &str, sent: &Value, shown: &Value) {
    for (name, value) in sent.as_object().expect("an object") {
        assert_eq!(&shown[name], value, "{record}.{name}");
    }
}

async fn read(app: &TestApp, path: &str, id: i64) -> Value {
    let answer = app.get(&format!("{path}/{id}")).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.json()
}

on_both_stores! {
    async fn a_record_is_created_from_its_required_fields_alone(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in offering("create") {
            let sent = samples.least(schema);
            let answer = app.post(&path(schema), &sent).await;
            let message = format!("{} was successfully created.", schema.name);
            assert_eq!((answer.status, &answer.json()["Message"]), (200, &json!(message)), "{}", answer.text);
            assert_kept(schema.name, &sent, &answer.json()["Value"]);
        }
    }
}

on_both_stores! {
    async fn a_new_record_keeps_every_field_that_may_be_written(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in offering("create") {
            let sent = samples.most(schema, false).await;
            let created = app.post(&path(schema), &sent).await;
            assert_eq!(created.status, 200, "{}: {}", schema.name, created.text);
            assert_kept(schema.name, &sent, &read(&app, &path(schema), created.id()).await);
        }
    }
}

on_both_stores! {
    async fn an_update_writes_every_field_that_may_be_written(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in offering("update").into_iter().filter(|schema| schema.name != "Checkin") {
            let id = samples.some(schema).await;
            let mut sent = samples.most(schema, true).await;
            sent["Id"] = json!(id);
            let answer = app.put(&path(schema), &sent).await;
            assert_eq!(answer.status, 200, "{}: {}", schema.name, answer.text);
            assert_kept(schema.name, &sent, &read(&app, &path(schema), id).await);
        }
    }
}

on_both_stores! {
    async fn what_a_create_answers_is_what_a_read_shows(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in offering("create") {
            let sent = samples.most(schema, false).await;
            let created = app.post(&path(schema), &sent).await;
            let shown = app.get(&format!("{}/{}", path(schema), created.id())).await;
            assert_eq!(member(&created.text, "Value"), shown.text, "{}", schema.name);
        }
    }
}

on_both_stores! {
    async fn a_record_reads_the_same_by_id_in_a_batch_and_in_a_list_but_for_collections_and_what_is_unlisted(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in all() {
            let (path, id) = (path(schema), samples.some(schema).await);
            let mut shown = read(&app, &path, id).await;
            if schema.allows("batch") {
                let batch = app.get(&format!("{path}/?id=[{id}]")).await.json();
                assert_eq!(batch, json!([shown]), "{}", schema.name);
            }
            let list = app.get(&format!("{}Id={id}", list(schema))).await.json();
            for field in schema.on_wire().filter(|field| field.unlisted || matches!(field.role, Role::Set(_))) {
                shown[field.name] = Value::Null;
            }
            assert_eq!(list["Records"], json!([shown]), "{}", schema.name);
        }
    }
}

on_both_stores! {
    async fn every_key_is_present_in_the_declared_order(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in all() {
            let (path, id) = (path(schema), samples.some(schema).await);
            let shown = app.get(&format!("{path}/{id}")).await.text;
            let list = app.get(&format!("{}{}_Id={id}", list(schema), schema.name)).await.text;
            let rows = member(&list, "Records");
            for row in [shown.as_str(), &rows[1..rows.len() - 1]] {
                assert_eq!(keys(row), declared_keys(schema), "{}", schema.name);
            }
            if schema.allows("batch") {
                let batch = app.get(&format!("{path}?id=[{id}]")).await.text;
                assert_eq!(keys(&batch[1..batch.len() - 1]), declared_keys(schema), "{}", schema.name);
            }
        }
    }
}

on_both_stores! {
    async fn a_batch_answers_those_that_exist_in_the_order_of_their_ids(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in offering("create") {
            let (first, second) = (samples.create(schema).await, samples.create(schema).await);
            let batch = app.get(&format!("{}?id=[{second}, 1 ,{first}]", path(schema)).replace(' ', "%20")).await;
            let rows = batch.json().as_array().cloned().expect("an array");
            let ids: Vec<_> = rows.iter().map(|row| &row["Id"]).collect();
            assert_eq!(ids, [first, second], "{}", schema.name);
        }
    }
}

on_both_stores! {
    async fn a_record_sent_back_as_it_was_read_changes_only_who_wrote_it_and_when(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in offering("update") {
            let id = match schema.allows("create") {
                true => app.post(&path(schema), &samples.most(schema, false).await).await.id(),
                false => samples.some(schema).await,
            };
            let before = read(&app, &path(schema), id).await;
            app.set_clock("2026-09-02T09:00:00Z");
            let answer = app.put(&path(schema), &before).await;
            assert_eq!(answer.status, 200, "{}: {}", schema.name, answer.text);
            let mut after = read(&app, &path(schema), id).await;
            assert_eq!(after["UpdatedOn"], "2026-09-02T09:00:00Z", "{}", schema.name);
            (after["UpdatedOn"], after["UpdatedBy"]) = (before["UpdatedOn"].clone(), before["UpdatedBy"].clone());
            assert_eq!(after, before, "{}", schema.name);
            app.set_clock(crate::support::MORNING);
        }
    }
}

on_both_stores! {
    async fn an_update_resets_what_the_body_leaves_out(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in offering("update") {
            let id = match schema.allows("create") {
                true => app.post(&path(schema), &samples.most(schema, false).await).await.id(),
                false => samples.some(schema).await,
            };
            let before = read(&app, &path(schema), id).await;
            let keeps = |name: &str| FILLED_IN.contains(&(schema.name, name));
            let sent = writable(schema).filter(|field| field.required || keeps(field.name));
            let mut sent: Value = sent.map(|field| (field.name.to_owned(), before[field.name].clone())).collect();
            sent["Id"] = json!(id);
            let answer = app.put(&path(schema), &sent).await;
            assert_eq!(answer.status, 200, "{}: {}", schema.name, answer.text);
            let after = read(&app, &path(schema), id).await;
            let reset_by = |field: &&vestibule_records::Field| !field.required && !field.create_only && !keeps(field.name);
            for field in writable(schema).filter(reset_by) {
                let expected = if field.is_column() { reset(field) } else { before[field.name].clone() };
                assert_eq!(after[field.name], expected, "{}.{}", schema.name, field.name);
            }
        }
    }
}

on_both_stores! {
    async fn a_deleted_record_is_gone(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in offering("delete") {
            let id = app.post(&path(schema), &samples.most(schema, false).await).await.id();
            let one = format!("{}/{id}", path(schema));
            let deleted = app.delete(&one).await;
            assert_eq!((deleted.status, &deleted.json()["Value"]), (200, &Value::Null), "{}", deleted.text);
            for answer in [app.get(&one).await, app.delete(&one).await] {
                assert_eq!((answer.status, answer.text.as_str()), (404, "\"Not found\""), "{}", schema.name);
            }
            assert_eq!(app.get(&format!("{}?id=[{id}]", path(schema))).await.text, "[]", "{}", schema.name);
        }
    }
}

on_both_stores! {
    async fn what_others_refer_to_is_not_deleted(app: TestApp) {
        let samples = Samples::of(&app).await;
        let contract = all().into_iter().find(|schema| schema.name == "CoworkerContract").expect("declared");
        samples.create(contract).await;
        let answer = app.delete(&format!("/api/billing/tariffs/{}", samples.id("Tariff"))).await;
        assert_eq!((answer.status, &answer.json()["WasSuccessful"]), (200, &json!(false)), "{}", answer.text);
        assert_eq!(app.get(&format!("/api/billing/tariffs/{}", samples.id("Tariff"))).await.status, 200);
    }
}

on_both_stores! {
    async fn an_unknown_id_is_not_found(app: TestApp) {
        for schema in all() {
            for id in ["1", "-1", "0", "9223372036854775808", "abc", "%00"] {
                let answer = app.get(&format!("{}/{id}", path(schema))).await;
                assert_eq!((answer.status, answer.text.as_str()), (404, "\"Not found\""), "{} {id}", schema.name);
            }
        }
    }
}

on_both_stores! {
    async fn an_update_of_an_unknown_id_is_not_found(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in offering("update") {
            let mut sent = samples.most(schema, true).await;
            sent["Id"] = json!(1);
            let answer = app.put(&path(schema), &sent).await;
            assert_eq!((answer.status, answer.text.as_str()), (404, "\"Not found\""), "{}", schema.name);
        }
    }
}

on_both_stores! {
    async fn operations_that_are_not_offered_answer_405(app: TestApp) {
        for schema in all() {
            let (whole, one) = (path(schema), format!("{}/1", path(schema)));
            let asked = [
                (Method::POST, &whole, schema.allows("create")),
                (Method::PUT, &whole, schema.allows("update")),
                (Method::PUT, &one, schema.allows("update")),
                (Method::DELETE, &one, schema.allows("delete")),
                (Method::DELETE, &whole, false),
                (Method::PATCH, &whole, false),
                (Method::PATCH, &one, false),
                (Method::POST, &one, false),
            ];
            for (method, path, _) in asked.into_iter().filter(|(_, _, offered)| !offered) {
                let answer = app.request(method.clone(), path, &[], "{}").await;
                let body = format!(
                    r#"{{"Message":"The requested resource does not support http method '{method}'."}}"#
                );
                assert_eq!((answer.status, answer.text), (405, body), "{method} {path}");
                assert!(answer.headers["allow"].to_str().is_ok_and(|allow| !allow.contains(method.as_str())));
            }
        }
    }
}
