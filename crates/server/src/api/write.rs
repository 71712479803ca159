//! Create, full-replace update and delete, for every record (`contract.md 6`).

use std::sync::Arc;

use axum::response::Response;
use vestibule_domain::time::Instant;
use vestibule_records::schema::{At, Kind, Role};
use vestibule_records::{
    Body, BodyError, Checkin, Draft, Field, FieldError, Filter, Record, Row, Schema, Test, Value,
};
use vestibule_store::{
    Answer, Catalogue, Change, Decide, Decision, Lookup, Mint, Outcome, Reply, RowRef, Scope, Snapshot,
    Viewer, Work, wall_clock,
};

use super::envelope::{self, Written};
use super::failure::Failure;
use super::request::Write;
use super::upkeep::{self, Extra};
use super::visits;
use crate::app::App;
use crate::auth::Caller;

/// Members of one collection that are named when they do not exist: enough to see what is wrong.
const MOST_LOST: usize = 10;

/// Answers a create.
pub(super) async fn create(
    app: &App,
    caller: &Caller,
    schema: &'static Schema,
    write: Write,
) -> Result<Response, Failure> {
    if std::ptr::eq(schema, Checkin::schema()) {
        return visits::create(app, caller, write).await;
    }
    let draft = match read_draft(schema, &write) {
        Ok(draft) => draft,
        Err(errors) => return settle(app, caller, write, envelope::invalid(&errors)).await,
    };
    let extra = upkeep::prepare(app, caller, &draft).await?;
    let scope = Scope { rows: references(&draft), ..scope(caller, lookups(&draft, &extra)) };
    let maker = Maker { by: caller.email.clone(), now: app.now(), viewer: caller.viewer.clone(), extra };
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let decided = known(&draft, snapshot, None).and_then(|()| maker.create(&draft, snapshot, mint));
        decided.unwrap_or_else(|errors| told(envelope::invalid(&errors)))
    };
    let answer = run(app, write, scope, Arc::new(decide)).await?;
    upkeep::afterwards(app, schema).await;
    Ok(answer)
}

/// Answers an update. The id is in the body, or in the path.
pub(super) async fn update(
    app: &App,
    caller: &Caller,
    schema: &'static Schema,
    write: Write,
    id: Option<i64>,
) -> Result<Response, Failure> {
    let (id, draft) = match read_update(schema, &write, id) {
        Ok(read) => read,
        Err(errors) => return settle(app, caller, write, envelope::invalid(&errors)).await,
    };
    if std::ptr::eq(schema, Checkin::schema()) {
        return visits::update(app, caller, write, id, &draft).await;
    }
    let extra = upkeep::prepare(app, caller, &draft).await?;
    let mut rows = references(&draft);
    rows.push(RowRef { schema, id, changes: true });
    let mut lookups = lookups(&draft, &extra);
    lookups.extend(upkeep::before_update(schema, id));
    let scope = Scope { rows, ..scope(caller, lookups) };
    let maker = Maker { by: caller.email.clone(), now: app.now(), viewer: caller.viewer.clone(), extra };
    let sent = write.clone();
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let Some(before) = snapshot.row(schema, id) else {
            return told(missing());
        };
        // Read again over what is there: what a body may not set stays as it is.
        let body = sent.body().unwrap_or_default();
        let decided = Draft::read(schema, &body, Some(before))
            .and_then(|draft| known(&draft, snapshot, Some(before)).map(|()| draft))
            .and_then(|draft| maker.update(draft, before, snapshot, mint));
        decided.unwrap_or_else(|errors| told(envelope::invalid(&errors)))
    };
    let answer = run(app, write, scope, Arc::new(decide)).await?;
    upkeep::afterwards(app, schema).await;
    Ok(answer)
}

/// Answers a delete.
pub(super) async fn delete(
    app: &App,
    caller: &Caller,
    schema: &'static Schema,
    write: Write,
    id: i64,
) -> Result<Response, Failure> {
    if std::ptr::eq(schema, Checkin::schema()) {
        return visits::delete(app, caller, write, id).await;
    }
    let lookups = upkeep::before_delete(app, caller, schema, id).await?;
    let scope = Scope { rows: vec![RowRef { schema, id, changes: true }], ..scope(caller, lookups) };
    let (by, now) = (caller.email.clone(), app.now());
    let decide = move |snapshot: &Snapshot, _: &mut Mint<'_>| {
        if snapshot.row(schema, id).is_none() {
            return told(missing());
        }
        if let Some(refusal) = upkeep::may_delete(schema, id, snapshot) {
            return told(envelope::refused(refusal));
        }
        Decision { changes: vec![Change::Delete(schema, id)], answer: Answer::Ready(deleted(now, &by)) }
    };
    run(app, write, scope, Arc::new(decide)).await
}

/// Runs a write through the store.
pub(super) async fn run(app: &App, write: Write, scope: Scope, decide: Decide) -> Result<Response, Failure> {
    let work = Work { scope, key: write.key, now: app.now(), decide };
    match app.store.transact(work).await? {
        Outcome::Done(reply) | Outcome::Replayed(reply) => Ok(envelope::respond(reply)),
        Outcome::KeyReused => Err(Failure::KeyReused),
    }
}

/// Answers without any effect. With a key even such an answer is kept, so that a repetition gets the same bytes
/// and another body is found out.
pub(super) async fn settle(
    app: &App,
    caller: &Caller,
    write: Write,
    reply: Reply,
) -> Result<Response, Failure> {
    if write.key.is_none() {
        return Ok(envelope::respond(reply));
    }
    run(app, write, scope(caller, Vec::new()), Arc::new(move |_, _| told(reply.clone()))).await
}

/// A decision that changes nothing.
pub(super) fn told(reply: Reply) -> Decision {
    Decision { changes: Vec::new(), answer: Answer::Ready(reply) }
}

/// The reply about a record that is not there.
pub(super) fn missing() -> Reply {
    Reply { status: 404, body: envelope::NOT_FOUND.to_vec() }
}

/// The reply to a delete (`contract.md 6.4`).
pub(super) fn deleted(now: Instant, by: &str) -> Reply {
    let message = "The record was deleted successfully.".to_owned();
    Written { message, value: b"null".to_vec(), now, by }.reply()
}

/// The reply to a create: the whole record.
pub(super) fn created(row: &Row, now: Instant, by: &str) -> Reply {
    let message = format!("{} was successfully created.", row.schema.name);
    Written { message, value: envelope::row(row), now, by }.reply()
}

/// The reply to an update: the id alone.
pub(super) fn updated(schema: &Schema, id: i64, now: Instant, by: &str) -> Reply {
    let message = format!("{} was successfully updated.", schema.name);
    Written { message, value: format!("{{\"Id\":{id}}}").into_bytes(), now, by }.reply()
}

/// A body that cannot be read, as an error.
pub(crate) fn unreadable(error: &BodyError) -> FieldError {
    FieldError::new("Body", error.to_string(), "null")
}

/// The draft of a create.
pub(super) fn read_draft(schema: &'static Schema, write: &Write) -> Result<Draft, Vec<FieldError>> {
    let body = write.body().map_err(|error| vec![unreadable(&error)])?;
    Draft::read(schema, &body, None)
}

/// The draft of an update, and which record it is about.
pub(super) fn read_update(
    schema: &'static Schema,
    write: &Write,
    id: Option<i64>,
) -> Result<(i64, Draft), Vec<FieldError>> {
    let body = write.body().map_err(|error| vec![unreadable(&error)])?;
    let named = id_of(&body);
    let draft = Draft::read(schema, &body, Some(&Row::blank(schema)));
    match (id.map_or(named, Ok), draft) {
        (Ok(id), Ok(draft)) => Ok((id, draft)),
        (Err(error), draft) => Err(std::iter::once(error).chain(draft.err().unwrap_or_default()).collect()),
        (Ok(_), Err(errors)) => Err(errors),
    }
}

fn id_of(body: &Body<'_>) -> Result<i64, FieldError> {
    let Some(input) = body.get("Id") else {
        return Err(FieldError::missing("Id"));
    };
    input.integer().map_err(|message| FieldError::new("Id", message, input.attempted()))
}

/// The scope of a write that a caller asks for.
pub(super) fn scope(caller: &Caller, lookups: Vec<Lookup>) -> Scope {
    Scope { viewer: caller.viewer.clone(), rows: Vec::new(), lookups, visit: None }
}

/// Every record the draft refers to.
fn references(draft: &Draft) -> Vec<RowRef> {
    let schema = draft.row.schema;
    let of_field = |(at, field): (usize, &Field)| match (field.kind, &field.role) {
        (Kind::Reference(target), Role::Stored) => {
            draft.row.values[at].int().map(|id| RowRef { schema: target(), id, changes: false })
        }
        _ => None,
    };
    let own = schema.fields.iter().enumerate().filter_map(of_field);
    let linked = draft.sets.iter().flat_map(|edit| {
        let target = target_of_set(schema, edit.field);
        let ids = edit.replaced.iter().flatten().chain(&edit.added);
        ids.filter_map(move |id| target.map(|schema| RowRef { schema, id: *id, changes: false }))
    });
    own.chain(linked).collect()
}

fn target_of_set(schema: &Schema, field: usize) -> Option<&'static Schema> {
    match schema.fields[field].kind {
        Kind::Set(target) => Some(target()),
        _ => None,
    }
}

/// Rows that would share a value that must be unique.
fn lookups(draft: &Draft, extra: &Extra) -> Vec<Lookup> {
    let schema = draft.row.schema;
    let fields = schema.fields.iter().enumerate().filter(|(_, field)| field.unique);
    let unique = fields.filter_map(|(at, _)| {
        let text = draft.row.values[at].text()?.to_owned();
        Some(Lookup::two(schema, vec![Filter { field: at, test: Test::Same(text) }]))
    });
    unique.chain(upkeep::lookups(draft, extra)).collect()
}

/// That everything the draft refers to anew exists for the caller, and that nothing unique is taken. What was
/// referred to before may lie out of the caller's sight: a client sends back all it was shown.
fn known(draft: &Draft, snapshot: &Snapshot, before: Option<&Row>) -> Result<(), Vec<FieldError>> {
    let schema = draft.row.schema;
    let own = before.map(Row::id);
    let mut errors = Vec::new();
    for (at, field) in schema.fields.iter().enumerate() {
        let (Kind::Reference(target), Role::Stored, Some(id)) =
            (field.kind, &field.role, draft.row.values[at].int())
        else {
            continue;
        };
        let is_new = before.is_none_or(|before| before.values[at] != draft.row.values[at]);
        if !field.read_only && is_new && snapshot.row(target(), id).is_none() {
            errors.push(unknown(field.property(), target(), id));
        }
    }
    for edit in &draft.sets {
        let Some(target) = target_of_set(schema, edit.field) else {
            continue;
        };
        let linked = before.map_or(&[][..], |before| before.values[edit.field].ids());
        let ids = edit.replaced.iter().flatten().chain(&edit.added);
        let lost =
            ids.filter(|id| !linked.contains(id) && snapshot.row(target, **id).is_none()).take(MOST_LOST);
        errors.extend(lost.map(|id| unknown(schema.fields[edit.field].name, target, *id)));
    }
    let unique = schema
        .fields
        .iter()
        .enumerate()
        .filter(|(at, field)| field.unique && !draft.row.values[*at].is_null());
    for ((at, field), found) in unique.zip(&snapshot.found) {
        if found.iter().any(|row| Some(row.id()) != own) {
            let value = draft.row.values[at].text().unwrap_or_default();
            errors.push(FieldError::new(
                field.property(),
                format!("'{value}' is already taken"),
                envelope::quoted(value),
            ));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The error about a reference that aims at nothing the caller can see.
pub(crate) fn unknown(property: &str, target: &Schema, id: i64) -> FieldError {
    FieldError::new(property, format!("there is no {} with Id {id}", target.name), id.to_string())
}

/// Turns drafts into changes.
struct Maker {
    by: String,
    now: Instant,
    viewer: Viewer,
    extra: Extra,
}

impl Maker {
    fn create(
        &self,
        draft: &Draft,
        snapshot: &Snapshot,
        mint: &mut Mint<'_>,
    ) -> Result<Decision, Vec<FieldError>> {
        let mut row = draft.row.clone();
        for edit in &draft.sets {
            row.values[edit.field] = Value::Ids(edit.applied(&[]));
        }
        upkeep::create(&mut row, snapshot, &self.viewer, &self.extra, self.now, mint)?;
        localise(&mut row, &snapshot.catalogue);
        let mut changes = Vec::new();
        let mut first = 0;
        for nth in 0..upkeep::copies(&row) {
            let mut copy = row.clone();
            let id = mint.id();
            if nth == 0 {
                first = id;
            }
            copy.set("Id", Value::Int(id));
            copy.set("UniqueId", Value::Text(mint.guid().to_string()));
            copy.set("CreatedOn", Value::Int(self.now.micros()));
            self.touch(&mut copy);
            let with_it = upkeep::with_new(&mut copy, snapshot, self.now, &self.by, mint);
            changes.push(Change::Insert(copy));
            changes.extend(with_it);
        }
        let (now, by) = (self.now, self.by.clone());
        let reply = Arc::new(move |row: &Row| created(row, now, &by));
        Ok(Decision { changes, answer: Answer::Shown { schema: row.schema, id: first, reply } })
    }

    fn update(
        &self,
        draft: Draft,
        before: &Row,
        snapshot: &Snapshot,
        mint: &mut Mint<'_>,
    ) -> Result<Decision, Vec<FieldError>> {
        let Draft { mut row, sets, .. } = draft;
        // Collections that the body does not mention are left alone.
        for (at, _, _) in row.schema.sets() {
            row.values[at] = Value::Null;
        }
        for edit in &sets {
            row.values[edit.field] = Value::Ids(edit.applied(before.values[edit.field].ids()));
        }
        upkeep::update(&mut row, before, snapshot, &self.viewer, &self.extra, self.now)?;
        localise(&mut row, &snapshot.catalogue);
        self.touch(&mut row);
        let with_it = upkeep::with_written(&mut row, snapshot, self.now, &self.by, mint);
        let reply = updated(row.schema, row.id(), self.now, &self.by);
        let changes = std::iter::once(Change::Update(row)).chain(with_it).collect();
        Ok(Decision { changes, answer: Answer::Ready(reply) })
    }

    fn touch(&self, row: &mut Row) {
        row.set("UpdatedOn", Value::Int(self.now.micros()));
        row.set("UpdatedBy", Value::Text(self.by.clone()));
    }
}

/// Fills in each `...Local` twin from its instant, by the wall clock of the row's location (`contract.md 9`).
pub(super) fn localise(row: &mut Row, catalogue: &Catalogue) {
    let own = match &row.schema.at {
        At::Column(joined) => {
            let own = |field: &Field| joined.hops.is_empty() && field.column == joined.column;
            row.schema.fields.iter().position(own)
        }
        // Of a customer of several locations, the one that bills them.
        At::Set(_) => row.schema.position("InvoicingBusinessId"),
        At::Everywhere => None,
    };
    let location = own.and_then(|at| row.values[at].int()).and_then(|id| catalogue.location(id));
    let Some(location) = location.cloned() else { return };
    for (at, field) in row.schema.fields.iter().enumerate() {
        let Some(plain) = field.name.strip_suffix("Local").filter(|_| matches!(field.kind, Kind::DateTime))
        else {
            continue;
        };
        if let Some(from) = row.schema.position(plain) {
            let local = row.values[from].int().map(|at| wall_clock(&location.zone, Instant::from_micros(at)));
            row.values[at] = local.map_or(Value::Null, |at| Value::Int(at.micros()));
        }
    }
}
