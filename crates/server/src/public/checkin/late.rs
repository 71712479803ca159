//! A tap that a tablet could not deliver when it was made. A customer's is heard as what any other thing tells late
//! ([`crate::sources`]), so that it goes together with whatever was told meanwhile; a visitor's is decided as of its time.

use vestibule_domain::time::{Instant, Span};
use vestibule_domain::{Gesture, Told};
use vestibule_records::{CheckinSource, SignalOrigin};
use vestibule_store::{Catalogue, Key, Reply, StoreError};

use super::ask::Ask;
use super::door::Door;
use super::person::Who;
use super::verdict::{Denial, Verdict};
use super::{decided_once, known};
use crate::app::App;
use crate::kiosk::Tablet;
use crate::limits::Guesser;
use crate::sources::{Heard, Hearing, Manner, Origin, Whose, hear_once, in_time};

/// What became of a tap that came late.
pub(crate) enum Late {
    /// It was heard, and this came of it.
    Heard(Hearing),
    /// It was answered as taps are: it had come before, or is somebody's without an account.
    Answered(Reply),
    /// Too many guesses came before it: it was not looked at, and may come again.
    Slowed(Verdict),
}

/// Takes a tap that was made at another time than now. `None` when there is no such location.
///
/// # Errors
/// When the store fails; then nothing is known of the tap, and it may come again.
pub(crate) async fn late(
    app: &App,
    catalogue: &Catalogue,
    guesser: Guesser,
    (ask, at): (Ask, Instant),
    key: Key,
    tablet: &Tablet,
) -> Result<Option<Late>, StoreError> {
    let Some(location) = catalogue.location(guesser.location) else { return Ok(None) };
    let who = match known(app, catalogue, location, guesser, &ask).await? {
        Ok(who) => who,
        Err(slowed) => return Ok(Some(Late::Slowed(slowed))),
    };
    let whose = match &who {
        Who::Customer(customer) => Whose::Customer(*customer),
        Who::Nobody(unknown) => Whose::Nobody(unknown.sentence(&location.name)),
        Who::Token(_) | Who::Visitor(_) => {
            let told = Told::Passed { at };
            if let Err(untimely) = in_time(catalogue, location.id, SignalOrigin::Tablet, told, app.now()) {
                let denied = Verdict::Denied(Denial::Refused, untimely.sentence());
                return Ok(Some(Late::Answered(tablet.way(true).reply(&denied, TOO_LATE))));
            }
            let door = Door::new(ask, tablet.way(true), location.id, &who, at.min(app.now()));
            let reply = decided_once(app, catalogue, door, who, Some(key)).await?;
            return Ok(Some(Late::Answered(reply)));
        }
    };
    let heard = Heard {
        origin: Origin { kind: SignalOrigin::Tablet, id: tablet.id, name: tablet.name.clone() },
        event: Some(key.key.clone()),
        location: location.id,
        source: CheckinSource::Manual,
        whose,
        told: told(&ask, at, super::door::debounce(catalogue, location.id.get())),
        device: None,
        opened: false,
        content: None,
        keep: true,
    };
    let manner = Manner { remarks: vec![REMARK.to_owned()], ..Manner::of(SignalOrigin::Tablet) };
    Ok(Some(match hear_once(app, heard, manner, key).await? {
        Ok(hearing) => Late::Heard(hearing),
        Err(reply) => Late::Answered(reply),
    }))
}

/// The word for what comes too late, or before it happened.
pub(crate) const TOO_LATE: &str = "too_late";
/// What is said of it on the desk.
const REMARK: &str = "The tablet had no network when it was told";

const fn told(ask: &Ask, at: Instant, debounce: Span) -> Told {
    match ask.gesture {
        Gesture::Enter => Told::In { at },
        Gesture::Leave => Told::Out { at },
        Gesture::Toggle => Told::Tapped { at, debounce },
    }
}
