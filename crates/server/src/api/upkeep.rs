//! What single records need beside the conventions: defaults that depend on others, values that must agree,
//! passwords that become hashes.

use std::collections::HashSet;

use vestibule_domain::time::{Instant, TimeOfDay, Zone};
use vestibule_records::{
    Business, BusinessSetting, Checkin, Coworker, CoworkerContract, CoworkerTimePass, Decimal, Draft,
    FailedCheckin, FieldError, Filter, Record, Role, Row, Schema, SimpleTimeZone, Test, TimePass,
    TimePassTimeSlot, User, UserRole, Value,
};
use vestibule_store::{Lookup, Mint, Query, Snapshot, Viewer};

use super::envelope;
use super::failure::Failure;
use crate::app::App;
use crate::auth::{Caller, Rights};

/// Passes issued at once at most (`domain.md 2.8`).
const MOST_PASSES: i64 = 500;
/// How far ahead of now an attempt may lie, in microseconds.
const MOST_AHEAD: i64 = 5 * 60 * 1_000_000;

/// What had to be worked out before the decision, which may not wait.
#[derive(Debug, Clone, Default)]
pub(super) struct Extra {
    /// The hash of a password that came along.
    pub(super) password_hash: Option<String>,
    /// What the caller may hand on; `None` for everything.
    pub(super) grants: Option<Grants>,
}

/// What a caller with roles may hand on: no more than they have.
#[derive(Debug, Clone, Default)]
pub(super) struct Grants {
    roles: HashSet<String>,
    bundles: Vec<i64>,
}

/// Works out what takes time.
pub(super) async fn prepare(app: &App, caller: &Caller, draft: &Draft) -> Result<Extra, Failure> {
    let mut extra = Extra::default();
    if let Rights::Roles(roles) = &caller.rights {
        extra.grants = Some(Grants {
            roles: roles.clone(),
            bundles: caller.bundles.clone(),
        });
    }
    if is::<User>(draft.row.schema) {
        let sent = draft
            .helper("NewPassword")
            .or_else(|| draft.helper("Password"))
            .and_then(Value::text);
        if let Some(password) = sent.filter(|password| !password.is_empty()) {
            extra.password_hash = Some(app.passwords.hash(password.to_owned()).await?);
        }
    }
    Ok(extra)
}

/// Rows to look at beside those of unique fields.
pub(super) fn lookups(draft: &Draft) -> Vec<Lookup> {
    let schema = draft.row.schema;
    if !is::<BusinessSetting>(schema) {
        return Vec::new();
    }
    let at = |name: &str| schema.position(name).unwrap_or_default();
    let same = |name: &str| Filter {
        field: at(name),
        test: Test::Is(draft.row.get(name).clone()),
    };
    let key = Filter {
        field: at("Name"),
        test: Test::Same(draft.row.get("Name").text().unwrap_or_default().to_owned()),
    };
    vec![Lookup {
        schema,
        filters: vec![same("BusinessId"), key],
    }]
}

/// How many rows a create makes.
pub(super) fn copies(row: &Row) -> i64 {
    if is::<CoworkerTimePass>(row.schema) {
        row.get("CreateMultiple").int().unwrap_or(1)
    } else {
        1
    }
}

/// Completes a new row.
///
/// # Errors
/// With what does not agree.
pub(super) fn create(
    row: &mut Row,
    snapshot: &Snapshot,
    viewer: &Viewer,
    extra: &Extra,
    now: Instant,
    mint: &mut Mint<'_>,
) -> Result<(), Vec<FieldError>> {
    if is::<Coworker>(row.schema) {
        new_coworker(row, snapshot, viewer, now, mint)?;
    } else if is::<CoworkerTimePass>(row.schema) {
        new_pass(row, snapshot)?;
    } else if is::<CoworkerContract>(row.schema) {
        new_contract(row, now);
    } else if is::<User>(row.schema) {
        at_a_location(row.get("Businesses").ids(), viewer)?;
    }
    agree(row, None, snapshot, extra, now)
}

/// Completes a changed row.
///
/// # Errors
/// With what does not agree.
pub(super) fn update(
    row: &mut Row,
    before: &Row,
    snapshot: &Snapshot,
    viewer: &Viewer,
    extra: &Extra,
    now: Instant,
) -> Result<(), Vec<FieldError>> {
    if is::<CoworkerTimePass>(row.schema) {
        changed_pass(row, before, snapshot, now)?;
    } else if is::<Coworker>(row.schema) && row.get("InvoicingBusinessId").is_null() {
        let home = home(snapshot, viewer, before.get("Businesses").ids());
        row.set(
            "InvoicingBusinessId",
            home.map_or_else(|| before.get("InvoicingBusinessId").clone(), Value::Int),
        );
    } else if is::<User>(row.schema) && !row.get("Businesses").is_null() {
        at_a_location(row.get("Businesses").ids(), viewer)?;
    }
    agree(row, Some(before), snapshot, extra, now)
}

/// A user of no location may see the whole network: only who sees it all makes such a one.
fn at_a_location(businesses: &[i64], viewer: &Viewer) -> Result<(), Vec<FieldError>> {
    if businesses.is_empty() && *viewer != Viewer::Everything {
        return Err(vec![FieldError::missing("Businesses")]);
    }
    Ok(())
}

/// What must hold of a row however it came about.
fn agree(
    row: &mut Row,
    before: Option<&Row>,
    snapshot: &Snapshot,
    extra: &Extra,
    now: Instant,
) -> Result<(), Vec<FieldError>> {
    let schema = row.schema;
    let mut errors = not_negative(row);
    if is::<User>(schema) {
        keep_password(row, before, extra, now);
        errors.extend(too_much_for_user(row, before, extra));
    } else if is::<UserRole>(schema) {
        errors.extend(too_much_for_bundle(row, before, snapshot, extra));
    } else if is::<TimePass>(schema) {
        if row.get("OnlyForContacts").bool() == Some(true) && row.get("OnlyForMembers").bool() == Some(true) {
            errors.push(FieldError::new(
                "OnlyForMembers",
                "excludes OnlyForContacts",
                "true",
            ));
        }
    } else if is::<TimePassTimeSlot>(schema) {
        errors.extend(slot_error(row));
    } else if is::<SimpleTimeZone>(schema) {
        errors.extend(unknown_zone(row));
    } else if is::<BusinessSetting>(schema) {
        errors.extend(setting_errors(row, before, snapshot));
    } else if is::<FailedCheckin>(schema) {
        errors.extend(too_far_ahead(row, now));
    } else if is::<Business>(schema) && row.get("RootLocationId").int() == Some(row.id()) {
        let id = row.id();
        errors.push(FieldError::new(
            "RootLocation",
            "a location cannot be above itself",
            id.to_string(),
        ));
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Amounts, counts and minutes that make no sense below zero.
fn not_negative(row: &Row) -> Vec<FieldError> {
    const NAMES: [&str; 8] = [
        "Price",
        "MinutesIncluded",
        "PassesIncluded",
        "Quantity",
        "DiscountTimePasses",
        "CheckinWeekLimit",
        "CheckinMonthLimit",
        "CheckinPricePlanLimit",
    ];
    let wrong = |name: &&str| row.get(name).int().is_some_and(|number| number < 0);
    let error = |name: &str| {
        let number = row.get(name).int().unwrap_or_default();
        let shown = match name {
            "Price" | "DiscountTimePasses" => Decimal::from_ten_thousandths(number).to_string(),
            _ => number.to_string(),
        };
        FieldError::new(name, format!("{shown} is less than zero"), shown)
    };
    NAMES.into_iter().filter(wrong).map(error).collect()
}

fn new_coworker(
    row: &mut Row,
    snapshot: &Snapshot,
    viewer: &Viewer,
    now: Instant,
    mint: &mut Mint<'_>,
) -> Result<(), Vec<FieldError>> {
    let home = row
        .get("InvoicingBusinessId")
        .int()
        .or_else(|| home(snapshot, viewer, row.get("Businesses").ids()));
    if let Some(home) = home {
        row.set("InvoicingBusinessId", Value::Int(home));
        if row.get("Businesses").ids().is_empty() {
            row.set("Businesses", Value::Ids(vec![home]));
        }
        let wants_pin = snapshot.catalogue.setting(home, "Security.AutoGeneratePincode");
        if row.get("AccessPincode").is_null()
            && wants_pin.is_some_and(|value| value.eq_ignore_ascii_case("true"))
        {
            row.set("AccessPincode", Value::Text(pin(mint)));
        }
    }
    if row.get("RegistrationDate").is_null() {
        row.set("RegistrationDate", Value::Int(now.micros()));
    }
    Ok(())
}

/// Five digits (`domain.md 6.3`).
fn pin(mint: &mut Mint<'_>) -> String {
    let mut bytes = [0_u8; 8];
    mint.secret(&mut bytes);
    format!("{:05}", u64::from_ne_bytes(bytes) % 100_000)
}

/// The location a customer is billed by unless another is named.
fn home(snapshot: &Snapshot, viewer: &Viewer, businesses: &[i64]) -> Option<i64> {
    match (businesses.first(), viewer) {
        (Some(first), _) => Some(*first),
        (None, Viewer::Locations(visible)) => visible.first().copied(),
        (None, Viewer::Everything) => snapshot.catalogue.first_location(),
    }
}

fn new_pass(row: &mut Row, snapshot: &Snapshot) -> Result<(), Vec<FieldError>> {
    let count = row.get("CreateMultiple").int().unwrap_or(1);
    if !(1..=MOST_PASSES).contains(&count) {
        let message = format!("{count} is not between 1 and {MOST_PASSES}");
        return Err(vec![FieldError::new(
            "CreateMultiple",
            message,
            count.to_string(),
        )]);
    }
    row.set("Used", Value::Bool(false));
    row.set("UsedDate", Value::Null);
    fill_pass(row, snapshot);
    Ok(())
}

/// What the definition of a pass says about an issued one: its price unless another is given, its minutes.
fn fill_pass(row: &mut Row, snapshot: &Snapshot) {
    let definition = row
        .get("TimePassId")
        .int()
        .and_then(|id| snapshot.row(TimePass::schema(), id));
    let minutes = definition.map_or(Value::Null, |definition| {
        definition.get("MinutesIncluded").clone()
    });
    row.set("RemainingUses", minutes.clone());
    row.set("TotalUses", minutes);
    fill_price(row, definition);
}

fn fill_price(row: &mut Row, definition: Option<&Row>) {
    if row.get("Free").bool() == Some(true) {
        row.set("Price", Value::Int(0));
    } else if row.get("Price").is_null() {
        row.set(
            "Price",
            definition.map_or(Value::Null, |definition| definition.get("Price").clone()),
        );
    }
}

fn changed_pass(
    row: &mut Row,
    before: &Row,
    snapshot: &Snapshot,
    now: Instant,
) -> Result<(), Vec<FieldError>> {
    if row.get("CoworkerId") != before.get("CoworkerId") {
        let id = row.get("CoworkerId").int().unwrap_or_default();
        return Err(vec![FieldError::new(
            "Coworker",
            "a pass stays with its holder",
            id.to_string(),
        )]);
    }
    if row.get("TimePassId") != before.get("TimePassId") {
        fill_pass(row, snapshot);
    } else {
        let definition = row
            .get("TimePassId")
            .int()
            .and_then(|id| snapshot.row(TimePass::schema(), id));
        fill_price(row, definition);
    }
    match (row.get("Used").bool(), row.get("UsedDate").is_null()) {
        (Some(true), true) => row.set("UsedDate", Value::Int(now.micros())),
        (Some(false), _) => row.set("UsedDate", Value::Null),
        _ => {}
    }
    Ok(())
}

fn new_contract(row: &mut Row, now: Instant) {
    if row.get("StartDate").is_null() {
        row.set("StartDate", Value::Int(now.micros()));
    }
    row.set("Active", Value::Bool(true));
}

fn keep_password(row: &mut Row, before: Option<&Row>, extra: &Extra, now: Instant) {
    let kept = |name: &str| before.map_or(Value::Null, |before| before.get(name).clone());
    let (hash, changed_on) = match &extra.password_hash {
        Some(hash) => (Value::Text(hash.clone()), Value::Int(now.micros())),
        None => (kept("PasswordHash"), kept("PasswordChangedOn")),
    };
    row.set("PasswordHash", hash);
    row.set("PasswordChangedOn", changed_on);
}

/// Nobody hands on more than they have: not the rights of an unrestricted administrator, not another's bundle.
fn too_much_for_user(row: &Row, before: Option<&Row>, extra: &Extra) -> Option<FieldError> {
    let grants = extra.grants.as_ref()?;
    let held = before.map_or(&[][..], |before| before.get("UserRoles").ids());
    let bundles = if row.get("UserRoles").is_null() {
        held
    } else {
        row.get("UserRoles").ids()
    };
    let foreign = bundles
        .iter()
        .find(|id| !held.contains(id) && !grants.bundles.contains(id));
    if let Some(id) = foreign {
        let message = format!("you do not hold the roles of UserRole {id} yourself");
        return Some(FieldError::new("UserRoles", message, id.to_string()));
    }
    let unrestricted =
        |row: &Row, bundles: &[i64]| row.get("IsAdmin").bool() == Some(true) && bundles.is_empty();
    let was = before.is_some_and(|before| unrestricted(before, held));
    (unrestricted(row, bundles) && !was).then(|| {
        FieldError::new(
            "IsAdmin",
            "only an unrestricted administrator can make another: add UserRoles",
            "true",
        )
    })
}

fn too_much_for_bundle(
    row: &Row,
    before: Option<&Row>,
    snapshot: &Snapshot,
    extra: &Extra,
) -> Option<FieldError> {
    let grants = extra.grants.as_ref()?;
    let held = before.map_or(&[][..], |before| before.get("Roles").ids());
    let name = |id: i64| {
        snapshot
            .row(Role::schema(), id)
            .and_then(|role| role.get("Name").text())
            .unwrap_or_default()
    };
    let mut added = row.get("Roles").ids().iter().filter(|id| !held.contains(id));
    let foreign = added.find(|id| !grants.roles.contains(&name(**id).to_ascii_lowercase()))?;
    let message = format!("you do not hold the role '{}' yourself", name(*foreign));
    Some(FieldError::new("Roles", message, foreign.to_string()))
}

/// A slot ends after it begins; midnight is the end of the day.
fn slot_error(row: &Row) -> Option<FieldError> {
    let (from, to) = (row.get("FromTime").int()?, row.get("ToTime").int()?);
    let wrong = to != TimeOfDay::MIDNIGHT.micros() && to <= from;
    wrong.then(|| {
        let shown = TimeOfDay::from_micros(to)
            .map(|time| time.to_string())
            .unwrap_or_default();
        FieldError::new("ToTime", "is not after FromTime", envelope::quoted(&shown))
    })
}

fn unknown_zone(row: &Row) -> Option<FieldError> {
    let name = row.get("NameIana").text()?;
    Zone::named(name).is_none().then(|| {
        FieldError::new(
            "NameIana",
            format!("'{name}' is not a time zone"),
            envelope::quoted(name),
        )
    })
}

fn too_far_ahead(row: &Row, now: Instant) -> Option<FieldError> {
    let at = row.get("CheckinAttemptTime").int()?;
    (at > now.micros().saturating_add(MOST_AHEAD)).then(|| {
        let mut shown = Vec::new();
        vestibule_records::write_instant(Instant::from_micros(at), &mut shown);
        let shown = String::from_utf8_lossy(&shown).into_owned();
        FieldError::new(
            "CheckinAttemptTime",
            format!("{shown} is more than 5 minutes ahead of now"),
            envelope::quoted(&shown),
        )
    })
}

/// Settings that the rules read must be readable, and a location has each only once (`domain.md 10`).
fn setting_errors(row: &Row, before: Option<&Row>, snapshot: &Snapshot) -> Vec<FieldError> {
    let name = row.get("Name").text().unwrap_or_default();
    let value = row.get("Value").text().unwrap_or_default().trim();
    let mut errors = Vec::new();
    let own = before.map(Row::id);
    if snapshot
        .found
        .iter()
        .flatten()
        .any(|other| Some(other.id()) != own)
    {
        let message = format!("this location has a setting '{name}' already");
        errors.push(FieldError::new("Name", message, envelope::quoted(name)));
    }
    let mut wrong = |message: String| errors.push(FieldError::new("Value", message, envelope::quoted(value)));
    let amount = || Decimal::parse(value).filter(|amount| amount.ten_thousandths() >= 0);
    match name.to_ascii_lowercase().as_str() {
        _ if value.is_empty() => {}
        "checkin.dailycutofftime" if !vestibule_store::is_cut_off(value) => {
            wrong(format!("'{value}' is not a time of day such as 03:00"));
        }
        "checkin.payasyougo"
            if !["true", "false"]
                .iter()
                .any(|word| value.eq_ignore_ascii_case(word)) =>
        {
            wrong(format!("'{value}' is neither True nor False"));
        }
        "checkin.payasyougominprice" | "checkin.payasyougomaxprice" => match amount() {
            None => wrong(format!("'{value}' is not an amount")),
            Some(amount) => {
                let least = name.to_ascii_lowercase().ends_with("minprice");
                let other = if least {
                    "Checkin.PayAsYouGoMaxPrice"
                } else {
                    "Checkin.PayAsYouGoMinPrice"
                };
                let location = row.get("BusinessId").int().unwrap_or_default();
                let other = snapshot
                    .catalogue
                    .setting(location, other)
                    .and_then(Decimal::parse);
                if other.is_some_and(|other| if least { amount > other } else { amount < other }) {
                    wrong("the least a day costs would be more than the most".to_owned());
                }
            }
        },
        _ => {}
    }
    errors
}

/// What must be looked at before something is deleted.
pub(super) async fn before_delete(
    app: &App,
    caller: &Caller,
    schema: &'static Schema,
    id: i64,
) -> Result<Vec<Lookup>, Failure> {
    if !is::<CoworkerTimePass>(schema) {
        return Ok(Vec::new());
    }
    let found = app
        .store
        .list(Query::ids(schema, caller.viewer.clone(), vec![id]))
        .await?;
    let Some(pass) = found.rows.first() else {
        return Ok(Vec::new());
    };
    let visits = Checkin::schema();
    let field = visits.position("CoworkerTimePassGuid").unwrap_or_default();
    Ok(vec![Lookup {
        schema: visits,
        filters: vec![Filter {
            field,
            test: Test::Is(pass.get("UniqueId").clone()),
        }],
    }])
}

/// Why something may not be deleted.
pub(super) fn may_delete(schema: &Schema, snapshot: &Snapshot) -> Option<&'static str> {
    let used = is::<CoworkerTimePass>(schema) && snapshot.found.iter().any(|found| !found.is_empty());
    used.then_some("You must delete all check-ins using this pass before you can delete it.")
}

fn is<T: Record>(schema: &Schema) -> bool {
    std::ptr::eq(schema, T::schema())
}
