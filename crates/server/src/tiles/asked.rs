//! `POST /api/public/tiles/{TileNumber}`: a tile for apps that have a page of their own. Answered as the public door is.

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use vestibule_domain::{Gesture, Reading};
use vestibule_records::Body;
use vestibule_store::StoreError;

use super::{found, position};
use crate::api::envelope;
use crate::api::request::Write;
use crate::app::App;
use crate::limits::Guesser;
use crate::peer;
use crate::public::checkin::verdict::{self, Denial, Verdict};
use crate::public::checkin::{Ask, Credential, Way, take};

/// What fits, for whoever sent something else.
const FITTING: &str = "Send accessCardId, pincode, email with pincode, or email with password; what happens is for the \
                       tile to say";

/// Answers it.
pub(crate) async fn answer(app: &App, request: Request, number: &str) -> Response {
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    answered(app, request, number).await.unwrap_or_else(|error| verdict::failed(&error))
}

async fn answered(app: &App, request: Request, number: &str) -> Result<Response, StoreError> {
    let catalogue = app.store.catalogue().await?;
    let Some(found) = found::find(app, &catalogue, number).await? else { return Ok(envelope::not_found()) };
    let address = peer::address(request.extensions(), request.headers(), &app.settings);
    let write = match Write::read(request, &format!("public/tiles/{}", found.tile.base.id)).await {
        Ok(write) => write,
        Err(response) => return Ok(*response),
    };
    let body = write.body().map_err(|error| error.to_string());
    let (ask, reading) = match body.and_then(|body| read(&body, found.does.moves)) {
        Ok(read) => read,
        Err(sentence) => return Ok(Verdict::Denied(Denial::Nonsense, sentence).respond()),
    };
    let guesser = Guesser { location: found.location.id.get(), address, device: None, relayed: false };
    let way = Way::Tile(Box::new(found.used(app, &catalogue, reading).await?));
    let taken = take(app, &catalogue, guesser, ask, write.key, way).await?;
    Ok(taken.map_or_else(envelope::not_found, |taken| envelope::respond(taken.reply)))
}

fn read(body: &Body<'_>, moves: Option<Gesture>) -> Result<(Ask, Option<Reading>), String> {
    let ask = Ask::read(body)?;
    let is_known = matches!(
        ask.credential,
        Credential::Card(_) | Credential::Pin(_) | Credential::EmailPin(..) | Credential::EmailPassword(..)
    );
    if !is_known || ask.mac.is_some() || ask.gesture != Gesture::Enter {
        return Err(FITTING.to_owned());
    }
    Ok((Ask { gesture: moves.unwrap_or(Gesture::Enter), ..ask }, position::read(body)?))
}
