//! The schemas of a record: as it is read, created, updated, listed, and answered to a create.

use serde_json::{Map, Value, json};
use vestibule_records::schema::{Field, Kind, Role, Schema};

use super::fields::{edit, shown, taken};
use super::shape::{about, integer, named, object};

/// A body that makes a record, or one that changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Body {
    Create,
    Update,
}

/// Adds the schemas of a record under their names.
pub(super) fn add(schema: &'static Schema, schemas: &mut Map<String, Value>) {
    let name = schema.name;
    schemas.insert(name.to_owned(), read(schema));
    schemas.insert(format!("{name}Page"), page(name));
    if schema.allows("create") {
        schemas.insert(format!("{name}Create"), body(schema, Body::Create));
        schemas.insert(format!("{name}Created"), created(name));
    }
    if schema.allows("update") {
        schemas.insert(format!("{name}Update"), body(schema, Body::Update));
    }
}

fn read(schema: &Schema) -> Value {
    let fields = schema.on_wire().map(|field| (field.name.to_owned(), shown(schema, field), true));
    about(object(fields), schema.doc)
}

fn page(name: &str) -> Value {
    let records = json!({ "type": "array", "items": named(name) });
    json!({ "allOf": [named("Page"), object([("Records".to_owned(), records, true)])] })
}

fn created(name: &str) -> Value {
    let value = json!({ "anyOf": [named(name), { "type": "null" }] });
    let value = about(value, "The new record; null when it was refused.");
    json!({ "allOf": [named("Written"), object([("Value".to_owned(), value, true)])] })
}

fn body(schema: &Schema, body: Body) -> Value {
    let id = about(integer(), "Which record; needed where it does not stand in the path.");
    let id = (body == Body::Update).then(|| ("Id".to_owned(), id, false));
    let fields = schema.fields.iter().flat_map(|field| members(schema, field, body));
    object(id.into_iter().chain(fields))
}

/// What a body may say about a field.
fn members(schema: &Schema, field: &Field, body: Body) -> Vec<(String, Value, bool)> {
    match (&field.role, field.kind) {
        (Role::Stored, _) if field.read_only || !is_taken(field, body) => Vec::new(),
        (Role::Stored, _) => vec![(field.name.to_owned(), taken(schema, field), field.required)],
        (Role::Helper, _) => vec![(field.name.to_owned(), taken(schema, field), false)],
        (Role::Set(_), Kind::Set(target)) => vec![
            (field.name.to_owned(), shown(schema, field), false),
            (format!("Added{}", field.name), edit(target(), "Put into the collection."), false),
            (format!("Removed{}", field.name), edit(target(), "Taken out of the collection."), false),
        ],
        _ => Vec::new(),
    }
}

const fn is_taken(field: &Field, body: Body) -> bool {
    match body {
        Body::Create => !field.update_only,
        Body::Update => !field.create_only,
    }
}
