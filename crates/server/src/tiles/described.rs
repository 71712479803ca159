//! What is said about tiles.

use crate::openapi::{Answered, Asker, Endpoint, JSON_OR_FORM, Member, Said, Shape, Verb, member};
use crate::pages::file;

/// The pages, what they load, and the same for apps.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        tag: TAG,
        about: "For people: it says what the tile does, and asks who they are. A phone that is remembered need not say.",
        parameters: &[NUMBER],
        answers: &[file("text/html", "The page."), NO_SUCH_TILE],
        ..Endpoint::new(Verb::Get, "/t/{TileNumber}", "getTilePage", "The page of a tile")
    },
    Endpoint {
        tag: TAG,
        about: "What the page of the tile sends, and nobody else: `Origin` must be this server's. A verdict of any kind \
                is a page with status 200.",
        parameters: &[NUMBER],
        body: Some((&["application/x-www-form-urlencoded"], FORM)),
        answers: &[
            file("text/html", "What came of it."),
            Answered {
                status: 303,
                content: None,
                headers: &["Location"],
                about: "It is well, and the tile leads on.",
            },
            page(400, "What was sent makes no sense."),
            page(403, "It was not sent by the page of the tile."),
            NO_SUCH_TILE,
        ],
        ..Endpoint::new(Verb::Post, "/t/{TileNumber}", "useTilePage", "Use a tile by its page")
    },
    Endpoint {
        tag: TAG,
        parameters: &[NUMBER],
        answers: &[file("image/svg+xml", "The code."), NO_SUCH_TILE],
        errors: &[400],
        ..Endpoint::new(Verb::Get, "/t/{TileNumber}/qr.svg", "getTileCode", "The QR code of a tile's address")
    },
    Endpoint {
        tag: TAG,
        parameters: &[
            NUMBER,
            Said::query("paper", Shape::Words(&["a6", "a4"]), "What it is printed on; `a6`, unless said."),
        ],
        answers: &[file("text/html", "The sheet."), NO_SUCH_TILE],
        errors: &[400],
        ..Endpoint::new(Verb::Get, "/t/{TileNumber}/print", "getTileSheet", "A tile to print and hang up")
    },
    Endpoint {
        tag: TAG,
        asker: Asker::Always,
        answers: &[file("text/css", "The style.")],
        ..Endpoint::new(Verb::Get, "/t/assets/tile.css", "getTileStyle", "How the page of a tile looks")
    },
    Endpoint {
        tag: TAG,
        asker: Asker::Always,
        answers: &[file("text/css", "The style.")],
        ..Endpoint::new(Verb::Get, "/t/assets/print.css", "getTileSheetStyle", "How a printed tile looks")
    },
    Endpoint {
        tag: TAG,
        asker: Asker::Always,
        answers: &[file("text/javascript", "The script.")],
        ..Endpoint::new(Verb::Get, "/t/assets/tile.js", "getTileScript", "What the page of a tile does")
    },
    Endpoint {
        tag: TAG,
        about: "The public door by way of a tile: the tile says what happens and whom it is for. Credentials and answers \
                are those of `POST /api/public/checkin`; who is refused by the tile itself gets `Status` 403 too. Of a \
                tile that leads in or out nowhere, `Action` is `none`.",
        parameters: &[
            NUMBER,
            Said {
                name: "Idempotency-Key",
                place: "header",
                shape: Shape::Text,
                required: false,
                about: "The same tap under the same key has one effect for 48 hours.",
            },
        ],
        body: Some((JSON_OR_FORM, ASK)),
        answers: &[
            Answered::json(200, Shape::Named("Verdict"), "The verdict, whatever it is: `Status` says so."),
            Answered::json(500, FAILED, "Ours, not yours. The log has more under `X-Request-Id`."),
            Answered::json(503, FAILED, "Too much is waiting: repeat in a second, with the same key."),
        ],
        errors: &[400, 404],
        ..Endpoint::new(Verb::Post, "/api/public/tiles/{TileNumber}", "useTile", "Use a tile")
    },
];

const TAG: &str = "Tiles";

const NUMBER: Said = Said {
    name: "TileNumber",
    place: "path",
    shape: Shape::Text,
    required: true,
    about: "The `TileNumber` of the `AutomationTile`, as it is printed on it.",
};

const NO_SUCH_TILE: Answered = page(404, "There is no such tile, or its location is closed to everybody.");

const fn page(status: u16, about: &'static str) -> Answered {
    Answered { status, ..file("text/html", about) }
}

const FAILED: Shape = Shape::AnyOf(&[Shape::Named("Verdict"), Shape::Named("Error")]);

const LATITUDE: Member = member("latitude", Shape::Number, "Degrees north.").optional();
const LONGITUDE: Member = member("longitude", Shape::Number, "Degrees east.").optional();
const ACCURACY: Member = member("accuracy", Shape::Number, "How far off that may be, in metres.").optional();

const ASK: Shape = Shape::Object(&[
    member("accessCardId", Shape::Text, "The number of a card or a fob.").optional(),
    member("pincode", Shape::Text, "A PIN. With `email`, whose it is.").optional(),
    member("email", Shape::Text, "An e-mail address.").optional(),
    member("password", Shape::Text, "The password of the user with that `email`.").optional(),
    LATITUDE,
    LONGITUDE,
    ACCURACY,
    member("doNotCheckIn", Shape::Boolean, "Say what would be, and change nothing.").optional(),
]);

const FORM: Shape = Shape::Object(&[
    member("email", Shape::Text, "An e-mail address.").optional(),
    member("pincode", Shape::Text, "The PIN that goes with it.").optional(),
    member("password", Shape::Text, "Or the password.").optional(),
    member("phone", Shape::Text, "Not empty: it is whoever this phone is remembered for.").optional(),
    member("remember", Shape::Text, "Not empty: remember this phone.").optional(),
    member("forget", Shape::Text, "Not empty: forget this phone, and do nothing else.").optional(),
    member("once", Shape::Text, "Which page it is: the same again has no second effect.").optional(),
    LATITUDE,
    LONGITUDE,
    ACCURACY,
]);
