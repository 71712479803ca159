//! A tablet at a door: it carries a secret in a cookie that no script reads, that goes nowhere but to its own pages, and
//! that no other site can have sent. The server keeps its hash, in a table that nothing but these pages asks: to the API it
//! is nobody's.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};
use vestibule_domain::time::{Instant, Span};
use vestibule_records::kept::Tablet as Kept;
use vestibule_records::{Filter, Id, Record as _, Test, Value};
use vestibule_store::{
    Answer, Change, Decision, Lookup, Mint, Query, Reply, Scope, Snapshot, StoreError, Viewer, Work,
};

use crate::app::App;
use crate::auth::secret;
use crate::cookies::Cookie;
use crate::public::checkin::Way;

/// The cookie.
const CARRIED: Cookie = Cookie { name: "vestibule_tablet", path: "/kiosk", follows_links: false };
/// For how long a browser keeps it at most; it is handed out anew while the tablet is used.
const SECONDS: i64 = 400 * 24 * 3600;
/// How exactly it is noted when a tablet was last heard of.
const SEEN_EVERY: Span = Span::minutes(5);

/// A tablet that is known.
#[derive(Debug, Clone)]
pub(crate) struct Tablet {
    /// Its number.
    pub(crate) id: i64,
    /// What people call it.
    pub(crate) name: String,
    /// When it was last heard of.
    pub(super) seen: Instant,
}

impl Tablet {
    /// What it is called among the witnesses of a visit, and as whoever writes.
    pub(crate) fn label(&self) -> String {
        format!("Tablet {}", self.id)
    }

    /// The way in of whoever uses it; `late` where it had no network when they did.
    pub(crate) fn way(&self, late: bool) -> Way {
        Way::Tablet { label: self.label(), name: self.name.clone(), late }
    }
}

/// The secret that a browser carries, if it could be one of ours.
pub(super) fn carried(headers: &HeaderMap) -> Option<&str> {
    CARRIED.of(headers).filter(|token| secret::looks_right(token))
}

/// Has a browser carry a secret.
pub(super) fn hand_out(token: &str, is_safe: bool) -> Option<(HeaderName, HeaderValue)> {
    CARRIED.set(token, SECONDS, is_safe)
}

/// The tablet at a location that carries this secret.
///
/// # Errors
/// When the store fails.
pub(super) async fn known(app: &App, token: &str, location: i64) -> Result<Option<Tablet>, StoreError> {
    let of_hash = Query::by::<Kept>("Hash", Test::Is(Value::Text(secret::hash_of(token))));
    let row = app.store.list(of_hash).await?.rows.pop();
    let kept = row.as_ref().map(Kept::from_row).transpose()?;
    let here = kept.filter(|kept| kept.business_id == Id::new(location));
    Ok(here.map(|kept| Tablet { id: kept.base.id, name: kept.name, seen: kept.last_seen }))
}

/// Notes that a tablet was heard of, now and then; whether it was now.
///
/// # Errors
/// When the store fails.
pub(super) async fn heard_of(app: &App, tablet: &Tablet) -> Result<bool, StoreError> {
    let now = app.now();
    if now.since(tablet.seen) < SEEN_EVERY.in_micros() {
        return Ok(false);
    }
    let decide = move |snapshot: &Snapshot, _: &mut Mint<'_>| {
        let seen = snapshot.found.iter().flatten().cloned().map(|mut row| {
            row.set("LastSeen", Value::Int(now.micros()));
            Change::Amend(row, &["LastSeen"])
        });
        done(200, seen.collect())
    };
    run(app, vec![by_id(tablet.id)], decide).await.map(|_| true)
}

/// Forgets a tablet that the viewer may see; whether there was one.
///
/// # Errors
/// When the store fails.
pub(crate) async fn revoke(app: &App, id: i64, locations: Viewer) -> Result<bool, StoreError> {
    let decide = move |snapshot: &Snapshot, _: &mut Mint<'_>| {
        let theirs = |at: i64| match &locations {
            Viewer::Everything => true,
            Viewer::Locations(ids) => ids.contains(&at),
        };
        let rows = snapshot.found.iter().flatten();
        let mine = rows.filter(|row| row.get("BusinessId").int().is_some_and(theirs));
        let gone: Vec<_> = mine.map(|row| Change::Delete(Kept::schema(), row.id())).collect();
        done(if gone.is_empty() { 404 } else { 200 }, gone)
    };
    Ok(run(app, vec![by_id(id)], decide).await?.status == 200)
}

fn by_id(id: i64) -> Lookup {
    Lookup::all(Kept::schema(), vec![Filter::on::<Kept>("Id", Test::Is(Value::Int(id)))])
}

/// Has something done about tablets.
pub(super) async fn run(
    app: &App,
    lookups: Vec<Lookup>,
    decide: impl Fn(&Snapshot, &mut Mint<'_>) -> Decision + Send + Sync + 'static,
) -> Result<Reply, StoreError> {
    let scope = Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups, visit: None };
    let work = Work { scope, key: None, now: app.now(), decide: Arc::new(decide) };
    match app.store.transact(work).await? {
        vestibule_store::Outcome::Done(reply) | vestibule_store::Outcome::Replayed(reply) => Ok(reply),
        vestibule_store::Outcome::KeyReused => {
            Err(StoreError::Database("a work without a key has one".to_owned()))
        }
    }
}

/// Changes, and a word of how it went.
pub(super) const fn done(status: u16, changes: Vec<Change>) -> Decision {
    Decision { changes, answer: Answer::Ready(Reply { status, body: Vec::new() }) }
}
