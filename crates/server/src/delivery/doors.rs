//! One try to tell a door system how things stand with a customer. It tells of everything that waits for them there.

use http::{HeaderMap, HeaderName, HeaderValue};
use vestibule_records::kept::Delivery;
use vestibule_records::{Base, CoworkerAccessControlAudit, Filter, Id, Record, Row, Test, Value};
use vestibule_store::outbox::DoorSystem;
use vestibule_store::{Catalogue, Change, Mint, Query, StoreError};

use super::post::{Post, is_secure};
use super::schedule::Told;
use super::tried::{Tried, chance, signed};
use super::{LOOK_EVERY, SHARED_SECRET};
use crate::access::standing;
use crate::app::App;
use crate::issuing::BY;

/// Failures in a row after which somebody ought to look: a quarter of an hour.
const PERSISTENT: i64 = 5;

/// Tries the first of the deliveries that wait for a customer; nothing came of it where the store does not say how things
/// stand.
pub(super) async fn attempt(
    app: App,
    post: Post,
    doors: DoorSystem,
    first: Delivery,
    known: i64,
) -> Option<Tried> {
    match tell(&app, &post, &doors, &first).await {
        Ok((also, told)) => {
            let (addressee, delivery) = (first.web_hook_id, first.base.id);
            Some(Tried { addressee, delivery, also, known, told, chance: chance(&app) })
        }
        Err(error) => {
            tracing::warn!(%error, location = doors.location, "a door system could not be told; it is tried again");
            // Its lane stays taken meanwhile, so that the store is spared.
            tokio::time::sleep(LOOK_EVERY).await;
            None
        }
    }
}

async fn tell(
    app: &App,
    post: &Post,
    doors: &DoorSystem,
    first: &Delivery,
) -> Result<(Vec<i64>, Told), StoreError> {
    // Before the look at how things stand: whatever is written later is told once more.
    let also = waiting(app, first).await?;
    let told = match standing(app, doors.location, first.record_id).await? {
        Some(body) => send(app, post, doors, body).await?,
        None => Told::Failed { status: None, why: "there is no such customer any more".to_owned() },
    };
    Ok((also, told))
}

/// What waits in the lane of a delivery beside it.
async fn waiting(app: &App, first: &Delivery) -> Result<Vec<i64>, StoreError> {
    let is = |field, number| Filter::on::<Delivery>(field, Test::Is(Value::Int(number)));
    let filters = vec![
        is("WebHookId", first.web_hook_id),
        is("Lane", first.lane),
        Filter::on::<Delivery>("DueOn", Test::IsNotNull),
    ];
    let order = (Delivery::schema().position("Id").unwrap_or_default(), false);
    let rows = app.store.list(Query { filters, order, ..Query::all(Delivery::schema()) }).await?.rows;
    Ok(rows.iter().map(Row::id).filter(|id| *id != first.base.id).collect())
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

/// What staff can read of a try: that it has been going wrong for a while, and that it no longer does.
pub(super) fn audit(
    catalogue: &Catalogue,
    location: i64,
    delivery: &Delivery,
    told: &Told,
    mint: &mut Mint<'_>,
) -> Option<Change> {
    let name = &catalogue.location(location)?.name;
    let tries = delivery.attempts;
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
