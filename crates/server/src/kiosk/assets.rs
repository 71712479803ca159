//! What tablets load: styles and scripts, inside the binary, under a name that changes with them.

use std::sync::LazyLock;

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use sha2::{Digest as _, Sha256};

use crate::api::envelope;
use crate::pages::Sent;

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

/// The files: name, kind, bytes.
static ASSETS: [(&str, &str, &[u8]); 8] = [
    ("kiosk.css", CSS, include_bytes!("assets/kiosk.css")),
    ("kiosk.js", SCRIPT, include_bytes!("assets/kiosk.js")),
    ("pad.js", SCRIPT, include_bytes!("assets/pad.js")),
    ("screen.js", SCRIPT, include_bytes!("assets/screen.js")),
    ("queue.js", SCRIPT, include_bytes!("assets/queue.js")),
    ("people.js", SCRIPT, include_bytes!("assets/people.js")),
    ("scan.js", SCRIPT, include_bytes!("assets/scan.js")),
    ("icon.svg", PICTURE, include_bytes!("assets/icon.svg")),
];

/// The script that works while there is no network; it begins with what it has to keep.
static WORKER: LazyLock<String> = LazyLock::new(|| {
    let names: Vec<String> = ASSETS.iter().map(|(name, ..)| address(name)).collect();
    let names = serde_json::json!(names);
    format!("const EDITION = \"{}\";\nconst FILES = {names};\n{}", *EDITION, include_str!("assets/worker.js"))
});

/// What all of them come to, in a few characters: scripts load one another by names relative to their own.
static EDITION: LazyLock<String> = LazyLock::new(|| {
    let all = ASSETS.iter().fold(Sha256::new(), |hash, (_, _, bytes)| hash.chain_update(bytes));
    let all = all.chain_update(include_bytes!("assets/worker.js"));
    all.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
});

/// Where pages find a file.
pub(super) fn address(name: &str) -> String {
    format!("/kiosk/assets/{}/{name}", *EDITION)
}

/// Answers `/kiosk/assets/{edition}/{file}`. Another edition than this one gets what there is now, but not to keep.
pub(super) fn answer(request: &Request, file: &str) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let Some((_, kind, bytes)) = ASSETS.iter().find(|(name, ..)| *name == file) else {
        return envelope::not_found();
    };
    let is_this = request.uri().path().contains(&**EDITION);
    let cache = if is_this { "public, max-age=31536000, immutable" } else { "no-cache" };
    let policy = "default-src 'none'; frame-ancestors 'none'";
    Sent { kind, policy, referrer: "no-referrer", cache }.with(*bytes)
}

/// Answers `/kiosk/sw.js`.
pub(super) fn worker(request: &Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let policy = "default-src 'none'; connect-src 'self'";
    Sent { kind: SCRIPT, policy, referrer: "same-origin", cache: "no-cache" }.with(WORKER.as_str())
}
