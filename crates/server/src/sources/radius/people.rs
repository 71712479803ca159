//! Who it is that an access point speaks of. The name somebody signed in with goes before their device, which may have
//! made its address up and may be lent.

use vestibule_domain::ids::CustomerId;
use vestibule_domain::{Gesture, Location, Mac};
use vestibule_radius::{Packet, kind};
use vestibule_store::{Catalogue, StoreError};

use crate::app::App;
use crate::public::checkin::{Ask, Credential, Who, find};

/// The longest name that is looked for, in bytes.
const LONGEST: usize = 253;

/// What an access point calls somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Called {
    /// The name they signed in with; a device that was let in by its address has none.
    pub(super) name: Option<String>,
    /// Their device.
    pub(super) device: Option<Mac>,
}

/// Who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Person {
    /// A customer, known by their name.
    ByName(CustomerId),
    /// A customer, known by nothing but their device.
    ByDevice(CustomerId),
    /// A guest on an access token, with its code.
    Guest(Who, String),
    /// Nobody that is known, and why.
    Nobody(String),
}

impl Called {
    /// Reads the name and the device. A name that is the address of a device is one.
    pub(super) fn read(packet: &Packet<'_>) -> Self {
        let name = text(packet, kind::USER_NAME).filter(|name| !name.is_empty() && name.len() <= LONGEST);
        let station = text(packet, kind::CALLING_STATION_ID).as_deref().and_then(Mac::parse);
        let named = name.as_deref().and_then(Mac::parse);
        Self { device: station.or(named), name: name.filter(|_| named.is_none()) }
    }

    /// Finds who it is among the people of the location's network.
    pub(super) async fn find(
        &self,
        app: &App,
        catalogue: &Catalogue,
        location: &Location,
    ) -> Result<Person, StoreError> {
        if let Some(name) = &self.name {
            match look(app, catalogue, location, credential(name), None).await? {
                Who::Customer(customer) => return Ok(Person::ByName(customer)),
                token @ Who::Token(_) => return Ok(Person::Guest(token, name.clone())),
                Who::Visitor(_) | Who::Nobody(_) => {}
            }
        }
        if self.device.is_some()
            && let Who::Customer(customer) =
                look(app, catalogue, location, Credential::Device, self.device).await?
        {
            return Ok(Person::ByDevice(customer));
        }
        let place = &location.name;
        Ok(Person::Nobody(match (&self.name, self.device) {
            (Some(name), _) => format!("Nobody is known as '{name}' at {place}"),
            (None, Some(_)) => format!("This device is not known at {place}: sign in on it first"),
            (None, None) => "It names neither a person nor a device".to_owned(),
        }))
    }
}

/// An address of mail or else a code.
fn credential(name: &str) -> Credential {
    if name.contains('@') { Credential::Email(name.to_owned()) } else { Credential::Token(name.to_owned()) }
}

async fn look(
    app: &App,
    catalogue: &Catalogue,
    location: &Location,
    credential: Credential,
    mac: Option<Mac>,
) -> Result<Who, StoreError> {
    let ask = Ask { credential, mac, gesture: Gesture::Enter, dry_run: false };
    find(app, catalogue, location, &ask).await
}

/// The first attribute of a type, as text without what cannot be printed.
pub(super) fn text(packet: &Packet<'_>, kind: u8) -> Option<String> {
    let text = packet.text(kind)?;
    let printable = |letter: char| if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter };
    Some(text.trim().chars().map(printable).collect())
}
