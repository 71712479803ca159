//! One try to tell a door system how things stand with a customer. It tells of everything that waits for them there.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};
use vestibule_domain::time::Instant;
use vestibule_records::kept::Delivery;
use vestibule_records::{Base, CoworkerAccessControlAudit, Filter, Id, Record, Row, Test, Value, WrongValue};
use vestibule_store::outbox::DoorSystem;
use vestibule_store::{
    Answer, Change, Decision, Mint, Query, Reply, RowRef, Scope, Snapshot, StoreError, Viewer, Work,
};

use super::post::{Post, is_secure};
use super::schedule::{self, Told};
use super::tried::{OF_A_DELIVERY, chance, signed};
use super::{LOOK_EVERY, SHARED_SECRET};
use crate::access::standing;
use crate::app::App;
use crate::issuing::BY;

/// Failures in a row after which somebody ought to look: a quarter of an hour.
const PERSISTENT: i64 = 5;

/// Tries the first of the deliveries that wait for a customer.
pub(super) async fn attempt(app: App, post: Post, doors: DoorSystem, first: Delivery) {
    if let Err(error) = tell(&app, &post, &doors, &first).await {
        tracing::warn!(%error, location = doors.location, "a door system could not be told; it is tried again");
        // Its lane stays taken meanwhile, so that the store is spared.
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn tell(app: &App, post: &Post, doors: &DoorSystem, first: &Delivery) -> Result<(), StoreError> {
    // Before the look at how things stand: whatever is written later is told once more.
    let waiting = waiting(app, first).await?;
    let told = match standing(app, doors.location, first.record_id).await? {
        Some(body) => send(app, post, doors, body).await?,
        None => Told::Failed { status: None, why: "there is no such customer any more".to_owned() },
    };
    write_down(app, doors, first.base.id, waiting, told).await
}

/// All that waits in the lane of a delivery.
async fn waiting(app: &App, first: &Delivery) -> Result<Vec<i64>, StoreError> {
    let is = |field, number| Filter::on::<Delivery>(field, Test::Is(Value::Int(number)));
    let filters = vec![
        is("WebHookId", first.web_hook_id),
        is("Lane", first.lane),
        Filter::on::<Delivery>("DueOn", Test::IsNotNull),
    ];
    let order = (Delivery::schema().position("Id").unwrap_or_default(), false);
    let rows = app.store.list(Query { filters, order, ..Query::all(Delivery::schema()) }).await?.rows;
    Ok(rows.iter().map(Row::id).collect())
}

async fn send(app: &App, post: &Post, doors: &DoorSystem, body: String) -> Result<Told, StoreError> {
    if !app.settings.allow_private_targets && !is_secure(&doors.url) {
        let why = "the address is not https, which would show cards and PINs to whoever is on the way";
        return Ok(Told::Failed { status: None, why: why.to_owned() });
    }
    let catalogue = app.store.catalogue().await?;
    let secret = catalogue.setting(doors.location, SHARED_SECRET).filter(|secret| !secret.is_empty());
    let headers = headers(app, doors, secret, &body);
    Ok(post.send(&doors.url, headers, body).await)
}

/// As a webhook is signed, and the bearer token. Every try is a message of its own, since it says how things stand then.
fn headers(app: &App, doors: &DoorSystem, secret: Option<&str>, body: &str) -> HeaderMap {
    let now = app.now();
    let mut unused = 0;
    let id = Mint::new(&mut unused, now, &*app.entropy).guid().to_string();
    let mut headers = signed(&id, body, secret, now);
    let bearer =
        doors.token.as_deref().and_then(|token| HeaderValue::try_from(format!("Bearer {token}")).ok());
    if let Some(mut bearer) = bearer {
        bearer.set_sensitive(true);
        headers.insert(HeaderName::from_static("authorization"), bearer);
    }
    headers
}

async fn write_down(
    app: &App,
    doors: &DoorSystem,
    first: i64,
    waiting: Vec<i64>,
    told: Told,
) -> Result<(), StoreError> {
    let (now, chance) = (app.now(), chance(app));
    let rows = waiting.iter().chain([&first]);
    let rows = rows.map(|id| RowRef { schema: Delivery::schema(), id: *id, changes: true }).collect();
    let scope = Scope { viewer: Viewer::Everything, rows, lookups: Vec::new(), visit: None };
    let location = doors.location;
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let settled = settled(snapshot, (first, &waiting), (location, &told), (now, chance), mint);
        let changes = settled.unwrap_or_else(|wrong| {
            tracing::error!(delivery = first, error = %StoreError::Corrupt(wrong), "a delivery cannot be settled");
            Vec::new()
        });
        Decision { changes, answer: Answer::Ready(Reply { status: 200, body: Vec::new() }) }
    };
    app.store.transact(Work { scope, key: None, now, decide: Arc::new(decide) }).await.map(drop)
}

/// The changes that a try comes to: what failed holds back those after it, what was told is told for all of them.
fn settled(
    snapshot: &Snapshot,
    (first, waiting): (i64, &[i64]),
    (location, told): (i64, &Told),
    (now, chance): (Instant, u64),
    mint: &mut Mint<'_>,
) -> Result<Vec<Change>, WrongValue> {
    let failed = matches!(told, Told::Failed { .. });
    let mut changes = Vec::new();
    for id in waiting.iter().filter(|id| !failed || **id == first) {
        let row = snapshot.row(Delivery::schema(), *id).map(Delivery::from_row).transpose()?;
        let Some(mut delivery) = row.filter(|delivery| delivery.due_on.is_some()) else { continue };
        schedule::settle_at_a_door(&mut delivery, told, now, chance);
        if *id == first {
            changes.extend(audit(snapshot, location, &delivery, told, mint));
        }
        changes.push(Change::Amend(delivery.into_row(), &OF_A_DELIVERY));
    }
    Ok(changes)
}

/// What staff can read of it: that it has been going wrong for a while, and that it no longer does.
fn audit(
    snapshot: &Snapshot,
    location: i64,
    delivery: &Delivery,
    told: &Told,
    mint: &mut Mint<'_>,
) -> Option<Change> {
    let place = snapshot.catalogue.location(location)?;
    let (name, tries) = (&place.name, delivery.attempts);
    let description = match told {
        Told::Failed { why, .. } if tries == PERSISTENT => {
            format!(
                "The door system of {name} does not know what this customer may open: {why}. It is tried again."
            )
        }
        Told::Delivered { .. } if tries > PERSISTENT => {
            format!("The door system of {name} knows what this customer may open, after {tries} tries.")
        }
        _ => return None,
    };
    let audit = CoworkerAccessControlAudit {
        coworker_id: Id::new(delivery.record_id),
        description: Some(description),
        is_problem: matches!(told, Told::Failed { .. }),
        base: Base::made(mint.id(), mint.guid(), mint.now(), BY),
    };
    Some(Change::Insert(audit.into_row()))
}
