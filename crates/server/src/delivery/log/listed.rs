//! `GET /api/vestibule/deliveries`: what was told and what became of it, the newest first.

use axum::extract::Request;
use axum::response::Response;
use http::{Method, Uri};
use vestibule_records::kept::Delivery;
use vestibule_records::{FieldError, Filter, Guid, Record as _, Test, Value, WebHook};
use vestibule_store::{Query, Reply};

use super::{ENTRY, State, entry};
use crate::api::envelope::{self, Paging, quoted};
use crate::api::list::{LARGEST_WISH, LAST_PAGE, USUAL_PAGE, between};
use crate::api::{Failure, request};
use crate::app::App;
use crate::auth::{self, Caller};
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb, member};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Deliveries",
    about: "What webhooks and door systems were told, and what became of it, the newest first, for seven days. Parameters \
            narrow it down together.",
    asker: Asker::Role(WebHook::schema, "Read"),
    parameters: &[
        Said::query("webHookId", Shape::Integer, "Only those of this webhook."),
        Said::query(
            "businessId",
            Shape::Integer,
            "Only those of webhooks and door systems of this location.",
        ),
        Said::query("state", Shape::Words(&State::NAMES), State::ABOUT),
        Said::query("record", Shape::Text, "Only those about this kind of record: `Checkin`."),
        Said::query("recordId", Shape::Integer, "Only those about the record with this id."),
        Said::query("uniqueId", Shape::Text, "Only the one with this `webhook-id`."),
        Said::query("page", Shape::Integer, "Which page, from 1."),
        Said::query("size", Shape::Integer, "How many on a page; 25 unless said."),
    ],
    answers: &[Answered::json(200, PAGE, "A page of deliveries.")],
    errors: &[400],
    ..Endpoint::new(
        Verb::Get,
        "/api/vestibule/deliveries",
        "listDeliveries",
        "What was told, and what became of it",
    )
};

const PAGE: Shape = Shape::AllOf(&[
    Shape::Named("Page"),
    Shape::Object(&[member("Records", Shape::List(&ENTRY), "The deliveries.")]),
]);

/// Answers with the deliveries of locations that the caller sees.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let request = request.map(drop);
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        caller.may(WebHook::schema(), "Read")?;
        let asked = Asked::read(request.uri())?;
        let size = asked.size.min(app.settings.largest_page);
        let query = Query { viewer: caller.viewer, ..query(asked.filters, (asked.page - 1) * size, size) };
        let found = app.store.list(query).await?;
        let deliveries = found.rows.iter().map(|row| Ok(entry(&Delivery::from_row(row)?)));
        let deliveries = deliveries.collect::<Result<Vec<_>, Failure>>()?;
        let paging =
            Paging { page: asked.page, size, order: "CreatedOn", descending: true, total: found.total };
        let count = deliveries.len();
        let array = serde_json::Value::from(deliveries).to_string();
        Ok(envelope::respond(Reply {
            status: 200,
            body: envelope::page_of(array.as_bytes(), count, &paging),
        }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

/// Deliveries of a webhook, the newest first, and how many there are in all; for a caller who may read it.
///
/// # Errors
/// When the caller may not, and when the store fails.
pub(crate) async fn of_hook(
    app: &App,
    caller: &Caller,
    hook: i64,
    state: Option<State>,
    (offset, limit): (i64, i64),
) -> Result<(Vec<Delivery>, i64), Failure> {
    caller.may(WebHook::schema(), "Read")?;
    let mut filters = vec![Filter::on::<Delivery>("WebHookId", Test::Is(Value::Int(hook)))];
    filters.extend(state.map(State::filters).unwrap_or_default());
    let query = Query { viewer: caller.viewer.clone(), ..query(filters, offset, limit) };
    let found = app.store.list(query).await?;
    let deliveries = found.rows.iter().map(|row| Ok(Delivery::from_row(row)?));
    Ok((deliveries.collect::<Result<Vec<_>, Failure>>()?, found.total))
}

/// A page of the deliveries for which all of this holds.
fn query(filters: Vec<Filter>, offset: i64, limit: i64) -> Query {
    let order = (Delivery::schema().position("CreatedOn").unwrap_or_default(), true);
    Query { filters, order, offset, limit, counted: true, ..Query::all(Delivery::schema()) }
}

/// What the parameters ask for.
struct Asked {
    filters: Vec<Filter>,
    page: i64,
    size: i64,
}

impl Asked {
    fn read(uri: &Uri) -> Result<Self, Failure> {
        let pairs = request::form(uri.query().unwrap_or_default().as_bytes())
            .map_err(|error| Failure::invalid(FieldError::new("query", error.0, "null")))?;
        let mut asked = Self { filters: Vec::new(), page: 1, size: USUAL_PAGE };
        let mut errors = Vec::new();
        for (name, value) in &pairs {
            let wrong = asked.take(name, value.trim()).err();
            errors.extend(wrong.map(|message| FieldError::new(name, message, quoted(value))));
        }
        if errors.is_empty() { Ok(asked) } else { Err(Failure::Invalid(errors)) }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        let number = |field| {
            let number = value.parse().map_err(|_| format!("'{value}' is not a whole number"))?;
            Ok::<_, String>(vec![Filter::on::<Delivery>(field, Test::Is(Value::Int(number)))])
        };
        self.filters.extend(match name.to_ascii_lowercase().as_str() {
            "webhookid" => number("WebHookId")?,
            "businessid" => number("BusinessId")?,
            "recordid" => number("RecordId")?,
            "record" => vec![Filter::on::<Delivery>("Record", Test::Same(value.to_owned()))],
            "uniqueid" => of_guid(value)?,
            "state" => {
                let state = State::named(value);
                let known = || format!("'{value}' is none of {}", State::NAMES.join(", "));
                state.ok_or_else(known)?.filters()
            }
            "page" => {
                self.page = between(value, LAST_PAGE)?;
                Vec::new()
            }
            "size" => {
                self.size = between(value, LARGEST_WISH)?;
                Vec::new()
            }
            // What is not known is ignored, as clients expect (contract.md 1).
            _ => Vec::new(),
        });
        Ok(())
    }
}

/// The delivery with this `webhook-id`. Such an id says in which millisecond it was made, which an index knows.
fn of_guid(value: &str) -> Result<Vec<Filter>, String> {
    let guid = Guid::parse(value).ok_or_else(|| format!("'{value}' is not a guid"))?.to_string();
    let digits: String = guid.chars().filter(char::is_ascii_hexdigit).take(12).collect();
    let micros = i64::from_str_radix(&digits, 16).unwrap_or_default().saturating_mul(1000);
    let is = |field, test| Filter::on::<Delivery>(field, test);
    Ok(vec![
        is("CreatedOn", Test::AtLeast(micros)),
        is("CreatedOn", Test::AtMost(micros.saturating_add(999))),
        is("UniqueId", Test::Is(Value::Text(guid))),
    ])
}
