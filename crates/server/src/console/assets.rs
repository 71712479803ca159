//! What pages load: styles and scripts, inside the binary, under a name that changes with them so that they may be kept for
//! ever.

use std::sync::LazyLock;

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use sha2::{Digest as _, Sha256};

use crate::api::envelope;
use crate::pages;

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// A file that pages load.
struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

static ASSETS: &[Asset] = &[
    Asset { name: "desk.css", kind: CSS, bytes: include_bytes!("assets/desk.css") },
    Asset { name: "door.js", kind: SCRIPT, bytes: include_bytes!("assets/door.js") },
    Asset { name: "figures.css", kind: CSS, bytes: include_bytes!("assets/figures.css") },
    Asset { name: "live.js", kind: SCRIPT, bytes: include_bytes!("assets/live.js") },
    Asset { name: "morph.js", kind: SCRIPT, bytes: include_bytes!("assets/morph.js") },
    Asset { name: "now.css", kind: CSS, bytes: include_bytes!("assets/now.css") },
    Asset { name: "now.js", kind: SCRIPT, bytes: include_bytes!("assets/now.js") },
    Asset { name: "people.css", kind: CSS, bytes: include_bytes!("assets/people.css") },
    Asset { name: "rollcall.css", kind: CSS, bytes: include_bytes!("assets/rollcall.css") },
    Asset { name: "rollcall.js", kind: SCRIPT, bytes: include_bytes!("assets/rollcall.js") },
];

/// What all of them come to, in a few characters: scripts load one another by names relative to their own.
static EDITION: LazyLock<String> = LazyLock::new(|| {
    let all = ASSETS.iter().fold(Sha256::new(), |hash, asset| hash.chain_update(asset.bytes));
    all.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
});

/// Where pages find a file.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *EDITION)
}

/// Answers `/assets/{edition}/{file}`. Another edition than this one gets what there is now, but not to keep.
pub(super) fn answer(request: &Request, file: &str) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == file) else { return envelope::not_found() };
    let is_this = request.uri().path().contains(&**EDITION);
    let sent = pages::Sent {
        kind: asset.kind,
        policy: "default-src 'none'; frame-ancestors 'none'",
        referrer: "no-referrer",
        cache: if is_this { "public, max-age=31536000, immutable" } else { "no-cache" },
    };
    sent.with(asset.bytes)
}
