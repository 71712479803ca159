//! A caller and their rights.

use std::collections::HashSet;

use vestibule_records::{Id, Record, Role, Schema, Test, User, UserRole};
use vestibule_store::{Query, Store, StoreError, Viewer};

use crate::api::Failure;

/// Somebody who is known.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Their user.
    pub user: Id<User>,
    /// Their e-mail.
    pub email: String,
    /// Whether they may use the REST API; who may not still has the portal.
    pub api_access: bool,
    /// What they see.
    pub viewer: Viewer,
    /// What they may.
    pub rights: Rights,
    /// The bundles of roles they hold.
    pub bundles: Vec<i64>,
}

/// What a caller may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rights {
    /// The full unrestricted administrator: an administrator without bundles of roles (`contract.md 3`).
    Everything,
    /// These roles, names in lower case.
    Roles(HashSet<String>),
}

impl Caller {
    /// The caller behind a user.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of(store: &dyn Store, user: &User) -> Result<Self, StoreError> {
        let rights = if user.is_admin && user.user_roles.is_empty() {
            Rights::Everything
        } else {
            Rights::Roles(roles(store, user).await?)
        };
        let mine: Vec<i64> = user.businesses.iter().map(|business| business.get()).collect();
        let viewer = if mine.is_empty() && rights == Rights::Everything {
            Viewer::Everything
        } else {
            Viewer::Locations(store.catalogue().await?.with_everything_below(&mine))
        };
        Ok(Self {
            user: Id::new(user.base.id),
            email: user.email.clone(),
            api_access: user.api_access,
            viewer,
            rights,
            bundles: user.user_roles.iter().map(|bundle| bundle.get()).collect(),
        })
    }

    /// Whether the caller is the full unrestricted administrator, and sees the whole network: what is about no location is
    /// theirs alone.
    ///
    /// # Errors
    /// 401 that says who may.
    pub fn must_see_everything(&self) -> Result<(), Failure> {
        if self.rights == Rights::Everything && self.viewer == Viewer::Everything {
            return Ok(());
        }
        Err(Failure::Unauthorized("Access Denied: only a full administrator of all locations may".to_owned()))
    }

    /// Whether the caller may: `{Record}-{List|Read|Create|Edit|Delete}`.
    ///
    /// # Errors
    /// 401 that names the role, as documented (`contract.md 3`).
    pub fn may(&self, schema: &Schema, verb: &str) -> Result<(), Failure> {
        let role = schema.role(verb);
        match &self.rights {
            Rights::Everything => Ok(()),
            Rights::Roles(roles) if roles.contains(&role.to_ascii_lowercase()) => Ok(()),
            Rights::Roles(_) => {
                Err(Failure::Unauthorized(format!("Access Denied: the role {role} is needed")))
            }
        }
    }
}

async fn roles(store: &dyn Store, user: &User) -> Result<HashSet<String>, StoreError> {
    let bundles = user.user_roles.iter().map(|bundle| bundle.get()).collect();
    let bundles = store.list(Query::ids(UserRole::schema(), Viewer::Everything, bundles)).await?;
    let mut ids = Vec::new();
    for bundle in &bundles.rows {
        ids.extend(UserRole::from_row(bundle)?.roles.iter().map(|role| role.get()));
    }
    let found =
        store.list(Query { sets: false, ..Query::ids(Role::schema(), Viewer::Everything, ids) }).await?;
    let names = found.rows.iter().filter_map(|row| row.get("Name").text());
    Ok(names.map(str::to_ascii_lowercase).collect())
}

/// The user with an e-mail address.
///
/// # Errors
/// When the store fails.
pub async fn user_of_email(store: &dyn Store, email: &str) -> Result<Option<User>, StoreError> {
    let found = store.list(Query::by::<User>("Email", Test::Same(email.trim().to_owned()))).await?;
    Ok(found.rows.first().map(User::from_row).transpose()?)
}

/// The user with an id.
///
/// # Errors
/// When the store fails.
pub(super) async fn user_of_id(store: &dyn Store, id: i64) -> Result<Option<User>, StoreError> {
    let found = store.list(Query::ids(User::schema(), Viewer::Everything, vec![id])).await?;
    Ok(found.rows.first().map(User::from_row).transpose()?)
}
