//! The paths of a record, and what may be asked at each.

use serde_json::{Map, Value, json};
use vestibule_records::Schema;

use super::answers::{self, KNOWN, json_answer, responses_of};
use super::commands::run_of;
use super::parameters::{of_list, shared_ref};
use super::remarks::remark;
use super::shape::{integer, named, object};
use crate::api;

/// What is asked of a record, with what it takes and answers.
struct Operation<'a> {
    schema: &'a Schema,
    /// `list`: as declared, and as remarks know it.
    name: &'a str,
    /// `listCheckins`
    id: String,
    summary: String,
    /// `List`: the end of the role's name.
    verb: &'a str,
    parameters: Vec<Value>,
    body: Option<Value>,
    well: Value,
    errors: &'a [u16],
}

/// Adds the paths of a record.
pub(super) fn add(schema: &'static Schema, paths: &mut Map<String, Value>) {
    let all = format!("/api/{}/{}", schema.module, schema.path);
    let aliases: Vec<String> = api::other_paths(schema).collect();
    let mut at = |path: &str, method: &str, operation: Operation<'_>| {
        let item = paths.entry(path.to_owned()).or_insert_with(|| json!({}));
        if !aliases.is_empty() {
            item["x-aliases"] = aliases.iter().map(|alias| path.replacen(&all, alias, 1)).collect();
        }
        item[method] = operation.described();
    };
    at(&all, "get", list(schema));
    if schema.allows("create") {
        at(&all, "post", create(schema));
    }
    if schema.allows("update") {
        at(&all, "put", update(schema));
    }
    // A slash at the end means nothing to the server; here it tells apart two answers of one path.
    if schema.allows("batch") {
        at(&format!("{all}/"), "get", batch(schema));
    }
    if schema.allows("commands") {
        at(&format!("{all}/commands"), "get", commands(schema));
    }
    if schema.allows("runcommand") {
        at(&format!("{all}/runcommand"), "post", run(schema));
    }
    let one = format!("{all}/{{id}}");
    at(&one, "get", get(schema));
    if schema.allows("update") {
        at(&one, "put", replace(schema));
    }
    if schema.allows("delete") {
        at(&one, "delete", delete(schema));
    }
}

/// The record's name for several of it, from its path: `Currencies`.
pub(super) fn plural(schema: &Schema) -> String {
    let same = schema
        .name
        .chars()
        .zip(schema.path.chars())
        .take_while(|(name, path)| name.eq_ignore_ascii_case(path));
    let shared: String = same.map(|(name, _)| name).collect();
    format!("{shared}{}", &schema.path[shared.len()..])
}

fn list(schema: &Schema) -> Operation<'_> {
    Operation {
        schema,
        name: "list",
        id: format!("list{}", plural(schema)),
        summary: format!("A page of {}", plural(schema)),
        verb: "List",
        parameters: of_list(schema),
        body: None,
        well: json_answer("The page.", named(&format!("{}Page", schema.name))),
        errors: &[400],
    }
}

fn batch(schema: &Schema) -> Operation<'_> {
    let rows = json!({ "type": "array", "items": named(schema.name) });
    Operation {
        schema,
        name: "batch",
        id: format!("batch{}", plural(schema)),
        summary: format!("Several {} by id, whole", plural(schema)),
        verb: "Read",
        parameters: vec![shared_ref("Ids")],
        body: None,
        well: json_answer("Those of them that are there for you.", rows),
        errors: &[400],
    }
}

fn get(schema: &Schema) -> Operation<'_> {
    Operation {
        schema,
        name: "get",
        id: format!("get{}", schema.name),
        summary: format!("One {}, whole", schema.name),
        verb: "Read",
        parameters: vec![shared_ref("Id")],
        body: None,
        well: json_answer("The record.", named(schema.name)),
        errors: &[404],
    }
}

fn create(schema: &Schema) -> Operation<'_> {
    Operation {
        schema,
        name: "create",
        id: format!("create{}", schema.name),
        summary: format!("Make a {}", schema.name),
        verb: "Create",
        parameters: vec![shared_ref("IdempotencyKey")],
        body: Some(body(named(&format!("{}Create", schema.name)))),
        well: json_answer("It is made and on disk.", named(&format!("{}Created", schema.name))),
        errors: &[400, 409, 413],
    }
}

fn update(schema: &Schema) -> Operation<'_> {
    let update = named(&format!("{}Update", schema.name));
    let with_id = object([("Id".to_owned(), integer(), true)]);
    Operation {
        schema,
        name: "update",
        id: format!("update{}", schema.name),
        summary: format!("Replace a {}", schema.name),
        verb: "Edit",
        parameters: vec![shared_ref("IdempotencyKey")],
        body: Some(body(json!({ "allOf": [update, with_id] }))),
        well: json_answer("It is replaced, and on disk.", named("Updated")),
        errors: &[400, 404, 409, 413],
    }
}

fn replace(schema: &Schema) -> Operation<'_> {
    Operation {
        id: format!("update{}ById", schema.name),
        summary: format!("Replace a {}, its id in the path", schema.name),
        parameters: vec![shared_ref("Id"), shared_ref("IdempotencyKey")],
        body: Some(body(named(&format!("{}Update", schema.name)))),
        ..update(schema)
    }
}

fn delete(schema: &Schema) -> Operation<'_> {
    Operation {
        schema,
        name: "delete",
        id: format!("delete{}", schema.name),
        summary: format!("Delete a {}", schema.name),
        verb: "Delete",
        parameters: vec![shared_ref("Id"), shared_ref("IdempotencyKey")],
        body: None,
        well: json_answer("It is gone, unless `WasSuccessful` is false.", named("Deleted")),
        errors: &[400, 404, 409, 413],
    }
}

fn commands(schema: &Schema) -> Operation<'_> {
    let commands = json!({ "type": "array", "items": named("Command") });
    Operation {
        schema,
        name: "commands",
        id: format!("list{}Commands", schema.name),
        summary: format!("What else can be done to {}", plural(schema)),
        verb: "List",
        parameters: Vec::new(),
        body: None,
        well: json_answer("Its commands.", commands),
        errors: &[],
    }
}

fn run(schema: &'static Schema) -> Operation<'static> {
    let body = json!({ "application/json": { "schema": run_of(schema) } });
    Operation {
        schema,
        name: "runcommand",
        id: format!("run{}Command", schema.name),
        summary: format!("Run a command on {}", plural(schema)),
        verb: "Edit",
        parameters: vec![shared_ref("IdempotencyKey")],
        body: Some(json!({ "required": true, "content": body })),
        well: json_answer("It is run and on disk, unless `WasSuccessful` is false.", named("Done")),
        errors: &[400, 409, 413],
    }
}

/// JSON or a form, of the same properties.
fn body(schema: Value) -> Value {
    json!({
        "required": true,
        "content": {
            "application/json": { "schema": schema },
            "application/x-www-form-urlencoded": { "schema": schema },
        },
    })
}

impl Operation<'_> {
    fn described(self) -> Value {
        let role = self.schema.role(self.verb);
        let remark = remark(self.schema.name, self.name).unwrap_or_default();
        let description = format!("Needs the role `{role}`. {remark}");
        let errors: Vec<u16> = self.errors.iter().chain(&KNOWN).copied().collect();
        let mut operation = json!({
            "operationId": self.id,
            "tags": [self.schema.name],
            "summary": self.summary,
            "description": description.trim_end(),
            "x-role": role,
            "security": answers::security(&[&role]),
            "parameters": self.parameters,
        });
        if let Some(body) = self.body {
            operation["requestBody"] = body;
        }
        operation["responses"] = responses_of([(200, self.well)], &errors);
        operation
    }
}
