use super::{Business, Role, User};
use crate::{Base, Id, Record};

/// A named bundle of rights that users can be given.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "security/userroles",
    table = "user_roles",
    at = "BusinessId",
    title = "{Name}",
    operations = "list get batch create update delete",
    affects = "access"
)]
pub struct UserRole {
    /// Location that keeps the bundle; the rights reach as far as the user does.
    #[field(required, joins = "Name")]
    pub business_id: Id<Business>,
    /// What people call the bundle.
    #[field(required, exact)]
    pub name: String,
    /// Rights in the bundle.
    #[field(set(table = "user_role_roles", this = "user_role_id", that = "role_id"))]
    pub roles: Vec<Id<Role>>,
    /// Users who hold the bundle.
    #[field(set(table = "user_role_users", this = "user_role_id", that = "user_id"))]
    pub users: Vec<Id<User>>,
    /// Fields every record has.
    pub base: Base,
}
