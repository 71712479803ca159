//! Check-ins over REST: the body becomes an attempt, and the attempt takes the one path (`DESIGN.md`).

mod foreseen;
mod way;

pub(crate) use foreseen::Foreseen;
pub(super) use foreseen::{foresee, foresee_deleted};

use std::sync::Arc;

use axum::response::Response;
use vestibule_records::{Checkin, Draft, Id, Record, Row};
use vestibule_store::{Mint, Query, Scope, Snapshot, VisitScope};

use super::envelope::{self};
use super::failure::Failure;
use super::request::Write;
use super::write::{self};
use crate::app::App;
use crate::auth::Caller;

use way::Way;

/// Answers `POST /api/spaces/checkins`.
pub(super) async fn create(app: &App, caller: &Caller, write: Write) -> Result<Response, Failure> {
    let schema = Checkin::schema();
    let draft = match write::read_draft(schema, &write) {
        Ok(draft) => draft.row,
        Err(errors) => return write::settle(app, caller, write, envelope::invalid(&errors)).await,
    };
    let wanted = Checkin::from_row(&draft)?;
    let scope = Scope {
        visit: Some(VisitScope {
            location: wanted.business_id.get(),
            customer: wanted.coworker_id.map(Id::get),
            instants: std::iter::once(wanted.from_time).chain(wanted.to_time).collect(),
            visit: None,
            pass: wanted.coworker_time_pass_guid.map(|guid| guid.to_string()),
            tap: None,
        }),
        ..write::scope(caller, Vec::new())
    };
    let way = Way::new(app, caller, draft, wanted);
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| way.decided(way.arrive(snapshot, mint));
    write::run(app, write, scope, Arc::new(decide)).await
}

/// Answers `PUT /api/spaces/checkins`: a check-out where an end is set on an open visit, a correction otherwise.
pub(super) async fn update(
    app: &App,
    caller: &Caller,
    write: Write,
    id: i64,
    draft: &Draft,
) -> Result<Response, Failure> {
    let Some(before) = find(app, caller, id).await? else {
        return write::settle(app, caller, write, write::missing()).await;
    };
    let wanted = Checkin::from_row(&draft.row)?;
    let scope = scope_of(caller, &before, Some(&wanted))?;
    let way = Way::new(app, caller, draft.row.clone(), wanted);
    let sent = write.clone();
    let decide =
        move |snapshot: &Snapshot, mint: &mut Mint<'_>| way.decided(way.change(id, &sent, snapshot, mint));
    write::run(app, write, scope, Arc::new(decide)).await
}

/// Answers `DELETE /api/spaces/checkins/{id}`: what the visit took is given back.
pub(super) async fn delete(app: &App, caller: &Caller, write: Write, id: i64) -> Result<Response, Failure> {
    let Some(before) = find(app, caller, id).await? else {
        return write::settle(app, caller, write, write::missing()).await;
    };
    let scope = scope_of(caller, &before, None)?;
    let old = Checkin::from_row(&before)?;
    let way = Way::new(app, caller, before, old);
    let decide =
        move |snapshot: &Snapshot, mint: &mut Mint<'_>| way.decided(way.leave_no_trace(id, snapshot, mint));
    write::run(app, write, scope, Arc::new(decide)).await
}

/// What becomes of a visit that is there must see: the visit, and where it should move to.
fn scope_of(caller: &Caller, before: &Row, wanted: Option<&Checkin>) -> Result<Scope, Failure> {
    let old = Checkin::from_row(before)?;
    let new_instants = wanted.into_iter().flat_map(|wanted| [Some(wanted.from_time), wanted.to_time]);
    Ok(Scope {
        visit: Some(VisitScope {
            location: old.business_id.get(),
            customer: old.coworker_id.map(Id::get),
            instants: new_instants.flatten().chain([old.from_time]).collect(),
            visit: Some(before.id()),
            pass: wanted.and_then(|wanted| wanted.coworker_time_pass_guid).map(|guid| guid.to_string()),
            tap: None,
        }),
        ..write::scope(caller, Vec::new())
    })
}

async fn find(app: &App, caller: &Caller, id: i64) -> Result<Option<Row>, Failure> {
    let query = Query::ids(Checkin::schema(), caller.viewer.clone(), vec![id]);
    Ok(app.store.list(query).await?.rows.pop())
}
