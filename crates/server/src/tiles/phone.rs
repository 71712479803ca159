//! A phone that its owner asked to be remembered: the next touch of a tile is one button.
//!
//! It carries a token in a cookie that no script reads, that goes nowhere but to tiles, and that no other site can have
//! sent. The server keeps its hash. Somebody's phone is forgotten once they have another PIN or password than the one
//! they showed, so that whoever lost a phone needs to change that and nothing else.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};
use vestibule_domain::time::{Instant, Span};
use vestibule_records::kept::RememberedPhone;
use vestibule_records::{Base, Coworker, Filter, Id, Record, Test, User, Value};
use vestibule_store::{
    Answer, Change, Decision, Lookup, Mint, Query, Reply, Scope, Snapshot, StoreError, Viewer, Work,
};

use crate::api::request::fingerprint;
use crate::app::App;
use crate::auth::secret;
use crate::cookies::Cookie;

/// The cookie.
const CARRIED: Cookie = Cookie { name: "vestibule_phone", path: "/t", follows_links: false };
/// For how long a phone is remembered.
const DAYS: i64 = 180;
const SECONDS: i64 = DAYS * 24 * 3600;
/// Who writes what is kept of it.
const BY: &str = "tile";

/// What somebody showed to be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Showed {
    /// Their PIN.
    Pin,
    /// The password of their user.
    Password,
}

/// The token that a phone carries, if it carries one that could be ours.
pub(super) fn carried(headers: &HeaderMap) -> Option<String> {
    CARRIED.of(headers).filter(|token| secret::looks_right(token)).map(str::to_owned)
}

/// Has the phone carry a token.
pub(super) fn hand_out(token: &str, is_safe: bool) -> Option<(HeaderName, HeaderValue)> {
    CARRIED.set(token, SECONDS, is_safe)
}

/// Has the phone carry none any more.
pub(super) fn take_back(is_safe: bool) -> Option<(HeaderName, HeaderValue)> {
    CARRIED.forget(is_safe)
}

/// Whose phone carries a token. One that is too old, or whose owner has another PIN or password by now, is nobody's.
///
/// # Errors
/// When the store fails.
pub(crate) async fn known(app: &App, token: &str) -> Result<Option<Coworker>, StoreError> {
    let of_hash = Query::by::<RememberedPhone>("Hash", Test::Is(hash(token)));
    let phone = app.store.list(of_hash).await?.rows.pop();
    let phone = phone.as_ref().map(RememberedPhone::from_row).transpose()?;
    let Some(phone) = phone.filter(|phone| phone.expires_on > app.now()) else { return Ok(None) };
    let Some(owner) = read::<Coworker>(app, phone.coworker_id.get()).await? else { return Ok(None) };
    for showed in [Showed::Pin, Showed::Password] {
        if shown(app, &owner, showed).await?.as_ref() == Some(&phone.shown) {
            return Ok(Some(owner));
        }
    }
    Ok(None)
}

/// Remembers the phone of a customer: the token for it to carry. `None` when there is no such customer any more.
///
/// # Errors
/// When the store fails.
pub(super) async fn remember(app: &App, customer: i64, showed: Showed) -> Result<Option<String>, StoreError> {
    let Some(owner) = read::<Coworker>(app, customer).await? else { return Ok(None) };
    let Some(shown) = shown(app, &owner, showed).await? else { return Ok(None) };
    let token = secret::issue(&*app.entropy);
    let (hash, now) = (secret::hash_of(&token), app.now());
    let outdated = vec![
        Filter::on::<RememberedPhone>("CoworkerId", Test::Is(Value::Int(customer))),
        Filter::on::<RememberedPhone>("ExpiresOn", Test::AtMost(now.micros())),
    ];
    let scope = scope(vec![Lookup::all(RememberedPhone::schema(), outdated)]);
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let phone = RememberedPhone {
            hash: hash.clone(),
            coworker_id: Id::new(customer),
            shown: shown.clone(),
            expires_on: ends(now),
            base: Base::made(mint.id(), mint.guid(), now, BY),
        };
        let mut changes = gone(snapshot);
        changes.push(Change::Insert(phone.into_row()));
        done(changes)
    };
    let work = Work { scope, key: None, now, decide: Arc::new(decide) };
    app.store.transact(work).await.map(|_| Some(token))
}

/// Forgets a phone.
///
/// # Errors
/// When the store fails.
pub(super) async fn forget(app: &App, token: &str) -> Result<(), StoreError> {
    let of_hash = vec![Filter::on::<RememberedPhone>("Hash", Test::Is(hash(token)))];
    let scope = scope(vec![Lookup::all(RememberedPhone::schema(), of_hash)]);
    let decide = |snapshot: &Snapshot, _: &mut Mint<'_>| done(gone(snapshot));
    let work = Work { scope, key: None, now: app.now(), decide: Arc::new(decide) };
    app.store.transact(work).await.map(drop)
}

/// The phones that were looked up, on their way out.
fn gone(snapshot: &Snapshot) -> Vec<Change> {
    let phones = snapshot.found.iter().flatten();
    phones.map(|phone| Change::Delete(RememberedPhone::schema(), phone.id())).collect()
}

fn ends(now: Instant) -> Instant {
    now.plus(Span::micros(SECONDS * 1_000_000))
}

fn hash(token: &str) -> Value {
    Value::Text(secret::hash_of(token))
}

const fn scope(lookups: Vec<Lookup>) -> Scope {
    Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups, visit: None }
}

const fn done(changes: Vec<Change>) -> Decision {
    Decision { changes, answer: Answer::Ready(Reply { status: 200, body: Vec::new() }) }
}

/// A fingerprint of the PIN or the password that somebody has now, if they have one.
async fn shown(app: &App, owner: &Coworker, showed: Showed) -> Result<Option<String>, StoreError> {
    let secret = match showed {
        Showed::Pin => owner.access_pincode.clone(),
        Showed::Password => password_of(app, owner).await?,
    };
    let word = if showed == Showed::Pin { "pin" } else { "password" };
    let id = owner.base.id.to_be_bytes();
    Ok(secret.map(|secret| fingerprint(&[word.as_bytes(), &id, secret.as_bytes()])))
}

/// The hash of the password of a customer's user, as long as that may sign in.
async fn password_of(app: &App, owner: &Coworker) -> Result<Option<String>, StoreError> {
    let Some(user) = owner.user_id else { return Ok(None) };
    let user = read::<User>(app, user.get()).await?;
    Ok(user.filter(|user| user.active && !user.must_reset_password).and_then(|user| user.password_hash))
}

async fn read<T: Record>(app: &App, id: i64) -> Result<Option<T>, StoreError> {
    let of_id = Query::ids(T::schema(), Viewer::Everything, vec![id]);
    let row = app.store.list(of_id).await?.rows.pop();
    Ok(row.as_ref().map(T::from_row).transpose()?)
}
