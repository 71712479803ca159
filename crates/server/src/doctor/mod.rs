//! `vestibule doctor`: every balance recomputed from the entries, and whatever is not as it must be, said.
//!
//! # What it looks at
//!
//! Every pass against its entries in the ledger; every visit, and what it took; every customer's account against its
//! movements; every invoice against its lines and the account. Each of these is walked in pages, so that memory is
//! bounded by a page, however large the database.
//!
//! # Beside a server
//!
//! It reads, and nothing else. A page is read with several statements, between which a server may commit. So what
//! differs is looked at again, and only what is found the same three times in a row is said: a difference that is
//! there stays, one that was between two statements is another or none the next time.

mod accounts;
mod finding;
mod invoices;
mod pages;
mod passes;
mod visits;

use std::collections::HashSet;
use std::fmt;
use std::ops::RangeInclusive;

use vestibule_records::{Checkin, Coworker, CoworkerInvoice, CoworkerTimePass, Record, Schema};
use vestibule_store::{Reading, StoreError};

pub use finding::Finding;

/// Ids from the first to the last of a page.
type Span = RangeInclusive<i64>;

/// Rows of a page.
const PAGE: i64 = 4_000;

/// Looks at what differs after the first.
const SECOND_LOOKS: usize = 2;

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Passes in customers' hands.
    pub passes: usize,
    /// Visits.
    pub visits: usize,
    /// Entries of the ledger.
    pub entries: usize,
    /// Differences that were told.
    pub differences: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passes, visits, entries, differences } = self;
        write!(out, "{passes} passes, {visits} visits, {entries} entries: ")?;
        match differences {
            0 => out.write_str("no difference"),
            1 => out.write_str("1 difference"),
            several => write!(out, "{several} differences"),
        }
    }
}

/// What was seen in a page.
#[derive(Debug, Default)]
struct Seen {
    rows: usize,
    entries: usize,
    findings: Vec<Finding>,
}

/// Looks at the whole database, and tells each difference as it is found.
///
/// # Errors
/// When it cannot be read.
pub async fn examine<L: Reading + ?Sized>(
    reading: &L,
    mut tell: impl FnMut(&Finding),
) -> Result<Tally, StoreError> {
    let tell: &mut dyn FnMut(&Finding) = &mut tell;
    let passes =
        walk::<CoworkerTimePass, _>(reading, tell, async |span| passes::seen(reading, span).await).await?;
    let visits = walk::<Checkin, _>(reading, tell, async |span| visits::seen(reading, span).await).await?;
    let open = confirmed(async || visits::open_twice(reading).await).await?;
    open.findings.iter().for_each(&mut *tell);
    let accounts =
        walk::<Coworker, _>(reading, tell, async |span| accounts::seen(reading, span).await).await?;
    let invoices =
        walk::<CoworkerInvoice, _>(reading, tell, async |span| invoices::seen(reading, span).await).await?;
    let told = [passes.differences, visits.differences, accounts.differences, invoices.differences];
    Ok(Tally {
        passes: passes.rows,
        visits: visits.rows,
        entries: passes.entries,
        differences: told.iter().sum::<usize>() + open.findings.len(),
    })
}

/// What a walk over the rows of a record came to.
struct Walked {
    rows: usize,
    entries: usize,
    differences: usize,
}

/// Looks at the rows of a record, a page at a time. The pages leave no gap between their ids: what is about a row that
/// is gone belongs to one of them.
async fn walk<T: Record, L: Reading + ?Sized>(
    reading: &L,
    tell: &mut dyn FnMut(&Finding),
    see: impl AsyncFn(Span) -> Result<Seen, StoreError>,
) -> Result<Walked, StoreError> {
    let mut walked = Walked { rows: 0, entries: 0, differences: 0 };
    let mut from = i64::MIN;
    loop {
        let last = last_of_page(reading, T::schema(), from).await?;
        let span = from..=last.unwrap_or(i64::MAX);
        let seen = confirmed(async || see(span.clone()).await).await?;
        walked.rows += seen.rows;
        walked.entries += seen.entries;
        walked.differences += seen.findings.len();
        seen.findings.iter().for_each(&mut *tell);
        match last.and_then(|last| last.checked_add(1)) {
            Some(next) => from = next,
            None => return Ok(walked),
        }
    }
}

/// Looks, and looks again at what differs: what is not the same every time was changing meanwhile.
async fn confirmed(see: impl AsyncFn() -> Result<Seen, StoreError>) -> Result<Seen, StoreError> {
    let mut seen = see().await?;
    for _ in 0..SECOND_LOOKS {
        if seen.findings.is_empty() {
            break;
        }
        let again: HashSet<Finding> = see().await?.findings.into_iter().collect();
        seen.findings.retain(|finding| again.contains(finding));
    }
    Ok(seen)
}

/// The last id of the page that begins at an id; `None` for the last page.
async fn last_of_page<L: Reading + ?Sized>(
    reading: &L,
    schema: &'static Schema,
    from: i64,
) -> Result<Option<i64>, StoreError> {
    let query = pages::after(schema, from, Vec::new());
    let query = vestibule_store::Query { offset: PAGE - 1, limit: 1, ..query };
    Ok(reading.page(query).await?.rows.first().map(vestibule_records::Row::id))
}
