//! How a tablet becomes known, and what it may do then.

use http::Method;
use http::header::{AUTHORIZATION, CONTENT_SECURITY_POLICY, SET_COOKIE};
use serde_json::json;

use super::{COOKIE, PIN, TABLETS, Tablet, between, code};
use crate::on_both_stores;
use crate::support::browser::Browser;
use crate::support::people::plus;
use crate::support::{MORNING, TestApp};

on_both_stores! {
    async fn a_tablet_becomes_known_by_a_code_of_the_desk_once(app: TestApp) {
        let code = code(&app, "Front door").await;
        assert_eq!(code.len(), 8);
        let mut browser = Browser::new(&app);
        let page = browser.open("/kiosk/loft").await;
        assert!(page.text.contains("Set up this tablet") && !page.text.contains("data-digit"), "{}", page.text);
        let typed = format!("{}-{}", code[..4].to_lowercase(), &code[4..]);
        let answer = browser.send("/kiosk/loft/enrol", &[("code", &typed)]).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let cookie = answer.headers[SET_COOKIE].to_str().expect("a value");
        for attribute in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/kiosk"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert!(browser.open("/kiosk/loft").await.text.contains("data-digit=\"7\""));

        let again = Browser::new(&app).send("/kiosk/loft/enrol", &[("code", &code)]).await;
        assert_eq!(again.status, 422, "a code is good once");
        let listed = Browser::of_admin(&app).await.open(&format!("{TABLETS}?at={}", app.loft)).await;
        assert!(listed.text.contains("Front door") && listed.text.contains("2026-09-02 09:15"), "{}", listed.text);
        assert!(!listed.text.contains(&code) && !listed.text.contains(browser.cookie(COOKIE).expect("a value")));
    }
}

on_both_stores! {
    async fn a_code_is_good_for_ten_minutes_and_at_its_own_door(app: TestApp) {
        let late = code(&app, "Late").await;
        let elsewhere = Browser::new(&app).send("/kiosk/yard/enrol", &[("code", &late)]).await;
        assert_eq!(elsewhere.status, 422);
        app.set_clock(&plus(MORNING, 600));
        assert_eq!(Browser::new(&app).send("/kiosk/loft/enrol", &[("code", &late)]).await.status, 422);
        let fresh = code(&app, "Fresh").await;
        app.set_clock(&plus(MORNING, 1199));
        assert_eq!(Browser::new(&app).send("/kiosk/loft/enrol", &[("code", &fresh)]).await.status, 303);
    }
}

on_both_stores! {
    async fn who_guesses_codes_has_to_wait(app: TestApp) {
        let right = code(&app, "Front door").await;
        let mut browser = Browser::new(&app);
        let mut statuses = Vec::new();
        for guess in 0..7 {
            statuses.push(browser.send("/kiosk/loft/enrol", &[("code", &format!("AAAA222{guess}"))]).await.status);
        }
        assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
        assert_eq!(browser.send("/kiosk/loft/enrol", &[("code", &right)]).await.status, 429, "not looked at");
    }
}

on_both_stores! {
    async fn a_tablet_that_is_revoked_checks_nobody_in(app: TestApp) {
        app.regular("Ann", &json!({ "AccessPincode": PIN })).await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        let mut desk = Browser::of_admin(&app).await;
        let page = desk.open(&format!("{TABLETS}?at={}", app.loft)).await;
        let id = between(&page.text, "name=\"revoke\" value=\"", "\"");
        assert_eq!(desk.send(TABLETS, &[("revoke", &id)]).await.status, 303);
        let answer = tablet.send(Method::POST, "tap", "k", &json!({ "typed": PIN })).await;
        assert_eq!((answer.status, answer.json()["kind"].clone()), (401, json!("stranger")));
        assert_eq!(desk.send(TABLETS, &[("revoke", &id)]).await.status, 404);
    }
}

on_both_stores! {
    async fn who_sees_other_locations_only_ends_no_tablet_of_this_one(app: TestApp) {
        Tablet::enrolled(&app, "Front door").await;
        let mut desk = Browser::of_admin(&app).await;
        let page = desk.open(&format!("{TABLETS}?at={}", app.loft)).await;
        let id = between(&page.text, "name=\"revoke\" value=\"", "\"");
        app.user("yard@example.com", &json!({ "Businesses": [app.yard] })).await;
        let mut other = Browser::new(&app);
        let fields = [("email", "yard@example.com"), ("password", crate::support::PASSWORD), ("next", "/")];
        assert_eq!(other.send("/sign-in", &fields).await.status, 303);
        assert_eq!(other.send(TABLETS, &[("revoke", &id)]).await.status, 404);
        assert!(desk.open(TABLETS).await.text.contains("Front door"));
    }
}

on_both_stores! {
    async fn the_secret_of_a_tablet_opens_nothing_but_its_own_door(app: TestApp) {
        let tablet = Tablet::enrolled(&app, "Front door").await;
        let bearer = format!("Bearer {}", tablet.secret);
        for path in ["/api/auth/me", "/api/spaces/coworkers", "/api/spaces/checkins", "/api/vestibule/presence"] {
            let answer = app.request(Method::GET, path, &[(AUTHORIZATION.as_str(), &bearer)], "").await;
            assert_eq!(answer.status, 401, "{path}");
            for cookie in [COOKIE, "vestibule_session", "vestibule_phone"] {
                assert_eq!(Browser::carrying(&app, cookie, &tablet.secret).open(path).await.status, 401, "{path} {cookie}");
            }
        }
        let desk = Browser::carrying(&app, COOKIE, &tablet.secret).open("/settings").await;
        assert!(desk.text.contains("Sign in"), "{}", desk.text);
        let elsewhere = Tablet { place: "yard", ..Tablet::carrying(&app, &tablet.secret) };
        assert_eq!(elsewhere.send(Method::POST, "tap", "k", &json!({ "typed": PIN })).await.status, 401);
        let session = Browser::of_admin(&app).await.cookie("vestibule_session").expect("a session").to_owned();
        let staff = Tablet::carrying(&app, &session);
        assert_eq!(staff.send(Method::POST, "tap", "k", &json!({ "typed": PIN })).await.status, 401);
    }
}

on_both_stores! {
    async fn what_another_server_has_a_tablet_send_is_not_taken(app: TestApp) {
        let code = code(&app, "Front door").await;
        let mut browser = Browser::new(&app);
        browser.origin = "https://elsewhere.example".to_owned();
        assert_eq!(browser.send("/kiosk/loft/enrol", &[("code", &code)]).await.status, 403);
        let tablet = Tablet::enrolled(&app, "Front door").await;
        let tablet = Tablet { origin: "https://elsewhere.example", ..tablet };
        assert_eq!(tablet.send(Method::POST, "tap", "k", &json!({ "typed": PIN })).await.status, 403);
    }
}

on_both_stores! {
    async fn the_screen_loads_nothing_of_others_and_starts_by_itself(app: TestApp) {
        let tablet = Tablet::enrolled(&app, "Front door").await;
        let mut browser = Browser::carrying(&app, COOKIE, &tablet.secret);
        let page = browser.open("/kiosk/loft").await;
        let policy = page.headers[CONTENT_SECURITY_POLICY].to_str().expect("a value");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(page.headers["permissions-policy"].to_str().expect("a value").contains("camera=(self)"));
        let mut weight = page.text.len();
        let worker = browser.open("/kiosk/sw.js").await;
        let files = between(&worker.text, "const FILES = ", ";\n");
        for file in serde_json::from_str::<Vec<String>>(&files).expect("a list") {
            let asset = browser.open(&file).await;
            assert_eq!(asset.status, 200, "{file}");
            assert!(asset.headers["cache-control"].to_str().expect("a value").contains("immutable"), "{file}");
            weight += asset.text.len();
        }
        assert!(weight < 100_000, "{weight}");
        let manifest = browser.open("/kiosk/loft/manifest.webmanifest").await.json();
        assert_eq!((&manifest["start_url"], &manifest["scope"]), (&json!("/kiosk/loft"), &json!("/kiosk/")));
        assert_eq!(browser.open("/kiosk/nowhere").await.status, 404);
    }
}

on_both_stores! {
    async fn a_tablet_speaks_the_language_of_its_location(app: TestApp) {
        app.regular("Ann", &json!({ "AccessPincode": PIN })).await;
        app.set(app.loft, "Vestibule.Kiosk.Language", "de").await;
        let tablet = Tablet::enrolled(&app, "Tür").await;
        let page = Browser::carrying(&app, COOKIE, &tablet.secret).open("/kiosk/loft").await;
        assert!(page.text.contains("<html lang=\"de\">") && page.text.contains("PIN eingeben"), "{}", page.text);
        assert_eq!(tablet.types(PIN).await["heading"], "Willkommen, Ann");
        let wrong = json!({ "BusinessId": app.yard, "Name": "Vestibule.Kiosk.Language", "Value": "tlh" });
        assert!(app.post("/api/sys/businesssettings", &wrong).await.text.contains("none of en, de, es"));
    }
}
