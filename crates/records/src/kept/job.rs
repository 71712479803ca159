use vestibule_domain::time::Instant;

use crate::{Base, Record};

/// Something that is done without anybody asking, again and again: when it is due, and which node is at it.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "jobs")]
pub struct Job {
    /// What is to be done, and to what: `idle-check-out`, `cut-off/1414900116`, `deliver/7`.
    #[field(exact, unique)]
    pub name: String,
    /// When it is due; null while there is nothing to do.
    pub due_on: Option<Instant>,
    /// The node that is at it; null while none is.
    #[field(exact)]
    pub holder: Option<String>,
    /// Until when it is left to that node. One that says nothing until then is taken for dead.
    pub held_until: Option<Instant>,
    /// When it was last begun.
    pub begun_on: Option<Instant>,
    /// When it was last finished.
    pub done_on: Option<Instant>,
    /// How often it failed since.
    pub failures: i64,
    /// Why it failed last; null once it was finished.
    pub last_error: Option<String>,
    /// Base fields.
    pub base: Base,
}
