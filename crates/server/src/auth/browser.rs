//! Somebody who has signed in with a browser: it carries a token in a cookie that no script reads.
//!
//! A browser sends its cookie along with whatever a page has it send, so what changes something is taken from pages of this
//! server alone, which a browser tells by the `Origin` it names. What only reads needs no such proof: no page of another
//! server gets to see the answer.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use vestibule_domain::time::Span;
use vestibule_records::kept::{Token, TokenUse};
use vestibule_records::{Base, Filter, Id, Record as _, Test, User, Value};
use vestibule_store::{
    Answer, Change, Decision, Lookup, Mint, Reply, Scope, Snapshot, StoreError, Viewer, Work,
};

use super::{hash_of, issue, looks_right};
use crate::app::App;
use crate::cookies::Cookie;
use crate::reached::Reached;

/// How long somebody stays signed in: a shift, and the way home.
const SECONDS: i64 = 12 * 3600;

/// The cookie. Whoever follows a link out of a mail is still signed in.
const CARRIED: Cookie = Cookie { name: "vestibule_session", path: "/", follows_links: true };
/// The client that a session is issued to.
const CLIENT: &str = "browser";

/// The token that a browser carries, if it carries one that could be ours.
pub(super) fn known(headers: &HeaderMap) -> Option<&str> {
    CARRIED.of(headers).filter(|token| looks_right(token))
}

/// Whether a page of this server sent a request, or it changes nothing.
pub(super) fn is_of_a_page_of_ours<B>(app: &App, request: &Request<B>) -> bool {
    let reached =
        Reached { uri: request.uri(), headers: request.headers(), extensions: request.extensions() };
    matches!(*request.method(), Method::GET | Method::HEAD) || reached.own_origin(&app.settings).is_some()
}

/// Has a browser carry the token of a session; `is_safe` where nobody can read it on the way.
pub(crate) fn know_browser(token: &str, is_safe: bool) -> Option<(HeaderName, HeaderValue)> {
    CARRIED.set(token, SECONDS, is_safe)
}

/// Has a browser carry none any more.
pub(crate) fn forget_browser(is_safe: bool) -> Option<(HeaderName, HeaderValue)> {
    CARRIED.forget(is_safe)
}

/// A session for a user who has proved who they are: its token, for the browser to carry.
///
/// # Errors
/// When the store fails.
pub(crate) async fn open(app: &App, user: &User) -> Result<String, StoreError> {
    let token = issue(&*app.entropy);
    let now = app.now();
    let session = Token {
        hash: hash_of(&token),
        purpose: TokenUse::Session,
        user_id: Id::new(user.base.id),
        client_id: CLIENT.to_owned(),
        expires_on: now.plus(Span::micros(SECONDS * 1_000_000)),
        spent_on: None,
        base: Base::default(),
    };
    let by = user.email.clone();
    let decide = move |_: &Snapshot, mint: &mut Mint<'_>| {
        let base = Base::made(mint.id(), mint.guid(), now, &by);
        done(vec![Change::Insert(Token { base, ..session.clone() }.into_row())])
    };
    let work = Work { scope: scope(Vec::new()), key: None, now, decide: Arc::new(decide) };
    app.store.transact(work).await.map(|_| token)
}

/// Ends the session whose token came along, if one did.
///
/// # Errors
/// When the store fails.
pub(crate) async fn leave(app: &App, headers: &HeaderMap) -> Result<(), StoreError> {
    let Some(token) = known(headers) else { return Ok(()) };
    app.sessions.forget(token, TokenUse::Session);
    let of_hash = Filter::on::<Token>("Hash", Test::Is(Value::Text(hash_of(token))));
    let decide = |snapshot: &Snapshot, _: &mut Mint<'_>| {
        let sessions = snapshot.found.iter().flatten();
        done(sessions.map(|row| Change::Delete(Token::schema(), row.id())).collect())
    };
    let scope = scope(vec![Lookup::all(Token::schema(), vec![of_hash])]);
    app.store.transact(Work { scope, key: None, now: app.now(), decide: Arc::new(decide) }).await.map(drop)
}

const fn scope(lookups: Vec<Lookup>) -> Scope {
    Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups, visit: None }
}

const fn done(changes: Vec<Change>) -> Decision {
    Decision { changes, answer: Answer::Ready(Reply { status: 200, body: Vec::new() }) }
}
