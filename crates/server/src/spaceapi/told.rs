//! What a location tells, as SpaceAPI has it: names in lower case, times in seconds since 1970.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};
use vestibule_domain::location::Location;
use vestibule_domain::time::Instant;
use vestibule_records::{Business, Country, Decimal};

use crate::openapi::{Shape, member};

/// What the answer looks like.
pub(super) const SHAPE: Shape = Shape::Object(&[
    member("api_compatibility", Shape::List(&Shape::Exactly("15")), "The versions it fits."),
    member("space", Shape::Text, "Its name."),
    member("logo", Shape::Text, "The address of a picture."),
    member("url", Shape::Text, "Its web site, or else this server."),
    member("location", PLACE, "Where it is."),
    member("contact", CONTACT, "How it can be reached; at least one of them."),
    member("state", STATE, "Whether it is open, by its opening hours.").optional(),
    member("sensors", SENSORS, "Where enough people are there.").optional(),
]);

const PLACE: Shape = Shape::Object(&[
    member("address", Shape::Text, "Its postal address.").optional(),
    member("lat", Shape::Number, "Degrees north.").optional(),
    member("lon", Shape::Number, "Degrees east.").optional(),
    member("timezone", Shape::Text, "Its zone, such as `Europe/London`."),
    member("country_code", Shape::Text, "Its country, in two letters."),
]);

const CONTACT: Shape = Shape::Object(&[
    member("email", Shape::Text, "Its e-mail for the public.").optional(),
    member("phone", Shape::Text, "Its telephone for the public.").optional(),
]);

const STATE: Shape = Shape::Object(&[
    member("open", Shape::Boolean, "Whether it is open."),
    member("lastchange", Shape::Integer, "Since when it has been.").optional(),
]);

const SENSORS: Shape =
    Shape::Object(&[member("people_now_present", Shape::List(&PEOPLE), "How many are there.")]);

const PEOPLE: Shape = Shape::Object(&[
    member("value", Shape::Integer, "How many."),
    member("location", Shape::Text, "Where."),
    member("lastchange", Shape::Integer, "The full minute as of which they were counted."),
]);

/// What a location tells.
pub(super) struct Told {
    place: Arc<Location>,
    business: Business,
    country: Country,
    /// The address of this server.
    address: String,
    contact: Map<String, Json>,
    minute: Instant,
    people: Option<i64>,
}

impl Told {
    /// What there is to tell as of a full minute, how many people if it may be told. `None` of a location that cannot be
    /// reached: SpaceAPI asks for a contact.
    pub(super) fn new(
        place: Arc<Location>,
        business: Business,
        country: Country,
        address: String,
        minute: Instant,
        people: Option<i64>,
    ) -> Option<Self> {
        let email = filled(&business.contact_email).or_else(|| filled(&business.email_contact));
        let phone = filled(&business.contact_phone_number).or_else(|| filled(&business.phone));
        let contact = [("email", email), ("phone", phone)].into_iter();
        let contact: Map<_, _> =
            contact.filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))).collect();
        (!contact.is_empty()).then_some(Self { place, business, country, address, contact, minute, people })
    }

    /// As it is sent.
    pub(super) fn json(&self) -> Json {
        let mut told = json!({
            "api_compatibility": ["15"],
            "space": self.business.name,
            "logo": format!("{}/spaceapi.svg", self.address),
            "url": filled(&self.business.web_contact).unwrap_or(if self.address.is_empty() { "/" } else { &self.address }),
            "location": self.location(),
            "contact": self.contact,
        });
        if !self.place.opening_hours.is_empty() {
            told["state"] = json!({ "open": self.place.is_open(self.minute) });
            if let Some(turn) = self.place.last_turn(self.minute) {
                told["state"]["lastchange"] = json!(seconds(turn));
            }
        }
        if let Some(people) = self.people {
            let counted = json!({ "value": people, "location": self.business.name, "lastchange": seconds(self.minute) });
            told["sensors"] = json!({ "people_now_present": [counted] });
        }
        told
    }

    fn location(&self) -> Json {
        let mut location =
            json!({ "timezone": self.place.zone.name(), "country_code": self.country.two_digits_code });
        if let Some(address) = self.postal_address() {
            location["address"] = json!(address);
        }
        // One without the other says nothing.
        if let (Some(north), Some(east)) = (self.business.latitude, self.business.longitude) {
            location["lat"] = degrees(north);
            location["lon"] = degrees(east);
        }
        location
    }

    fn postal_address(&self) -> Option<String> {
        let of = &self.business;
        if let Some(address) = filled(&of.address) {
            return Some(address.to_owned());
        }
        let parts = [&of.street_number, &of.street_name, &of.postal_code, &of.town_city, &of.state];
        let parts: Vec<_> = parts.into_iter().filter_map(filled).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

fn filled(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn degrees(decimal: Decimal) -> Json {
    json!(decimal.ten_thousandths() as f64 / Decimal::SCALE as f64)
}

const fn seconds(at: Instant) -> i64 {
    at.micros().div_euclid(1_000_000)
}
