//! What may not be deleted, and why.

use vestibule_records::{
    BookingVisitor, Checkin, CoworkerProduct, CoworkerTimePass, Filter, Record, Schema, Test, User, UserRole,
    Value, Visitor,
};
use vestibule_store::{Lookup, Query, Snapshot};

use super::is;
use crate::api::failure::Failure;
use crate::app::App;
use crate::auth::Caller;

/// What must be looked at before something is deleted: whatever refers to it and would be left without it.
pub(in crate::api) async fn before_delete(
    app: &App,
    caller: &Caller,
    schema: &'static Schema,
    id: i64,
) -> Result<Vec<Lookup>, Failure> {
    if is::<Visitor>(schema) {
        return Ok(vec![referring::<BookingVisitor>("VisitorId", Value::Int(id))]);
    }
    if is::<UserRole>(schema) {
        let holders = vec![
            Filter::on::<User>("UserRoles", Test::Holds(id)),
            Filter::on::<User>("IsAdmin", Test::Is(Value::Bool(true))),
        ];
        return Ok(vec![Lookup::two(User::schema(), holders)]);
    }
    if !is::<CoworkerTimePass>(schema) {
        return Ok(Vec::new());
    }
    let found = app.store.list(Query::ids(schema, caller.viewer.clone(), vec![id])).await?;
    let pass = found.rows.first();
    let visits = pass.map(|pass| referring::<Checkin>("CoworkerTimePassGuid", pass.get("UniqueId").clone()));
    Ok(Vec::from_iter(visits))
}

fn referring<T: Record>(field: &str, value: Value) -> Lookup {
    Lookup::two(T::schema(), vec![Filter::on::<T>(field, Test::Is(value))])
}

/// Why something may not be deleted (`contract.md 6.4`).
pub(in crate::api) fn may_delete(schema: &Schema, id: i64, snapshot: &Snapshot) -> Option<&'static str> {
    let billed = is::<CoworkerTimePass>(schema) || is::<CoworkerProduct>(schema);
    if billed && snapshot.row(schema, id).is_some_and(|row| row.get("Invoiced").bool() == Some(true)) {
        return Some("You must void the invoice that it is on before you can delete it.");
    }
    if snapshot.found.iter().all(Vec::is_empty) {
        return None;
    }
    if is::<Visitor>(schema) {
        return Some("The visitor is a guest at a booking: delete the booking visitors that say so first.");
    }
    if is::<UserRole>(schema) {
        // Without any bundle they would be free to do everything.
        return Some("Administrators hold this bundle: take it away from them before you delete it.");
    }
    is::<CoworkerTimePass>(schema)
        .then_some("You must delete all check-ins using this pass before you can delete it.")
}
