//! A work in a transaction of its own, tried again while others are in its way.

use std::time::Duration;

use deadpool_postgres::Pool;
use vestibule_store::{Entropy, Outcome, StoreError, Work};

use crate::attempt::attempt;
use crate::connection;
use crate::fault::Fault;
use crate::house::House;

/// Tries before the caller is asked to come back later.
const MOST_TRIES: u32 = 12;
/// The longest wait between two tries, in microseconds.
const LONGEST_PAUSE_MICROS: u64 = 200_000;

/// Runs a work by itself.
pub(crate) async fn alone(house: &House, pool: &Pool, work: &Work) -> Result<Outcome, StoreError> {
    let (mut fresh, mut forgiven) = (false, false);
    for nth in 0..MOST_TRIES {
        let connection = connection::take(pool).await?;
        match attempt(house, connection, &[work], fresh).await {
            Ok(mut outcomes) => return outcomes.pop().unwrap_or(Err(StoreError::Panicked)),
            Err(Fault::Stale) => {
                house.refresh().await?;
                fresh = true;
            }
            Err(Fault::Conflict) => pause(nth, &*house.entropy).await,
            // What is in the way may be the same work under the same key, whose answer is then there to be found.
            Err(Fault::Constraint(_)) if work.key.is_some() && !forgiven => forgiven = true,
            // The same tap reached another node: what it came to there is there to be found.
            Err(Fault::Constraint(StoreError::Taken)) if is_tap(work) => pause(nth, &*house.entropy).await,
            Err(fault) => return Err(fault.into_error()),
        }
    }
    tracing::warn!(tries = MOST_TRIES, "gave up on a work that others kept getting in the way of");
    Err(StoreError::Busy)
}

fn is_tap(work: &Work) -> bool {
    work.scope.visit.as_ref().is_some_and(|visit| visit.tap.is_some())
}

/// Waits longer each time, and never quite as long as somebody else.
async fn pause(nth: u32, entropy: &dyn Entropy) {
    let longest = (1_000_u64 << nth.min(8)).min(LONGEST_PAUSE_MICROS);
    let mut random = [0; 8];
    entropy.fill(&mut random);
    let micros = longest / 2 + u64::from_ne_bytes(random) % (longest / 2);
    tokio::time::sleep(Duration::from_micros(micros)).await;
}
