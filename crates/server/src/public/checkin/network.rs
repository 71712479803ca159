//! What access points ask and tell of people who would otherwise come to the door themselves: whether somebody may join
//! the Wi-Fi, and that a guest on a code is on it.

use std::sync::Arc;

use serde_json::Value as Json;
use vestibule_domain::ids::LocationId;
use vestibule_store::{Catalogue, Mint, Outcome, Snapshot, StoreError, Work};

use super::ask::Ask;
use super::door::Door;
use super::person::{Unknown, Who};
use super::verdict::Verdict;
use super::way::{Network, Way};
use super::{decide, known};
use crate::app::App;
use crate::limits::Guesser;

/// Somebody who would join the Wi-Fi.
pub(crate) struct Joining {
    /// Who it is.
    pub(crate) who: Who,
    /// What they are told.
    pub(crate) told: Told,
}

/// What somebody is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    /// They may, for so many seconds.
    Welcome(i64),
    /// They may not, in a sentence.
    Denied(String),
}

/// Whether somebody may join the Wi-Fi: whether they are inside, or would be let in. Their device is known from then on,
/// where the limit of the location allows it; a refusal is recorded under the name of whoever asks. Nobody comes in.
///
/// # Errors
/// When the store fails.
pub(crate) async fn join(
    app: &App,
    catalogue: &Catalogue,
    guesser: Guesser,
    ask: Ask,
    by: String,
) -> Result<Joining, StoreError> {
    let Some(location) = catalogue.location(guesser.location) else {
        let told = Told::Denied("There is no such location any more".to_owned());
        return Ok(Joining { who: Who::Nobody(Unknown::Device), told });
    };
    match known(app, catalogue, location, guesser, &ask).await? {
        Ok(who) => {
            let door =
                Door::new(ask, Way::Network { what: Network::Joins, by }, location.id, &who, app.now());
            let told = decided(app, catalogue, door, who.clone()).await?;
            Ok(Joining { who, told })
        }
        Err(Verdict::Denied(_, sentence)) => {
            Ok(Joining { who: Who::Nobody(super::nobody(&ask)), told: Told::Denied(sentence) })
        }
        Err(Verdict::Welcome(_)) => Err(StoreError::Database("who has to wait was welcomed".to_owned())),
    }
}

/// A guest is on the Wi-Fi, or leaves it: an access point vouches for them, so that nobody guesses.
///
/// # Errors
/// When the store fails.
pub(crate) async fn seen(
    app: &App,
    catalogue: &Catalogue,
    location: LocationId,
    (who, ask): (Who, Ask),
    by: String,
) -> Result<Told, StoreError> {
    let door = Door::new(ask, Way::Network { what: Network::Uses, by }, location, &who, app.now());
    decided(app, catalogue, door, who).await
}

async fn decided(app: &App, catalogue: &Catalogue, door: Door, who: Who) -> Result<Told, StoreError> {
    let (scope, now) = (door.scope(&who), door.now);
    let network = catalogue.network_of(door.passage.wanted.business_id.get());
    let decide =
        move |snapshot: &Snapshot, mint: &mut Mint<'_>| decide(&door, &who, &network, snapshot, mint);
    match app.store.transact(Work { scope, key: None, now, decide: Arc::new(decide) }).await? {
        Outcome::Done(reply) | Outcome::Replayed(reply) => read(&reply.body),
        Outcome::KeyReused => None,
    }
    .ok_or_else(|| StoreError::Database("a tap could not be decided".to_owned()))
}

/// Reads the verdict again.
fn read(body: &[u8]) -> Option<Told> {
    let body: Json = serde_json::from_slice(body).ok()?;
    if body["WasSuccessful"].as_bool()? {
        let micros = body["Value"]["SessionTimeOut"].as_number()?.to_string();
        let whole = micros.split('.').next()?;
        return whole.parse().ok().map(Told::Welcome);
    }
    Some(Told::Denied(body["Message"].as_str()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use vestibule_domain::time::{Instant, Span};

    use super::super::verdict::{Action, Denial, Session};
    use super::*;

    #[test]
    fn a_verdict_is_read_as_it_was_written() {
        let now = Instant::from_micros(1_772_000_000_000_000);
        let ends = now.plus(Span::micros(90_500_000));
        let session = Session { action: Action::CheckIn, ends, now, name: None, visit: None, left: None };
        assert_eq!(read(&Verdict::Welcome(session).reply().body), Some(Told::Welcome(90)));
        let denied = Verdict::Denied(Denial::Refused, "Not \"now\"".to_owned());
        assert_eq!(read(&denied.reply().body), Some(Told::Denied("Not \"now\"".to_owned())));
    }
}
