use super::AutomationTile;
use crate::enums::{TileAction, TileAuditType};
use crate::{Base, Id, Record};

/// That a tile was used, and what came of it.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/automationtileaudits",
    table = "automation_tile_audits",
    at = "AutomationTileId.BusinessId",
    operations = "list get batch create update delete"
)]
pub struct AutomationTileAudit {
    /// The tile.
    #[field(required)]
    pub automation_tile_id: Id<AutomationTile>,
    /// What happened, in words.
    #[field(required)]
    pub description: String,
    /// Who used it.
    pub action_by: Option<String>,
    /// What it was to set off.
    pub action: TileAction,
    /// Whether it worked.
    pub tile_audit_type: TileAuditType,
    /// Fields every record has.
    pub base: Base,
}
