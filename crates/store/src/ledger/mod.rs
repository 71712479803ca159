//! The ledger, kept by the store: what becomes of passes is entered with the change, whoever makes it.
//!
//! # Who does what
//!
//! What a visit takes, the rules say, and [`Book`](crate::Book) enters it. Everything else a decision says nothing
//! of: once it is made, `entries` looks at what it changes of passes, and enters whatever the entries of its visits
//! do not explain. Issuing, editing and deleting a pass need not know that there is a ledger, so no way in can
//! forget it. A use of a pass that is explained by its visit costs nothing here: no row, no statement, no read.
//!
//! A change of a pass that the work did not load cannot be explained, and is not: whoever recomputes the balances
//! finds it.

mod derived;
mod entry;

pub(crate) use derived::entries;
pub use entry::{Unreadable, amount_taken, holding, posting};
pub(crate) use entry::{taken, written};
