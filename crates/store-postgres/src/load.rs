//! Loading what decisions must see.

use std::collections::HashMap;
use std::sync::Arc;

use deadpool_postgres::{ClientWrapper, Object};
use vestibule_domain::time::Instant;
use vestibule_records::{Row, Schema};
use vestibule_store::{Catalogue, CatalogueRows, Lacking, Query, Scope, Snapshot, Take, Work, sql};

use crate::connection::Transaction;
use crate::fault::Fault;
use crate::flight::{Flight, param};
use crate::keys::{self, Recalled};
use crate::questions::{DUE_OF, INSIDE_EACH};
use crate::session::{self, Postgres};
use crate::visits::Asked;

/// Loads the catalogue as of one moment. `None` when it is no later than the version that is known.
pub(crate) async fn catalogue(connection: Object, known: i64) -> Result<Option<Catalogue>, Fault> {
    let transaction = Transaction::on(connection);
    transaction.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let loaded = read_catalogue(&transaction, known).await;
    transaction.roll_back().await;
    loaded
}

async fn read_catalogue(connection: &ClientWrapper, known: i64) -> Result<Option<Catalogue>, Fault> {
    let statement = connection.prepare_cached("SELECT catalogue FROM revisions").await?;
    let version: i64 = connection.query_one(&statement, &[]).await?.try_get(0)?;
    if version <= known {
        return Ok(None);
    }
    let mut rows = CatalogueRows(HashMap::new());
    for schema in CatalogueRows::schemas() {
        rows.0.insert(schema.name, session::list(connection, &Query::all(schema)).await?.rows);
    }
    Ok(Some(Catalogue::build(version, &rows)?))
}

/// The deliveries that are due.
pub(crate) async fn due(
    connection: &ClientWrapper,
    hooks: &[i64],
    now: Instant,
    most: i64,
) -> Result<Vec<Row>, Fault> {
    let statement = connection.prepare_cached(DUE_OF.sql(Purpose::Look)).await?;
    let found = connection.query(&statement, &[&hooks, &now.micros(), &most]).await?;
    DUE_OF.rows(&found)
}

/// How many are inside at each of these locations where somebody is.
pub(crate) async fn inside_each(
    connection: &ClientWrapper,
    locations: &[i64],
) -> Result<Vec<(i64, i64)>, Fault> {
    let statement = connection.prepare_cached(INSIDE_EACH).await?;
    let counts = connection.query(&statement, &[&locations]).await?;
    counts.iter().map(|line| Ok((line.try_get(0)?, line.try_get(1)?))).collect()
}

/// What some scopes ask for, and what was answered under keys.
pub(crate) struct Loaded {
    /// One for each scope.
    pub(crate) snapshots: Vec<Snapshot>,
    /// What was answered before.
    pub(crate) recalled: Recalled,
    /// The revision of the catalogue in the database.
    pub(crate) revision: i64,
}

/// What somebody loads for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To write: what may be changed is locked until the transaction ends.
    Write,
    /// To look: everything is as of one moment, and nothing is locked.
    Look,
}

impl Purpose {
    /// How the transaction begins.
    const fn begin(self) -> &'static str {
        match self {
            Self::Write => "BEGIN",
            Self::Look => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// What is added to a statement over rows that will be changed.
    const fn lock(self) -> &'static str {
        match self {
            Self::Write => " FOR NO KEY UPDATE OF t",
            Self::Look => "",
        }
    }
}

/// Rows on their way: whose they are, and at which place the answer will be.
enum Wanted {
    Scoped { work: usize, schema: &'static Schema, answer: usize },
    Found { work: usize, schema: &'static Schema, answer: usize },
}

/// Begins the transaction and loads the scopes, and what was answered under the keys of these works, in one trip where
/// no collections are asked for.
pub(crate) async fn begin(
    connection: &ClientWrapper,
    scopes: &[&Scope],
    works: &[&Work],
    catalogue: &Arc<Catalogue>,
    purpose: Purpose,
) -> Result<Loaded, Fault> {
    let asked = Asked::of(scopes, catalogue, purpose);
    let mut flight = Flight::on(connection);
    flight.word(purpose.begin());
    let revision = flight.steady("SELECT catalogue FROM revisions", Vec::new()).await?;
    let seats = asked.ask(&mut flight).await?;
    // After the locks: what another node answered under a key before it let go of them must be seen.
    let keys = keys::ask(&mut flight, works).await?;
    let wanted = ask_rows(&mut flight, scopes, purpose);
    let answers = flight.land().await?;

    let revision = answers[revision].first().map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
    let recalled = keys.map(|at| Recalled::read(&answers[at])).transpose()?.unwrap_or_default();
    let facts = asked.read(&seats, &answers, catalogue)?;
    let blank = |visit| Snapshot {
        catalogue: catalogue.clone(),
        rows: HashMap::new(),
        found: Vec::new(),
        visit,
        lacking: Lacking::default(),
    };
    let mut snapshots: Vec<Snapshot> = facts.into_iter().map(blank).collect();
    for wanted in wanted {
        wanted.deal(&answers, &mut snapshots)?;
    }
    let rows =
        snapshots.iter_mut().flat_map(|one| one.rows.values_mut().chain(one.found.iter_mut().flatten()));
    session::fill_sets(connection, rows.collect()).await?;
    Ok(Loaded { snapshots, recalled, revision })
}

/// Loads what decisions said they lack, all in one trip; returns the works whose they are.
pub(crate) async fn lacking(
    connection: &ClientWrapper,
    snapshots: &mut [Snapshot],
) -> Result<Vec<usize>, Fault> {
    let mut flight = Flight::on(connection);
    let mut wanted = Vec::new();
    for (nth, snapshot) in snapshots.iter().enumerate() {
        for lookup in snapshot.lacking.said() {
            wanted.push((nth, lookup.schema, flight.once(sql::list(&lookup.query(), &Postgres))));
        }
    }
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let answers = flight.land().await?;
    for (nth, schema, answer) in &wanted {
        snapshots[*nth].found.push(session::rows(schema, &answers[*answer])?);
    }
    let mut works: Vec<usize> = wanted.into_iter().map(|(nth, ..)| nth).collect();
    works.dedup();
    Ok(works)
}

fn ask_rows(flight: &mut Flight<'_>, scopes: &[&Scope], purpose: Purpose) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for (nth, scope) in scopes.iter().enumerate() {
        let viewer = &scope.viewer;
        for (schema, changes, ids) in by_record(scope) {
            let mut statement = sql::list(&Query::ids(schema, viewer.clone(), ids), &Postgres);
            if changes {
                statement.sql.push_str(purpose.lock());
            }
            wanted.push(Wanted::Scoped { work: nth, schema, answer: flight.once(statement) });
        }
        for lookup in &scope.lookups {
            let mut statement = sql::list(&lookup.query(), &Postgres);
            if lookup.take == Take::All {
                statement.sql.push_str(purpose.lock());
            }
            let answer = flight.once(statement);
            wanted.push(Wanted::Found { work: nth, schema: lookup.schema, answer });
        }
    }
    wanted
}

/// The rows of a scope, those of a record together, those that will be changed apart: in one order for all
/// works, since they are locked in it.
fn by_record(scope: &Scope) -> Vec<(&'static Schema, bool, Vec<i64>)> {
    let mut groups: Vec<(&'static Schema, bool, Vec<i64>)> = Vec::new();
    for row in &scope.rows {
        match groups
            .iter_mut()
            .find(|(schema, changes, _)| schema.table == row.schema.table && *changes == row.changes)
        {
            Some((_, _, ids)) => ids.push(row.id),
            None => groups.push((row.schema, row.changes, vec![row.id])),
        }
    }
    groups.sort_by_key(|(schema, changes, _)| (schema.table, *changes));
    groups
}

impl Wanted {
    fn deal(self, answers: &[Vec<tokio_postgres::Row>], snapshots: &mut [Snapshot]) -> Result<(), Fault> {
        match self {
            Self::Scoped { work, schema, answer } => {
                let rows = session::rows(schema, &answers[answer])?;
                snapshots[work].rows.extend(rows.into_iter().map(|row| ((schema.name, row.id()), row)));
            }
            Self::Found { work, schema, answer } => {
                snapshots[work].found.push(session::rows(schema, &answers[answer])?);
            }
        }
        Ok(())
    }
}

/// Reads rows as they are after a write, with the names they join: asked for in a flight, then read from it.
pub(crate) struct Shown(Vec<(&'static Schema, usize)>);

impl Shown {
    /// Asks for rows.
    pub(crate) async fn ask(
        flight: &mut Flight<'_>,
        wanted: impl Iterator<Item = (&'static Schema, i64)>,
    ) -> Result<Self, Fault> {
        let mut by_record: HashMap<&str, (&'static Schema, Vec<i64>)> = HashMap::new();
        for (schema, id) in wanted {
            by_record.entry(schema.table).or_insert((schema, Vec::new())).1.push(id);
        }
        let mut asked = Vec::new();
        for (schema, ids) in by_record.into_values() {
            let sql = format!("{} WHERE t.id = ANY($1)", sql::select(schema).head);
            asked.push((schema, flight.steady(&sql, vec![param(ids)]).await?));
        }
        Ok(Self(asked))
    }

    /// The rows by table and id, collections included.
    pub(crate) async fn read(
        self,
        connection: &ClientWrapper,
        answers: &[Vec<tokio_postgres::Row>],
    ) -> Result<HashMap<(&'static str, i64), Row>, Fault> {
        let mut rows = HashMap::new();
        for (schema, answer) in self.0 {
            let read = session::rows(schema, &answers[answer])?;
            rows.extend(read.into_iter().map(|row| ((schema.name, row.id()), row)));
        }
        session::fill_sets(connection, rows.values_mut().collect()).await?;
        Ok(rows)
    }
}
