//! Reading what happened: pages of the log, with the names and rows that each entry is told with.

use std::collections::HashMap;

use vestibule_records::kept::Happened;
use vestibule_records::{Checkin, Coworker, FailedCheckin, Filter, Record, Row, Test};
use vestibule_store::{Query, StoreError, Viewer};

use super::asked::Wanted;
use super::told::{Kind, Known, OF_A_REFUSAL, OF_A_VISIT, Told};
use crate::app::App;

/// Entries on a page.
pub(super) const PAGE: usize = 500;

/// The number of the oldest entry that is kept.
pub(super) async fn oldest(app: &App) -> Result<Option<i64>, StoreError> {
    let query = Query { limit: 1, ..Query::all(Happened::schema()) };
    Ok(app.store.list(query).await?.rows.first().map(Row::id))
}

/// What happened after a number: the next page of it.
pub(super) async fn after(app: &App, after: i64) -> Result<Vec<Told>, StoreError> {
    page(app, Viewer::Everything, vec![above(after)]).await
}

/// The next page of what is wanted, after one number and up to another.
pub(super) async fn between(
    app: &App,
    wanted: &Wanted,
    after: i64,
    up_to: i64,
) -> Result<Vec<Told>, StoreError> {
    let kinds = wanted.kinds.iter().filter_map(|kind| kind.happening()).map(|kind| kind.number());
    let filters = vec![
        above(after),
        Filter::on::<Happened>("Id", Test::AtMost(up_to)),
        Filter::on::<Happened>("Kind", Test::In(kinds.collect())),
    ];
    page(app, wanted.places.clone(), filters).await
}

fn above(number: i64) -> Filter {
    Filter::on::<Happened>("Id", Test::AtLeast(number + 1))
}

async fn page(app: &App, viewer: Viewer, filters: Vec<Filter>) -> Result<Vec<Told>, StoreError> {
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let query = Query { viewer, filters, limit, sets: false, ..Query::all(Happened::schema()) };
    let rows = app.store.list(query).await?.rows;
    let entries = rows.iter().map(Happened::from_row).collect::<Result<Vec<_>, _>>()?;
    told(app, &entries).await
}

/// The entries, each with what is known of it by now: visits go on, and rows and customers may be gone.
async fn told(app: &App, entries: &[Happened]) -> Result<Vec<Told>, StoreError> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let is_refusal = |entry: &&Happened| entry.kind == refused();
    let ids = |which: &dyn Fn(&&Happened) -> bool| {
        entries.iter().filter(which).map(|entry| entry.record_id).collect()
    };
    let (visits, refusals, customers, catalogue) = tokio::try_join!(
        rows::<Checkin>(app, ids(&|entry| !is_refusal(entry)), &OF_A_VISIT),
        rows::<FailedCheckin>(app, ids(&is_refusal), &OF_A_REFUSAL),
        rows::<Coworker>(app, entries.iter().filter_map(|entry| entry.coworker_id).collect(), &["FullName"]),
        app.store.catalogue(),
    )?;
    let one = |entry: &Happened| {
        let records = if entry.kind == refused() { &refusals } else { &visits };
        let customer = entry.coworker_id.and_then(|id| customers.get(&id));
        let known = Known {
            location: catalogue.location(entry.business_id.get()).map(|location| location.name.as_str()),
            customer: customer.and_then(|row| row.get("FullName").text()),
            record: records.get(&entry.record_id),
        };
        Told::of(entry, &known)
    };
    Ok(entries.iter().map(one).collect())
}

fn refused() -> vestibule_records::kept::Happening {
    vestibule_records::kept::Happening::Refusal
}

/// Some fields of the rows with these ids that are there.
async fn rows<T: Record>(
    app: &App,
    mut ids: Vec<i64>,
    only: &'static [&'static str],
) -> Result<HashMap<i64, Row>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    ids.sort_unstable();
    ids.dedup();
    let query = Query { sets: false, only: Some(only), ..Query::ids(T::schema(), Viewer::Everything, ids) };
    Ok(app.store.list(query).await?.rows.into_iter().map(|row| (row.id(), row)).collect())
}

/// How many are inside at each of these locations, as events.
pub(super) async fn occupancy(app: &App, locations: &[i64]) -> Result<Vec<Told>, StoreError> {
    let counts: HashMap<i64, i64> = app.store.inside(locations.to_vec()).await?.into_iter().collect();
    let (catalogue, now) = (app.store.catalogue().await?, app.now());
    let one = |location: &i64| {
        let name = catalogue.location(*location).map(|location| location.name.as_str());
        Told::occupancy(*location, name, counts.get(location).copied().unwrap_or_default(), now)
    };
    Ok(locations.iter().map(one).collect())
}

/// Whether an event may have changed how many are inside.
pub(super) const fn moves(kind: Kind) -> bool {
    matches!(kind, Kind::Arrival | Kind::Departure)
}
