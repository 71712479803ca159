//! What customers owe: what a sale comes to, and until when what it brings may be used.

mod expiry;
mod sale;

pub use expiry::{Expiry, Period};
pub use sale::Sale;
