//! What a list asks for.

use vestibule_records::{Filter, Record, Row, Schema, Test};

/// Whose eyes look: rows of other locations do not exist for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Sees the whole network.
    Everything,
    /// Sees what belongs to these locations, and what belongs to none.
    Locations(Vec<i64>),
}

impl Viewer {
    /// Whether a location is visible.
    #[must_use]
    pub fn sees(&self, location: i64) -> bool {
        match self {
            Self::Everything => true,
            Self::Locations(visible) => visible.contains(&location),
        }
    }
}

/// A page of a record's rows.
#[derive(Debug, Clone)]
pub struct Query {
    /// Which record.
    pub schema: &'static Schema,
    /// Whose eyes look.
    pub viewer: Viewer,
    /// Conditions, all of which must hold.
    pub filters: Vec<Filter>,
    /// The field to sort by, by position, and whether from the largest.
    pub order: (usize, bool),
    /// Rows to skip.
    pub offset: i64,
    /// Rows at most.
    pub limit: i64,
    /// Whether collections are read too.
    pub sets: bool,
    /// Whether all rows that fit are counted.
    pub counted: bool,
    /// Only these fields are read, and `Id`; the others are null. All of them unless said: to find out who somebody is,
    /// a customer's hundred fields and the names they join are a high price.
    pub only: Option<&'static [&'static str]>,
}

impl Query {
    /// All rows of a record, collections included, in their default order.
    #[must_use]
    pub fn all(schema: &'static Schema) -> Self {
        let order = schema.position(schema.order.0).unwrap_or_default();
        Self {
            schema,
            viewer: Viewer::Everything,
            filters: Vec::new(),
            order: (order, schema.order.1),
            offset: 0,
            limit: i64::MAX,
            sets: true,
            counted: false,
            only: None,
        }
    }

    /// Rows with one of these ids, collections included, in the order of their ids.
    #[must_use]
    pub fn ids(schema: &'static Schema, viewer: Viewer, ids: Vec<i64>) -> Self {
        let id = schema.position("Id").unwrap_or_default();
        let filters = vec![Filter { field: id, test: Test::In(ids) }];
        Self { viewer, filters, order: (id, false), ..Self::all(schema) }
    }

    /// Rows whose field passes a test.
    #[must_use]
    pub fn by<T: Record>(field: &str, test: Test) -> Self {
        Self { filters: vec![Filter::on::<T>(field, test)], ..Self::all(T::schema()) }
    }
}

/// What a list found.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// How many fit in all; zero when not counted.
    pub total: i64,
}
