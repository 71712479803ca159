//! Users made from the command line.

use vestibule_records::{Business, FieldError, Id, Record, Role, Test, User, UserRole};
use vestibule_store::{Query, StoreError};

use super::planting::plant;
use crate::app::App;
use crate::auth;

/// A user to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Their name.
    pub full_name: String,
    /// Their e-mail.
    pub email: String,
    /// Their password.
    pub password: String,
    /// Whether they are an administrator; without roles, an unrestricted one.
    pub is_admin: bool,
    /// Names of roles; none for an unrestricted administrator.
    pub roles: Vec<String>,
    /// The locations they see.
    pub locations: Vec<i64>,
}

/// Makes a user with access to the API.
///
/// # Errors
/// When the e-mail is taken, a role is unknown, or the store fails.
pub async fn create_user(app: &App, user: NewUser) -> Result<(), FieldError> {
    let wrong = |error: StoreError| FieldError::new("Email", error.to_string(), "null");
    if auth::user_of_email(&*app.store, &user.email).await.map_err(wrong)?.is_some() {
        return Err(FieldError::new("Email", format!("'{}' is already taken", user.email), "null"));
    }
    let hash = app.passwords.hash(user.password.clone()).await.map_err(wrong)?;
    let roles = roles(app, &user.roles).await?;
    let owner = app.store.catalogue().await.map_err(wrong)?.first_location();
    if owner.is_none() && !roles.is_empty() {
        return Err(FieldError::new(
            "Role",
            "roles are bundled at a location, and there is none yet",
            "null",
        ));
    }
    plant(app, move |ground| {
        let mut bundles = Vec::new();
        if let (Some(owner), false) = (owner, roles.is_empty()) {
            let name = format!("Roles of {}", user.email);
            let business_id = Id::<Business>::new(owner);
            bundles.push(ground.plant(UserRole {
                business_id,
                name,
                roles: roles.clone(),
                ..UserRole::blank()
            }));
        }
        ground.plant(User {
            full_name: user.full_name.clone(),
            email: user.email.clone(),
            active: true,
            is_admin: user.is_admin,
            api_access: true,
            validated: true,
            password_hash: Some(hash.clone()),
            user_roles: bundles,
            businesses: user.locations.iter().copied().map(Id::new).collect(),
            ..User::blank()
        });
    })
    .await
    .map_err(wrong)
}

async fn roles(app: &App, names: &[String]) -> Result<Vec<Id<Role>>, FieldError> {
    let mut roles = Vec::new();
    for name in names {
        let found = app.store.list(Query::by::<Role>("Name", Test::Same(name.clone()))).await;
        let found = found.map_err(|error| FieldError::new("Role", error.to_string(), "null"))?;
        let role = found
            .rows
            .first()
            .ok_or_else(|| FieldError::new("Role", format!("there is no role '{name}'"), "null"))?;
        roles.push(Id::new(role.id()));
    }
    Ok(roles)
}

/// A bearer token for a user, as `POST /api/token` would give it.
///
/// # Errors
/// When the e-mail and the password do not fit.
pub async fn bearer_token(app: &App, email: &str, password: &str) -> Result<String, String> {
    let response = auth::password_grant(app, None, email, password).await;
    let body =
        axum::body::to_bytes(response.into_body(), 1 << 16).await.map_err(|error| error.to_string())?;
    let body: serde_json::Value = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
    let token = body.get("access_token").and_then(|token| token.as_str()).map(str::to_owned);
    token.ok_or_else(|| format!("no token for {email}: {body}"))
}
