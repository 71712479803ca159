use crate::{Base, Record};

/// A time zone under both of its names; business days and opening hours of a location are meant in it.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/simpletimezones",
    table = "simple_time_zones",
    title = "{Name}",
    operations = "list get batch update commands runcommand",
    affects = "catalogue"
)]
pub struct SimpleTimeZone {
    /// Windows name of the zone.
    #[field(required, exact)]
    pub name: String,
    /// IANA name of the zone, the one that is computed with.
    #[field(exact)]
    pub name_iana: Option<String>,
    /// How people see the zone in a list.
    #[field(required)]
    pub description: String,
    /// Offset from UTC outside of summer time, as text.
    #[field(required)]
    pub time_offset: String,
    /// Whether its clocks change during the year.
    pub uses_summer_time: bool,
    /// Fields every record has.
    pub base: Base,
}
