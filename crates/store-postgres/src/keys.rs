//! Idempotency keys: what was answered under them before, and what is now.

use std::collections::HashMap;

use deadpool_postgres::ClientWrapper;
use tokio_postgres::Row;
use vestibule_domain::time::Instant;
use vestibule_store::{Key, Outcome, Reply, Work};

use crate::fault::Fault;
use crate::flight::{Flight, param};

const RECALL: &str = "\
SELECT k.actor, k.key, k.fingerprint, k.status, k.body, k.created_on
FROM unnest($1::text[], $2::text[]) AS u(actor, key)
JOIN idempotency_keys k ON k.actor = u.actor AND k.key = u.key";

/// Keys of the same name that have expired make room.
const MAKE_ROOM: &str = "\
DELETE FROM idempotency_keys k USING unnest($1::text[], $2::text[], $3::bigint[]) AS u(actor, key, created_on)
WHERE k.actor = u.actor AND k.key = u.key AND k.created_on <= u.created_on - $4";

/// Fails when another node was faster: its work then counts, and this one is rolled back and finds the answer.
const REMEMBER: &str = "\
INSERT INTO idempotency_keys (actor, key, fingerprint, status, body, created_on)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bytea[], $6::bigint[])";

const FORGET: &str = "\
DELETE FROM idempotency_keys WHERE (actor, key) IN
(SELECT actor, key FROM idempotency_keys WHERE created_on <= $1 ORDER BY created_on LIMIT $2 FOR UPDATE SKIP LOCKED)";

/// What was answered under the keys of some works.
#[derive(Default)]
pub(crate) struct Recalled {
    answers: HashMap<(String, String), Answered>,
    expired: bool,
}

struct Answered {
    fingerprint: String,
    reply: Reply,
    at: i64,
}

/// Asks what was answered before. `None` when no work has a key.
pub(crate) async fn ask(flight: &mut Flight<'_>, works: &[&Work]) -> Result<Option<usize>, Fault> {
    let (mut actors, mut keys) = (Vec::new(), Vec::new());
    for key in works.iter().filter_map(|work| work.key.as_ref()) {
        actors.push(key.actor.clone());
        keys.push(key.key.clone());
    }
    if keys.is_empty() {
        return Ok(None);
    }
    Ok(Some(flight.steady(RECALL, vec![param(actors), param(keys)]).await?))
}

impl Recalled {
    /// Reads what was asked for.
    pub(crate) fn read(rows: &[Row]) -> Result<Self, Fault> {
        let mut answers = HashMap::new();
        for row in rows {
            let status = u16::try_from(row.try_get::<_, i64>(3)?).unwrap_or(500);
            let reply = Reply { status, body: row.try_get(4)? };
            let answered = Answered { fingerprint: row.try_get(2)?, reply, at: row.try_get(5)? };
            answers.insert((row.try_get(0)?, row.try_get(1)?), answered);
        }
        Ok(Self { answers, expired: false })
    }

    /// What a work is answered without being decided again, if it was before.
    pub(crate) fn outcome(&mut self, work: &Work) -> Option<Outcome> {
        let key = work.key.as_ref()?;
        let answered = self.answers.get(&(key.actor.clone(), key.key.clone()))?;
        if answered.at <= work.now.micros() - Key::KEPT_MICROS {
            self.expired = true;
            return None;
        }
        let same = answered.fingerprint == key.fingerprint;
        Some(if same { Outcome::Replayed(answered.reply.clone()) } else { Outcome::KeyReused })
    }
}

/// Keeps the answers of works that have a key. Says whether there were any.
pub(crate) async fn remember<'a>(
    flight: &mut Flight<'a>,
    recalled: &Recalled,
    answers: impl Iterator<Item = (&'a Key, Instant, &'a Reply)>,
) -> Result<bool, Fault> {
    let (mut actors, mut keys, mut fingerprints) = (Vec::new(), Vec::new(), Vec::new());
    let (mut statuses, mut bodies, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for (key, now, reply) in answers {
        actors.push(key.actor.as_str());
        keys.push(key.key.as_str());
        fingerprints.push(key.fingerprint.as_str());
        statuses.push(i64::from(reply.status));
        bodies.push(reply.body.as_slice());
        times.push(now.micros());
    }
    if keys.is_empty() {
        return Ok(false);
    }
    if recalled.expired {
        let (actors, keys, times) = (actors.clone(), keys.clone(), times.clone());
        let params = vec![param(actors), param(keys), param(times), param(Key::KEPT_MICROS)];
        flight.steady(MAKE_ROOM, params).await?;
    }
    let params =
        vec![param(actors), param(keys), param(fingerprints), param(statuses), param(bodies), param(times)];
    flight.steady(REMEMBER, params).await?;
    Ok(true)
}

/// Forgets the oldest keys, first used at an instant or earlier, so many at most; says how many. What another node is at is
/// left to it.
pub(crate) async fn forget(connection: &ClientWrapper, used: Instant, most: i64) -> Result<i64, Fault> {
    let statement = connection.prepare_cached(FORGET).await?;
    let forgotten = connection.execute(&statement, &[&used.micros(), &most]).await?;
    Ok(i64::try_from(forgotten).unwrap_or(i64::MAX))
}
