//! The shapes of answers: the write envelope, the error envelope, the list envelope (`contract.md` 5.2, 6.1, 7).

use std::io::Write as _;

use axum::body::Body;
use axum::response::Response;
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Method, StatusCode};
use vestibule_domain::time::Instant;
use vestibule_records::{FieldError, Row, write_instant, write_row};
use vestibule_store::Reply;

/// What a write is answered with when it succeeded.
pub struct Written<'a> {
    /// `Checkin was successfully created.`
    pub message: String,
    /// The value, as JSON.
    pub value: Vec<u8>,
    /// When.
    pub now: Instant,
    /// By whom, by e-mail.
    pub by: &'a str,
}

impl Written<'_> {
    /// As a reply: the eleven keys, in order.
    #[must_use]
    pub fn reply(&self) -> Reply {
        write_envelope(200, 200, &self.message, &self.value, Some((self.now, self.by)), true)
    }
}

/// A row as JSON.
#[must_use]
pub fn row(row: &Row) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    write_row(row, &mut out);
    out
}

/// A write that was understood and refused by a rule of business: HTTP 200, not successful (`contract.md 7`).
#[must_use]
pub fn refused(message: &str) -> Reply {
    write_envelope(200, 500, message, b"null", None, false)
}

fn write_envelope(
    http: u16,
    status: u16,
    message: &str,
    value: &[u8],
    updated: Option<(Instant, &str)>,
    success: bool,
) -> Reply {
    let mut body = Vec::with_capacity(value.len() + 320);
    let _ = write!(body, "{{\"Status\":{status},\"Message\":{},\"Value\":", quoted(message));
    body.extend_from_slice(value);
    body.extend_from_slice(
        b",\"OpenInDialog\":false,\"OpenInWindow\":false,\"RedirectURL\":null,\"JavaScript\":null",
    );
    match updated {
        Some((at, by)) => {
            body.extend_from_slice(b",\"UpdatedOn\":\"");
            write_instant(at, &mut body);
            let _ = write!(body, "\",\"UpdatedBy\":{}", quoted(by));
        }
        None => body.extend_from_slice(b",\"UpdatedOn\":null,\"UpdatedBy\":null"),
    }
    let _ = write!(body, ",\"Errors\":null,\"WasSuccessful\":{success}}}");
    Reply { status: http, body }
}

/// The error envelope: exactly four keys, every failing property in `Errors`, the message a summary of them.
#[must_use]
pub fn invalid(errors: &[FieldError]) -> Reply {
    let summary = errors.iter().map(|error| format!("{}: {}", error.property, error.message));
    let details = errors.iter().map(|error| {
        format!(
            "{{\"AttemptedValue\":{},\"Message\":{},\"PropertyName\":{}}}",
            error.attempted,
            quoted(&error.message),
            quoted(&error.property)
        )
    });
    let body = format!(
        "{{\"Message\":{},\"Value\":null,\"Errors\":[{}],\"WasSuccessful\":false}}",
        quoted(&summary.collect::<Vec<_>>().join("\n")),
        details.collect::<Vec<_>>().join(",")
    );
    Reply { status: 400, body: body.into_bytes() }
}

/// The JSON text that stands for a record that is not there.
pub const NOT_FOUND: &[u8] = b"\"Not found\"";

/// 404.
#[must_use]
pub fn not_found() -> Response {
    respond(Reply { status: 404, body: NOT_FOUND.to_vec() })
}

/// An error that concerns no property, as a reply.
#[must_use]
pub fn plain_failure(status: u16, message: &str) -> Reply {
    let body =
        format!("{{\"Message\":{},\"Value\":null,\"Errors\":null,\"WasSuccessful\":false}}", quoted(message));
    Reply { status, body: body.into_bytes() }
}

/// An error that concerns no property.
#[must_use]
pub fn failure(status: StatusCode, message: &str) -> Response {
    let mut response = respond(plain_failure(status.as_u16(), message));
    match status {
        StatusCode::UNAUTHORIZED => {
            response
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer, Basic realm=\"Vestibule\""));
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        _ => {}
    }
    response
}

/// 405, with what is allowed instead. The body is the one of the hosted service's framework: a message alone
/// (`contract.md 7`).
#[must_use]
pub fn method_not_allowed(method: &Method, allowed: &str) -> Response {
    let message = format!("The requested resource does not support http method '{method}'.");
    let mut response = respond(Reply {
        status: StatusCode::METHOD_NOT_ALLOWED.as_u16(),
        body: format!("{{\"Message\":{}}}", quoted(&message)).into_bytes(),
    });
    if let Ok(allowed) = HeaderValue::from_str(allowed) {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

/// A reply as a response.
#[must_use]
pub fn respond(reply: Reply) -> Response {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

/// Text as a JSON string.
#[must_use]
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// An instant as it is shown, for messages.
pub fn instant(at: Instant) -> String {
    let mut shown = Vec::new();
    write_instant(at, &mut shown);
    String::from_utf8_lossy(&shown).into_owned()
}

/// Where a page stands in its list.
pub struct Paging<'a> {
    /// Its number, from 1.
    pub page: i64,
    /// Rows on a page.
    pub size: i64,
    /// The field it is sorted by.
    pub order: &'a str,
    /// Whether from the largest.
    pub descending: bool,
    /// Rows in all.
    pub total: i64,
}

/// The list envelope: thirteen keys, in order.
#[must_use]
pub fn page(rows: &[Row], paging: &Paging<'_>) -> Vec<u8> {
    let mut records = Vec::with_capacity(rows.len() * 900);
    array(rows, &mut records);
    page_of(&records, rows.len(), paging)
}

/// The same around an array of so many records that is written already.
#[must_use]
pub fn page_of(records: &[u8], count: usize, paging: &Paging<'_>) -> Vec<u8> {
    let Paging { page, size, order, descending, total } = *paging;
    let pages = total.saturating_add(size - 1) / size;
    let before = (page - 1).saturating_mul(size);
    let last = before.saturating_add(i64::try_from(count).unwrap_or(i64::MAX));
    let (first, last) = if count == 0 { (0, 0) } else { (before + 1, last) };
    let mut out = Vec::with_capacity(records.len() + 400);
    out.extend_from_slice(b"{\"Records\":");
    out.extend_from_slice(records);
    let _ = write!(
        out,
        ",\"CurrentPageSize\":{size},\"CurrentPage\":{page},\"CurrentOrderField\":{},\"CurrentSortDirection\":{},\
         \"FirstItem\":{first},\"HasNextPage\":{},\"HasPreviousPage\":{},\"LastItem\":{last},\"PageNumber\":{page},\
         \"PageSize\":{size},\"TotalItems\":{total},\"TotalPages\":{pages}}}",
        quoted(order),
        u8::from(descending),
        page < pages,
        page > 1,
    );
    out
}

/// Rows as a bare array.
pub fn array(rows: &[Row], out: &mut Vec<u8>) {
    out.push(b'[');
    for (nth, row) in rows.iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        write_row(row, out);
    }
    out.push(b']');
}
