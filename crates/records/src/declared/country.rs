use crate::{Base, Record};

/// A country, for addresses. Comes with the database and is not written over the API.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(path = "sys/countries", table = "countries", title = "{Name}", operations = "list get batch")]
pub struct Country {
    /// Its English name.
    pub name: String,
    /// ISO 3166-1 code of two letters.
    #[field(exact)]
    pub two_digits_code: String,
    /// Language tag that formats its dates and amounts, such as `en-GB`.
    #[field(exact)]
    pub culture: String,
    /// Fields every record has.
    pub base: Base,
}
