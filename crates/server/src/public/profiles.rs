//! `GET /api/public/coworkers/profiles`: the customers a user is, and `PUT .../current?coworkerId=`, which says which
//! one the portal is about.

use std::sync::Arc;

use axum::response::Response;
use http::Method;
use vestibule_records::{Business, Coworker, FieldError, Id, Record, Row, User, Value};
use vestibule_store::{
    Answer, Change, Decision, Mint, Outcome, Query, RowRef, Scope, Snapshot, Viewer, Work,
};

use super::shown::{Shown, is, text};
use super::{Question, WANTED, asked, customer, number, site};
use crate::api::Failure;
use crate::api::envelope::{self, Written};
use crate::app::App;
use crate::auth::{self, Caller};
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb, member};

pub(super) const LISTED: Endpoint = Endpoint {
    tag: "Portal",
    asker: Asker::User,
    parameters: &[WANTED],
    answers: &[Answered::json(200, Shape::Named("Profiles"), "The user, the location and the customers.")],
    errors: &[400],
    ..Endpoint::new(Verb::Get, "/api/public/coworkers/profiles", "getProfiles", "The customers the caller is")
};

pub(super) const SWITCHED: Endpoint = Endpoint {
    tag: "Portal",
    asker: Asker::User,
    parameters: &[Said::query("coworkerId", Shape::Integer, "Which of the caller's customers.").needed()],
    answers: &[Answered::json(200, Shape::Named("Done"), "It is the current one.")],
    errors: &[400, 404],
    ..Endpoint::new(
        Verb::Put,
        "/api/public/coworkers/profiles/current",
        "switchProfile",
        "Say which customer the portal is about",
    )
};

pub(super) const SHAPE: Shape = Shape::Parts(&[
    member("User", Shape::OrNull(&USER), "The caller."),
    member(
        "DefaultBusiness",
        Shape::OrNull(&BUSINESS),
        "The location that is asked, or the customer's home.",
    ),
    member("Profiles", Shape::List(&PROFILE), "The customers the caller is."),
]);

const USER: Shape = Shape::Parts(&[
    member("Id", Shape::Integer, "Which user."),
    member("FullName", NAME, "Their name."),
    member("Email", NAME, "What they sign in with."),
    member("Active", Shape::Boolean, "Whether they can sign in."),
    member("IsAdmin", Shape::Boolean, "Whether they are an administrator."),
    member("AccessToken", Shape::Null, "Always null: `/api/token` gives tokens out."),
]);

const BUSINESS: Shape = Shape::Parts(&[
    member("Id", Shape::Integer, "Which location."),
    member("Name", NAME, "Its name."),
    member("WebAddress", NAME, "The first label of its host."),
]);

const PROFILE: Shape = Shape::Parts(&[
    member("Id", Shape::Integer, "Which customer."),
    member("FullName", NAME, "Their name."),
    member("CompanyName", NAME, "Their company."),
    member("Active", Shape::Boolean, "False while suspended."),
    member("IsDefaultProfile", Shape::Boolean, "Whether the portal is about this one."),
    member("CoworkerType", Shape::Named("eCoworkerRecordType"), "Whether a person or a company."),
    member("HasVirtualOffice", Shape::Boolean, "Always false."),
    member("VirtualOfficePaused", Shape::Boolean, "Always false."),
    member("VirtualOfficeContractId", Shape::Null, "Always null."),
]);

const NAME: Shape = Shape::OrNull(&Shape::Text);

/// Answers with the user, the location and the customers.
pub(super) async fn list(app: &App, request: &Question) -> Response {
    asked(request, async {
        let caller = auth::anybody(app, request).await?;
        let customers = customer::all(app, caller.user).await?;
        let current = customer::current(&customers);
        let catalogue = app.store.catalogue().await?;
        let home = current.and_then(|customer| customer.get("InvoicingBusinessId").int());
        let location = site::named(&catalogue, request).or(home);
        let profiles =
            customers.iter().map(|row| profile(row, current.is_some_and(|it| it.id() == row.id())));
        Ok(Shown::default()
            .with_object("User", user(app, caller.user).await?)
            .with_object("DefaultBusiness", business(app, location).await?)
            .with_list("Profiles", profiles.collect()))
    })
    .await
}

async fn user(app: &App, user: Id<User>) -> Result<Option<Shown>, Failure> {
    let found = app.store.list(Query::ids(User::schema(), Viewer::Everything, vec![user.get()])).await?;
    Ok(found.rows.first().map(|row| {
        Shown::default()
            .with("Id", row.id())
            .with("FullName", text(row, "FullName"))
            .with("Email", text(row, "Email"))
            .with("Active", is(row, "Active"))
            .with("IsAdmin", is(row, "IsAdmin"))
            // A token is given out once, by the token endpoint, and kept as a hash.
            .with("AccessToken", None::<String>)
    }))
}

async fn business(app: &App, location: Option<i64>) -> Result<Option<Shown>, Failure> {
    let ids = location.into_iter().collect();
    let query = Query { sets: false, ..Query::ids(Business::schema(), Viewer::Everything, ids) };
    let found = app.store.list(query).await?;
    Ok(found.rows.first().map(|row| {
        Shown::default()
            .with("Id", row.id())
            .with("Name", text(row, "Name"))
            .with("WebAddress", text(row, "WebAddress"))
    }))
}

fn profile(row: &Row, is_current: bool) -> Shown {
    Shown::default()
        .with("Id", row.id())
        .with("FullName", text(row, "FullName"))
        .with("CompanyName", text(row, "CompanyName"))
        .with("Active", is(row, "Active"))
        .with("IsDefaultProfile", is_current)
        .with("CoworkerType", row.get("CoworkerType").int())
        .with("HasVirtualOffice", false)
        .with("VirtualOfficePaused", false)
        .with("VirtualOfficeContractId", None::<i64>)
}

/// Makes another customer of the user the current one.
pub(super) async fn switch(app: &App, request: &Question) -> Response {
    if request.method() != Method::PUT {
        return envelope::method_not_allowed(request.method(), "PUT");
    }
    let answer = async {
        let caller = auth::anybody(app, request).await?;
        let wanted = number(request, "coworkerId")?;
        let wanted = wanted.ok_or_else(|| Failure::invalid(FieldError::missing("coworkerId")))?;
        let customers = customer::all(app, caller.user).await?;
        let found = customers.iter().find(|customer| customer.id() == wanted).ok_or(Failure::NotFound)?;
        if !is(found, "Active") {
            let message = "this customer is suspended";
            return Err(Failure::invalid(FieldError::new("coworkerId", message, wanted.to_string())));
        }
        make_current(app, &caller, wanted, customers.iter().map(Row::id).collect()).await
    };
    answer.await.unwrap_or_else(Failure::respond)
}

async fn make_current(app: &App, caller: &Caller, wanted: i64, all: Vec<i64>) -> Result<Response, Failure> {
    let schema = Coworker::schema();
    let rows = all.iter().map(|id| RowRef { schema, id: *id, changes: true }).collect();
    let scope = Scope { viewer: Viewer::Everything, rows, lookups: Vec::new(), visit: None };
    let (user, by, now) = (caller.user, caller.email.clone(), app.now());
    let decide = move |snapshot: &Snapshot, _: &mut Mint<'_>| {
        // Of this user still, now that nobody else can change it.
        let own = all.iter().filter_map(|id| snapshot.row(schema, *id));
        let own = own.filter(|row| row.get("UserId").int() == Some(user.get()));
        let changes = own.filter(|row| is(row, "IsDefaultProfile") != (row.id() == wanted));
        let changes = changes.map(|row| {
            let mut row = row.clone();
            for (at, _, _) in schema.sets() {
                row.values[at] = Value::Null;
            }
            row.set("IsDefaultProfile", Value::Bool(row.id() == wanted));
            row.set("UpdatedOn", Value::Int(now.micros()));
            row.set("UpdatedBy", Value::Text(by.clone()));
            Change::Update(row)
        });
        let message = "The profile was switched.".to_owned();
        let reply = Written { message, value: b"null".to_vec(), now, by: &by }.reply();
        Decision { changes: changes.collect(), answer: Answer::Ready(reply) }
    };
    match app.store.transact(Work { scope, key: None, now, decide: Arc::new(decide) }).await? {
        Outcome::Done(reply) | Outcome::Replayed(reply) => Ok(envelope::respond(reply)),
        Outcome::KeyReused => Err(Failure::KeyReused),
    }
}
