//! What begins or ends with time and changes somebody's access: bookings, a quarter of an hour early and late, and
//! contracts. Each instant is passed once: whoever moves the round on tells what lies between, in one write.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use vestibule_domain::access::AROUND_A_BOOKING;
use vestibule_domain::time::{Instant, Span};
use vestibule_records::kept::AccessRound;
use vestibule_records::{
    Booking, Coworker, CoworkerContract, Filter, Record, Row, Schema, Test, Value, WebhookAction, WrongValue,
};
use vestibule_store::{
    Answer, Catalogue, Change, Decision, Mint, Query, Reply, RowRef, Scope, Snapshot, StoreError, Viewer,
    Work, outbox,
};

use crate::app::App;

/// The only round there is.
const ROUND: i64 = 1;
/// How much time is passed in one write.
const STEP: Span = Span::minutes(60);
/// How far a round goes back that was not made for long.
const FARTHEST: Span = Span::minutes(7 * 24 * 60);
/// How late it is looked, so that what is written at that moment is there to be seen.
const LATE: Span = Span::micros(5_000_000);
/// Rows that are read at a time.
const PAGE: i64 = 500;

/// An instant of a record at which access begins or ends.
struct Boundary {
    schema: fn() -> &'static Schema,
    /// The field with an instant.
    field: &'static str,
    /// The location.
    at: &'static str,
    /// How long after that instant it is.
    after: Span,
}

const BOUNDARIES: [Boundary; 4] = [
    Boundary {
        schema: Booking::schema,
        field: "FromTime",
        at: "BusinessId",
        after: Span::micros(-AROUND_A_BOOKING.in_micros()),
    },
    Boundary { schema: Booking::schema, field: "ToTime", at: "BusinessId", after: AROUND_A_BOOKING },
    Boundary {
        schema: CoworkerContract::schema,
        field: "StartDate",
        at: "IssuedById",
        after: Span::micros(0),
    },
    Boundary {
        schema: CoworkerContract::schema,
        field: "CancellationDate",
        at: "IssuedById",
        after: Span::micros(0),
    },
];

/// Tells of everybody whose access began or ended by itself since this was last done.
///
/// # Errors
/// When the store fails; the next round goes on where this one broke off.
pub(crate) async fn pass_boundaries(app: &App) -> Result<(), StoreError> {
    let catalogue = app.store.catalogue().await?;
    if !somebody_listens(&catalogue) {
        return Ok(());
    }
    let now = app.now().minus(LATE);
    let mut before = None;
    loop {
        let made = made_up_to(app).await?;
        if made >= now || before == Some(made) {
            return Ok(());
        }
        before = Some(made);
        // The first one has nothing to catch up on.
        let from = if made == Instant::from_micros(0) { now } else { made.max(now.minus(FARTHEST)) };
        let until = now.min(from.plus(STEP));
        let customers = customers_between(app, from, until).await?;
        pass(app, (made, until), customers).await?;
    }
}

/// When the next boundary is passed after an instant, if anybody wants to know.
///
/// # Errors
/// When the store cannot be read.
pub(crate) async fn next_boundary(app: &App, now: Instant) -> Result<Option<Instant>, StoreError> {
    if !somebody_listens(&*app.store.catalogue().await?) {
        return Ok(None);
    }
    let mut next: Option<Instant> = None;
    for boundary in &BOUNDARIES {
        let later = boundary.since(now.minus(LATE));
        let first = app.store.list(Query { limit: 1, ..boundary.query(vec![later], boundary.field) }).await?;
        let at = first.rows.first().and_then(|row| row.get(boundary.field).int()).map(Instant::from_micros);
        let passed = at.map(|at| at.plus(boundary.after).plus(LATE));
        next = next.into_iter().chain(passed).min();
    }
    Ok(next)
}

fn somebody_listens(catalogue: &Catalogue) -> bool {
    let hooks = catalogue.hooks();
    !catalogue.doors().is_empty() || hooks.listening(WebhookAction::AccessControlUpdate).next().is_some()
}

async fn made_up_to(app: &App) -> Result<Instant, StoreError> {
    let round = Query::ids(AccessRound::schema(), Viewer::Everything, vec![ROUND]);
    let row = app.store.list(round).await?.rows.pop();
    let row = row.ok_or_else(|| StoreError::Database("access_rounds has lost its row".to_owned()))?;
    Ok(AccessRound::from_row(&row)?.made_up_to)
}

impl Boundary {
    /// The boundary is passed after this instant.
    fn since(&self, from: Instant) -> Filter {
        let after = from.micros() - self.after.in_micros();
        self.on(self.field, Test::AtLeast(after.saturating_add(1)))
    }

    /// The boundary is passed by this instant.
    fn by(&self, until: Instant) -> Filter {
        self.on(self.field, Test::AtMost(until.micros() - self.after.in_micros()))
    }

    fn on(&self, field: &str, test: Test) -> Filter {
        Filter { field: (self.schema)().position(field).unwrap_or_default(), test }
    }

    fn query(&self, mut filters: Vec<Filter>, order: &str) -> Query {
        filters.push(self.on("CoworkerId", Test::IsNotNull));
        let order = ((self.schema)().position(order).unwrap_or_default(), false);
        Query { filters, order, sets: false, ..Query::all((self.schema)()) }
    }
}

/// The customers whose access began or ended after one instant and by another, and where.
async fn customers_between(
    app: &App,
    from: Instant,
    until: Instant,
) -> Result<BTreeMap<i64, BTreeSet<i64>>, StoreError> {
    let mut customers: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for boundary in &BOUNDARIES {
        let mut after = 0_i64;
        loop {
            let others = boundary.on("Id", Test::AtLeast(after.saturating_add(1)));
            let filters = vec![boundary.since(from), boundary.by(until), others];
            let rows = app.store.list(Query { limit: PAGE, ..boundary.query(filters, "Id") }).await?.rows;
            let Some(last) = rows.last().map(Row::id) else { break };
            after = last;
            for row in &rows {
                let Some(customer) = row.get("CoworkerId").int() else { continue };
                customers.entry(customer).or_default().extend(row.get(boundary.at).int());
            }
        }
    }
    Ok(customers)
}

/// Tells of these customers and moves the round on, if it is still where it was found.
async fn pass(
    app: &App,
    (made, until): (Instant, Instant),
    customers: BTreeMap<i64, BTreeSet<i64>>,
) -> Result<(), StoreError> {
    let read = customers.keys().map(|id| RowRef { schema: Coworker::schema(), id: *id, changes: false });
    let round = RowRef { schema: AccessRound::schema(), id: ROUND, changes: true };
    let rows = read.chain([round]).collect();
    let scope = Scope { viewer: Viewer::Everything, rows, lookups: Vec::new(), visit: None };
    let now = app.now();
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let passed = passed(snapshot, (made, until), &customers, now, mint);
        let changes = passed.unwrap_or_else(|wrong| {
            tracing::error!(error = %StoreError::Corrupt(wrong), "what began or ended cannot be told");
            Vec::new()
        });
        Decision { changes, answer: Answer::Ready(Reply { status: 200, body: Vec::new() }) }
    };
    app.store.transact(Work { scope, key: None, now, decide: Arc::new(decide) }).await.map(drop)
}

fn passed(
    snapshot: &Snapshot,
    (made, until): (Instant, Instant),
    customers: &BTreeMap<i64, BTreeSet<i64>>,
    now: Instant,
    mint: &mut Mint<'_>,
) -> Result<Vec<Change>, WrongValue> {
    let round = snapshot.row(AccessRound::schema(), ROUND);
    let Some(row) = round.filter(|row| row.get("MadeUpTo") == &Value::Int(made.micros())) else {
        return Ok(Vec::new());
    };
    let known = customers.iter().filter_map(|(customer, at)| {
        let row = snapshot.row(Coworker::schema(), *customer)?;
        Some((row, at.iter().copied().collect()))
    });
    let events: Vec<_> = known.map(|(row, at)| outbox::by_itself(row, at)).collect();
    let shown = customers.keys().filter_map(|customer| {
        let row = snapshot.row(Coworker::schema(), *customer)?;
        Some(((Coworker::schema().name, *customer), row.clone()))
    });
    let mut changes = outbox::deliveries(&events, &shown.collect(), &snapshot.catalogue, now, mint);
    let mut moved = AccessRound::from_row(row)?;
    (moved.made_up_to, moved.base.updated_on) = (until, now);
    changes.push(Change::Amend(moved.into_row(), &["MadeUpTo", "UpdatedOn"]));
    Ok(changes)
}
