//! A guest on an access token, on the Wi-Fi. They have no name, and so no days that could be told in any order: they are
//! taken to be there while it is told, and to be gone when the session stops.

use vestibule_domain::ids::LocationId;
use vestibule_domain::time::{Instant, Span};
use vestibule_domain::{Gesture, Mac};
use vestibule_radius::{Packet, Status};
use vestibule_store::{Catalogue, Shared, StoreError};

use super::accounting::origin;
use super::keep;
use crate::app::App;
use crate::public::checkin::{Ask, Credential, Told, Who, seen};

/// How late it may be told that a guest is there.
const LATE: Span = Span::minutes(5);

/// A guest.
pub(super) struct Guest {
    /// The token, as it was found.
    pub(super) who: Who,
    /// Its code.
    pub(super) code: String,
    /// The device.
    pub(super) device: Option<Mac>,
}

impl Guest {
    /// Takes note that they are seen, or that they go.
    pub(super) async fn seen(
        self,
        app: &App,
        catalogue: &Catalogue,
        server: &Shared,
        packet: &Packet<'_>,
        at: Instant,
    ) -> Result<(), StoreError> {
        if app.now().since(at) > LATE.in_micros() {
            return keep::unreadable(app, server, packet, "Of a guest it must be told at once").await;
        }
        let gesture = if packet.status() == Some(Status::Stop) { Gesture::Leave } else { Gesture::Enter };
        let ask = Ask { credential: Credential::Token(self.code), mac: self.device, gesture, dry_run: false };
        let location = LocationId::new(server.location);
        let told = seen(app, catalogue, location, (self.who, ask), origin(server).label()).await?;
        if let Told::Denied(sentence) = told {
            tracing::debug!(server = server.id, sentence, "a guest on the Wi-Fi");
        }
        Ok(())
    }
}
