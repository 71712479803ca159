//! Which pass a visit stands on (`domain.md` 3.4).

use std::cmp::{Ordering, Reverse};

use crate::arrival::Arrival;
use crate::ids::CustomerPassId;
use crate::location::Location;
use crate::minutes::Minutes;
use crate::pass::{Why, usable};
use crate::payg;
use crate::refusal::{NearMiss, Refusal};
use crate::world::{CustomerPass, Origin, PassRef, PassTerms, Right, World};

/// The pass this arrival stands on: the one asked for, or the first of those that are usable, or one sold at the
/// door. A sold one comes unused and without a price.
///
/// # Errors
/// [`Refusal::AskedPassUnusable`] when the pass asked for does not serve, even if another would;
/// [`Refusal::NoPass`] when none does and none can be sold.
pub fn choose(
    world: &World,
    arrival: &Arrival<'_>,
    asked: Option<CustomerPassId>,
) -> Result<CustomerPass, Refusal> {
    if let Some(id) = asked {
        return asked_for(world, arrival, id);
    }
    let mut considered = Vec::new();
    let mut candidates = Vec::new();
    for pass in &world.passes {
        match usable(pass, arrival) {
            Ok(()) => candidates.push(pass),
            // A session that was sold and is over is nothing that nearly served.
            Err(_) if pass.pay_as_you_go() => {}
            Err(why) => considered.extend(NearMiss::of(pass, why)),
        }
    }
    if let Some(best) = candidates.into_iter().min_by(|a, b| order(a, b, arrival)) {
        return Ok(best.clone());
    }
    payg::sell(world, arrival).map_err(|pay_as_you_go| Refusal::NoPass { considered, pay_as_you_go })
}

fn asked_for(world: &World, arrival: &Arrival<'_>, id: CustomerPassId) -> Result<CustomerPass, Refusal> {
    let id = PassRef::Existing(id);
    let miss =
        |name: &str, why| Refusal::AskedPassUnusable(NearMiss { pass: id, name: name.to_owned(), why });
    let pass = world.pass(id).ok_or_else(|| miss("", Why::NotFound))?;
    usable(pass, arrival).map_err(|why| miss(&pass.terms.name, why))?;
    Ok(pass.clone())
}

/// Less is used earlier. A day pass already spent on this day comes before everything, since it costs nothing
/// (`domain.md` 3.2, step 6); then the seven ranks of 3.4; then what makes the order total.
pub(crate) fn order(a: &CustomerPass, b: &CustomerPass, arrival: &Arrival<'_>) -> Ordering {
    let rank = |pass: &CustomerPass| {
        (
            !pass.spent_by(arrival),
            Reverse(pass.terms.priority),
            matches!(pass.right, Right::Time { .. }),
            pass.price.minor(),
            by_hand(pass.origin),
            reach(&pass.terms, arrival.location),
            Reverse(minutes_left(pass)),
            pass.holder,
        )
    };
    rank(a).cmp(&rank(b)).then_with(|| expiry(a).cmp(&expiry(b))).then_with(|| a.id.cmp(&b.id))
}

/// Passes of plans and products go before those given or sold one by one.
const fn by_hand(origin: Origin) -> bool {
    matches!(origin, Origin::Sold | Origin::PayAsYouGo)
}

/// In how many locations it is valid. A network is larger than any list of its locations, so that passes that
/// roam are kept for roaming (`domain.md` 7).
fn reach(terms: &PassTerms, location: &Location) -> usize {
    match terms.locations.len() {
        0 if terms.owner == location.id => 1,
        0 => usize::MAX,
        listed => listed,
    }
}

const fn minutes_left(pass: &CustomerPass) -> Minutes {
    match pass.right {
        Right::Day { .. } => Minutes::ZERO,
        Right::Time { left, .. } => left,
    }
}

fn expiry(pass: &CustomerPass) -> (bool, Option<crate::time::Instant>) {
    (pass.expires.is_none(), pass.expires)
}
