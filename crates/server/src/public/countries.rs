//! `GET /api/public/countries`: what a sign-up form offers; it needs no credentials.

use axum::response::Response;
use vestibule_domain::time::Zone;
use vestibule_records::{Country, Record};
use vestibule_store::Query;

use super::shown::Shown;
use super::{Question, asked};
use crate::app::App;

const FIELDS: [&str; 4] = ["Id", "Name", "TwoDigitsCode", "Culture"];

/// Answers with every country, by name.
pub(super) async fn countries(app: &App, request: &Question) -> Response {
    asked(request, async {
        let schema = Country::schema();
        let order = (schema.position("Name").unwrap_or_default(), false);
        let found = app.store.list(Query { order, ..Query::all(schema) }).await?;
        let zone = Zone::utc();
        let countries = found.rows.iter().map(|row| Shown::default().with_named(row, &zone, &FIELDS));
        Ok(Shown::default().with_list("Countries", countries.collect()))
    })
    .await
}
