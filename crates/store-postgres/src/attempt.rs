//! One transaction: load what some works must see, decide each, write everything, commit.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use deadpool_postgres::{ClientWrapper, Object};
use vestibule_records::{Row, Schema};
use vestibule_store::counted::{Stopwatch, Tally};
use vestibule_store::outbox::{self, Event};
use vestibule_store::{Answer, Catalogue, Change, Decided, Mint, Outcome, Reply, StoreError, Work};

use crate::connection::Transaction;
use crate::fault::Fault;
use crate::flight::{Flight, param};
use crate::headcount::Movements;
use crate::house::House;
use crate::ids::Lease;
use crate::load::{self, Loaded, Purpose};
use crate::{chronicle, keys, write};

/// How each work of a transaction ended.
pub(crate) type Outcomes = Vec<Result<Outcome, StoreError>>;

/// What became of one work.
enum Fate {
    /// It is known how it ends, and nothing is written for it.
    Settled(Result<Outcome, StoreError>),
    /// This is to happen.
    Decided(Decided),
}

/// What a commit did to that which nodes keep in memory.
#[derive(Default)]
struct Effects {
    catalogue: bool,
    access: Option<i64>,
    /// Deliveries were written.
    told: bool,
    /// The number of the last thing that happened.
    last_happened: Option<i64>,
    /// What is counted of its works.
    tallies: Vec<Tally>,
}

/// Rows as they are after the write, by record and id.
type Shown = HashMap<(&'static str, i64), Row>;

/// Runs works in one transaction: all that are decided commit, or none.
///
/// `fresh` says that the catalogue was loaded after the works came in, so that it need not be questioned again.
pub(crate) async fn attempt(
    house: &House,
    connection: Object,
    works: &[&Work],
    fresh: bool,
) -> Result<Outcomes, Fault> {
    let took = Stopwatch::start();
    let mut lease = house.ids.lease(&connection).await?;
    let transaction = Transaction::on(connection);
    match run(house, &transaction, &mut lease, works, fresh).await {
        Ok((outcomes, effects)) => {
            transaction.ended();
            house.counts.committed(works.len(), &took);
            effects.tallies.iter().for_each(|tally| house.counts.durable(tally));
            publish(house, &effects).await;
            Ok(outcomes)
        }
        Err(fault) => {
            transaction.roll_back().await;
            Err(fault)
        }
    }
}

async fn run(
    house: &House,
    connection: &ClientWrapper,
    lease: &mut Lease<'_>,
    works: &[&Work],
    fresh: bool,
) -> Result<(Outcomes, Effects), Fault> {
    let catalogue = house.catalogue();
    let scopes: Vec<_> = works.iter().map(|work| &work.scope).collect();
    let mut loaded = load::begin(connection, &scopes, works, &catalogue, Purpose::Write).await?;
    if loaded.revision > catalogue.version && !fresh {
        return Err(Fault::Stale);
    }
    let mut fates = decide(house, lease, works, &mut loaded)?;
    for nth in load::lacking(connection, &mut loaded.snapshots).await? {
        let mut mint = Mint::new(lease.next(), works[nth].now, &*house.entropy);
        fates[nth] = Fate::of(works[nth].decided(&loaded.snapshots[nth], &mut mint));
        within(lease)?;
    }
    let written = write_and_show(connection, works, &fates).await?;
    let nothing = Shown::new();
    let letters = tell(house, lease, works, &fates, &catalogue, written.as_ref().unwrap_or(&nothing))?;
    commit(connection, works, fates, &loaded, written, letters).await
}

/// Decides each work on its own, on what was loaded and on who came and went by the works before it: a panic is the end
/// of that work only.
fn decide(
    house: &House,
    lease: &mut Lease<'_>,
    works: &[&Work],
    loaded: &mut Loaded,
) -> Result<Vec<Fate>, Fault> {
    let mut fates = Vec::with_capacity(works.len());
    let mut movements = Movements::default();
    for (work, snapshot) in works.iter().zip(&mut loaded.snapshots) {
        if let Some(outcome) = loaded.recalled.outcome(work) {
            fates.push(Fate::Settled(Ok(outcome)));
            continue;
        }
        let mut mint = Mint::new(lease.next(), work.now, &*house.entropy);
        movements.tell(work, snapshot);
        let decided = work.decided(snapshot, &mut mint);
        if let Ok(decided) = &decided {
            movements.note(snapshot, &decided.changes);
        }
        fates.push(Fate::of(decided));
        within(lease)?;
    }
    Ok(fates)
}

/// What there is to tell of each work, each record as it is after the write.
fn tell(
    house: &House,
    lease: &mut Lease<'_>,
    works: &[&Work],
    fates: &[Fate],
    catalogue: &Catalogue,
    shown: &Shown,
) -> Result<Vec<Change>, Fault> {
    let mut letters = Vec::new();
    for (work, fate) in works.iter().zip(fates) {
        let mut mint = Mint::new(lease.next(), work.now, &*house.entropy);
        letters.extend(outbox::deliveries(fate.events(), shown, catalogue, work.now, &mut mint));
        within(lease)?;
    }
    Ok(letters)
}

fn within(lease: &Lease<'_>) -> Result<(), Fault> {
    if lease.is_overdrawn() {
        let message = "more ids were taken than were reserved".to_owned();
        return Err(Fault::Refused(StoreError::Database(message)));
    }
    Ok(())
}

/// Writes what was decided unless that was done before, and what there is to tell; keeps the answers, and commits.
/// One trip, or two where a row is shown as it is after the write.
async fn commit(
    connection: &ClientWrapper,
    works: &[&Work],
    fates: Vec<Fate>,
    loaded: &Loaded,
    written: Option<Shown>,
    letters: Vec<Change>,
) -> Result<(Outcomes, Effects), Fault> {
    let changes = all_changes(&fates);
    let (is_written, shown) = (written.is_some(), written.unwrap_or_default());
    let replies = fates.iter().map(|fate| fate.reply(&shown)).collect::<Result<Vec<_>, _>>()?;
    let happened = chronicle::count(fates.iter().flat_map(Fate::happened).cloned());

    let mut flight = Flight::on(connection);
    if !is_written {
        write_all(&mut flight, works, &changes).await?;
    }
    for group in write::in_order(&letters.iter().collect::<Vec<_>>()) {
        group.write(&mut flight).await?;
    }
    let keyed = works
        .iter()
        .zip(&replies)
        .filter_map(|(work, reply)| Some((work.key.as_ref()?, work.now, reply.as_ref()?)));
    let remembered = keys::remember(&mut flight, &loaded.recalled, keyed).await?;
    let affects = |what| changes.iter().any(|change| change.affects() == Some(what));
    let (catalogue, access) = (affects("catalogue"), affects("access"));
    let revised = revise(&mut flight, catalogue, access).await?;
    let chronicled = chronicle::write(&mut flight, &happened).await?;
    // Locks alone are not worth a wait for the disk.
    flight.word(if remembered || !changes.is_empty() { "COMMIT" } else { "ROLLBACK" });
    let answers = flight.land().await?;

    let access = match revised {
        Some(at) if access => answers[at].first().map(|row| row.try_get(0)).transpose()?,
        _ => None,
    };
    let last_happened = chronicled.and_then(|at| answers[at].iter().map(|row| row.get(0)).max());
    let tallies = fates.iter().filter_map(Fate::tally).collect();
    let outcomes = fates.into_iter().zip(replies).map(|(fate, reply)| fate.outcome(reply)).collect();
    Ok((outcomes, Effects { catalogue, access, told: !letters.is_empty(), last_happened, tallies }))
}

/// Where an answer or an event shows a row as it is after the write: writes, and reads the rows.
async fn write_and_show(
    connection: &ClientWrapper,
    works: &[&Work],
    fates: &[Fate],
) -> Result<Option<Shown>, Fault> {
    let shows =
        |fate: &Fate| fate.shown().is_some() || fate.events().iter().any(|event| event.reads().is_some());
    if !fates.iter().any(shows) {
        return Ok(None);
    }
    let changes = all_changes(fates);
    let mut flight = Flight::on(connection);
    write_all(&mut flight, works, &changes).await?;
    let told = fates.iter().flat_map(Fate::events).filter_map(Event::reads);
    let asked = load::Shown::ask(&mut flight, fates.iter().filter_map(Fate::shown).chain(told)).await?;
    let answers = flight.land().await?;
    Ok(Some(asked.read(connection, &answers).await?))
}

fn all_changes(fates: &[Fate]) -> Vec<&Change> {
    fates.iter().flat_map(Fate::changes).collect()
}

/// The changes of one work are written in their order; those of several, by kind.
async fn write_all<'a>(
    flight: &mut Flight<'a>,
    works: &[&Work],
    changes: &[&'a Change],
) -> Result<(), Fault> {
    let groups = match works {
        [_] => write::in_order(changes),
        _ => write::together(changes).ok_or(Fault::Conflict)?,
    };
    for group in groups {
        group.write(flight).await?;
    }
    Ok(())
}

/// Tells other nodes that what they keep in memory has changed: late, since everybody who does so waits here. Only the head
/// of what happened comes later; both are always locked in this order.
async fn revise(flight: &mut Flight<'_>, catalogue: bool, access: bool) -> Result<Option<usize>, Fault> {
    if !catalogue && !access {
        return Ok(None);
    }
    let sql = "UPDATE revisions SET catalogue = catalogue + $1, access = access + $2 RETURNING access";
    let params = vec![param(i64::from(catalogue)), param(i64::from(access))];
    Ok(Some(flight.steady(sql, params).await?))
}

/// Lets this node see at once what its commit changed.
async fn publish(house: &House, effects: &Effects) {
    if let Some(revision) = effects.access {
        house.note_access(revision);
    }
    if effects.told {
        house.written.notify_one();
    }
    if let Some(last) = effects.last_happened {
        house.note_happened(last);
    }
    if effects.catalogue
        && let Err(fault) = house.refresh().await
    {
        // Whoever comes next finds the revision ahead and loads it then.
        tracing::warn!(error = %fault.into_error(), "could not load the catalogue after a change");
    }
}

impl Fate {
    fn of(decided: Result<Decided, StoreError>) -> Self {
        decided.map_or_else(|error| Self::Settled(Err(error)), Self::Decided)
    }

    fn changes(&self) -> &[Change] {
        match self {
            Self::Decided(decided) => &decided.changes,
            Self::Settled(_) => &[],
        }
    }

    fn events(&self) -> &[Event] {
        match self {
            Self::Decided(decided) => &decided.events,
            Self::Settled(_) => &[],
        }
    }

    fn happened(&self) -> &[Row] {
        match self {
            Self::Decided(decided) => &decided.happened,
            Self::Settled(_) => &[],
        }
    }

    const fn tally(&self) -> Option<Tally> {
        match self {
            Self::Decided(decided) => Some(decided.tally),
            Self::Settled(_) => None,
        }
    }

    /// The row that the answer shows.
    const fn shown(&self) -> Option<(&'static Schema, i64)> {
        match self {
            Self::Decided(Decided { answer: Answer::Shown { schema, id, .. }, .. }) => Some((*schema, *id)),
            _ => None,
        }
    }

    /// The reply to a work that was decided.
    fn reply(&self, rows: &Shown) -> Result<Option<Reply>, StoreError> {
        let Self::Decided(Decided { answer, .. }) = self else {
            return Ok(None);
        };
        match answer {
            Answer::Ready(reply) => Ok(Some(reply.clone())),
            Answer::Shown { schema, id, reply } => {
                let gone = || StoreError::Database(format!("{} {id} is gone", schema.name));
                let row = rows.get(&(schema.name, *id)).ok_or_else(gone)?;
                catch_unwind(AssertUnwindSafe(|| reply(row))).map(Some).map_err(|_| StoreError::Panicked)
            }
        }
    }

    fn outcome(self, reply: Option<Reply>) -> Result<Outcome, StoreError> {
        match (self, reply) {
            (Self::Settled(outcome), _) => outcome,
            (Self::Decided(_), Some(reply)) => Ok(Outcome::Done(reply)),
            (Self::Decided(_), None) => Err(StoreError::Panicked),
        }
    }
}
