//! The log of deliveries: what was told, to whom, what became of it; and having it sent again.

mod listed;
mod one;
mod resent;

pub(crate) use listed::{endpoint as list, of_hook};
pub(crate) use one::endpoint as read;
pub(crate) use resent::{Queued, all as resend_all, all_for, one as resend, one_for};

use serde_json::{Value as Json, json};
use vestibule_domain::time::Instant;
use vestibule_records::kept::Delivery;
use vestibule_records::{Filter, Record as _, Row, Test, WebHook};
use vestibule_store::Query;
use vestibule_store::outbox::Addressee;

use crate::api::{Failure, envelope};
use crate::app::App;
use crate::auth::Caller;
use crate::openapi::{Endpoint, Member, Said, Shape, member};

/// What is said about the endpoints of the log.
pub(crate) const ENDPOINTS: &[Endpoint] =
    &[listed::ENDPOINT, one::ENDPOINT, resent::ENDPOINT_OF_ONE, resent::ENDPOINT_OF_ALL];

/// What a path says of a delivery.
const DELIVERY: Said =
    Said { name: "id", place: "path", shape: Shape::Integer, required: true, about: "The delivery." };

const ENTRY: Shape = Shape::Object(&ENTRY_MEMBERS);

const ENTRY_MEMBERS: [Member; 15] = [
    member("Id", Shape::Integer, "The delivery."),
    member("UniqueId", Shape::Text, "Its `webhook-id`: what the receiver knows a webhook's delivery by."),
    member("BusinessId", Shape::Integer, "The location of the webhook."),
    member(
        "WebHookId",
        Shape::OrNull(&Shape::Integer),
        "The webhook; null: the door system of the location.",
    ),
    member("Action", Shape::Integer, "What is told, in the numbers of `eWebhookAction`."),
    member("Record", Shape::Text, "The kind of record it is about: `Checkin`."),
    member("RecordId", Shape::Integer, "That record, which may be gone by now."),
    member("State", Shape::Words(&State::NAMES), State::ABOUT),
    member("CreatedOn", Shape::Text, "When it was made: with what it tells of."),
    member("ResentOn", Shape::OrNull(&Shape::Text), "When it was last asked for again."),
    member("Tries", Shape::Integer, "How often it was tried since it was made, or was last asked for again."),
    member(
        "NextTryOn",
        Shape::OrNull(&Shape::Text),
        "When it is tried next, at the earliest: what is about the same customer and was made before goes first, and so does \
         a pause of the whole webhook.",
    ),
    member("DeliveredOn", Shape::OrNull(&Shape::Text), "When it was delivered."),
    member(
        "LastStatus",
        Shape::OrNull(&Shape::Integer),
        "The HTTP status of the last answer; null: there was none.",
    ),
    member("LastError", Shape::OrNull(&Shape::Text), "Why the last try failed."),
];

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// For its first try.
    Waiting,
    /// The receiver said so.
    Delivered,
    /// And is tried again.
    Failed,
    /// And is not.
    GivenUp,
}

impl State {
    pub(crate) const ALL: [(Self, &'static str); 4] = [
        (Self::Waiting, "waiting"),
        (Self::Delivered, "delivered"),
        (Self::Failed, "failed"),
        (Self::GivenUp, "given_up"),
    ];
    const NAMES: [&'static str; 4] = ["waiting", "delivered", "failed", "given_up"];
    const ABOUT: &'static str =
        "`waiting` for its first try, `delivered`, `failed` and tried again, or `given_up`.";

    /// The state of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(state, _)| *state)
    }

    /// The state of a delivery.
    pub(crate) fn of(delivery: &Delivery) -> Self {
        match (delivery.due_on, delivery.delivered_on, &delivery.last_error) {
            (Some(_), _, None) => Self::Waiting,
            (Some(_), _, Some(_)) => Self::Failed,
            (None, Some(_), _) => Self::Delivered,
            (None, None, _) => Self::GivenUp,
        }
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, name)| name)
    }

    /// What holds of the deliveries in this state.
    fn filters(self) -> Vec<Filter> {
        let is = |field, test| Filter::on::<Delivery>(field, test);
        match self {
            Self::Waiting => vec![is("DueOn", Test::IsNotNull), is("LastError", Test::IsNull)],
            Self::Failed => vec![is("DueOn", Test::IsNotNull), is("LastError", Test::IsNotNull)],
            Self::Delivered => vec![is("DueOn", Test::IsNull), is("DeliveredOn", Test::IsNotNull)],
            Self::GivenUp => vec![is("DueOn", Test::IsNull), is("DeliveredOn", Test::IsNull)],
        }
    }
}

/// A delivery of a location that the caller sees, who may do this with webhooks.
async fn delivery(app: &App, caller: &Caller, verb: &str, id: &str) -> Result<Delivery, Failure> {
    caller.may(WebHook::schema(), verb)?;
    let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
    let query = Query::ids(Delivery::schema(), caller.viewer.clone(), vec![id]);
    let row: Row = app.store.list(query).await?.rows.pop().ok_or(Failure::NotFound)?;
    Ok(Delivery::from_row(&row)?)
}

/// A delivery as the log shows it.
fn entry(delivery: &Delivery) -> Json {
    let instant = |at: Option<Instant>| at.map(envelope::instant);
    let hook = match Addressee::of(delivery.web_hook_id) {
        Addressee::Hook(id) => Some(id),
        Addressee::Doors(_) => None,
    };
    json!({
        "Id": delivery.base.id,
        "UniqueId": delivery.base.unique_id.to_string(),
        "BusinessId": delivery.business_id.get(),
        "WebHookId": hook,
        "Action": delivery.action.number(),
        "Record": delivery.record,
        "RecordId": delivery.record_id,
        "State": State::of(delivery).name(),
        "CreatedOn": envelope::instant(delivery.base.created_on),
        "ResentOn": instant(delivery.resent_on),
        "Tries": delivery.attempts,
        "NextTryOn": instant(delivery.due_on),
        "DeliveredOn": instant(delivery.delivered_on),
        "LastStatus": delivery.last_status,
        "LastError": delivery.last_error,
    })
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn every_state_is_found_by_its_name() {
        assert_eq!(State::ALL.map(|(_, name)| name), State::NAMES);
        for (state, name) in State::ALL {
            assert_eq!((State::named(&name.to_uppercase()), state.name()), (Some(state), name));
        }
        assert_eq!(State::named("lost"), None);
    }
}
