//! Refusals that a client reports.

use vestibule_domain::stay::TOLERANCE;
use vestibule_domain::time::Instant;
use vestibule_records::{FailedCheckin, FieldError, Row};

use super::rules::Rules;
use crate::api::envelope;

pub(super) const FAILED_CHECKIN: Rules = Rules {
    agree: |row, _, facts| Vec::from_iter(too_far_ahead(row, facts.now)),
    ..Rules::of::<FailedCheckin>()
};

fn too_far_ahead(row: &Row, now: Instant) -> Option<FieldError> {
    let at = row.get("CheckinAttemptTime").int()?;
    (at > now.plus(TOLERANCE).micros()).then(|| {
        let shown = envelope::instant(Instant::from_micros(at));
        let message = format!("{shown} is more than 5 minutes ahead of now");
        FieldError::new("CheckinAttemptTime", message, envelope::quoted(&shown))
    })
}
