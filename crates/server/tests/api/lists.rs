//! Lists: the envelope, pages, sorting and filters.

use serde_json::{Value, json};
use vestibule_records::schema::{Field, Kind, Schema};

use crate::on_both_stores;
use crate::samples::{Samples, all, keys, list, path};
use crate::support::{Answer, TestApp};

const ENTITIES: &str = include_str!("../../../records/fixtures/entities.json");

const PLANS: &str = "/api/billing/tariffs";
const REFUSALS: &str = "/api/spaces/failedcheckins";
const CUSTOMERS: &str = "/api/spaces/coworkers";

/// Text as it stands in a query string.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// One field of every row of a list.
async fn shown(app: &TestApp, asked: &str, field: &str) -> Vec<Value> {
    let answer = app.get(asked).await;
    assert_eq!(answer.status, 200, "{asked}: {}", answer.text);
    let rows = answer.json()["Records"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row[field].clone()).collect()
}

/// Plans with these prices, named after them.
async fn plans(app: &TestApp, prices: &[&str]) {
    for price in prices {
        let name = format!("Plan {price}");
        let body = json!({"BusinessId": app.loft, "Name": name, "Price": price, "CurrencyId": 3005});
        app.post(PLANS, &body).await.id();
    }
}

/// Refusals at these minutes of the morning.
async fn refusals(app: &TestApp, minutes: &[u8]) {
    for minute in minutes {
        let at = format!("2026-09-02T07:{minute:02}:00Z");
        app.post(REFUSALS, &json!({"BusinessId": app.loft, "CheckinAttemptTime": at})).await.id();
    }
}

async fn customer(app: &TestApp, name: &str, more: Value) -> i64 {
    let mut body = json!({
        "FullName": name, "Email": format!("{}@example.com", name.to_lowercase().replace(' ', ".")),
        "CountryId": 1220, "SimpleTimeZoneId": 2023,
    });
    body.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    app.post(CUSTOMERS, &body).await.id()
}

/// That a list was refused, and that the answer names the parameter and the value.
fn assert_names(answer: &Answer, parameter: &str, value: &str) {
    assert_eq!(answer.status, 400, "{parameter}={value}: {}", answer.text);
    let error = &answer.json()["Errors"][0];
    assert_eq!((&error["PropertyName"], &error["AttemptedValue"]), (&json!(parameter), &json!(value)));
    assert!(answer.json()["Message"].as_str().is_some_and(|message| message.starts_with(parameter)));
}

/// Every filter name that is documented for a record and declared here.
fn documented_filters(schema: &Schema) -> Vec<String> {
    let entities: Value = serde_json::from_str(ENTITIES).expect("entities.json is valid");
    let entity = &entities[schema.name];
    let names = ["list_filters", "range_filters"].into_iter().flat_map(|kind| entity[kind].as_array());
    let names = names.flatten().filter_map(Value::as_str).filter(|name| schema.filter(name).is_some());
    names.map(str::to_owned).collect()
}

fn plausible(field: &Field) -> &'static str {
    match field.kind {
        Kind::Integer | Kind::Reference(_) | Kind::Set(_) => "3",
        Kind::Boolean => "true",
        Kind::DateTime => "2026-09-02T08:15",
        Kind::TimeOfDay => "1976-01-01T08:15:00",
        Kind::Guid => "6d0c1f6e-8f0a-4a5e-9c1e-0123456789ab",
        Kind::Number => "12.5",
        Kind::Enum(table) | Kind::EnumName(table) => table.values[0].1,
        Kind::Text | Kind::Nothing => "Ann",
    }
}

on_both_stores! {
    async fn a_list_is_an_envelope_of_thirteen_keys(app: TestApp) {
        for schema in all() {
            let answer = app.get(&list(schema)).await;
            let expected = [
                "Records", "CurrentPageSize", "CurrentPage", "CurrentOrderField", "CurrentSortDirection", "FirstItem",
                "HasNextPage", "HasPreviousPage", "LastItem", "PageNumber", "PageSize", "TotalItems", "TotalPages",
            ];
            assert_eq!(keys(&answer.text), expected, "{}", schema.name);
            assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");
        }
    }
}

on_both_stores! {
    async fn pages_know_where_they_stand(app: TestApp) {
        plans(&app, &["1", "2", "3", "4", "5"]).await;
        for (page, first, last, next, previous) in
            [(1, 1, 2, true, false), (2, 3, 4, true, true), (3, 5, 5, false, true), (4, 0, 0, false, true)]
        {
            let list = app.get(&format!("{PLANS}?page={page}&size=2&orderBy=Name")).await.json();
            let facts = ["CurrentPage", "FirstItem", "LastItem", "HasNextPage", "HasPreviousPage", "TotalPages"];
            let facts = facts.map(|name| list[name].clone());
            assert_eq!(facts, [json!(page), json!(first), json!(last), json!(next), json!(previous), json!(3)]);
            let sizes = ["CurrentPageSize", "PageSize", "PageNumber", "TotalItems"].map(|name| list[name].clone());
            assert_eq!(sizes, [json!(2), json!(2), json!(page), json!(5)]);
        }
    }
}

on_both_stores! {
    async fn pages_follow_each_other_without_gap_or_overlap(app: TestApp) {
        plans(&app, &["3", "1", "2", "5", "4"]).await;
        let mut seen = Vec::new();
        for page in 1..=3 {
            seen.extend(shown(&app, &format!("{PLANS}?page={page}&size=2&orderBy=Price"), "Price").await);
        }
        assert_eq!(seen, [1.0, 2.0, 3.0, 4.0, 5.0].map(|price| json!(price)));
    }
}

on_both_stores! {
    async fn an_empty_list_has_no_pages(app: TestApp) {
        let list = app.get(REFUSALS).await.json();
        assert_eq!(list["Records"], json!([]));
        let facts = ["TotalItems", "TotalPages", "FirstItem", "LastItem"].map(|name| list[name].clone());
        assert_eq!(facts, [json!(0), json!(0), json!(0), json!(0)]);
        assert_eq!((&list["HasNextPage"], &list["HasPreviousPage"]), (&json!(false), &json!(false)));
    }
}

on_both_stores! {
    async fn a_page_has_25_rows_unless_asked_otherwise_and_a_thousand_at_most(app: TestApp) {
        for (asked, size) in [("", 25), ("?size=1", 1), ("?SIZE=1000", 1000), ("?size=5000", 1000), ("?PageSize=7&PageNumber=3", 25)] {
            let list = app.get(&format!("/api/security/roles{asked}")).await.json();
            assert_eq!((&list["PageSize"], &list["CurrentPage"]), (&json!(size), &json!(1)), "{asked}");
            assert_eq!(list["Records"].as_array().map(Vec::len), Some(size.min(5 * all().len())), "{asked}");
        }
    }
}

on_both_stores! {
    async fn pages_and_sizes_out_of_range_are_refused(app: TestApp) {
        for (parameter, values) in [
            ("page", ["0", "-1", "1.5", "", "one", "9223372036854775808", "1000000001"]),
            ("size", ["0", "-1", "1.5", "", "all", "9223372036854775808", "1000001"]),
        ] {
            for value in values {
                assert_names(&app.get(&format!("{PLANS}?{parameter}={value}")).await, parameter, value);
            }
        }
    }
}

on_both_stores! {
    async fn directions_are_accepted_in_every_spelling(app: TestApp) {
        plans(&app, &["2", "10", "1"]).await;
        for (dir, expected) in [
            ("0", [1.0, 2.0, 10.0]), ("asc", [1.0, 2.0, 10.0]), ("Ascending", [1.0, 2.0, 10.0]),
            ("", [1.0, 2.0, 10.0]),
            ("1", [10.0, 2.0, 1.0]), ("-1", [10.0, 2.0, 1.0]), ("DESC", [10.0, 2.0, 1.0]),
            ("descending", [10.0, 2.0, 1.0]),
        ] {
            let asked = format!("{PLANS}?orderBy=Price&dir={dir}");
            assert_eq!(shown(&app, &asked, "Price").await, expected.map(|price| json!(price)), "dir={dir}");
            let direction = i32::from(expected[0] > expected[1]);
            assert_eq!(app.get(&asked).await.json()["CurrentSortDirection"], json!(direction), "dir={dir}");
        }
    }
}

on_both_stores! {
    async fn fields_to_sort_by_are_accepted_in_every_spelling(app: TestApp) {
        for (spelling, field) in [
            ("FromTime", "FromTime"), ("fromtime", "FromTime"), ("Checkin_FromTime", "FromTime"),
            ("checkin.fromTime", "FromTime"), ("Coworker", "CoworkerId"), ("CoworkerId", "CoworkerId"),
            ("CoworkerFullName", "CoworkerFullName"), ("Coworker_FullName", "CoworkerFullName"),
            ("Coworker.FullName", "CoworkerFullName"), ("Checkin_Coworker_FullName", "CoworkerFullName"),
            ("Checkin.Business.Name", "BusinessName"), ("", "FromTime"),
        ] {
            let list = app.get(&format!("/api/spaces/checkins?OrderBy={spelling}")).await;
            assert_eq!((list.status, &list.json()["CurrentOrderField"]), (200, &json!(field)), "{spelling}");
        }
    }
}

on_both_stores! {
    async fn every_column_sorts_up_and_down(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in all() {
            if schema.allows("create") {
                app.post(&path(schema), &samples.most(schema, false).await).await.id();
                samples.create(schema).await;
            }
            for field in schema.on_wire().filter(|field| field.is_sortable()) {
                let asked = format!("{}size=1000&orderBy={}&dir", list(schema), field.name);
                let up = shown(&app, &format!("{asked}=0"), "Id").await;
                let mut down = shown(&app, &format!("{asked}=1"), "Id").await;
                down.reverse();
                assert_eq!(up, down, "{}.{}", schema.name, field.name);
            }
        }
    }
}

on_both_stores! {
    async fn lists_come_in_their_own_order_unless_asked_otherwise(app: TestApp) {
        refusals(&app, &[3]).await;
        app.set_clock("2026-09-02T08:16:00Z");
        refusals(&app, &[1]).await;
        let list = app.get(REFUSALS).await.json();
        assert_eq!((&list["CurrentOrderField"], &list["CurrentSortDirection"]), (&json!("CreatedOn"), &json!(1)));
        assert_eq!(list["Records"][0]["CheckinAttemptTime"], "2026-09-02T07:01:00Z");
    }
}

on_both_stores! {
    async fn a_reference_filters_with_and_without_id(app: TestApp) {
        plans(&app, &["1"]).await;
        let (loft, yard) = (app.loft, app.yard);
        for (filter, found) in [
            (format!("Tariff_Business={loft}"), 1), (format!("Tariff_BusinessId={loft}"), 1),
            (format!("TARIFF_BUSINESS={loft}"), 1), (format!("tariff_business={yard}"), 0),
            ("Tariff_Business_Name=loft".to_owned(), 1), ("Tariff_BusinessName=Loft".to_owned(), 1),
            ("tariff_currency_code=gbp".to_owned(), 1), ("Tariff_Currency_Code=EUR".to_owned(), 0),
        ] {
            assert_eq!(shown(&app, &format!("{PLANS}?{filter}"), "Id").await.len(), found, "{filter}");
        }
    }
}

on_both_stores! {
    async fn names_are_searched_in_any_letter_case_and_script(app: TestApp) {
        customer(&app, "Zoë Özgür", json!({})).await;
        customer(&app, "ΑΝΝΑ Лев", json!({})).await;
        customer(&app, "100% _real_", json!({})).await;
        for (text, found) in [
            ("zoë", 1), ("ZOË ÖZ", 1), ("özgür", 1), ("αννα", 1), ("ЛЕВ", 1), ("%", 1), ("_", 1), ("_real", 1),
            ("0%_", 0), ("\\", 0), ("'", 0), ("e", 1), ("", 3),
        ] {
            let asked = format!("{CUSTOMERS}?Coworker_FullName={}", escaped(text));
            assert_eq!(shown(&app, &asked, "Id").await.len(), found, "{text}");
        }
    }
}

on_both_stores! {
    async fn codes_and_addresses_are_compared_as_a_whole(app: TestApp) {
        customer(&app, "Ann", json!({"AccessCardId": "AB-12"})).await;
        for (filter, found) in [
            ("Coworker_Email=ANN@example.com", 1), ("Coworker_Email=ann", 0),
            ("Coworker_AccessCardID=ab-12", 1),
            ("Coworker_AccessCardId=AB-1", 0), ("Coworker_Email=%25@example.com", 0),
        ] {
            assert_eq!(shown(&app, &format!("{CUSTOMERS}?{filter}"), "Id").await.len(), found, "{filter}");
        }
    }
}

on_both_stores! {
    async fn enums_filter_by_number_and_by_name(app: TestApp) {
        customer(&app, "Firm", json!({"CoworkerType": "Company"})).await;
        customer(&app, "Ann", json!({})).await;
        for value in ["2", "Company", "company"] {
            let names = shown(&app, &format!("{CUSTOMERS}?Coworker_CoworkerType={value}"), "FullName").await;
            assert_eq!(names, [json!("Firm")], "{value}");
        }
    }
}

on_both_stores! {
    async fn collections_filter_by_what_they_hold(app: TestApp) {
        let ann = customer(&app, "Ann", json!({"Businesses": [app.loft]})).await;
        let bob = customer(&app, "Bob", json!({"Businesses": [app.loft, app.yard]})).await;
        let team = json!({"BusinessId": app.loft, "Name": "T", "TeamMembers": [bob]});
        let team = app.post("/api/spaces/teams", &team).await.id();
        for (filter, found) in [
            (format!("Coworker_Businesses={}", app.yard), vec![bob]),
            (format!("Coworker_Businesses={}", app.loft), vec![ann, bob]),
            (format!("coworker_teams={team}"), vec![bob]),
            ("Coworker_Teams=1".to_owned(), vec![]),
            ("Coworker_Teams=null".to_owned(), vec![ann]),
        ] {
            assert_eq!(shown(&app, &format!("{CUSTOMERS}?{filter}"), "Id").await, found, "{filter}");
        }
    }
}

on_both_stores! {
    async fn ranges_of_dates_include_their_ends(app: TestApp) {
        refusals(&app, &[10, 20, 30]).await;
        let name = "FailedCheckin_CheckinAttemptTime";
        for (filter, found) in [
            (format!("from_{name}=2026-09-02T07:20"), 2),
            (format!("to_{name}=2026-09-02T07:20:00Z"), 2),
            (format!("FROM_{name}=2026-09-02T07:20:00.000001Z"), 1),
            (format!("from_{name}=2026-09-02T09:20:00%2B02:00&to_{name}=2026-09-02T07:20"), 1),
            (format!("from_{name}=2026-09-03&to_{name}=2026-09-02"), 0),
            ("from_FailedCheckin_CreatedOn=2026-09-02T08:15:00Z".to_owned(), 3),
            (format!("{name}=2026-09-02%2007:20"), 1),
        ] {
            assert_eq!(shown(&app, &format!("{REFUSALS}?{filter}"), "Id").await.len(), found, "{filter}");
        }
    }
}

on_both_stores! {
    async fn ranges_of_numbers_include_their_ends(app: TestApp) {
        plans(&app, &["9.99", "10", "10.0001"]).await;
        for (filter, found) in [
            ("from_Tariff_Price=10", 2), ("to_Tariff_Price=10.00", 2),
            ("from_Tariff_Price=10&to_Tariff_Price=1e1", 1),
            ("from_tariff_price=-5&to_tariff_price=9.9899", 0), ("from_Tariff_InvoiceEvery=1", 3),
            ("to_Tariff_InvoiceEvery=0", 0), ("Tariff_Price=10", 1),
        ] {
            assert_eq!(shown(&app, &format!("{PLANS}?{filter}"), "Id").await.len(), found, "{filter}");
        }
    }
}

on_both_stores! {
    async fn null_asks_for_what_is_empty(app: TestApp) {
        customer(&app, "Ann", json!({"MobilePhone": "1"})).await;
        customer(&app, "Bob", json!({})).await;
        for value in ["null", "NULL"] {
            let names = shown(&app, &format!("{CUSTOMERS}?Coworker_MobilePhone={value}"), "FullName").await;
            assert_eq!(names, [json!("Bob")], "{value}");
        }
        assert_eq!(shown(&app, &format!("{CUSTOMERS}?Coworker_UserFullName=null"), "Id").await.len(), 2);
    }
}

on_both_stores! {
    async fn open_visits_and_used_passes_have_names_of_their_own(app: TestApp) {
        let samples = Samples::of(&app).await;
        let (customer, _) = samples.holder().await;
        let visit = json!({"BusinessId": app.loft, "CoworkerId": customer, "FromTime": "2026-09-02T08:00:00Z"});
        let visit = app.post("/api/spaces/checkins", &visit).await.id();
        let (from, to) = ("2026-09-01T08:00:00Z", "2026-09-01T09:00:00Z");
        let closed = json!({"BusinessId": app.loft, "FromTime": from, "ToTime": to});
        let closed = app.post("/api/spaces/checkins", &closed).await.id();
        for (open, expected) in [("true", visit), ("1", visit), ("False", closed)] {
            let found = shown(&app, &format!("/api/spaces/checkins?Checkin_IsOpen={open}"), "Id").await;
            assert_eq!(found, [json!(expected)], "{open}");
        }
        let passes = "/api/billing/coworkertimepasses?CoworkerTimePass_IsUsed";
        assert_eq!(shown(&app, &format!("{passes}=true"), "CoworkerId").await, [json!(customer)]);
        // Three were issued together.
        assert_eq!(shown(&app, &format!("{passes}=false"), "CoworkerId").await, [json!(customer), json!(customer)]);
    }
}

on_both_stores! {
    async fn several_conditions_must_all_hold(app: TestApp) {
        customer(&app, "Ann Lee", json!({"CityName": "Leeds"})).await;
        customer(&app, "Ann Day", json!({"CityName": "York"})).await;
        customer(&app, "Bob Lee", json!({"CityName": "Leeds"})).await;
        let filters = format!("Coworker_FullName=ann&Coworker_CityName=LEEDS&Coworker_Businesses={}", app.loft);
        let asked = format!("{CUSTOMERS}?{filters}&from_Coworker_CreatedOn=2026-09-02&orderBy=FullName");
        assert_eq!(shown(&app, &asked, "FullName").await, [json!("Ann Lee")]);
    }
}

on_both_stores! {
    async fn ids_filter_as_one_as_several_and_as_guid(app: TestApp) {
        let ann = customer(&app, "Ann", json!({"SystemId": "erp-1"})).await;
        let bob = customer(&app, "Bob", json!({})).await;
        let guid = app.get(&format!("{CUSTOMERS}/{bob}")).await.json()["UniqueId"].clone();
        let guid = guid.as_str().expect("a guid").to_uppercase();
        for (filter, found) in [
            (format!("Id={ann}"), vec![ann]),
            (format!("Coworker_Id={bob}&page=1&size=5"), vec![bob]),
            (format!("Coworker_Id=[{ann},{bob}]"), vec![ann, bob]),
            ("Coworker_Id=[]".to_owned(), vec![]),
            (format!("UniqueId={guid}"), vec![bob]),
            ("Coworker_SystemId=ERP-1".to_owned(), vec![ann]),
        ] {
            assert_eq!(shown(&app, &format!("{CUSTOMERS}?{filter}"), "Id").await, found, "{filter}");
        }
    }
}

on_both_stores! {
    async fn unknown_parameters_are_ignored(app: TestApp) {
        plans(&app, &["1", "2"]).await;
        for parameter in
            ["t=1", "status=x", "UpdatedSince=never", "Coworker_FullName=x", "Tariff_Nothing=1", "&&", "=", "%"]
        {
            assert_eq!(shown(&app, &format!("{PLANS}?{parameter}"), "Id").await.len(), 2, "{parameter}");
        }
    }
}

on_both_stores! {
    async fn every_documented_filter_takes_a_plausible_value(app: TestApp) {
        // Nobody else documents what is ours.
        for schema in all().into_iter().filter(|schema| schema.module != "vestibule") {
            let filters = documented_filters(schema);
            assert!(filters.len() > 5, "{} has filters", schema.name);
            for name in filters {
                let target = schema.filter(&name).expect("declared");
                let asked = format!("{}{name}={}", list(schema), plausible(&schema.fields[target.field]));
                let answer = app.get(&asked).await;
                assert_eq!(answer.status, 200, "{asked}: {}", answer.text);
            }
        }
    }
}

on_both_stores! {
    async fn lines_are_listed_by_their_invoice_and_not_otherwise(app: TestApp) {
        let samples = Samples::of(&app).await;
        let (invoice, line) = (samples.id("CoworkerInvoice"), samples.id("CoworkerInvoiceLine"));
        let lines = "/api/billing/coworkerinvoicelines";
        for asked in ["", "?page=1", "?CoworkerInvoiceLine_Quantity=1", "?id=[1]", "?from_CoworkerInvoiceLine_CoworkerInvoice=1"] {
            let answer = app.get(&format!("{lines}{asked}")).await;
            let message = "Missing required filter: CoworkerInvoiceLine_CoworkerInvoice";
            assert_eq!((answer.status, &answer.json()["Message"]), (400, &json!(message)), "{asked}");
        }
        for name in ["CoworkerInvoiceLine_CoworkerInvoice", "coworkerinvoiceline_coworkerinvoiceid"] {
            assert_eq!(shown(&app, &format!("{lines}?{name}={invoice}"), "Id").await, [line]);
            assert_eq!(shown(&app, &format!("{lines}?{name}={line}"), "Id").await, [0; 0]);
        }
    }
}

on_both_stores! {
    async fn nonsense_in_a_filter_names_the_parameter_and_the_value(app: TestApp) {
        for schema in all() {
            for name in documented_filters(schema) {
                let target = schema.filter(&name).expect("declared");
                let is_text = matches!(schema.fields[target.field].kind, Kind::Text);
                for value in ["nonsense", "[1", "9223372036854775808x"].into_iter().filter(|_| !is_text) {
                    let asked = format!("{}{name}={value}", list(schema));
                    assert_names(&app.get(&asked).await, &name, value);
                }
            }
        }
    }
}

on_both_stores! {
    async fn nonsense_about_order_names_the_parameter_and_the_value(app: TestApp) {
        for (parameter, value) in [
            ("orderBy", "Nothing"), ("orderby", "IsNew"), ("OrderBy", "Price; DROP TABLE tariffs"),
            ("orderBy", "ToStringText"), ("dir", "2"), ("DIR", "sideways"), ("orderBy", "Ü"),
        ] {
            let asked = format!("{PLANS}?{parameter}={}", escaped(value));
            assert_names(&app.get(&asked).await, parameter, value);
        }
    }
}

on_both_stores! {
    async fn every_wrong_parameter_is_named_at_once(app: TestApp) {
        let answer = app.get(&format!("{PLANS}?page=0&Tariff_Price=cheap&dir=up&size=2")).await.json();
        let errors = answer["Errors"].as_array().expect("errors");
        let named: Vec<_> = errors.iter().map(|error| &error["PropertyName"]).collect();
        assert_eq!(named, ["page", "Tariff_Price", "dir"]);
    }
}

on_both_stores! {
    async fn a_batch_of_nonsense_is_refused(app: TestApp) {
        for value in ["[x]", "[1,x]", "[1;2]", "[1.5]", "[9223372036854775808]", "[[1]]"] {
            assert_names(&app.get(&format!("{PLANS}?id={}", escaped(value))).await, "id", value);
        }
        let many = vec!["1"; 1001].join(",");
        assert_eq!(app.get(&format!("{PLANS}?id=[{many}]")).await.status, 400);
    }
}
