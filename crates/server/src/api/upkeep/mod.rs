//! What single records need beside the conventions: defaults that depend on others, values that must agree,
//! passwords that become hashes.

mod access_tokens;
mod codes;
mod coworkers;
mod invoices;
mod passes;
mod products;
mod settings;
mod users;
mod visitors;

use std::collections::HashSet;

use vestibule_domain::stay::TOLERANCE;
use vestibule_domain::time::{Instant, TimeOfDay, Zone};
use vestibule_records::{
    AccessToken, Business, BusinessSetting, Checkin, Coworker, CoworkerContract, CoworkerInvoice,
    CoworkerProduct, CoworkerTimePass, Decimal, Draft, FailedCheckin, FieldError, Filter, Record, Row,
    Schema, SimpleTimeZone, Test, TimePass, TimePassTimeSlot, User, UserRole, Value, Visitor,
};
use vestibule_store::{Change, Lookup, Mint, Query, Snapshot, Viewer};

use crate::api::envelope;
use crate::api::failure::Failure;
use crate::app::App;
use crate::auth::{Caller, Rights};

/// What had to be worked out before the decision, which may not wait.
#[derive(Debug, Clone, Default)]
pub(in crate::api) struct Extra {
    /// The hash of a password that came along.
    pub(in crate::api) password_hash: Option<String>,
    /// What the caller may hand on; `None` for everything.
    pub(in crate::api) grants: Option<Grants>,
    /// Codes a visitor may get: the first that nobody holds.
    codes: Vec<String>,
}

/// What a caller with roles may hand on: no more than they have.
#[derive(Debug, Clone, Default)]
pub(in crate::api) struct Grants {
    roles: HashSet<String>,
    bundles: Vec<i64>,
}

/// Works out what takes time.
pub(in crate::api) async fn prepare(app: &App, caller: &Caller, draft: &Draft) -> Result<Extra, Failure> {
    let mut extra = Extra::default();
    if let Rights::Roles(roles) = &caller.rights {
        extra.grants = Some(Grants { roles: roles.clone(), bundles: caller.bundles.clone() });
    }
    if is::<User>(draft.row.schema) {
        let sent = draft.helper("NewPassword").or_else(|| draft.helper("Password")).and_then(Value::text);
        if let Some(password) = sent.filter(|password| !password.is_empty()) {
            extra.password_hash = Some(app.passwords.hash(password.to_owned()).await?);
        }
    } else if is::<Visitor>(draft.row.schema) {
        extra.codes = visitors::codes(&draft.row, app.now(), app.entropy.as_ref());
    }
    Ok(extra)
}

/// Rows to look at beside those of unique fields.
pub(in crate::api) fn lookups(draft: &Draft, extra: &Extra) -> Vec<Lookup> {
    let schema = draft.row.schema;
    if is::<Visitor>(schema) {
        return visitors::holders(&draft.row, &extra.codes);
    } else if is::<CoworkerProduct>(schema) {
        return products::before_sale(&draft.row);
    }
    if !is::<BusinessSetting>(schema) {
        return Vec::new();
    }
    let at = |name: &str| schema.position(name).unwrap_or_default();
    let same = |name: &str| Filter { field: at(name), test: Test::Is(draft.row.get(name).clone()) };
    let key = Filter {
        field: at("Name"),
        test: Test::Same(draft.row.get("Name").text().unwrap_or_default().to_owned()),
    };
    vec![Lookup::two(schema, vec![same("BusinessId"), key])]
}

/// How many rows a create makes.
pub(in crate::api) fn copies(row: &Row) -> i64 {
    if is::<CoworkerTimePass>(row.schema) { row.get("CreateMultiple").int().unwrap_or(1) } else { 1 }
}

/// What a create writes beside its row.
pub(in crate::api) fn with_new(
    row: &Row,
    snapshot: &Snapshot,
    now: Instant,
    by: &str,
    mint: &mut Mint<'_>,
) -> Vec<Change> {
    if is::<CoworkerProduct>(row.schema) {
        products::released(row, snapshot, now, by, mint)
    } else {
        Vec::new()
    }
}

/// Completes a new row.
///
/// # Errors
/// With what does not agree.
pub(in crate::api) fn create(
    row: &mut Row,
    snapshot: &Snapshot,
    viewer: &Viewer,
    extra: &Extra,
    now: Instant,
    mint: &mut Mint<'_>,
) -> Result<(), Vec<FieldError>> {
    if is::<Coworker>(row.schema) {
        coworkers::new_coworker(row, snapshot, viewer, now, mint)?;
    } else if is::<CoworkerTimePass>(row.schema) {
        passes::new_pass(row, snapshot)?;
    } else if is::<CoworkerProduct>(row.schema) {
        products::new_product(row, snapshot, now)?;
    } else if is::<CoworkerContract>(row.schema) {
        new_contract(row, now);
    } else if is::<User>(row.schema) {
        at_a_location(row.get("Businesses").ids(), viewer)?;
    } else if is::<Visitor>(row.schema) {
        visitors::check_in_now(row, now);
    }
    agree(row, None, snapshot, extra, now)
}

/// Completes a changed row.
///
/// # Errors
/// With what does not agree.
pub(in crate::api) fn update(
    row: &mut Row,
    before: &Row,
    snapshot: &Snapshot,
    viewer: &Viewer,
    extra: &Extra,
    now: Instant,
) -> Result<(), Vec<FieldError>> {
    if is::<CoworkerTimePass>(row.schema) {
        passes::changed_pass(row, before, snapshot, now)?;
    } else if is::<CoworkerProduct>(row.schema) {
        products::total_up(row, &snapshot.catalogue)?;
    } else if is::<CoworkerInvoice>(row.schema) {
        invoices::keep_number(row, before)?;
    } else if is::<Coworker>(row.schema) && row.get("InvoicingBusinessId").is_null() {
        let home = coworkers::home(snapshot, viewer, before.get("Businesses").ids());
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
        users::keep_password(row, before, extra, now);
        errors.extend(users::too_much_for_user(row, before, extra));
    } else if is::<UserRole>(schema) {
        errors.extend(users::too_much_for_bundle(row, before, snapshot, extra));
    } else if is::<TimePass>(schema) {
        if row.get("OnlyForContacts").bool() == Some(true) && row.get("OnlyForMembers").bool() == Some(true) {
            errors.push(FieldError::new("OnlyForMembers", "excludes OnlyForContacts", "true"));
        }
    } else if is::<TimePassTimeSlot>(schema) {
        errors.extend(slot_error(row));
    } else if is::<SimpleTimeZone>(schema) {
        errors.extend(unknown_zone(row));
    } else if is::<BusinessSetting>(schema) {
        errors.extend(settings::setting_errors(row, before, snapshot));
    } else if is::<Visitor>(schema) {
        errors.extend(visitors::complete(row, before, snapshot, &extra.codes, now));
    } else if is::<AccessToken>(schema) {
        access_tokens::count_minutes(row, before);
        access_tokens::spell_devices(row);
        errors.extend(access_tokens::errors(row));
    } else if is::<FailedCheckin>(schema) {
        errors.extend(too_far_ahead(row, now));
    } else if is::<Business>(schema) && row.get("RootLocationId").int() == Some(row.id()) {
        let id = row.id();
        errors.push(FieldError::new("RootLocation", "a location cannot be above itself", id.to_string()));
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

fn new_contract(row: &mut Row, now: Instant) {
    if row.get("StartDate").is_null() {
        row.set("StartDate", Value::Int(now.micros()));
    }
    row.set("Active", Value::Bool(true));
}

/// A slot ends after it begins; midnight is the end of the day.
fn slot_error(row: &Row) -> Option<FieldError> {
    let (from, to) = (row.get("FromTime").int()?, row.get("ToTime").int()?);
    let wrong = to != TimeOfDay::MIDNIGHT.micros() && to <= from;
    wrong.then(|| {
        let shown = TimeOfDay::from_micros(to).map(|time| time.to_string()).unwrap_or_default();
        FieldError::new("ToTime", "is not after FromTime", envelope::quoted(&shown))
    })
}

fn unknown_zone(row: &Row) -> Option<FieldError> {
    let name = row.get("NameIana").text()?;
    Zone::named(name)
        .is_none()
        .then(|| FieldError::new("NameIana", format!("'{name}' is not a time zone"), envelope::quoted(name)))
}

fn too_far_ahead(row: &Row, now: Instant) -> Option<FieldError> {
    let at = row.get("CheckinAttemptTime").int()?;
    (at > now.plus(TOLERANCE).micros()).then(|| {
        let shown = envelope::instant(Instant::from_micros(at));
        FieldError::new(
            "CheckinAttemptTime",
            format!("{shown} is more than 5 minutes ahead of now"),
            envelope::quoted(&shown),
        )
    })
}

/// What must be looked at before something is deleted.
pub(in crate::api) async fn before_delete(
    app: &App,
    caller: &Caller,
    schema: &'static Schema,
    id: i64,
) -> Result<Vec<Lookup>, Failure> {
    if !is::<CoworkerTimePass>(schema) {
        return Ok(Vec::new());
    }
    let found = app.store.list(Query::ids(schema, caller.viewer.clone(), vec![id])).await?;
    let Some(pass) = found.rows.first() else {
        return Ok(Vec::new());
    };
    let visits = Checkin::schema();
    let field = visits.position("CoworkerTimePassGuid").unwrap_or_default();
    let visits_on_it = vec![Filter { field, test: Test::Is(pass.get("UniqueId").clone()) }];
    Ok(vec![Lookup::two(visits, visits_on_it)])
}

/// Why something may not be deleted.
pub(in crate::api) fn may_delete(schema: &Schema, id: i64, snapshot: &Snapshot) -> Option<&'static str> {
    let billed = is::<CoworkerTimePass>(schema) || is::<CoworkerProduct>(schema);
    if billed && snapshot.row(schema, id).is_some_and(|row| row.get("Invoiced").bool() == Some(true)) {
        return Some("You must void the invoice that it is on before you can delete it.");
    }
    let used = is::<CoworkerTimePass>(schema) && snapshot.found.iter().any(|found| !found.is_empty());
    used.then_some("You must delete all check-ins using this pass before you can delete it.")
}

fn is<T: Record>(schema: &Schema) -> bool {
    std::ptr::eq(schema, T::schema())
}
