//! The customers a user is: the portal's answers are about the one that is current.

use vestibule_records::{Coworker, Filter, Id, Record, Row, Test, User, Value};
use vestibule_store::{Query, StoreError};

use super::shown::is;
use crate::api::Failure;
use crate::app::App;

/// The customers of a user that are not put away, by their numbers.
pub(super) async fn all(app: &App, user: Id<User>) -> Result<Vec<Row>, StoreError> {
    let filters = vec![
        Filter::on::<Coworker>("UserId", Test::Is(Value::Int(user.get()))),
        Filter::on::<Coworker>("Archived", Test::Is(Value::Bool(false))),
    ];
    Ok(app.store.list(Query { filters, ..Query::all(Coworker::schema()) }).await?.rows)
}

/// The current one of several: the default one, else the first.
pub(super) fn current(customers: &[Row]) -> Option<&Row> {
    customers.iter().find(|customer| is(customer, "IsDefaultProfile")).or_else(|| customers.first())
}

/// The current customer of a user.
///
/// # Errors
/// 401 when they have none (`contract.md 13.2`).
pub(super) async fn of(app: &App, user: Id<User>) -> Result<Row, Failure> {
    let customers = all(app, user).await?;
    current(&customers)
        .cloned()
        .ok_or_else(|| Failure::Unauthorized("Access Denied: this user has no customer profile".to_owned()))
}
