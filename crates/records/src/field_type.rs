//! Which Rust types a field may have, and how each becomes a value.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use vestibule_domain::time::{Instant, TimeOfDay};

use crate::{Decimal, Guid, Kind, Record, Value};

/// A type that a field of a record may have.
pub trait FieldType: Sized {
    /// What it is on the wire.
    const KIND: Kind;
    /// Whether it may be null.
    const NULLABLE: bool = false;
    /// As it is stored.
    fn into_value(self) -> Value;
    /// As it was stored; `None` when the value is of another kind.
    fn from_value(value: &Value) -> Option<Self>;
}

/// A row held something else than its declaration says: the database was changed behind our back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongValue {
    /// `Record.Field`.
    pub field: String,
    /// What was found.
    pub found: String,
}

impl fmt::Display for WrongValue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What it holds may be somebody's name, and this goes to the log.
        write!(out, "{} holds what its declaration does not allow", self.field)
    }
}

impl std::error::Error for WrongValue {}

/// The id of a record of kind `T`: ids of different things are different types.
pub struct Id<T>(i64, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// From its number.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(number, PhantomData)
    }

    /// Its number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> Default for Id<T> {
    fn default() -> Self {
        Self::new(0)
    }
}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Id<T> {}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl<T: Record> FieldType for Id<T> {
    const KIND: Kind = Kind::Reference(T::schema);

    fn into_value(self) -> Value {
        Value::Int(self.0)
    }

    fn from_value(value: &Value) -> Option<Self> {
        value.int().map(Self::new)
    }
}

impl<T: Record> FieldType for Vec<Id<T>> {
    const KIND: Kind = Kind::Set(T::schema);

    fn into_value(self) -> Value {
        Value::Ids(self.into_iter().map(Id::get).collect())
    }

    fn from_value(value: &Value) -> Option<Self> {
        Some(value.ids().iter().copied().map(Id::new).collect())
    }
}

impl<T: FieldType> FieldType for Option<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;

    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }

    fn from_value(value: &Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::from_value(value).map(Some) }
    }
}

/// A field type that is one integer underneath.
macro_rules! integer_like {
    ($($type:ty, $kind:ident, $into:expr, $from:expr;)+) => {$(
        impl FieldType for $type {
            const KIND: Kind = Kind::$kind;

            fn into_value(self) -> Value {
                Value::Int($into(self))
            }

            fn from_value(value: &Value) -> Option<Self> {
                value.int().and_then($from)
            }
        }
    )+};
}

integer_like! {
    i64, Integer, |number| number, Some;
    Instant, DateTime, Instant::micros, |micros| Some(Instant::from_micros(micros));
    TimeOfDay, TimeOfDay, TimeOfDay::micros, TimeOfDay::from_micros;
    Decimal, Number, Decimal::ten_thousandths, |number| Some(Decimal::from_ten_thousandths(number));
}

impl FieldType for bool {
    const KIND: Kind = Kind::Boolean;

    fn into_value(self) -> Value {
        Value::Bool(self)
    }

    fn from_value(value: &Value) -> Option<Self> {
        value.bool()
    }
}

impl FieldType for String {
    const KIND: Kind = Kind::Text;

    fn into_value(self) -> Value {
        Value::Text(self)
    }

    fn from_value(value: &Value) -> Option<Self> {
        value.text().map(str::to_owned)
    }
}

impl FieldType for Guid {
    const KIND: Kind = Kind::Guid;

    fn into_value(self) -> Value {
        Value::Text(self.to_string())
    }

    fn from_value(value: &Value) -> Option<Self> {
        value.text().and_then(Self::parse)
    }
}
