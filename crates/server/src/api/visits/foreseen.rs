//! What a change of a visit would come to, for whoever wants to see that before it is done.
//!
//! It is decided by the code that does it, on what the same work would see, read without a lock; then nothing is written.

use vestibule_domain::world::{Changes, Visit, World};
use vestibule_records::{Checkin, Draft, Record, Row};
use vestibule_store::Reply;

use super::way::{Decided, Otherwise, Way, forgotten};
use super::{find, scope_of};
use crate::api::envelope;
use crate::api::failure::Failure;
use crate::api::request::Write;
use crate::api::write;
use crate::app::App;
use crate::auth::Caller;

/// What a change of a visit would come to.
#[derive(Debug)]
pub(crate) struct Foreseen {
    /// Everything the rules look at, as it is.
    pub(crate) before: World,
    /// The same as it would be.
    pub(crate) after: World,
    /// The visit as it is.
    pub(crate) visit: Visit,
    /// What would change.
    pub(crate) changes: Changes,
}

/// What a `PUT` of this visit would come to; else what it would be answered.
///
/// # Errors
/// When the store fails.
pub(crate) async fn foresee(
    app: &App,
    caller: &Caller,
    sent: &Write,
    id: i64,
    draft: &Draft,
) -> Result<Result<Foreseen, Reply>, Failure> {
    let Some(before) = find(app, caller, id).await? else { return Ok(Err(write::missing())) };
    let wanted = Checkin::from_row(&draft.row)?;
    let snapshot = app.store.look(scope_of(caller, &before, Some(&wanted))?).await?;
    let way = Way::new(app, caller, draft.row.clone(), wanted);
    Ok(way.revised(id, sent, &snapshot).map(seen).map_err(said))
}

/// What deleting this visit would come to; else what that would be answered.
///
/// # Errors
/// When the store fails.
pub(crate) async fn foresee_deleted(
    app: &App,
    caller: &Caller,
    visit: &Row,
) -> Result<Result<Foreseen, Reply>, Failure> {
    let snapshot = app.store.look(scope_of(caller, visit, None)?).await?;
    Ok(forgotten(visit.id(), &snapshot).map(seen).map_err(said))
}

fn seen(decided: Decided<'_>) -> Foreseen {
    let Decided { book, old, changes, .. } = decided;
    let before = book.world();
    Foreseen { after: before.after(&changes), before, visit: old, changes }
}

fn said(otherwise: Otherwise) -> Reply {
    match otherwise {
        Otherwise::Say(reply) | Otherwise::Record(_, reply) => reply,
        Otherwise::Broken => envelope::plain_failure(500, "An error has occurred."),
    }
}
