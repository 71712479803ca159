//! The HTTP server: REST conventions, authorization, and the way in for every attempt. It translates a request
//! into a [`vestibule_store::Work`] and an outcome into a response; it holds no SQL and no rule of admission.

pub mod api;
mod app;
pub mod auth;
mod clock;
mod listen;
pub mod mail;
pub mod seed;
mod serve;
mod settings;

pub use app::App;
pub use clock::{Clock, SystemClock, SystemEntropy};
pub use listen::serve;
pub use serve::router;
pub use settings::{RefusalStatus, Settings};
