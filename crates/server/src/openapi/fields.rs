//! One field of a record, as JSON Schema: as it is shown, as it is taken, and as a filter compares it.

use serde_json::{Value, json};
use vestibule_records::schema::{Comparison, EnumTable, Field, Kind, Role, Schema};
use vestibule_records::{self as records, Decimal, Filter};

use super::shape::{about, any_of, instant, integer, named, or_null};

/// A field of a read, or of a row of a list, which leaves some of them null (`contract.md 5.3`).
pub(super) fn shown(schema: &Schema, field: &Field) -> Value {
    let shape = whole(schema, field);
    if field.unlisted && !field.nullable { or_null(shape) } else { shape }
}

/// A field of a read.
fn whole(schema: &Schema, field: &Field) -> Value {
    let shape = match field.kind {
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Text => json!({ "type": "string" }),
        Kind::Integer => integer(),
        Kind::DateTime | Kind::TimeOfDay => instant(),
        Kind::Guid => guid(),
        Kind::Number => number(),
        Kind::Enum(table) => named(table.name),
        Kind::EnumName(table) => json!({ "type": "string", "enum": names(table) }),
        Kind::Reference(target) => reference(target()),
        Kind::Set(target) => json!({ "type": "array", "items": reference(target()) }),
        Kind::Nothing => return about(json!({ "type": "null" }), field.doc),
    };
    // Rows of a list leave collections null (contract.md 5).
    let shape = if field.nullable || matches!(field.kind, Kind::Set(_)) { or_null(shape) } else { shape };
    about(shape, &words(schema, field))
}

/// A field of a body.
pub(super) fn taken(schema: &Schema, field: &Field) -> Value {
    let mut shape = match field.kind {
        Kind::Text => text(field),
        Kind::Enum(table) | Kind::EnumName(table) => named(&input_name(table)),
        _ => return given(whole(schema, field), field),
    };
    if field.nullable {
        shape = or_null(shape);
    }
    given(about(shape, &words(schema, field)), field)
}

/// What stands for a field that a body leaves out.
fn given(mut shape: Value, field: &Field) -> Value {
    if let Some(default) = default(field).filter(|_| !field.required) {
        shape["default"] = default;
    }
    shape
}

/// A change to a collection.
pub(super) fn edit(target: &Schema, words: &str) -> Value {
    about(json!({ "type": "array", "items": reference(target) }), words)
}

/// The value of a filter.
pub(super) fn filter(field: &Field, comparison: Comparison) -> Value {
    match (comparison, field.kind) {
        (Comparison::Empty, _) => json!({ "type": "boolean" }),
        (_, Kind::Enum(table)) => named(&input_name(table)),
        (_, Kind::EnumName(table)) => json!({ "type": "string", "enum": names(table) }),
        (Comparison::Equals, Kind::Integer | Kind::Reference(_)) => named("NumberFilter"),
        (Comparison::Equals, Kind::Text) => json!({ "type": "string", "maxLength": Filter::LONGEST_TEXT }),
        (_, Kind::Integer | Kind::Reference(_) | Kind::Set(_)) => integer(),
        (_, Kind::Boolean) => json!({ "type": "boolean" }),
        (_, Kind::DateTime | Kind::TimeOfDay) => instant(),
        (_, Kind::Guid) => guid(),
        (_, Kind::Number) => number(),
        (_, Kind::Text | Kind::Nothing) => json!({ "type": "string" }),
    }
}

/// An enum as it is shown.
pub(super) fn shown_enum(table: &EnumTable) -> Value {
    let lines = table.values.iter().map(|(number, name)| format!("- `{number}` {name}"));
    json!({
        "type": "integer",
        "description": lines.collect::<Vec<_>>().join("\n"),
        "enum": table.values.iter().map(|(number, _)| *number).collect::<Vec<_>>(),
        "x-enumNames": names(table),
        "x-enum-varnames": names(table),
    })
}

/// An enum as it is taken: by number or by name.
pub(super) fn taken_enum(table: &EnumTable) -> Value {
    any_of([named(table.name), json!({ "type": "string", "enum": names(table) })])
}

/// The name of an enum as it is taken.
pub(super) fn input_name(table: &EnumTable) -> String {
    format!("{}Input", table.name)
}

fn names(table: &EnumTable) -> Vec<&'static str> {
    table.values.iter().map(|(_, name)| *name).collect()
}

fn guid() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

fn number() -> Value {
    json!({ "type": "number", "format": "decimal" })
}

fn reference(target: &Schema) -> Value {
    json!({ "type": "integer", "format": "int64", "x-references": target.name })
}

/// The limits of the draft, which counts bytes: text within them in characters of ASCII fits.
fn text(field: &Field) -> Value {
    let mut shape = json!({ "type": "string", "maxLength": field.longest() });
    if field.required {
        shape["minLength"] = json!(1);
    }
    shape
}

fn default(field: &Field) -> Option<Value> {
    use records::Value::{Bool, Int, Text};
    match (&field.default, field.kind) {
        (Bool(truth), Kind::Boolean) => Some(json!(truth)),
        (Int(number), Kind::Integer | Kind::Enum(_)) => Some(json!(number)),
        (Int(number), Kind::Number) => {
            serde_json::from_str(&Decimal::from_ten_thousandths(*number).to_string()).ok()
        }
        (Text(text), Kind::Text) => Some(json!(text)),
        _ => None,
    }
}

fn words(schema: &Schema, field: &Field) -> String {
    let mut words = field.doc.to_owned();
    if let Role::Joined(joined) = &field.role {
        let over =
            schema.fields.iter().find(|other| other.is_column() && other.column == joined.hops[0].column);
        let over = over.map_or(joined.hops[0].column, |field| field.name);
        words = format!("Of what `{over}` refers to: {words}");
    }
    if field.unique {
        words.push_str(" No two records share it.");
    }
    words
}
