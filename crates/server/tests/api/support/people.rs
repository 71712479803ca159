//! People, passes and plans, made and looked at through the API.

use std::sync::Arc;

use http::Method;
use http::header::AUTHORIZATION;
use serde_json::{Value, json};
use vestibule_domain::time::Span;
use vestibule_records::kept::LedgerEntry;
use vestibule_records::{CoworkerTimePass, Record, Row};
use vestibule_server::{App, Settings, doctor, router};
use vestibule_store::ledger::posting;
use vestibule_store::{self as store, Change, Decision, Mint, Query, Reply, Scope, Snapshot, Viewer, Work};

use super::{Answer, TestApp};

pub const EUR: i64 = 3002;
pub const GBP: i64 = 3005;

/// A pass in somebody's hands.
#[derive(Debug, Clone)]
pub struct Pass {
    pub id: i64,
    pub guid: String,
}

/// `base` with the properties of `more` put over it.
pub fn with(mut base: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().into_iter().flatten() {
        base[name] = value.clone();
    }
    base
}

/// An instant that many seconds after another.
pub fn plus(instant: &str, seconds: i64) -> String {
    let later = super::at(instant).plus(Span::micros(seconds * 1_000_000));
    let mut text = Vec::new();
    vestibule_records::write_instant(later, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// The `Records` of a list.
pub fn records(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["Records"].as_array().cloned().unwrap_or_default()
}

/// The text in a value.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// The whole number in a value.
pub fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no whole number"))
}

/// Base64, as Basic has it.
pub fn basic(email: &str, password: &str) -> String {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{email}:{password}"));
    format!("Basic {encoded}")
}

/// What a visit took by an entry: days, minutes, or minor units; below zero where it gave back.
pub fn taken(entry: &LedgerEntry) -> i64 {
    let posting = posting(entry).expect("an entry that moves something");
    let sign = posting.taken_by_visit().map_or(0, i128::signum);
    i64::try_from(sign).expect("a sign") * entry.amount
}

impl TestApp {
    /// The signals that were kept and fit this filter, the latest first.
    pub async fn signals(&self, filter: &str) -> Vec<Value> {
        records(&self.get(&format!("/api/vestibule/signals?size=1000&{filter}")).await)
    }

    /// The same server with other settings.
    pub fn with_settings(mut self, settings: Settings) -> Self {
        let (store, clock) = (self.app.store.clone(), self.app.clock.clone());
        self.app = App::new(store, clock, self.app.entropy.clone(), settings);
        self.router = router(self.app.clone());
        self
    }

    /// The same server, asked with other credentials.
    pub fn signed_in(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    /// Sends a form to the token endpoint.
    pub async fn grant(&self, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let fields = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
        let body = fields.collect::<Vec<_>>().join("&");
        let mut all = vec![("content-type", "application/x-www-form-urlencoded"), ("authorization", "")];
        all.extend(headers);
        self.request(Method::POST, "/api/token", &all, &body).await
    }

    /// A pair of tokens for a user: access and refresh.
    pub async fn login(&self, email: &str, password: &str, headers: &[(&str, &str)]) -> (String, String) {
        let fields = [("grant_type", "password"), ("username", email), ("password", password)];
        let answer = self.grant(&fields, headers).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let text = |name: &str| answer.json()[name].as_str().unwrap_or_default().to_owned();
        (text("access_token"), text("refresh_token"))
    }

    /// A user with access to the API, changed by `more`; answers their id. The password is that of the administrator.
    pub async fn user(&self, email: &str, more: &Value) -> i64 {
        let user = json!({
            "FullName": email, "Email": email, "Password": super::PASSWORD, "APIAccess": true, "IsAdmin": true,
        });
        self.post("/api/sys/users", &with(user, more)).await.id()
    }

    /// Asks as somebody who may do everything, at these locations only.
    pub async fn manager_of(&self, email: &str, locations: &[i64]) -> Self {
        self.user(email, &json!({ "Businesses": locations })).await;
        let (token, _) = self.login(email, super::PASSWORD, &[]).await;
        self.signed_in(&token)
    }

    /// What anybody but a known user gets.
    pub async fn with_authorization(&self, path: &str, value: &str) -> Answer {
        self.request(Method::GET, path, &[(AUTHORIZATION.as_str(), value)], "").await
    }

    /// A customer of these locations, changed by `more`.
    pub async fn customer_with(&self, name: &str, more: &Value) -> i64 {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let customer = json!({
            "FullName": name, "Email": email, "CountryId": 1220, "SimpleTimeZoneId": 2023,
            "Businesses": [self.loft, self.yard],
        });
        self.post("/api/spaces/coworkers", &with(customer, more)).await.id()
    }

    pub async fn customer(&self, name: &str) -> i64 {
        self.customer_with(name, &json!({})).await
    }

    /// A kind of pass: a day pass of the loft, and so of all its network, unless `more` says otherwise.
    pub async fn kind(&self, more: &Value) -> i64 {
        let kind = json!({ "BusinessId": self.loft, "Name": "Day Pass", "Price": 20, "CurrencyId": GBP });
        self.post("/api/billing/timepasses", &with(kind, more)).await.id()
    }

    /// Gives a customer a pass.
    pub async fn give(&self, customer: i64, kind: i64, more: &Value) -> Pass {
        let pass = json!({ "CoworkerId": customer, "BusinessId": self.loft, "TimePassId": kind, "CreateMultiple": 1 });
        let given = self.post("/api/billing/coworkertimepasses", &with(pass, more)).await;
        let guid = given.json()["Value"]["UniqueId"].as_str().unwrap_or_default().to_owned();
        Pass { id: given.id(), guid }
    }

    /// A customer with one pass of a new kind.
    pub async fn holder(&self, name: &str, kind: &Value) -> (i64, Pass) {
        let customer = self.customer(name).await;
        let kind = self.kind(kind).await;
        let pass = self.give(customer, kind, &json!({})).await;
        (customer, pass)
    }

    pub async fn plan(&self, name: &str, more: &Value) -> i64 {
        let plan = json!({ "BusinessId": self.loft, "Name": name, "Price": 100, "CurrencyId": GBP });
        self.post("/api/billing/tariffs", &with(plan, more)).await.id()
    }

    /// Makes a customer a member.
    pub async fn join(&self, customer: i64, plan: i64, more: &Value) -> i64 {
        let contract = json!({
            "IssuedById": self.loft, "CoworkerId": customer, "TariffId": plan, "BillingDay": 1, "Quantity": 1,
        });
        self.post("/api/billing/coworkercontracts", &with(contract, more)).await.id()
    }

    pub async fn set(&self, location: i64, name: &str, value: &str) -> i64 {
        let setting = json!({ "BusinessId": location, "Name": name, "Value": value });
        self.post("/api/sys/businesssettings", &setting).await.id()
    }

    /// Tries to check a customer in at the loft.
    pub async fn check_in(&self, customer: i64, from: &str) -> Answer {
        self.attempt(&json!({ "CoworkerId": customer, "FromTime": from })).await
    }

    /// Tries to check somebody in, at the loft unless the body says otherwise.
    pub async fn attempt(&self, more: &Value) -> Answer {
        self.post("/api/spaces/checkins", &with(json!({ "BusinessId": self.loft }), more)).await
    }

    pub async fn visit(&self, id: i64) -> Value {
        self.get(&format!("/api/spaces/checkins/{id}")).await.json()
    }

    /// All visits of a customer, the latest first.
    pub async fn visits(&self, customer: i64) -> Vec<Value> {
        records(&self.get(&format!("/api/spaces/checkins?size=1000&Checkin_Coworker={customer}")).await)
    }

    /// Sends a visit back as it is, but for `more`.
    pub async fn correct(&self, visit: i64, more: &Value) -> Answer {
        let body = with(self.visit(visit).await, more);
        self.put("/api/spaces/checkins", &body).await
    }

    pub async fn check_out(&self, visit: i64, to: &str) -> Answer {
        self.correct(visit, &json!({ "ToTime": to })).await
    }

    pub async fn pass(&self, id: i64) -> Value {
        self.get(&format!("/api/billing/coworkertimepasses/{id}")).await.json()
    }

    /// All passes of a customer.
    pub async fn passes(&self, customer: i64) -> Vec<Value> {
        let filter = format!("CoworkerTimePass_Coworker={customer}");
        records(&self.get(&format!("/api/billing/coworkertimepasses?size=1000&{filter}")).await)
    }

    /// Runs a command on records of a path such as `spaces/coworkers`.
    pub async fn run(&self, path: &str, key: &str, ids: &[i64], parameters: &Value) -> Answer {
        let body = json!({ "Key": key, "Ids": ids, "Parameters": parameters });
        self.post(&format!("/api/{path}/runcommand"), &body).await
    }

    /// Runs a command without parameters, and sees to it that it was run.
    pub async fn done(&self, path: &str, key: &str, ids: &[i64]) {
        let answer = self.run(path, key, ids, &json!([])).await;
        assert_eq!((answer.status, &answer.json()["WasSuccessful"]), (200, &json!(true)), "{}", answer.text);
    }

    /// Runs a command without parameters that does not apply; answers why.
    pub async fn stopped(&self, path: &str, key: &str, id: i64) -> String {
        let answer = self.run(path, key, &[id], &json!([])).await;
        assert_eq!((answer.status, &answer.json()["WasSuccessful"]), (200, &json!(false)), "{}", answer.text);
        text(&answer.json()["Message"]).to_owned()
    }

    /// All refused attempts.
    pub async fn refusals(&self) -> Vec<Value> {
        records(&self.get("/api/spaces/failedcheckins?size=1000").await)
    }

    /// Every row there is of a record, as it is stored.
    pub async fn rows<T: Record>(&self) -> Vec<Row> {
        self.app.store.list(Query::all(T::schema())).await.expect("rows").rows
    }

    /// Every entry of the ledger, in the order they were made.
    pub async fn entries(&self) -> Vec<LedgerEntry> {
        let rows = self.rows::<LedgerEntry>().await;
        rows.iter().map(|row| LedgerEntry::from_row(row).expect("an entry")).collect()
    }

    /// What a visit took and gave back, in the order it happened.
    pub async fn ledger(&self, visit: i64) -> Vec<i64> {
        let entries = self.entries().await;
        entries.iter().filter(|entry| entry.checkin_id == Some(visit)).map(taken).collect()
    }

    /// What all visits took from a pass, added up.
    pub async fn taken_from(&self, pass: i64) -> i64 {
        let entries = self.entries().await;
        let own = |entry: &&LedgerEntry| entry.checkin_id.is_some() && entry.coworker_time_pass_id == pass;
        entries.iter().filter(own).map(taken).sum()
    }

    /// What the doctor finds, line by line.
    pub async fn differences(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let tally = doctor::examine(&*self.app.store, |finding| lines.push(finding.to_string())).await;
        assert_eq!(tally.expect("a database that can be read").differences, lines.len());
        lines
    }

    /// Puts a pass on an invoice, which no request can.
    pub async fn invoice(&self, pass: i64) {
        let rows = self.rows::<CoworkerTimePass>().await;
        let mut row = rows.into_iter().find(|row| row.id() == pass).expect("a pass");
        row.set("Invoiced", vestibule_records::Value::Bool(true));
        self.write(vec![Change::Update(row)]).await;
    }

    /// Writes rows past the API: what no request can.
    pub async fn write(&self, changes: Vec<Change>) {
        let decide = move |_: &Snapshot, _: &mut Mint<'_>| Decision {
            changes: changes.clone(),
            answer: store::Answer::Ready(Reply { status: 200, body: Vec::new() }),
        };
        let scope = Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups: Vec::new(), visit: None };
        let work = Work { scope, key: None, now: self.app.now(), decide: Arc::new(decide) };
        self.app.store.transact(work).await.expect("written");
    }
}
