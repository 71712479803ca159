//! The commands of a record: how they are listed, and what a run of one takes (`contract.md 10`).

use serde_json::{Value, json};
use vestibule_records::{Kind, Schema};

use super::fields::input_name;
use super::shape::{Shape, about, any_of, member, named, object};
use crate::api::commands::{self, Command, MOST_RECORDS, Parameter};

/// A command as it is listed.
pub(super) const LISTED: Shape = {
    const TRUTH: Shape = Shape::Boolean;
    const PARAMETER: Shape = Shape::Object(&[
        member("Name", Shape::Text, "Its name."),
        member("Type", Shape::Text, "`Boolean`, `Decimal`, `String`, or the name of an enum."),
    ]);
    Shape::Object(&[
        member("Key", Shape::Text, "What `runcommand` knows it by."),
        member("Name", Shape::Text, "What people know it by."),
        member("AppliesOnlyToMultipleEntities", TRUTH, "Always false."),
        member("DisplayInDropdown", TRUTH, "Always true."),
        member("DisplayInDropdownV2", TRUTH, "Always true."),
        member("AppliesOnlyToOneEntity", TRUTH, "Always false."),
        member("AppliesOnlyToTwoEntities", TRUTH, "Always false."),
        member("DisplayInGrid", TRUTH, "Always true."),
        member("Icon", Shape::Null, "Always null."),
        member("NeedsEntitiesToRun", TRUTH, "Always true."),
        member("Order", Shape::Integer, "Its place in the list, from 1."),
        member("RequiresParameters", Shape::List(&PARAMETER), "What it can be told."),
    ])
};

/// What kinds of values the commands of a record are told.
pub(super) fn kinds(schema: &'static Schema) -> impl Iterator<Item = Kind> {
    commands::of(schema).flat_map(|command| command.parameters).map(|parameter| parameter.kind)
}

/// The body of a run: one shape for each command.
pub(super) fn run_of(schema: &'static Schema) -> Value {
    let mut runs: Vec<Value> = commands::of(schema).map(|command| run(schema, command)).collect();
    match runs.len() {
        0 => {
            let key = about(Shape::Text.schema(), "There is no command yet: every key is refused.");
            body(schema, key, None)
        }
        1 => runs.remove(0),
        _ => any_of(runs),
    }
}

fn run(schema: &Schema, command: &Command) -> Value {
    let key = about(json!({ "type": "string", "const": command.key }), command.name);
    let known: Vec<Value> = command.parameters.iter().map(told).collect();
    let needed = command.parameters.iter().any(|parameter| parameter.required);
    let parameters = (!known.is_empty()).then(|| {
        let mut list = json!({ "type": "array", "items": any_of(known) });
        if needed {
            list["minItems"] = json!(1);
        }
        ("Parameters".to_owned(), about(list, "What it is told."), needed)
    });
    body(schema, key, parameters)
}

fn body(schema: &Schema, key: Value, parameters: Option<(String, Value, bool)>) -> Value {
    let id = json!({ "type": "integer", "format": "int64", "x-references": schema.name });
    let ids = json!({ "type": "array", "items": id, "minItems": 1, "maxItems": MOST_RECORDS });
    let ids = about(ids, "The records it is run on.");
    object([("Key".to_owned(), key, true), ("Ids".to_owned(), ids, true)].into_iter().chain(parameters))
}

/// One thing that a command is told.
fn told(parameter: &Parameter) -> Value {
    let value = match parameter.kind {
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Number => json!({ "type": "number", "format": "decimal" }),
        Kind::Enum(table) => named(&input_name(table)),
        _ => json!({ "type": "string" }),
    };
    let words = if parameter.required { "Required." } else { "" };
    let name = about(json!({ "type": "string", "const": parameter.name }), words);
    object([("Name".to_owned(), name, true), ("Value".to_owned(), value, true)])
}
