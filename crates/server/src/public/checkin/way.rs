//! By which way a tap came: at the public door, by way of an access point, or by a tile, which has a say in it and takes
//! notes.

use vestibule_domain::Refusal;
use vestibule_domain::time::Instant;
use vestibule_domain::world::{Attempt, Visit, World};
use vestibule_records::CheckinSource;
use vestibule_store::{Change, Mint, Reply};

use super::ask::{Ask, Credential};
use super::verdict::{Action, Verdict};
use crate::kiosk;
use crate::tiles::{self, Used};
use crate::witnesses::Witness;

/// Who writes what comes in at the public door.
const PUBLIC: &str = "public check-in";

/// By which way a tap came.
pub(crate) enum Way {
    /// `POST /api/public/checkin`
    Public,
    /// A tile.
    Tile(Box<Used>),
    /// A tablet at a door.
    Tablet {
        /// Its label: `Tablet 7`.
        label: String,
        /// What people call it.
        name: String,
        /// It had no network when the tap was made.
        late: bool,
    },
    /// An access point, which asks or tells in place of the person.
    Network {
        /// What it asks or tells.
        what: Network,
        /// Which one.
        by: String,
    },
}

/// What an access point wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    /// Whether somebody may join: their device is known from then on, and a refusal is recorded, but nobody comes in.
    Joins,
    /// Somebody is on it: they come in.
    Uses,
}

impl Way {
    /// Who writes what comes of it.
    pub(super) fn by(&self) -> &str {
        match self {
            Self::Network { by, .. } => by,
            Self::Public => PUBLIC,
            Self::Tile(_) => tiles::BY,
            Self::Tablet { label, .. } => label,
        }
    }

    /// How the signal came: what a device brings along came over the Wi-Fi, a card was held to a door (`domain.md` 6).
    pub(super) const fn source(&self, ask: &Ask) -> CheckinSource {
        match (self, ask.mac, &ask.credential) {
            (Self::Tile(_), ..) => CheckinSource::Tile,
            (Self::Tablet { .. }, ..) => CheckinSource::Manual,
            (Self::Network { .. }, ..) => CheckinSource::NetworkActivity,
            (Self::Public, Some(_), _) => CheckinSource::NetworkActivity,
            (Self::Public, None, Credential::Card(_)) => CheckinSource::DoorAccess,
            (Self::Public, None, _) => CheckinSource::Manual,
        }
    }

    /// What an access point wants to know, if it is one.
    pub(super) const fn network(&self) -> Option<Network> {
        if let Self::Network { what, .. } = self { Some(*what) } else { None }
    }

    /// What bears witness of somebody who comes by it at this moment, unless it is whoever writes.
    pub(super) fn witness(&self, now: Instant) -> Option<Witness> {
        let (source, of, name) = match self {
            Self::Public | Self::Network { .. } => return None,
            Self::Tile(used) => (CheckinSource::Tile, used.label(), used.tile.name.clone()),
            Self::Tablet { label, name, .. } => (CheckinSource::Manual, label.clone(), name.clone()),
        };
        Some(Witness { name: Some(name), ..Witness::at(source, of, now) })
    }

    /// What tells it from other ways at the same location.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Public | Self::Network { .. } => String::new(),
            Self::Tile(used) => used.label(),
            Self::Tablet { label, .. } => label.clone(),
        }
    }

    /// Whether a tap comes later than it was made.
    pub(super) const fn is_late(&self) -> bool {
        matches!(self, Self::Tablet { late: true, .. })
    }

    /// Whether whoever shows a code there is a person, and not a device.
    pub(super) const fn sees_people(&self) -> bool {
        matches!(self, Self::Tablet { .. })
    }

    /// The verdict in the words that this way is answered in; `code` is why it was refused, if it was.
    pub(super) fn reply(&self, verdict: &Verdict, code: &str) -> Reply {
        if let Self::Tablet { .. } = self { kiosk::reply(verdict, code) } else { verdict.reply() }
    }

    /// What repetitions under one idempotency key have in common, where it is not what the tap is. The keys of a tablet
    /// name what was shown, so that another tap never has the same.
    pub(super) fn fingerprint(&self) -> Option<String> {
        matches!(self, Self::Tablet { .. }).then(String::new)
    }

    /// Whether it leads in or out at all.
    pub(super) const fn moves(&self) -> bool {
        match self {
            Self::Public | Self::Tablet { .. } | Self::Network { .. } => true,
            Self::Tile(used) => used.does.moves.is_some(),
        }
    }

    /// Whether somebody may use it.
    pub(super) fn admits(&self, world: &World) -> Result<(), Refusal> {
        match self {
            Self::Public | Self::Tablet { .. } | Self::Network { .. } => Ok(()),
            Self::Tile(used) => used.admits(world),
        }
    }

    /// An arrival, as this way brings it.
    pub(super) fn arrival(&self, world: &World, attempt: Attempt) -> Result<Attempt, Refusal> {
        match self {
            Self::Public | Self::Tablet { .. } | Self::Network { .. } => Ok(attempt),
            Self::Tile(used) => used.arrival(world, attempt),
        }
    }

    /// Whether somebody may leave by it.
    pub(super) fn departure(&self, world: &World, visit: &Visit) -> Result<(), Refusal> {
        match self {
            Self::Public | Self::Tablet { .. } | Self::Network { .. } => Ok(()),
            Self::Tile(used) => used.departure(world, visit),
        }
    }

    /// What is noted of a tap that came to this.
    pub(super) fn noted(&self, verdict: &Verdict, world: &World, mint: &mut Mint<'_>) -> Option<Change> {
        let Self::Tile(used) = self else { return None };
        let who = world.customer.as_ref().map(|customer| customer.name.as_str());
        let came = match verdict {
            Verdict::Welcome(session) => Ok(match session.action {
                Action::CheckIn => "Checked in",
                Action::CheckOut => "Checked out",
                Action::None if self.moves() => "Was inside already",
                Action::None => "Was shown the way",
            }),
            Verdict::Denied(_, sentence) => Err(sentence.as_str()),
        };
        Some(used.audit(came, who, mint))
    }
}
