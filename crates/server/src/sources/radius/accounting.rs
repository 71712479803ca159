//! What access points tell of sessions (RFC 2866): somebody has been on the Wi-Fi since then, and was seen last then.
//! Start, Interim and Stop say the same, so that it does not matter in which order they come, or how often. A visit
//! ends when nothing was heard for a while, since devices that walk from one access point to the next stop and start.

use vestibule_domain::Told;
use vestibule_domain::ids::LocationId;
use vestibule_domain::time::{Instant, Span};
use vestibule_radius::{Code, Draft, Packet, Status, kind};
use vestibule_records::{CheckinSource, SignalOrigin};
use vestibule_store::{Shared, StoreError};

use super::guest::Guest;
use super::keep;
use super::listener::Sender;
use super::people::{Called, Person, text};
use crate::app::App;
use crate::sources::{Heard, Origin, Whose, hear};

/// The year 2000. A clock that says less was never set.
const SET_SINCE: u32 = 946_684_800;
/// Seconds in a day: no session is believed to have lasted for more than a month of them.
const LONGEST_SESSION: u32 = 31 * 86_400;

/// Takes note of what is told, and says so once it is on disk.
pub(super) async fn answer(
    app: &App,
    sender: &Sender,
    packet: &Packet<'_>,
    now: Instant,
) -> Result<Draft, StoreError> {
    let server = &sender.server;
    match packet.status() {
        Some(Status::Start | Status::Interim | Status::Stop) => session(app, sender, packet, now).await?,
        // Whoever was on it falls silent, and is taken to be gone when they stay so.
        Some(status @ (Status::On | Status::Off)) => {
            tracing::info!(server = server.id, from = %sender.address, ?status, "an access point was switched");
        }
        Some(Status::Other(status)) => {
            tracing::debug!(server = server.id, status, "accounting that is not about a session");
        }
        None => keep::unreadable(app, server, packet, "It has no Acct-Status-Type").await?,
    }
    Ok(Draft::answering(packet, Code::AccountingResponse))
}

async fn session(app: &App, sender: &Sender, packet: &Packet<'_>, now: Instant) -> Result<(), StoreError> {
    let called = Called::read(packet);
    if called.name.is_none() && called.device.is_none() {
        return keep::unreadable(app, &sender.server, packet, "It names neither a person nor a device").await;
    }
    let catalogue = app.store.catalogue().await?;
    let Some(location) = catalogue.location(sender.server.location) else { return Ok(()) };
    let told = told(packet, now);
    let whose = match called.find(app, &catalogue, location).await? {
        Person::ByName(customer) => Whose::Customer(customer),
        Person::ByDevice(customer) => Whose::Owner(customer),
        Person::Guest(who, code) => {
            let guest = Guest { who, code, device: called.device };
            return guest.seen(app, &catalogue, &sender.server, packet, told.at()).await;
        }
        Person::Nobody(why) => Whose::Nobody(why),
    };
    let heard = Heard {
        origin: origin(&sender.server),
        event: Some(name_of(sender, packet, &called)),
        location: LocationId::new(sender.server.location),
        source: CheckinSource::NetworkActivity,
        whose,
        told,
        device: called.device,
        opened: false,
        content: Some(keep::shown(packet)),
        keep: false,
    };
    let hearing = hear(app, heard).await?;
    tracing::debug!(server = sender.server.id, outcome = ?hearing.outcome, "accounting");
    Ok(())
}

/// The RADIUS server that told it.
pub(super) fn origin(server: &Shared) -> Origin {
    Origin { kind: SignalOrigin::RadiusServer, id: server.id, name: server.name.clone() }
}

/// Since when they are there, and when they were seen last: when it happened, or else when it was first tried to tell.
fn told(packet: &Packet<'_>, now: Instant) -> Told {
    let seconds = |seconds: u32| Span::micros(i64::from(seconds) * 1_000_000);
    let stamp = packet.number(kind::EVENT_TIMESTAMP).filter(|stamp| *stamp >= SET_SINCE);
    let seen = match stamp {
        Some(stamp) => Instant::from_micros(i64::from(stamp) * 1_000_000),
        None => now.minus(seconds(packet.number(kind::ACCT_DELAY_TIME).unwrap_or_default())),
    };
    let lasted = packet.number(kind::ACCT_SESSION_TIME).unwrap_or_default();
    Told::Present { since: seen.minus(seconds(lasted.min(LONGEST_SESSION))), seen }
}

/// Names the session: an access point numbers its own, and begins anew when it is switched on.
fn name_of(sender: &Sender, packet: &Packet<'_>, called: &Called) -> String {
    let point = text(packet, kind::NAS_IDENTIFIER).unwrap_or_else(|| sender.address.ip().to_string());
    let session = text(packet, kind::ACCT_SESSION_ID).unwrap_or_default();
    let whose = called.device.map(|device| device.to_string()).or_else(|| called.name.clone());
    format!("{point}/{session}/{}", whose.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use vestibule_radius::Secret;

    use super::*;

    const NOW: u32 = 1_788_337_000;

    fn second(second: u32) -> Instant {
        Instant::from_micros(i64::from(second) * 1_000_000)
    }

    fn told_by(attributes: &[(u8, u32)]) -> Told {
        let draft = Draft::new(Code::AccountingRequest, 1);
        let draft = attributes.iter().fold(draft, |draft, (kind, value)| draft.with_number(*kind, *value));
        let bytes = draft.request(&Secret::new("s"), [0; 16]);
        told(&Packet::parse(&bytes).expect("a packet"), second(NOW))
    }

    #[test]
    fn an_event_happened_when_it_says_and_the_session_began_before() {
        let told = told_by(&[
            (kind::EVENT_TIMESTAMP, NOW - 60),
            (kind::ACCT_SESSION_TIME, 600),
            (kind::ACCT_DELAY_TIME, 60),
        ]);
        assert_eq!(told, Told::Present { since: second(NOW - 660), seen: second(NOW - 60) });
    }

    #[test]
    fn without_a_clock_it_happened_when_it_was_first_tried_to_tell() {
        let told = told_by(&[(kind::ACCT_DELAY_TIME, 30)]);
        assert_eq!(told, Told::Present { since: second(NOW - 30), seen: second(NOW - 30) });
        let unset = told_by(&[(kind::EVENT_TIMESTAMP, 4_000), (kind::ACCT_DELAY_TIME, 30)]);
        assert_eq!(unset, told);
    }

    #[test]
    fn no_session_is_believed_to_be_endless() {
        let told = told_by(&[(kind::ACCT_SESSION_TIME, u32::MAX)]);
        assert_eq!(told, Told::Present { since: second(NOW - LONGEST_SESSION), seen: second(NOW) });
    }
}
