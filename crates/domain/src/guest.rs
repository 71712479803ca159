//! Guests: people without an account, on an access token or expected as visitors (`domain.md` 2.12 and 6.3).

use crate::device::Mac;
use crate::location::Location;
use crate::minutes::Minutes;
use crate::refusal::Refusal;
use crate::time::{Instant, Span};

/// A code for the network: so many minutes, on so many devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// Worthless before.
    pub from: Option<Instant>,
    /// Worthless from then on.
    pub until: Option<Instant>,
    /// Minutes that are left.
    pub left: Minutes,
    /// Devices that may use it.
    pub most_devices: usize,
    /// Devices that do.
    pub devices: Vec<Mac>,
}

impl AccessToken {
    /// Whether somebody may come in on it who shows it without a device.
    ///
    /// # Errors
    /// Why not: [`Refusal::TokenNotYet`], [`Refusal::TokenExpired`], [`Refusal::TokenUsedUp`].
    pub fn serves(&self, now: Instant) -> Result<(), Refusal> {
        if let Some(from) = self.from.filter(|from| now < *from) {
            return Err(Refusal::TokenNotYet(from));
        }
        if let Some(until) = self.until.filter(|until| *until <= now) {
            return Err(Refusal::TokenExpired(until));
        }
        if self.left == Minutes::ZERO {
            return Err(Refusal::TokenUsedUp);
        }
        Ok(())
    }

    /// Whether a device may come in on it.
    ///
    /// # Errors
    /// As for [`serves`](Self::serves), and [`Refusal::TokenFull`].
    pub fn admits(&self, mac: Mac, now: Instant) -> Result<(), Refusal> {
        self.serves(now)?;
        if !self.devices.contains(&mac) && self.devices.len() >= self.most_devices {
            return Err(Refusal::TokenFull { most: self.most_devices });
        }
        Ok(())
    }

    /// When a visit that began then has used it up, or it ends of itself.
    pub fn ends(&self, from: Instant) -> Instant {
        let used_up = from.plus(Span::minutes(self.left.get()));
        self.until.map_or(used_up, |until| until.min(used_up))
    }
}

/// Somebody who was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// When they mean to come.
    pub at: Instant,
    /// Whether the host, if there is one, lets them in.
    pub approved: bool,
}

impl Expected {
    /// Whether they may come in now: approved, and on the business day they are expected.
    ///
    /// # Errors
    /// Why not: [`Refusal::VisitorNotApproved`], [`Refusal::VisitorNotToday`].
    pub fn admits(&self, location: &Location, now: Instant) -> Result<(), Refusal> {
        if !self.approved {
            return Err(Refusal::VisitorNotApproved);
        }
        let day = location.business_day(self.at);
        if location.business_day(now) == day { Ok(()) } else { Err(Refusal::VisitorNotToday(day)) }
    }
}
