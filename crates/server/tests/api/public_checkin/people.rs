//! People who say who they are: by PIN, by e-mail and PIN, by e-mail and password.

use serde_json::{Value, json};

use super::{NOON, action, denied, welcome};
use crate::on_both_stores;
use crate::support::{PASSWORD, TestApp};

async fn with_pin(app: &TestApp, name: &str, pin: &str) -> i64 {
    app.regular(name, &json!({ "AccessPincode": pin })).await
}

/// A customer who signs in with the password of the kit.
async fn with_password(app: &TestApp, name: &str) -> i64 {
    let email = format!("{}@sign.in", name.to_lowercase());
    let user = app.user(&email, &json!({ "IsAdmin": false, "APIAccess": false })).await;
    app.regular(name, &json!({ "UserId": user })).await
}

on_both_stores! {
    async fn a_pin_lets_in_by_hand_and_the_same_again_lets_out(app: TestApp) {
        let ann = with_pin(&app, "Ann", "48213").await;
        assert_eq!(welcome(&app.tap(&json!({ "pincode": "48213", "toggle": true })).await)["FullName"], "Ann");
        assert_eq!(app.visits(ann).await[0]["Source"], 1);
        app.set_clock(NOON);
        assert_eq!(action(&app.tap(&json!({ "pincode": 48213, "toggle": true })).await), "checkout");
    }
}

on_both_stores! {
    async fn a_pin_is_compared_as_it_is_written(app: TestApp) {
        with_pin(&app, "Ann", "01234").await;
        for other in ["1234", "001234", " 01234", "01234 "] {
            assert_eq!(denied(&app.tap(&json!({ "pincode": other })).await).0, 401, "{other}");
        }
        assert_eq!(app.refusals().await.len(), 4);
        welcome(&app.tap(&json!({ "pincode": "01234" })).await);
    }
}

on_both_stores! {
    async fn a_pin_that_nobody_has_is_recorded_without_the_pin(app: TestApp) {
        let told = denied(&app.tap(&json!({ "pincode": "99887" })).await);
        assert_eq!(told, (401, "This PIN is not known at Loft".to_owned()));
        let failed = app.refusals().await.remove(0);
        assert_eq!((&failed["Description"], &failed["Source"]), (&json!(told.1), &json!(1)));
        assert!(!failed.to_string().contains("887"), "{failed}");
    }
}

on_both_stores! {
    async fn a_pin_that_two_share_admits_each_only_with_the_address(app: TestApp) {
        with_pin(&app, "Ann", "55555").await;
        with_pin(&app, "Bob", "55555").await;
        let told = denied(&app.tap(&json!({ "pincode": "55555" })).await);
        assert_eq!(told, (401, "More than one person has this PIN: add the e-mail address".to_owned()));
        assert_eq!(app.refusals().await[0]["CoworkerId"], Value::Null);
        for name in ["Ann", "Bob"] {
            let email = format!("{}@EXAMPLE.com ", name.to_lowercase());
            let told = welcome(&app.tap(&json!({ "email": email, "pincode": "55555" })).await);
            assert_eq!(told["FullName"], name);
        }
    }
}

on_both_stores! {
    async fn a_pin_that_a_suspended_customer_has_too_admits_the_active_one(app: TestApp) {
        app.regular("Otto", &json!({ "AccessPincode": "55555", "Active": false })).await;
        assert_eq!(denied(&app.tap(&json!({ "pincode": "55555" })).await), (403, "Otto is not active".to_owned()));
        app.regular("Old", &json!({ "AccessPincode": "55555", "Archived": true })).await;
        with_pin(&app, "Ann", "55555").await;
        assert_eq!(welcome(&app.tap(&json!({ "pincode": "55555" })).await)["FullName"], "Ann");
    }
}

on_both_stores! {
    async fn a_wrong_pin_and_an_unknown_address_read_the_same(app: TestApp) {
        with_pin(&app, "Ann", "48213").await;
        app.customer("Bob").await;
        let mut told = Vec::new();
        for (email, pin) in [("ann@example.com", "11111"), ("nobody@example.com", "48213"), ("bob@example.com", "1")] {
            told.push(denied(&app.tap(&json!({ "email": email, "pincode": pin })).await));
        }
        assert_eq!(told, vec![(401, "The e-mail address or the PIN is wrong".to_owned()); 3]);
        assert_eq!(app.refusals().await.len(), 3);
    }
}

on_both_stores! {
    async fn a_password_lets_its_customer_in(app: TestApp) {
        let ann = with_password(&app, "Ann").await;
        let told = welcome(&app.tap(&json!({ "Email": "ann@sign.in", "Password": PASSWORD })).await);
        assert_eq!((&told["FullName"], &told["Action"]), (&json!("Ann"), &json!("checkin")));
        assert_eq!(app.visits(ann).await[0]["Source"], 1);
    }
}

on_both_stores! {
    async fn a_wrong_password_and_an_unknown_address_read_the_same(app: TestApp) {
        with_password(&app, "Ann").await;
        app.user("staff@sign.in", &json!({})).await;
        let tries = [("ann@sign.in", "wrong"), ("nobody@sign.in", PASSWORD), ("staff@sign.in", PASSWORD)];
        for (email, password) in tries {
            let told = denied(&app.tap(&json!({ "email": email, "password": password })).await);
            assert_eq!(told, (401, "The e-mail address or the password is wrong".to_owned()), "{email}");
        }
        let failed = app.refusals().await;
        assert_eq!(failed.len(), 3);
        assert!(failed.iter().all(|failed| !failed.to_string().contains("sign.in")), "{failed:?}");
    }
}

on_both_stores! {
    async fn of_the_customers_of_one_user_the_chosen_one_comes_in(app: TestApp) {
        let user = app.user("ann@sign.in", &json!({})).await;
        app.regular("Ann at work", &json!({ "UserId": user })).await;
        app.regular("Ann", &json!({ "UserId": user, "IsDefaultProfile": true })).await;
        app.regular("Ann of old", &json!({ "UserId": user, "IsDefaultProfile": true, "Active": false })).await;
        let told = welcome(&app.tap(&json!({ "email": "ann@sign.in", "password": PASSWORD })).await);
        assert_eq!(told["FullName"], "Ann");
    }
}

on_both_stores! {
    async fn a_user_who_may_not_sign_in_is_not_known(app: TestApp) {
        for more in [json!({ "Active": false }), json!({ "MustResetPassword": true })] {
            let email = format!("user{}@sign.in", more.to_string().len());
            let user = app.user(&email, &more).await;
            app.regular(&email, &json!({ "UserId": user })).await;
            assert_eq!(denied(&app.tap(&json!({ "email": email, "password": PASSWORD })).await).0, 401, "{more}");
        }
    }
}

on_both_stores! {
    async fn an_address_alone_is_enough_to_leave_and_tells_nothing(app: TestApp) {
        with_pin(&app, "Ann", "48213").await;
        let leave = |email: &str| json!({ "email": email, "disconnect": true });
        let nobody = (403, "Nobody with this e-mail address is inside at Loft".to_owned());
        assert_eq!(denied(&app.tap(&leave("ann@example.com")).await), nobody);
        assert_eq!(denied(&app.tap(&leave("who@example.com")).await), nobody);
        app.tap(&json!({ "pincode": "48213" })).await;
        app.set_clock(NOON);
        let told = welcome(&app.tap(&leave("ann@example.com")).await);
        assert_eq!((&told["Action"], &told["FullName"]), (&json!("checkout"), &Value::Null));
        assert_eq!(app.refusals().await, Vec::<Value>::new());
    }
}

on_both_stores! {
    async fn a_dry_run_says_what_would_be_and_changes_nothing(app: TestApp) {
        let ann = with_pin(&app, "Ann", "48213").await;
        let dry = |pin: &str| json!({ "pincode": pin, "doNotCheckIn": true });
        let told = welcome(&app.tap(&dry("48213")).await);
        assert_eq!((&told["Action"], &told["CheckinId"]), (&json!("checkin"), &Value::Null));
        assert_eq!(told["SessionExpire"], "2026-09-02T22:59:59 UTC");
        assert_eq!(denied(&app.tap(&dry("99999")).await).0, 401);
        app.customer_with("Noah", &json!({ "AccessPincode": "11111" })).await;
        assert_eq!(denied(&app.tap(&dry("11111")).await).0, 403);
        assert_eq!((app.visits(ann).await, app.refusals().await), (vec![], vec![]));
        assert!(app.passes(ann).await.iter().all(|pass| pass["Used"] == false));
        assert_eq!(action(&app.tap(&json!({ "pincode": "48213" })).await), "checkin", "nor is it an echo");
    }
}
