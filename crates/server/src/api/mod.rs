//! The REST conventions: one implementation for every declared record (`contract.md` 1 to 9). Check-ins go the
//! way of [`visits`]; what other records need beside the conventions is in [`upkeep`].

pub(crate) mod commands;
mod enums;
pub mod envelope;
mod failure;
pub(crate) mod json;
pub(crate) mod list;
mod release;
pub mod request;
mod said;
mod upkeep;
mod visits;
mod write;

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use vestibule_records::{Schema, declared};
use vestibule_store::{Query, Reply};

pub(crate) use commands::{Sold, bill_passes};
pub(crate) use enums::ENDPOINTS;
pub use enums::enums;
pub use failure::Failure;
pub(crate) use said::{Said, created, deleted, foreseen, foreseen_deleted, updated};
pub(crate) use visits::Foreseen;
pub(crate) use write::{unknown, unreadable};

use crate::app::App;
use crate::auth::{self, Caller};
use request::Write;

/// Modules under which records are served too, beside their own (`contract.md 1`).
const ALIASES: [(&str, &str, &str); 2] = [("security", "accesstokens", "spaces"), ("spaces", "users", "sys")];

/// The record behind a module and a plural, both in lower case.
fn schema(module: &str, entities: &str) -> Option<&'static Schema> {
    static ALL: LazyLock<HashMap<(&'static str, &'static str), &'static Schema>> = LazyLock::new(|| {
        let schemas = declared::served().into_iter().map(|schema| schema());
        schemas.map(|schema| ((schema.module, schema.path), schema)).collect()
    });
    let alias = ALIASES.iter().find(|(from, plural, _)| *from == module && *plural == entities);
    let module = alias.map_or(module, |(_, _, to)| to);
    ALL.get(&(module, entities)).copied()
}

/// The path under which a record is described that a module and a plural name, and one of its members or `commands`.
pub(crate) fn template(module: &str, entities: &str, member: Option<&&str>) -> Option<&'static str> {
    static ALL: LazyLock<HashMap<(&'static str, &'static str), [&'static str; 4]>> = LazyLock::new(|| {
        let own = declared::served().into_iter().map(|schema| (schema().module, schema().path));
        let aliases = ALIASES.iter().map(|(module, plural, _)| (*module, *plural));
        let of = |(module, plural)| {
            let path = format!("/api/{module}/{plural}");
            // Made once, and as lasting as what they are made of.
            (
                (module, plural),
                ["", "/{id}", "/commands", "/runcommand"].map(|end| format!("{path}{end}").leak() as &str),
            )
        };
        own.chain(aliases).map(of).collect()
    });
    let [all, one, commands, run] = ALL.get(&(module, entities)).copied()?;
    Some(match member {
        None => all,
        Some(&"commands") => commands,
        Some(&"runcommand") => run,
        Some(_) => one,
    })
}

/// Where a record is served beside its own path.
pub(crate) fn other_paths(schema: &Schema) -> impl Iterator<Item = String> {
    let others = ALIASES.iter().filter(|(_, plural, to)| schema.path == *plural && schema.module == *to);
    others.map(|(module, plural, _)| format!("/api/{module}/{plural}"))
}

/// Answers `/api/{module}/{entities}`.
pub async fn collection(app: &App, request: Request, module: &str, entities: &str) -> Response {
    let Some(schema) = schema(module, entities) else {
        return envelope::not_found();
    };
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        match *request.method() {
            Method::GET | Method::HEAD => list::list(app, &caller, schema, request.uri()).await,
            Method::POST if schema.allows("create") => {
                caller.may(schema, "Create")?;
                let write = Write::read(request, &caller.email).await.map_err(Failure::Response)?;
                write::create(app, &caller, schema, write).await
            }
            Method::PUT if schema.allows("update") => {
                caller.may(schema, "Edit")?;
                let write = Write::read(request, &caller.email).await.map_err(Failure::Response)?;
                write::update(app, &caller, schema, write, None).await
            }
            _ => Ok(envelope::method_not_allowed(request.method(), &allowed(schema, &["create", "update"]))),
        }
    };
    answer.await.unwrap_or_else(Failure::respond)
}

/// Answers `/api/{module}/{entities}/{id}`.
pub async fn member(app: &App, request: Request, module: &str, entities: &str, id: &str) -> Response {
    let Some(schema) = schema(module, entities) else {
        return envelope::not_found();
    };
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        match *request.method() {
            Method::GET | Method::HEAD => read(app, &caller, schema, id).await,
            Method::PUT if schema.allows("update") => {
                caller.may(schema, "Edit")?;
                let write = Write::read(request, &caller.email).await.map_err(Failure::Response)?;
                write::update(app, &caller, schema, write, Some(id)).await
            }
            Method::DELETE if schema.allows("delete") => {
                caller.may(schema, "Delete")?;
                let write = Write::read(request, &caller.email).await.map_err(Failure::Response)?;
                write::delete(app, &caller, schema, write, id).await
            }
            _ => Ok(envelope::method_not_allowed(request.method(), &allowed(schema, &["update", "delete"]))),
        }
    };
    answer.await.unwrap_or_else(Failure::respond)
}

/// Answers `/api/{module}/{entities}/commands`.
pub async fn commands(app: &App, request: Request, module: &str, entities: &str) -> Response {
    let Some(schema) = schema(module, entities).filter(|schema| schema.allows("commands")) else {
        return envelope::not_found();
    };
    let answer = async move {
        let caller = auth::caller(app, &request).await?;
        match *request.method() {
            Method::GET | Method::HEAD => commands::list(&caller, schema),
            _ => Ok(envelope::method_not_allowed(request.method(), "GET")),
        }
    };
    answer.await.unwrap_or_else(Failure::respond)
}

/// Answers `/api/{module}/{entities}/runcommand`.
pub async fn run_command(app: &App, request: Request, module: &str, entities: &str) -> Response {
    let Some(schema) = schema(module, entities).filter(|schema| schema.allows("runcommand")) else {
        return envelope::not_found();
    };
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        if request.method() != Method::POST {
            return Ok(envelope::method_not_allowed(request.method(), "POST"));
        }
        caller.may(schema, "Edit")?;
        let write = Write::read(request, &caller.email).await.map_err(Failure::Response)?;
        commands::run(app, &caller, schema, write).await
    };
    answer.await.unwrap_or_else(Failure::respond)
}

async fn read(app: &App, caller: &Caller, schema: &'static Schema, id: i64) -> Result<Response, Failure> {
    caller.may(schema, "Read")?;
    let found = app.store.list(Query::ids(schema, caller.viewer.clone(), vec![id])).await?;
    let row = found.rows.first().ok_or(Failure::NotFound)?;
    Ok(envelope::respond(Reply { status: 200, body: envelope::row(row) }))
}

fn allowed(schema: &Schema, operations: &[&str]) -> String {
    let verb = |operation: &&str| match *operation {
        "create" => "POST",
        "update" => "PUT",
        _ => "DELETE",
    };
    let verbs = operations.iter().filter(|operation| schema.allows(operation)).map(verb);
    std::iter::once("GET").chain(verbs).collect::<Vec<_>>().join(", ")
}
