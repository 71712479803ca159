//! What door systems that people run themselves are told of (`domain.md` 6.5, decision 0016): whose access may have
//! changed, and how it stands.
//!
//! That somebody's access may have changed is derived where the changes of a decision are known, and written down with
//! them ([`vestibule_store::outbox`]). How it stands is found out when it is told ([`standing`]), by whoever delivers.
//! Here is the rest: what begins and ends with time ([`boundaries`]), telling everybody anew ([`resync`]), and asking a
//! door system what groups it has ([`groups`]).

mod boundaries;
pub(crate) mod groups;
pub(crate) mod resync;
mod standing;

pub(crate) use boundaries::{next_boundary, pass_boundaries};
pub(crate) use standing::standing;

use crate::openapi::Endpoint;

/// What is said about the endpoints of this room.
pub(crate) const ENDPOINTS: &[Endpoint] = &[groups::ENDPOINT, resync::ENDPOINT];

/// The setting with the address where a door system lists its groups.
pub(crate) const GROUPS_URL: &str = "Vestibule.AccessGroups.Url";
/// The setting with the bearer token for that list, if it wants one.
pub(crate) const GROUPS_TOKEN: &str = "Vestibule.AccessGroups.Token";
