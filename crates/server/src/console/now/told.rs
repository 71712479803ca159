//! What is said once something was done, from what is on record then.

use http::Uri;
use vestibule_domain::Money;
use vestibule_records::{Checkin, CoworkerTimePass, Record, Row, Test, Value, Visitor};
use vestibule_store::Query;

use super::deed::{Done, What};
use super::words;
use crate::console::asked::Asked;
use crate::console::{Desk, Notice, listed};

/// What an address says was done.
pub(super) async fn notice(desk: &Desk<'_>, uri: &Uri) -> Option<Notice> {
    let asked = Asked::in_address(uri);
    let what = What::read(asked.text("did"))?;
    let id = asked.text("of").parse().ok()?;
    sentence(desk, &Done { what, id }).await.map(Notice::well)
}

/// What was done, in a sentence; nothing where the caller may not read of it.
pub(super) async fn sentence(desk: &Desk<'_>, done: &Done) -> Option<String> {
    if matches!(done.what, What::Came | What::Left) {
        let row = listed::one::<Visitor>(desk, done.id).await.ok()?;
        let name = row.get("FullName").text().unwrap_or_default();
        return Some(if done.what == What::Came {
            format!("{name} has come.")
        } else {
            format!("{name} has left.")
        });
    }
    let row = listed::one::<Checkin>(desk, done.id).await.ok()?;
    let visit = Checkin::from_row(&row).ok()?;
    let name = row.get("CoworkerFullName").text().unwrap_or("Somebody unknown");
    let pass = pass(desk, &visit).await;
    let kind = pass.as_ref().and_then(|pass| pass.get("TimePassName").text()).unwrap_or("a pass");
    Some(match done.what {
        What::In if pass.is_some() => format!("{name} came in on {kind}."),
        What::In => format!("{name} came in."),
        What::Given => format!("{name} was given {kind} and came in."),
        What::Sold => match pass.as_ref().and_then(|pass| price(desk, pass)) {
            Some(price) => format!("{name} was sold {kind} for {price} and came in."),
            None => format!("{name} was sold {kind} and came in."),
        },
        What::Anyway => format!(
            "{name} was let in anyway, on {kind}, given for today and free of charge. The note is kept with the pass."
        ),
        What::Activated => format!("The account of {name} is active again, and they came in."),
        What::Out | What::Came | What::Left => left(name, &visit, pass.as_ref()),
    })
}

fn left(name: &str, visit: &Checkin, pass: Option<&Row>) -> String {
    let minutes = visit.to_time.map_or(0, |to| to.since(visit.from_time) / 60_000_000);
    let stayed = words::length(minutes);
    let left =
        pass.and_then(|pass| Some((pass.get("TimePassName").text()?, pass.get("RemainingUses").int()?)));
    match left {
        Some((kind, left)) => format!("{name} left after {stayed}; {} left on {kind}.", words::length(left)),
        None => format!("{name} left after {stayed}."),
    }
}

/// The pass of a visit, where the caller may read it.
async fn pass(desk: &Desk<'_>, visit: &Checkin) -> Option<Row> {
    let guid = visit.coworker_time_pass_guid?.to_string();
    desk.caller.may(CoworkerTimePass::schema(), "Read").ok()?;
    let by = Query::by::<CoworkerTimePass>("UniqueId", Test::Is(Value::Text(guid)));
    let query = Query { viewer: desk.caller.viewer.clone(), limit: 1, sets: false, ..by };
    desk.app.store.list(query).await.ok()?.rows.pop()
}

/// What a pass cost.
fn price(desk: &Desk<'_>, pass: &Row) -> Option<Money> {
    let pass = CoworkerTimePass::from_row(pass).ok()?;
    let currency = desk.catalogue.location(pass.business_id.get())?.currency;
    Some(Money::new(pass.price?.minor(currency.exponent()), currency))
}
