//! The description of the API: it is what the server does, and what is committed.

use std::collections::BTreeSet;

use http::Method;
use jsonschema::Draft;
use serde_json::{Value, json};
use vestibule_records::Schema;
use vestibule_records::kept::Delivery;
use vestibule_server::openapi;

use crate::on_both_stores;
use crate::samples::{Samples, all, list, path, writable};
use crate::support::description::{DOCUMENT, Operation, assert_fits, operation, operations};
use crate::support::people::{basic, with};
use crate::support::{ADMIN, Answer, MORNING, PASSWORD, TestApp};

const META: &str = include_str!("../fixtures/openapi-3.1.schema.json");
const COMMITTED: &str = include_str!("../../../../docs/openapi.json");

#[test]
fn the_description_is_openapi() {
    let meta: Value = serde_json::from_str(META).expect("JSON");
    let validator = jsonschema::options().with_draft(Draft::Draft202012).build(&meta).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(&DOCUMENT).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn every_schema_of_it_is_json_schema() {
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().expect("schemas") {
        let checked = jsonschema::draft202012::meta::validate(schema);
        assert!(checked.is_ok(), "{name}: {:?}", checked.map_err(|error| error.to_string()));
    }
}

/// Every reference within a value.
fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_referred_to() {
    let led_to: BTreeSet<&str> = references(&DOCUMENT).into_iter().collect();
    for there in &led_to {
        assert!(DOCUMENT.pointer(there.trim_start_matches('#')).is_some(), "{there}");
    }
    for name in DOCUMENT["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(led_to.contains(format!("#/components/schemas/{name}").as_str()), "{name}");
    }
}

#[test]
fn the_committed_description_is_this_one() {
    // Compared line by line, so that a failure is short.
    let current = openapi::printed(&DOCUMENT);
    let stale = current.lines().zip(COMMITTED.lines()).position(|(now, then)| now != then);
    assert!(
        current == COMMITTED,
        "docs/openapi.json is stale from line {:?}: cargo xtask openapi",
        stale.map(|line| line + 1)
    );
}

#[test]
fn no_two_operations_share_a_name() {
    let mut known = BTreeSet::new();
    for one in operations() {
        let id = one.said["operationId"].as_str().expect("a name");
        assert!(known.insert(id), "{id}");
    }
}

#[test]
fn every_filter_of_every_record_is_described() {
    for schema in all() {
        let list = operations().iter().find(|one| one.method == Method::GET && one.path == path(schema));
        let parameters = list.expect("a list").said["parameters"].as_array().expect("parameters");
        let names = |parameter: &Value| {
            let aliases = parameter["x-aliases"].as_array().cloned().unwrap_or_default();
            aliases
                .into_iter()
                .chain([parameter["name"].clone()])
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect::<Vec<_>>()
        };
        let described: BTreeSet<String> = parameters.iter().flat_map(names).collect();
        for field in schema.on_wire() {
            let name = format!("{}_{}", schema.name, field.name);
            assert_eq!(schema.filter(&name).is_some(), described.contains(&name), "{name}");
        }
        for name in described {
            let paging = ["orderBy", "dir"].contains(&name.as_str());
            assert!(paging || schema.filter(&name).is_some(), "{name} filters nothing");
        }
    }
}

/// A request as the description has it: what is in a path comes from the rows that are there.
async fn ask(
    app: &TestApp,
    operation: &Operation,
    id: i64,
    body: &Value,
    headers: &[(&str, &str)],
) -> Answer {
    let path = match record(operation) {
        Some(schema) if operation.method == Method::GET && operation.path == path(schema) => list(schema),
        _ if operation.path == "/spaceapi.json" => "/spaceapi.json?location=loft".to_owned(),
        _ if operation.path.ends_with('/') => format!("{}?id=[{id}]", operation.path),
        _ => filled(&operation.path, id),
    };
    let body = if body.is_null() { String::new() } else { body.to_string() };
    app.request(operation.method.clone(), &path, headers, &body).await
}

/// The number of the tile there is to look at.
const TILE: &str = "7d1ee8d4-5f0b-4a6e-9c57-2b1f6a0c3e11";

/// A path of the description with something in its placeholders.
fn filled(path: &str, id: i64) -> String {
    path.replace("{id}", &id.to_string()).replace("{lang}", "en").replace("{TileNumber}", TILE)
}

/// The record an operation is about.
fn record(operation: &Operation) -> Option<&'static Schema> {
    all().into_iter().find(|schema| operation.said["tags"][0] == schema.name)
}

on_both_stores! {
    async fn every_described_operation_answers(app: TestApp) {
        let samples = Samples::of(&app).await;
        let tile = json!({ "BusinessId": app.loft, "Name": "Door", "Action": 3, "GeofencePrecission": 1, "TileNumber": TILE });
        app.post("/api/sys/automationtiles", &tile).await.id();
        app.set(app.loft, "Vestibule.SpaceApi.Publish", "True").await;
        let loft = app.get(&format!("/api/sys/businesses/{}", app.loft)).await.json();
        let reachable = with(loft, &json!({ "ContactEmail": "hello@loft.example" }));
        assert_eq!(app.put("/api/sys/businesses", &reachable).await.status, 200);
        for one in operations() {
            let (id, body) = match record(one) {
                Some(_) if one.path.ends_with("/verdict") => (refusal(&app).await, Value::Null),
                Some(schema) => (samples.some(schema).await, body_for(&samples, one, schema).await),
                None if one.path.contains("/deliveries/{id}") => (delivery(&app).await.base.id, Value::Null),
                None if one.path.contains("/webhooks/{id}") => (delivery(&app).await.web_hook_id, Value::Null),
                None => (0, Value::Null),
            };
            let answer = ask(&app, one, id, &body, &[]).await;
            assert!(answer.status != 404 && answer.status != 405, "{} {}: {}", one.method, one.path, answer.text);
            if record(one).is_some() {
                assert_eq!(answer.status, 200, "{} {}: {}", one.method, one.path, answer.text);
                assert_keys_are_described(one, &answer);
            }
        }
    }
}

/// An attempt that the rules refused.
async fn refusal(app: &TestApp) -> i64 {
    let customer = app.customer("Nobody Special").await;
    assert_eq!(app.check_in(customer, MORNING).await.status, 400);
    let ours = |failed: &&Value| failed["CoworkerId"] == customer;
    app.refusals().await.iter().find(ours).and_then(|failed| failed["Id"].as_i64()).expect("a refusal")
}

/// Something that a webhook is to be told.
async fn delivery(app: &TestApp) -> Delivery {
    app.hook(47, "https://door.example/hook", &json!({})).await;
    app.attempt(&json!({ "FromTime": MORNING })).await.id();
    app.deliveries().await.pop().expect("a delivery")
}

/// A body with everything that may be written, itself as described.
async fn body_for(samples: &Samples, operation: &Operation, schema: &'static Schema) -> Value {
    let Some(described) = operation.body("application/json") else {
        return Value::Null;
    };
    if operation.path.ends_with("/runcommand") {
        return json!({ "Key": "NOTHING_OF_THE_KIND", "Ids": [samples.some(schema).await] });
    }
    let update = operation.method == Method::PUT;
    let mut body = samples.most(schema, update).await;
    if update {
        body = samples.least(schema);
        body["Id"] = json!(samples.some(schema).await);
    }
    assert_fits(&body, &described);
    body
}

/// A read shows the described properties, in their order, and no other.
fn assert_keys_are_described(operation: &Operation, answer: &Answer) {
    let Some(schema) =
        record(operation).filter(|_| operation.path.ends_with("{id}") && operation.method == Method::GET)
    else {
        return;
    };
    let properties =
        DOCUMENT["components"]["schemas"][schema.name]["properties"].as_object().expect("properties");
    let described: Vec<&String> = properties.keys().collect();
    let shown = answer.json();
    assert_eq!(
        shown.as_object().expect("an object").keys().collect::<Vec<_>>(),
        described,
        "{}",
        schema.name
    );
}

on_both_stores! {
    async fn methods_that_are_not_described_are_not_taken(app: TestApp) {
        let paths: BTreeSet<&str> = operations().iter().map(|one| one.path.as_str()).collect();
        for path in paths {
            for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
                let described = |one: &Operation| one.method == method && one.path.trim_end_matches('/') == path.trim_end_matches('/');
                if !operations().iter().any(described) {
                    let answer = app.request(method.clone(), &filled(path, 1), &[], "").await;
                    assert_eq!(answer.status, 405, "{method} {path}: {}", answer.text);
                    assert_fits(&answer.json(), "/components/schemas/Message");
                    let allowed = answer.headers["allow"].to_str().expect("text").to_owned();
                    assert!(!allowed.split(", ").any(|one| one == method.as_str()), "{method} {path}: {allowed}");
                }
            }
        }
    }
}

on_both_stores! {
    async fn without_the_described_role_the_answer_names_it_and_with_it_alone_it_is_enough(app: TestApp) {
        let bundle = app.post("/api/security/userroles", &json!({ "BusinessId": app.loft, "Name": "Clerks" })).await.id();
        app.user("clerk@example.com", &json!({ "UserRoles": [bundle], "Businesses": [app.loft] })).await;
        let (token, _) = app.login("clerk@example.com", PASSWORD, &[]).await;
        let clerk = app.signed_in(&token);
        for one in operations().iter().filter(|one| one.said["x-role"].is_string()) {
            let role = one.said["x-role"].as_str().expect("a role");
            let set = json!({ "Id": bundle, "BusinessId": app.loft, "Name": "Clerks", "Roles": [] });
            assert_eq!(app.put("/api/security/userroles", &set).await.status, 200);
            let turned_away = ask(&clerk, one, 1, &json!({}), &[]).await;
            assert_eq!(turned_away.status, 401, "{} {}", one.method, one.path);
            assert!(turned_away.text.contains(role), "{role}: {}", turned_away.text);
            let roles = app.get(&format!("/api/security/roles?Role_Name={role}")).await.json();
            let set = json!({ "Id": bundle, "BusinessId": app.loft, "Name": "Clerks", "Roles": [roles["Records"][0]["Id"]] });
            assert_eq!(app.put("/api/security/userroles", &set).await.status, 200);
            let let_in = ask(&clerk, one, 1, &json!({}), &[]).await;
            assert!([200, 400, 404].contains(&let_in.status), "{} {}: {}", one.method, one.path, let_in.text);
        }
    }
}

on_both_stores! {
    async fn each_described_way_to_say_who_asks_works_and_none_is_needed_where_none_is_described(app: TestApp) {
        for one in operations() {
            let open = one.said["security"] == json!([]);
            let nobody = ask(&app, one, 1, &json!({}), &[("authorization", "")]).await;
            assert_eq!(nobody.status != 401, open, "{} {}: {}", one.method, one.path, nobody.text);
        }
        let list = operation("listCheckins");
        for header in [format!("Bearer {}", app.token), basic(ADMIN, PASSWORD)] {
            assert_eq!(ask(&app, list, 1, &Value::Null, &[("authorization", &header)]).await.status, 200);
        }
    }
}

on_both_stores! {
    async fn each_described_error_comes_as_described(app: TestApp) {
        let samples = Samples::of(&app).await;
        for one in operations() {
            let Some(schema) = record(one) else { continue };
            let id = samples.some(schema).await;
            for status in one.said["responses"].as_object().expect("responses").keys() {
                let answer = match status.as_str() {
                    "400" if one.method == Method::GET && one.path.ends_with('/') => app.get(&format!("{}?id=[x]", one.path)).await,
                    "400" if one.method == Method::GET => app.get(&format!("{}?page=0", one.path)).await,
                    "400" => ask(&app, one, id, &json!([]), &[("idempotency-key", "")]).await,
                    "401" => ask(&app, one, id, &json!({}), &[("authorization", "Bearer x")]).await,
                    "404" => {
                        let mut body = samples.least(schema);
                        body["Id"] = json!(1);
                        ask(&app, one, 1, &body, &[]).await
                    }
                    "409" => {
                        let key = [("idempotency-key", schema.name)];
                        ask(&app, one, id, &json!({ "Id": id }), &key).await;
                        ask(&app, one, id, &json!({ "Id": id, "Other": 1 }), &key).await
                    }
                    "413" => ask(&app, one, id, &json!("x".repeat(2_000_000)), &[]).await,
                    // 200 is asked above, 403 in rights.rs; the others need a server in distress.
                    _ => continue,
                };
                assert_eq!(answer.status.to_string(), *status, "{} {}: {}", one.method, one.path, answer.text);
            }
        }
    }
}

/// The keys of the commands that a body of a run can name.
fn keys_of_commands(body: &Value) -> BTreeSet<String> {
    let runs = body["anyOf"].as_array().cloned().unwrap_or_else(|| vec![body.clone()]);
    runs.iter().filter_map(|run| run["properties"]["Key"]["const"].as_str().map(str::to_owned)).collect()
}

on_both_stores! {
    async fn the_described_commands_are_those_that_are_listed(app: TestApp) {
        for one in operations().iter().filter(|one| one.path.ends_with("/runcommand")) {
            let listed = app.get(&one.path.replace("runcommand", "commands")).await.json();
            let listed = listed.as_array().expect("commands").iter().map(|command| command["Key"].as_str().expect("a key").to_owned());
            let body = DOCUMENT.pointer(&one.body("application/json").expect("a body")).expect("a schema");
            assert_eq!(keys_of_commands(body), listed.collect(), "{}", one.path);
        }
    }
}

on_both_stores! {
    async fn a_question_without_a_shape_is_answered_with_all_that_is_described(app: TestApp) {
        for id in ["getMe", "getMeAsUser", "getMeOnPortal", "getProfiles", "getCountries"] {
            let one = operation(id);
            let answer = ask(&app, one, 0, &Value::Null, &[]).await.json();
            let schema = &one.said["responses"]["200"]["content"]["application/json"]["schema"];
            let missing: Vec<String> =
                members(schema).into_iter().filter(|name| answer.get(name.as_str()).is_none()).collect();
            assert!(missing.is_empty() && answer.as_object().expect("an object").len() == members(schema).len(), "{id}: {missing:?}");
        }
    }
}

/// The names of all members that a schema speaks of.
fn members(schema: &Value) -> BTreeSet<String> {
    if let Some(name) = schema["$ref"].as_str() {
        return members(DOCUMENT.pointer(name.trim_start_matches('#')).expect("a schema"));
    }
    let parts = schema["allOf"].as_array().into_iter().flatten().flat_map(members);
    schema["properties"].as_object().into_iter().flat_map(|all| all.keys().cloned()).chain(parts).collect()
}

on_both_stores! {
    async fn the_description_is_served_once_and_then_only_its_hash(app: TestApp) {
        let first = app.request(Method::GET, "/openapi.json", &[("authorization", "")], "").await;
        assert_eq!(serde_json::from_str::<Value>(&first.text).expect("JSON"), *DOCUMENT);
        let tag = first.headers["etag"].to_str().expect("text").to_owned();
        for known in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
            let again = app.request(Method::GET, "/openapi.json", &[("if-none-match", &known)], "").await;
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{known}");
        }
        assert_eq!(app.request(Method::GET, "/openapi.json", &[("if-none-match", "\"x\"")], "").await.status, 200);
    }
}

#[test]
fn whatever_may_be_written_is_described_and_nothing_else() {
    for schema in all() {
        let described = &DOCUMENT["components"]["schemas"][format!("{}Update", schema.name)]["properties"];
        let Some(described) = described.as_object() else { continue };
        for field in writable(schema).filter(|field| !field.create_only) {
            assert!(described.contains_key(field.name), "{}.{}", schema.name, field.name);
        }
        for field in schema.fields.iter().filter(|field| field.read_only && field.name != "Id") {
            assert!(!described.contains_key(field.name), "{}.{} is read-only", schema.name, field.name);
        }
    }
}

#[test]
#[should_panic(expected = "FromTime")]
fn an_answer_that_is_not_as_described_is_found_out() {
    assert_fits(&json!({ "FromTime": "yesterday" }), "/components/schemas/CheckinCreate");
}

on_both_stores! {
    async fn the_page_to_read_it_asks_for_nothing_from_elsewhere(app: TestApp) {
        let page = app.request(Method::GET, "/docs", &[("authorization", "")], "").await;
        let mut files = vec![page.clone()];
        let quoted = |text: &str| text.split('"').filter(|part| part.starts_with("/docs/")).map(str::to_owned).collect::<Vec<_>>();
        for path in quoted(&page.text) {
            files.push(app.request(Method::GET, &path, &[("authorization", "")], "").await);
        }
        assert_eq!(files.len(), 3);
        for file in &files {
            assert_eq!(file.status, 200, "{}", file.text);
            let policy = file.headers["content-security-policy"].to_str().expect("text");
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
            assert!(!file.text.contains("http://") && !file.text.contains("https://"));
        }
        assert!(!page.text.contains("style=") && !page.text.contains("<style") && !page.text.contains(" on"));
        assert_eq!(app.post("/docs", &json!({})).await.status, 405);
        assert_eq!(app.get("/docs/other.js").await.status, 404);
    }
}
