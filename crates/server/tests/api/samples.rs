//! Bodies for every record: the least that a create takes, and everything that may be written.
#![allow(unreachable_pub, reason = "a kit for tests, not an interface")]

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::value::RawValue;
use serde_json::{Value, json};
use vestibule_records::schema::{Field, Kind, Role, Schema};
use vestibule_records::{
    Base, CoworkerInvoice, CoworkerInvoiceLine, FieldRole, Id, Record as _, Signal, declared,
};
use vestibule_store::Change;

use crate::support::{ADMIN, TestApp};

/// The invoice there is to look at.
const INVOICE: i64 = 1_000_000;

/// The signal there is to look at.
const SIGNAL: i64 = 2_000_000;

/// Records that others refer to, first those that need no other.
const REFERRED_TO: [&str; 11] = [
    "UserRole",
    "User",
    "Coworker",
    "Tariff",
    "Team",
    "TimePass",
    "Sensor",
    "FloorPlanDesk",
    "AutomationTile",
    "Booking",
    "Visitor",
];

/// Every declared record.
pub fn all() -> Vec<&'static Schema> {
    declared::served().into_iter().map(|schema| schema()).collect()
}

/// The records that offer an operation.
pub fn offering(operation: &str) -> Vec<&'static Schema> {
    all().into_iter().filter(|schema| schema.allows(operation)).collect()
}

/// `/api/spaces/checkins`
pub fn path(schema: &Schema) -> String {
    format!("/api/{}/{}", schema.module, schema.path)
}

/// Where a record is listed, ready for more parameters: with the filter it needs, if it needs one.
pub fn list(schema: &Schema) -> String {
    let needed = schema.list_needs.map(|filter| format!("{filter}={INVOICE}&"));
    format!("{}?{}", path(schema), needed.unwrap_or_default())
}

/// The members of a JSON object in the order they were sent, each as it was sent.
pub fn members(json: &str) -> Vec<(String, &str)> {
    let members: BTreeMap<String, &RawValue> =
        serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    let mut members: Vec<_> = members.into_iter().map(|(name, raw)| (name, raw.get())).collect();
    members.sort_by_key(|(_, raw)| raw.as_ptr() as usize);
    members
}

/// The keys of a JSON object in the order they were sent.
pub fn keys(json: &str) -> Vec<String> {
    members(json).into_iter().map(|(name, _)| name).collect()
}

/// One member of a JSON object, as it was sent.
pub fn member<'a>(json: &'a str, name: &str) -> &'a str {
    let found = members(json).into_iter().find(|(known, _)| known == name);
    found.unwrap_or_else(|| panic!("no {name} in {json}")).1
}

/// The keys of a record, as declared.
pub fn declared_keys(schema: &Schema) -> Vec<String> {
    schema.on_wire().map(|field| field.name.to_owned()).collect()
}

/// Fields of the record's own that a body may set.
pub fn writable(schema: &'static Schema) -> impl Iterator<Item = &'static Field> {
    let written = |field: &&Field| matches!(field.role, Role::Stored | Role::Set(_)) && !field.read_only;
    schema.fields.iter().filter(written)
}

/// What records can refer to, and bodies that do.
pub struct Samples {
    app: TestApp,
    known: HashMap<&'static str, i64>,
    serial: AtomicUsize,
}

impl Samples {
    pub async fn of(app: &TestApp) -> Self {
        let known = HashMap::from([
            ("Country", 1220),
            ("Currency", 3005),
            ("SimpleTimeZone", 2023),
            ("Business", app.loft),
        ]);
        let mut samples = Self { app: app.clone(), known, serial: AtomicUsize::new(1) };
        let roles = app.get("/api/security/roles?size=1").await.json();
        samples.known.insert("Role", roles["Records"][0]["Id"].as_i64().expect("a role"));
        for name in REFERRED_TO {
            let schema = all().into_iter().find(|schema| schema.name == name).expect("a record");
            let id = samples.create(schema).await;
            samples.known.insert(schema.name, id);
        }
        samples.bill().await;
        samples.tell().await;
        samples
    }

    /// A signal: none is made by a request to its path.
    async fn tell(&mut self) {
        let base = Base { id: SIGNAL, updated_by: Some(ADMIN.to_owned()), ..Base::default() };
        let signal = Signal { business_id: Id::new(self.id("Business")), base, ..Signal::default() };
        self.app.write(vec![Change::Insert(signal.into_row())]).await;
        self.known.insert("Signal", SIGNAL);
    }

    /// An invoice with one line: no request makes one by itself.
    async fn bill(&mut self) {
        let line = INVOICE + 1;
        let base = |id| Base { id, updated_by: Some(ADMIN.to_owned()), ..Base::default() };
        let bill = CoworkerInvoice {
            coworker_id: Id::new(self.id("Coworker")),
            business_id: Id::new(self.id("Business")),
            currency_id: Id::new(self.id("Currency")),
            invoice_number: Some("1".to_owned()),
            base: base(INVOICE),
            ..CoworkerInvoice::default()
        };
        let item = CoworkerInvoiceLine {
            coworker_invoice_id: Id::new(INVOICE),
            base: base(line),
            ..CoworkerInvoiceLine::default()
        };
        self.app.write(vec![Change::Insert(bill.into_row()), Change::Insert(item.into_row())]).await;
        self.known.extend([("CoworkerInvoice", INVOICE), ("CoworkerInvoiceLine", line)]);
    }

    /// The id of a record of this name that others can refer to.
    pub fn id(&self, name: &str) -> i64 {
        *self.known.get(name).unwrap_or_else(|| panic!("nothing refers to {name}"))
    }

    /// Creates a record from the fields that it requires.
    pub async fn create(&self, schema: &'static Schema) -> i64 {
        self.app.post(&path(schema), &self.least(schema)).await.id()
    }

    /// A record to read or change: a new one, or one that is always there.
    pub async fn some(&self, schema: &'static Schema) -> i64 {
        match schema.name {
            _ if schema.allows("create") => self.create(schema).await,
            "Business" => self.app.yard,
            name => self.id(name),
        }
    }

    /// The fields that are required.
    pub fn least(&self, schema: &'static Schema) -> Value {
        self.body(schema, writable(schema).filter(|field| field.required))
    }

    /// Every field that may be written; a check-in comes with a customer and a pass of their own.
    pub async fn most(&self, schema: &'static Schema, update: bool) -> Value {
        let taken = |field: &&Field| if update { !field.create_only } else { !field.update_only };
        let mut body = self.body(schema, writable(schema).filter(taken));
        if schema.name == "Checkin" {
            let (customer, pass) = self.holder().await;
            (body["CoworkerId"], body["CoworkerTimePassGuid"]) = (json!(customer), json!(pass));
        }
        body
    }

    /// A new customer and the `UniqueId` of the pass they hold, which opens the door at all hours.
    pub async fn holder(&self) -> (i64, String) {
        let customer = self.app.post("/api/spaces/coworkers", &self.body_of("Coworker")).await.id();
        let kind = self.app.post("/api/billing/timepasses", &self.body_of("TimePass")).await.id();
        let mut pass = self.body_of("CoworkerTimePass");
        (pass["CoworkerId"], pass["TimePassId"]) = (json!(customer), json!(kind));
        let pass = self.app.post("/api/billing/coworkertimepasses", &pass).await.json();
        (customer, pass["Value"]["UniqueId"].as_str().expect("a pass").to_owned())
    }

    fn body_of(&self, name: &str) -> Value {
        self.least(all().into_iter().find(|schema| schema.name == name).expect("a record"))
    }

    fn body(&self, schema: &Schema, fields: impl Iterator<Item = &'static Field>) -> Value {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        fields.map(|field| (field.name.to_owned(), self.value(schema, field, serial))).collect()
    }

    /// A value that the field takes and that is not its default.
    fn value(&self, schema: &Schema, field: &Field, serial: usize) -> Value {
        match (schema.name, field.name) {
            (_, "Email" | "WebAddress") => json!(format!("n{serial}@example.com")),
            ("Checkin", "FromTime") | (_, "CheckinAttemptTime") => json!("2026-09-02T07:00:00Z"),
            ("Checkin", "ToTime") => json!("2026-09-02T08:00:00.5Z"),
            ("TimePassTimeSlot" | "BusinessTimeSlot", "ToTime") => json!("1976-01-01T17:00:00Z"),
            ("Booking", "ToTime") => json!("2026-09-01T10:30:00.5Z"),
            (_, "TileNumber") => json!(format!("6d0c1f6e-8f0a-4a5e-9c1e-{serial:012}")),
            ("AccessToken", "ValidTo") => json!("2026-09-01T10:30:00.5Z"),
            ("AccessToken", "MacAddress") => json!("aa:bb:cc:dd:ee:01,aa:bb:cc:dd:ee:02"),
            ("SimpleTimeZone", "NameIana") => json!("Europe/Paris"),
            ("CoworkerInvoice", "InvoiceNumber") => json!("1"),
            (_, "ProductId") => json!(serial),
            (_, "OnlyForContacts" | "Free" | "CheckInNow") => json!(false),
            (_, "URL") => json!(format!("https://door.example/hook?n={serial}")),
            (_, "Password") => json!("a long enough password"),
            _ => self.value_of_kind(field, serial),
        }
    }

    fn value_of_kind(&self, field: &Field, serial: usize) -> Value {
        match field.kind {
            Kind::Integer => json!(3),
            Kind::Boolean => json!(field.default != vestibule_records::Value::Bool(true)),
            Kind::Text => json!(format!("{} “ü” \\ {serial}", field.name)),
            Kind::DateTime => json!("2026-09-01T10:30:00.25Z"),
            Kind::TimeOfDay => json!("1976-01-01T09:00:00Z"),
            Kind::Guid => json!("6d0c1f6e-8f0a-4a5e-9c1e-0123456789ab"),
            Kind::Number => json!(12.5),
            Kind::Enum(table) | Kind::EnumName(table) => json!(table.values.last().expect("a value").0),
            Kind::Reference(target) => json!(self.id(target().name)),
            Kind::Set(target) => json!([self.id(target().name)]),
            Kind::Nothing => Value::Null,
        }
    }
}

/// What an update resets a field to when the body leaves it out, as it is shown.
pub fn reset(field: &Field) -> Value {
    assert!(matches!(field.role, FieldRole::Stored), "{} is a column", field.name);
    match (&field.default, field.kind) {
        (vestibule_records::Value::Int(number), Kind::Number) => json!(*number as f64 / 10_000.0),
        (vestibule_records::Value::Int(number), _) => json!(number),
        (vestibule_records::Value::Bool(truth), _) => json!(truth),
        (vestibule_records::Value::Text(text), _) => json!(text),
        _ => Value::Null,
    }
}
