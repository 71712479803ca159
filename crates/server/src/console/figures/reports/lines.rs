//! The lines of a report, written as they are read.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use futures_util::stream;
use vestibule_domain::location::Location;
use vestibule_domain::occupancy::Window;
use vestibule_domain::time::Instant;
use vestibule_records::{Coworker, Record, Row, WrongValue};
use vestibule_store::{Catalogue, Query, StoreError, Viewer};

use super::super::scene::Scene;
use super::walk::Walk;
use crate::app::App;
use crate::presence::{Days, csv};

/// What a line is told from, beside its row.
pub(super) struct Teller {
    /// The location, on whose clocks times are told.
    pub(super) place: Arc<Location>,
    /// Plans, passes and settings.
    pub(super) catalogue: Arc<Catalogue>,
    /// The period.
    pub(super) window: Window,
    /// As of when.
    pub(super) now: Instant,
    /// Whose eyes look.
    pub(super) viewer: Viewer,
    /// Whether they may be told the names of customers.
    names_are_told: bool,
    /// The names of the customers of the rows at hand, where the rows have none.
    names: HashMap<i64, String>,
}

impl Teller {
    /// Of some days at the location that is looked at.
    pub(super) fn at(scene: &Scene<'_>, days: Days) -> Self {
        let caller = &scene.desk.caller;
        Self {
            place: scene.place.clone(),
            catalogue: scene.desk.catalogue.clone(),
            window: days.whole(&scene.place),
            now: scene.now,
            viewer: caller.viewer.clone(),
            names_are_told: caller.may(Coworker::schema(), "Read").is_ok(),
            names: HashMap::new(),
        }
    }

    /// An instant on the wall of the location: `2026-09-02 09:15:00`.
    pub(super) fn wall(&self, at: Instant) -> String {
        let (date, time) = self.place.zone.local(at);
        format!("{date} {:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
    }

    /// The name of a customer, as far as it may be told.
    pub(super) fn name(&self, customer: i64) -> String {
        self.names.get(&customer).cloned().unwrap_or_default()
    }

    /// Looks up whose these rows are, where they do not say so themselves.
    async fn meet(&mut self, app: &App, rows: &[Row]) -> Result<(), StoreError> {
        self.names.clear();
        let unnamed = |row: &&Row| row.schema.position("CoworkerFullName").is_none();
        let mut ids: Vec<i64> =
            rows.iter().filter(unnamed).filter_map(|row| row.get("CoworkerId").int()).collect();
        if !self.names_are_told || ids.is_empty() {
            return Ok(());
        }
        ids.sort_unstable();
        ids.dedup();
        let query = Query {
            only: Some(&["FullName"]),
            sets: false,
            ..Query::ids(Coworker::schema(), self.viewer.clone(), ids)
        };
        let found = app.store.list(query).await?.rows;
        let name = |row: &Row| (row.id(), row.get("FullName").text().unwrap_or_default().to_owned());
        self.names.extend(found.iter().map(name));
        Ok(())
    }
}

/// The line of a row, if it has one.
pub(super) type Line = fn(&Row, &Teller) -> Result<Option<Vec<String>>, WrongValue>;

/// A report that is being written.
pub(super) struct Lines {
    app: App,
    head: Option<&'static [&'static str]>,
    walks: std::vec::IntoIter<Walk>,
    walk: Option<Walk>,
    line: Line,
    teller: Teller,
}

impl Lines {
    pub(super) fn new(
        app: &App,
        head: &'static [&'static str],
        walks: Vec<Walk>,
        line: Line,
        teller: Teller,
    ) -> Self {
        let mut walks = walks.into_iter();
        let walk = walks.next();
        Self { app: app.clone(), head: Some(head), walks, walk, line, teller }
    }

    /// As the body of an answer. The first page is read before it is answered: what fails at once is told as a failure. What
    /// fails later breaks the answer off, so that nobody takes a part for all of it.
    pub(super) async fn body(mut self) -> Result<Body, StoreError> {
        let first = self.chunk().await?.unwrap_or_default();
        let rest = stream::try_unfold(self, async |mut lines| {
            let chunk =
                lines.chunk().await.inspect_err(|error| tracing::error!(%error, "a report ended early"))?;
            Ok::<_, StoreError>(chunk.map(|chunk| (chunk, lines)))
        });
        let first = stream::once(async { Ok::<_, StoreError>(first) });
        Ok(Body::from_stream(futures_util::StreamExt::chain(first, rest)))
    }

    /// The lines of some more rows; none once all were told.
    async fn chunk(&mut self) -> Result<Option<Bytes>, StoreError> {
        let mut out = String::new();
        if let Some(head) = self.head.take() {
            csv::line(head.iter().copied(), &mut out);
        }
        while let Some(walk) = &mut self.walk {
            let rows = walk.next(&*self.app.store).await?;
            if rows.is_empty() {
                self.walk = self.walks.next();
                continue;
            }
            self.teller.meet(&self.app, &rows).await?;
            for row in &rows {
                if let Some(cells) = (self.line)(row, &self.teller)? {
                    csv::line(cells.iter().map(String::as_str), &mut out);
                }
            }
            // Of many rows that have no line, some more are read before anything is sent.
            if !out.is_empty() {
                break;
            }
        }
        Ok((!out.is_empty()).then(|| out.into()))
    }
}
