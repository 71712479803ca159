//! What an operator may choose for the whole server.

use crate::mail::Mail;

/// How a refused check-in is answered (`DESIGN.md`, decisions).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RefusalStatus {
    /// HTTP 400 in the documented error shape.
    #[default]
    BadRequest,
    /// HTTP 200 with `WasSuccessful: false`, as older clients expect.
    Ok,
}

/// Settings of the server. Settings of a location are records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `compat.refusal_status`
    pub refusal_status: RefusalStatus,
    /// How long an access token is good, in seconds.
    pub access_token_seconds: i64,
    /// How long a refresh token is good, in seconds.
    pub refresh_token_seconds: i64,
    /// Where mail goes; without it nothing is mailed.
    pub mail: Option<Mail>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            refusal_status: RefusalStatus::default(),
            access_token_seconds: 604_799,
            refresh_token_seconds: 15 * 24 * 3600,
            mail: None,
        }
    }
}
