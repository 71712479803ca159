use super::Business;
use crate::enums::DoorDirection;
use crate::{Base, Id, Record};

/// A door whose controller tells who passed it. A record of ours: the published API has none.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "vestibule/doors",
    table = "doors",
    at = "BusinessId",
    title = "{Name}",
    operations = "list get batch create update delete"
)]
pub struct Door {
    /// Location that one enters or leaves through it.
    #[field(required, joins = "Name")]
    pub business_id: Id<Business>,
    /// What people call it.
    #[field(required)]
    pub name: String,
    /// How its controller knows it.
    #[field(exact)]
    pub reference: Option<String>,
    /// Which way people pass it.
    pub direction: DoorDirection,
    /// Whether what it tells is taken.
    #[field(default = "true")]
    pub active: bool,
    /// Text about it.
    pub description: Option<String>,
    /// Key that its events are signed with, and that opens nothing else; made when none is given.
    #[field(exact)]
    pub shared_secret: Option<String>,
    /// Fields every record has.
    pub base: Base,
}
