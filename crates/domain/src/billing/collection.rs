use crate::location::Location;
use crate::time::Instant;
use crate::world::{CustomerPass, Right};

/// Who bills what was sold at the door (`domain.md` 8, 12.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collection {
    /// It waits for the next invoice of its holder's contract: a bill run puts it there.
    WithThePlan,
    /// It is billed by itself, not before this instant, and not before its holder has left.
    ByItself(Instant),
}

/// How a pass that was sold at the door is billed. A member may pay with the plan where the location says so.
/// Otherwise it is billed once its holder has left; at the end of its business day where later visits of that day
/// could share its price: where the location has a daily minimum or maximum, and a day pass anywhere.
#[must_use]
pub fn collection(pass: &CustomerPass, location: &Location, pays_with_plan: bool) -> Collection {
    if pays_with_plan {
        return Collection::WithThePlan;
    }
    let shares_its_day = matches!(pass.right, Right::Day { .. })
        || location.day_minimum.is_some()
        || location.day_maximum.is_some();
    // One that was never used has no day to wait for.
    let used = pass.used().unwrap_or(Instant::from_micros(i64::MIN));
    Collection::ByItself(if shares_its_day { location.day_end(used) } else { used })
}
