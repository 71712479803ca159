//! How many are inside, as an arrival gets to see it, and that nobody else comes in meanwhile.

use vestibule_records::{BusinessSetting, Checkin, Id, Record};
use vestibule_store::{Change, Outcome, Store, StoreError, VisitScope, Work};

use crate::Ground;
use crate::facts::{DAY, facts};
use crate::network::{ANN, BOB, CAT, HUB, LOFT, base, customer, network, visit};
use crate::works::{about, after_noon, all, answered, at_once, insert, noon, reply, visit_of, work, write};

/// The first of the customers that [`crowd`] makes.
const FIRST: i64 = 1000;

async fn set(store: &dyn Store, id: i64, name: &str, value: &str) {
    let (business_id, name, value) = (Id::new(LOFT), name.to_owned(), Some(value.to_owned()));
    insert(store, BusinessSetting { business_id, name, value, base: base(id) }).await;
}

/// Lets the loft hold so many and no more.
pub async fn holds(store: &dyn Store, most: u32) {
    set(store, 901, "MobileApp.NexClicker.MaxCapacity", &most.to_string()).await;
    set(store, 902, "Vestibule.Capacity", "enforce").await;
}

/// So many customers of the loft.
pub async fn crowd(store: &dyn Store, many: i64) -> Vec<i64> {
    let ids: Vec<i64> = (FIRST..FIRST + many).collect();
    let rows = ids.iter().map(|id| Change::Insert(customer(*id, &format!("c{id}"), LOFT).into_row()));
    write(store, rows.collect()).await.expect("the customers");
    ids
}

/// A customer who comes into the loft, unless it is full.
#[must_use]
pub fn entering(id: i64, most: u32) -> Work {
    work(about(visit_of(id)), move |snapshot, mint| {
        let inside = snapshot.visit.as_ref().and_then(|facts| facts.inside).expect("somebody counts");
        if inside >= most {
            return answered(Vec::new(), 400, "full");
        }
        answered(vec![Change::Insert(visit(mint.id(), Some(id), noon(), None).into_row())], 200, "in")
    })
}

/// A customer who leaves the loft.
fn leaving(id: i64) -> Work {
    work(about(visit_of(id)), |snapshot, _| {
        let inside = snapshot.visit.as_ref().and_then(|facts| facts.visits.first()).expect("they are inside");
        let visit = Checkin::from_row(inside).expect("a visit as declared");
        let left = Checkin { to_time: Some(after_noon(1)), ..visit };
        answered(vec![Change::Update(left.into_row())], 200, "out")
    })
}

/// How many were let in.
#[must_use]
pub fn let_in(outcomes: &[Result<Outcome, StoreError>]) -> usize {
    outcomes.iter().filter(|outcome| **outcome == Ok(Outcome::Done(reply(200, "in")))).count()
}

/// How many are inside.
pub async fn inside(store: &dyn Store) -> usize {
    all::<Checkin>(store).await.iter().filter(|visit| visit.to_time.is_none()).count()
}

/// Whoever is inside at the location since its business day began, the customer left out; nobody where nobody minds.
pub async fn who_is_inside_is_counted(ground: &dyn Ground) {
    let store = network(ground).await;
    let at_the_hub = Checkin { business_id: Id::new(HUB), ..visit(24, Some(CAT), noon(), None) };
    for one in [
        visit(21, Some(ANN), noon(), None),
        visit(22, Some(BOB), after_noon(-DAY), None),
        visit(23, None, noon(), None),
        at_the_hub,
        visit(25, Some(BOB), after_noon(-60), Some(noon())),
    ] {
        insert(&*store, one).await;
    }
    let counted = async |scope| facts(&*store, scope).await.inside;
    assert_eq!(counted(visit_of(BOB)).await, None);
    set(&*store, 901, "MobileApp.NexClicker.MaxCapacity", "1").await;
    assert_eq!(counted(visit_of(BOB)).await, Some(2), "Bob's visit of yesterday is over");
    assert_eq!(counted(visit_of(ANN)).await, Some(1));
    assert_eq!(counted(VisitScope { customer: None, ..visit_of(ANN) }).await, Some(2));
    let yesterday = VisitScope { instants: vec![after_noon(-DAY), noon()], ..visit_of(ANN) };
    assert_eq!(counted(yesterday).await, Some(2));
    assert_eq!(counted(VisitScope { location: HUB, ..visit_of(ANN) }).await, None);
    set(&*store, 902, "Vestibule.Capacity", "off").await;
    assert_eq!(counted(visit_of(BOB)).await, None);
}

/// Many at once for a few places, among them some who leave.
pub async fn each_place_is_given_away_once(ground: &dyn Ground) {
    let store = network(ground).await;
    holds(&*store, 40).await;
    let people = crowd(&*store, 200).await;
    let enter = |ids: &[i64]| ids.iter().map(|id| entering(*id, 40)).collect::<Vec<_>>();
    assert_eq!(let_in(&at_once(&store, enter(&people[..120])).await), 40);
    let visits = all::<Checkin>(&*store).await;
    let leavers: Vec<i64> =
        visits.iter().filter_map(|visit| visit.coworker_id.map(Id::get)).take(20).collect();
    let late = enter(&people[120..]).into_iter().zip(leavers.iter().cycle());
    let mixed = late.enumerate().flat_map(|(nth, (enter, leaver))| {
        let leave = (nth < leavers.len()).then(|| leaving(*leaver));
        leave.into_iter().chain([enter])
    });
    let let_in_later = let_in(&at_once(&store, mixed.collect()).await);
    assert_eq!(inside(&*store).await, 20 + let_in_later);
    assert!(let_in_later <= 20, "{let_in_later} came in for 20 who left");
    at_once(&store, enter(&leavers)).await;
    assert_eq!(inside(&*store).await, 40);
}

/// A visit that is deleted or opened again is counted by whoever comes next.
pub async fn a_place_that_is_freed_is_there_for_the_next(ground: &dyn Ground) {
    let store = network(ground).await;
    holds(&*store, 1).await;
    let come = |id| store.transact(entering(id, 1));
    let said = |text: &str, status| Ok(Outcome::Done(reply(status, text)));
    assert_eq!(come(ANN).await, said("in", 200));
    assert_eq!(come(BOB).await, said("full", 400));
    let visit = all::<Checkin>(&*store).await.remove(0);
    let left = Checkin { to_time: Some(after_noon(1)), ..visit.clone() };
    write(&*store, vec![Change::Update(left.into_row())]).await.expect("a departure");
    assert_eq!(come(BOB).await, said("in", 200));
    assert_eq!(come(CAT).await, said("full", 400));
    let of_bob = all::<Checkin>(&*store).await.into_iter().find(|one| one.base.id != visit.base.id);
    let of_bob = of_bob.expect("a visit").base.id;
    write(&*store, vec![Change::Delete(Checkin::schema(), of_bob)]).await.expect("a delete");
    write(&*store, vec![Change::Update(Checkin { to_time: None, ..visit }.into_row())])
        .await
        .expect("inside again");
    assert_eq!(come(CAT).await, said("full", 400));
}
