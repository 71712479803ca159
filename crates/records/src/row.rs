//! A record's values, in the order of its fields.

use vestibule_domain::time::Instant;

use crate::declare::BASE_FIELDS;
use crate::{FieldType, Guid, Schema, Value, WrongValue};

/// The values of one record, each at its field's position.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it is a row of.
    pub schema: &'static Schema,
    /// A value for each field, joined and computed ones included.
    pub values: Vec<Value>,
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.schema, other.schema) && self.values == other.values
    }
}

impl Row {
    /// A row of defaults.
    #[must_use]
    pub fn blank(schema: &'static Schema) -> Self {
        Self { schema, values: schema.fields.iter().map(|field| field.default.clone()).collect() }
    }

    /// The value of a field, by wire name; null when there is no such field.
    #[must_use]
    pub fn get(&self, name: &str) -> &Value {
        self.schema.position(name).map_or(&Value::Null, |at| &self.values[at])
    }

    /// Sets a field by its wire name.
    ///
    /// # Panics
    /// When the record has no such field: a mistake in the source.
    pub fn set(&mut self, name: &str, value: Value) {
        let at = self.schema.position(name).unwrap_or_else(|| panic!("{} has no {name}", self.schema.name));
        self.values[at] = value;
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.base(0).int().unwrap_or_default()
    }

    /// Reads the value at a position as a type.
    ///
    /// # Errors
    /// When the value is of another kind.
    pub fn read<T: FieldType>(&self, at: usize) -> Result<T, WrongValue> {
        T::from_value(&self.values[at]).ok_or_else(|| WrongValue {
            field: format!("{}.{}", self.schema.name, self.schema.fields[at].name),
            found: format!("{:?}", self.values[at]),
        })
    }

    /// How the row names itself (`ToStringText`).
    #[must_use]
    pub fn title(&self) -> String {
        let mut title = String::new();
        let mut rest = self.schema.title;
        while let Some((before, tail)) = rest.split_once('{') {
            let (name, after) = tail.split_once('}').unwrap_or((tail, ""));
            title.push_str(before);
            match self.get(name) {
                Value::Text(text) => title.push_str(text),
                Value::Int(number) => title.push_str(&number.to_string()),
                _ => {}
            }
            rest = after;
        }
        title.push_str(rest);
        title
    }

    /// The row as a list shows it: what is unlisted is null.
    #[must_use]
    pub fn listed(mut self) -> Self {
        for (field, value) in self.schema.fields.iter().zip(&mut self.values) {
            if field.unlisted {
                *value = Value::Null;
            }
        }
        self
    }

    fn base(&self, nth: usize) -> &Value {
        &self.values[self.values.len() - BASE_FIELDS + nth]
    }
}

/// The fields that every record has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Base {
    /// The number of the record.
    pub id: i64,
    /// When it was last written.
    pub updated_on: Instant,
    /// When it was made.
    pub created_on: Instant,
    /// Its name across systems.
    pub unique_id: Guid,
    /// Who wrote it last, by e-mail.
    pub updated_by: Option<String>,
    /// Free text for whoever integrates.
    pub system_id: Option<String>,
}

impl Base {
    /// Of a row that is made now, by somebody.
    #[must_use]
    pub fn made(id: i64, unique_id: Guid, now: Instant, by: &str) -> Self {
        Self {
            id,
            unique_id,
            created_on: now,
            updated_on: now,
            updated_by: Some(by.to_owned()),
            system_id: None,
        }
    }

    /// Puts the base fields into a row.
    pub fn write(self, row: &mut Row) {
        let first = row.values.len() - BASE_FIELDS;
        let stored = [
            (0, self.id.into_value()),
            (1, self.updated_on.into_value()),
            (2, self.created_on.into_value()),
            (3, self.unique_id.into_value()),
            (4, self.updated_by.into_value()),
            (6, self.system_id.into_value()),
        ];
        for (nth, value) in stored {
            row.values[first + nth] = value;
        }
    }

    /// Reads the base fields of a row.
    ///
    /// # Errors
    /// When a value is of another kind than declared.
    pub fn read(row: &Row) -> Result<Self, WrongValue> {
        let first = row.values.len() - BASE_FIELDS;
        Ok(Self {
            id: row.read(first)?,
            updated_on: row.read(first + 1)?,
            created_on: row.read(first + 2)?,
            unique_id: row.read(first + 3)?,
            updated_by: row.read(first + 4)?,
            system_id: row.read(first + 6)?,
        })
    }
}
