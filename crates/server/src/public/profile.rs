//! `GET /{language}/profile`: the current customer of the caller, or the caller's user with `_resource=User`
//! (`contract.md 4` and `13.2`).

use axum::response::Response;
use vestibule_domain::time::Zone;
use vestibule_records::schema::{Field, Kind, Role};
use vestibule_records::{Coworker, FieldError, Record, Row, Schema, User};
use vestibule_store::{Query, StoreError, Viewer};

use super::shown::Shown;
use super::{Question, WANTED, asked, customer, number, site};
use crate::api::{Failure, envelope, request};
use crate::app::App;
use crate::auth;
use crate::openapi::{self, Answered, Asker, Clocks, Endpoint, LANGUAGE, Said, Shape, Verb};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Portal",
    about: "Dates come twice: `X` is the wall clock of the location with a `Z` that says nothing, `UtcX` is UTC.",
    asker: Asker::User,
    parameters: &[
        LANGUAGE,
        Said::query(
            "_resource",
            Shape::Words(&["Coworker", "User"]),
            "Which of the two; the customer unless said.",
        ),
        Said::query("_depth", Shape::Integer, "1 leaves out what the record refers to."),
        WANTED,
    ],
    answers: &[Answered::json(200, Shape::AnyOf(&[CUSTOMER, USER]), "The record, with what it refers to.")],
    errors: &[400, 404],
    ..Endpoint::new(Verb::Get, "/{lang}/profile", "getProfile", "The current customer, or the user")
};

const CUSTOMER: Shape = Shape::AllOf(&[
    Shape::Record(Coworker::schema, Clocks::Location, is_for_customers),
    Shape::Made(|| references(Coworker::schema())),
]);

const USER: Shape = Shape::AllOf(&[
    Shape::Record(User::schema, Clocks::Location, is_for_customers),
    Shape::Made(|| references(User::schema())),
]);

/// What a record refers to, as members of it.
fn references(schema: &Schema) -> serde_json::Value {
    let members = schema.fields.iter().filter_map(|field| {
        let (target, name) = referred(field)?;
        let shape = Shape::Fields(target, in_passing(target())).schema();
        Some((name.to_owned(), serde_json::json!({ "anyOf": [shape, { "type": "null" }] }), false))
    });
    openapi::object(members)
}

/// What staff write about a customer is not for the customer, and who wrote last is nobody's business.
const FOR_STAFF: [&str; 4] = ["Notes", "ShowAlert", "AlertNote", "UpdatedBy"];

/// How deep records nest unless asked otherwise, and at most: the record itself, and what it refers to.
const DEEPEST: i64 = 2;

/// Answers with the record that was asked for.
pub(super) async fn profile(app: &App, request: &Question) -> Response {
    asked(request, async {
        let caller = auth::anybody(app, request).await?;
        let depth = depth(request)?;
        let row = match resource(request)? {
            Resource::Coworker => customer::of(app, caller.user).await?,
            Resource::User => {
                let query = Query::ids(User::schema(), Viewer::Everything, vec![caller.user.get()]);
                app.store.list(query).await?.rows.into_iter().next().ok_or(Failure::NotFound)?
            }
        };
        let catalogue = app.store.catalogue().await?;
        let home = row.get("InvoicingBusinessId").int().or_else(|| row.get("DefaultBusinessId").int());
        let zone = site::zone(&catalogue, request, home);
        let shown = Shown::default().with_fields(&row, Some(&zone), is_for_customers);
        Ok(if depth < DEEPEST { shown } else { with_references(app, shown, &row, &zone).await? })
    })
    .await
}

fn is_for_customers(field: &Field) -> bool {
    // The clocks of the location are in the plain fields already.
    let is_twin = matches!(field.kind, Kind::DateTime) && field.name.ends_with("Local");
    !FOR_STAFF.contains(&field.name) && !is_twin
}

enum Resource {
    Coworker,
    User,
}

fn resource(request: &Question) -> Result<Resource, Failure> {
    let sent = request::parameter(request.uri(), "_resource").map_err(Failure::invalid)?.unwrap_or_default();
    match sent.trim().to_ascii_lowercase().as_str() {
        "" | "coworker" => Ok(Resource::Coworker),
        "user" => Ok(Resource::User),
        _ => {
            let message = format!("'{sent}' is neither Coworker nor User");
            Err(Failure::invalid(FieldError::new("_resource", message, envelope::quoted(&sent))))
        }
    }
}

fn depth(request: &Question) -> Result<i64, Failure> {
    let depth = number(request, "_depth")?.unwrap_or(DEEPEST);
    if depth < 1 {
        let message = format!("'{depth}' is not a whole number from 1");
        return Err(Failure::invalid(FieldError::new("_depth", message, depth.to_string())));
    }
    Ok(depth)
}

/// Adds each record that is referred to as an object, under the name of the reference.
async fn with_references(app: &App, mut shown: Shown, row: &Row, zone: &Zone) -> Result<Shown, StoreError> {
    for (at, field) in row.schema.fields.iter().enumerate() {
        let Some((target, relation)) = referred(field) else { continue };
        let ids = row.values[at].int().into_iter().collect();
        let found =
            app.store.list(Query { sets: false, ..Query::ids(target(), Viewer::Everything, ids) }).await?;
        let names = in_passing(target());
        let object = found.rows.first().map(|row| Shown::default().with_named(row, zone, names));
        shown = shown.with_object(relation, object);
    }
    Ok(shown)
}

/// A record as declared.
type Target = fn() -> &'static Schema;

/// Which record a field refers to, and by what name.
fn referred(field: &Field) -> Option<(Target, &'static str)> {
    match (field.kind, &field.role, field.relation) {
        (Kind::Reference(target), Role::Stored, Some(relation)) => Some((target, relation)),
        _ => None,
    }
}

/// What a record shows of itself where another refers to it: what everybody may know.
fn in_passing(schema: &Schema) -> &'static [&'static str] {
    match schema.name {
        "Business" => {
            &["Id", "UniqueId", "Name", "WebAddress", "CountryName", "CurrencyCode", "ToStringText"]
        }
        "Country" => &["Id", "UniqueId", "Name", "TwoDigitsCode", "Culture", "ToStringText"],
        "SimpleTimeZone" => &["Id", "UniqueId", "Name", "NameIana", "ToStringText"],
        "User" => &["Id", "UniqueId", "FullName", "Email", "Language", "Active", "IsAdmin", "ToStringText"],
        _ => &["Id", "UniqueId", "ToStringText"],
    }
}
