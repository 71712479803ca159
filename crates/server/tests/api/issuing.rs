//! Passes that plans give: at once, once in every period, and no longer than that.

use crate::on_both_stores;
use crate::support::people::{number, plus, records, with};
use crate::support::{Answer, MORNING, TestApp};
use serde_json::{Value, json};
use vestibule_records::kept::{IssuedSet, Review};
use vestibule_records::{CoworkerContract, CoworkerTimePass, Value as Kept};
use vestibule_server::jobs::Rounds;
use vestibule_store::Change;

const BENEFITS: &str = "/api/billing/tarifftimepasses";
const CONTRACTS: &str = "billing/coworkercontracts";

/// Puts passes into a plan: five a week unless `more` says otherwise.
async fn include(app: &TestApp, plan: i64, kind: i64, more: &Value) -> Answer {
    let benefit =
        json!({ "TariffId": plan, "TimePassId": kind, "PassesIncluded": 5, "PassRenewalTime": "Week" });
    app.post(BENEFITS, &with(benefit, more)).await
}

/// A plan with one kind of pass, and the kind.
async fn plan_with(app: &TestApp, more: &Value) -> (i64, i64) {
    let (plan, kind) = (app.plan("Desk", &json!({})).await, app.kind(&json!({})).await);
    include(app, plan, kind, more).await.id();
    (plan, kind)
}

/// Makes a round at an instant; what follows is asked in the morning again, when the token is still good.
async fn round(app: &TestApp, now: &str) {
    app.set_clock(now);
    Rounds::new(&app.app).round().await.expect("a round");
    app.set_clock(MORNING);
}

/// When each pass of a customer lapses, the earliest first.
async fn lapses(app: &TestApp, customer: i64) -> Vec<String> {
    let passes = app.passes(customer).await;
    let mut ends: Vec<_> =
        passes.iter().map(|pass| pass["ExpireDate"].as_str().unwrap_or("never").to_owned()).collect();
    ends.sort();
    ends
}

/// So many passes that lapse then.
fn times(count: usize, end: &str) -> Vec<String> {
    vec![end.to_owned(); count]
}

on_both_stores! {
    async fn who_takes_a_plan_has_its_passes_at_once(app: TestApp) {
        let (plan, kind) = plan_with(&app, &json!({})).await;
        let customer = app.customer("Ann").await;
        let contract = app.join(customer, plan, &json!({})).await;
        // Wednesday, 2 September: the week ends with Sunday, on the clocks of London.
        assert_eq!(lapses(&app, customer).await, times(5, "2026-09-06T23:00:00Z"));
        let pass = &app.passes(customer).await[0];
        let contract = app.get(&format!("/api/{CONTRACTS}/{contract}")).await.json();
        let benefit = &records(&app.get(BENEFITS).await)[0];
        assert_eq!((&pass["IsFromTariff"], &pass["TimePassId"], &pass["BusinessId"]), (&json!(true), &json!(kind), &json!(app.loft)));
        assert_eq!(pass["CoworkerContractUniqueId"], contract["UniqueId"]);
        assert_eq!(pass["TariffTimePassUniqueId"], benefit["UniqueId"]);
        assert_eq!((&pass["Price"], &pass["Free"], &pass["Invoiced"]), (&Value::Null, &json!(false), &json!(false)));
        assert_eq!(app.check_in(customer, MORNING).await.status, 200);
    }
}

on_both_stores! {
    async fn a_new_set_comes_when_the_old_one_lapses(app: TestApp) {
        let (plan, _) = plan_with(&app, &json!({ "PassesIncluded": 1 })).await;
        let customer = app.customer("Ann").await;
        app.join(customer, plan, &json!({})).await;
        round(&app, "2026-09-06T22:59:59Z").await;
        assert_eq!(lapses(&app, customer).await.len(), 1, "not yet");
        round(&app, "2026-09-06T23:00:00Z").await;
        round(&app, "2026-09-06T23:00:00Z").await;
        assert_eq!(lapses(&app, customer).await, ["2026-09-06T23:00:00Z", "2026-09-13T23:00:00Z"]);
        // Three weeks in which nobody looked bring nothing; the clocks go back on 25 October.
        round(&app, "2026-10-24T08:00:00Z").await;
        let third = ["2026-09-06T23:00:00Z", "2026-09-13T23:00:00Z", "2026-10-26T00:00:00Z"];
        assert_eq!(lapses(&app, customer).await, third);
        assert_eq!(app.rows::<IssuedSet>().await.len(), 1, "of what is over nothing is kept");
    }
}

on_both_stores! {
    async fn each_renewal_has_its_own_period(app: TestApp) {
        app.set(app.loft, "Checkin.DailyCutOffTime", "03:00").await;
        let (plan, kind) = (app.plan("Desk", &json!({ "InvoiceEvery": 3 })).await, app.kind(&json!({})).await);
        for renewal in ["Day", "Week", "CalendarMonth", "TariffMonth", "Year"] {
            include(&app, plan, kind, &json!({ "PassesIncluded": 1, "PassRenewalTime": renewal })).await.id();
        }
        let customer = app.customer("Ann").await;
        let dates = json!({ "StartDate": "2026-01-14T23:30:00Z", "RenewalDate": "2026-11-30T00:00:00Z" });
        app.join(customer, plan, &dates).await;
        let ends = [
            "2026-09-03T02:00:00Z",
            "2026-09-07T02:00:00Z",
            "2026-10-01T02:00:00Z",
            "2026-11-30T03:00:00Z",
            // It began before midnight, at half past eleven: the business day of the 14th.
            "2027-01-14T03:00:00Z",
        ];
        assert_eq!(lapses(&app, customer).await, ends);
    }
}

on_both_stores! {
    async fn a_pass_put_into_a_plan_is_given_to_everybody_on_it(app: TestApp) {
        let (plan, kind) = (app.plan("Desk", &json!({})).await, app.kind(&json!({})).await);
        let (ann, bea, cy) = (app.customer("Ann").await, app.customer("Bea").await, app.customer("Cy").await);
        app.join(ann, plan, &json!({ "Quantity": 2 })).await;
        app.join(bea, plan, &json!({})).await;
        app.join(cy, app.plan("Other", &json!({})).await, &json!({})).await;
        let benefit = include(&app, plan, kind, &json!({ "PassRenewalTime": "CalendarMonth" })).await.id();
        let counts = async || {
            (app.passes(ann).await.len(), app.passes(bea).await.len(), app.passes(cy).await.len())
        };
        assert_eq!(counts().await, (10, 5, 0), "as often as the plan is taken");
        round(&app, MORNING).await;
        assert!(app.rows::<Review>().await.is_empty());
        assert_eq!(app.delete(&format!("{BENEFITS}/{benefit}")).await.status, 200);
        round(&app, "2026-10-02T08:00:00Z").await;
        assert_eq!(counts().await, (10, 5, 0), "what was given stays, and nothing more comes");
    }
}

on_both_stores! {
    async fn a_plan_with_many_members_is_worked_through_page_by_page(app: TestApp) {
        let (plan, kind) = (app.plan("Desk", &json!({})).await, app.kind(&json!({})).await);
        let customer = app.customer("Ann").await;
        app.join(customer, plan, &json!({})).await;
        let contract = app.rows::<CoworkerContract>().await.remove(0);
        let copies = (1..=120_i64).map(|nth| {
            let mut copy = contract.clone();
            copy.set("Id", Kept::Int(contract.id() + 1_000 + nth));
            copy.set("UniqueId", Kept::Text(format!("00000000-0000-4000-8000-{nth:012}")));
            Change::Insert(copy)
        });
        app.write(copies.collect()).await;
        include(&app, plan, kind, &json!({ "PassesIncluded": 1 })).await.id();
        assert_eq!(app.rows::<CoworkerTimePass>().await.len(), 100, "the first page at once");
        round(&app, MORNING).await;
        assert_eq!(app.rows::<CoworkerTimePass>().await.len(), 121, "the others with the next round");
        round(&app, "2026-09-07T08:00:00Z").await;
        assert_eq!(app.rows::<CoworkerTimePass>().await.len(), 242);
    }
}

on_both_stores! {
    async fn rounds_at_the_same_time_give_each_set_once(app: TestApp) {
        let (plan, _) = plan_with(&app, &json!({})).await;
        let mut customers = Vec::new();
        for name in ["Ann", "Bea", "Cy"] {
            let customer = app.customer(name).await;
            app.join(customer, plan, &json!({})).await;
            customers.push(customer);
        }
        app.set_clock("2026-09-08T08:00:00Z");
        let rounds = (0..6).map(|_| {
            let app = app.clone();
            tokio::spawn(async move { Rounds::new(&app.app).round().await })
        });
        for round in rounds.collect::<Vec<_>>() {
            round.await.expect("no panic").expect("a round");
        }
        app.set_clock(MORNING);
        for customer in customers {
            assert_eq!(app.passes(customer).await.len(), 10);
        }
    }
}

on_both_stores! {
    async fn passes_that_were_deleted_are_not_given_again(app: TestApp) {
        let (plan, kind) = plan_with(&app, &json!({ "PassesIncluded": 1 })).await;
        let customer = app.customer("Ann").await;
        let contract = app.join(customer, plan, &json!({})).await;
        let pass = number(&app.passes(customer).await[0]["Id"]);
        assert_eq!(app.delete(&format!("/api/billing/coworkertimepasses/{pass}")).await.status, 200);
        round(&app, MORNING).await;
        let body = app.get(&format!("/api/{CONTRACTS}/{contract}")).await.json();
        assert_eq!(app.put(&format!("/api/{CONTRACTS}"), &body).await.status, 200);
        include(&app, plan, kind, &json!({ "PassesIncluded": 2 })).await.id();
        assert_eq!(app.passes(customer).await.len(), 2, "of the new ones only");
    }
}

on_both_stores! {
    async fn who_changes_to_another_plan_has_the_passes_of_that_one(app: TestApp) {
        let (plan, _) = plan_with(&app, &json!({})).await;
        let (other, kind) = (app.plan("Office", &json!({})).await, app.kind(&json!({ "Name": "Hours", "MinutesIncluded": 300 })).await);
        include(&app, other, kind, &json!({ "PassesIncluded": 1, "PassRenewalTime": "CalendarMonth" })).await.id();
        let customer = app.customer("Ann").await;
        let contract = app.join(customer, plan, &json!({})).await;
        let change = async |plan: i64| {
            let path = format!("/api/{CONTRACTS}");
            let body = with(app.get(&format!("{path}/{contract}")).await.json(), &json!({ "TariffId": plan }));
            assert_eq!(app.put(&path, &body).await.status, 200);
        };
        change(other).await;
        let passes = app.passes(customer).await;
        let hours = passes.iter().find(|pass| pass["TimePassId"] == kind).expect("hours");
        assert_eq!((passes.len(), &hours["RemainingUses"], &hours["TotalUses"]), (6, &json!(300), &json!(300)));
        // Back and forth within the period brings nothing twice.
        change(plan).await;
        change(other).await;
        round(&app, MORNING).await;
        assert_eq!(app.passes(customer).await.len(), 6);
    }
}

on_both_stores! {
    async fn a_contract_to_come_brings_its_passes_when_it_begins(app: TestApp) {
        let (plan, _) = plan_with(&app, &json!({})).await;
        let customer = app.customer("Ann").await;
        app.join(customer, plan, &json!({ "StartDate": "2026-09-10T07:00:00Z" })).await;
        round(&app, "2026-09-10T06:59:00Z").await;
        assert!(app.passes(customer).await.is_empty());
        round(&app, "2026-09-10T07:00:00Z").await;
        assert_eq!(lapses(&app, customer).await, times(5, "2026-09-13T23:00:00Z"));
    }
}

on_both_stores! {
    async fn a_contract_that_ended_or_is_paused_brings_nothing_more(app: TestApp) {
        let (plan, _) = plan_with(&app, &json!({})).await;
        let (ann, bea, cy) = (app.customer("Ann").await, app.customer("Bea").await, app.customer("Cy").await);
        let cancelled = app.join(ann, plan, &json!({})).await;
        app.join(bea, plan, &json!({ "CancellationDate": "2026-09-05T00:00:00Z" })).await;
        let paused = app.join(cy, plan, &json!({})).await;
        app.done(CONTRACTS, "CANCEL_CONTRACT", &[cancelled]).await;
        let mut row = app.rows::<CoworkerContract>().await.into_iter().find(|row| row.id() == paused).expect("a contract");
        row.set("InPausedPeriod", Kept::Bool(true));
        app.write(vec![Change::Update(row.clone())]).await;
        round(&app, "2026-09-09T08:00:00Z").await;
        let counts = async || (app.passes(ann).await.len(), app.passes(bea).await.len(), app.passes(cy).await.len());
        assert_eq!(counts().await, (5, 5, 5));
        let mut row = app.rows::<CoworkerContract>().await.into_iter().find(|row| row.id() == paused).expect("a contract");
        row.set("InPausedPeriod", Kept::Bool(false));
        app.write(vec![Change::Update(row)]).await;
        round(&app, "2026-09-10T08:00:00Z").await;
        assert_eq!(counts().await, (5, 5, 10), "a pause that is over is seen within a day");
    }
}

on_both_stores! {
    async fn passes_of_a_plan_are_paid_with_it_and_rank_by_the_price_of_their_kind(app: TestApp) {
        let (plan, _) = plan_with(&app, &json!({ "PassesIncluded": 1 })).await;
        let customer = app.customer("Ann").await;
        app.join(customer, plan, &json!({})).await;
        // domain.md appendix A, 8: 20 from the plan, 10 by hand.
        let cheap = app.give(customer, app.kind(&json!({ "Name": "By hand", "Price": 10 })).await, &json!({})).await;
        let visit = app.check_in(customer, MORNING).await;
        assert_eq!(visit.json()["Value"]["CoworkerTimePassGuid"], cheap.guid.as_str());
        assert_eq!(app.delete(&format!("/api/spaces/checkins/{}", visit.id())).await.status, 200);
        app.done("spaces/coworkers", "COWORKER_BILL_RUN", &[customer]).await;
        let invoices = records(&app.get(&format!("/api/billing/coworkerinvoices?CoworkerInvoice_Coworker={customer}")).await);
        assert_eq!((invoices.len(), &invoices[0]["TotalAmount"]), (1, &json!(10.0)));
    }
}

on_both_stores! {
    async fn contracts_from_before_are_given_their_passes_by_the_first_round(app: TestApp) {
        let (plan, _) = plan_with(&app, &json!({})).await;
        let customer = app.customer("Ann").await;
        app.join(customer, plan, &json!({})).await;
        let mut row = app.rows::<CoworkerContract>().await.remove(0);
        let gone = app.rows::<IssuedSet>().await.into_iter().map(|set| Change::Delete(set.schema, set.id()));
        let passes = app.rows::<CoworkerTimePass>().await.into_iter().map(|pass| Change::Delete(pass.schema, pass.id()));
        row.set("PassesDueOn", Kept::Null);
        app.write(gone.chain(passes).chain([Change::Update(row)]).collect()).await;
        assert!(app.passes(customer).await.is_empty());
        round(&app, &plus(MORNING, 60)).await;
        assert_eq!(app.passes(customer).await.len(), 5);
    }
}

on_both_stores! {
    async fn a_plan_does_not_give_more_than_may_be_issued(app: TestApp) {
        let (plan, kind) = (app.plan("Desk", &json!({})).await, app.kind(&json!({})).await);
        let answer = include(&app, plan, kind, &json!({ "PassesIncluded": 501 })).await;
        assert_eq!((answer.status, &answer.json()["Errors"][0]["PropertyName"]), (400, &json!("PassesIncluded")));
        include(&app, plan, kind, &json!({ "PassesIncluded": 300 })).await.id();
        let customer = app.customer("Ann").await;
        app.join(customer, plan, &json!({ "Quantity": 3 })).await;
        assert_eq!(app.passes(customer).await.len(), 500);
    }
}

on_both_stores! {
    async fn a_contract_that_is_deleted_leaves_its_passes(app: TestApp) {
        let (plan, _) = plan_with(&app, &json!({})).await;
        let customer = app.customer("Ann").await;
        let contract = app.join(customer, plan, &json!({})).await;
        app.done(CONTRACTS, "CANCEL_CONTRACT", &[contract]).await;
        app.done(CONTRACTS, "DELETE_CONTRACT", &[contract]).await;
        assert!(app.rows::<IssuedSet>().await.is_empty());
        round(&app, "2026-09-09T08:00:00Z").await;
        assert_eq!(app.passes(customer).await.len(), 5);
    }
}

on_both_stores! {
    async fn rounds_begin_when_the_server_does_and_end_when_it_is_told(app: TestApp) {
        let (plan, _) = plan_with(&app, &json!({})).await;
        let customer = app.customer("Ann").await;
        app.join(customer, plan, &json!({ "StartDate": "2026-09-10T07:00:00Z" })).await;
        app.set_clock("2026-09-10T07:00:00Z");
        let given = async {
            while app.rows::<IssuedSet>().await.is_empty() {
                tokio::task::yield_now().await;
            }
        };
        let rounds = Rounds::new(&app.app).run(given);
        tokio::time::timeout(std::time::Duration::from_secs(30), rounds).await.expect("ended");
        assert_eq!(app.rows::<CoworkerTimePass>().await.len(), 5);
    }
}
