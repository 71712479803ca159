use super::Business;
use crate::{Base, Id, Record};

/// One setting of a location: a dotted name and its value as text.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/businesssettings",
    table = "business_settings",
    at = "BusinessId",
    title = "{Name}",
    operations = "list get batch create update delete commands runcommand",
    affects = "catalogue"
)]
pub struct BusinessSetting {
    /// Location it applies to.
    #[field(required)]
    pub business_id: Id<Business>,
    /// Dotted name of the setting.
    #[field(required, exact)]
    pub name: String,
    /// Its value as text; a switch is `True` or `False`.
    pub value: Option<String>,
    /// Fields every record has.
    pub base: Base,
}
