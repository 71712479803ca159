//! A busy week in no particular order: arrivals, departures, corrections and deletions from many sides at once.
//! Whatever happened, the passes, the visits and the ledger tell the same story afterwards.

use std::collections::HashMap;

use crate::on_both_stores;
use crate::support::people::{self, plus};
use crate::support::{Answer, TestApp};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use vestibule_records::kept::{LedgerEntry, LedgerUnit};
use vestibule_records::{Checkin, CoworkerTimePass, Record, Row};

const MONDAY: &str = "2026-08-24T06:00:00Z";
const WEEK_LATER: &str = "2026-08-31T06:00:00Z";
const SIDES: u64 = 6;
const STEPS: usize = 40;

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    /// An instant of the week, to the minute.
    fn instant(&mut self) -> String {
        plus(MONDAY, self.below(7 * 24 * 60) * 60)
    }
}

/// One customer with day passes, one with minutes, one who pays as they go, one with a little of each.
async fn customers(app: &TestApp) -> Vec<i64> {
    app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
    app.set(app.loft, "Checkin.PayAsYouGoMinPrice", "5").await;
    app.set(app.loft, "Checkin.PayAsYouGoMaxPrice", "24").await;
    let day = app.kind(&json!({ "Name": "Day", "UsePriority": 1 })).await;
    let hours = app.kind(&json!({ "Name": "Hours", "MinutesIncluded": 300 })).await;
    app.kind(&json!({
        "Name": "Hourly", "Price": 6, "MinutesIncluded": 60, "UseAsPayAsYouGoForContacts": true,
    }))
    .await;
    let mut people = Vec::new();
    for (name, days, times) in [("Dag", 6, 0), ("Mina", 0, 4), ("Paya", 0, 0), ("Mixa", 2, 1)] {
        let customer = app.customer(name).await;
        for (kind, count) in [(day, days), (hours, times)] {
            if count > 0 {
                app.give(customer, kind, &json!({ "CreateMultiple": count })).await;
            }
        }
        people.push(customer);
    }
    people
}

/// One thing somebody does.
async fn step(app: &TestApp, who: i64, chance: &mut Chance) -> Answer {
    let from = chance.instant();
    let to = plus(&from, 60 * (5 + chance.below(600)));
    let visits = app.visits(who).await;
    let visit = usize::try_from(chance.below(8)).ok().and_then(|nth| visits.get(nth));
    match (visit, chance.below(6)) {
        (Some(visit), 0) => app.delete(&format!("/api/spaces/checkins/{}", visit["Id"])).await,
        (Some(visit), 1) => app.put("/api/spaces/checkins", &with_times(visit, &from, &json!(to))).await,
        (Some(visit), 2) => app.put("/api/spaces/checkins", &with_times(visit, &from, &Value::Null)).await,
        (Some(visit), 3) => {
            let from = visit["FromTime"].as_str().expect("an arrival").to_owned();
            app.put("/api/spaces/checkins", &with_times(visit, &from, &json!(plus(&from, 3600)))).await
        }
        (_, 4) => app.attempt(&json!({ "CoworkerId": who, "FromTime": from })).await,
        _ => app.attempt(&json!({ "CoworkerId": who, "FromTime": from, "ToTime": to })).await,
    }
}

fn with_times(visit: &Value, from: &str, to: &Value) -> Value {
    let mut visit = visit.clone();
    (visit["FromTime"], visit["ToTime"], visit["CoworkerTimePassGuid"]) =
        (json!(from), to.clone(), Value::Null);
    visit
}

/// What the ledger says was taken, by pass, in each unit.
async fn taken(app: &TestApp, by: impl Fn(&LedgerEntry) -> i64) -> HashMap<(i64, LedgerUnit), i64> {
    let mut sums = HashMap::new();
    for entry in app.entries().await.iter().filter(|entry| entry.checkin_id.is_some()) {
        *sums.entry((by(entry), entry.unit)).or_default() += people::taken(entry);
    }
    sums
}

fn read<T: Record>(rows: Vec<Row>) -> Vec<T> {
    rows.iter().map(|row| T::from_row(row).expect("a row as declared")).collect()
}

on_both_stores! {
    async fn after_a_busy_week_passes_visits_and_ledger_tell_one_story(app: TestApp) {
        let people = customers(&app).await;
        app.set_clock(WEEK_LATER);
        let mut sides = JoinSet::new();
        for side in 0..SIDES {
            let (app, people) = (app.clone(), people.clone());
            sides.spawn(async move {
                let mut chance = Chance(side);
                for _ in 0..STEPS {
                    let who = people[usize::try_from(chance.below(4)).expect("one of four")];
                    let answer = step(&app, who, &mut chance).await;
                    assert!(answer.status < 500, "{}", answer.text);
                }
            });
        }
        // Whoever looks meanwhile sees a change between two statements, and tells none of it.
        while let Some(side) = sides.join_next().await {
            side.expect("a side that came to its end");
            assert_eq!(app.differences().await, [""; 0]);
        }

        let visits = read::<Checkin>(app.rows::<Checkin>().await);
        let of_pass = taken(&app, |entry| entry.coworker_time_pass_id).await;
        let took = |pass: i64, unit| of_pass.get(&(pass, unit)).copied().unwrap_or_default();
        assert!(visits.len() > 20, "the week was not busy: {} visits", visits.len());
        for pass in read::<CoworkerTimePass>(app.rows::<CoworkerTimePass>().await) {
            let id = pass.base.id;
            let stands = |visit: &&Checkin| visit.coworker_time_pass_guid == Some(pass.base.unique_id);
            let inside = visits.iter().filter(stands).any(|visit| visit.to_time.is_none());
            assert_eq!(pass.checked_in, inside, "pass {id}");
            match (pass.total_uses, pass.remaining_uses) {
                (Some(total), Some(left)) if !pass.is_pay_as_you_go => {
                    assert_eq!(total - left, took(id, LedgerUnit::Minutes), "minutes of pass {id}");
                }
                (None, _) => assert_eq!(i64::from(pass.used), took(id, LedgerUnit::Days), "days of pass {id}"),
                _ => {}
            }
            let charged = if pass.is_pay_as_you_go { pass.price.map_or(0, |price| price.minor(2)) } else { 0 };
            assert_eq!(charged, took(id, LedgerUnit::MinorUnits), "the charge of pass {id}");
        }
        let of_visit = taken(&app, |entry| entry.checkin_id.expect("a visit")).await;
        let kept: Vec<i64> = visits.iter().map(|visit| visit.base.id).collect();
        let owing = of_visit.iter().find(|((visit, _), sum)| !kept.contains(visit) && **sum != 0);
        assert_eq!(owing, None, "a visit that was deleted still took something");
    }
}
