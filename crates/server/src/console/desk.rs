//! Who is at the desk, and of which location.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use http::{HeaderMap, Uri};
use vestibule_domain::time::Zone;
use vestibule_store::{Catalogue, Viewer};

use super::frame::{Frame, Notice, Place, Section};
use super::{broken, sign_in};
use crate::api::request;
use crate::app::App;
use crate::auth::{self, Caller};
use crate::cookies::Cookie;

/// The parameter by which a page is asked for at another location.
const AT: &str = "at";
/// The location that was looked at last, for pages that are asked for without.
const LAST: Cookie = Cookie { name: "vestibule_at", path: "/", follows_links: true };
const REMEMBERED_SECONDS: i64 = 365 * 24 * 3600;

/// Whoever has signed in, and the location they look at.
pub(crate) struct Desk<'a> {
    /// The server.
    pub(crate) app: &'a App,
    /// Who it is, and what they may.
    pub(crate) caller: Caller,
    /// Locations, settings, plans and passes as of this request.
    pub(crate) catalogue: Arc<Catalogue>,
    /// The location they look at.
    pub(crate) here: Place,
    /// All that they may look at, by name.
    pub(crate) places: Vec<Place>,
}

impl<'a> Desk<'a> {
    /// Whoever asks for a page.
    ///
    /// # Errors
    /// With the response: to sign in first, or that there is nothing for them here.
    pub(crate) fn of(
        app: &'a App,
        request: &Request,
    ) -> impl Future<Output = Result<Self, Box<Response>>> + Send {
        // Read here: a body cannot be held while others wait for it.
        let known = auth::caller(app, request);
        let asked = asked_for(request.uri()).or_else(|| last(request.headers()));
        let (method, uri) = (request.method().clone(), request.uri().clone());
        async move {
            let known = known.await;
            let caller = known.map_err(|failure| Box::new(sign_in::or_fail(&method, &uri, failure)))?;
            Self::at(app, caller, asked).await
        }
    }

    async fn at(app: &'a App, caller: Caller, asked: Option<i64>) -> Result<Self, Box<Response>> {
        let catalogue = app.store.catalogue().await.map_err(|error| Box::new(broken(error.into())))?;
        let places = places(&catalogue, &caller.viewer);
        let asked = asked.and_then(|id| places.iter().find(|place| place.id == id));
        let Some(here) = asked.or_else(|| first(&catalogue, &places)).cloned() else {
            let frame = Frame::outside("No location");
            let frame = frame.saying(Some(Notice::no("There is no location here that you may look at.")));
            return Err(Box::new(super::said(frame, http::StatusCode::FORBIDDEN)));
        };
        Ok(Self { app, caller, catalogue, here, places })
    }

    /// The zone of the location that is looked at, in whose clocks times are shown.
    pub(crate) fn zone(&self) -> Zone {
        self.catalogue.location(self.here.id).map_or_else(Zone::utc, |location| location.zone.clone())
    }

    /// What stands around a page of this desk.
    pub(crate) fn frame(&self, section: Section, title: &str) -> Frame {
        Frame {
            title: title.to_owned(),
            section,
            who: Some(self.caller.email.clone()),
            here: Some(self.here.clone()),
            places: self.places.clone(),
            notice: None,
        }
    }
}

/// Has a browser remember the location that a page was asked for at.
pub(super) fn remember(uri: &Uri, response: &mut Response) {
    if let Some(id) = asked_for(uri) {
        response.headers_mut().extend(LAST.set(&id.to_string(), REMEMBERED_SECONDS, false));
    }
}

fn asked_for(uri: &Uri) -> Option<i64> {
    let fields = request::form(uri.query()?.as_bytes()).ok()?;
    fields.iter().find(|(name, _)| name == AT)?.1.parse().ok()
}

fn last(headers: &HeaderMap) -> Option<i64> {
    LAST.of(headers)?.parse().ok()
}

fn places(catalogue: &Catalogue, viewer: &Viewer) -> Vec<Place> {
    let ids = match viewer {
        Viewer::Everything => catalogue.location_ids(),
        Viewer::Locations(ids) => ids.clone(),
    };
    let place =
        |id: &i64| catalogue.location(*id).map(|location| Place { id: *id, name: location.name.clone() });
    let mut places: Vec<Place> = ids.iter().filter_map(place).collect();
    places.sort_by(|one, other| one.name.cmp(&other.name));
    places
}

/// The location that comes first of its network, as far as it may be looked at.
fn first<'p>(catalogue: &Catalogue, places: &'p [Place]) -> Option<&'p Place> {
    let first = catalogue.first_location();
    places.iter().find(|place| Some(place.id) == first).or_else(|| places.first())
}
