//! A customer's page.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use vestibule_domain::time::Zone;
use vestibule_records::kept::Device;
use vestibule_records::{Checkin, Coworker, FailedCheckin, Filter, Record, Row, Test, Value};
use vestibule_store::Query;

use super::passes::{self, Outlook};
use super::standing::{self, Account, Plan};
use crate::api::Failure;
use crate::console::listed::{self, listed};
use crate::console::{Desk, Frame, Notice, Section, page, visits, wall};

/// Visits that are shown.
const VISITS: i64 = 10;
/// Refusals that are shown.
const REFUSALS: i64 = 5;
/// Devices that are shown at most.
const DEVICES: i64 = 20;

#[derive(Template)]
#[template(path = "console/customer.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    customer: Who,
    here: String,
    zone: String,
    open: Option<visits::Line>,
    may: May,
    outlook: Option<Outlook>,
    plans: Option<Vec<Plan>>,
    teams: Option<Vec<(i64, String)>>,
    passes: Option<Vec<passes::Line>>,
    kinds: Vec<(i64, String)>,
    visits: Option<Vec<visits::Line>>,
    refusals: Option<Vec<visits::RefusalLine>>,
    devices: Vec<Known>,
    account: Option<Account>,
    told: Told,
}

/// A customer, for people.
struct Who {
    id: i64,
    name: String,
    email: String,
    phone: Option<String>,
    company: Option<String>,
    standing: Option<&'static str>,
    alert: Option<String>,
    card: Option<String>,
    fob: Option<String>,
    has_pin: bool,
}

/// What whoever is at the desk may do here.
struct May {
    check_in: bool,
    check_out: bool,
    see_visits: bool,
    edit: bool,
}

/// A device by which they are known on the Wi-Fi.
struct Known {
    mac: String,
    is_random: bool,
    last_seen: String,
}

/// What a page says about something that was tried on it.
#[derive(Default)]
pub(super) struct Told {
    /// First of all.
    pub(super) notice: Option<Notice>,
    /// What would let them in, where they were just refused.
    pub(super) cures: Vec<String>,
    /// What is wrong with the PIN.
    pub(super) pin: Option<String>,
    /// What is wrong with the pass that is to be given.
    pub(super) give: Option<String>,
    /// The kind of it.
    pub(super) kind: String,
}

impl Told {
    fn is_kind(&self, id: &i64) -> bool {
        self.kind == id.to_string()
    }
}

/// What was done, by the word in the address.
fn done(word: &str) -> Option<Notice> {
    Some(Notice::well(match word {
        "in" => "They are checked in.",
        "out" => "They are checked out.",
        "pass" => "The pass is given.",
        "pin" => "The PIN is set.",
        "no-pin" => "They have no PIN any more.",
        _ => return None,
    }))
}

/// Answers `/customers/{id}`.
pub(super) async fn answer(
    desk: &Desk<'_>,
    request: &http::Request<()>,
    id: i64,
) -> Result<Response, Failure> {
    let asked = crate::console::asked::Asked::in_address(request.uri());
    let told = Told { notice: done(asked.text("done")), ..Told::default() };
    show(desk, id, told, StatusCode::OK).await
}

/// The page, with what is said on it.
pub(super) async fn show(
    desk: &Desk<'_>,
    id: i64,
    mut told: Told,
    status: StatusCode,
) -> Result<Response, Failure> {
    let row = listed::one::<Coworker>(desk, id).await?;
    let customer = Coworker::from_row(&row)?;
    let zone = desk.zone();
    let open = open_visit(desk, id).await?;
    let open = visits::lines(desk, &open, &zone, None).await?.pop();
    let outlook = passes::outlook(desk, id).await?;
    let page_of = Page {
        frame: desk.frame(Section::Customers, &customer.full_name).saying(told.notice.take()),
        here: desk.here.name.clone(),
        zone: zone.name().to_owned(),
        may: may(desk),
        plans: standing::plans(desk, id, &zone).await?,
        teams: standing::teams(desk, &customer).await?,
        passes: passes::lines(desk, id, outlook.as_ref(), &zone).await?,
        kinds: passes::kinds(desk).await?,
        visits: last_visits(desk, id, &zone).await?,
        refusals: refusals(desk, id, &zone).await?,
        devices: devices(desk, id, &zone).await?,
        account: standing::account(desk, id, &zone).await?,
        customer: who(&row, customer),
        open,
        outlook,
        told,
    };
    Ok(page(&page_of, status))
}

/// Their open visit, wherever it is, if there is one that may be seen.
pub(super) async fn open_visit(desk: &Desk<'_>, customer: i64) -> Result<Vec<Row>, Failure> {
    let on = Filter::on::<Checkin>;
    let open = vec![on("CoworkerId", Test::Is(Value::Int(customer))), on("ToTime", Test::IsNull)];
    Ok(listed::<Checkin>(desk, open, ("Id", true), 1).await?.unwrap_or_default())
}

fn may(desk: &Desk<'_>) -> May {
    let of_visits = |verb: &str| desk.caller.may(Checkin::schema(), verb).is_ok();
    May {
        check_in: of_visits("Create"),
        check_out: of_visits("Edit"),
        see_visits: of_visits("List"),
        edit: desk.caller.may(Coworker::schema(), "Edit").is_ok(),
    }
}

fn who(row: &Row, customer: Coworker) -> Who {
    Who {
        id: row.id(),
        standing: standing::standing(row),
        alert: customer.alert_note.filter(|_| customer.show_alert),
        has_pin: customer.access_pincode.is_some_and(|pin| !pin.is_empty()),
        name: customer.full_name,
        email: customer.email,
        phone: customer.mobile_phone,
        company: customer.company_name,
        card: customer.access_card_id,
        fob: customer.key_fob_number,
    }
}

async fn last_visits(desk: &Desk<'_>, id: i64, zone: &Zone) -> Result<Option<Vec<visits::Line>>, Failure> {
    let theirs = vec![Filter::on::<Checkin>("CoworkerId", Test::Is(Value::Int(id)))];
    match listed::<Checkin>(desk, theirs, ("FromTime", true), VISITS).await? {
        Some(rows) => Ok(Some(visits::lines(desk, &rows, zone, None).await?)),
        None => Ok(None),
    }
}

async fn refusals(
    desk: &Desk<'_>,
    id: i64,
    zone: &Zone,
) -> Result<Option<Vec<visits::RefusalLine>>, Failure> {
    let theirs = vec![Filter::on::<FailedCheckin>("CoworkerId", Test::Is(Value::Int(id)))];
    let rows = listed::<FailedCheckin>(desk, theirs, ("CreatedOn", true), REFUSALS).await?;
    rows.map(|rows| visits::refusal_lines(&rows, zone, None)).transpose()
}

/// Devices are no record of the API: they are shown to whoever may read their owner, and sees where they were registered.
async fn devices(desk: &Desk<'_>, id: i64, zone: &Zone) -> Result<Vec<Known>, Failure> {
    let query = Query {
        viewer: desk.caller.viewer.clone(),
        filters: vec![Filter::on::<Device>("CoworkerId", Test::Is(Value::Int(id)))],
        limit: DEVICES,
        ..Query::all(Device::schema())
    };
    let known = |row: &Row| {
        let device = Device::from_row(row)?;
        let last_seen = wall::moment(device.last_seen, zone);
        Ok(Known { mac: device.mac, is_random: device.is_random, last_seen })
    };
    desk.app.store.list(query).await?.rows.iter().map(known).collect()
}
