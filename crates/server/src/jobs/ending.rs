//! Ending visits that nobody ended: each in a small write of its own, whichever round found it.

use std::sync::{Arc, Mutex, PoisonError};

use vestibule_domain::time::Instant;
use vestibule_domain::world::{Amount, Changes, Visit, VisitRef};
use vestibule_domain::{Cause, Ending, Minutes, depart, ending};
use vestibule_records::{AccessToken, Checkin, Coworker, Filter, Record, Row, Test, Value};
use vestibule_store::{
    Answer, Book, Catalogue, Change, Decision, Mint, Outcome, Posting, Query, Reply, RowRef, Scope, Snapshot,
    StoreError, Viewer, VisitScope, Work,
};

use super::notice::{self, Stayed};
use crate::app::App;
use crate::evidence;
use crate::mail::{self, Message};
use crate::public::spend;

/// Visits that are read at a time.
const PAGE: i64 = 500;
/// What must be known of a visit to look at it anew.
static WHAT_IS_READ: [&str; 5] = ["BusinessId", "CoworkerId", "FromTime", "EnteredOn", "AccessTokenId"];
/// What the end of a visit changes of the token it stands on.
static WHAT_COUNTING_CHANGES: [&str; 3] = ["MinutesLeft", "UpdatedOn", "UpdatedBy"];

/// Ends those of the open visits that fit these conditions and end by themselves by now.
///
/// # Errors
/// When the store fails; what could be done in spite of that is done, and the next round does the rest.
pub(super) async fn end_all(app: &App, conditions: &[Filter]) -> Result<(), StoreError> {
    let catalogue = app.store.catalogue().await?;
    let (mut after, mut failed) = (0, Ok(()));
    loop {
        let rows = app.store.list(open(conditions, after)).await?.rows;
        for row in &rows {
            after = row.id();
            // One that cannot end does not keep the others from theirs.
            if let Err(error) = end(app, &catalogue, row).await {
                tracing::warn!(%error, visit = after, "a visit that nobody ended was not ended");
                failed = failed.and(Err(error));
            }
        }
        if i64::try_from(rows.len()).unwrap_or(PAGE) < PAGE {
            return failed;
        }
    }
}

/// A page of open visits that fit these conditions.
fn open(conditions: &[Filter], after: i64) -> Query {
    let schema = Checkin::schema();
    let mut filters = vec![Filter::on::<Checkin>("ToTime", Test::IsNull)];
    filters.extend_from_slice(conditions);
    filters.push(Filter::on::<Checkin>("Id", Test::AtLeast(after + 1)));
    let order = (schema.position("Id").unwrap_or_default(), false);
    Query { filters, order, limit: PAGE, sets: false, only: Some(&WHAT_IS_READ), ..Query::all(schema) }
}

/// Ends a visit if it ends by itself, and tells its customer.
async fn end(app: &App, catalogue: &Catalogue, found: &Row) -> Result<(), StoreError> {
    let location = found.get("BusinessId").int().unwrap_or_default();
    let tells = app.settings.mail.is_some() && notice::is_wanted(catalogue, location);
    let open = Open { id: found.id(), token: found.get("AccessTokenId").int(), tells };
    let scope = scope(found, &open);
    // A decision may be asked more than once: the message of the last time is that of what was written.
    let message = Arc::new(Mutex::new(None));
    let drawn = message.clone();
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let Ended { changes, message } = open.ended(snapshot, mint).unwrap_or_else(|error| {
            tracing::error!(%error, visit = open.id, "a visit that nobody ended cannot be read");
            Ended::default()
        });
        *drawn.lock().unwrap_or_else(PoisonError::into_inner) = message;
        Decision { changes, answer: Answer::Ready(Reply { status: 200, body: Vec::new() }) }
    };
    let work = Work { scope, key: None, now: app.now(), decide: Arc::new(decide) };
    if let Outcome::Done(_) = app.store.transact(work).await? {
        let message = message.lock().unwrap_or_else(PoisonError::into_inner).take();
        post(app, found.id(), message).await;
    }
    Ok(())
}

/// Hands a message over to be sent. The visit has ended, whatever becomes of it.
async fn post(app: &App, visit: i64, message: Option<Message>) {
    let Some((mail, message)) = app.settings.mail.as_ref().zip(message) else { return };
    if let Err(error) = mail::post(mail, &message).await {
        tracing::error!(%error, visit, "the message about the end of a visit could not be written");
    }
}

fn scope(found: &Row, open: &Open) -> Scope {
    let number = |name: &str| found.get(name).int();
    let token = open.token.map(|id| RowRef { schema: AccessToken::schema(), id, changes: true }).into_iter();
    let customer = number("CoworkerId").filter(|_| open.tells);
    let customer = customer.map(|id| RowRef { schema: Coworker::schema(), id, changes: false });
    let visit = VisitScope {
        location: number("BusinessId").unwrap_or_default(),
        customer: number("CoworkerId"),
        instants: ["FromTime", "EnteredOn"]
            .into_iter()
            .filter_map(number)
            .map(Instant::from_micros)
            .collect(),
        visit: Some(open.id),
        pass: None,
        tap: None,
    };
    Scope {
        viewer: Viewer::Everything,
        rows: token.chain(customer).collect(),
        lookups: Vec::new(),
        visit: Some(visit),
    }
}

/// A visit that was found open.
#[derive(Clone, Copy)]
struct Open {
    id: i64,
    /// The token it stands on, for a guest.
    token: Option<i64>,
    /// Whether its customer is told of its end.
    tells: bool,
}

/// What the end of a visit comes to; nothing where it goes on, or somebody ended it meanwhile.
#[derive(Default)]
struct Ended {
    changes: Vec<Change>,
    message: Option<Message>,
}

impl Open {
    fn ended(self, snapshot: &Snapshot, mint: &mut Mint<'_>) -> Result<Ended, StoreError> {
        let Some(book) = Book::open(snapshot)? else { return Ok(Ended::default()) };
        let Some((visit, Ending { at, cause })) = self.due(&book, mint.now())? else {
            return Ok(Ended::default());
        };
        let world = book.world();
        let decided = match depart(&world, &visit, at, true) {
            Ok(decided) => decided,
            Err(refusal) => {
                tracing::warn!(visit = self.id, why = refusal.code(), "a visit cannot end by itself");
                return Ok(Ended::default());
            }
        };
        let posting = Posting { by: by(cause), now: mint.now(), wanted: None };
        let (mut changes, _) = book.post(&decided, &posting, mint);
        evidence::note(&mut changes, &book, &world);
        let token = self.counted(&mut changes, snapshot, (visit.from, at), &posting)?;
        changes.extend(token);
        let customer = snapshot.visit.as_ref().and_then(|visit| visit.customer.as_ref());
        let customer = customer.and_then(|facts| snapshot.row(Coworker::schema(), facts.id));
        let message = match (customer, cause) {
            (Some(customer), Cause::CutOff) => {
                let stayed = Stayed { from: visit.from, to: at, taken: taken(&decided, visit.id) };
                stayed.told(&Coworker::from_row(customer)?, &world.location, mint)
            }
            _ => None,
        };
        Ok(Ended { changes, message })
    }

    /// The visit and its end, if that has come: looked at anew, since much may have happened to it.
    fn due(self, book: &Book<'_>, now: Instant) -> Result<Option<(Visit, Ending)>, StoreError> {
        let (Some(visit), Some(row)) = (book.visit_of_id(self.id), book.row_of_visit(self.id)) else {
            return Ok(None);
        };
        let stored = Checkin::from_row(row)?;
        let falls_silent = stored.auto_checkout && stored.last_activity.is_some();
        let ending = ending(&book.world().location, &visit, falls_silent, now);
        Ok(ending.map(|ending| (visit, ending)))
    }

    /// A guest's minutes, taken from the token; the visit says how many those are. Visits outlive their tokens.
    fn counted(
        self,
        changes: &mut [Change],
        snapshot: &Snapshot,
        (from, to): (Instant, Instant),
        posting: &Posting<'_>,
    ) -> Result<Option<Change>, StoreError> {
        let token = self.token.and_then(|token| snapshot.row(AccessToken::schema(), token));
        let visit = changes.iter_mut().find_map(|change| match change {
            Change::Update(row) if std::ptr::eq(row.schema, Checkin::schema()) => Some(row),
            _ => None,
        });
        let Some((token, visit)) = token.zip(visit) else { return Ok(None) };
        let mut token = AccessToken::from_row(token)?;
        visit.set("TokenMinutes", Value::Int(spend(&mut token, from, to).get()));
        (token.base.updated_on, token.base.updated_by) = (posting.now, Some(posting.by.to_owned()));
        Ok(Some(Change::Amend(token.into_row(), &WHAT_COUNTING_CHANGES)))
    }
}

/// The minutes that a visit took from a pass.
fn taken(decided: &Changes, visit: VisitRef) -> Option<Minutes> {
    decided.entries.iter().filter(|entry| entry.visit == visit).find_map(|entry| match entry.amount {
        Amount::Minutes(minutes) => Some(Minutes::new(minutes)),
        Amount::Days(_) | Amount::Charge(_) => None,
    })
}

/// Who writes what ends a visit.
const fn by(cause: Cause) -> &'static str {
    match cause {
        Cause::CutOff => "cut-off",
        Cause::Silence => "idle check-out",
    }
}
