//! Who a reading is about: whoever it names, or else the customer of the desk that the sensor watches.

use std::collections::BTreeSet;

use vestibule_domain::Mac;
use vestibule_domain::ids::CustomerId;
use vestibule_records::{Coworker, FloorPlanDesk, Record};
use vestibule_store::{Catalogue, Query, StoreError, Viewer};

use super::Place;
use super::reading::Named;
use crate::app::App;
use crate::sources::{Known, Whose, whose};

/// Who it is.
pub(super) enum Found {
    /// A customer, and the device they are known by.
    Customer {
        /// Who.
        id: CustomerId,
        /// What was seen of them.
        device: Option<Mac>,
    },
    /// Nobody is named, and nobody has the desk.
    Nobody,
    /// Somebody is named who is not known here.
    Stranger(String),
}

impl Found {
    /// The device that was seen.
    pub(super) const fn device(&self) -> Option<Mac> {
        match self {
            Self::Customer { device, .. } => *device,
            Self::Nobody | Self::Stranger(_) => None,
        }
    }
}

/// Finds who it is, among the people of the location's network.
///
/// # Errors
/// When the store fails.
pub(super) async fn find(
    app: &App,
    catalogue: &Catalogue,
    place: &Place,
    named: Option<&Named>,
) -> Result<Found, StoreError> {
    match named {
        None => at_the_desk(app, place).await,
        Some(Named::Id(id)) => by_id(app, catalogue, place, *id).await,
        Some(Named::By(text)) => by(app, catalogue, place, text).await,
    }
}

/// The customer of the desks that the sensor watches, if it is one and the same.
async fn at_the_desk(app: &App, place: &Place) -> Result<Found, StoreError> {
    let desks: Vec<i64> = place.sensor.desks.iter().map(|desk| desk.get()).collect();
    if desks.is_empty() {
        return Ok(Found::Nobody);
    }
    let query = Query { sets: false, ..Query::ids(FloorPlanDesk::schema(), Viewer::Everything, desks) };
    let rows = app.store.list(query).await?.rows;
    let customers: BTreeSet<i64> = rows.iter().filter_map(|row| row.get("CoworkerId").int()).collect();
    let mut customers = customers.into_iter();
    Ok(match (customers.next(), customers.next()) {
        (Some(only), None) => Found::Customer { id: CustomerId::new(only), device: None },
        _ => Found::Nobody,
    })
}

async fn by_id(app: &App, catalogue: &Catalogue, place: &Place, id: i64) -> Result<Found, StoreError> {
    let viewer = Viewer::Locations(catalogue.network_of(place.location.id.get()));
    let query = Query { sets: false, ..Query::ids(Coworker::schema(), viewer, vec![id]) };
    Ok(match app.store.list(query).await?.rows.first() {
        Some(row) => Found::Customer { id: CustomerId::new(row.id()), device: None },
        None => Found::Stranger(format!("No customer at {} has the id {id}", place.location.name)),
    })
}

/// By an e-mail, which has an `@`; by a device, which has six pairs of hexadecimal digits; or else by a card, whose
/// number may look like a device's.
async fn by(app: &App, catalogue: &Catalogue, place: &Place, text: &str) -> Result<Found, StoreError> {
    let device = Mac::parse(text).map(Known::Device);
    let what = match (text.contains('@'), &device) {
        (true, _) => "e-mail address",
        (false, Some(_)) => "device",
        (false, None) => "card",
    };
    let known = match what {
        "e-mail address" => vec![Known::Email(text.to_owned())],
        _ => device.into_iter().chain([Known::Card(text.to_owned())]).collect(),
    };
    for known in known {
        let device = if let Known::Device(mac) = known { Some(mac) } else { None };
        if let Whose::Customer(id) = whose(app, catalogue, place.location.id.get(), known).await? {
            return Ok(Found::Customer { id, device });
        }
    }
    Ok(Found::Stranger(format!("The {what} it names is not known at {}", place.location.name)))
}
