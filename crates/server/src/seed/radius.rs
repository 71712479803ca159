//! RADIUS servers made from the command line, which may bring a secret that access points have already: over the wire
//! it is read-only.

use vestibule_records::{
    Business, FieldError, Id, RadiusServer, RadiusServerVendor, Record, Row, Test, Value,
};
use vestibule_store::{Query, StoreError};

use super::planting::plant;
use crate::app::App;

/// The longest secret that is taken, in bytes: longer ones do not fit into access points.
const LONGEST_SECRET: usize = 128;

/// A RADIUS server to be made.
#[derive(Clone)]
pub struct NewRadiusServer {
    /// The web address of the location whose network it guards.
    pub location: String,
    /// Its name.
    pub name: String,
    /// Who made the access points, as `eRadiusServerVendor` has it.
    pub vendor: String,
    /// The secret; one is made up unless given.
    pub secret: Option<String>,
}

/// What access points must be told.
#[derive(Clone, PartialEq, Eq)]
pub struct RadiusAccess {
    /// The id of the RADIUS server.
    pub id: i64,
    /// The secret.
    pub secret: String,
    /// What they may call themselves.
    pub network_id: String,
}

/// Makes a RADIUS server.
///
/// # Errors
/// When something it refers to is unknown, the secret is empty or too long, or the store fails.
pub async fn create_radius_server(app: &App, server: NewRadiusServer) -> Result<RadiusAccess, FieldError> {
    let wrong = |property: &str, message: String| FieldError::new(property, message, "null");
    let failed = |error: StoreError| wrong("RadiusServer", error.to_string());
    let place = Query::by::<Business>("WebAddress", Test::Same(server.location.clone()));
    let place =
        app.store.list(Query { sets: false, ..place }).await.map_err(failed)?.rows.first().map(Row::id);
    let place =
        place.ok_or_else(|| wrong("Business", format!("there is no location '{}'", server.location)))?;
    let mut vendors = RadiusServerVendor::TABLE.values.iter();
    let vendor = vendors.find(|(_, name)| name.eq_ignore_ascii_case(&server.vendor));
    let vendor = vendor.and_then(|(number, _)| RadiusServerVendor::from_number(*number));
    let vendor = vendor
        .ok_or_else(|| wrong("Vendor", format!("'{}' is none of eRadiusServerVendor", server.vendor)))?;
    let [made_up, network_id] = radius_keys(|bytes| app.entropy.fill(bytes));
    let secret = server.secret.unwrap_or(made_up);
    if secret.is_empty() || secret.len() > LONGEST_SECRET {
        return Err(wrong(
            "SharedSecret",
            format!("has {} bytes and not 1 to {LONGEST_SECRET}", secret.len()),
        ));
    }
    let ports = app.settings.radius.ports;
    let record = RadiusServer {
        business_id: Id::new(place),
        name: server.name,
        vendor,
        network_id: Some(network_id.clone()),
        shared_secret: Some(secret.clone()),
        account_port: ports.account.map(i64::from),
        auth_port: ports.auth.map(i64::from),
        ..RadiusServer::blank()
    };
    plant(app, move |ground| {
        ground.plant(record.clone());
    })
    .await
    .map_err(failed)?;
    let made = Query::by::<RadiusServer>("NetworkId", Test::Is(Value::Text(network_id.clone())));
    let id = app.store.list(made).await.map_err(failed)?.rows.first().map(Row::id);
    let id = id.ok_or_else(|| wrong("RadiusServer", "was removed at once".to_owned()))?;
    Ok(RadiusAccess { id, secret, network_id })
}

/// A secret that nobody guesses, and a name for a network that no other has.
pub(crate) fn radius_keys(mut chance: impl FnMut(&mut [u8])) -> [String; 2] {
    let mut bytes = [0; 20];
    chance(&mut bytes);
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [hex(&bytes[..16]), hex(&bytes[16..])]
}
