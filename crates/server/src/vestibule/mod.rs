//! What this server has beside the published API, under `/api/vestibule`.

mod arithmetic;
pub mod explain;
mod jobs;
pub mod printed;
mod question;
pub(crate) mod reasons;
mod verdict;
mod witnesses;

pub(crate) use arithmetic::{arithmetic, reckoned};
pub(crate) use explain::endpoint as explain;
pub(crate) use jobs::endpoint as jobs;
pub(crate) use verdict::endpoint as verdict;
pub(crate) use witnesses::endpoint as witnesses;
pub(crate) use witnesses::{WITNESS, contradictions, witness};

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use vestibule_records::{Record, Row};
use vestibule_store::{Query, Reply};

use crate::api::{Failure, envelope};
use crate::app::App;
use crate::auth::{self, Caller};
use crate::openapi::Endpoint;

/// What is said about the endpoints of this room.
pub(crate) const ENDPOINTS: &[Endpoint] =
    &[arithmetic::ENDPOINT, explain::ENDPOINT, jobs::ENDPOINT, verdict::ENDPOINT, witnesses::ENDPOINT];

/// Answers of theirs that have a name in the description.
pub(crate) const SCHEMAS: &[(&str, crate::openapi::Shape)] = &[("Explanation", reasons::SHAPE)];

/// Answers a `GET` with what there is to say about one record that the caller sees and may read.
async fn about<T: Record>(
    app: &App,
    request: Request,
    id: &str,
    say: impl AsyncFnOnce(Caller, Row) -> Result<Vec<u8>, Failure>,
) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    // A body says nothing, and cannot be shared between threads.
    let request = request.map(drop);
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        caller.may(T::schema(), "Read")?;
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let query = Query::ids(T::schema(), caller.viewer.clone(), vec![id]);
        let row = app.store.list(query).await?.rows.pop().ok_or(Failure::NotFound)?;
        let body = say(caller, row).await?;
        Ok(envelope::respond(Reply { status: 200, body }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}
