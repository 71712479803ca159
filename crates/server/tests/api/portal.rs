//! What the portal of a location asks.

use http::Method;
use serde_json::{Value, json};
use vestibule_records::{Record as _, User};

use crate::on_both_stores;
use crate::samples::{declared_keys, keys};
use crate::support::people::{GBP, plus, records};
use crate::support::{Answer, MORNING, PASSWORD, TestApp};

/// A user without access to the REST API who is these customers; asks as them.
async fn portal_user(app: &TestApp, email: &str, customers: &[i64]) -> TestApp {
    let user =
        app.user(email, &json!({"APIAccess": false, "IsAdmin": false, "Businesses": [app.loft]})).await;
    for customer in customers {
        link(app, *customer, json!(user)).await;
    }
    let (token, _) = app.login(email, PASSWORD, &[]).await;
    app.signed_in(&token)
}

async fn link(app: &TestApp, customer: i64, user: Value) {
    let mut record = app.get(&format!("/api/spaces/coworkers/{customer}")).await.json();
    record["UserId"] = user;
    app.put("/api/spaces/coworkers", &record).await.id();
}

/// Asks the portal of a location.
async fn at(app: &TestApp, host: &str, path: &str) -> Answer {
    app.request(Method::GET, path, &[("host", host)], "").await
}

/// Asks without credentials.
async fn anonymous(app: &TestApp, host: &str, path: &str) -> Answer {
    app.request(Method::GET, path, &[("host", host), ("authorization", "")], "").await
}

on_both_stores! {
    async fn everybody_may_ask_who_they_are(app: TestApp) {
        let customer = app.customer("Ann Lee").await;
        let ann = portal_user(&app, "ann.user@example.com", &[customer]).await;
        assert_eq!(ann.get("/api/spaces/coworkers").await.status, 403, "the REST API is not for Ann");
        for path in
            ["/api/auth/me", "/api/sys/users/me", "/en/user/me", "/es/user/me", "/en-GB/user/me", "/API/Auth/Me/"]
        {
            let me = ann.get(path).await;
            assert_eq!((me.status, &me.json()["Email"]), (200, &json!("ann.user@example.com")), "{path}");
            assert_eq!(me.text, ann.get("/api/auth/me").await.text, "{path}");
        }
        for path in ["/api/auth/me", "/en/user/me"] {
            assert_eq!(anonymous(&app, "loft.localhost", path).await.status, 401, "{path}");
            assert_eq!(ann.post(path, &json!({})).await.status, 405, "{path}");
        }
        for path in ["/english/user/me", "/e/user/me", "/e1/user/me", "/en/user/you", "/en-GBR/user/me", "/en"] {
            assert_eq!(ann.get(path).await.status, 404, "{path}");
        }
    }
}

on_both_stores! {
    async fn the_caller_is_their_record_with_what_goes_with_their_location(app: TestApp) {
        let me = app.get("/api/auth/me").await;
        let shown = me.json();
        let record = app.get(&format!("/api/sys/users/{}", shown["Id"])).await.json();
        for (name, value) in record.as_object().expect("an object") {
            let expected = if name == "DefaultBusinessId" { json!(app.loft) } else { value.clone() };
            assert_eq!(shown[name], expected, "{name}");
        }
        for (name, value) in [
            ("DefaultBusinessName", json!("Loft")), ("DefaultCurrencyId", json!(GBP)),
            ("DefaultCurrencyCode", json!("GBP")), ("DefaultCountryId", json!(1220)),
            ("DefaultCountryName", json!("United Kingdom")), ("DefaultSimpleTimeZoneId", json!(2023)),
            ("DefaultSimpleTimeZoneName", json!("GMT Standard Time")),
            ("DefaultSimpleTimeZoneNameIana", json!("Europe/London")), ("ChatRooms", json!([])),
            ("OnNewEmail", json!(false)), ("IsAdmin", json!(true)), ("APIAccess", json!(true)),
        ] {
            assert_eq!(shown[name], value, "{name}");
        }
        assert!(shown["DefaultCurrencyName"].is_string());
        let all = keys(&me.text);
        let user = declared_keys(User::schema());
        let (own, base) = user.split_at(user.len() - 10);
        assert_eq!((&all[..own.len()], &all[all.len() - 10..]), (own, base), "the record's own keys, and base fields last");
        assert_eq!(all.len(), user.len() + 18 + 1 + 9);
    }
}

on_both_stores! {
    async fn the_location_somebody_starts_in_is_their_own_choice_or_the_first_they_see(app: TestApp) {
        let manager = app.manager_of("mia@example.com", &[app.yard]).await;
        let me = manager.get("/api/auth/me").await.json();
        assert_eq!((&me["DefaultBusinessId"], &me["DefaultCurrencyCode"]), (&json!(app.yard), &json!("EUR")));
        let nobody = app.user("no@example.com", &json!({"IsAdmin": false, "DefaultBusinessId": app.yard})).await;
        let (token, _) = app.login("no@example.com", PASSWORD, &[]).await;
        let me = app.signed_in(&token).get("/en/user/me").await.json();
        assert_eq!((&me["Id"], &me["DefaultBusinessName"]), (&json!(nobody), &json!("Yard")));
        let lost = app.user("lost@example.com", &json!({"IsAdmin": false})).await;
        let (token, _) = app.login("lost@example.com", PASSWORD, &[]).await;
        let me = app.signed_in(&token).get("/en/user/me").await.json();
        assert_eq!((&me["DefaultBusinessId"], &me["DefaultCurrencyId"]), (&Value::Null, &Value::Null));
        let ann = app.customer_with("Ann Lee", &json!({"InvoicingBusinessId": app.yard})).await;
        link(&app, ann, json!(lost)).await;
        let me = app.signed_in(&token).get("/en/user/me").await.json();
        assert_eq!(me["DefaultBusinessName"], "Yard", "the home of the customer they are");
    }
}

on_both_stores! {
    async fn a_profile_is_the_callers_own_customer(app: TestApp) {
        let more = json!({"Notes": "pays late", "RegistrationDate": "2026-07-01T10:00:00Z"});
        let customer = app.customer_with("Ann Lee", &more).await;
        app.customer("Bob Day").await;
        let ann = portal_user(&app, "ann.user@example.com", &[customer]).await;
        let profile = at(&ann, "loft.localhost:8700", "/en/profile").await.json();
        assert_eq!((&profile["Id"], &profile["FullName"]), (&json!(customer), &json!("Ann Lee")));
        assert_eq!(profile["Country"]["TwoDigitsCode"], "GB");
        assert_eq!(profile["User"]["Email"], "ann.user@example.com");
        assert_eq!(profile["InvoicingBusiness"]["WebAddress"], "loft");
        assert!(profile["User"].get("Country").is_none(), "no deeper than two");
        for hidden in ["Notes", "AlertNote", "ShowAlert", "UpdatedBy", "RegistrationDateLocal"] {
            assert!(profile.get(hidden).is_none(), "{hidden}");
        }
        // On the clocks of the location with a literal Z, and as it is.
        assert_eq!(profile["RegistrationDate"], "2026-07-01T11:00:00Z");
        assert_eq!(profile["UtcRegistrationDate"], "2026-07-01T10:00:00Z");
        let in_berlin = at(&ann, "yard.localhost", "/en/profile").await.json();
        assert_eq!(in_berlin["RegistrationDate"], "2026-07-01T12:00:00Z");
    }
}

on_both_stores! {
    async fn a_profile_comes_as_flat_and_as_narrow_as_it_is_asked_for(app: TestApp) {
        let customer = app.customer("Ann Lee").await;
        let ann = portal_user(&app, "ann.user@example.com", &[customer]).await;
        for (query, expected) in [
            ("_shape=FullName,Country.Name", json!({"FullName": "Ann Lee", "Country": {"Name": "United Kingdom"}})),
            ("_SHAPE=fullname", json!({"FullName": "Ann Lee"})),
            ("_resource=Coworker&_shape=FullName,Nothing", json!({"FullName": "Ann Lee"})),
            ("_resource=user&_shape=Email,IsAdmin", json!({"Email": "ann.user@example.com", "IsAdmin": false})),
            ("_depth=1&_shape=FullName,Country", json!({"FullName": "Ann Lee"})),
        ] {
            assert_eq!(ann.get(&format!("/en/profile?{query}")).await.json(), expected, "{query}");
        }
        for (query, name) in
            [("_resource=Team", "_resource"), ("_depth=0", "_depth"), ("_depth=deep", "_depth")]
        {
            let answer = ann.get(&format!("/en/profile?{query}")).await;
            assert_eq!((answer.status, &answer.json()["Errors"][0]["PropertyName"]), (400, &json!(name)), "{query}");
        }
    }
}

on_both_stores! {
    async fn who_is_no_customer_has_no_profile(app: TestApp) {
        let archived = app.customer_with("Gone Girl", &json!({"Archived": true})).await;
        let nobody = portal_user(&app, "nobody@example.com", &[archived]).await;
        for path in [
            "/en/profile", "/api/public/coworkers/profiles/current/benefits", "/api/public/billing/coworkerContracts",
        ] {
            assert_eq!(nobody.get(path).await.status, 401, "{path}");
            assert_eq!(anonymous(&app, "loft", path).await.status, 401, "{path}");
        }
        assert_eq!(nobody.get("/en/profile?_resource=User").await.status, 200);
        assert_eq!(nobody.get("/api/public/coworkers/profiles").await.json()["Profiles"], json!([]));
    }
}

on_both_stores! {
    async fn a_user_who_is_several_customers_chooses_one(app: TestApp) {
        let (ann, firm) = (app.customer("Ann Lee").await, app.customer_with("Firm", &json!({"CoworkerType": 2})).await);
        let bob = app.customer("Bob Day").await;
        let suspended = app.customer_with("Slow Payer", &json!({"Active": false})).await;
        let user = portal_user(&app, "ann.user@example.com", &[ann, firm, suspended]).await;
        let profiles = at(&user, "yard.localhost", "/api/public/coworkers/profiles").await.json();
        assert_eq!(profiles["User"]["Email"], "ann.user@example.com");
        assert_eq!(profiles["User"]["AccessToken"], Value::Null);
        assert_eq!(profiles["DefaultBusiness"], json!({"Id": app.yard, "Name": "Yard", "WebAddress": "yard"}));
        assert_eq!(profiles["Profiles"][0], json!({
            "Id": ann, "FullName": "Ann Lee", "CompanyName": null, "Active": true, "IsDefaultProfile": true,
            "CoworkerType": 1, "HasVirtualOffice": false, "VirtualOfficePaused": false, "VirtualOfficeContractId": null,
        }));
        let current = "/api/public/coworkers/profiles/current?coworkerId";
        let switched = user.put(&format!("{current}={firm}"), &json!({})).await;
        assert_eq!((switched.status, &switched.json()["WasSuccessful"]), (200, &json!(true)));
        for shape in ["Id,IsDefaultProfile", "id,isdefaultprofile"] {
            let shape = shape.split(',').map(|name| format!("Profiles.{name}")).collect::<Vec<_>>().join(",");
            let profiles = user.get(&format!("/api/public/coworkers/profiles?_shape={shape}")).await.json();
            assert_eq!(profiles, json!({"Profiles": [
                {"Id": ann, "IsDefaultProfile": false}, {"Id": firm, "IsDefaultProfile": true},
                {"Id": suspended, "IsDefaultProfile": false},
            ]}));
        }
        assert_eq!(user.get("/en/profile").await.json()["Id"], json!(firm));
        let record = app.get(&format!("/api/spaces/coworkers/{firm}")).await.json();
        assert_eq!((&record["Businesses"], &record["UpdatedBy"]), (&json!([app.loft, app.yard]), &json!("ann.user@example.com")));
        for (wanted, status) in [(bob.to_string(), 404), (suspended.to_string(), 400), ("x".into(), 400), (String::new(), 400)] {
            assert_eq!(user.put(&format!("{current}={wanted}"), &json!({})).await.status, status, "{wanted}");
        }
        assert_eq!(user.get("/en/profile").await.json()["Id"], json!(firm), "nothing changed");
    }
}

on_both_stores! {
    async fn benefits_are_the_passes_that_still_open_a_door(app: TestApp) {
        let (ann, pass) = app.holder("Ann Lee", &json!({"Name": "Ten Hours", "MinutesIncluded": 600})).await;
        let day = app.kind(&json!({})).await;
        app.give(ann, day, &json!({"ExpireDate": plus(MORNING, -60)})).await;
        app.give(ann, day, &json!({"ExpireDate": plus(MORNING, 60)})).await;
        let used = app.give(ann, day, &json!({})).await;
        let path = format!("/api/billing/coworkertimepasses/{}", used.id);
        let mut record = app.get(&path).await.json();
        record["Used"] = json!(true);
        app.put("/api/billing/coworkertimepasses", &record).await.id();
        let user = portal_user(&app, "ann.user@example.com", &[ann]).await;
        let asked = "/api/public/coworkers/profiles/current/benefits";
        let benefits = at(&user, "loft.localhost", asked).await.json();
        let passes = benefits["Personal"]["TimePasses"].as_array().expect("passes");
        let names: Vec<_> = passes.iter().map(|pass| (&pass["TimePassName"], &pass["RemainingUses"])).collect();
        assert_eq!(names, [(&json!("Ten Hours"), &json!(600)), (&json!("Day Pass"), &Value::Null)]);
        assert_eq!(passes[0]["UniqueId"], json!(pass.guid));
        let expires = (&passes[1]["ExpireDate"], &passes[1]["UtcExpireDate"]);
        assert_eq!(expires, (&json!("2026-09-02T09:16:00Z"), &json!("2026-09-02T08:16:00Z")));
        let empty = json!({"BookingCredits": [], "ExtraServices": [], "TimePasses": []});
        assert_eq!(benefits["Team"], empty);
        let (pam, shared) = app.holder("Pam", &json!({"Name": "Blue Day"})).await;
        let team = json!({
            "BusinessId": app.loft, "Name": "Blue", "TeamMembers": [ann, pam], "PayingMemberId": pam, "ShareTimePasses": true,
        });
        app.post("/api/spaces/teams", &team).await.id();
        let benefits = at(&user, "loft.localhost", asked).await.json();
        let passes = benefits["Team"]["TimePasses"].as_array().expect("passes");
        assert_eq!((passes.len(), &passes[0]["UniqueId"]), (1, &json!(shared.guid)));
        assert_eq!(benefits["Personal"]["TimePasses"].as_array().map(Vec::len), Some(2));
        let mut suspended = app.get(&format!("/api/spaces/coworkers/{pam}")).await.json();
        suspended["Active"] = json!(false);
        app.put("/api/spaces/coworkers", &suspended).await.id();
        assert_eq!(at(&user, "loft.localhost", asked).await.json()["Team"], empty);
    }
}

on_both_stores! {
    async fn contracts_are_those_in_force(app: TestApp) {
        let ann = app.customer("Ann Lee").await;
        let plan = app.plan("Resident", &json!({})).await;
        let start = json!({"StartDate": "2026-07-01T00:00:00Z", "RenewalDate": "2026-10-01T00:00:00Z"});
        let contract = app.join(ann, plan, &start).await;
        let user = portal_user(&app, "ann.user@example.com", &[ann]).await;
        let contracts = at(&user, "loft.localhost", "/api/public/billing/coworkerContracts").await;
        assert_eq!(contracts.json(), json!({"Contracts": [{
            "Id": contract, "StartDate": "2026-07-01T01:00:00Z", "UtcStartDate": "2026-07-01T00:00:00Z",
            "InPausedPeriod": false, "RenewalDate": "2026-10-01T01:00:00Z", "UtcRenewalDate": "2026-10-01T00:00:00Z",
            "Tariff": {"Id": plan, "Name": "Resident"},
        }]}));
    }
}

on_both_stores! {
    async fn visitors_are_those_of_the_host(app: TestApp) {
        let (ann, bob) = (app.customer("Ann Lee").await, app.customer("Bob Day").await);
        for (name, host, hour) in [("Late", ann, 17), ("Early", ann, 10), ("Other", bob, 12)] {
            let visitor = json!({
                "BusinessId": app.loft, "FullName": name, "Email": "v@example.com", "CoworkerId": host,
                "ExpectedArrival": format!("2026-09-03T{hour}:00:00Z"), "Notes": "watch out", "CustomerNotes": "tea",
            });
            app.post("/api/spaces/visitors", &visitor).await.id();
        }
        let user = portal_user(&app, "ann.user@example.com", &[ann]).await;
        let all = at(&user, "loft.localhost", "/api/public/visitors").await.json();
        let facts = ["TotalItems", "PageSize", "CurrentSortDirection", "HasNextPage", "LastItem"];
        assert_eq!(facts.map(|name| all[name].clone()), [json!(2), json!(20), json!("ASC"), json!(false), json!(2)]);
        let early = &all["Records"][0];
        assert_eq!((&early["FullName"], &early["Notes"], &early["Arrived"]), (&json!("Early"), &json!("tea"), &json!(false)));
        let times = (&early["ExpectedArrival"], &early["UtcExpectedArrival"], &early["UtcArrivalDate"]);
        assert_eq!(times, (&json!("2026-09-03T11:00:00Z"), &json!("2026-09-03T10:00:00Z"), &Value::Null));
        let second = user.get("/api/public/visitors?page=2&size=1&_shape=Records.FullName,FirstItem").await.json();
        assert_eq!(second, json!({"Records": [{"FullName": "Late"}], "FirstItem": 2}));
        for nonsense in ["page=0", "size=x", "size=0"] {
            assert_eq!(user.get(&format!("/api/public/visitors?{nonsense}")).await.status, 400, "{nonsense}");
        }
        assert_eq!(app.get("/api/public/visitors").await.status, 401);
    }
}

on_both_stores! {
    async fn a_sign_up_form_needs_no_credentials(app: TestApp) {
        let countries = anonymous(&app, "loft.localhost", "/api/public/countries").await.json();
        let countries = countries["Countries"].as_array().expect("countries");
        let kingdom = countries.iter().find(|country| country["Id"] == 1220).expect("the United Kingdom");
        assert_eq!(*kingdom, json!({"Id": 1220, "Name": "United Kingdom", "TwoDigitsCode": "GB", "Culture": "en-GB"}));
        assert!(countries.windows(2).all(|pair| pair[0]["Name"].as_str() <= pair[1]["Name"].as_str()));
        assert_eq!(anonymous(&app, "loft.localhost", "/api/public/events").await.text, "[]");
        assert_eq!(app.post("/api/public/events", &json!({})).await.status, 405);
        assert_eq!(app.get("/api/public/nothing").await.status, 404);
    }
}

on_both_stores! {
    async fn published_plans_are_the_visible_ones_of_a_location_and_those_above_it(app: TestApp) {
        app.plan("Second", &json!({"Visible": true, "DisplayOrder": 2, "Description": "Any desk"})).await;
        app.plan("First", &json!({"Visible": true, "DisplayOrder": 1})).await;
        app.plan("Hidden", &json!({"Visible": false})).await;
        app.plan("Old", &json!({"Visible": true, "Archived": true})).await;
        app.plan("Below", &json!({"Visible": true, "BusinessId": app.yard, "CurrencyId": 3002})).await;
        for (host, expected) in [
            ("loft.localhost:8700", vec!["First", "Second"]), ("LOFT.example.com", vec!["First", "Second"]),
            ("yard.localhost", vec!["Below", "First", "Second"]),
        ] {
            let plans = anonymous(&app, host, "/api/public/plans/published").await.json();
            let plans = plans["Plans"].as_array().expect("plans");
            let names: Vec<_> = plans.iter().map(|plan| plan["Name"].as_str().unwrap_or_default()).collect();
            assert_eq!(names, expected, "{host}");
        }
        let plans = anonymous(&app, "loft.localhost", "/api/public/plans/published").await;
        let first = &plans.json()["Plans"][1];
        assert_eq!((&first["Description"], &first["CurrencyCode"]), (&json!("Any desk"), &json!("GBP")));
        assert!(first.get("SubscribersLimit").is_none(), "what is for staff stays with them");
        for host in ["localhost:8700", "127.0.0.1", ""] {
            let answer = anonymous(&app, host, "/api/public/plans/published").await;
            assert_eq!((answer.status, &answer.json()["Errors"][0]["PropertyName"]), (400, &json!("Host")), "{host}");
        }
    }
}

on_both_stores! {
    async fn whether_an_account_exists_is_told_a_few_times_a_minute(app: TestApp) {
        let asked = async |email: &str| anonymous(&app, "loft", &format!("/en/user/exists?email={email}")).await;
        assert_eq!(asked("ADMIN@example.com").await.text, "true");
        assert_eq!(asked("nobody@example.com").await.text, "false");
        assert_eq!(asked("").await.status, 400);
        for _ in 2..20 {
            assert_eq!(asked("nobody@example.com").await.status, 200);
        }
        let refused = asked("admin@example.com").await;
        assert_eq!((refused.status, refused.text.as_str()), (429, "You must wait before accessing this url again. Wait 60.0 seconds"));
        assert_eq!(refused.headers["retry-after"], "60");
        app.set_clock(&plus(MORNING, 60));
        assert_eq!(asked("admin@example.com").await.text, "true");
    }
}

on_both_stores! {
    async fn an_enum_is_told_by_its_name(app: TestApp) {
        for name in ["eCheckinSource", "ECHECKINSOURCE"] {
            let values = app.get(&format!("/api/utils/enums?name={name}")).await;
            assert!(values.text.starts_with(r#"[{"Id":0,"Name":"None"},{"Id":1,"Name":"Manual"},"#), "{}", values.text);
            assert_eq!(values.json()[2], json!({"Id": 2, "Name": "DoorAccess"}));
        }
        let names = app.get("/api/utils/enums").await.json();
        let names = names.as_array().expect("names");
        assert!(names.len() >= 18 && names.contains(&json!("DayOfWeek")) && names.contains(&json!("ePassportAccess")));
        for name in names {
            let values = app.get(&format!("/api/utils/enums?name={}", name.as_str().unwrap_or_default())).await.json();
            assert!(values.as_array().is_some_and(|values| values.len() > 1), "{name}");
        }
        let unknown = app.get("/api/utils/enums?name=eNothing").await;
        assert_eq!((unknown.status, &unknown.json()["Message"]), (400, &json!("name: there is no enum 'eNothing'")));
        assert_eq!(anonymous(&app, "loft", "/api/utils/enums").await.status, 401);
    }
}

on_both_stores! {
    async fn a_password_is_validated_for_who_may_read_users(app: TestApp) {
        let path = "/api/sys/users/validate";
        let right = json!({"email": "ADMIN@example.com", "Password": PASSWORD});
        let answer = app.post(path, &right).await;
        let told = answer.json();
        assert_eq!((answer.status, &told["Status"], &told["Message"]), (200, &json!(200), &json!("OK")));
        assert_eq!(told["Value"]["Email"], "admin@example.com");
        for wrong in [json!({"Email": "admin@example.com", "Password": "x"}), json!({"Email": "no@example.com", "Password": "x"})] {
            let told = app.post(path, &wrong).await;
            assert_eq!(told.status, 200);
            let told = told.json();
            assert_eq!((&told["Status"], &told["WasSuccessful"], &told["Value"]), (&json!(500), &json!(false), &Value::Null));
            assert_eq!(told["Message"], "The email address or password you entered is not valid.");
        }
        let answer = app.post(path, &json!({"Email": "admin@example.com"})).await;
        assert_eq!((answer.status, &answer.json()["Errors"][0]["PropertyName"]), (400, &json!("Password")));
        assert_eq!(app.get(path).await.status, 405);
        app.user("desk@example.com", &json!({"IsAdmin": false})).await;
        let (token, _) = app.login("desk@example.com", PASSWORD, &[]).await;
        assert_eq!(app.signed_in(&token).post(path, &right).await.status, 401);
        let manager = app.manager_of("mia@example.com", &[app.yard]).await;
        let unseen = json!({"Email": "desk@example.com", "Password": PASSWORD});
        assert_eq!(manager.post(path, &unseen).await.json()["WasSuccessful"], records_seen(&manager, "desk@example.com").await);
    }
}

/// Whether somebody sees a user.
async fn records_seen(app: &TestApp, email: &str) -> bool {
    !records(&app.get(&format!("/api/sys/users?User_Email={email}")).await).is_empty()
}
