//! What an operator may choose for the whole server.

use std::net::IpAddr;

use crate::mail::Mail;
use crate::sources::mqtt::Mqtt;

/// How a refused check-in is answered (`DESIGN.md`, decisions).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RefusalStatus {
    /// HTTP 400 in the documented error shape.
    #[default]
    BadRequest,
    /// HTTP 200 with `WasSuccessful: false`, as older clients expect.
    Ok,
}

/// The status of an answer to somebody who asked too soon (`contract.md 8`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThrottleStatus {
    /// 429, as clients of today expect.
    #[default]
    TooManyRequests,
    /// 409, as the older documents have it.
    Conflict,
}

/// How many requests one user, or one address nobody is known at, may make. Zero is without limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    /// The status of a refusal.
    pub status: ThrottleStatus,
    /// Requests in 100 milliseconds.
    pub per_100_ms: u32,
    /// Requests in a minute.
    pub per_minute: u32,
    /// Requests in an hour.
    pub per_hour: u32,
    /// Requests in a day.
    pub per_day: u32,
    /// Of these, POST, PUT and DELETE in a minute.
    pub writes_per_minute: u32,
    /// Of these, POST, PUT and DELETE in a day.
    pub writes_per_day: u32,
}

impl Default for RateLimits {
    /// Those of the hosted service.
    fn default() -> Self {
        Self {
            status: ThrottleStatus::default(),
            per_100_ms: 1,
            per_minute: 120,
            per_hour: 5_000,
            per_day: 200_000,
            writes_per_minute: 60,
            writes_per_day: 5_000,
        }
    }
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
    /// Addresses of proxies of our own, whose word on whom they heard from is believed.
    pub proxies: Vec<IpAddr>,
    /// `webhooks.allow_private`: whether webhooks may lead into this machine and its network.
    pub allow_private_targets: bool,
    /// `compat.largest_page`: rows on a page of a list at most; who asks for more gets so many.
    pub largest_page: i64,
    /// How many requests are taken from one caller; as many as come, unless given.
    pub limits: Option<RateLimits>,
    /// Where mail goes; without it nothing is mailed.
    pub mail: Option<Mail>,
    /// Where readings of sensors are listened to; without it they come over HTTP alone.
    pub mqtt: Option<Mqtt>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            refusal_status: RefusalStatus::default(),
            access_token_seconds: 604_799,
            refresh_token_seconds: 15 * 24 * 3600,
            proxies: Vec::new(),
            allow_private_targets: false,
            largest_page: 1000,
            limits: None,
            mail: None,
            mqtt: None,
        }
    }
}
