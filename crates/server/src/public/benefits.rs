//! `GET /api/public/coworkers/profiles/current/benefits`: what is left to the current customer.

use axum::response::Response;
use vestibule_domain::time::{Instant, Zone};
use vestibule_records::{CoworkerTimePass, Filter, Record, Row, Test, Value};
use vestibule_store::Query;

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
    member("Team", BENEFIT, "Of a team; none of it opens a door for somebody else."),
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

/// Answers with the passes that still open a door. Booking credit and booking hours are not kept here, and the
/// passes of whoever pays for a team open the door to nobody else, so these lists are empty.
pub(super) async fn benefits(app: &App, request: &Question) -> Response {
    asked(request, async {
        let caller = auth::anybody(app, request).await?;
        let customer = customer::of(app, caller.user).await?;
        let filters = vec![
            Filter::on::<CoworkerTimePass>("CoworkerId", Test::Is(Value::Int(customer.id()))),
            Filter::on::<CoworkerTimePass>("Used", Test::Is(Value::Bool(false))),
        ];
        let found =
            app.store.list(Query { filters, sets: false, ..Query::all(CoworkerTimePass::schema()) }).await?;
        let catalogue = app.store.catalogue().await?;
        let zone = site::zone(&catalogue, request, customer.get("InvoicingBusinessId").int());
        let left = found.rows.iter().filter(|pass| is_left(pass, app.now()));
        let personal = benefit(left.map(|pass| shown(pass, &zone)).collect());
        Ok(Shown::default()
            .with_object("Personal", Some(personal))
            .with_object("Team", Some(benefit(Vec::new()))))
    })
    .await
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
