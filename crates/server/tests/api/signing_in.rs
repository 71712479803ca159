//! Signing in with a browser, and out.

use http::header::{AUTHORIZATION, CONTENT_SECURITY_POLICY, SET_COOKIE};

use crate::on_both_stores;
use crate::support::browser::Browser;
use crate::support::{ADMIN, PASSWORD, TestApp};

const SESSION: &str = "vestibule_session";
const ME: &str = "/api/auth/me";

on_both_stores! {
    async fn who_signs_in_is_known_until_they_sign_out(app: TestApp) {
        let mut browser = Browser::new(&app);
        assert_eq!(browser.open(ME).await.status, 401);
        let answer = browser.send("/sign-in", &[("email", ADMIN), ("password", PASSWORD), ("next", "/customers")]).await;
        assert_eq!((answer.status, answer.headers["location"].to_str().expect("text")), (303, "/customers"));
        let cookie = answer.headers[SET_COOKIE].to_str().expect("text");
        for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert_eq!(browser.open(ME).await.status, 200);

        let token = browser.cookie(SESSION).expect("a session").to_owned();
        assert_eq!(Browser::carrying(&app, SESSION, &token).open(ME).await.status, 200);
        assert_eq!(browser.send("/sign-out", &[]).await.status, 303);
        assert_eq!(browser.cookie(SESSION), None);
        let stolen = Browser::carrying(&app, SESSION, &token).open(ME).await;
        assert_eq!(stolen.status, 401, "a session that was left is nobody's");
    }
}

on_both_stores! {
    async fn a_session_ends_with_the_shift(app: TestApp) {
        let mut browser = Browser::of_admin(&app).await;
        app.set_clock("2026-09-02T20:14:00Z");
        assert_eq!(browser.open(ME).await.status, 200);
        app.set_clock("2026-09-02T20:15:00Z");
        assert_eq!(browser.open(ME).await.status, 401);
    }
}

on_both_stores! {
    async fn what_another_server_has_a_browser_send_is_not_taken(app: TestApp) {
        let mut browser = Browser::of_admin(&app).await;
        browser.origin = "https://elsewhere.example".to_owned();
        for path in ["/api/spaces/checkins", "/sign-out", "/sign-in"] {
            assert_eq!(browser.send(path, &[("BusinessId", "1")]).await.status, 403, "{path}");
        }
        assert!(browser.cookie(SESSION).is_some());
        assert_eq!(browser.open(ME).await.status, 200, "reading needs no such proof");
    }
}

on_both_stores! {
    async fn a_token_of_the_api_is_no_session_and_a_session_no_token(app: TestApp) {
        assert_eq!(Browser::carrying(&app, SESSION, &app.token).open(ME).await.status, 401);
        let browser = Browser::of_admin(&app).await;
        let bearer = format!("Bearer {}", browser.cookie(SESSION).expect("a session"));
        let answer = app.request(http::Method::GET, ME, &[(AUTHORIZATION.as_str(), &bearer)], "").await;
        assert_eq!(answer.status, 401);
    }
}

on_both_stores! {
    async fn who_gets_the_password_wrong_is_told_so_and_at_last_to_wait(app: TestApp) {
        let mut browser = Browser::new(&app);
        let wrong = [("email", ADMIN), ("password", "guess<script>"), ("next", "//elsewhere.example")];
        for _ in 0..10 {
            let answer = browser.send("/sign-in", &wrong).await;
            assert_eq!(answer.status, 422);
            assert!(answer.text.contains("do not belong together") && answer.text.contains(ADMIN), "{}", answer.text);
            assert!(!answer.text.contains("guess") && !answer.text.contains("elsewhere"), "{}", answer.text);
        }
        let answer = browser.send("/sign-in", &wrong).await;
        assert_eq!(answer.status, 429);
        assert!(answer.text.contains("Too many wrong passwords"), "{}", answer.text);
    }
}

on_both_stores! {
    async fn pages_load_nothing_of_others_and_nothing_that_stands_in_them(app: TestApp) {
        let page = Browser::new(&app).open("/sign-in").await;
        let policy = page.headers[CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        let style = page.text.split("href=\"/assets/").nth(1).and_then(|rest| rest.split('"').next()).expect("a style");
        let style = Browser::new(&app).open(&format!("/assets/{style}")).await;
        assert_eq!((style.status, style.headers["cache-control"].to_str().expect("text")), (200, "public, max-age=31536000, immutable"));
    }
}
