//! `GET /api/public/countries`: what a sign-up form offers; it needs no credentials.

use axum::response::Response;
use vestibule_domain::time::Zone;
use vestibule_records::{Country, Record};
use vestibule_store::Query;

use super::shown::Shown;
use super::{Question, WANTED, asked};
use crate::app::App;
use crate::openapi::{Answered, Endpoint, Shape, Verb, member};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Portal",
    parameters: &[WANTED],
    answers: &[Answered::json(
        200,
        Shape::Parts(&[member(
            "Countries",
            Shape::List(&Shape::Fields(Country::schema, &FIELDS)),
            "By name.",
        )]),
        "Every country.",
    )],
    errors: &[400],
    ..Endpoint::new(Verb::Get, "/api/public/countries", "getCountries", "The countries a sign-up form offers")
};

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
