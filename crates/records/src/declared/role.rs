use super::UserRole;
use crate::{Base, Id, Record};

/// The right to do one thing to one kind of record. The system owns these: five for every record.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "security/roles",
    table = "roles",
    title = "{Name}",
    operations = "list get batch",
    affects = "access"
)]
pub struct Role {
    /// The right, such as `Checkin-List`.
    #[field(exact)]
    pub name: String,
    /// Bundles that contain it.
    #[field(set(table = "user_role_roles", this = "role_id", that = "user_role_id"))]
    pub user_roles: Vec<Id<UserRole>>,
    /// Fields every record has.
    pub base: Base,
}
