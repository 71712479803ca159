//! What customers owe: what is put on an invoice, what it comes to, how it is settled and taken back, and until
//! when what was sold may be used. Nothing that was written down is changed: what is taken back is written anew
//! with the opposite sign.

mod collection;
mod expiry;
mod invoice;
mod sale;
mod standing;

pub use collection::{Collection, collection};
pub use expiry::{Expiry, Period};
pub use invoice::{Bill, Item, Tax, Taxed, bills, has_fallen_due, is_due};
pub use sale::Sale;
pub use standing::{Movement, Standing, Unsettled};
