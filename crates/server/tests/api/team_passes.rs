//! Passes that whoever pays for a team shares with its members.

use crate::on_both_stores;
use crate::support::people::{Pass, records, text, with};
use crate::support::{Answer, MORNING, TestApp};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const LATER: &str = "2026-09-02T09:15:00Z";
const NOON: &str = "2026-09-02T11:00:00Z";

/// A team of two members without passes, and their payer who has one.
struct Team {
    id: i64,
    payer: i64,
    members: [i64; 2],
    pass: Pass,
}

async fn team(app: &TestApp, kind: &Value) -> Team {
    let (payer, pass) = app.holder("Pam", kind).await;
    let members = [app.customer("Mia").await, app.customer("Max").await];
    let id = sharing(app, payer, &[members[0], members[1], payer], &json!({})).await;
    Team { id, payer, members, pass }
}

async fn sharing(app: &TestApp, payer: i64, members: &[i64], more: &Value) -> i64 {
    let team = json!({
        "BusinessId": app.loft, "Name": "Blue", "TeamMembers": members, "PayingMemberId": payer,
        "ShareTimePasses": true, "CreateSingleInvoiceForTeam": true,
    });
    app.post("/api/spaces/teams", &with(team, more)).await.id()
}

async fn change(app: &TestApp, path: &str, id: i64, more: &Value) {
    let record = app.get(&format!("/api/{path}/{id}")).await.json();
    app.put(&format!("/api/{path}"), &with(record, more)).await.id();
}

fn refused(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{}", answer.text);
    text(&answer.json()["Errors"][0]["Message"]).to_owned()
}

on_both_stores! {
    async fn a_member_without_passes_uses_the_day_of_the_payer(app: TestApp) {
        let Team { members: [mia, max], payer, pass, .. } = team(&app, &json!({})).await;
        let visit = app.check_in(mia, MORNING).await;
        let id = visit.id();
        let value = &visit.json()["Value"];
        assert_eq!((&value["CoworkerId"], &value["CoworkerTimePassGuid"]), (&json!(mia), &json!(pass.guid)));
        let expected = json!({ "CoworkerId": payer, "Used": true, "UsedDate": MORNING, "CheckedIn": true });
        let shown = app.pass(pass.id).await;
        assert_eq!(with(shown.clone(), &expected), shown);
        assert!(shown.get("UsedBy").is_none(), "who used it is no field of the API");
        assert_eq!(app.ledger(id).await, [1]);
        app.set_clock(LATER);
        assert_eq!(app.check_out(id, LATER).await.status, 200);
        assert_eq!(app.pass(pass.id).await["CheckedIn"], false);

        let again = app.check_in(mia, LATER).await;
        assert_eq!(again.json()["Value"]["CoworkerTimePassGuid"], pass.guid, "{}", again.text);
        let sentence = refused(&app.check_in(max, LATER).await);
        assert!(sentence.starts_with("Max does not have a valid time pass for Loft: no pass is left"), "{sentence}");
        let sentence = refused(&app.check_in(payer, LATER).await);
        let expected = "Pam does not have a valid time pass for Loft: \"Day Pass\" was used by somebody else today; \
                        buy Day Pass for 20.00 GBP";
        assert_eq!(sentence, expected);
        let recorded = app.refusals().await;
        assert!(recorded.iter().any(|failed| failed["Description"] == expected && failed["CoworkerId"] == payer));
        assert_eq!(app.taken_from(pass.id).await, 1);
    }
}

on_both_stores! {
    async fn own_passes_go_before_those_of_the_team(app: TestApp) {
        let Team { members: [mia, _], pass, .. } = team(&app, &json!({})).await;
        let kind = app.pass(pass.id).await["TimePassId"].as_i64().expect("a kind");
        let own = app.give(mia, kind, &json!({})).await;
        assert!(own.id > pass.id, "by age alone the other would go first");
        assert_eq!(app.check_in(mia, MORNING).await.json()["Value"]["CoworkerTimePassGuid"], own.guid);
        assert_eq!(app.pass(pass.id).await["Used"], false);
    }
}

on_both_stores! {
    async fn of_several_teams_the_one_with_the_lowest_number_pays(app: TestApp) {
        let kind = app.kind(&json!({})).await;
        let (first, second) = (app.customer("First").await, app.customer("Second").await);
        let mia = app.customer("Mia").await;
        app.give(first, kind, &json!({})).await;
        let pass = app.give(second, kind, &json!({})).await;
        sharing(&app, second, &[mia, second], &json!({})).await;
        sharing(&app, first, &[mia, first], &json!({ "Name": "Green" })).await;
        sharing(&app, second, &[mia, second], &json!({ "Name": "Red" })).await;
        assert_eq!(app.check_in(mia, MORNING).await.json()["Value"]["CoworkerTimePassGuid"], pass.guid);
    }
}

on_both_stores! {
    async fn nothing_is_shared_by_a_team_that_does_not_share_nor_by_a_payer_who_is_suspended(app: TestApp) {
        let Team { id, members: [mia, _], payer, pass } = team(&app, &json!({})).await;
        for (path, id, off, on) in [
            ("spaces/teams", id, json!({ "ShareTimePasses": false }), json!({ "ShareTimePasses": true })),
            ("spaces/teams", id, json!({ "PayingMemberId": null }), json!({ "PayingMemberId": payer })),
            ("spaces/coworkers", payer, json!({ "Active": false }), json!({ "Active": true })),
            ("spaces/coworkers", payer, json!({ "Archived": true }), json!({ "Archived": false })),
        ] {
            change(&app, path, id, &off).await;
            assert_eq!(app.check_in(mia, MORNING).await.status, 400, "{off}");
            change(&app, path, id, &on).await;
        }
        assert_eq!(app.check_in(mia, MORNING).await.status, 200);
        assert_eq!(app.pass(pass.id).await["Used"], true);
    }
}

on_both_stores! {
    async fn minutes_of_the_payer_are_used_by_all_and_the_pass_is_checked_in_until_the_last_has_left(app: TestApp) {
        let Team { members: [mia, max], pass, payer, .. } = team(&app, &json!({ "MinutesIncluded": 600 })).await;
        let mut visits = Vec::new();
        for who in [mia, max, payer] {
            visits.push(app.check_in(who, MORNING).await.id());
        }
        app.set_clock(LATER);
        for (visit, left, inside) in [(visits[2], 540, true), (visits[0], 480, true), (visits[1], 420, false)] {
            assert_eq!(app.check_out(visit, LATER).await.status, 200);
            let shown = app.pass(pass.id).await;
            assert_eq!((&shown["RemainingUses"], &shown["CheckedIn"]), (&json!(left), &json!(inside)));
        }
        assert_eq!(app.taken_from(pass.id).await, 180);
    }
}

on_both_stores! {
    async fn a_day_that_is_given_back_is_free_for_the_others(app: TestApp) {
        let Team { members: [mia, max], payer, pass, .. } = team(&app, &json!({})).await;
        for who in [mia, payer, max] {
            let visit = app.check_in(who, MORNING).await.id();
            assert_eq!(app.delete(&format!("/api/spaces/checkins/{visit}")).await.status, 200);
            let shown = app.pass(pass.id).await;
            assert_eq!((&shown["Used"], &shown["UsedDate"], &shown["CheckedIn"]), (&json!(false), &Value::Null, &json!(false)));
        }
        app.check_in(mia, MORNING).await.id();
        change(&app, "billing/coworkertimepasses", pass.id, &json!({ "Used": false })).await;
        change(&app, "billing/coworkertimepasses", pass.id, &json!({ "Used": true, "UsedDate": MORNING })).await;
        assert_eq!(app.check_in(payer, MORNING).await.status, 200, "who marks a pass as used means its holder");
    }
}

on_both_stores! {
    async fn whoever_left_the_team_still_leaves_on_its_pass_and_comes_in_on_it_no_more(app: TestApp) {
        let Team { id, members: [mia, max], payer, pass } = team(&app, &json!({ "MinutesIncluded": 600 })).await;
        let visit = app.check_in(mia, MORNING).await.id();
        change(&app, "spaces/teams", id, &json!({ "TeamMembers": [max, payer] })).await;
        app.set_clock(NOON);
        let elsewhere = json!({ "BusinessId": app.yard, "CoworkerId": mia, "FromTime": NOON });
        let sentence = refused(&app.attempt(&elsewhere).await);
        assert!(sentence.ends_with("\"Day Pass\" is not shared with them"), "{sentence}");
        assert_eq!(app.check_out(visit, NOON).await.status, 200);
        let shown = app.pass(pass.id).await;
        assert_eq!((&shown["RemainingUses"], &shown["CheckedIn"]), (&json!(435), &json!(false)));
        assert_eq!(app.correct(visit, &json!({ "ToTime": LATER })).await.status, 200);
        assert_eq!(app.pass(pass.id).await["RemainingUses"], 540);
        assert!(refused(&app.check_in(mia, NOON).await).contains("\"Day Pass\" is not shared with them"));
    }
}

on_both_stores! {
    async fn a_pass_of_the_team_can_be_asked_for_and_says_whose_it_is_when_it_does_not_serve(app: TestApp) {
        let Team { members: [mia, _], pass, .. } = team(&app, &json!({ "OnlyForMembers": true })).await;
        let asked = json!({ "CoworkerId": mia, "FromTime": MORNING, "CoworkerTimePassGuid": pass.guid });
        let sentence = refused(&app.attempt(&asked).await);
        assert_eq!(
            sentence,
            "Mia does not have a valid time pass for Loft: \"Day Pass\" of the team is for members only"
        );
        let plan = app.plan("Desk", &json!({})).await;
        app.join(mia, plan, &json!({})).await;
        assert_eq!(app.attempt(&asked).await.json()["Value"]["CoworkerTimePassGuid"], pass.guid);
    }
}

on_both_stores! {
    async fn of_many_members_who_want_the_one_day_of_the_payer_one_gets_it(app: TestApp) {
        let (payer, pass) = app.holder("Pam", &json!({})).await;
        let mut members = Vec::new();
        for nth in 0..16 {
            members.push(app.customer(&format!("Member {nth}")).await);
        }
        sharing(&app, payer, &members, &json!({})).await;
        let mut taps = JoinSet::new();
        for who in members.iter().chain([&payer]).copied() {
            let app = app.clone();
            taps.spawn(async move { app.check_in(who, MORNING).await.status });
        }
        let statuses = taps.join_all().await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 16, "{statuses:?}");
        let visits = records(&app.get("/api/spaces/checkins?size=1000").await);
        assert_eq!((visits.len(), &visits[0]["CoworkerTimePassGuid"]), (1, &json!(pass.guid)));
        assert_eq!(app.taken_from(pass.id).await, 1);
    }
}
