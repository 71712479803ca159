//! Which door it is.

use vestibule_domain::ids::LocationId;
use vestibule_records::{Body, Door, Filter, Guid, Input, Record, SignalOrigin, Test, Value};
use vestibule_store::{Query, StoreError};

use crate::app::App;
use crate::sources::Origin;

/// The door that an event names, if what it tells is taken: a number is its `Id`; text its `UniqueId`, or at the location
/// that is asked its `Reference`, or else an `Id` after all.
pub(super) async fn named(app: &App, here: Option<i64>, body: &Body<'_>) -> Result<Option<Door>, StoreError> {
    let Some(input) = body.get("door") else { return Ok(None) };
    if let Input::Json(raw) = input
        && let Ok(id) = raw.trim().parse()
    {
        return Ok(of_id(app, id).await?.filter(|door| door.active));
    }
    let Ok(Some(key)) = input.text() else { return Ok(None) };
    Ok(of_key(app, here, key.trim()).await?.filter(|door| door.active))
}

/// The door that text names.
///
/// # Errors
/// When the store fails.
pub(in crate::sources) async fn of_key(
    app: &App,
    here: Option<i64>,
    key: &str,
) -> Result<Option<Door>, StoreError> {
    if let Some(guid) = Guid::parse(key) {
        return of_guid(app, &guid.to_string()).await;
    }
    if let Some(here) = here
        && let Some(door) = of_reference(app, here, key).await?
    {
        return Ok(Some(door));
    }
    match key.parse() {
        Ok(id) => of_id(app, id).await,
        Err(_) => Ok(None),
    }
}

/// The door with an id.
///
/// # Errors
/// When the store fails.
pub(in crate::sources) async fn of_id(app: &App, id: i64) -> Result<Option<Door>, StoreError> {
    only(app, vec![Filter::on::<Door>("Id", Test::Is(Value::Int(id)))]).await
}

/// The door with a guid.
pub(super) async fn of_guid(app: &App, guid: &str) -> Result<Option<Door>, StoreError> {
    only(app, vec![Filter::on::<Door>("UniqueId", Test::Is(Value::Text(guid.to_owned())))]).await
}

/// The door of a location that its controller knows by this.
///
/// # Errors
/// When the store fails.
pub(in crate::sources) async fn of_reference(
    app: &App,
    location: i64,
    reference: &str,
) -> Result<Option<Door>, StoreError> {
    let at = Filter::on::<Door>("BusinessId", Test::Is(Value::Int(location)));
    only(app, vec![at, Filter::on::<Door>("Reference", Test::Is(Value::Text(reference.to_owned())))]).await
}

async fn only(app: &App, filters: Vec<Filter>) -> Result<Option<Door>, StoreError> {
    let query = Query { filters, limit: 1, sets: false, ..Query::all(Door::schema()) };
    let found = app.store.list(query).await?;
    Ok(found.rows.first().map(Door::from_row).transpose()?)
}

/// A door as what tells something.
pub(super) fn origin(door: &Door) -> Origin {
    Origin { kind: SignalOrigin::Door, id: door.base.id, name: door.name.clone() }
}

/// Where it leads.
pub(super) const fn location(door: &Door) -> LocationId {
    LocationId::new(door.business_id.get())
}
