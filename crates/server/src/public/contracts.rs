//! `GET /api/public/billing/coworkerContracts`: the contracts of the current customer that run.

use axum::response::Response;
use vestibule_domain::time::Zone;
use vestibule_records::{CoworkerContract, Filter, Record, Row, Test, Value};
use vestibule_store::Query;

use super::shown::{Shown, text};
use super::{Question, asked, customer, site};
use crate::app::App;
use crate::auth;

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
    Shown::default()
        .with_named(row, zone, &["Id", "StartDate", "InPausedPeriod", "RenewalDate"])
        .with_object("Tariff", Some(plan))
}
