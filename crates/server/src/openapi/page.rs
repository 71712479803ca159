//! `GET /docs`: a page to read the description with. It is three files of ours, and asks for nothing from elsewhere.

use axum::extract::Request;
use axum::response::Response;
use http::Method;

use super::endpoint::{Endpoint, Verb};
use crate::api::envelope;
use crate::pages::{Sent, file};

/// What is said about the page.
pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        answers: &[file("text/html", "The page.")],
        ..Endpoint::new(Verb::Get, "/docs", "getPage", "This description, to read and to try")
    },
    Endpoint {
        answers: &[file("text/css", "The style.")],
        ..Endpoint::new(Verb::Get, "/docs/page.css", "getPageStyle", "How that page looks")
    },
    Endpoint {
        answers: &[file("text/javascript", "The script.")],
        ..Endpoint::new(Verb::Get, "/docs/page.js", "getPageScript", "What that page does")
    },
];

/// What the page may load: its own style, its own script, and answers of this server.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Answers `/docs` and what is below it.
pub(crate) fn page_endpoint(request: &Request, file: &str) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    match file {
        "" => asset("text/html; charset=utf-8", include_str!("page/page.html")),
        "page.css" => asset("text/css; charset=utf-8", include_str!("page/page.css")),
        "page.js" => asset("text/javascript; charset=utf-8", include_str!("page/page.js")),
        _ => envelope::not_found(),
    }
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    Sent { kind, policy: POLICY, referrer: "no-referrer", cache: "no-cache" }.with(text)
}
