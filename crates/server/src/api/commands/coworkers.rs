//! Commands of customers that are not about money.

use vestibule_records::schema::{Kind, Role};
use vestibule_records::{Base, Coworker, Field, Filter, Id, Record, Row, Schema, Test, User, Value, kept};
use vestibule_store::{Change, Lookup, Mint};

use super::Command;
use super::stage::{Before, Deed, Sight, Stage, Stop, numbers, reads_nothing, sees_nothing, to_change};
use crate::mail::{Message, is_address};

pub(super) static COMMANDS: &[Command] = &[
    Command {
        key: "COWORKER_NEW_USER",
        name: "Give access to the portal",
        of: Coworker::schema,
        parameters: &[],
        reads: reads_nothing,
        sees: users_with_the_address,
        decide: new_user,
    },
    Command {
        key: "COWORKER_REMOVE_USER",
        name: "Take away access to the portal",
        of: Coworker::schema,
        parameters: &[],
        reads: reads_nothing,
        sees: linked_users,
        decide: remove_user,
    },
    Command {
        key: "COWORKER_PIN_REMINDER",
        name: "Send PIN reminder",
        of: Coworker::schema,
        parameters: &[],
        reads: reads_nothing,
        sees: sees_nothing,
        decide: remind,
    },
    Command {
        key: "COWORKER_DELETE",
        name: "Delete customer",
        of: Coworker::schema,
        parameters: &[],
        reads: reads_nothing,
        sees: whatever_refers,
        decide: delete,
    },
];

fn users_with_the_address(before: &Before) -> Sight {
    let address = |row: &Row| Test::Same(row.get("Email").text().unwrap_or_default().to_owned());
    let lookups = before
        .own
        .iter()
        .map(|row| Lookup::two(User::schema(), vec![Filter::on::<User>("Email", address(row))]));
    Sight { lookups: lookups.collect(), ..Sight::default() }
}

/// A user without any right and without a password, until one is set.
fn new_user(stage: &Stage<'_>, mint: &mut Mint<'_>) -> Result<Deed, Stop> {
    let mut changes = Vec::new();
    for row in &stage.own {
        let customer = Coworker::from_row(row)?;
        if customer.user_id.is_some() {
            return Err(Stop::refused(row.id(), "it has a user already"));
        }
        let same =
            |user: &&Row| user.get("Email").text().is_some_and(|email| is_same(email, &customer.email));
        if stage.snapshot.found.iter().flatten().any(|user| same(&user)) {
            return Err(Stop::refused(
                row.id(),
                format!("'{}' is the e-mail of another user", customer.email),
            ));
        }
        let user = User {
            full_name: customer.full_name.clone(),
            email: customer.email.clone(),
            businesses: customer.businesses.clone(),
            default_business_id: customer.invoicing_business_id,
            base: Base::made(mint.id(), mint.guid(), stage.now, stage.by),
            ..User::blank()
        };
        let linked = Coworker { user_id: Some(Id::new(user.base.id)), ..customer };
        changes.push(Change::Insert(user.into_row()));
        changes.push(Change::Amend(stage.touched(linked.into_row()), &LINK));
    }
    Ok(changes.into())
}

static LINK: [&str; 3] = ["UserId", "UpdatedOn", "UpdatedBy"];

fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

fn linked_users(before: &Before) -> Sight {
    Sight { rows: to_change::<User>(numbers(&before.own, "UserId")), ..Sight::default() }
}

fn remove_user(stage: &Stage<'_>, _: &mut Mint<'_>) -> Result<Deed, Stop> {
    let mut changes = Vec::new();
    for row in &stage.own {
        let customer = Coworker::from_row(row)?;
        let Some(user) = customer.user_id else {
            return Err(Stop::refused(row.id(), "it has no user"));
        };
        let Some(user) = stage.snapshot.row(User::schema(), user.get()) else {
            return Err(Stop::refused(row.id(), "its user belongs to other locations"));
        };
        if user.get("IsAdmin").bool() == Some(true) {
            return Err(Stop::refused(row.id(), "its user is an administrator"));
        }
        // Who may edit customers may not for that switch off what else signs in.
        if user.get("APIAccess").bool() == Some(true) {
            return Err(Stop::refused(row.id(), "its user may use the REST API: update the User"));
        }
        let mut user = stage.touched(user.clone());
        user.set("Active", Value::Bool(false));
        let unlinked = Coworker { user_id: None, ..customer };
        changes.push(Change::Amend(user, &["Active", "UpdatedOn", "UpdatedBy"]));
        changes.push(Change::Amend(stage.touched(unlinked.into_row()), &LINK));
    }
    Ok(changes.into())
}

/// Nothing is written: the message is all there is, and it goes out once the run is on record.
fn remind(stage: &Stage<'_>, mint: &mut Mint<'_>) -> Result<Deed, Stop> {
    let mut messages = Vec::new();
    for row in &stage.own {
        let customer = Coworker::from_row(row)?;
        let pin = customer.access_pincode.as_deref().map(str::trim).filter(|pin| !pin.is_empty());
        let Some(pin) = pin else {
            return Err(Stop::refused(row.id(), "it has no PIN"));
        };
        if !is_address(&customer.email) {
            return Err(Stop::refused(row.id(), format!("'{}' is no address for mail", customer.email)));
        }
        if !stage.can_mail {
            return Err(Stop::refused(row.id(), NO_MAIL));
        }
        let home =
            customer.invoicing_business_id.and_then(|home| stage.snapshot.catalogue.location(home.get()));
        let home = home.map_or("us", |home| &home.name);
        messages.push(Message {
            id: mint.guid(),
            at: stage.now,
            to_name: customer.full_name.clone(),
            to: customer.email.clone(),
            subject: format!("Your PIN at {home}"),
            text: format!("Hello {},\n\nyour PIN to check in at {home} is {pin}.\n", customer.full_name),
        });
    }
    Ok(Deed { changes: Vec::new(), messages })
}

const NO_MAIL: &str =
    "mail is not set up: name a folder for outgoing messages as [mail] folder in vestibule.toml";

/// Every field of every record that can refer to a customer.
fn referring() -> impl Iterator<Item = (&'static Schema, usize)> {
    let customers = |field: &Field| {
        matches!(field.kind, Kind::Reference(target) if std::ptr::eq(target(), Coworker::schema()))
            && matches!(field.role, Role::Stored | Role::Internal)
    };
    kept::tables().into_iter().flat_map(move |schema| {
        let fields = schema().fields.iter().enumerate();
        fields.filter(move |(_, field)| customers(field)).map(move |(at, _)| (schema(), at))
    })
}

fn whatever_refers(before: &Before) -> Sight {
    let of = |row: &Row| {
        let id = row.id();
        referring().map(move |(schema, field)| {
            Lookup::two(schema, vec![Filter { field, test: Test::Is(Value::Int(id)) }])
        })
    };
    Sight { lookups: before.own.iter().flat_map(of).collect(), ..Sight::default() }
}

/// A customer whom nothing refers to: no visit, no pass, no contract, and above all nothing that was billed.
fn delete(stage: &Stage<'_>, _: &mut Mint<'_>) -> Result<Deed, Stop> {
    let mut changes = Vec::new();
    for row in &stage.own {
        let refers = |(schema, field): &(&'static Schema, usize)| {
            let mut found = stage.snapshot.found.iter().flatten();
            found.any(|other| {
                std::ptr::eq(other.schema, *schema) && other.values[*field] == Value::Int(row.id())
            })
        };
        let mut names: Vec<_> = referring().filter(refers).map(|(schema, _)| schema.name).collect();
        names.dedup();
        if !names.is_empty() {
            return Err(Stop::refused(row.id(), format!("these refer to it: {}", names.join(", "))));
        }
        changes.push(Change::Delete(row.schema, row.id()));
    }
    Ok(changes.into())
}
