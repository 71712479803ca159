//! Laws of the ledger: whatever becomes of passes, their entries come to what they hold.

use proptest::prelude::*;
use vestibule_domain::ledger::{Account, Cause, Holding, Posting, Unit, differences, rest};

const ACCOUNTS: [Account; 7] = [
    Account::Issued,
    Account::Pass,
    Account::Visit,
    Account::Lapsed,
    Account::ByHand,
    Account::Owed,
    Account::Earned,
];

fn holding() -> impl Strategy<Value = Holding> {
    let days = (any::<bool>(), 0..=i64::MAX).prop_map(|(used, money)| Holding::day(used, money.into()));
    let times = (0..=i64::MAX, any::<bool>(), any::<bool>(), 0..=i64::MAX).prop_map(
        |(minutes, is_sold, used, money)| Holding::time(minutes.into(), is_sold, used, money.into()),
    );
    prop_oneof![days, times, Just(Holding::NOTHING)]
}

fn cause() -> impl Strategy<Value = Cause> {
    prop_oneof![Just(Cause::Issue), Just(Cause::Visit), Just(Cause::Hand)]
}

fn unit() -> impl Strategy<Value = Unit> {
    prop_oneof![Just(Unit::Days), Just(Unit::Minutes), Just(Unit::Money)]
}

/// What visits enter beside a change of the pass.
fn taken() -> impl Strategy<Value = Vec<Posting>> {
    let one = (unit(), any::<i64>()).prop_map(|(unit, amount)| Posting::taken(unit, amount.into()));
    prop::collection::vec(one, 0..4).prop_map(|postings| postings.into_iter().flatten().collect())
}

/// The life of one pass: what it held after each step, why, and what visits entered at it.
fn life() -> impl Strategy<Value = Vec<(Holding, Cause, Vec<Posting>)>> {
    prop::collection::vec((holding(), cause(), taken()), 1..12)
}

fn sum(postings: &[Posting]) -> Holding {
    postings.iter().fold(Holding::NOTHING, Holding::and)
}

/// All that is entered over a life.
fn entered(life: &[(Holding, Cause, Vec<Posting>)]) -> Vec<Posting> {
    let (mut before, mut entries) = (Holding::NOTHING, Vec::new());
    for (after, cause, taken) in life {
        entries.extend(taken.iter().copied());
        entries.extend(rest(before, *after, sum(taken), *cause));
        before = *after;
    }
    entries
}

proptest! {
    #[test]
    fn the_entries_of_a_pass_come_to_what_it_holds(life in life()) {
        let (last, ..) = life.last().expect("a step");
        prop_assert_eq!(differences(sum(&entered(&life)), *last).count(), 0);
    }

    #[test]
    fn over_all_accounts_nothing_is_gained_or_lost(life in life()) {
        for unit in Unit::ALL {
            let entries = entered(&life).into_iter().filter(|posting| posting.unit == unit);
            let total: i128 =
                entries.map(|posting| ACCOUNTS.map(|account| posting.gain(account)).iter().sum::<i128>()).sum();
            prop_assert_eq!(total, 0);
        }
    }

    #[test]
    fn an_amount_is_always_more_than_nothing(life in life()) {
        prop_assert!(entered(&life).iter().all(|posting| posting.amount() > 0));
    }

    #[test]
    fn what_is_taken_back_is_as_if_it_had_not_been(held in holding(), taken in taken()) {
        let there = taken.iter().fold(held, Holding::and);
        let back = taken.iter().map(|posting| posting.reversed()).collect::<Vec<_>>();
        prop_assert_eq!(back.iter().fold(there, Holding::and), held);
    }

    #[test]
    fn one_entry_more_is_one_difference_of_its_amount(life in life(), unit in unit(), amount in 1..=i64::MAX) {
        let (last, ..) = life.last().expect("a step");
        let more = Posting::taken(unit, amount.into()).expect("more than nothing");
        let entries = sum(&entered(&life)).and(&more);
        let found: Vec<_> = differences(entries, *last).collect();
        let by = if unit == Unit::Money { i128::from(amount) } else { -i128::from(amount) };
        prop_assert_eq!(found, vec![(unit, last.get(unit) + by, last.get(unit))]);
    }

    #[test]
    fn what_a_visit_took_is_known_by_its_accounts(unit in unit(), amount in any::<i64>()) {
        let posting = Posting::taken(unit, amount.into());
        let taken = posting.map_or(Some(0), |posting| posting.taken_by_visit());
        prop_assert_eq!(taken, Some(i128::from(amount)));
    }
}

#[test]
fn what_is_given_back_is_the_same_amount_the_other_way() {
    let (taken, back) = (Posting::taken(Unit::Minutes, 30), Posting::taken(Unit::Minutes, -30));
    assert_eq!(taken.map(Posting::reversed), back);
    assert_eq!((taken.map(|one| one.amount()), back.map(|one| one.amount())), (Some(30), Some(30)));
    assert_eq!(
        (taken.map(|one| one.debit), back.map(|one| one.debit)),
        (Some(Account::Visit), Some(Account::Pass))
    );
}

#[test]
fn the_flag_of_a_pass_follows_from_its_entries() {
    for used in [false, true] {
        assert_eq!(Holding::day(used, 0).times_used(false, false), i128::from(used));
        for minutes in [0, 1, 60] {
            for is_sold in [false, true] {
                let held = Holding::time(minutes, is_sold, used, 0);
                assert_eq!(held.times_used(true, is_sold), i128::from(used), "{held:?}");
            }
        }
    }
}

#[test]
fn a_time_pass_in_the_usual_course_has_no_days() {
    assert_eq!(Holding::time(60, false, false, 0).days, 0);
    assert_eq!(Holding::time(0, false, true, 0).days, 0);
    assert_eq!(Holding::time(60, true, true, 0).days, 0, "a session is used from its sale on");
    assert_eq!(Holding::time(60, false, true, 0).days, -1, "somebody says it is used");
    assert_eq!(Holding::time(0, false, false, 0).days, 1, "somebody says it is not");
}

#[test]
fn what_is_edited_and_what_lapses_go_elsewhere_than_what_is_issued() {
    let accounts = |cause| {
        let held = Holding { days: 1, minutes: 60, money: 50_000 };
        rest(Holding::NOTHING, held, Holding::NOTHING, cause)
            .map(|posting| (posting.debit, posting.credit))
            .collect::<Vec<_>>()
    };
    use Account::{ByHand, Earned, Issued, Lapsed, Owed, Pass};
    assert_eq!(accounts(Cause::Issue), [(Pass, Issued), (Pass, Issued), (Owed, Earned)]);
    assert_eq!(accounts(Cause::Visit), [(Pass, Lapsed), (Pass, Lapsed), (Owed, Earned)]);
    assert_eq!(accounts(Cause::Hand), [(Pass, ByHand), (Pass, ByHand), (Owed, ByHand)]);
}
