//! The tablet at the door (`/kiosk/{location}`): one screen at a time, large and calm, that checks people in and out.
//!
//! It decides nothing. What is typed, held or scanned there is the ask of the public door ([`crate::public::checkin`]) by
//! another [`Way`](crate::public::checkin::Way). What is its own: the secret by which a tablet is known ([`tablet`],
//! [`enrol`]), the words in which it answers ([`words`], [`told`]), the search for names, and visitors who stand before it.
//! While there is no network the device keeps what was tapped, and delivers it with its age; [docs/kiosk.md] says what is kept
//! there and for how long.
//!
//! [docs/kiosk.md]: https://github.com/vestibule/vestibule/blob/main/docs/kiosk.md

mod assets;
mod chosen;
mod enrol;
mod people;
mod place;
mod screen;
mod tablet;
mod tapped;
mod told;
mod visitors;
mod words;

pub(crate) use enrol::{good_until, make_code};
pub(crate) use tablet::{Tablet, revoke};
pub(crate) use told::reply;

use axum::extract::Request;
use axum::response::Response;

use crate::api::{Failure, envelope};
use crate::app::App;
use crate::path;

/// The pages, and what pages load and send. A path that fits none of these is no page.
const PAGES: &[&str] = &[
    "/kiosk/sw.js",
    "/kiosk/assets/{edition}/{file}",
    "/kiosk/{location}",
    "/kiosk/{location}/enrol",
    "/kiosk/{location}/hosts",
    "/kiosk/{location}/manifest.webmanifest",
    "/kiosk/{location}/names",
    "/kiosk/{location}/tap",
    "/kiosk/{location}/visitors",
];

/// The form of a page's path, if a path, as its segments in lower case, is that of a page or of what pages load.
#[must_use]
pub fn template(segments: &[&str]) -> Option<&'static str> {
    PAGES.iter().copied().find(|form| path::fits(form, segments))
}

/// Answers what pages load, which must not use up how often their reader may ask; `rest` is what follows `/kiosk`.
pub(crate) fn asset(request: &Request, rest: &[&str]) -> Option<Response> {
    match rest {
        ["sw.js"] => Some(assets::worker(request)),
        ["assets", _, file] => Some(assets::answer(request, file)),
        _ => None,
    }
}

/// Answers `/kiosk/{location}/...`; `rest` is what follows `/kiosk`, in lower case.
pub(crate) async fn answer(app: &App, request: Request, rest: &[&str]) -> Response {
    let [address, rest @ ..] = rest else { return envelope::not_found() };
    let place = match place::found(app, address).await {
        Ok(Some(place)) => place,
        Ok(None) => return envelope::not_found(),
        Err(error) => return Failure::from(error).respond(),
    };
    let answered = match rest {
        [] => screen::show(&place, &request.map(drop)).await,
        ["enrol"] => screen::enrol(&place, request).await,
        ["manifest.webmanifest"] => Ok(screen::manifest(&place, request.method())),
        ["hosts"] => people::hosts(&place, request).await,
        ["names"] => people::names(&place, request).await,
        ["tap"] => tapped::answer(&place, request).await,
        ["visitors"] => visitors::answer(&place, request).await,
        _ => Err(Failure::NotFound),
    };
    answered.unwrap_or_else(Failure::respond)
}
