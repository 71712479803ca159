//! From the body of a write to a row, every wrong property named at once (`contract.md 6` and `7`).

use crate::Row;
use crate::body::{Body, Input};
use crate::reading::{self, REQUIRED};
use crate::schema::{Field, Kind, Role, Schema};
use crate::value::Value;

/// The longest code, address or number that is looked up as a whole, in bytes: what an index of either database holds.
const LONGEST_CODE: usize = 2000;

/// The longest text of any kind, in bytes: a page of a thousand rows must fit in memory many times over.
const LONGEST_TEXT: usize = 65_536;

/// A property that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Its name as errors use it: the relation for a reference.
    pub property: String,
    /// What is wrong, without the name.
    pub message: String,
    /// The value, as JSON; `null` when there was none.
    pub attempted: String,
}

impl FieldError {
    /// An error of a property with a value that is JSON already.
    #[must_use]
    pub fn new(property: &str, message: impl Into<String>, attempted: impl Into<String>) -> Self {
        Self { property: property.to_owned(), message: message.into(), attempted: attempted.into() }
    }

    /// The error of a property that must be there and is not.
    #[must_use]
    pub fn missing(property: &str) -> Self {
        Self::new(property, REQUIRED, "null")
    }
}

/// What a body asks to be written.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The row as it would be; fields that the body may not set are as they were.
    pub row: Row,
    /// Changes to collections.
    pub sets: Vec<SetEdit>,
    /// The helpers that came along, by position.
    pub helpers: Vec<(usize, Value)>,
}

/// A change to one collection (`contract.md 6.3`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetEdit {
    /// The collection, by position.
    pub field: usize,
    /// `X`: what it becomes.
    pub replaced: Option<Vec<i64>>,
    /// `AddedX`.
    pub added: Vec<i64>,
    /// `RemovedX`.
    pub removed: Vec<i64>,
}

impl SetEdit {
    /// The collection after the change.
    #[must_use]
    pub fn applied(&self, before: &[i64]) -> Vec<i64> {
        let mut ids: Vec<i64> = self.replaced.clone().unwrap_or_else(|| before.to_vec());
        ids.extend(&self.added);
        ids.retain(|id| !self.removed.contains(id));
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

impl Draft {
    /// Reads a body. `before` is the row to be replaced; without it the body makes a new one. An update replaces
    /// everything: what is missing is reset.
    ///
    /// # Errors
    /// With every property that is missing or does not fit.
    pub fn read(
        schema: &'static Schema,
        body: &Body<'_>,
        before: Option<&Row>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut draft = Self {
            row: before.cloned().unwrap_or_else(|| Row::blank(schema)),
            sets: Vec::new(),
            helpers: Vec::new(),
        };
        let mut errors = Vec::new();
        for (at, field) in schema.fields.iter().enumerate() {
            let taken = match field.role {
                Role::Stored if field.read_only => Ok(()),
                Role::Stored if field.update_only && before.is_none() => Ok(()),
                Role::Stored if field.create_only && before.is_some() => Ok(()),
                Role::Stored => {
                    read_field(field, body.get(field.name)).map(|value| draft.row.values[at] = value)
                }
                Role::Helper => draft.take_helper(at, field, body),
                Role::Set(_) => draft.take_set(at, field, body),
                _ => Ok(()),
            };
            errors.extend(taken.err());
        }
        if errors.is_empty() { Ok(draft) } else { Err(errors) }
    }

    /// The value of a helper, by its wire name.
    #[must_use]
    pub fn helper(&self, name: &str) -> Option<&Value> {
        let at = self.row.schema.position(name)?;
        self.helpers.iter().find(|(position, _)| *position == at).map(|(_, value)| value)
    }

    fn take_helper(&mut self, at: usize, field: &Field, body: &Body<'_>) -> Result<(), FieldError> {
        if let Some(input) = body.get(field.name) {
            let value = reading::read_scalar(field.kind, &input.scalar())
                .map_err(|message| wrong(field, message, input))?;
            self.helpers.push((at, value));
        }
        Ok(())
    }

    fn take_set(&mut self, at: usize, field: &Field, body: &Body<'_>) -> Result<(), FieldError> {
        let ids = |prefix: &str| match body.get(&format!("{prefix}{}", field.name)) {
            Some(input) if !matches!(input.scalar(), crate::scalar::Scalar::Null) => {
                input.ids().map(Some).map_err(|message| wrong(field, message, input))
            }
            _ => Ok(None),
        };
        let edit = SetEdit {
            field: at,
            replaced: ids("")?,
            added: ids("Added")?.unwrap_or_default(),
            removed: ids("Removed")?.unwrap_or_default(),
        };
        if edit != (SetEdit { field: at, ..SetEdit::default() }) {
            self.sets.push(edit);
        }
        Ok(())
    }
}

impl Field {
    /// The longest text it takes, in bytes.
    #[must_use]
    pub const fn longest(&self) -> usize {
        if self.exact { LONGEST_CODE } else { LONGEST_TEXT }
    }
}

fn read_field(field: &Field, input: Option<&Input<'_>>) -> Result<Value, FieldError> {
    let Some(input) = input else {
        return if field.required {
            Err(FieldError::missing(field.property()))
        } else {
            Ok(field.default.clone())
        };
    };
    let value =
        reading::read_scalar(field.kind, &input.scalar()).map_err(|message| wrong(field, message, input))?;
    match (&value, field.kind) {
        (Value::Null, _) if field.nullable => Ok(value),
        (Value::Null, _) => Err(wrong(field, REQUIRED.to_owned(), input)),
        // A required text that is blank is as good as missing.
        (Value::Text(text), Kind::Text) if field.required && text.trim().is_empty() => {
            Err(wrong(field, REQUIRED.to_owned(), input))
        }
        (Value::Text(text), Kind::Text) if text.len() > field.longest() => {
            Err(wrong(field, format!("is longer than {} bytes", field.longest()), input))
        }
        _ => Ok(value),
    }
}

fn wrong(field: &Field, message: String, input: &Input<'_>) -> FieldError {
    FieldError::new(field.property(), message, input.attempted())
}
