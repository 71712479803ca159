//! A tile in use: who may use it, and what is noted of that, in the transaction of what it sets off.

use vestibule_domain::world::{Attempt, Visit, World};
use vestibule_domain::{KeptFor, Refusal, TileRefusal};
use vestibule_records::{AutomationTile, AutomationTileAudit, Base, Id, Record, TileAuditType};
use vestibule_store::{Change, Mint};

use super::does::{Does, Then};

/// Who writes what a tile sets off.
pub(crate) const BY: &str = "tile";

/// A tile that somebody uses now.
#[derive(Debug, Clone)]
pub(crate) struct Used {
    /// The tile.
    pub(crate) tile: AutomationTile,
    /// What it sets off.
    pub(crate) does: Does,
    /// Whom it is kept for.
    pub(crate) kept_for: KeptFor,
    /// How far away they are, in metres, where it matters; or why it does not work there.
    pub(crate) distance: Result<Option<u32>, TileRefusal>,
}

impl Used {
    /// What it is called among the witnesses of a visit.
    pub(crate) fn label(&self) -> String {
        format!("AutomationTile {}", self.tile.base.id)
    }

    /// Whether it works for somebody, where they are.
    ///
    /// # Errors
    /// [`Refusal::Tile`].
    pub(crate) fn admits(&self, world: &World) -> Result<(), Refusal> {
        self.distance.as_ref().map_err(Clone::clone)?;
        self.kept_for.admits(world)?;
        if self.does.is_supported() { Ok(()) } else { Err(TileRefusal::Unsupported.into()) }
    }

    /// An arrival, as the tile brings it.
    ///
    /// # Errors
    /// [`Refusal::Tile`], or as [`KeptFor::arrival`].
    pub(crate) fn arrival(&self, world: &World, attempt: Attempt) -> Result<Attempt, Refusal> {
        self.admits(world)?;
        self.kept_for.arrival(world, attempt)
    }

    /// Whether it lets somebody out.
    ///
    /// # Errors
    /// [`Refusal::Tile`].
    pub(crate) fn departure(&self, world: &World, visit: &Visit) -> Result<(), Refusal> {
        self.admits(world)?;
        Ok(self.kept_for.lets_out(world, visit)?)
    }

    /// The row that says it was used, and what came of it. Of where they were no more is kept than how far away.
    pub(crate) fn audit(&self, came: Result<&str, &str>, who: Option<&str>, mint: &mut Mint<'_>) -> Change {
        let (words, tile_audit_type) = match came {
            Ok(did) => (self.did(did), TileAuditType::Success),
            Err(why) => (why.to_owned(), TileAuditType::Failure),
        };
        let audit = AutomationTileAudit {
            automation_tile_id: Id::new(self.tile.base.id),
            description: words,
            action_by: who.map(str::to_owned),
            action: self.tile.action,
            tile_audit_type,
            base: Base::made(mint.id(), mint.guid(), mint.now(), BY),
        };
        Change::Insert(audit.into_row())
    }

    fn did(&self, did: &str) -> String {
        let away = match self.distance {
            Ok(Some(metres)) => format!(", {metres} m away"),
            _ => String::new(),
        };
        let then = match self.does.then {
            Then::Nothing | Then::Redirect(_) => "",
            Then::Unsupported => "; what else it is set to do is not supported here",
        };
        format!("{did}{away}{then}")
    }
}
