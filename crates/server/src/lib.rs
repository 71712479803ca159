//! The HTTP server: REST conventions, authorization, and the way in for every attempt. It translates a request
//! into a [`vestibule_store::Work`] and an outcome into a response; it holds no SQL and no rule of admission.

mod access;
pub mod api;
mod app;
pub mod auth;
mod clock;
pub mod console;
mod cookies;
pub mod delivery;
pub mod doctor;
mod evidence;
mod issuing;
pub mod jobs;
pub mod kiosk;
mod leases;
pub mod limits;
mod listen;
pub mod mail;
mod membership;
pub mod metrics;
pub mod openapi;
mod pages;
mod passage;
mod path;
mod peer;
mod presence;
pub mod public;
mod reached;
mod readiness;
mod request_id;
pub mod seed;
mod serve;
mod settings;
pub mod sources;
mod spaceapi;
pub mod stream;
mod tiles;
pub mod vestibule;
mod witnesses;

pub use app::App;
pub use clock::{Clock, SystemClock, SystemEntropy};
pub use listen::serve;
pub use metrics::MetricsToken;
pub use peer::Peer;
pub use reached::PublicAddress;
pub use readiness::Readiness;
pub use serve::router;
pub use settings::{
    Radius, RadiusPorts, RateLimits, RefusalStatus, Retention, Settings, Streams, ThrottleStatus,
};
