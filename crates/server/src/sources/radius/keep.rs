//! Accounting that nobody can use is kept with the reason.

use std::fmt::Write as _;

use vestibule_domain::ids::LocationId;
use vestibule_radius::{Packet, kind};
use vestibule_records::CheckinSource;
use vestibule_store::{Shared, StoreError};

use super::accounting::origin;
use super::people::text;
use crate::app::App;
use crate::sources::keep_unreadable;

/// What is shown of a packet: nothing that is hidden in it.
const SHOWN: [(u8, &str); 4] = [
    (kind::USER_NAME, "User-Name"),
    (kind::CALLING_STATION_ID, "Calling-Station-Id"),
    (kind::NAS_IDENTIFIER, "NAS-Identifier"),
    (kind::ACCT_SESSION_ID, "Acct-Session-Id"),
];
const NUMBERS: [(u8, &str); 4] = [
    (kind::ACCT_STATUS_TYPE, "Acct-Status-Type"),
    (kind::ACCT_SESSION_TIME, "Acct-Session-Time"),
    (kind::EVENT_TIMESTAMP, "Event-Timestamp"),
    (kind::ACCT_DELAY_TIME, "Acct-Delay-Time"),
];

/// Keeps a packet that cannot be used.
pub(super) async fn unreadable(
    app: &App,
    server: &Shared,
    packet: &Packet<'_>,
    why: &str,
) -> Result<(), StoreError> {
    let location = LocationId::new(server.location);
    let source = CheckinSource::NetworkActivity;
    keep_unreadable(app, origin(server), source, location, shown(packet), why.to_owned()).await.map(drop)
}

/// What it says, as people who know RADIUS write it.
pub(super) fn shown(packet: &Packet<'_>) -> String {
    let mut shown = String::with_capacity(256);
    for (kind, name) in SHOWN {
        if let Some(text) = text(packet, kind) {
            // Writing to text cannot fail.
            let _ = write!(shown, "{name} = \"{text}\", ");
        }
    }
    for (kind, name) in NUMBERS {
        if let Some(number) = packet.number(kind) {
            let _ = write!(shown, "{name} = {number}, ");
        }
    }
    shown.truncate(shown.trim_end_matches(", ").len());
    shown
}
