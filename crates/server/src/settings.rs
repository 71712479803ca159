//! What an operator may choose for the whole server.

use std::net::IpAddr;
use std::time::Duration;

use vestibule_domain::time::Span;

use crate::mail::Mail;
use crate::metrics::MetricsToken;
use crate::reached::PublicAddress;
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

/// How access points are listened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Radius {
    /// `radius.require_message_authenticator`: whether an Access-Request must be proved by a `Message-Authenticator`.
    pub require_message_authenticator: bool,
    /// Where.
    pub ports: RadiusPorts,
}

impl Default for Radius {
    fn default() -> Self {
        Self { require_message_authenticator: true, ports: RadiusPorts::default() }
    }
}

/// The UDP ports at which access points reach this server, as far as it listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RadiusPorts {
    /// For accounting, 1813 by custom.
    pub account: Option<u16>,
    /// For authentication, 1812 by custom.
    pub auth: Option<u16>,
}

/// For how long is kept what nobody is billed by. What has no time is kept for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// `retention.signals_days`: what doors, the Wi-Fi, tiles and sensors told. What is told again after that is new.
    pub signals: Option<Span>,
    /// `retention.failed_checkins_days`: attempts that were refused.
    pub failed_checkins: Option<Span>,
    /// `retention.mac_addresses_days`: which devices were seen, on visits that are over and on refusals.
    pub mac_addresses: Option<Span>,
    /// `retention.deliveries_days`: what was told to webhooks and door systems, longer than it is ever tried.
    pub deliveries: Span,
    /// `retention.stream_days`: what happened, for those who read the stream and come back.
    pub stream: Span,
}

impl Retention {
    /// So many days.
    #[must_use]
    pub const fn days(days: i64) -> Span {
        Span::minutes(days * 24 * 60)
    }
}

impl Default for Retention {
    fn default() -> Self {
        let week = Self::days(7);
        Self { signals: None, failed_checkins: None, mac_addresses: None, deliveries: week, stream: week }
    }
}

/// How many may listen to what happens, and how far they may fall behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    /// Streams at one node.
    pub in_all: usize,
    /// Streams of one user at one node.
    pub per_user: usize,
    /// Events that a stream may be behind before it is ended.
    pub behind: usize,
    /// How often a comment says that a stream is alive.
    pub heartbeat: Duration,
}

impl Default for Streams {
    fn default() -> Self {
        Self { in_all: 1_000, per_user: 250, behind: 1_024, heartbeat: Duration::from_secs(15) }
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
    /// `url`: the address people reach this server by, which is printed on tiles; the one they ask, unless given.
    pub url: Option<PublicAddress>,
    /// Where mail goes; without it nothing is mailed.
    pub mail: Option<Mail>,
    /// How access points are listened to.
    pub radius: Radius,
    /// Where readings of sensors are listened to; without it they come over HTTP alone.
    pub mqtt: Option<Mqtt>,
    /// For how long things are kept.
    pub retention: Retention,
    /// How many may listen to what happens.
    pub streams: Streams,
    /// `metrics.token`: what whoever reads `/metrics` must bring along; without it, they must be on this machine.
    pub metrics_token: Option<MetricsToken>,
    /// `drain_seconds`: how long a server that is told to stop says that it is not ready before it takes no more connections.
    pub drain: Duration,
    /// The name of this node among others over the same database; one that nobody else has, unless given. A database that has
    /// one node at a time gives it the same name every time, so that it need not wait for itself to be taken for dead.
    pub node: Option<String>,
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
            url: None,
            mail: None,
            radius: Radius::default(),
            mqtt: None,
            retention: Retention::default(),
            streams: Streams::default(),
            metrics_token: None,
            drain: Duration::ZERO,
            node: None,
        }
    }
}
