//! `GET /api/public/visitors`: those whom the current customer expects and has received.

use axum::response::Response;
use vestibule_domain::time::Zone;
use vestibule_records::{FieldError, Filter, Record, Row, Test, Value, Visitor};
use vestibule_store::Query;

use super::shown::{Shown, text};
use super::{Question, WANTED, asked, customer, number, site};
use crate::api::Failure;
use crate::app::App;
use crate::auth;
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb, member};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Portal",
    asker: Asker::User,
    parameters: &[
        Said::query("page", Shape::Integer, "Which page, from 1."),
        Said::query("size", Shape::Integer, "Records on a page; 20 unless said."),
        WANTED,
    ],
    answers: &[Answered::json(200, PAGE, "The page, whoever is expected first first.")],
    errors: &[400],
    ..Endpoint::new(
        Verb::Get,
        "/api/public/visitors",
        "getVisitors",
        "Those whom the current customer expects and has received",
    )
};

const PAGE: Shape = Shape::Parts(&[
    member("Records", Shape::List(&VISITOR), "The visitors."),
    member("CurrentPageSize", Shape::Integer, "Same as `PageSize`."),
    member("CurrentPage", Shape::Integer, "Same as `PageNumber`."),
    member("CurrentOrderField", Shape::Exactly("ExpectedArrival"), "The field that the list is sorted by."),
    member("CurrentSortDirection", Shape::Exactly("ASC"), "From the smallest."),
    member(
        "FirstItem",
        Shape::Integer,
        "Where the first of the page stands in the list; 0 on an empty page.",
    ),
    member("HasNextPage", Shape::Boolean, "Whether there is a page after this one."),
    member("HasPreviousPage", Shape::Boolean, "Whether there is a page before this one."),
    member("LastItem", Shape::Integer, "Where the last of the page stands in the list; 0 on an empty page."),
    member("PageNumber", Shape::Integer, "The page, from 1."),
    member("PageSize", Shape::Integer, "Records on a page."),
    member("TotalItems", Shape::Integer, "Records in all."),
    member("TotalPages", Shape::Integer, "Pages in all."),
]);

const VISITOR: Shape = Shape::AllOf(&[
    Shape::Fields(Visitor::schema, &WHO),
    Shape::Parts(&[member("Notes", Shape::OrNull(&Shape::Text), "What the host notes.")]),
    Shape::Fields(Visitor::schema, &WHEN),
]);

/// What a host sees of a visitor, beside notes.
const WHO: [&str; 6] = ["Id", "UniqueId", "FullName", "Email", "PhoneNumber", "CompanyName"];
const WHEN: [&str; 6] =
    ["ExpectedArrival", "Arrived", "ArrivalDate", "DepartureDate", "HostApprovalStatus", "VisitorCode"];

/// Rows on a page of a list of the portal (`contract.md 5.2`).
const USUAL_PAGE: i64 = 20;
const LAST_PAGE: i64 = 1_000_000;

/// Answers with a page of them, the first to be expected first.
pub(super) async fn visitors(app: &App, request: &Question) -> Response {
    asked(request, async {
        let caller = auth::anybody(app, request).await?;
        let customer = customer::of(app, caller.user).await?;
        let (page, size) = (positive(request, "page", 1)?, positive(request, "size", USUAL_PAGE)?);
        let size = size.min(app.settings.largest_page);
        let query = Query {
            filters: vec![Filter::on::<Visitor>("CoworkerId", Test::Is(Value::Int(customer.id())))],
            offset: (page - 1) * size,
            limit: size,
            sets: false,
            counted: true,
            ..Query::all(Visitor::schema())
        };
        let found = app.store.list(query).await?;
        let catalogue = app.store.catalogue().await?;
        let zone = site::zone(&catalogue, request, customer.get("InvoicingBusinessId").int());
        let records = found.rows.iter().map(|row| visitor(row, &zone)).collect();
        Ok(listed(Shown::default().with_list("Records", records), found.rows.len(), page, size, found.total))
    })
    .await
}

fn positive(request: &Question, name: &str, usual: i64) -> Result<i64, Failure> {
    let number = number(request, name)?.unwrap_or(usual);
    if !(1..=LAST_PAGE).contains(&number) {
        let message = format!("'{number}' is not a whole number from 1 to {LAST_PAGE}");
        return Err(Failure::invalid(FieldError::new(name, message, number.to_string())));
    }
    Ok(number)
}

/// What a host sees of a visitor; notes are the host's own, not those of staff.
fn visitor(row: &Row, zone: &Zone) -> Shown {
    Shown::default()
        .with_named(row, zone, &WHO)
        .with("Notes", text(row, "CustomerNotes"))
        .with_named(row, zone, &WHEN)
}

/// The envelope of a list, as on the REST API but for the direction, which is a word.
fn listed(records: Shown, rows: usize, page: i64, size: i64, total: i64) -> Shown {
    let pages = (total + size - 1) / size;
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let before = (page - 1) * size;
    let (first, last) = if rows == 0 { (0, 0) } else { (before + 1, before + rows) };
    records
        .with("CurrentPageSize", size)
        .with("CurrentPage", page)
        .with("CurrentOrderField", "ExpectedArrival")
        .with("CurrentSortDirection", "ASC")
        .with("FirstItem", first)
        .with("HasNextPage", page < pages)
        .with("HasPreviousPage", page > 1)
        .with("LastItem", last)
        .with("PageNumber", page)
        .with("PageSize", size)
        .with("TotalItems", total)
        .with("TotalPages", pages)
}
