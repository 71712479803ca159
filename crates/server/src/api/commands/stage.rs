//! What a command has before it when it decides, and what comes of it.

use std::sync::Arc;

use vestibule_domain::billing::Unsettled;
use vestibule_domain::time::Instant;
use vestibule_records::{FieldError, Record, Row, Value, WrongValue};
use vestibule_store::{Catalogue, Change, Lookup, Query, RowRef, Snapshot};

use super::asked::Asked;
use crate::mail::Message;

/// What was read before the decision. It may have changed since: what matters is looked at again in the snapshot.
pub(super) struct Before {
    /// The records the command is run on, as far as the caller sees them.
    pub(super) own: Vec<Row>,
    /// What else was read.
    pub(super) read: Vec<Row>,
    /// Locations and pass definitions as of then.
    pub(super) catalogue: Arc<Catalogue>,
}

impl Before {
    /// The rows of a record among what was read.
    pub(super) fn rows<T: Record>(&self) -> impl Iterator<Item = &Row> {
        self.read.iter().filter(|row| std::ptr::eq(row.schema, T::schema()))
    }

    /// What was read of a record.
    pub(super) fn records<T: Record>(&self) -> Result<Vec<T>, WrongValue> {
        self.rows::<T>().map(T::from_row).collect()
    }
}

/// What a decision must see beside the records the command is run on.
#[derive(Default)]
pub(super) struct Sight {
    /// Rows by id.
    pub(super) rows: Vec<RowRef>,
    /// Rows by condition.
    pub(super) lookups: Vec<Lookup>,
}

/// For commands that read nothing before.
pub(super) fn reads_nothing(_: &[Row]) -> Vec<Query> {
    Vec::new()
}

/// For commands that need to see nothing else.
pub(super) fn sees_nothing(_: &Before) -> Sight {
    Sight::default()
}

/// Rows that will be changed, each once.
pub(super) fn to_change<T: Record>(ids: impl IntoIterator<Item = i64>) -> Vec<RowRef> {
    let mut ids: Vec<i64> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(|id| RowRef { schema: T::schema(), id, changes: true }).collect()
}

/// The numbers in a field of rows.
pub(super) fn numbers<'a>(rows: impl IntoIterator<Item = &'a Row>, field: &str) -> Vec<i64> {
    rows.into_iter().filter_map(|row| row.get(field).int()).collect()
}

/// What a command has before it.
pub(super) struct Stage<'a> {
    /// What was asked for.
    pub(super) asked: &'a Asked,
    /// The records it is run on, in the order of their ids.
    pub(super) own: Vec<&'a Row>,
    /// What was read before.
    pub(super) before: &'a Before,
    /// Everything it may look at.
    pub(super) snapshot: &'a Snapshot,
    /// Now.
    pub(super) now: Instant,
    /// Who runs it, by e-mail.
    pub(super) by: &'a str,
    /// Whether there is a way to send mail.
    pub(super) can_mail: bool,
}

impl Stage<'_> {
    /// A row as it will be, written now by whoever runs the command.
    pub(super) fn touched(&self, mut row: Row) -> Row {
        row.set("UpdatedOn", Value::Int(self.now.micros()));
        row.set("UpdatedBy", Value::Text(self.by.to_owned()));
        row
    }
}

/// What a command does.
#[derive(Default)]
pub(super) struct Deed {
    /// What is written.
    pub(super) changes: Vec<Change>,
    /// What is mailed once it is durable.
    pub(super) messages: Vec<Message>,
}

impl From<Vec<Change>> for Deed {
    fn from(changes: Vec<Change>) -> Self {
        Self { changes, messages: Vec::new() }
    }
}

/// Why a command does nothing.
pub(super) enum Stop {
    /// It does not apply to one of the records.
    Refused {
        /// Which.
        id: i64,
        /// Why, as the end of a sentence.
        why: String,
    },
    /// A parameter does not fit.
    Wrong(FieldError),
    /// A row is not what its declaration says.
    Corrupt(WrongValue),
}

impl Stop {
    /// It does not apply to this record.
    pub(super) fn refused(id: i64, why: impl Into<String>) -> Self {
        Self::Refused { id, why: why.into() }
    }

    /// An invoice is not settled as asked.
    pub(super) fn unsettled(id: i64, why: Unsettled) -> Self {
        let why = match why {
            Unsettled::NothingDue => "nothing of it is left to pay".to_owned(),
            Unsettled::NothingLeft => "credit notes took back all of it already".to_owned(),
            Unsettled::NotWithin(left) => format!("a credit note takes back something, and at most {left}"),
            Unsettled::NothingPaid => "nothing was paid that could be given back".to_owned(),
            Unsettled::Uncountable => OUT_OF_RANGE.to_owned(),
        };
        Self::Refused { id, why }
    }

    /// An amount cannot be written down.
    pub(super) fn out_of_range(id: i64) -> Self {
        Self::refused(id, OUT_OF_RANGE)
    }
}

const OUT_OF_RANGE: &str = "its amounts are more than can be counted";

impl From<WrongValue> for Stop {
    fn from(wrong: WrongValue) -> Self {
        Self::Corrupt(wrong)
    }
}
