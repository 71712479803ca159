use vestibule_domain::time::Instant;

use super::{Business, UserRole};
use crate::enums::Language;
use crate::{Base, Id, Record};

/// Somebody who can sign in: staff, an API client, or a customer through the record that links to it.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/users",
    table = "users",
    at = "Businesses",
    title = "{FullName}",
    operations = "list get batch create update delete commands runcommand",
    affects = "access"
)]
pub struct User {
    /// Name of the person or of the client program.
    #[field(required)]
    pub full_name: String,
    /// E-mail address; the name to sign in with.
    #[field(required, exact, unique)]
    pub email: String,
    /// Language of the pages and messages shown to the user.
    pub language: Language,
    /// Language chosen for the portal; a plain number here.
    #[field(relation)]
    pub preferred_language_id: Option<i64>,
    /// A new password; accepted and kept only as a hash.
    #[field(helper)]
    pub new_password: Option<String>,
    /// Same as `NewPassword`, for clients that know it by this name.
    #[field(helper)]
    pub password: Option<String>,
    /// Application the user belongs to; a plain number here.
    #[field(relation)]
    pub application_id: Option<i64>,
    /// Whether the user can sign in.
    #[field(default = "true")]
    pub active: bool,
    /// Whether the user is staff; without any bundle of rights, one who may do everything.
    pub is_admin: bool,
    /// Whether the user may use the REST API.
    #[field(name = "APIAccess")]
    pub api_access: bool,
    /// Whether the e-mail address has been confirmed.
    pub validated: bool,
    /// Whether the next sign-in has to change the password.
    pub must_reset_password: bool,
    /// When the user was last seen.
    #[field(read_only)]
    pub last_access: Option<Instant>,
    /// Whether a second factor is asked for at sign-in.
    #[field(read_only)]
    pub two_factor_enabled: bool,
    /// Locations the user may see.
    #[field(set(table = "user_businesses", this = "user_id", that = "business_id"))]
    pub businesses: Vec<Id<Business>>,
    /// Bundles of rights the user holds.
    #[field(set(table = "user_role_users", this = "user_id", that = "user_role_id"))]
    pub user_roles: Vec<Id<UserRole>>,
    /// Location the user starts in.
    pub default_business_id: Option<Id<Business>>,
    /// Wrong passwords in a row.
    #[field(read_only)]
    pub invalid_login_attempts: i64,
    /// When a sign-in was last tried.
    #[field(read_only)]
    pub last_login_attempt: Option<Instant>,
    /// Hash of the password, with its parameters and salt.
    #[field(internal)]
    pub password_hash: Option<String>,
    /// When the password was last set; tokens from before are worthless.
    #[field(internal)]
    pub password_changed_on: Option<Instant>,
    /// The secret that the second factor's codes are made of, in base 32.
    #[field(internal)]
    pub second_factor: Option<String>,
    /// The half minute since 1970 whose code was used last; a code is good once.
    #[field(internal)]
    pub second_factor_step: Option<i64>,
    /// Fields every record has.
    pub base: Base,
}
