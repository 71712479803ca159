//! What becomes of passes is entered with the change, and what was there before there was a ledger opens with what it
//! holds.

use std::collections::{HashMap, HashSet};

use vestibule_domain::ledger::Holding;
use vestibule_domain::money::Currency;
use vestibule_records::kept::{LedgerAccount, LedgerEntry, LedgerUnit};
use vestibule_records::{CoworkerTimePass, Decimal, Id, Record};
use vestibule_store::ledger::{holding, posting};
use vestibule_store::{Change, Query, Scope, Store};

use crate::Ground;
use crate::network::{ANN, DAY, LOFT, base, blank, held, network};
use crate::works::{about, all, done, insert, list, nothing, to_change, visit_of, work, write};

use LedgerAccount::{ByHand, Earned, Issued, Lapsed, Owed, Pass, Visit};
use LedgerUnit::{Days, MinorUnits, Minutes};

/// From where, to where, what, how much.
type Moved = (LedgerAccount, LedgerAccount, LedgerUnit, i64);

async fn moved(store: &dyn Store) -> Vec<Moved> {
    let mut entries = all::<LedgerEntry>(store).await;
    entries.sort_by_key(|entry| entry.base.id);
    entries.into_iter().map(|entry| (entry.credit, entry.debit, entry.unit, entry.amount)).collect()
}

async fn transact(store: &dyn Store, scope: Scope, changes: Vec<Change>) {
    store.transact(work(scope, move |_, _| done(changes.clone()))).await.expect("written");
}

/// A pass of ten hours.
fn hours(id: i64, left: i64) -> CoworkerTimePass {
    CoworkerTimePass {
        remaining_uses: Some(left),
        total_uses: Some(600),
        used: left == 0,
        price: Some(Decimal::from_ten_thousandths(500_000)),
        ..held(id, ANN)
    }
}

/// An entry that a visit made.
fn taken(id: i64, pass: i64, unit: LedgerUnit, amount: i64) -> LedgerEntry {
    let (from, to) = if unit == MinorUnits { (Earned, Owed) } else { (Pass, Visit) };
    let (credit, debit) = if amount > 0 { (from, to) } else { (to, from) };
    LedgerEntry {
        business_id: Id::new(LOFT),
        coworker_id: ANN,
        checkin_id: Some(900),
        coworker_time_pass_id: pass,
        debit,
        credit,
        unit,
        amount: amount.abs(),
        currency: (unit == MinorUnits).then(|| "GBP".to_owned()),
        base: base(id),
    }
}

/// Issued, edited, ended by a visit, and withdrawn.
pub async fn what_becomes_of_a_pass_is_entered(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, hours(21, 600)).await;
    let issued = [(Issued, Pass, Minutes, 600), (Earned, Owed, MinorUnits, 5000)];
    assert_eq!(moved(&*store).await, issued);
    let own = to_change::<CoworkerTimePass>(21);
    let price = Some(Decimal::from_ten_thousandths(490_000));
    let edited = CoworkerTimePass { price, ..hours(21, 570) };
    transact(&*store, own.clone(), vec![Change::Update(edited.clone().into_row())]).await;
    assert_eq!(moved(&*store).await[2..], [(Pass, ByHand, Minutes, 30), (Owed, ByHand, MinorUnits, 100)]);
    let ended = CoworkerTimePass { price, ..hours(21, 0) };
    let change = Change::Amend(ended.into_row(), &["RemainingUses", "Used"]);
    transact(&*store, about(visit_of(ANN)), vec![change]).await;
    assert_eq!(moved(&*store).await[4..], [(Pass, Lapsed, Minutes, 570)]);
    transact(&*store, own, vec![Change::Delete(CoworkerTimePass::schema(), 21)]).await;
    assert_eq!(moved(&*store).await[5..], [(Owed, Earned, MinorUnits, 4900)]);
}

/// No entry beside that of the visit.
pub async fn a_use_that_its_visit_explains_is_entered_once(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, hours(21, 600)).await;
    let used = Change::Amend(hours(21, 540).into_row(), &["RemainingUses", "Used", "UsedDate", "Price"]);
    let entry = Change::Insert(taken(41, 21, Minutes, 60).into_row());
    transact(&*store, about(visit_of(ANN)), vec![used, entry]).await;
    let entries = all::<LedgerEntry>(&*store).await;
    assert_eq!(entries.len(), 3, "the issue, the price, the visit");
    let invoiced = CoworkerTimePass { invoiced: true, ..hours(21, 0) };
    let marked = Change::Amend(invoiced.into_row(), &["Invoiced"]);
    transact(&*store, to_change::<CoworkerTimePass>(21), vec![marked]).await;
    assert_eq!(all::<LedgerEntry>(&*store).await.len(), 3, "a mark moves nothing");
    come_to_what_passes_hold(&*store).await;
}

/// What nobody loaded cannot be explained, and stands out.
pub async fn a_pass_that_was_not_loaded_is_not_explained(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, hours(21, 600)).await;
    transact(&*store, nothing(), vec![Change::Update(hours(21, 599).into_row())]).await;
    assert_eq!(moved(&*store).await.len(), 2);
}

/// Holds every pass to its entries.
pub async fn come_to_what_passes_hold(store: &dyn Store) {
    let mut sums: HashMap<i64, Holding> = HashMap::new();
    for entry in all::<LedgerEntry>(store).await {
        let sum = sums.entry(entry.coworker_time_pass_id).or_default();
        *sum = sum.and(&posting(&entry).expect("an entry that moves something"));
    }
    let gbp = Currency::of("GBP").expect("an active currency");
    for pass in list(store, Query::all(CoworkerTimePass::schema())).await.rows {
        let sum = sums.remove(&pass.id()).unwrap_or_default();
        assert_eq!(sum, holding(&pass, gbp), "pass {}", pass.id());
    }
    assert!(sums.values().all(|sum| *sum == Holding::NOTHING), "passes that are gone: {sums:?}");
}

/// Passes and entries of all sorts, as they were written before an entry had two accounts.
///
/// A migration test writes them, takes them back to their former shape, and takes the step again.
pub async fn former_books(ground: &dyn Ground) {
    let store = network(ground).await;
    let price = |ten_thousandths| Some(Decimal::from_ten_thousandths(ten_thousandths));
    let sold = CoworkerTimePass { is_pay_as_you_go: true, used: true, price: price(90_000), ..hours(27, 0) };
    let passes = [
        held(21, ANN),
        CoworkerTimePass { used: true, price: price(200_000), ..held(22, ANN) },
        hours(23, 555),
        hours(24, 0),
        CoworkerTimePass { used: true, ..hours(25, 600) },
        CoworkerTimePass { price: price(123_450), remaining_uses: None, ..hours(26, 1) },
        sold,
        CoworkerTimePass { used: false, ..hours(28, 0) },
        CoworkerTimePass { price: None, time_pass_id: Id::new(DAY), ..held(29, ANN) },
    ];
    let rows = passes.map(Record::into_row).into_iter().chain(former_entries().map(Record::into_row));
    write(&*store, rows.map(Change::Insert).collect()).await.expect("the books are written");
}

/// What visits took, gave back and were charged; of a pass that is gone as well.
fn former_entries() -> [LedgerEntry; 8] {
    [
        taken(41, 22, Days, 1),
        taken(42, 23, Minutes, 60),
        taken(43, 23, Minutes, -15),
        taken(44, 27, MinorUnits, 1500),
        taken(45, 27, MinorUnits, -600),
        taken(46, 99, Minutes, 30),
        taken(47, 98, Days, 1),
        taken(48, 98, Days, -1),
    ]
}

/// What such books are after the step: every pass opened, and what visits took as it was.
pub async fn opened_books(store: &dyn Store) {
    come_to_what_passes_hold(store).await;
    let entries = all::<LedgerEntry>(store).await;
    let mut of_visits: Vec<_> = entries.iter().filter(|entry| entry.checkin_id.is_some()).collect();
    of_visits.sort_by_key(|entry| entry.base.id);
    assert_eq!(of_visits, former_entries().iter().collect::<Vec<_>>());
    let opening = entries.iter().filter(|entry| entry.base.updated_by.as_deref() == Some("opening"));
    let opening = opening.map(|entry| (entry.coworker_time_pass_id, entry.credit, entry.debit, entry.amount));
    let of = |pass| opening.clone().filter(move |entry| entry.0 == pass).collect::<Vec<_>>();
    assert_eq!(of(21), [(21, Issued, Pass, 1)]);
    assert_eq!(of(25), [(25, Pass, Issued, 1), (25, Issued, Pass, 600), (25, Earned, Owed, 5000)]);
    assert_eq!(of(26).last(), Some(&(26, Earned, Owed, 1235)), "rounded to the penny");
    assert_eq!(of(27), [], "all of it is explained");
    assert_eq!(of(99), [(99, Issued, Pass, 30)], "whoever took it, it was there");
    let blank: LedgerEntry = blank();
    assert!(entries.iter().all(|entry| entry.base.unique_id != blank.base.unique_id));
    let ids: HashSet<i64> = entries.iter().map(|entry| entry.base.id).collect();
    assert_eq!(ids.len(), entries.len());
    // What is made from now on does not get their ids.
    insert(store, hours(31, 600)).await;
    come_to_what_passes_hold(store).await;
}
