//! `GET /api/public/plans/published`: the plans a location offers; it needs no credentials.

use axum::response::Response;
use vestibule_records::{Filter, Record, Tariff, Test, Value};
use vestibule_store::Query;

use super::shown::Shown;
use super::{Question, WANTED, asked, site};
use crate::app::App;
use crate::openapi::{Answered, Endpoint, Shape, Verb, member};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Portal",
    about: "The first label of the host names the location.",
    parameters: &[WANTED],
    answers: &[Answered::json(
        200,
        Shape::Parts(&[member(
            "Plans",
            Shape::List(&Shape::Fields(Tariff::schema, &FIELDS)),
            "In their order.",
        )]),
        "The visible plans of the location and of those above it.",
    )],
    errors: &[400],
    ..Endpoint::new(
        Verb::Get,
        "/api/public/plans/published",
        "getPublishedPlans",
        "The plans a location offers",
    )
};

/// What the public may know of a plan.
const FIELDS: [&str; 14] = [
    "Id",
    "UniqueId",
    "BusinessId",
    "BusinessName",
    "Name",
    "Description",
    "GroupName",
    "DisplayOrder",
    "Starred",
    "Price",
    "SignUpFee",
    "CurrencyCode",
    "InvoiceEvery",
    "InvoiceEveryWeeks",
];

/// Answers with the visible plans of the location and of those above it, as they are to be listed.
pub(super) async fn published(app: &App, request: &Question) -> Response {
    asked(request, async {
        let catalogue = app.store.catalogue().await?;
        let location = site::location(&catalogue, request)?;
        let above = catalogue.location(location).into_iter().flat_map(|location| &location.ancestors);
        let sellers = above.map(|ancestor| ancestor.get()).chain([location]).collect();
        let schema = Tariff::schema();
        let filters = vec![
            Filter::on::<Tariff>("BusinessId", Test::In(sellers)),
            Filter::on::<Tariff>("Visible", Test::Is(Value::Bool(true))),
            Filter::on::<Tariff>("Archived", Test::Is(Value::Bool(false))),
        ];
        let order = (schema.position("DisplayOrder").unwrap_or_default(), false);
        let found = app.store.list(Query { filters, order, sets: false, ..Query::all(schema) }).await?;
        let zone = site::zone(&catalogue, request, None);
        let plans = found.rows.iter().map(|row| Shown::default().with_named(row, &zone, &FIELDS));
        Ok(Shown::default().with_list("Plans", plans.collect()))
    })
    .await
}
