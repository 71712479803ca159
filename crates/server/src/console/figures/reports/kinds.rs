//! The reports there are, and the lines of each.

use vestibule_domain::Length;
use vestibule_domain::arithmetic::TakesMinutes;
use vestibule_domain::minutes::Minutes;
use vestibule_domain::time::Span;
use vestibule_records::{
    Charge, Checkin, CoworkerProduct, CoworkerTimePass, FailedCheckin, Filter, Id, Record, Row, Test, Value,
    WrongValue,
};

use super::lines::Teller;
use super::walk::Walk;
use super::{Made, Report};
use crate::api::Sold;
use crate::console::settings::label;
use crate::presence::source_name;

/// The setting that says with how many hours left a pass is nearly used up (`domain.md` 10).
const LOW_HOURS: &str = "Members.NotifyOnLowCreditHours";
const USUAL_LOW_HOURS: i64 = 2;
/// How long before its end a pass is told of.
const SOON: Span = Span::minutes(28 * 24 * 60);

/// The reports, in the order in which they are listed.
pub(in crate::console::figures) static REPORTS: [Report; 6] = [
    Report {
        file: "visits",
        name: "Visits",
        about: "Each visit that began in the period, with its minutes, its source and its pass.",
        of: &[Checkin::schema],
        head: &[
            "Visit",
            "Customer number",
            "Customer",
            "Came",
            "Left",
            "Minutes",
            "Source",
            "Pass",
            "Plans",
            "Teams",
            "Ended by itself",
            "Counts towards plan limits",
        ],
        made: Made::OfRows { walks: of_visits, line: visit },
    },
    Report {
        file: "refusals",
        name: "Refusals",
        about: "Each failed check-in of the period, with its reason.",
        of: &[FailedCheckin::schema],
        head: &[
            "Refusal",
            "Customer number",
            "Customer",
            "Tried",
            "Source",
            "Reason",
            "In words",
            "Plans",
            "Teams",
        ],
        made: Made::OfRows { walks: of_refusals, line: refusal },
    },
    Report {
        file: "passes",
        name: "Passes nearly used up",
        about: "Passes as they are now: those with few minutes left, and those that expire within four weeks.",
        of: &[CoworkerTimePass::schema],
        head: &[
            "Customer pass",
            "Customer number",
            "Customer",
            "Pass",
            "Minutes left",
            "Minutes in all",
            "Expires",
        ],
        made: Made::OfRows { walks: of_passes, line: pass },
    },
    Report {
        file: "overtime",
        name: "Overtime",
        about: "Visits of the period that were longer than their time pass; what is beyond it is not charged.",
        of: &[Checkin::schema],
        head: &[
            "Visit",
            "Customer number",
            "Customer",
            "Came",
            "Left",
            "Minutes counted",
            "Minutes on the pass",
            "Overtime",
            "Pass",
        ],
        made: Made::OfRows { walks: of_long_visits, line: overtime },
    },
    Report {
        file: "charges",
        name: "Charges not yet invoiced",
        about: "Passes, charges and products that were sold in the period and are on no invoice.",
        of: &[CoworkerTimePass::schema, Charge::schema, CoworkerProduct::schema],
        head: &["Kind", "Number", "Customer number", "Customer", "Sold", "What", "Due", "Amount", "Currency"],
        made: Made::OfRows { walks: of_what_is_sold, line: charge },
    },
    Report {
        file: "teams",
        name: "Attendance per team",
        about: "Visits of each team in the period, on how many days, and for how long.",
        of: &[Checkin::schema],
        head: &["Team", "Arrivals", "Days with anybody inside", "Most inside at once", "Minutes inside"],
        made: Made::OfTeams,
    },
];

/// That a row is of the location.
fn here<T: Record>(teller: &Teller) -> Filter {
    Filter::on::<T>("BusinessId", Test::Is(Value::Int(teller.place.id.get())))
}

/// Rows of the location whose field lies in the period, in the order of that field.
fn in_period<T: Record>(field: &str, teller: &Teller, more: Vec<Filter>) -> Walk {
    let before_its_end = Filter::on::<T>(field, Test::AtMost(teller.window.to.micros() - 1));
    let filters = [here::<T>(teller), before_its_end].into_iter().chain(more).collect();
    Walk::by::<T>(field, teller.window.from.micros(), teller.viewer.clone(), filters)
}

fn of_visits(teller: &Teller) -> Vec<Walk> {
    vec![in_period::<Checkin>("FromTime", teller, Vec::new())]
}

fn visit(row: &Row, teller: &Teller) -> Result<Option<Vec<String>>, WrongValue> {
    let visit = Checkin::from_row(row)?;
    let minutes = visit.to_time.map(|to| to.since(visit.from_time) / 60_000_000);
    Ok(Some(vec![
        visit.base.id.to_string(),
        number(visit.coworker_id.map(Id::get)),
        text(row.get("CoworkerFullName").text()),
        teller.wall(visit.from_time),
        visit.to_time.map(|at| teller.wall(at)).unwrap_or_default(),
        number(minutes),
        label(source_name(visit.source.number())),
        visit.coworker_time_pass_guid.as_ref().map(ToString::to_string).unwrap_or_default(),
        text(visit.tariff_at_the_time_of_checkin.as_deref()),
        text(visit.teams_at_the_time_of_checkin.as_deref()),
        yes(visit.auto_checkout && visit.to_time.is_some()),
        yes(visit.counts_towards_plan_limits),
    ]))
}

fn of_refusals(teller: &Teller) -> Vec<Walk> {
    vec![in_period::<FailedCheckin>("CheckinAttemptTime", teller, Vec::new())]
}

fn refusal(row: &Row, teller: &Teller) -> Result<Option<Vec<String>>, WrongValue> {
    let refusal = FailedCheckin::from_row(row)?;
    Ok(Some(vec![
        refusal.base.id.to_string(),
        number(refusal.coworker_id.map(Id::get)),
        text(row.get("CoworkerFullName").text()),
        teller.wall(refusal.checkin_attempt_time),
        label(source_name(refusal.source.number())),
        text(refusal.reason.as_deref()),
        text(refusal.description.as_deref()),
        text(refusal.tariff_at_the_time_of_checkin.as_deref()),
        text(refusal.teams_at_the_time_of_checkin.as_deref()),
    ]))
}

fn of_passes(teller: &Teller) -> Vec<Walk> {
    let unused = Filter::on::<CoworkerTimePass>("Used", Test::Is(Value::Bool(false)));
    let filters = vec![here::<CoworkerTimePass>(teller), unused];
    vec![Walk::by::<CoworkerTimePass>("Id", i64::MIN, teller.viewer.clone(), filters)]
}

fn pass(row: &Row, teller: &Teller) -> Result<Option<Vec<String>>, WrongValue> {
    let pass = CoworkerTimePass::from_row(row)?;
    let set = teller.catalogue.setting(teller.place.id.get(), LOW_HOURS);
    let hours = set.and_then(|text| text.trim().parse().ok()).unwrap_or(USUAL_LOW_HOURS);
    let is_low = pass.remaining_uses.is_some_and(|left| left <= hours.saturating_mul(60));
    let is_over = pass.expire_date.is_some_and(|end| end <= teller.now);
    let ends_soon = pass.expire_date.is_some_and(|end| end <= teller.now.plus(SOON));
    if is_over || pass.is_pay_as_you_go || !(is_low || ends_soon) {
        return Ok(None);
    }
    let customer = pass.coworker_id.get();
    Ok(Some(vec![
        pass.base.id.to_string(),
        customer.to_string(),
        teller.name(customer),
        text(row.get("TimePassName").text()),
        number(pass.remaining_uses),
        number(pass.total_uses),
        pass.expire_date.map(|at| teller.wall(at)).unwrap_or_default(),
    ]))
}

fn of_long_visits(teller: &Teller) -> Vec<Walk> {
    let counted = Filter::on::<Checkin>("MinutesBefore", Test::IsNotNull);
    vec![in_period::<Checkin>("FromTime", teller, vec![counted])]
}

/// What was kept when the visit ended is what it was counted from (`domain.md` 4.4).
fn overtime(row: &Row, teller: &Teller) -> Result<Option<Vec<String>>, WrongValue> {
    let visit = Checkin::from_row(row)?;
    let (Some(to), Some(before)) = (visit.to_time, visit.minutes_before) else { return Ok(None) };
    let left_out = Span::micros(visit.left_out_micros.unwrap_or_default());
    let length = Length::new(visit.from_time, to, left_out);
    let takes = TakesMinutes { before: Minutes::new(before), billed: length.billed() };
    if takes.overtime() == Minutes::ZERO {
        return Ok(None);
    }
    Ok(Some(vec![
        visit.base.id.to_string(),
        number(visit.coworker_id.map(Id::get)),
        text(row.get("CoworkerFullName").text()),
        teller.wall(visit.from_time),
        teller.wall(to),
        takes.billed.get().to_string(),
        takes.before.get().to_string(),
        takes.overtime().get().to_string(),
        visit.coworker_time_pass_guid.as_ref().map(ToString::to_string).unwrap_or_default(),
    ]))
}

fn of_what_is_sold(teller: &Teller) -> Vec<Walk> {
    fn sold<T: Record>(teller: &Teller) -> Walk {
        let is = |field, test| Filter::on::<T>(field, test);
        let filters = vec![
            here::<T>(teller),
            is("Invoiced", Test::Is(Value::Bool(false))),
            is("CreatedOn", Test::AtLeast(teller.window.from.micros())),
            is("CreatedOn", Test::AtMost(teller.window.to.micros() - 1)),
        ];
        Walk::by::<T>("Id", i64::MIN, teller.viewer.clone(), filters)
    }
    vec![sold::<CoworkerTimePass>(teller), sold::<Charge>(teller), sold::<CoworkerProduct>(teller)]
}

/// What a bill run would bill (`domain.md` 8), and what is not due yet.
fn charge(row: &Row, teller: &Teller) -> Result<Option<Vec<String>>, WrongValue> {
    let Some(sold) = Sold::of(row)? else { return Ok(None) };
    let (kind, base, what, due) = match &sold {
        Sold::Pass(pass) => ("Pass", &pass.base, text(row.get("TimePassName").text()), None),
        Sold::Charge(charge) => {
            ("Charge", &charge.base, text(charge.description.as_deref()), charge.due_date)
        }
        Sold::Product(product) => {
            ("Product", &product.base, text(product.notes.as_deref()), product.invoice_on)
        }
    };
    let is_billed_later = due.is_some_and(|due| due > teller.now);
    let price = sold.price(&teller.catalogue).filter(|price| price.minor() > 0);
    let is_owed = is_billed_later || sold.is_due(&teller.catalogue, teller.now);
    let Some(price) = price.filter(|_| is_owed) else { return Ok(None) };
    let shown = price.to_string();
    let (amount, currency) = shown.split_once(' ').unwrap_or((&shown, ""));
    Ok(Some(vec![
        kind.to_owned(),
        base.id.to_string(),
        sold.customer().to_string(),
        teller.name(sold.customer()),
        teller.wall(base.created_on),
        what,
        due.map(|at| teller.wall(at)).unwrap_or_default(),
        amount.to_owned(),
        currency.to_owned(),
    ]))
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

fn number(number: Option<i64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}
