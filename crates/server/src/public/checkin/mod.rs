//! `POST /api/public/checkin`: the way in for kiosks, doors and captive portals (`contract.md` 13.1, `domain.md` 6.1).
//!
//! A body is read ([`ask`]), whoever it names is found ([`person`]), and the tap is decided in one write ([`door`],
//! [`customer`], [`token`], [`visitor`]) and answered ([`verdict`]). Nothing is decided here that a rule decides.

mod ask;
mod customer;
mod described;
mod devices;
mod door;
mod late;
mod left;
mod network;
mod person;
mod token;
pub(crate) mod verdict;
mod visitor;
mod way;

pub(crate) use ask::{Ask, Credential};
pub(super) use described::{ENDPOINT, VERDICT};
pub(crate) use door::LONGEST_DEBOUNCE;
pub(crate) use late::{Late, TOO_LATE, late};
pub(crate) use left::Left;
pub(crate) use network::{Joining, Told, join, seen};
pub(crate) use person::{Who, find, nobody};
pub(crate) use token::spend;
pub(crate) use way::Way;

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use vestibule_domain::Location;
use vestibule_domain::ids::CustomerId;
use vestibule_store::{Catalogue, Decision, Key, Mint, Outcome, Reply, Scope, Snapshot, StoreError, Work};

use super::site;
use crate::api::envelope;
use crate::api::request::Write;
use crate::app::App;
use crate::limits::Guesser;
use crate::peer;
use door::{Decided, Door};
use verdict::{Denial, Verdict};

/// Answers `POST /api/public/checkin`.
pub(super) async fn answer(app: &App, request: Request) -> Response {
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    let (parts, body) = request.into_parts();
    let address = peer::address(&parts.extensions, &parts.headers, &app.settings);
    let catalogue = match app.store.catalogue().await {
        Ok(catalogue) => catalogue,
        Err(error) => return verdict::failed(&error),
    };
    let location = match site::at(&catalogue, &parts.uri, &parts.headers) {
        Ok(location) => location,
        Err(label) => return Verdict::Denied(Denial::Nonsense, no_such_place(label)).respond(),
    };
    let actor = format!("public/checkin/{location}");
    let write = match Write::read(Request::from_parts(parts, body), &actor).await {
        Ok(write) => write,
        Err(response) => return *response,
    };
    let ask = write.body().map_err(|error| error.to_string()).and_then(|body| Ask::read(&body));
    let ask = match ask {
        Ok(ask) => ask,
        Err(sentence) => return Verdict::Denied(Denial::Nonsense, sentence).respond(),
    };
    let guesser = Guesser { location, address, device: ask.mac, relayed: false };
    match take(app, &catalogue, guesser, ask, write.key, Way::Public).await {
        Ok(Some(taken)) => envelope::respond(taken.reply),
        Ok(None) => envelope::not_found(),
        Err(error) => verdict::failed(&error),
    }
}

fn no_such_place(label: &str) -> String {
    format!(
        "There is no location '{label}': its web address is the first part of the host name, as in loft.example.com"
    )
}

/// What a tap was answered with.
pub(crate) struct Taken {
    /// The verdict.
    pub(crate) reply: Reply,
    /// The customer, where it was one.
    pub(crate) customer: Option<CustomerId>,
}

/// Takes what is asked to whoever decides it. `None` when there is no such location.
pub(crate) async fn take(
    app: &App,
    catalogue: &Catalogue,
    guesser: Guesser,
    ask: Ask,
    key: Option<Key>,
    way: Way,
) -> Result<Option<Taken>, StoreError> {
    let Some(location) = catalogue.location(guesser.location) else {
        return Ok(None);
    };
    let who = match known(app, catalogue, location, guesser, &ask).await? {
        Ok(who) => who,
        Err(slowed) => return Ok(Some(Taken { reply: way.reply(&slowed, ""), customer: None })),
    };
    let customer = if let Who::Customer(customer) = &who { Some(*customer) } else { None };
    let door = Door::new(ask, way, location.id, &who, app.now());
    let reply = decided_once(app, catalogue, door, who, key).await?;
    Ok(Some(Taken { reply, customer }))
}

/// Has a tap decided; one that comes again under the same key is answered as the first time.
async fn decided_once(
    app: &App,
    catalogue: &Catalogue,
    door: Door,
    who: Who,
    key: Option<Key>,
) -> Result<Reply, StoreError> {
    let scope = door.scope(&who);
    // Not over the body: what it holds is nobody's business, and what it comes to is in the tap.
    let key = key.map(|key| Key { fingerprint: door.fingerprint(), ..key });
    let network = catalogue.network_of(door.passage.wanted.business_id.get());
    let decide =
        move |snapshot: &Snapshot, mint: &mut Mint<'_>| decide(&door, &who, &network, snapshot, mint);
    run(app, scope, key, decide).await
}

/// Who it is; or, after too many wrong guesses, how long to wait.
async fn known(
    app: &App,
    catalogue: &Catalogue,
    location: &Location,
    guesser: Guesser,
    ask: &Ask,
) -> Result<Result<Who, Verdict>, StoreError> {
    let can_be_guessed = ask.credential.can_be_guessed();
    if can_be_guessed && let Err(wait) = app.guesses.may_guess(&guesser, app.now()) {
        return Ok(Err(verdict::slowed(wait)));
    }
    let who = person::find(app, catalogue, location, ask).await?;
    let right = !matches!(who, Who::Nobody(_));
    if can_be_guessed && let Err(wait) = app.guesses.note(&guesser, right, app.now()) {
        return Ok(Err(verdict::slowed(wait)));
    }
    Ok(Ok(who))
}

fn decide(door: &Door, who: &Who, network: &[i64], snapshot: &Snapshot, mint: &mut Mint<'_>) -> Decision {
    let decided = match who {
        Who::Customer(_) => customer::decide(door, network, snapshot, mint),
        Who::Token(token) => token::decide(door, *token, snapshot, mint),
        Who::Visitor(visitor) => visitor::decide(door, *visitor, snapshot, mint),
        Who::Nobody(unknown) => door.unknown(unknown, snapshot, mint),
    };
    let code = match &decided {
        Ok(Decided { verdict: Verdict::Denied(Denial::Refused, _), .. }) => door.code(snapshot, mint),
        _ => String::new(),
    };
    door.note(&decided, mint);
    door.decision(decided, &code)
}

async fn run(
    app: &App,
    scope: Scope,
    key: Option<Key>,
    decide: impl Fn(&Snapshot, &mut Mint<'_>) -> Decision + Send + Sync + 'static,
) -> Result<Reply, StoreError> {
    let work = Work { scope, key, now: app.now(), decide: Arc::new(decide) };
    Ok(match app.store.transact(work).await? {
        Outcome::Done(reply) | Outcome::Replayed(reply) => reply,
        Outcome::KeyReused => {
            let sentence = "Idempotency-Key: this key was used before for a different request".to_owned();
            Verdict::Denied(Denial::KeyReused, sentence).reply()
        }
    })
}
