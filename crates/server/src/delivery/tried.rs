//! One try of one delivery: sent, and what came of it written down.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use vestibule_domain::time::Instant;
use vestibule_records::kept::Delivery;
use vestibule_records::{Record, WebHook, WrongValue};
use vestibule_store::outbox::Hook;
use vestibule_store::{
    Answer, Change, Decision, Mint, Reply, RowRef, Scope, Snapshot, StoreError, Viewer, Work,
};

use super::LOOK_EVERY;
use super::post::Post;
use super::schedule::{self, Told};
use super::signature;
use crate::app::App;

/// What a try changes of a delivery.
pub(super) static OF_A_DELIVERY: [&str; 6] =
    ["Attempts", "DueOn", "DeliveredOn", "LastStatus", "LastError", "UpdatedOn"];
/// What a try changes of a webhook: nothing that the catalogue keeps.
static OF_A_HOOK: [&str; 3] = ["LastError", "ErrorCount", "LastTrigger"];
/// What the last of too many failures changes of it.
static OF_A_HOOK_SWITCHED_OFF: [&str; 3] = ["LastError", "ErrorCount", "Active"];

/// Tries a delivery once.
pub(super) async fn attempt(app: App, post: Post, hook: Hook, secret: Option<String>, delivery: Delivery) {
    let now = app.now();
    let told = if schedule::is_too_late(&delivery, now) {
        Told::TooLate
    } else {
        let id = delivery.base.unique_id.to_string();
        let headers = signed(&id, &delivery.payload, secret.as_deref(), now);
        post.send(&hook.url, headers, delivery.payload).await
    };
    if let Err(error) = write_down(&app, delivery.base.id, hook.id, told).await {
        tracing::warn!(%error, web_hook = hook.id, "could not write down what came of a delivery; it is sent again");
        // Its lane stays taken meanwhile, so that the receiver is spared.
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Headers of Standard Webhooks, and the documented signature where there is a secret (`contract.md 14`).
pub(super) fn signed(id: &str, body: &str, secret: Option<&str>, now: Instant) -> HeaderMap {
    let seconds = now.micros().div_euclid(1_000_000);
    let mut all = vec![("webhook-id", id.to_owned()), ("webhook-timestamp", seconds.to_string())];
    if let Some(secret) = secret {
        all.push(("x-nexudus-hook-signature", signature::of_body(secret, body)));
        all.push(("webhook-signature", signature::of_message(secret, id, seconds, body)));
    }
    let header = |(name, value): (&'static str, String)| {
        Some((http::HeaderName::from_static(name), HeaderValue::try_from(value).ok()?))
    };
    all.into_iter().filter_map(header).collect()
}

async fn write_down(app: &App, delivery: i64, hook: i64, told: Told) -> Result<(), StoreError> {
    let (now, chance) = (app.now(), chance(app));
    let changed = |schema, id| RowRef { schema, id, changes: true };
    let rows = vec![changed(Delivery::schema(), delivery), changed(WebHook::schema(), hook)];
    let scope = Scope { viewer: Viewer::Everything, rows, lookups: Vec::new(), visit: None };
    let decide = move |snapshot: &Snapshot, _: &mut Mint<'_>| {
        let settled = settled(snapshot, (delivery, hook), &told, now, chance);
        let changes = settled.unwrap_or_else(|wrong| {
            tracing::error!(delivery, error = %StoreError::Corrupt(wrong), "a delivery cannot be settled");
            Vec::new()
        });
        Decision { changes, answer: Answer::Ready(Reply { status: 200, body: Vec::new() }) }
    };
    app.store.transact(Work { scope, key: None, now, decide: Arc::new(decide) }).await.map(drop)
}

/// The changes that a try comes to: none where the delivery is gone, or somebody else was faster.
fn settled(
    snapshot: &Snapshot,
    (delivery, hook): (i64, i64),
    told: &Told,
    now: Instant,
    chance: u64,
) -> Result<Vec<Change>, WrongValue> {
    let waits = snapshot.row(Delivery::schema(), delivery).map(Delivery::from_row).transpose()?;
    let Some(mut delivery) = waits.filter(|delivery| delivery.due_on.is_some()) else {
        return Ok(Vec::new());
    };
    let mut hook = snapshot.row(WebHook::schema(), hook).map(WebHook::from_row).transpose()?;
    let was_active = hook.as_ref().is_some_and(|hook| hook.active);
    schedule::settle(&mut delivery, hook.as_mut(), told, now, chance);
    let mut changes = vec![Change::Amend(delivery.into_row(), &OF_A_DELIVERY)];
    if let Some(hook) = hook {
        let fields = if was_active && !hook.active { &OF_A_HOOK_SWITCHED_OFF } else { &OF_A_HOOK };
        changes.push(Change::Amend(hook.into_row(), fields));
    }
    Ok(changes)
}

pub(super) fn chance(app: &App) -> u64 {
    let mut bytes = [0; 8];
    app.entropy.fill(&mut bytes);
    u64::from_ne_bytes(bytes)
}
