//! `GET /api/public/billing/coworkerContracts`: the contracts of the current customer that run.

use axum::response::Response;
use vestibule_domain::time::Zone;
use vestibule_records::{CoworkerContract, Filter, Record, Row, Test, Value};
use vestibule_store::Query;

use super::shown::{Shown, text};
use super::{Question, WANTED, asked, customer, site};
use crate::app::App;
use crate::auth;
use crate::openapi::{Answered, Asker, Endpoint, Shape, Verb, member};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Portal",
    asker: Asker::User,
    parameters: &[WANTED],
    answers: &[Answered::json(
        200,
        Shape::Parts(&[member("Contracts", Shape::List(&CONTRACT), "Those in force, the oldest first.")]),
        "The contracts.",
    )],
    errors: &[400],
    ..Endpoint::new(
        Verb::Get,
        "/api/public/billing/coworkerContracts",
        "getContracts",
        "The contracts of the current customer that run",
    )
};

const CONTRACT: Shape = Shape::AllOf(&[
    Shape::Fields(CoworkerContract::schema, &FIELDS),
    Shape::Parts(&[member("Tariff", PLAN, "The plan.")]),
]);

const PLAN: Shape = Shape::Parts(&[
    member("Id", Shape::OrNull(&Shape::Integer), "Which plan."),
    member("Name", Shape::OrNull(&Shape::Text), "Its name."),
]);

/// What a customer sees of a contract, beside its plan.
const FIELDS: [&str; 4] = ["Id", "StartDate", "InPausedPeriod", "RenewalDate"];

/// Answers with those in force, oldest first.
pub(super) async fn contracts(app: &App, request: &Question) -> Response {
    asked(request, async {
        let caller = auth::anybody(app, request).await?;
        let customer = customer::of(app, caller.user).await?;
        let filters = vec![
            Filter::on::<CoworkerContract>("CoworkerId", Test::Is(Value::Int(customer.id()))),
            Filter::on::<CoworkerContract>("Active", Test::Is(Value::Bool(true))),
        ];
        let found =
            app.store.list(Query { filters, sets: false, ..Query::all(CoworkerContract::schema()) }).await?;
        let catalogue = app.store.catalogue().await?;
        let zone = site::zone(&catalogue, request, customer.get("InvoicingBusinessId").int());
        let contracts = found.rows.iter().map(|row| contract(row, &zone)).collect();
        Ok(Shown::default().with_list("Contracts", contracts))
    })
    .await
}

fn contract(row: &Row, zone: &Zone) -> Shown {
    let plan = Shown::default().with("Id", row.get("TariffId").int()).with("Name", text(row, "TariffName"));
    Shown::default().with_named(row, zone, &FIELDS).with_object("Tariff", Some(plan))
}
