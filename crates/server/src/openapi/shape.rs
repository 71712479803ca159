//! Shapes of JSON, as JSON Schema.

use serde_json::{Map, Value, json};
use vestibule_records::schema::{Field, Kind, Schema};

use super::fields::shown;

/// What a value of an endpoint looks like.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// Always null.
    Null,
    /// Text that this pattern matches.
    Pattern(&'static str),
    /// One of these texts.
    Words(&'static [&'static str]),
    /// One of these numbers.
    Numbers(&'static [i64]),
    /// Only this text.
    Exactly(&'static str),
    /// A JSON object of which nothing more is said here.
    AnyObject,
    /// A schema of the description, by its name: a record, an envelope.
    Named(&'static str),
    /// An object with these members.
    Object(&'static [Member]),
    /// An object with these members as far as `_shape` asks for them.
    Parts(&'static [Member]),
    /// These fields of a record, in the way of [`Shape::Record`], on the clocks of a location.
    Fields(fn() -> &'static Schema, &'static [&'static str]),
    /// The fields of a record that are wanted, as far as `_shape` asks for them.
    Record(fn() -> &'static Schema, Clocks, fn(&Field) -> bool),
    /// An object whose members with these names are true or false, as far as `_shape` asks for them.
    Switches(&'static [&'static str]),
    /// A list of values.
    List(&'static Shape),
    /// A value, or null.
    OrNull(&'static Shape),
    /// One of several.
    AnyOf(&'static [Shape]),
    /// All of several at once.
    AllOf(&'static [Shape]),
    /// What a function makes of other declarations.
    Made(fn() -> Value),
}

/// By whose clocks instants are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clocks {
    /// By none: in UTC.
    Utc,
    /// By those of a location, and under `Utc...` as they are (`contract.md 9`).
    Location,
}

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// What it looks like.
    pub shape: Shape,
    /// Whether it is always there.
    pub required: bool,
    /// What it means.
    pub about: &'static str,
}

/// A member that is always there.
#[must_use]
pub const fn member(name: &'static str, shape: Shape, about: &'static str) -> Member {
    Member { name, shape, required: true, about }
}

impl Member {
    /// The same, when it may be missing.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    fn described(self) -> (String, Value, bool) {
        (self.name.to_owned(), about(self.shape.schema(), self.about), self.required)
    }
}

impl Shape {
    /// As JSON Schema.
    pub(crate) fn schema(self) -> Value {
        match self {
            Self::Text => json!({ "type": "string" }),
            Self::Integer => integer(),
            Self::Number => json!({ "type": "number" }),
            Self::Boolean => json!({ "type": "boolean" }),
            Self::Null => json!({ "type": "null" }),
            Self::Pattern(pattern) => json!({ "type": "string", "pattern": pattern }),
            Self::Words(words) => json!({ "type": "string", "enum": words }),
            Self::Numbers(numbers) => json!({ "type": "integer", "enum": numbers }),
            Self::Exactly(text) => json!({ "type": "string", "const": text }),
            Self::AnyObject => json!({ "type": "object" }),
            Self::Named(name) => named(name),
            Self::Object(members) => object(members.iter().map(|member| member.described())),
            Self::Parts(members) => object(members.iter().map(|member| member.optional().described())),
            Self::Fields(of, names) => {
                let fields = names.iter().filter_map(|name| of().fields.get(of().position(name)?));
                object(fields.flat_map(|field| portal(of(), field, Clocks::Location)))
            }
            Self::Record(of, clocks, wanted) => {
                let fields = of().on_wire().filter(|field| wanted(field));
                object(fields.flat_map(|field| portal(of(), field, clocks)))
            }
            Self::Switches(names) => {
                object(names.iter().map(|name| ((*name).to_owned(), Self::Boolean.schema(), false)))
            }
            Self::List(items) => json!({ "type": "array", "items": items.schema() }),
            Self::OrNull(shape) => or_null(shape.schema()),
            Self::AnyOf(shapes) => any_of(shapes.iter().map(|shape| shape.schema())),
            Self::AllOf(shapes) => {
                json!({ "allOf": shapes.iter().map(|shape| shape.schema()).collect::<Vec<_>>() })
            }
            Self::Made(make) => make(),
        }
    }
}

/// A field as the portal shows it.
fn portal(schema: &Schema, field: &Field, clocks: Clocks) -> Vec<(String, Value, bool)> {
    let shape = shown(schema, field);
    let twin = clocks == Clocks::Location && matches!(field.kind, Kind::DateTime);
    let utc = twin.then(|| (format!("Utc{}", field.name), shape.clone(), false));
    std::iter::once((field.name.to_owned(), shape, false)).chain(utc).collect()
}

/// A whole number of 64 bits.
pub(super) fn integer() -> Value {
    json!({ "type": "integer", "format": "int64" })
}

/// An instant.
pub(super) fn instant() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

/// A schema that has a name in the description.
pub(super) fn named(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// One of several schemas.
pub(super) fn any_of(schemas: impl IntoIterator<Item = Value>) -> Value {
    json!({ "anyOf": schemas.into_iter().collect::<Vec<_>>() })
}

/// The same, with words about it.
pub(super) fn about(mut schema: Value, words: &str) -> Value {
    if !words.is_empty() {
        schema["description"] = words.into();
    }
    schema
}

/// The same, or null.
pub(super) fn or_null(mut schema: Value) -> Value {
    if schema.get("type").is_none() {
        return any_of([schema, json!({ "type": "null" })]);
    }
    if let Some(kind) = schema.get("type").cloned() {
        schema["type"] = json!([kind, "null"]);
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.push(Value::Null);
    }
    schema
}

/// An object: names, schemas, and whether they are always there.
pub(crate) fn object(members: impl IntoIterator<Item = (String, Value, bool)>) -> Value {
    let mut required = Vec::new();
    let mut properties = Map::new();
    for (name, schema, always) in members {
        if always {
            required.push(name.clone());
        }
        properties.insert(name, schema);
    }
    let mut object = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}
