//! What a declaration comes to: the fields of a record in the order of the wire, with all that is known of them.

use std::collections::HashMap;

use crate::filter::{self, Parameter};
use crate::value::Value;

/// What a field is on the wire.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// Text.
    Text,
    /// An instant, UTC.
    DateTime,
    /// A wall-clock time, carried as a date-time on 1 January 1976.
    TimeOfDay,
    /// A guid.
    Guid,
    /// A decimal number, always with a fraction digit.
    Number,
    /// One of a documented list; number or name in, number out.
    Enum(&'static EnumTable),
    /// One of a documented list, shown by name: so are enums that are joined (`contract.md 9`).
    EnumName(&'static EnumTable),
    /// The id of another record.
    Reference(fn() -> &'static Schema),
    /// The ids of several other records.
    Set(fn() -> &'static Schema),
    /// Always null: part of the envelope of every record.
    Nothing,
}

/// An enum of the wire.
#[derive(Debug)]
pub struct EnumTable {
    /// Its documented name.
    pub name: &'static str,
    /// Numbers and names.
    pub values: &'static [(i64, &'static str)],
}

impl EnumTable {
    /// The number of a name, in any letter case.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        self.values.iter().find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(number, _)| *number)
    }

    /// The name of a number.
    #[must_use]
    pub fn name_of(&self, number: i64) -> Option<&'static str> {
        self.values.iter().find(|(known, _)| *known == number).map(|(_, name)| *name)
    }

    /// Whether the number is one of it.
    #[must_use]
    pub fn has(&self, number: i64) -> bool {
        self.values.iter().any(|(known, _)| *known == number)
    }
}

/// Where a field's value comes from.
#[derive(Debug)]
pub enum Role {
    /// A column of the record's table.
    Stored,
    /// A column that never goes on the wire.
    Internal,
    /// Accepted in a body, never stored under its name, never shown.
    Helper,
    /// A column of a record that is referred to.
    Joined(Joined),
    /// A link table.
    Set(Link),
    /// Made when the record is shown.
    Computed,
}

/// The way to a column of another record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The references to follow.
    pub hops: Vec<Hop>,
    /// The column at the end.
    pub column: &'static str,
}

/// One reference followed: from a column here to the row of another table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hop {
    /// The column that refers.
    pub column: &'static str,
    /// The table referred to.
    pub table: &'static str,
}

/// A table that links two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The link table.
    pub table: &'static str,
    /// Its column for this record.
    pub this: &'static str,
    /// Its column for the other one.
    pub that: &'static str,
}

/// Which location a row belongs to.
#[derive(Debug)]
pub enum At {
    /// None: everybody may see it.
    Everywhere,
    /// The location in a column, of this record or of one it refers to.
    Column(Joined),
    /// Every location in a collection.
    Set(Link),
}

/// One field of a record.
#[derive(Debug)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its column; for a joined field the wire name again.
    pub column: &'static str,
    /// What it is.
    pub kind: Kind,
    /// May be null.
    pub nullable: bool,
    /// Must be in the body of a create or an update.
    pub required: bool,
    /// Set by the server, ignored in bodies.
    pub read_only: bool,
    /// Ignored in the body of an update.
    pub create_only: bool,
    /// Ignored in the body of a create.
    pub update_only: bool,
    /// Text that filters compare as a whole instead of searching in it.
    pub exact: bool,
    /// No two rows share it.
    pub unique: bool,
    /// Text that holds codes, by each of which the row can be found ([`Row::codes`](crate::Row::codes)).
    pub codes: bool,
    /// Null in lists: only a read of the record itself shows it (`contract.md 5.3`).
    pub unlisted: bool,
    /// Whatever the record affects, this field does not: it may be amended without loading anything anew.
    pub aside: bool,
    /// The name of a reference without its `Id`, as filters and errors use it.
    pub relation: Option<&'static str>,
    /// Names that filters may use, beside the wire name.
    pub filters: Vec<String>,
    /// A filter that asks whether it is null.
    pub null_filter: Option<&'static str>,
    /// What a missing value stands for.
    pub default: Value,
    /// Where it comes from.
    pub role: Role,
    /// What it means.
    pub doc: &'static str,
}

impl Field {
    /// Whether the row of the record's own table holds it.
    #[must_use]
    pub const fn is_column(&self) -> bool {
        matches!(self.role, Role::Stored | Role::Internal)
    }

    /// Whether a list can be sorted by it.
    #[must_use]
    pub const fn is_sortable(&self) -> bool {
        matches!(self.role, Role::Stored | Role::Joined(_))
    }

    /// The name an error uses: the relation for a reference, the wire name otherwise (`contract.md 7`).
    #[must_use]
    pub fn property(&self) -> &'static str {
        self.relation.unwrap_or(self.name)
    }
}

/// What a filter parameter aims at, known from the declaration alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilterTarget {
    /// The field.
    pub field: usize,
    /// How its value is compared.
    pub comparison: Comparison,
}

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `Checkin_Source=2`
    Equals,
    /// `from_Checkin_FromTime=...`, inclusive.
    From,
    /// `to_Checkin_FromTime=...`, inclusive.
    To,
    /// `Checkin_IsOpen=true`: is null.
    Empty,
}

/// A record, as declared.
#[derive(Debug)]
pub struct Schema {
    /// `Checkin`.
    pub name: &'static str,
    /// `spaces`.
    pub module: &'static str,
    /// `checkins`.
    pub path: &'static str,
    /// Its table.
    pub table: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What may be asked of it: `list`, `get`, `batch`, `create`, `update`, `delete`, `commands`, `runcommand`.
    pub operations: Vec<&'static str>,
    /// The field a list is sorted by unless asked otherwise, and whether from the largest.
    pub order: (&'static str, bool),
    /// Which location a row belongs to.
    pub at: At,
    /// How a row names itself: field names in braces.
    pub title: &'static str,
    /// Changes to it concern what is kept in memory: `catalogue` or `access`.
    pub affects: Option<&'static str>,
    /// The filter without which it is not listed.
    pub list_needs: Option<&'static str>,
    /// Its fields in the order of the wire, those that every record has last.
    pub fields: Vec<Field>,
    pub(crate) by_name: HashMap<String, usize>,
    pub(crate) filters: HashMap<String, FilterTarget>,
}

impl Schema {
    /// Where a field stands, by its wire name in any letter case.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).or_else(|| self.by_name.get(&name.to_ascii_lowercase())).copied()
    }

    /// A field by its wire name in any letter case.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.position(name).map(|at| &self.fields[at])
    }

    /// What a filter parameter asks for, by its name in any letter case: `Checkin_Coworker`, `from_Checkin_FromTime`.
    /// A path is spelt with underscores wherever it passes a reference, kept here or not (`contract.md 5.3`).
    #[must_use]
    pub fn filter(&self, parameter: &str) -> Option<FilterTarget> {
        let asked = parameter.to_ascii_lowercase();
        let found = self.filters.get(&asked).or_else(|| {
            let record = format!("{}_", self.name.to_ascii_lowercase());
            let (prefix, path) = asked.split_once(&record)?;
            self.filters.get(&format!("{prefix}{record}{}", path.replace('_', "")))
        });
        found.copied()
    }

    /// Every way to filter a list of it, in the order of the fields.
    #[must_use]
    pub fn filter_parameters(&self) -> Vec<Parameter> {
        filter::parameters(self.name, &self.fields)
    }

    /// The fields shown in a read, in the order of the wire.
    pub fn on_wire(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !matches!(field.role, Role::Internal | Role::Helper))
    }

    /// The fields that are columns of the record's own table, with their positions.
    pub fn columns(&self) -> impl Iterator<Item = (usize, &Field)> {
        self.fields.iter().enumerate().filter(|(_, field)| field.is_column())
    }

    /// The collections, with their positions.
    pub fn sets(&self) -> impl Iterator<Item = (usize, &Field, Link)> {
        self.fields.iter().enumerate().filter_map(|(at, field)| match field.role {
            Role::Set(link) => Some((at, field, link)),
            _ => None,
        })
    }

    /// Whether the operation exists for this record.
    #[must_use]
    pub fn allows(&self, operation: &str) -> bool {
        self.operations.contains(&operation)
    }

    /// The name of a role: `Checkin-List` (`contract.md 3`).
    #[must_use]
    pub fn role(&self, verb: &str) -> String {
        format!("{}-{verb}", self.name)
    }
}
