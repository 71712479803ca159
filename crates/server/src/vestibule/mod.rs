//! What this server has beside the published API, under `/api/vestibule`.

mod arithmetic;

pub(crate) use arithmetic::arithmetic;

use crate::openapi::Endpoint;

/// What is said about the endpoints of this room.
pub(crate) const ENDPOINTS: &[Endpoint] = &[arithmetic::ENDPOINT];
