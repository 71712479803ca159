//! What single records need beside the conventions: defaults that depend on others, values that must agree,
//! passwords that become hashes. Each record has its [`rules`].

mod access_tokens;
mod amounts;
mod benefits;
mod bookings;
mod codes;
mod contracts;
mod coworkers;
mod deletes;
mod desks;
mod doors;
mod invoices;
mod locations;
mod passes;
mod products;
mod refusals;
mod rules;
mod sensors;
mod settings;
mod slots;
mod tiles;
mod users;
mod visitors;
mod webhooks;

use std::collections::HashSet;

use vestibule_domain::time::Instant;
use vestibule_records::{
    BusinessSetting, CoworkerContract, CoworkerProduct, CoworkerTimePass, Draft, FieldError, Record, Row,
    Schema, TariffTimePass, User, Value, Visitor,
};
use vestibule_store::{Change, Lookup, Mint, Snapshot, Viewer};

pub(in crate::api) use deletes::{before_delete, may_delete};

use crate::api::failure::Failure;
use crate::app::App;
use crate::auth::{Caller, Rights};
use crate::issuing;
use rules::{Checked, Facts};

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
        visitors::holders(&draft.row, &extra.codes)
    } else if is::<CoworkerProduct>(schema) {
        products::before_sale(&draft.row)
    } else if is::<BusinessSetting>(schema) {
        vec![settings::namesake(&draft.row)]
    } else {
        Vec::new()
    }
}

/// How many rows a create makes.
pub(in crate::api) fn copies(row: &Row) -> i64 {
    if is::<CoworkerTimePass>(row.schema) { row.get("CreateMultiple").int().unwrap_or(1) } else { 1 }
}

/// Rows to look at before a row that is there is changed, beside those of unique fields.
pub(in crate::api) fn before_update(schema: &Schema, id: i64) -> Vec<Lookup> {
    if is::<CoworkerContract>(schema) { vec![issuing::sets_of(id)] } else { Vec::new() }
}

/// What a create writes beside its row, which it may complete.
pub(in crate::api) fn with_new(
    row: &mut Row,
    snapshot: &Snapshot,
    now: Instant,
    by: &str,
    mint: &mut Mint<'_>,
) -> Vec<Change> {
    if is::<CoworkerProduct>(row.schema) {
        products::released(row, snapshot, now, by, mint)
    } else {
        with_written(row, snapshot, now, by, mint)
    }
}

/// What a create or an update writes beside its row, which it may complete.
pub(in crate::api) fn with_written(
    row: &mut Row,
    snapshot: &Snapshot,
    now: Instant,
    by: &str,
    mint: &mut Mint<'_>,
) -> Vec<Change> {
    if is::<CoworkerContract>(row.schema) {
        contracts::issued(row, snapshot, now, by, mint)
    } else if is::<TariffTimePass>(row.schema) {
        let plan = row.get("TariffId").int();
        plan.map(|plan| issuing::reviewed(plan, now, by, mint)).into_iter().collect()
    } else {
        Vec::new()
    }
}

/// What is done once a create or an update is durable: whoever is on a plan has the passes that were put into it. With
/// many on it, the rest follows with the next round.
pub(in crate::api) async fn afterwards(app: &App, schema: &Schema) {
    if is::<TariffTimePass>(schema)
        && let Err(error) = issuing::review(app).await
    {
        tracing::warn!(%error, "passes that were put into a plan are given with the next round");
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
    let facts = Facts { snapshot, viewer, extra, now };
    if let Some(rules) = rules::of(row.schema) {
        (rules.new)(row, &facts, mint)?;
    }
    agree(row, None, &facts)
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
    let facts = Facts { snapshot, viewer, extra, now };
    if let Some(rules) = rules::of(row.schema) {
        (rules.changed)(row, before, &facts)?;
    }
    agree(row, Some(before), &facts)
}

/// What must hold of a row however it came about.
fn agree(row: &mut Row, before: Option<&Row>, facts: &Facts<'_>) -> Checked {
    let mut errors = amounts::below_zero(row);
    if let Some(rules) = rules::of(row.schema) {
        errors.extend((rules.agree)(row, before, facts));
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn is<T: Record>(schema: &Schema) -> bool {
    std::ptr::eq(schema, T::schema())
}
