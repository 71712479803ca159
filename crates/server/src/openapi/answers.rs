//! What is answered, whatever is asked: the envelopes (`contract.md` 5.2, 6.1, 7), the errors, and when each comes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::shape::{about, any_of, instant, integer, named, object, or_null};

/// What can befall a request that no limit counts and no row is read for.
pub(super) const UNLIMITED: [u16; 2] = [408, 500];
/// What can befall any other request.
pub(super) const ANYBODY: [u16; 4] = [408, 429, 500, 503];
/// What can befall a request of a user, whoever they are.
pub(super) const USER: [u16; 5] = [401, 408, 429, 500, 503];
/// What can befall a request to the REST API.
pub(super) const KNOWN: [u16; 6] = [401, 403, 408, 429, 500, 503];

/// Answers with a status of their own: the name, the status, what is in them, when they come.
const ERRORS: [(&str, u16, &str, &str); 11] = [
    ("Invalid", 400, "Error", "Properties or parameters that do not fit; each is named in `Errors`."),
    ("Unauthorized", 401, "Error", "No or wrong credentials, or the role is missing; the message names it."),
    ("Forbidden", 403, "Error", "The user may not use the API (`APIAccess`)."),
    (
        "NotFound",
        404,
        "NotFound",
        "Nothing there, or nothing there for you: rows of other locations do not exist.",
    ),
    ("MethodNotAllowed", 405, "Message", "The path does not take this method; `Allow` says which it takes."),
    ("TooSlow", 408, "Error", "The request took more than a minute to arrive."),
    ("KeyReused", 409, "Error", "The `Idempotency-Key` was used before for a different request."),
    ("TooLarge", 413, "Error", "The body is larger than 1 MB."),
    (
        "TooOften",
        429,
        "TooOften",
        "Somebody asks or guesses too often: repeat after `Retry-After` seconds. With `limits.status = 409` it is a 409 without a body.",
    ),
    ("Failed", 500, "Error", "Ours, not yours. The log has more under `X-Request-Id`."),
    ("Busy", 503, "Error", "Too much is waiting: repeat after `Retry-After` seconds, with the same key."),
];

/// The shared answers, by name.
pub(super) fn responses() -> Value {
    let response = |(name, status, schema, when): &(&str, u16, &str, &str)| {
        let kind = if *status == 429 { "text/plain" } else { "application/json" };
        let mut described = answer(when, kind, named(schema));
        for header in headers_of(*status) {
            described["headers"][*header] = json!({ "$ref": format!("#/components/headers/{header}") });
        }
        ((*name).to_owned(), described)
    };
    ERRORS.iter().map(response).collect::<Map<_, _>>().into()
}

/// The responses of an operation: those of its own, and the shared ones that can come.
pub(super) fn responses_of(own: impl IntoIterator<Item = (u16, Value)>, shared: &[u16]) -> Value {
    let named = |name: &str| json!({ "$ref": format!("#/components/responses/{name}") });
    let shared = ERRORS.iter().filter(|(_, status, ..)| shared.contains(status));
    let mut all: BTreeMap<u16, Value> = shared.map(|(name, status, ..)| (*status, named(name))).collect();
    for (status, answer) in own {
        also(all.entry(status).or_insert(Value::Null), answer);
    }
    all.into_iter().map(|(status, answer)| (status.to_string(), answer)).collect::<Map<_, _>>().into()
}

/// Adds an answer to what is said of its status: of its own answers an endpoint may have several, of different kinds.
fn also(said: &mut Value, answer: Value) {
    match (said.pointer_mut("/content").and_then(Value::as_object_mut), answer["content"].as_object()) {
        (Some(known), Some(more)) => known.extend(more.clone()),
        _ => *said = answer,
    }
}

/// The ways to say who asks, each with the roles that are needed.
pub(super) fn security(roles: &[&str]) -> Value {
    json!([{ "token": [] }, { "bearer": roles }, { "basic": roles }])
}

/// A response of JSON.
pub(super) fn json_answer(when: &str, schema: Value) -> Value {
    answer(when, "application/json", schema)
}

/// A response of some kind.
pub(super) fn answer(when: &str, kind: &str, schema: Value) -> Value {
    json!({
        "description": when,
        "headers": { "X-Request-Id": { "$ref": "#/components/headers/X-Request-Id" } },
        "content": { kind: { "schema": schema } },
    })
}

const fn headers_of(status: u16) -> &'static [&'static str] {
    match status {
        401 => &["WWW-Authenticate"],
        405 => &["Allow"],
        429 | 503 => &["Retry-After"],
        _ => &[],
    }
}

/// Headers of answers.
pub(super) fn headers() -> Value {
    let header = |about: &str| json!({ "description": about, "schema": { "type": "string" } });
    json!({
        "X-Request-Id": header("Under which the log knows the request: what came in `X-Request-Id`, or the trace of `traceparent`, or sixteen hexadecimal digits."),
        "WWW-Authenticate": header("The ways to say who asks."),
        "Allow": header("The methods that the path takes."),
        "Retry-After": header("Seconds to wait."),
        "Location": header("Where it goes on."),
        "ETag": header("A hash of the content, for `If-None-Match`."),
    })
}

/// The envelopes, by name.
pub(super) fn schemas() -> [(&'static str, Value); 10] {
    [
        ("Page", page()),
        ("Written", written()),
        ("Updated", updated()),
        ("Deleted", about(holding(json!({ "type": "null" })), "The answer to a delete.")),
        ("Done", about(holding(json!({ "type": "null" })), "The answer to a write that makes nothing.")),
        ("Error", error()),
        ("PropertyError", property_error()),
        ("NotFound", json!({ "type": "string", "const": "Not found" })),
        ("TooOften", about(text(), "`You must wait before accessing this url again. Wait 1.0 seconds`")),
        ("Message", object([member("Message", text(), "What is wrong.")])),
    ]
}

fn page() -> Value {
    let fields = object([
        member("CurrentPageSize", integer(), "Same as `PageSize`."),
        member("CurrentPage", integer(), "Same as `PageNumber`."),
        member("CurrentOrderField", text(), "The field that the list is sorted by."),
        member(
            "CurrentSortDirection",
            json!({ "type": "integer", "enum": [0, 1] }),
            "0 from the smallest, 1 from the largest.",
        ),
        member(
            "FirstItem",
            integer(),
            "Where the first record of the page stands in the list, from 1; 0 on an empty page.",
        ),
        member("HasNextPage", truth(), "Whether there is a page after this one."),
        member("HasPreviousPage", truth(), "Whether there is a page before this one."),
        member(
            "LastItem",
            integer(),
            "Where the last record of the page stands in the list; 0 on an empty page.",
        ),
        member("PageNumber", integer(), "The page, from 1."),
        member("PageSize", integer(), "Records on a page."),
        member("TotalItems", integer(), "Records in all."),
        member("TotalPages", integer(), "Pages in all."),
    ]);
    about(fields, "Where a page stands in its list.")
}

fn written() -> Value {
    let fields = object([
        member("Status", integer(), "200, or 500 when a rule of business refused."),
        member("Message", text(), "What happened, or why not, for people."),
        member("OpenInDialog", truth(), "Always false."),
        member("OpenInWindow", truth(), "Always false."),
        member("RedirectURL", null(), "Always null."),
        member("JavaScript", null(), "Always null."),
        member("UpdatedOn", or_null(instant()), "When it was written."),
        member("UpdatedBy", or_null(text()), "Who wrote it, by e-mail."),
        member("Errors", null(), "Always null."),
        member(
            "WasSuccessful",
            truth(),
            "Whether it was done. A rule of business that refuses answers 200 with false.",
        ),
    ]);
    about(fields, "What every write is answered with, together with its `Value`.")
}

fn updated() -> Value {
    let id = or_null(object([member("Id", integer(), "Which record.")]));
    about(holding(about(id, "The id alone; null when it was refused.")), "The answer to an update.")
}

/// The envelope of a write with this value.
pub(super) fn holding(value: Value) -> Value {
    json!({ "allOf": [named("Written"), object([("Value".to_owned(), value, true)])] })
}

fn error() -> Value {
    let errors = json!({ "type": ["array", "null"], "items": named("PropertyError") });
    let fields = object([
        member("Message", text(), "All that is wrong, a line each."),
        member("Value", null(), "Always null."),
        member("Errors", errors, "Every property that does not fit; null where the error concerns none."),
        member("WasSuccessful", json!({ "type": "boolean", "const": false }), "Always false."),
    ]);
    about(fields, "Why a request was not answered as asked: exactly these four keys.")
}

fn property_error() -> Value {
    object([
        member("AttemptedValue", json!({}), "What was sent; null when nothing was."),
        member("Message", text(), "What is wrong, without the name."),
        member("PropertyName", text(), "The property or the parameter; a reference without `Id`."),
    ])
}

fn member(name: &str, schema: Value, words: &str) -> (String, Value, bool) {
    (name.to_owned(), about(schema, words), true)
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn truth() -> Value {
    json!({ "type": "boolean" })
}

fn null() -> Value {
    json!({ "type": "null" })
}

/// What a filter on whole numbers takes.
pub(super) fn number_filter() -> Value {
    let list = json!({ "type": "string", "pattern": r"^(null|\[[0-9]{1,18}(,[0-9]{1,18})*\])$" });
    about(any_of([integer(), list]), "A number, several as `[1,2,3]`, or `null` for what is empty.")
}
