//! `GET /api/public/coworkers/profiles/current/benefits`: what is left to the current customer.

use axum::response::Response;
use vestibule_domain::time::{Instant, Zone};
use vestibule_records::{Coworker, CoworkerTimePass, Filter, Record, Row, Team, Test, Value};
use vestibule_store::{Query, StoreError};

use super::shown::Shown;
use super::{Question, WANTED, asked, customer, site};
use crate::app::App;
use crate::auth;
use crate::openapi::{Answered, Asker, Endpoint, Shape, Verb, member};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Portal",
    asker: Asker::User,
    parameters: &[WANTED],
    answers: &[Answered::json(200, Shape::Named("Benefits"), "What is left.")],
    errors: &[400],
    ..Endpoint::new(
        Verb::Get,
        "/api/public/coworkers/profiles/current/benefits",
        "getBenefits",
        "What is left to the current customer",
    )
};

pub(super) const SHAPE: Shape = Shape::Parts(&[
    member("Personal", BENEFIT, "The customer's own."),
    member("Team", BENEFIT, "What those who pay for their teams share with them."),
]);

const BENEFIT: Shape = Shape::Parts(&[
    member("BookingCredits", Shape::List(&Shape::AnyObject), "None are kept here."),
    member("ExtraServices", Shape::List(&Shape::AnyObject), "None are kept here."),
    member(
        "TimePasses",
        Shape::List(&Shape::Fields(CoworkerTimePass::schema, &FIELDS)),
        "The passes that still open a door.",
    ),
]);

/// What a holder sees of a pass.
const FIELDS: [&str; 8] = [
    "Id",
    "UniqueId",
    "TimePassId",
    "TimePassName",
    "RemainingUses",
    "TotalUses",
    "IsFromTariff",
    "ExpireDate",
];

/// Answers with the passes that still open a door. Booking credit and booking hours are not kept here, so those lists
/// are empty.
pub(super) async fn benefits(app: &App, request: &Question) -> Response {
    asked(request, async {
        let caller = auth::anybody(app, request).await?;
        let customer = customer::of(app, caller.user).await?;
        let catalogue = app.store.catalogue().await?;
        let zone = site::zone(&catalogue, request, customer.get("InvoicingBusinessId").int());
        let own = left(app, vec![customer.id()]).await?;
        let shared = left(app, payers(app, customer.id()).await?).await?;
        let benefit = |passes: &[Row]| Some(benefit(passes.iter().map(|pass| shown(pass, &zone)).collect()));
        Ok(Shown::default().with_object("Personal", benefit(&own)).with_object("Team", benefit(&shared)))
    })
    .await
}

/// Whoever shares passes with this customer: the payers of their teams, unless suspended (`domain.md` 2.11).
async fn payers(app: &App, customer: i64) -> Result<Vec<i64>, StoreError> {
    let filters = vec![
        Filter::on::<Team>("TeamMembers", Test::Holds(customer)),
        Filter::on::<Team>("ShareTimePasses", Test::Is(Value::Bool(true))),
    ];
    let teams = app.store.list(Query { filters, sets: false, ..Query::all(Team::schema()) }).await?.rows;
    let payers = teams.iter().filter_map(|team| team.get("PayingMemberId").int());
    let filters = vec![
        Filter::on::<Coworker>("Id", Test::In(payers.filter(|payer| *payer != customer).collect())),
        Filter::on::<Coworker>("Active", Test::Is(Value::Bool(true))),
        Filter::on::<Coworker>("Archived", Test::Is(Value::Bool(false))),
    ];
    let payers = app.store.list(Query { filters, sets: false, ..Query::all(Coworker::schema()) }).await?;
    Ok(payers.rows.iter().map(Row::id).collect())
}

/// The passes of these customers that still open a door.
async fn left(app: &App, holders: Vec<i64>) -> Result<Vec<Row>, StoreError> {
    let filters = vec![
        Filter::on::<CoworkerTimePass>("CoworkerId", Test::In(holders)),
        Filter::on::<CoworkerTimePass>("Used", Test::Is(Value::Bool(false))),
    ];
    let query = Query { filters, sets: false, ..Query::all(CoworkerTimePass::schema()) };
    let mut passes = app.store.list(query).await?.rows;
    passes.retain(|pass| is_left(pass, app.now()));
    Ok(passes)
}

fn benefit(passes: Vec<Shown>) -> Shown {
    Shown::default()
        .with_list("BookingCredits", Vec::new())
        .with_list("ExtraServices", Vec::new())
        .with_list("TimePasses", passes)
}

fn is_left(pass: &Row, now: Instant) -> bool {
    let in_time = pass.get("ExpireDate").int().is_none_or(|end| end > now.micros());
    in_time && pass.get("RemainingUses").int().is_none_or(|minutes| minutes > 0)
}

fn shown(pass: &Row, zone: &Zone) -> Shown {
    Shown::default().with_named(pass, zone, &FIELDS)
}
