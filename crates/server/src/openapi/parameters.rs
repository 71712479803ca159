//! What a request may say beside its body: the page of a list, its filters, the id of a record, a key.

use serde_json::{Value, json};
use vestibule_records::schema::{Comparison, Schema};
use vestibule_records::{Field, Parameter};

use super::fields;
use super::shape::{about, integer};
use crate::api::list::{LARGEST_WISH, LAST_PAGE, USUAL_PAGE};
use crate::api::request::LONGEST_KEY;

/// Parameters that several operations share, by name.
pub(super) fn shared() -> Value {
    let size = json!({ "type": "integer", "minimum": 1, "maximum": LARGEST_WISH, "default": USUAL_PAGE });
    let page = json!({ "type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1 });
    let key = json!({ "type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$" });
    let ids = json!({ "type": "string", "pattern": r"^\[([0-9]{1,18}(,[0-9]{1,18})*)?\]$", "examples": ["[1,2,3]"] });
    json!({
        "Id": parameter("id", "path", integer(), "The number of the record."),
        "Ids": required(parameter("id", "query", ids, "The numbers of the records, in brackets: `[1,2,3]`.")),
        "Page": parameter("page", "query", page, "Which page, from 1."),
        "Size": parameter("size", "query", size, "Records on a page."),
        "IdempotencyKey": parameter("Idempotency-Key", "header", key,
            "The same request under the same key has one effect and gets the same bytes for 48 hours, refusals included."),
    })
}

/// A parameter that is [`shared`].
pub(super) fn shared_ref(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

/// The parameters of a list: page, order and filters.
pub(super) fn of_list(schema: &Schema) -> Vec<Value> {
    let mut all = vec![shared_ref("Page"), shared_ref("Size"), order(schema), direction(schema)];
    all.extend(schema.filter_parameters().iter().map(|named| filter(schema, named)));
    all
}

/// One parameter; what stands in a path is always there.
pub(super) fn parameter(name: &str, place: &str, schema: Value, words: &str) -> Value {
    let mut parameter = json!({ "name": name, "in": place });
    if place == "path" {
        parameter["required"] = json!(true);
    }
    parameter["schema"] = schema;
    about(parameter, words)
}

/// The same, when it must be there.
pub(super) fn required(mut parameter: Value) -> Value {
    parameter["required"] = json!(true);
    parameter
}

fn order(schema: &Schema) -> Value {
    let names: Vec<&str> =
        schema.on_wire().filter(|field| field.is_sortable()).map(|field| field.name).collect();
    let shape = json!({ "type": "string", "enum": names, "default": schema.order.0 });
    let words = format!(
        "The field to sort by. Also with the record before it: `{}_{}`.",
        schema.name, schema.order.0
    );
    parameter("orderBy", "query", shape, &words)
}

fn direction(schema: &Schema) -> Value {
    let usual = if schema.order.1 { "descending" } else { "ascending" };
    let shape =
        json!({ "type": "string", "enum": ["ascending", "descending", "0", "1", "-1"], "default": usual });
    parameter(
        "dir",
        "query",
        shape,
        "`ascending` or 0 from the smallest, `descending`, 1 or -1 from the largest.",
    )
}

fn filter(schema: &Schema, named: &Parameter) -> Value {
    let field = &schema.fields[named.target.field];
    let shape = fields::filter(field, named.target.comparison);
    let mut parameter = parameter(&named.name, "query", shape, &words(field, named.target.comparison));
    if !named.aliases.is_empty() {
        parameter["x-aliases"] = json!(named.aliases);
    }
    if schema.list_needs.is_some_and(|needed| needed.eq_ignore_ascii_case(&named.name)) {
        parameter = required(parameter);
    }
    parameter
}

fn words(field: &Field, comparison: Comparison) -> String {
    use vestibule_records::Kind::{Set, Text};
    let name = field.name;
    match (comparison, field.kind) {
        (Comparison::From, _) => format!("`{name}` at least."),
        (Comparison::To, _) => format!("`{name}` at most."),
        (Comparison::Empty, _) => format!("Whether `{name}` is empty."),
        (Comparison::Equals, Set(_)) => format!("`{name}` holds it."),
        (Comparison::Equals, Text) if !field.exact => format!("`{name}` contains it, in any letter case."),
        (Comparison::Equals, _) => format!("`{name}` is it."),
    }
}
