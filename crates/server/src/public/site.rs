//! The location that is asked: the first label of the host (`contract.md` 1 and 13.1). Where there is only one, it need
//! not be named.

use http::header::HOST;
use http::{HeaderMap, Uri};
use vestibule_domain::time::Zone;
use vestibule_records::FieldError;
use vestibule_store::Catalogue;

use super::Question;
use crate::api::{Failure, envelope};

/// The location that the host of a request names.
///
/// # Errors
/// With the label, when no location has it for a web address.
pub(super) fn at<'a>(catalogue: &Catalogue, uri: &'a Uri, headers: &'a HeaderMap) -> Result<i64, &'a str> {
    let label = label(uri, headers);
    catalogue.location_at(label).or_else(|| catalogue.only_location()).ok_or(label)
}

/// The location of the portal that is asked, if the host names one.
pub(super) fn named(catalogue: &Catalogue, request: &Question) -> Option<i64> {
    at(catalogue, request.uri(), request.headers()).ok()
}

/// The location of the portal that is asked.
///
/// # Errors
/// 400 that names the host when no location has that web address.
pub(super) fn location(catalogue: &Catalogue, request: &Question) -> Result<i64, Failure> {
    at(catalogue, request.uri(), request.headers()).map_err(|label| {
        let message = format!("there is no location with the web address '{label}'");
        Failure::invalid(FieldError::new("Host", message, envelope::quoted(label)))
    })
}

/// The clocks that dates are shown by: those of the location that is asked, else of the one given.
pub(super) fn zone(catalogue: &Catalogue, request: &Question, otherwise: Option<i64>) -> Zone {
    let location = named(catalogue, request).or(otherwise).and_then(|id| catalogue.location(id));
    location.map_or_else(Zone::utc, |location| location.zone.clone())
}

/// The first label of the host; HTTP/2 names the host in the address.
fn label<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> &'a str {
    let host = uri.host().or_else(|| headers.get(HOST)?.to_str().ok()).unwrap_or_default();
    host.split(['.', ':']).next().unwrap_or_default().trim()
}
