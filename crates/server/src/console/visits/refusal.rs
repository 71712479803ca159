//! A refusal, with everything that was tried then and what would have let them in.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use serde_json::Value as Json;
use vestibule_domain::time::Zone;
use vestibule_records::{FailedCheckin, parse_instant};

use super::refused::{Line, lines};
use crate::api::Failure;
use crate::console::{Desk, Frame, Section, listed, page, wall};

#[derive(Template)]
#[template(path = "console/refusal.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    refusal: Line,
    zone: String,
    verdict: Option<Verdict>,
}

/// What was kept of a verdict, for people.
struct Verdict {
    cures: Vec<String>,
    next: Option<String>,
    passes: Vec<Tried>,
    offers: Vec<Tried>,
}

/// A pass that was tried.
struct Tried {
    name: String,
    serves: bool,
    why: String,
}

/// Answers `/refusals/{id}`.
pub(super) async fn answer(desk: &Desk<'_>, id: i64) -> Result<Response, Failure> {
    let row = listed::one::<FailedCheckin>(desk, id).await?;
    let place = row.get("BusinessId").int().and_then(|id| desk.catalogue.location(id));
    let zone = place.map_or_else(Zone::utc, |place| place.zone.clone());
    let kept = row.get("Verdict").text().and_then(|text| serde_json::from_str::<Json>(text).ok());
    let refusal = lines(std::slice::from_ref(&row), &zone, None)?.pop().ok_or(Failure::NotFound)?;
    let title = format!("{} was refused", refusal.who);
    let page_of = Page {
        frame: desk.frame(Section::Visits, &title),
        verdict: kept.as_ref().map(|kept| verdict(kept, &zone)),
        zone: zone.name().to_owned(),
        refusal,
    };
    Ok(page(&page_of, StatusCode::OK))
}

fn verdict(kept: &Json, zone: &Zone) -> Verdict {
    let next = kept["NextPasses"].as_str().and_then(parse_instant);
    Verdict {
        cures: items(&kept["Cures"]).map(|cure| text(&cure["Text"])).collect(),
        next: next.map(|at| wall::moment(at, zone)),
        passes: items(&kept["Passes"]).map(tried).collect(),
        offers: items(&kept["Offers"]).map(tried).collect(),
    }
}

fn tried(kept: &Json) -> Tried {
    let failing = items(&kept["Rules"]).filter(|rule| rule["Holds"] == false);
    let why = kept["Declined"].as_str().map(str::to_owned).into_iter();
    let why: Vec<_> = why.chain(failing.map(|rule| text(&rule["Datum"]))).collect();
    Tried { name: text(&kept["Name"]), serves: kept["Serves"] == true, why: why.join("; ") }
}

fn items(list: &Json) -> impl Iterator<Item = &Json> {
    list.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
