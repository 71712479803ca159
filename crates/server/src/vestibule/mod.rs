//! What this server has beside the published API, under `/api/vestibule`.

mod arithmetic;
pub mod explain;
pub mod printed;
mod question;
pub(crate) mod reasons;
mod verdict;
mod witnesses;

pub(crate) use arithmetic::arithmetic;
pub(crate) use explain::endpoint as explain;
pub(crate) use verdict::endpoint as verdict;
pub(crate) use witnesses::endpoint as witnesses;

use crate::openapi::Endpoint;

/// What is said about the endpoints of this room.
pub(crate) const ENDPOINTS: &[Endpoint] =
    &[arithmetic::ENDPOINT, explain::ENDPOINT, verdict::ENDPOINT, witnesses::ENDPOINT];

/// Answers of theirs that have a name in the description.
pub(crate) const SCHEMAS: &[(&str, crate::openapi::Shape)] = &[("Explanation", reasons::SHAPE)];
