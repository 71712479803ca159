//! What stands around every page of the desk.

use askama::Template;
use axum::response::Response;
use http::StatusCode;

use super::assets;
use crate::api::envelope;
use crate::pages::Sent;

/// What pages may load and do: nothing of other hosts, nothing that stands in the page itself.
const PAGE: Sent = Sent {
    kind: "text/html; charset=utf-8",
    policy: "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
             manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    referrer: "same-origin",
    cache: "no-store",
};

/// The part of the desk that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Outside of it: signing in.
    Outside,
    /// Who is here now.
    Now,
    /// Customers, and what is theirs.
    Customers,
    /// Visits, and who was refused.
    Visits,
    /// Pictures and reports.
    Figures,
    /// Everything that can be set.
    Settings,
}

/// A way to a part of the desk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    section: Section,
    /// Where it leads.
    pub(crate) path: &'static str,
    /// What it is called.
    pub(crate) name: &'static str,
}

const WAYS: [Way; 5] = [
    Way { section: Section::Now, path: "/", name: "Now" },
    Way { section: Section::Customers, path: "/customers", name: "Customers" },
    Way { section: Section::Visits, path: "/visits", name: "Visits" },
    Way { section: Section::Figures, path: "/figures", name: "Figures" },
    Way { section: Section::Settings, path: "/settings", name: "Settings" },
];

/// A location, as the desk speaks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its id.
    pub(crate) id: i64,
    /// Its name.
    pub(crate) name: String,
}

/// What is said once, above everything else.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    /// Whether it went well.
    pub(crate) well: bool,
    /// What there is to say.
    pub(crate) text: String,
}

impl Notice {
    /// That it went well.
    pub(crate) fn well(text: impl Into<String>) -> Self {
        Self { well: true, text: text.into() }
    }

    /// That it did not.
    pub(crate) fn no(text: impl Into<String>) -> Self {
        Self { well: false, text: text.into() }
    }
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Its title.
    pub(crate) title: String,
    /// Where it belongs.
    pub(crate) section: Section,
    /// The e-mail of whoever is signed in.
    pub(crate) who: Option<String>,
    /// The location that is looked at.
    pub(crate) here: Option<Place>,
    /// All that may be looked at.
    pub(crate) places: Vec<Place>,
    /// What is said first.
    pub(crate) notice: Option<Notice>,
}

impl Frame {
    /// Around a page that is open to everybody.
    pub(crate) fn outside(title: &str) -> Self {
        let title = title.to_owned();
        Self { title, section: Section::Outside, who: None, here: None, places: Vec::new(), notice: None }
    }

    /// With something said first.
    pub(crate) fn saying(self, notice: Option<Notice>) -> Self {
        Self { notice, ..self }
    }

    /// Where a file is found, for templates.
    pub(crate) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The ways from here, for templates.
    pub(crate) fn ways(&self) -> &'static [Way] {
        &WAYS
    }

    /// Whether a way leads to where this page is.
    pub(crate) fn is_on(&self, way: &Way) -> bool {
        way.section == self.section
    }

    /// Whether a location is the one that is looked at.
    pub(crate) fn is_here(&self, place: &Place) -> bool {
        self.here.as_ref() == Some(place)
    }
}

/// A page as a response.
pub(crate) fn page(page: &impl Template, status: StatusCode) -> Response {
    match page.render() {
        Ok(text) => {
            let mut response = PAGE.with(text);
            *response.status_mut() = status;
            response
        }
        Err(error) => {
            tracing::error!(%error, "a page cannot be written");
            envelope::failure(StatusCode::INTERNAL_SERVER_ERROR, "An error has occurred.")
        }
    }
}
