//! Shapes of JSON, as JSON Schema.

use serde_json::{Map, Value, json};

/// What a value of an endpoint looks like.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// True or false.
    Boolean,
    /// Only this text.
    Exactly(&'static str),
    /// A JSON object of which nothing more is said here.
    AnyObject,
    /// A schema of the description, by its name: a record, an envelope.
    Named(&'static str),
    /// An object with these members.
    Object(&'static [Member]),
    /// One of several.
    AnyOf(&'static [Shape]),
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
}

impl Shape {
    /// As JSON Schema.
    pub(super) fn schema(self) -> Value {
        match self {
            Self::Text => json!({ "type": "string" }),
            Self::Integer => integer(),
            Self::Boolean => json!({ "type": "boolean" }),
            Self::Exactly(text) => json!({ "type": "string", "const": text }),
            Self::AnyObject => json!({ "type": "object" }),
            Self::Named(name) => named(name),
            Self::Object(members) => object(members.iter().map(|member| {
                (member.name.to_owned(), about(member.shape.schema(), member.about), member.required)
            })),
            Self::AnyOf(shapes) => any_of(shapes.iter().map(|shape| shape.schema())),
        }
    }
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
    if schema.get("$ref").is_some() {
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
pub(super) fn object(members: impl IntoIterator<Item = (String, Value, bool)>) -> Value {
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
