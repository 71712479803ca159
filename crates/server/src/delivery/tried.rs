//! One try of one delivery to a webhook.

use http::{HeaderMap, HeaderValue};
use vestibule_domain::time::Instant;
use vestibule_records::kept::Delivery;
use vestibule_store::outbox::Hook;

use super::post::Post;
use super::schedule::{self, Told};
use super::signature;
use crate::app::App;

/// A try that came to an end, and that nobody has written down yet.
#[derive(Debug, Clone)]
pub(super) struct Tried {
    /// Whom it was for, as the delivery has it.
    pub(super) addressee: i64,
    /// What was told.
    pub(super) delivery: i64,
    /// Deliveries that were told along with it.
    pub(super) also: Vec<i64>,
    /// How many tries in a row had failed when it began.
    pub(super) known: i64,
    /// What came of it.
    pub(super) told: Told,
    /// Any number, which shortens the pause after it.
    pub(super) chance: u64,
}

/// Tries a delivery once.
pub(super) async fn attempt(
    app: App,
    post: Post,
    hook: Hook,
    secret: Option<String>,
    delivery: Delivery,
    known: i64,
) -> Tried {
    let now = app.now();
    let (addressee, id) = (delivery.web_hook_id, delivery.base.id);
    let told = if schedule::is_too_late(&delivery, now) {
        Told::TooLate
    } else {
        let message = delivery.base.unique_id.to_string();
        let headers = signed(&message, &delivery.payload, secret.as_deref(), now);
        post.send(&hook.url, headers, delivery.payload).await
    };
    Tried { addressee, delivery: id, also: Vec::new(), known, told, chance: chance(&app) }
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

pub(super) fn chance(app: &App) -> u64 {
    let mut bytes = [0; 8];
    app.entropy.fill(&mut bytes);
    u64::from_ne_bytes(bytes)
}
