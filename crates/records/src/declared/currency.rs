use crate::{Base, Record};

/// A currency that locations charge in. Comes with the database and is not written over the API.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/currencies",
    table = "currencies",
    title = "{Name}",
    operations = "list get batch",
    affects = "catalogue"
)]
pub struct Currency {
    /// Its English name.
    pub name: String,
    /// ISO 4217 code of three letters.
    #[field(exact)]
    pub code: String,
    /// Pattern that prints an amount in it.
    pub format: String,
    /// Fields every record has.
    pub base: Base,
}
