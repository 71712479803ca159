//! The tile behind a number, as it is used now.

use std::sync::Arc;

use vestibule_domain::ids::{CustomerId, PassId, PlanId};
use vestibule_domain::{Desk, KeptFor, Location, Reading};
use vestibule_records::{AutomationTile, Business, FloorPlanDesk, Guid, Id, Record, Row, Test, Value};
use vestibule_store::{Catalogue, Query, StoreError, Viewer};

use super::does::Does;
use super::position;
use super::used::Used;
use crate::app::App;

/// A tile, and where it hangs.
pub(super) struct Found {
    /// The tile.
    pub(super) tile: AutomationTile,
    /// What it sets off.
    pub(super) does: Does,
    /// Its location.
    pub(super) location: Arc<Location>,
}

/// The tile with this number, in any spelling of a guid. One of a location that is closed to everybody is not there.
///
/// # Errors
/// When the store fails.
pub(super) async fn find(
    app: &App,
    catalogue: &Catalogue,
    number: &str,
) -> Result<Option<Found>, StoreError> {
    let Some(number) = Guid::parse(number) else { return Ok(None) };
    let numbered = Query::by::<AutomationTile>("TileNumber", Test::Is(Value::Text(number.to_string())));
    let tile = app.store.list(numbered).await?.rows.pop();
    let Some(tile) = tile.as_ref().map(AutomationTile::from_row).transpose()? else { return Ok(None) };
    let location = tile.business_id.get();
    let closed = rows::<Business>(app, &[tile.business_id]).await?;
    let closed = closed.iter().any(|row| row.get("Suspended").bool() == Some(true));
    let location = catalogue.location(location).filter(|_| !closed).cloned();
    Ok(location.map(|location| Found { does: Does::of(&tile), tile, location }))
}

impl Found {
    /// Its address without the host; the number is spelled as it is printed.
    pub(super) fn path(&self) -> String {
        self.tile.tile_number.map(|number| format!("/t/{number}")).unwrap_or_default()
    }

    /// The tile in use by somebody whose phone says where it is.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn used(
        &self,
        app: &App,
        catalogue: &Catalogue,
        reading: Option<Reading>,
    ) -> Result<Used, StoreError> {
        let fence = position::fence(&self.tile);
        Ok(Used {
            tile: self.tile.clone(),
            does: self.does.clone(),
            kept_for: self.kept_for(app, catalogue).await?,
            distance: fence.map(|fence| fence.allows(reading)).transpose(),
        })
    }

    async fn kept_for(&self, app: &App, catalogue: &Catalogue) -> Result<KeptFor, StoreError> {
        let plan = |plan: i64| catalogue.plan(plan).map(|plan| plan.name.clone()).unwrap_or_default();
        let pass = |pass: i64| catalogue.terms(pass).map(|terms| terms.name.clone()).unwrap_or_default();
        let desks = rows::<FloorPlanDesk>(app, &self.tile.floor_plan_desks).await?;
        let desks = desks.iter().map(FloorPlanDesk::from_row).collect::<Result<Vec<_>, _>>()?;
        let desk = |desk: FloorPlanDesk| Desk {
            name: desk.name,
            taken_by: desk.coworker_id.map(|customer| CustomerId::new(customer.get())),
        };
        Ok(KeptFor {
            plans: self.tile.tariffs.iter().map(|id| (PlanId::new(id.get()), plan(id.get()))).collect(),
            passes: self.tile.time_passes.iter().map(|id| (PassId::new(id.get()), pass(id.get()))).collect(),
            desks: desks.into_iter().map(desk).collect(),
        })
    }
}

async fn rows<T: Record>(app: &App, ids: &[Id<T>]) -> Result<Vec<Row>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = ids.iter().map(|id| id.get()).collect();
    Ok(app.store.list(Query::ids(T::schema(), Viewer::Everything, ids)).await?.rows)
}
