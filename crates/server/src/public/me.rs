//! `GET /api/auth/me`, `/api/sys/users/me` and `/{language}/user/me`: who the caller is (`contract.md 2.5`).

use axum::extract::Request;
use axum::response::Response;
use vestibule_records::schema::Field;
use vestibule_records::{Business, Currency, Record, Row, SimpleTimeZone, User, Value};
use vestibule_store::{Query, StoreError, Viewer};

use super::shown::{Shown, text};
use super::{WANTED, asked, customer};
use crate::api::Failure;
use crate::app::App;
use crate::auth::{self, Caller};
use crate::openapi::{Answered, Asker, Clocks, Endpoint, LANGUAGE, Shape, Verb, member};

const SUMMARY: &str = "Who the caller is, and the location they start in";

pub(super) const BY_TOKEN: Endpoint =
    Endpoint { parameters: &[WANTED], errors: &[400], ..endpoint("/api/auth/me", "getMe") };

pub(super) const AS_USER: Endpoint =
    Endpoint { parameters: &[WANTED], errors: &[400], ..endpoint("/api/sys/users/me", "getMeAsUser") };

pub(super) const ON_PORTAL: Endpoint = Endpoint {
    parameters: &[LANGUAGE, WANTED],
    errors: &[400, 404],
    ..endpoint("/{lang}/user/me", "getMeOnPortal")
};

const CALLER: &[Answered] = &[Answered::json(200, Shape::Named("Me"), "The caller.")];

const fn endpoint(path: &'static str, id: &'static str) -> Endpoint {
    Endpoint {
        tag: "Portal",
        asker: Asker::User,
        answers: CALLER,
        ..Endpoint::new(Verb::Get, path, id, SUMMARY)
    }
}

/// The user's record, the notices they get, and what goes with their location.
pub(super) const SHAPE: Shape =
    Shape::AllOf(&[Shape::Record(User::schema, Clocks::Utc, |_| true), Shape::Switches(&NOTICES), DEFAULTS]);

const DEFAULTS: Shape = Shape::Parts(&[
    member("ChatRooms", Shape::List(&Shape::Integer), "None: there is no chat here."),
    member("DefaultBusinessName", NAME, "The name of the location they start in."),
    member("DefaultCurrencyId", ID, "Its currency."),
    member("DefaultCurrencyName", NAME, "The name of that currency."),
    member("DefaultCurrencyCode", NAME, "The code of that currency: `GBP`."),
    member("DefaultCountryId", ID, "Its country."),
    member("DefaultCountryName", NAME, "The name of that country."),
    member("DefaultSimpleTimeZoneId", ID, "Its time zone."),
    member("DefaultSimpleTimeZoneName", NAME, "The name of that time zone."),
    member("DefaultSimpleTimeZoneNameIana", NAME, "Its name elsewhere: `Europe/London`."),
]);

const ID: Shape = Shape::OrNull(&Shape::Integer);
const NAME: Shape = Shape::OrNull(&Shape::Text);

/// Notices the hosted service can send a user. None are sent from here, and a client that shows the switches finds
/// them off.
const NOTICES: [&str; 18] = [
    "OnNewEmail",
    "OnHelpDeskMsg",
    "OnNewWallPost",
    "OnNewMember",
    "OnProfileChanges",
    "OnNewBlogComment",
    "OnNewEventComment",
    "OnTariffChange",
    "OnBookingChange",
    "OnTentativeBookingChange",
    "OnPurchases",
    "OnVisitorRegistration",
    "OnPlaformInvoices",
    "OnAccessControlErrors",
    "OnMemberRemovedFromTeam",
    "OnVirtualOfficeTariffChange",
    "OnVirtualOfficeDeliveryPreferenceUpdate",
    "OnIdentityCheckUpdate",
];

/// Answers with the user's record, the location they start in and what goes with it; on the clocks of UTC, like the
/// REST API. Needs no role.
pub async fn me(app: &App, request: Request) -> Response {
    let request = request.map(drop);
    asked(&request, async {
        let caller = auth::anybody(app, &request).await?;
        let mut user = row::<User>(app, Some(caller.user.get())).await?.ok_or(Failure::NotFound)?;
        let start = match user.get("DefaultBusinessId").int() {
            Some(chosen) => Some(chosen),
            None => start(app, &caller).await?,
        };
        user.set("DefaultBusinessId", start.map_or(Value::Null, Value::Int));
        let location = row::<Business>(app, start).await?;
        let base = user.schema.position("Id").unwrap_or_default();
        let is_base = |field: &Field| user.schema.position(field.name).is_some_and(|at| at >= base);
        let shown = Shown::default().with_fields(&user, None, |field| !is_base(field));
        let shown = NOTICES.iter().fold(shown, |shown, notice| shown.with(notice, false));
        let shown = shown.with("ChatRooms", Vec::<i64>::new());
        let shown = with_defaults(app, shown, location.as_ref()).await?;
        Ok(shown.with_fields(&user, None, is_base))
    })
    .await
}

/// The location of somebody who has chosen none: the first they see, or the home of the customer they are.
async fn start(app: &App, caller: &Caller) -> Result<Option<i64>, StoreError> {
    let visible = match &caller.viewer {
        Viewer::Everything => app.store.catalogue().await?.first_location(),
        Viewer::Locations(visible) => visible.first().copied(),
    };
    if visible.is_some() {
        return Ok(visible);
    }
    let customers = customer::all(app, caller.user).await?;
    Ok(customer::current(&customers).and_then(|customer| customer.get("InvoicingBusinessId").int()))
}

/// The currency, the country and the time zone of the location; `DefaultBusinessId` is the user's own.
async fn with_defaults(app: &App, shown: Shown, location: Option<&Row>) -> Result<Shown, StoreError> {
    let of = |name: &str| location.and_then(|row| row.get(name).int());
    let name = |row: &Option<Row>, name: &str| row.as_ref().and_then(|row| text(row, name));
    let currency = row::<Currency>(app, of("CurrencyId")).await?;
    let zone = row::<SimpleTimeZone>(app, of("SimpleTimeZoneId")).await?;
    Ok(shown
        .with("DefaultBusinessName", location.and_then(|row| text(row, "Name")))
        .with("DefaultCurrencyId", of("CurrencyId"))
        .with("DefaultCurrencyName", name(&currency, "Name"))
        .with("DefaultCurrencyCode", name(&currency, "Code"))
        .with("DefaultCountryId", of("CountryId"))
        .with("DefaultCountryName", location.and_then(|row| text(row, "CountryName")))
        .with("DefaultSimpleTimeZoneId", of("SimpleTimeZoneId"))
        .with("DefaultSimpleTimeZoneName", name(&zone, "Name"))
        .with("DefaultSimpleTimeZoneNameIana", name(&zone, "NameIana")))
}

/// A row by its id, whoever looks.
async fn row<T: Record>(app: &App, id: Option<i64>) -> Result<Option<Row>, StoreError> {
    let Some(id) = id else { return Ok(None) };
    Ok(app.store.list(Query::ids(T::schema(), Viewer::Everything, vec![id])).await?.rows.into_iter().next())
}
