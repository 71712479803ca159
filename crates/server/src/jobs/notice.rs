//! What a customer is told by mail whom the cut-off checked out (`domain.md` 4.1, 10).

use vestibule_domain::time::Instant;
use vestibule_domain::{Location, Minutes, minutes};
use vestibule_records::Coworker;
use vestibule_store::{Catalogue, Mint, is_cut_off};

use crate::mail::{Message, is_address};

/// Whether a location wants its customers told. One that names no cut-off tells nobody: its days end at midnight all the
/// same, but nobody chose that.
pub(super) fn is_wanted(catalogue: &Catalogue, location: i64) -> bool {
    catalogue.is_on(location, "Members.NotifyOnAutoCheckout")
        && catalogue.setting(location, "Checkin.DailyCutOffTime").is_some_and(is_cut_off)
}

/// A visit that ended at the cut-off.
pub(super) struct Stayed {
    /// When it began.
    pub(super) from: Instant,
    /// The cut-off.
    pub(super) to: Instant,
    /// What it took from a pass with minutes.
    pub(super) taken: Option<Minutes>,
}

impl Stayed {
    /// The message to a customer. Nothing where their address is none for mail.
    pub(super) fn told(
        &self,
        customer: &Coworker,
        location: &Location,
        mint: &mut Mint<'_>,
    ) -> Option<Message> {
        is_address(&customer.email).then(|| Message {
            id: mint.guid(),
            at: mint.now(),
            to_name: customer.full_name.clone(),
            to: customer.email.clone(),
            subject: format!("You were checked out of {}", location.name),
            text: self.text(&customer.full_name, location),
        })
    }

    fn text(&self, name: &str, location: &Location) -> String {
        let place = &location.name;
        let wall = |at: Instant| {
            let (date, time) = location.zone.local(at);
            format!("{time} on {} {date}", date.weekday())
        };
        let (from, to) = (wall(self.from), wall(self.to));
        let stayed = minutes::started(self.from, self.to).get();
        let taken = self.taken.map(|taken| format!(" {} minutes of your pass were used.", taken.get()));
        format!(
            "Hello {name},\n\nyou came to {place} at {from}, and nobody checked you out. The day there ended at {to}, so \
             your visit ended then: it counts {stayed} minutes.{}\n\nIf you left earlier, please tell the people at {place}: \
             they can put it right.\n",
            taken.unwrap_or_default()
        )
    }
}
