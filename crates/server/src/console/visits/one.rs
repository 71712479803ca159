//! A visit: how it came to what it took, what speaks for it, and a form to put it right.

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};
use vestibule_domain::Cause;
use vestibule_domain::time::{Instant, Zone};
use vestibule_records::{Checkin, Id, Record, Row, Signal};

use super::correction::{self, Came, Choice, Form};
use super::effect::Effect;
use super::line::source;
use super::taken::Taken;
use crate::api::request::Write;
use crate::api::{Failure, envelope};
use crate::console::{Desk, Frame, Notice, Section, listed, page, wall};
use crate::evidence::Evidence;
use crate::vestibule::{contradictions, reckoned};
use crate::witnesses::Witnesses;

#[derive(Template)]
#[template(path = "console/visit.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    visit: Shown,
    form: Option<Form>,
    /// What is said of the form that was sent.
    told: Option<Notice>,
    effect: Option<Effect>,
    may_delete: bool,
}

/// A visit, for people.
struct Shown {
    id: i64,
    customer: Option<i64>,
    who: String,
    place: String,
    zone: String,
    from: String,
    to: Option<String>,
    source: &'static str,
    counts: bool,
    plans: Option<String>,
    teams: Option<String>,
    used: String,
    charged: String,
    steps: Vec<String>,
    agrees: bool,
    witnesses: Vec<Spoke>,
    against: Vec<String>,
    ended: Option<String>,
}

/// Something that spoke for a visit.
struct Spoke {
    of: String,
    source: &'static str,
    first: String,
    last: String,
    remarks: String,
}

/// Answers `/visits/{id}`.
pub(super) async fn answer(desk: &Desk<'_>, request: Request, id: i64) -> Result<Response, Failure> {
    let is_sent = match *request.method() {
        Method::GET | Method::HEAD => false,
        Method::POST => true,
        _ => return Ok(envelope::method_not_allowed(request.method(), "GET, POST")),
    };
    let saved = !is_sent && request.uri().query().is_some_and(|query| query.contains("saved"));
    let write = Write::read(request, &desk.caller.email).await.map_err(Failure::Response)?;
    let row = listed::one::<Checkin>(desk, id).await?;
    let (visit, zone, choices) = shown(desk, &row).await?;
    let may_edit = desk.caller.may(Checkin::schema(), "Edit").is_ok();
    let form = Form::of(&Checkin::from_row(&row)?, &zone, choices);
    let (form, effect, told, status) = if is_sent {
        match correction::receive(desk, write, &row, &zone, form).await? {
            Came::To(response) => return Ok(response),
            Came::Shown { form, effect, notice, status } => (Some(form), effect, Some(notice), status),
        }
    } else {
        (Some(form).filter(|_| may_edit), None, None, StatusCode::OK)
    };
    let frame = desk
        .frame(Section::Visits, &format!("Visit of {}", visit.who))
        .saying(saved.then(|| Notice::well("Saved.")));
    let may_delete = desk.caller.may(Checkin::schema(), "Delete").is_ok();
    Ok(page(&Page { frame, visit, form, told, effect, may_delete }, status))
}

async fn shown(desk: &Desk<'_>, row: &Row) -> Result<(Shown, Zone, Vec<Choice>), Failure> {
    let visit = Checkin::from_row(row)?;
    let reckoned = reckoned(&*desk.app.store, &desk.caller.viewer, row).await?.ok_or(Failure::NotFound)?;
    let zone = reckoned.world.location.zone.clone();
    let against = desk.app.store.list(contradictions(row.id())).await?.rows;
    let choices = correction::choices(desk, &visit, &reckoned.world).await?;
    let taken = Taken::of(reckoned.taken.iter().map(|entry| entry.amount));
    let name = |field: &str| row.get(field).text().unwrap_or_default().to_owned();
    let who = visit.coworker_id.map_or_else(|| "nobody known".to_owned(), |_| name("CoworkerFullName"));
    let told = Shown {
        id: row.id(),
        customer: visit.coworker_id.map(Id::get),
        who,
        place: reckoned.world.location.name.clone(),
        from: wall::moment(visit.from_time, &zone),
        to: visit.to_time.map(|to| wall::moment(to, &zone)),
        source: source(visit.source),
        counts: visit.counts_towards_plan_limits,
        used: taken.used(),
        charged: taken.charged(),
        steps: reckoned.arithmetic.lines(&zone),
        agrees: reckoned.arithmetic.agrees_with(&reckoned.taken),
        witnesses: Witnesses::of(row).iter().map(|witness| spoke(witness, &zone)).collect(),
        against: against.iter().map(|row| contradiction(row, &zone)).collect::<Result<_, _>>()?,
        ended: Evidence::of(row).map(|evidence| ended(&evidence, &zone)),
        plans: visit.tariff_at_the_time_of_checkin,
        teams: visit.teams_at_the_time_of_checkin,
        zone: zone.name().to_owned(),
    };
    Ok((told, zone, choices))
}

fn spoke(witness: &crate::witnesses::Witness, zone: &Zone) -> Spoke {
    let moment = |at: Instant| wall::moment(at, zone);
    Spoke {
        of: witness.name.clone().unwrap_or_else(|| witness.of.clone()),
        source: source(witness.source),
        first: moment(witness.first),
        last: moment(witness.last),
        remarks: witness.remarks.join("; "),
    }
}

fn contradiction(row: &Row, zone: &Zone) -> Result<String, Failure> {
    let signal = Signal::from_row(row)?;
    let of = signal.base.updated_by.unwrap_or_else(|| "Something".to_owned());
    let remark = signal.remark.unwrap_or_else(|| "does not go together with this visit".to_owned());
    Ok(format!("{of}, {}: {remark}", wall::moment(signal.at, zone)))
}

/// How the system ended it, and when they were seen last.
fn ended(evidence: &Evidence, zone: &Zone) -> String {
    let by = match evidence.cause {
        Cause::CutOff => "the cut-off of its day",
        Cause::Silence => "the silence of their device",
    };
    let of = evidence.name.as_ref().or(evidence.of.as_ref());
    let of = of.map(|of| format!(" by {of}")).unwrap_or_default();
    format!("Ended by {by}. Last seen{of} at {}.", wall::moment(evidence.at, zone))
}
