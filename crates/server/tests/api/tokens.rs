//! Tokens: how they are had, how long they are good, and that nobody finds them in the database.

use crate::on_both_stores;
use crate::support::people::{basic, plus, text};
use crate::support::{ADMIN, Answer, MORNING, PASSWORD, TestApp};
use http::Method;
use serde_json::json;
use vestibule_records::User;
use vestibule_records::kept::Token;

const WRONG: &str =
    r#"{"error":"invalid_grant","error_description":"The user name or password is incorrect."}"#;
const SPENT: &str = r#"{"error":"invalid_grant"}"#;
const UNSUPPORTED: &str = r#"{"error":"unsupported_grant_type"}"#;
const LOGIN: [(&str, &str); 3] = [("grant_type", "password"), ("username", ADMIN), ("password", PASSWORD)];

async fn refresh(app: &TestApp, token: &str, headers: &[(&str, &str)]) -> Answer {
    app.grant(&[("grant_type", "refresh_token"), ("refresh_token", token)], headers).await
}

async fn is_good(app: &TestApp, token: &str) -> bool {
    app.with_authorization("/api/sys/countries?size=1", &format!("Bearer {token}")).await.status == 200
}

fn denied(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.text.as_str())
}

/// Sets the clock this many seconds after the morning.
fn later(app: &TestApp, seconds: i64) {
    app.set_clock(&plus(MORNING, seconds));
}

on_both_stores! {
    async fn a_password_buys_a_pair_of_tokens(app: TestApp) {
        let answer = app.grant(&LOGIN, &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let body = answer.json();
        assert_eq!(body.as_object().map(serde_json::Map::len), Some(4), "{body}");
        assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("bearer"), &json!(604_799)));
        assert!(is_good(&app, text(&body["access_token"])).await);
        assert_ne!(body["access_token"], body["refresh_token"]);
    }
}

on_both_stores! {
    async fn the_email_may_be_in_any_letter_case_and_an_empty_totp_is_no_hindrance(app: TestApp) {
        let fields = [("grant_type", "password"), ("username", "ADMIN@Example.com"), ("password", PASSWORD), ("totp", "")];
        assert_eq!(app.grant(&fields, &[]).await.status, 200);
    }
}

on_both_stores! {
    async fn a_wrong_password_and_an_unknown_email_are_answered_alike(app: TestApp) {
        for (email, password) in [(ADMIN, "wrong"), ("nobody@example.com", PASSWORD), (ADMIN, ""), ("", "")] {
            let fields = [("grant_type", "password"), ("username", email), ("password", password)];
            assert_eq!(denied(&app.grant(&fields, &[]).await), (400, WRONG));
        }
    }
}

on_both_stores! {
    async fn only_forms_with_a_known_grant_are_taken(app: TestApp) {
        let body = json!({ "grant_type": "password", "username": ADMIN, "password": PASSWORD });
        assert_eq!(denied(&app.post("/api/token", &body).await), (400, UNSUPPORTED));
        let unknown = app.grant(&[("grant_type", "client_credentials"), LOGIN[1], LOGIN[2]], &[]).await;
        assert_eq!(denied(&unknown), (400, UNSUPPORTED));
        assert_eq!(denied(&app.grant(&LOGIN[1..], &[]).await), (400, UNSUPPORTED));
        assert_eq!(app.get("/api/token").await.status, 405);
    }
}

on_both_stores! {
    async fn a_refresh_token_is_traded_once_for_a_new_pair(app: TestApp) {
        let (access, first) = app.login(ADMIN, PASSWORD, &[]).await;
        let traded = refresh(&app, &first, &[]).await;
        assert_eq!(traded.status, 200, "{}", traded.text);
        let second = text(&traded.json()["refresh_token"]).to_owned();
        assert_ne!(second, first);
        assert!(is_good(&app, text(&traded.json()["access_token"])).await);
        assert!(is_good(&app, &access).await, "the former access token stays good");
        assert_eq!(denied(&refresh(&app, &first, &[]).await), (400, SPENT));
        assert_eq!(refresh(&app, &second, &[]).await.status, 200);
    }
}

on_both_stores! {
    async fn of_many_that_trade_in_one_refresh_token_one_wins(app: TestApp) {
        let (_, token) = app.login(ADMIN, PASSWORD, &[]).await;
        let mut trades = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (app, token) = (app.clone(), token.clone());
            trades.spawn(async move { refresh(&app, &token, &[]).await });
        }
        let answers = trades.join_all().await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        assert_eq!(answers.iter().filter(|answer| denied(answer) == (400, SPENT)).count(), 7);
    }
}

on_both_stores! {
    async fn a_refresh_token_belongs_to_the_client_it_was_given_to(app: TestApp) {
        let kiosk = [("client_id", "kiosk-1")];
        let (_, token) = app.login(ADMIN, PASSWORD, &kiosk).await;
        assert_eq!(denied(&refresh(&app, &token, &[]).await), (400, SPENT));
        assert_eq!(denied(&refresh(&app, &token, &[("client_id", "kiosk-2")]).await), (400, SPENT));
        assert_eq!(refresh(&app, &token, &kiosk).await.status, 200, "the others spent nothing");
    }
}

on_both_stores! {
    async fn a_new_login_of_a_client_spends_its_older_refresh_token_alone(app: TestApp) {
        let (kiosk, desk) = ([("client_id", "kiosk")], [("client_id", "desk")]);
        let (access, older) = app.login(ADMIN, PASSWORD, &kiosk).await;
        let (_, elsewhere) = app.login(ADMIN, PASSWORD, &desk).await;
        let (_, newer) = app.login(ADMIN, PASSWORD, &kiosk).await;
        assert_eq!(denied(&refresh(&app, &older, &kiosk).await), (400, SPENT));
        assert_eq!(refresh(&app, &newer, &kiosk).await.status, 200);
        assert_eq!(refresh(&app, &elsewhere, &desk).await.status, 200);
        assert!(is_good(&app, &access).await);
    }
}

on_both_stores! {
    async fn an_access_token_is_good_until_it_expires_and_not_after(app: TestApp) {
        let (token, _) = app.login(ADMIN, PASSWORD, &[]).await;
        later(&app, 604_798);
        assert!(is_good(&app, &token).await);
        later(&app, 604_799);
        assert!(!is_good(&app, &token).await);
    }
}

on_both_stores! {
    async fn a_refresh_token_is_good_for_fifteen_days(app: TestApp) {
        let (_, token) = app.login(ADMIN, PASSWORD, &[("client_id", "early")]).await;
        let (_, late) = app.login(ADMIN, PASSWORD, &[("client_id", "late")]).await;
        later(&app, 15 * 86_400 - 1);
        assert_eq!(refresh(&app, &token, &[("client_id", "early")]).await.status, 200);
        later(&app, 15 * 86_400);
        assert_eq!(denied(&refresh(&app, &late, &[("client_id", "late")]).await), (400, SPENT));
    }
}

on_both_stores! {
    async fn the_two_kinds_of_token_do_not_stand_in_for_each_other(app: TestApp) {
        let (access, refreshing) = app.login(ADMIN, PASSWORD, &[]).await;
        assert!(!is_good(&app, &refreshing).await);
        assert_eq!(denied(&refresh(&app, &access, &[]).await), (400, SPENT));
        for nonsense in ["", "vst_", "vst_000000000000000000000000000000_000000", "null"] {
            assert_eq!(denied(&refresh(&app, nonsense, &[]).await), (400, SPENT));
        }
    }
}

on_both_stores! {
    async fn an_inactive_user_gets_nothing_and_loses_what_they_have(app: TestApp) {
        let id = app.user("ina@example.com", &json!({})).await;
        let (access, token) = app.login("ina@example.com", PASSWORD, &[]).await;
        assert!(is_good(&app, &access).await);
        let sleeping = json!({
            "Id": id, "FullName": "Ina", "Email": "ina@example.com", "APIAccess": true, "Active": false,
        });
        assert_eq!(app.put("/api/sys/users", &sleeping).await.status, 200);
        let fields = [LOGIN[0], ("username", "ina@example.com"), LOGIN[2]];
        assert_eq!(denied(&app.grant(&fields, &[]).await), (400, WRONG));
        assert_eq!(denied(&refresh(&app, &token, &[]).await), (400, SPENT));
        assert!(!is_good(&app, &access).await);
        let basic = basic("ina@example.com", PASSWORD);
        assert_eq!(app.with_authorization("/api/sys/countries", &basic).await.status, 401);
    }
}

on_both_stores! {
    async fn a_password_that_must_be_reset_opens_nothing(app: TestApp) {
        app.user("new@example.com", &json!({ "MustResetPassword": true })).await;
        let login = |password| [LOGIN[0], ("username", "new@example.com"), ("password", password)];
        let answer = app.grant(&login(PASSWORD), &[]).await;
        assert_eq!(denied(&answer), (400, r#"{"error":"must_reset_password"}"#));
        assert_eq!(denied(&app.grant(&login("wrong"), &[]).await), (400, WRONG));
        let basic = basic("new@example.com", PASSWORD);
        assert_eq!(app.with_authorization("/api/sys/countries", &basic).await.status, 401);
    }
}

on_both_stores! {
    async fn tokens_and_passwords_are_nowhere_in_clear(app: TestApp) {
        app.user("vera@example.com", &json!({ "NewPassword": "hush hush hush" })).await;
        let (access, refreshing) = app.login("vera@example.com", "hush hush hush", &[]).await;
        let tokens = format!("{:?}", app.rows::<Token>().await);
        let users = format!("{:?}", app.rows::<User>().await);
        for secret in [access.as_str(), refreshing.as_str(), app.token.as_str(), "hush hush hush", PASSWORD] {
            assert!(!tokens.contains(secret) && !users.contains(secret), "{secret} is kept in clear");
        }
        assert_eq!(users.matches("$argon2id$").count(), 2, "each user has a hash");
        let shown = app.get("/api/sys/users").await.text;
        assert!(!shown.contains("argon2") && !shown.contains("Password\":\""), "{shown}");
    }
}

on_both_stores! {
    async fn credentials_that_make_no_sense_are_turned_away(app: TestApp) {
        let spliced = format!("Bearer {} {}", app.token, app.token);
        let swapped = format!("Basic {}", app.token);
        let other = basic(ADMIN, "wrong").replacen("Basic", "Digest", 1);
        let all = [
            "", "Bearer", "Bearer ", "Basic", "Basic ", "Basic ###", "Basic bm9jb2xvbg==", "Basic /////w==", "Bearer null",
            &spliced, &swapped, &other, &app.token, "\u{e9}",
        ];
        for header in all {
            let answer = app.with_authorization("/api/spaces/checkins", header).await;
            assert_eq!(answer.status, 401, "{header}: {}", answer.text);
            assert_eq!(answer.headers["www-authenticate"], "Bearer, Basic realm=\"Vestibule\"");
            assert_eq!(answer.json()["WasSuccessful"], false);
        }
    }
}

on_both_stores! {
    async fn basic_works_until_the_password_is_changed(app: TestApp) {
        let id = app.user("bas@example.com", &json!({})).await;
        let ask = async |password: &str| {
            app.with_authorization("/api/sys/countries?size=1", &basic("bas@example.com", password)).await.status
        };
        assert_eq!((ask(PASSWORD).await, ask("other").await), (200, 401));
        let user = json!({
            "Id": id, "FullName": "Bas", "Email": "bas@example.com", "APIAccess": true, "IsAdmin": true, "NewPassword": "other",
        });
        assert_eq!(app.put("/api/sys/users", &user).await.status, 200);
        assert_eq!((ask(PASSWORD).await, ask("other").await), (401, 200));
    }
}

on_both_stores! {
    async fn an_update_without_a_password_keeps_the_one_there_is(app: TestApp) {
        let id = app.user("kim@example.com", &json!({})).await;
        let user = json!({ "Id": id, "FullName": "Kim", "Email": "kim@example.com", "APIAccess": true, "IsAdmin": true });
        assert_eq!(app.request(Method::PUT, "/api/sys/users", &[], &user.to_string()).await.status, 200);
        app.login("kim@example.com", PASSWORD, &[]).await;
    }
}

on_both_stores! {
    async fn a_new_password_ends_every_token_from_before(app: TestApp) {
        let id = app.user("lea@example.com", &json!({})).await;
        let (access, refresh) = app.login("lea@example.com", PASSWORD, &[]).await;
        app.set_clock("2026-09-02T08:16:00Z");
        let user = json!({
            "Id": id, "FullName": "Lea", "Email": "lea@example.com", "APIAccess": true, "IsAdmin": true, "NewPassword": "other",
        });
        assert_eq!(app.put("/api/sys/users", &user).await.status, 200);
        assert_eq!(app.signed_in(&access).get("/api/sys/countries?size=1").await.status, 401);
        let spent = app.grant(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)], &[]).await;
        assert_eq!(spent.json()["error"], "invalid_grant");
        app.login("lea@example.com", "other", &[]).await;
    }
}
