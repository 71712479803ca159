//! Whom a signal names: by number, by card, by PIN, by e-mail, by code or by device, found as at the door.

use vestibule_domain::{Gesture, Mac};
use vestibule_records::code;
use vestibule_store::{Catalogue, StoreError};

use super::Whose;
use crate::app::App;
use crate::public::checkin::{Ask, Credential, Who, find, nobody};

/// What a thing knows of somebody.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Known {
    /// The number of a card or a fob.
    Card(String),
    /// An e-mail address, vouched for by whoever tells it.
    Email(String),
    /// A PIN.
    Pin(String),
    /// A device.
    Device(Mac),
}

/// Finds whom it means, among the people of the location's network.
///
/// # Errors
/// When the store fails.
pub(crate) async fn whose(
    app: &App,
    catalogue: &Catalogue,
    location: i64,
    known: Known,
) -> Result<Whose, StoreError> {
    let Some(location) = catalogue.location(location) else {
        return Ok(Whose::Nobody("There is no such location".to_owned()));
    };
    let (credential, mac) = match known {
        Known::Card(number) => (Credential::Card(code(&number)), None),
        Known::Email(email) => (Credential::Email(email), None),
        Known::Pin(pin) => (Credential::Pin(pin), None),
        Known::Device(mac) => (Credential::Device, Some(mac)),
    };
    let ask = Ask { credential, mac, gesture: Gesture::Enter, dry_run: false };
    Ok(match find(app, catalogue, location, &ask).await? {
        Who::Customer(customer) => Whose::Customer(customer),
        Who::Nobody(unknown) => Whose::Nobody(unknown.sentence(&location.name)),
        // A guest's code opens doors at which it is shown; things do not speak for it.
        Who::Token(_) | Who::Visitor(_) => Whose::Nobody(nobody(&ask).sentence(&location.name)),
    })
}
