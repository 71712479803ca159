//! The HTTP server: REST conventions, authorization, and the way in for every attempt. It translates a request
//! into a [`vestibule_store::Work`] and an outcome into a response; it holds no SQL and no rule of admission.

pub mod api;
mod app;
pub mod auth;
mod clock;
pub mod delivery;
pub mod doctor;
mod issuing;
pub mod jobs;
pub mod limits;
mod listen;
pub mod mail;
mod membership;
pub mod openapi;
mod passage;
mod peer;
pub mod public;
pub mod seed;
mod serve;
mod settings;
pub mod sources;
pub mod vestibule;
mod witnesses;

pub use app::App;
pub use clock::{Clock, SystemClock, SystemEntropy};
pub use listen::serve;
pub use peer::Peer;
pub use serve::router;
pub use settings::{RateLimits, RefusalStatus, Settings, ThrottleStatus};
