//! Every record on the wire, declared once. Columns, JSON, validation, filters and role names come from the
//! declarations in [`declared`]; no rule of admission lives here, and no SQL beyond the names of columns.
//!
//! # Adding a field
//!
//! One line in the record's file, and one migration for its column:
//!
//! ```ignore
//! /// Colour of the lanyard.
//! pub lanyard: Option<String>,
//! ```
//!
//! The field then is read, written, validated, sorted by and filtered on as `{Record}_Lanyard`.

mod body;
mod codes;
pub mod declare;
pub mod declared;
mod draft;
mod enum_tables;
pub mod enums;
mod field_type;
mod filter;
mod json;
pub mod kept;
mod reading;
mod row;
mod scalar;
pub mod schema;
mod value;
mod wire_enum;

pub use body::{Body, BodyError, Input};
pub use codes::code;
pub use declared::*;
pub use draft::{Draft, FieldError, SetEdit};
pub use enum_tables::{enum_table, enum_tables};
pub use enums::*;
pub use field_type::{FieldType, Id, WrongValue};
pub use filter::{Filter, Parameter, Test};
pub use json::{write_field, write_row, write_text};
pub use reading::{parse_instant, write_instant};
pub use row::{Base, Row};
pub use schema::{At, Field, Hop, Kind, Link, Role as FieldRole, Schema};
pub use value::{Decimal, Guid, Value};
pub use vestibule_domain::time::TimeOfDay;
pub use vestibule_records_derive::Record;

/// A struct that declares a record.
pub trait Record: Sized + 'static {
    /// Its declaration.
    fn schema() -> &'static Schema;
    /// As a row, to be stored or shown.
    fn into_row(self) -> Row;
    /// From a row that was read.
    ///
    /// # Errors
    /// When the row is of another record, or a value is of another kind than declared.
    fn from_row(row: &Row) -> Result<Self, WrongValue>;
    /// With every field at its declared default, which `Default` does not know.
    #[must_use]
    fn blank() -> Self
    where
        Self: Default,
    {
        Self::from_row(&Row::blank(Self::schema())).unwrap_or_default()
    }
}
