//! The location whose portal is asked: the first label of the host (`contract.md 1`).

use http::header::HOST;
use vestibule_domain::time::Zone;
use vestibule_records::FieldError;
use vestibule_store::Catalogue;

use super::Question;
use crate::api::{Failure, envelope};

/// The location the host names, if it names one.
pub(super) fn named(catalogue: &Catalogue, request: &Question) -> Option<i64> {
    catalogue.location_at(label(request))
}

/// The location the host names.
///
/// # Errors
/// 400 that names the host when no location has that web address.
pub(super) fn location(catalogue: &Catalogue, request: &Question) -> Result<i64, Failure> {
    named(catalogue, request).ok_or_else(|| {
        let label = label(request);
        let message = format!("there is no location with the web address '{label}'");
        Failure::invalid(FieldError::new("Host", message, envelope::quoted(label)))
    })
}

/// The clocks that dates are shown by: those of the location that is asked, else of the one given.
pub(super) fn zone(catalogue: &Catalogue, request: &Question, otherwise: Option<i64>) -> Zone {
    let location = named(catalogue, request).or(otherwise).and_then(|id| catalogue.location(id));
    location.map_or_else(Zone::utc, |location| location.zone.clone())
}

fn label(request: &Question) -> &str {
    let header = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let host = header.or_else(|| request.uri().host()).unwrap_or_default();
    host.split(['.', ':']).next().unwrap_or_default()
}
