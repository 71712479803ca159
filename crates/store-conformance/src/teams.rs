//! What admission gets to see of the passes that the payer of a team shares with its members.

use std::sync::Arc;

use vestibule_domain::{Attempt, Source, Verdict, admit};
use vestibule_records::{Checkin, Coworker, CoworkerTimePass, Id, Record, Row, Team};
use vestibule_store::{Book, Change, Outcome, Posting, Store, StoreError, VisitScope, Work};

use crate::Ground;
use crate::facts::{DAY, HOUR, facts, ids};
use crate::network::{ANN, BOB, CAT, LOFT, customer, guid, held, network, team, visit};
use crate::works::{about, after_noon, all, answered, at_once, insert, noon, reply, visit_of, work, write};

/// Who pays for the team of Ann and Bob.
pub const PAM: i64 = 14;

/// The network, and Pam who pays for a team with Ann and Bob and shares her passes.
pub async fn a_team(ground: &dyn Ground) -> Arc<dyn Store> {
    let store = network(ground).await;
    insert(&*store, customer(PAM, "Pam", LOFT)).await;
    insert(&*store, sharing(15)).await;
    store
}

fn sharing(id: i64) -> Team {
    Team {
        share_time_passes: true,
        paying_member_id: Some(Id::new(PAM)),
        ..team(id, "Blue", &[ANN, BOB, PAM])
    }
}

fn used_by(id: i64, by: Option<i64>, minutes: i64) -> CoworkerTimePass {
    CoworkerTimePass { used: true, used_date: Some(after_noon(minutes)), used_by: by, ..held(id, PAM) }
}

async fn passes(store: &dyn Store, customer: i64) -> Vec<i64> {
    ids(&facts(store, visit_of(customer)).await.passes)
}

async fn payers(store: &dyn Store, customer: i64) -> Vec<Option<i64>> {
    let facts = facts(store, visit_of(customer)).await.customer.expect("the customer");
    facts.teams.iter().map(|team| team.payer).collect()
}

/// Each once, in however many teams; not where the team does not share, nor those of other members.
pub async fn passes_of_the_payer_of_a_team_that_shares(ground: &dyn Ground) {
    let store = a_team(ground).await;
    for pass in [held(21, PAM), held(22, ANN), held(23, CAT)] {
        insert(&*store, pass).await;
    }
    insert(&*store, sharing(16)).await;
    let not_shared = Team { share_time_passes: false, ..sharing(17) };
    insert(&*store, Team { paying_member_id: Some(Id::new(CAT)), ..not_shared }).await;
    assert_eq!(passes(&*store, ANN).await, [21, 22]);
    assert_eq!(passes(&*store, BOB).await, [21]);
    assert_eq!(passes(&*store, PAM).await, [21]);
    assert_eq!(passes(&*store, CAT).await, [23]);
    assert_eq!(payers(&*store, ANN).await, [Some(PAM), Some(PAM), None]);
    for id in [15, 16] {
        let closed = Team { share_time_passes: false, ..sharing(id) };
        write(&*store, vec![Change::Update(closed.into_row())]).await.expect("written");
    }
    assert_eq!(passes(&*store, ANN).await, [22]);
    assert_eq!(passes(&*store, BOB).await, [0; 0]);
}

/// As of one's own, of those that lapsed the last and those of the day.
pub async fn passes_of_the_payer_that_lapsed(ground: &dyn Ground) {
    let store = a_team(ground).await;
    for nth in 1..=9 {
        let expire_date = Some(after_noon(-nth * DAY));
        insert(&*store, CoworkerTimePass { expire_date, ..held(20 + nth, PAM) }).await;
    }
    assert_eq!(passes(&*store, ANN).await, [21]);
    let then = VisitScope { instants: vec![noon(), after_noon(-3 * DAY - HOUR)], ..visit_of(BOB) };
    assert_eq!(ids(&facts(&*store, then).await.passes), [21, 22, 23, 24]);
}

/// Nor one who is archived; their own passes are still there for themselves.
pub async fn a_payer_who_is_suspended_shares_nothing(ground: &dyn Ground) {
    let store = a_team(ground).await;
    insert(&*store, held(21, PAM)).await;
    insert(&*store, used_by(22, Some(ANN), 0)).await;
    assert_eq!(passes(&*store, ANN).await, [21, 22]);
    for (active, archived) in [(false, false), (true, true)] {
        let pam = Coworker { active, archived, ..customer(PAM, "Pam", LOFT) };
        write(&*store, vec![Change::Update(pam.into_row())]).await.expect("written");
        assert_eq!(passes(&*store, ANN).await, [0; 0]);
        assert_eq!(payers(&*store, ANN).await, [None]);
        assert_eq!(passes(&*store, PAM).await, [21, 22]);
    }
}

/// On that day; the payer sees it whoever spent it.
pub async fn a_day_of_the_payer_is_for_who_spent_it(ground: &dyn Ground) {
    let store = a_team(ground).await;
    let days = [
        used_by(21, Some(ANN), -HOUR),
        used_by(22, Some(BOB), -HOUR),
        used_by(23, None, -HOUR),
        used_by(24, Some(ANN), -DAY),
    ];
    for day in days {
        insert(&*store, day).await;
    }
    assert_eq!(passes(&*store, ANN).await, [21]);
    assert_eq!(passes(&*store, BOB).await, [22]);
    assert_eq!(passes(&*store, PAM).await, [21, 22, 23]);
    let yesterday = VisitScope { instants: vec![after_noon(-DAY)], ..visit_of(ANN) };
    assert_eq!(ids(&facts(&*store, yesterday).await.passes), [24]);
    let by = |row: &Row| row.get("UsedBy").int();
    let seen = facts(&*store, visit_of(PAM)).await.passes;
    assert_eq!(seen.iter().map(by).collect::<Vec<_>>(), [Some(ANN), Some(BOB), None]);
}

/// Also when the payer comes at the same moment as the members.
pub async fn each_of_a_batch_sees_what_is_shared_with_them(ground: &dyn Ground) {
    let store = a_team(ground).await;
    for pass in [held(21, PAM), used_by(22, Some(ANN), 0), used_by(23, None, 0), held(24, BOB)] {
        insert(&*store, pass).await;
    }
    let seen: [(i64, &[i64]); 4] = [(ANN, &[21, 22]), (BOB, &[21, 24]), (PAM, &[21, 22, 23]), (CAT, &[])];
    let works = seen.into_iter().cycle().take(20).map(|(who, expected)| {
        work(about(visit_of(who)), move |snapshot, _| {
            let seen = ids(&snapshot.visit.as_ref().expect("asked for").passes);
            answered(Vec::new(), if seen == expected { 200 } else { 500 }, &format!("{seen:?}"))
        })
    });
    for outcome in at_once(&store, works.collect()).await {
        assert!(matches!(&outcome, Ok(Outcome::Done(reply)) if reply.status == 200), "{outcome:?}");
    }
}

/// Not on those that they are on themselves, nor on passes that are no payer's.
pub async fn passes_that_others_of_a_team_are_inside_on(ground: &dyn Ground) {
    let store = a_team(ground).await;
    let occupied = async |customer: i64| {
        let facts = facts(&*store, visit_of(customer)).await.customer.expect("the customer");
        facts.occupied
    };
    for pass in [held(21, PAM), held(22, PAM), held(23, BOB)] {
        insert(&*store, pass).await;
    }
    let on = |id: i64, who: i64, pass: i64, to: Option<i64>| Checkin {
        coworker_time_pass_guid: Some(guid(pass)),
        ..visit(id, Some(who), noon(), to.map(after_noon))
    };
    for one in [on(31, ANN, 21, None), on(32, ANN, 22, Some(1)), on(33, BOB, 23, None)] {
        insert(&*store, one).await;
    }
    assert_eq!(occupied(PAM).await, [21]);
    assert_eq!(occupied(BOB).await, [21]);
    assert_eq!((occupied(ANN).await, occupied(CAT).await), (vec![], vec![]));
}

/// A team of twenty who have no passes; whoever pays for them has one day.
pub async fn twenty_and_a_day(ground: &dyn Ground) -> Arc<dyn Store> {
    let store = network(ground).await;
    insert(&*store, customer(PAM, "Pam", LOFT)).await;
    let members: Vec<i64> = TWENTY.collect();
    let people = members.iter().map(|id| Change::Insert(customer(*id, &format!("M{id}"), LOFT).into_row()));
    write(&*store, people.collect()).await.expect("the members");
    insert(&*store, Team { team_members: members.into_iter().map(Id::new).collect(), ..sharing(15) }).await;
    insert(&*store, held(21, PAM)).await;
    store
}

/// The members of the team.
pub const TWENTY: std::ops::Range<i64> = 101..121;

/// Puts an arrival at noon to the rules and carries out what they say: `in`, or why not.
#[must_use]
pub fn arriving(who: i64) -> Work {
    work(about(visit_of(who)), move |snapshot, mint| {
        let book = Book::open(snapshot).expect("as declared").expect("a location");
        let attempt = Attempt { source: Source::Manual, from: noon(), to: None, pass: None, presumed: false };
        match admit(&book.world(), &attempt, noon()) {
            Verdict::Admitted { changes, .. } => {
                let wanted = visit(0, Some(who), noon(), None);
                let posting = Posting { by: "kim@example.com", now: noon(), wanted: Some(&wanted) };
                let (changes, _) = book.post(&changes, &posting, mint);
                answered(changes, 200, "in")
            }
            Verdict::AlreadyInside { .. } => answered(Vec::new(), 200, "inside"),
            Verdict::Refused(refusal) => answered(Vec::new(), 400, refusal.code()),
        }
    })
}

/// Sees to it that one of the twenty got in, on the pass, and that the pass says who.
///
/// # Panics
/// When it was otherwise.
pub async fn assert_one_got_in(store: &dyn Store, outcomes: &[Result<Outcome, StoreError>]) {
    let count = |status, body| {
        outcomes.iter().filter(|outcome| **outcome == Ok(Outcome::Done(reply(status, body)))).count()
    };
    assert_eq!((count(200, "in"), count(400, "no_pass")), (1, outcomes.len() - 1), "{outcomes:?}");
    let (visits, passes) = (all::<Checkin>(store).await, all::<CoworkerTimePass>(store).await);
    let [visit] = &visits[..] else { panic!("{} visits", visits.len()) };
    assert_eq!(passes[0].used_by, visit.coworker_id.map(Id::get));
    assert_eq!(visit.coworker_time_pass_guid, Some(guid(21)));
}

/// Nineteen find nothing that is left.
pub async fn one_of_twenty_gets_the_day_of_the_payer(ground: &dyn Ground) {
    let store = twenty_and_a_day(ground).await;
    let outcomes = at_once(&store, TWENTY.map(arriving).collect()).await;
    assert_one_got_in(&*store, &outcomes).await;
}
