//! What a decision wants written.

use vestibule_records::schema::Role;
use vestibule_records::{Row, Schema};

/// One write. A collection in a row is written where it holds ids and left alone where it is null.
#[derive(Debug, Clone)]
pub enum Change {
    /// A new row.
    Insert(Row),
    /// A row that is there, with all its values.
    Update(Row),
    /// A row that is there, of which only these fields change, by wire name: the rest need not be written, nor its
    /// indexes touched.
    Amend(Row, &'static [&'static str]),
    /// The same, of fields whose time is over: what is not to be kept any longer goes. That is no news, and told to nobody.
    Redact(Row, &'static [&'static str]),
    /// A row that goes.
    Delete(&'static Schema, i64),
}

impl Change {
    /// The record that is changed.
    #[must_use]
    pub const fn schema(&self) -> &'static Schema {
        match self {
            Self::Insert(row) | Self::Update(row) | Self::Amend(row, _) | Self::Redact(row, _) => row.schema,
            Self::Delete(schema, _) => schema,
        }
    }

    /// The id of the row that is changed.
    #[must_use]
    pub fn id(&self) -> i64 {
        match self {
            Self::Insert(row) | Self::Update(row) | Self::Amend(row, _) | Self::Redact(row, _) => row.id(),
            Self::Delete(_, id) => *id,
        }
    }

    /// Whether it changes anything that is on the wire: who writes down for itself what it did has nothing to tell.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        let hidden =
            |name: &&str| self.schema().field(name).is_some_and(|field| matches!(field.role, Role::Internal));
        match self {
            Self::Amend(_, fields) => !fields.iter().all(hidden),
            Self::Redact(..) => false,
            Self::Insert(_) | Self::Update(_) | Self::Delete(..) => true,
        }
    }

    /// What is kept in memory and must be loaded anew after this: `catalogue` or `access`. Fields that stand aside
    /// may be amended without.
    #[must_use]
    pub fn affects(&self) -> Option<&'static str> {
        let aside = |name: &&str| self.schema().field(name).is_some_and(|field| field.aside);
        match self {
            Self::Amend(_, fields) | Self::Redact(_, fields) if fields.iter().all(aside) => None,
            _ => self.schema().affects,
        }
    }
}
