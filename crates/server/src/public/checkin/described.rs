//! What is said about the door (`contract.md` 13.1).

use serde_json::{Value, json};

use crate::openapi::{Answered, Endpoint, JSON_OR_FORM, Said, Shape, Verb, member};

/// The door.
pub(in crate::public) const ENDPOINT: Endpoint = Endpoint {
    tag: "At the door",
    about: ABOUT,
    parameters: &[Said {
        name: "Idempotency-Key",
        place: "header",
        shape: Shape::Text,
        required: false,
        about: "The same tap under the same key has one effect for 48 hours.",
    }],
    body: Some((JSON_OR_FORM, Shape::Made(ask))),
    answers: &[
        Answered::json(200, Shape::Named("Verdict"), "The verdict, whatever it is: `Status` says so."),
        Answered::json(500, FAILED, "Ours, not yours. The log has more under `X-Request-Id`."),
        Answered::json(503, FAILED, "Too much is waiting: repeat in a second, with the same key."),
    ],
    errors: &[400],
    ..Endpoint::new(Verb::Post, "/api/public/checkin", "tap", "Let somebody in, or out")
};

const ABOUT: &str = "\
Kiosks, readers and captive portals ask this, without credentials of their own. The first label of the host names the \
location; where there is only one, any host will do.

Send `accessCardId`; or `pincode`; or `email` with `pincode`; or `email` with `password`; or `token` with `mac` (a \
visitor's code needs no `mac`); or `mac` alone. `mac` beside a PIN or a password registers the device. `disconnect` lets \
out alone, and takes `email` alone too; `toggle` lets out who is inside and in who is not; they exclude each other. \
`BusinessId` and `FromTime` are refused: the host names the location, and the time is now.";

const FAILED: Shape = Shape::AnyOf(&[Shape::Named("Verdict"), Shape::Named("Error")]);

const ASK: Shape = Shape::Object(&[
    member("accessCardId", Shape::Text, "The number of a card or a fob; letters and digits alone count.")
        .optional(),
    member("pincode", Shape::Text, "A PIN. With `email`, whose it is.").optional(),
    member("email", Shape::Text, "An e-mail address.").optional(),
    member("password", Shape::Text, "The password of the user with that `email`.").optional(),
    member("token", Shape::Text, "The code of an access token, or of an approved visitor.").optional(),
    member("mac", Shape::Pattern(MAC), "The address of the device it comes from.").optional(),
    member("disconnect", Shape::Boolean, "Leave.").optional(),
    member("toggle", Shape::Boolean, "Leave when inside, else enter.").optional(),
    member("doNotCheckIn", Shape::Boolean, "Say what would be, and change nothing.").optional(),
]);

/// What may be sent, with an example of each combination.
fn ask() -> Value {
    let mut shape = ASK.schema();
    shape["examples"] = json!([
        { "accessCardId": "04A1B2C3", "toggle": true },
        { "pincode": "48213" },
        { "email": "ann@example.com", "pincode": "48213" },
        { "email": "ann@example.com", "password": "a-password", "doNotCheckIn": true },
        { "token": "GUEST-77", "mac": "AA:BB:CC:DD:EE:FF" },
        { "mac": "AA:BB:CC:DD:EE:FF" },
        { "mac": "AA:BB:CC:DD:EE:FF", "disconnect": true },
        { "email": "ann@example.com", "disconnect": true },
    ]);
    shape
}

const MAC: &str = "^([0-9A-Fa-f]{2}[:-]?){5}[0-9A-Fa-f]{2}$";

/// The answer, whatever it is.
pub(in crate::public) const VERDICT: Shape = Shape::Object(&[
    member("Status", Shape::Numbers(&[200, 400, 401, 403, 409, 429, 500, 503]), STATUS),
    member(
        "Message",
        Shape::Text,
        "Until when the session lasts: `2015-09-11T21:59:59 UTC`; or why there is none.",
    ),
    member("Value", Shape::OrNull(&SESSION), "The session; null when there is none."),
    member("Errors", Shape::Null, "Always null."),
    member("WasSuccessful", Shape::Boolean, "Whether the door may open."),
]);

const STATUS: &str = "\
200 it is well; 400 what was sent makes no sense; 401 nobody is known by it; 403 somebody who is known may not; 409 the \
`Idempotency-Key` was used for something else; 429 too many wrong guesses, this one was not looked at; 500 and 503 as \
the HTTP status.";

const SESSION: Shape = Shape::Object(&[
    member("SessionExpire", Shape::Text, "Until when it lasts: `2015-09-11T21:59:59 UTC`."),
    member("SessionTimeOut", Shape::Number, "Seconds until then."),
    member("FullName", Shape::OrNull(&Shape::Text), "Whose it is; null for a guest without a name."),
    member("Action", Shape::Words(&["checkin", "checkout", "none"]), "What the tap did."),
    member("CheckinId", Shape::OrNull(&Shape::Integer), "The check-in behind it, if there is one."),
    member("CheckinUniqueId", Shape::OrNull(&Shape::Text), "The `UniqueId` of that check-in."),
]);
