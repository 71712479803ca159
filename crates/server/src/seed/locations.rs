//! Locations made from the command line: the wire has no create for them (`contract.md`, Business).

use vestibule_records::{Business, Country, Currency, FieldError, Id, Record, Row, SimpleTimeZone, Test};
use vestibule_store::{Query, StoreError};

use super::planting::plant;
use crate::app::App;

/// A location to be made.
#[derive(Debug, Clone)]
pub struct NewLocation {
    /// Its name.
    pub name: String,
    /// Its web address: the first label of the host.
    pub web_address: String,
    /// The country, in two letters.
    pub country: String,
    /// The currency, in three letters.
    pub currency: String,
    /// The zone, as IANA or Windows names it.
    pub zone: String,
    /// The web address of the location above it.
    pub parent: Option<String>,
}

/// Makes a location and answers its id.
///
/// # Errors
/// When something it refers to is unknown, the web address is taken, or the store fails.
pub async fn create_location(app: &App, location: NewLocation) -> Result<i64, FieldError> {
    let country = named::<Country>(app, "TwoDigitsCode", &location.country, "Country").await?;
    let currency = named::<Currency>(app, "Code", &location.currency, "Currency").await?;
    let zone = match named::<SimpleTimeZone>(app, "NameIana", &location.zone, "SimpleTimeZone").await {
        Ok(zone) => zone,
        Err(_) => named::<SimpleTimeZone>(app, "Name", &location.zone, "SimpleTimeZone").await?,
    };
    let parent = match &location.parent {
        Some(parent) => Some(Id::new(named::<Business>(app, "WebAddress", parent, "RootLocation").await?)),
        None => None,
    };
    if named::<Business>(app, "WebAddress", &location.web_address, "WebAddress").await.is_ok() {
        return Err(FieldError::new(
            "WebAddress",
            format!("'{}' is already taken", location.web_address),
            "null",
        ));
    }
    let web_address = location.web_address.clone();
    plant(app, move |ground| {
        ground.plant(Business {
            name: location.name.clone(),
            web_address: location.web_address.clone(),
            root_location_id: parent,
            country_id: Id::new(country),
            currency_id: Id::new(currency),
            simple_time_zone_id: Id::new(zone),
            ..Business::blank()
        });
    })
    .await
    .map_err(|error| FieldError::new("WebAddress", error.to_string(), "null"))?;
    named::<Business>(app, "WebAddress", &web_address, "WebAddress").await
}

/// The id of the record whose field is this text, in any letter case.
async fn named<T: Record>(app: &App, field: &str, text: &str, property: &str) -> Result<i64, FieldError> {
    let schema = T::schema();
    let query = Query::by::<T>(field, Test::Same(text.to_owned()));
    let found = app.store.list(Query { sets: false, ..query }).await;
    let failed = |error: StoreError| FieldError::new(property, error.to_string(), "null");
    let found = found.map_err(failed)?.rows.first().map(Row::id);
    found.ok_or_else(|| FieldError::new(property, format!("there is no {} '{text}'", schema.name), "null"))
}
