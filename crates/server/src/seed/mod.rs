//! What a store holds before anybody uses it: countries, currencies, zones and roles always; a demo network or a
//! crowd to measure with when asked for.

mod bench;
mod demo;
mod founding;
mod locations;
mod planting;
mod radius;
mod users;

pub use bench::{Crowd, crowd};
pub use demo::{DEMO_EMAIL, DEMO_PASSWORD, Demo, demo};
pub use founding::found;
pub use locations::{NewLocation, create_location};
pub(crate) use radius::radius_keys;
pub use radius::{NewRadiusServer, RadiusAccess, create_radius_server};
pub use users::{NewUser, bearer_token, create_user};
