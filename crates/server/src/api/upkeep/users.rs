//! Passwords of users, and that nobody hands on more rights than they have.

use vestibule_domain::time::Instant;
use vestibule_records::{FieldError, Record, Role, Row, User, UserRole, Value};
use vestibule_store::{Snapshot, Viewer};

use super::Extra;
use super::rules::{Checked, Facts, Rules};

pub(super) const USER: Rules = Rules {
    new: |row, facts, _| at_a_location(row.get("Businesses").ids(), facts.viewer),
    changed: |row, _, facts| match row.get("Businesses") {
        // Not in the body, so left alone.
        Value::Null => Ok(()),
        businesses => at_a_location(businesses.ids(), facts.viewer),
    },
    agree: |row, before, facts| {
        keep_password(row, before, facts.extra, facts.now);
        let errors = [
            too_much_for_user(row, before, facts.extra),
            before.and_then(|before| not_theirs_to_set(before, facts)),
        ];
        errors.into_iter().flatten().collect()
    },
    ..Rules::of::<User>()
};

pub(super) const USER_ROLE: Rules = Rules {
    changed: |row, before, facts| match &facts.extra.grants {
        Some(_) => takes_from_nobody(row, before, "update the User to take it away"),
        None => Ok(()),
    },
    agree: |row, before, facts| {
        let errors = [
            too_much_for_bundle(row, before, facts.snapshot, facts.extra),
            too_much_for_holders(row, before, facts.extra),
        ];
        errors.into_iter().flatten().collect()
    },
    ..Rules::of::<UserRole>()
};

/// A user of no location may see the whole network: only who sees it all makes such a one.
fn at_a_location(businesses: &[i64], viewer: &Viewer) -> Checked {
    if businesses.is_empty() && *viewer != Viewer::Everything {
        return Err(vec![FieldError::missing("Businesses")]);
    }
    Ok(())
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

/// Whoever sets a password can sign in as that user, and so may set that of nobody who may more or sees more.
fn not_theirs_to_set(before: &Row, facts: &Facts<'_>) -> Option<FieldError> {
    facts.extra.password_hash.as_ref()?;
    let bundles = before.get("UserRoles").ids();
    let may_more = facts.extra.grants.as_ref().is_some_and(|grants| {
        is_unrestricted(before, bundles) || bundles.iter().any(|id| !grants.bundles.contains(id))
    });
    let sees_more = match facts.viewer {
        Viewer::Everything => false,
        Viewer::Locations(visible) => before.get("Businesses").ids().iter().any(|id| !visible.contains(id)),
    };
    (may_more || sees_more).then(|| {
        let message = "only who has every role and sees every location of this user can set it";
        FieldError::new("Password", message, "null")
    })
}

/// Nobody hands on more than they have: not the rights of an unrestricted administrator, not another's bundle.
fn too_much_for_user(row: &Row, before: Option<&Row>, extra: &Extra) -> Option<FieldError> {
    let grants = extra.grants.as_ref()?;
    let held = before.map_or(&[][..], |before| before.get("UserRoles").ids());
    let bundles = if row.get("UserRoles").is_null() { held } else { row.get("UserRoles").ids() };
    let foreign = bundles.iter().find(|id| !held.contains(id) && !grants.bundles.contains(id));
    if let Some(id) = foreign {
        let message = format!("you do not hold the roles of UserRole {id} yourself");
        return Some(FieldError::new("UserRoles", message, id.to_string()));
    }
    let was = before.is_some_and(|before| is_unrestricted(before, held));
    (is_unrestricted(row, bundles) && !was).then(|| {
        FieldError::new(
            "IsAdmin",
            "only an unrestricted administrator can make another: add UserRoles",
            "true",
        )
    })
}

/// Whether a user with these bundles may do everything (`contract.md 3`).
fn is_unrestricted(user: &Row, bundles: &[i64]) -> bool {
    user.get("IsAdmin").bool() == Some(true) && bundles.is_empty()
}

/// Whoever loses their last bundle, or their last location, would have every one: that is decided where all that is
/// left to them is known, on the user.
pub(super) fn takes_from_nobody(row: &Row, before: &Row, instead: &str) -> Checked {
    let (Value::Ids(users), held) = (row.get("Users"), before.get("Users").ids()) else { return Ok(()) };
    match held.iter().find(|id| !users.contains(id)) {
        Some(id) => {
            let message = format!("leaves out User {id}: {instead}");
            Err(vec![FieldError::new("Users", message, id.to_string())])
        }
        None => Ok(()),
    }
}

/// Nobody gives a bundle that has more than they have, to themselves or to others.
fn too_much_for_holders(row: &Row, before: Option<&Row>, extra: &Extra) -> Option<FieldError> {
    let grants = extra.grants.as_ref()?;
    let held = before.map_or(&[][..], |before| before.get("Users").ids());
    let added = row.get("Users").ids().iter().find(|id| !held.contains(id))?;
    let is_theirs = before.is_none_or(|before| grants.bundles.contains(&before.id()));
    (!is_theirs).then(|| {
        let message = "you do not hold this bundle yourself";
        FieldError::new("Users", message, added.to_string())
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
        snapshot.row(Role::schema(), id).and_then(|role| role.get("Name").text()).unwrap_or_default()
    };
    let mut added = row.get("Roles").ids().iter().filter(|id| !held.contains(id));
    let foreign = added.find(|id| !grants.roles.contains(&name(**id).to_ascii_lowercase()))?;
    let message = format!("you do not hold the role '{}' yourself", name(*foreign));
    Some(FieldError::new("Roles", message, foreign.to_string()))
}
