//! Reports as lines for spreadsheets: written page by page as they are read, so that a million visits fill no memory.

mod kinds;
mod lines;
mod teams;
mod walk;

use axum::body::Body;
use axum::response::Response;
use vestibule_records::Schema;

use self::lines::{Line, Lines, Teller};
use self::walk::Walk;
use super::scene::Scene;
use crate::api::Failure;
use crate::auth::Caller;
use crate::pages::Sent;
use crate::presence::Days;

pub(super) use kinds::REPORTS;

/// A report.
pub(crate) struct Report {
    /// What its file is called, without what follows the point.
    pub(crate) file: &'static str,
    /// What people call it.
    pub(crate) name: &'static str,
    /// What is in it.
    pub(crate) about: &'static str,
    /// The records it tells of, all of which must be readable.
    of: &'static [fn() -> &'static Schema],
    /// What stands above the columns.
    head: &'static [&'static str],
    /// How it is made.
    made: Made,
}

/// How a report is made.
enum Made {
    /// A line for rows that are walked through, or for some of them.
    OfRows {
        /// The rows, in the order in which they are told of.
        walks: fn(&Teller) -> Vec<Walk>,
        /// The line of a row, if it has one.
        line: Line,
    },
    /// A line for each team, of what is counted.
    OfTeams,
}

impl Report {
    /// Whether somebody may read all that it tells of.
    pub(super) fn is_for(&self, caller: &Caller) -> bool {
        self.of.iter().all(|schema| caller.may(schema(), "List").is_ok())
    }
}

/// Answers with a report of some days.
pub(super) async fn answer(
    report: &'static Report,
    scene: &Scene<'_>,
    days: Days,
) -> Result<Response, Failure> {
    for schema in report.of {
        scene.desk.caller.may(schema(), "List")?;
    }
    let name = format!("{}-{}-{}", report.file, days.first, days.last);
    let body = match &report.made {
        Made::OfTeams => Body::from(teams::lines(report.head, scene, days).await?),
        Made::OfRows { walks, line } => {
            let teller = Teller::at(scene, days);
            let lines = Lines::new(scene.desk.app, report.head, walks(&teller), *line, teller);
            lines.body().await?
        }
    };
    Ok(file(&name, body))
}

/// Lines as a file to be kept.
pub(super) fn file(name: &str, body: impl Into<Body>) -> Response {
    let sent = Sent {
        kind: "text/csv; charset=utf-8",
        policy: "default-src 'none'; frame-ancestors 'none'",
        referrer: "no-referrer",
        cache: "no-store",
    };
    let mut response = sent.with(body);
    // Names are made of letters, digits and hyphens of ours.
    if let Ok(value) = format!("attachment; filename=\"{name}.csv\"").parse() {
        response.headers_mut().insert(http::header::CONTENT_DISPOSITION, value);
    }
    response
}
