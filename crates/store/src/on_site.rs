//! Who is at a location, with what is to be said of them, as of one moment.

use std::collections::HashMap;

use vestibule_domain::customer::Booking;
use vestibule_domain::ids::{BookingId, LocationId};
use vestibule_domain::time::Instant;
use vestibule_records::Row;

/// A location, and since when its business day runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Premises {
    /// The location.
    pub location: i64,
    /// Visitors who came earlier, microseconds UTC, are taken to be gone.
    pub since: i64,
}

/// Who is there. Rows have no collections and no joined names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OnSite {
    /// Every open visit (`Checkin`), of whichever day, in the order of their ids.
    pub visits: Vec<Row>,
    /// Visitors who arrived on the business day and have not left (`Visitor`).
    pub visitors: Vec<Row>,
    /// The customers (`Coworker`) whose visits they are, and the hosts of the visitors; in the order of their ids.
    pub customers: Vec<Row>,
    /// The passes (`CoworkerTimePass`) that the visits use.
    pub passes: Vec<Row>,
    /// Bookings (`Booking`) of these customers that reach into their visits; tentative ones hold nobody.
    pub bookings: Vec<Row>,
}

impl OnSite {
    /// Adds who is at another location.
    pub fn add(&mut self, other: Self) {
        self.visits.extend(other.visits);
        self.visitors.extend(other.visitors);
        self.passes.extend(other.passes);
        self.bookings.extend(other.bookings);
        self.customers.extend(other.customers);
        // Of two places one may receive visitors at both.
        self.customers.sort_by_key(Row::id);
        self.customers.dedup_by_key(|customer| customer.id());
    }

    /// A customer who is among them.
    #[must_use]
    pub fn customer(&self, id: i64) -> Option<&Row> {
        let at = self.customers.binary_search_by_key(&id, Row::id).ok()?;
        self.customers.get(at)
    }

    /// The passes by their guids.
    #[must_use]
    pub fn passes_by_guid(&self) -> HashMap<&str, &Row> {
        self.passes.iter().filter_map(|pass| Some((pass.get("UniqueId").text()?, pass))).collect()
    }

    /// The bookings of a customer, as the rules see them.
    #[must_use]
    pub fn bookings_of(&self, customer: i64) -> Vec<Booking> {
        let own = self.bookings.iter().filter(|row| row.get("CoworkerId").int() == Some(customer));
        own.filter_map(booking).collect()
    }
}

fn booking(row: &Row) -> Option<Booking> {
    Some(Booking {
        id: BookingId::new(row.id()),
        location: row.get("BusinessId").int().map(LocationId::new),
        from: Instant::from_micros(row.get("FromTime").int()?),
        to: Instant::from_micros(row.get("ToTime").int()?),
    })
}
