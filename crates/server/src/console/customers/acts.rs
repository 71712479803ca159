//! What is done about a customer from their page, by the code of the API.

use axum::response::Response;
use http::StatusCode;
use serde_json::{Value as Json, json};
use vestibule_records::{Checkin, CheckinSource, Coworker, CoworkerTimePass, Record};

use super::one::{self, Told};
use super::passes;
use crate::api::request::Write;
use crate::api::{self, Failure, Said, envelope};
use crate::console::asked::Asked;
use crate::console::{Desk, Notice, lead_to, listed};

/// Answers `/customers/{id}/{act}`.
pub(super) async fn answer(desk: &Desk<'_>, write: Write, id: i64, act: &str) -> Result<Response, Failure> {
    let asked = Asked::by_form(&write.bytes)?;
    match act {
        "check-in" => check_in(desk, write, id).await,
        "check-out" => check_out(desk, write, id).await,
        "pass" => give(desk, write, id, &asked).await,
        "pin" => set_pin(desk, write, id, &asked).await,
        _ => Err(Failure::NotFound),
    }
}

/// A write with this body.
fn with(write: Write, body: &Json) -> Write {
    Write { bytes: body.to_string().into(), is_form: false, ..write }
}

async fn check_in(desk: &Desk<'_>, write: Write, id: i64) -> Result<Response, Failure> {
    let body = json!({
        "BusinessId": desk.here.id,
        "CoworkerId": id,
        "FromTime": envelope::instant(desk.app.now()),
        "Source": CheckinSource::Manual.number(),
    });
    match api::created(desk.app, &desk.caller, Checkin::schema(), with(write, &body)).await? {
        Said::Well(_) => Ok(done(id, "in")),
        said => {
            let cures = passes::outlook(desk, id).await?.map(|outlook| outlook.cures).unwrap_or_default();
            let told = Told { notice: Some(Notice::no(why(said))), cures, ..Told::default() };
            one::show(desk, id, told, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn check_out(desk: &Desk<'_>, write: Write, id: i64) -> Result<Response, Failure> {
    let open = one::open_visit(desk, id).await?;
    let Some(visit) = open.first() else {
        return failed(desk, id, "They are not inside any more.".to_owned()).await;
    };
    // A list leaves out what only the record itself shows.
    let mut body = listed::shown(&listed::one::<Checkin>(desk, visit.id()).await?)?;
    body.insert("ToTime".to_owned(), envelope::instant(desk.app.now()).into());
    let write = with(write, &Json::Object(body));
    match api::updated(desk.app, &desk.caller, Checkin::schema(), write, visit.id()).await? {
        Said::Well(_) => Ok(done(id, "out")),
        said => failed(desk, id, why(said)).await,
    }
}

async fn give(desk: &Desk<'_>, write: Write, id: i64, asked: &Asked) -> Result<Response, Failure> {
    let kind = asked.text("kind");
    let number = |text: &str| text.parse::<i64>().map_or_else(|_| Json::from(text), Json::from);
    let mut body = json!({
        "CoworkerId": id,
        "BusinessId": desk.here.id,
        "TimePassId": number(kind),
        "Free": asked.text("free") == "true",
    });
    if !asked.text("number").is_empty() {
        body["CreateMultiple"] = number(asked.text("number"));
    }
    match api::created(desk.app, &desk.caller, CoworkerTimePass::schema(), with(write, &body)).await? {
        Said::Well(_) => Ok(done(id, "pass")),
        said => {
            let give = Some(why(said));
            let told = Told { give, kind: kind.to_owned(), ..not_saved() };
            one::show(desk, id, told, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn set_pin(desk: &Desk<'_>, write: Write, id: i64, asked: &Asked) -> Result<Response, Failure> {
    let row = listed::one::<Coworker>(desk, id).await?;
    let mut body = listed::shown(&row)?;
    // Collections that are not mentioned are left alone.
    for (at, _, _) in row.schema.sets() {
        body.remove(row.schema.fields[at].name);
    }
    let pin = asked.text("pin");
    body.insert("AccessPincode".to_owned(), if pin.is_empty() { Json::Null } else { pin.into() });
    let write = with(write, &Json::Object(body));
    match api::updated(desk.app, &desk.caller, Coworker::schema(), write, id).await? {
        Said::Well(_) => Ok(done(id, if pin.is_empty() { "no-pin" } else { "pin" })),
        said => {
            let told = Told { pin: Some(why(said)), ..not_saved() };
            one::show(desk, id, told, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

fn done(id: i64, word: &str) -> Response {
    lead_to(&format!("/customers/{id}?done={word}"))
}

fn not_saved() -> Told {
    Told { notice: Some(Notice::no("Not saved: see below.")), ..Told::default() }
}

async fn failed(desk: &Desk<'_>, id: i64, text: String) -> Result<Response, Failure> {
    let told = Told { notice: Some(Notice::no(text)), ..Told::default() };
    one::show(desk, id, told, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// What the API said, in one line.
fn why(said: Said) -> String {
    match said {
        Said::Well(_) => String::new(),
        Said::No { message, errors } if errors.is_empty() => message,
        Said::No { errors, .. } => {
            let mut errors: Vec<_> = errors.into_values().collect();
            errors.sort();
            errors.join(" ")
        }
    }
}
