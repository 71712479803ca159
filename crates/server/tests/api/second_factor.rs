//! A code beside the password, at sign-in and for tokens.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use http::header::AUTHORIZATION;
use totp_rs::{Builder, Secret};

use crate::on_both_stores;
use crate::support::browser::Browser;
use crate::support::{ADMIN, Answer, PASSWORD, TestApp, at};

const ME: &str = "/api/auth/me";

/// What the phone shows at a moment, of the secret on the page.
fn code(secret: &str, instant: &str) -> String {
    let secret = Secret::try_from_base32(secret).expect("a secret");
    let seconds = u64::try_from(at(instant).micros() / 1_000_000).expect("after 1970");
    Builder::new().with_secret(secret).build().expect("a second factor").generate(seconds).to_string()
}

fn secret(page: &Answer) -> String {
    let rest = page.text.split("name=\"secret\" value=\"").nth(1).expect("a secret");
    rest.split('"').next().expect("its end").to_owned()
}

/// Turns codes on for the administrator, at 9 o'clock; the secret.
async fn turned_on(app: &TestApp) -> String {
    app.set_clock("2026-09-02T09:00:00Z");
    let mut browser = Browser::of_admin(app).await;
    let secret = secret(&browser.open("/account").await);
    let code = code(&secret, "2026-09-02T09:00:00Z");
    let fields = [("secret", secret.as_str()), ("password", PASSWORD), ("code", &code)];
    let answer = browser.send("/account", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    secret
}

async fn sign_in(app: &TestApp, code: &str) -> Answer {
    let fields = [("email", ADMIN), ("password", PASSWORD), ("code", code), ("next", "/account")];
    Browser::new(app).send("/sign-in", &fields).await
}

async fn token(app: &TestApp, code: &str) -> Answer {
    let fields = [("grant_type", "password"), ("username", ADMIN), ("password", PASSWORD), ("totp", code)];
    Browser::new(app).send("/api/token", &fields).await
}

on_both_stores! {
    async fn who_turned_codes_on_signs_in_with_one(app: TestApp) {
        let secret = turned_on(&app).await;
        app.set_clock("2026-09-02T09:10:00Z");
        let answer = sign_in(&app, "").await;
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains("signs in with a code as well"), "{}", answer.text);
        assert!(sign_in(&app, "000000").await.text.contains("That code is not right"));
        let spaced = code(&secret, "2026-09-02T09:10:00Z");
        let spaced = format!("{} {}", &spaced[..3], &spaced[3..]);
        assert_eq!(sign_in(&app, &spaced).await.status, 303);
    }
}

on_both_stores! {
    async fn a_code_is_good_once_and_for_half_a_minute_and_the_ones_beside_it(app: TestApp) {
        let secret = turned_on(&app).await;
        assert_eq!(sign_in(&app, &code(&secret, "2026-09-02T09:00:00Z")).await.status, 422, "it turned codes on");
        app.set_clock("2026-09-02T09:10:00Z");
        let now = code(&secret, "2026-09-02T09:10:00Z");
        assert_eq!(sign_in(&app, &code(&secret, "2026-09-02T09:09:00Z")).await.status, 422, "a minute ago");
        assert_eq!(sign_in(&app, &code(&secret, "2026-09-02T09:09:30Z")).await.status, 303, "a slow hand");
        assert_eq!(sign_in(&app, &now).await.status, 303);
        assert_eq!(token(&app, &now).await.status, 400, "used at the desk, used everywhere");
        assert_eq!(sign_in(&app, &code(&secret, "2026-09-02T09:09:30Z")).await.status, 422, "before the last one");
    }
}

on_both_stores! {
    async fn a_token_needs_the_code_too_and_a_password_alone_opens_nothing(app: TestApp) {
        let secret = turned_on(&app).await;
        app.set_clock("2026-09-02T09:10:00Z");
        let missing = token(&app, "").await;
        assert_eq!((missing.status, missing.json()["error"].as_str()), (400, Some("two_factor_auth_check")));
        let wrong = token(&app, "12345").await;
        assert_eq!((wrong.status, wrong.json()["error"].as_str()), (400, Some("invalid_grant")));
        assert_eq!(token(&app, &code(&secret, "2026-09-02T09:10:00Z")).await.status, 200);

        let basic = format!("Basic {}", STANDARD.encode(format!("{ADMIN}:{PASSWORD}")));
        let answer = app.request(Method::GET, ME, &[(AUTHORIZATION.as_str(), &basic)], "").await;
        assert_eq!(answer.status, 401);
        assert!(answer.text.contains("/api/token"), "{}", answer.text);
    }
}

on_both_stores! {
    async fn who_guesses_codes_has_to_wait_wherever_they_guess(app: TestApp) {
        let secret = turned_on(&app).await;
        app.set_clock("2026-09-02T09:10:00Z");
        for _ in 0..5 {
            assert_eq!(sign_in(&app, "000000").await.status, 422);
        }
        let good = code(&secret, "2026-09-02T09:10:00Z");
        assert_eq!(sign_in(&app, &good).await.status, 429);
        assert_eq!(token(&app, &good).await.status, 429);
        app.set_clock("2026-09-02T09:15:00Z");
        assert_eq!(sign_in(&app, &code(&secret, "2026-09-02T09:15:00Z")).await.status, 303);
    }
}

on_both_stores! {
    async fn codes_are_turned_on_and_off_by_who_has_password_and_code(app: TestApp) {
        app.set_clock("2026-09-02T09:00:00Z");
        let mut browser = Browser::of_admin(&app).await;
        let first = secret(&browser.open("/account").await);
        let fields = [("secret", first.as_str()), ("password", PASSWORD), ("code", "000000")];
        let answer = browser.send("/account", &fields).await;
        assert_eq!((answer.status, secret(&answer)), (422, first), "the same is offered once more");
        assert_eq!(sign_in(&app, "").await.status, 303, "nothing is on before a code has come back");

        let secret = turned_on(&app).await;
        app.set_clock("2026-09-02T09:10:00Z");
        let good = code(&secret, "2026-09-02T09:10:00Z");
        let wrong_password = browser.send("/account", &[("password", "guess"), ("code", &good)]).await;
        assert!(wrong_password.text.contains("not your password"), "{}", wrong_password.text);
        assert!(!wrong_password.text.contains(&secret), "nobody is shown the secret again");
        assert_eq!(browser.send("/account", &[("password", PASSWORD), ("code", "000000")]).await.status, 422);
        assert_eq!(browser.send("/account", &[("password", PASSWORD), ("code", &good)]).await.status, 303);
        assert_eq!(sign_in(&app, "").await.status, 303);
    }
}

on_both_stores! {
    async fn the_record_says_that_there_are_codes_and_keeps_everything_else(app: TestApp) {
        let before = app.get(ME).await.json();
        let secret = turned_on(&app).await;
        let after = app.get(ME).await;
        assert!(!after.text.contains(&secret));
        let mut after = after.json();
        assert_eq!(after["TwoFactorEnabled"], true);
        after["TwoFactorEnabled"] = before["TwoFactorEnabled"].clone();
        assert_eq!(after, before);
        assert_eq!(vestibule_server::auth::forget_second_factor(&app.app, ADMIN).await.expect("a store"), Some(true));
        assert_eq!(vestibule_server::auth::forget_second_factor(&app.app, ADMIN).await.expect("a store"), Some(false));
        assert_eq!(vestibule_server::auth::forget_second_factor(&app.app, "nobody@x.y").await.expect("a store"), None);
        assert_eq!(app.get(ME).await.json(), before);
    }
}
