//! Whom a signal names: by number, by card, by PIN, by e-mail, by code or by device, found as at the door.

use vestibule_domain::ids::CustomerId;
use vestibule_domain::{Gesture, Location, Mac};
use vestibule_records::{Coworker, Row, Test, Value, code};
use vestibule_store::{Catalogue, Query, StoreError, Viewer};

use super::Whose;
use super::event::Named;
use crate::app::App;
use crate::public::checkin::{Ask, Credential, Who, find, nobody};

/// Customers with one reference number that are looked at: enough to tell that several have it.
const MOST: i64 = 100;

/// What a thing knows of somebody.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Known {
    /// The number of a card or a fob.
    Card(String),
    /// An e-mail address, vouched for by whoever tells it.
    Email(String),
    /// A PIN.
    Pin(String),
    /// A device.
    Device(Mac),
    /// What another system calls them: the `ReferenceNumber` of the customer.
    Reference(String),
}

/// By what means, and nothing of what is known: that must not end up in a log.
impl std::fmt::Debug for Known {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Card(_) => "card",
            Self::Email(_) => "email",
            Self::Pin(_) => "pin",
            Self::Device(_) => "device",
            Self::Reference(_) => "reference",
        })
    }
}

/// Finds whom an event names.
///
/// # Errors
/// When the store fails.
pub(super) async fn named(
    app: &App,
    catalogue: &Catalogue,
    location: i64,
    named: Named,
) -> Result<Whose, StoreError> {
    match named {
        // Whether there is such a customer is seen where it is decided.
        Named::Id(id) => Ok(Whose::Customer(CustomerId::new(id))),
        Named::By(known) => whose(app, catalogue, location, known).await,
        Named::Guid(guid) => {
            let query = Query {
                limit: 1,
                sets: false,
                ..Query::by::<Coworker>("UniqueId", Test::Is(Value::Text(guid)))
            };
            let found = app.store.list(query).await?.rows.pop();
            let nobody = || Whose::Nobody("Nobody of that UniqueId belongs here".to_owned());
            Ok(found.map_or_else(nobody, |row| Whose::Customer(CustomerId::new(row.id()))))
        }
    }
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
    let email = matches!(known, Known::Email(_));
    let (credential, mac) = match known {
        Known::Reference(number) => return referred(app, catalogue, location, number).await,
        Known::Card(number) => (Credential::Card(code(&number)), None),
        Known::Email(email) => (Credential::Email(email), None),
        Known::Pin(pin) => (Credential::Pin(pin), None),
        Known::Device(mac) => (Credential::Device, Some(mac)),
    };
    let ask = Ask { credential, mac, gesture: Gesture::Enter, dry_run: false };
    Ok(match find(app, catalogue, location, &ask).await? {
        Who::Customer(customer) => Whose::Customer(customer),
        // At the door an address alone is enough to leave, and is said to be of nobody inside.
        Who::Nobody(_) if email => {
            Whose::Nobody(format!("This e-mail address is not known at {}", location.name))
        }
        Who::Nobody(unknown) => Whose::Nobody(unknown.sentence(&location.name)),
        // A guest's code opens doors at which it is shown; things do not speak for it.
        Who::Token(_) | Who::Visitor(_) => Whose::Nobody(nobody(&ask).sentence(&location.name)),
    })
}

/// The one customer of the network whom another system calls so. Of several, the one who may come in.
async fn referred(
    app: &App,
    catalogue: &Catalogue,
    location: &Location,
    number: String,
) -> Result<Whose, StoreError> {
    let shown = format!("'{number}' at {}", location.name);
    let query = Query {
        viewer: Viewer::Locations(catalogue.network_of(location.id.get())),
        limit: MOST,
        sets: false,
        ..Query::by::<Coworker>("ReferenceNumber", Test::Is(Value::Text(number)))
    };
    let found = app.store.list(query).await?.rows;
    let active =
        |row: &&Row| row.get("Active").bool() == Some(true) && row.get("Archived").bool() != Some(true);
    let active: Vec<_> = found.iter().filter(active).collect();
    Ok(match (&active[..], &found[..]) {
        ([one], _) => Whose::Customer(CustomerId::new(one.id())),
        ([], [one]) => Whose::Customer(CustomerId::new(one.id())),
        ([], []) => Whose::Nobody(format!("Nobody has the reference number {shown}")),
        _ => Whose::Nobody(format!("More than one person has the reference number {shown}")),
    })
}
