//! Who is a member.

use vestibule_domain::time::Instant;
use vestibule_records::CoworkerContract;

/// Whether a contract makes its holder a member at an instant; the stores ask the same when they load a customer.
pub(crate) fn is_in_force(contract: &CoworkerContract, at: Instant) -> bool {
    contract.active
        && !contract.cancelled
        && !contract.in_paused_period
        && contract.start_date.is_none_or(|start| start <= at)
        && contract.cancellation_date.is_none_or(|end| at < end)
}
