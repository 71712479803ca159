//! How a tablet becomes known: the desk makes a short code, somebody types it in at the tablet, and the tablet gets a secret
//! for it. A code is good once, for ten minutes, at one location; who guesses codes is slowed as who guesses PINs.

use vestibule_domain::time::{Instant, Span};
use vestibule_records::kept::{Tablet as Kept, TabletCode};
use vestibule_records::{Base, Filter, Id, Record as _, Test, Value};
use vestibule_store::{Change, Entropy, Lookup, Mint, Snapshot, StoreError};

use super::tablet::{done, run};
use crate::app::App;
use crate::auth::secret;
use crate::limits::Guesser;

/// For how long a code is good.
const GOOD_FOR: Span = Span::minutes(10);
/// Letters and digits that nobody takes for one another.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH: usize = 8;

/// Makes a code for one more tablet at a location, and forgets those there that are too old.
///
/// # Errors
/// When the store fails.
pub(crate) async fn make_code(app: &App, location: i64, name: &str, by: &str) -> Result<String, StoreError> {
    let code = drawn(&*app.entropy);
    let (hash, now) = (secret::hash_of(&code), app.now());
    let (name, by) = (name.to_owned(), by.to_owned());
    let outdated = vec![
        Filter::on::<TabletCode>("BusinessId", Test::Is(Value::Int(location))),
        Filter::on::<TabletCode>("ExpiresOn", Test::AtMost(now.micros())),
    ];
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let outdated = snapshot.found.iter().flatten();
        let mut changes: Vec<_> =
            outdated.map(|row| Change::Delete(TabletCode::schema(), row.id())).collect();
        let code = TabletCode {
            hash: hash.clone(),
            name: name.clone(),
            business_id: Id::new(location),
            expires_on: now.plus(GOOD_FOR),
            base: Base::made(mint.id(), mint.guid(), now, &by),
        };
        changes.push(Change::Insert(code.into_row()));
        done(200, changes)
    };
    run(app, vec![Lookup::all(TabletCode::schema(), outdated)], decide).await?;
    Ok(code)
}

/// What came of typing a code.
pub(super) enum Traded {
    /// The tablet is known from now on, by this secret.
    For(String),
    /// No such code is good here.
    ForNothing,
    /// Too many wrong ones came before.
    Slowed {
        /// For so many seconds.
        seconds: i64,
    },
}

/// Trades a code in for the secret of a tablet.
///
/// # Errors
/// When the store fails.
pub(super) async fn trade(app: &App, guesser: Guesser, typed: &str) -> Result<Traded, StoreError> {
    let slowed = |wait: Span| Traded::Slowed { seconds: wait.in_seconds().max(1) };
    if let Err(wait) = app.guesses.may_guess(&guesser, app.now()) {
        return Ok(slowed(wait));
    }
    let token = secret::issue(&*app.entropy);
    let (location, now, hash) = (guesser.location, app.now(), secret::hash_of(&token));
    let of_code =
        vec![Filter::on::<TabletCode>("Hash", Test::Is(Value::Text(secret::hash_of(&spelled(typed)))))];
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let codes = snapshot.found.iter().flatten().filter_map(|row| TabletCode::from_row(row).ok());
        let good = |code: &TabletCode| code.business_id.get() == location && code.expires_on > now;
        let Some(code) = codes.into_iter().find(good) else { return done(404, Vec::new()) };
        let by = code.base.updated_by.clone().unwrap_or_default();
        let tablet = Kept {
            hash: hash.clone(),
            name: code.name,
            business_id: code.business_id,
            last_seen: now,
            base: Base::made(mint.id(), mint.guid(), now, &by),
        };
        done(200, vec![Change::Delete(TabletCode::schema(), code.base.id), Change::Insert(tablet.into_row())])
    };
    let right = run(app, vec![Lookup::all(TabletCode::schema(), of_code)], decide).await?.status == 200;
    // A right one is what it is, however many came in between.
    Ok(match (right, app.guesses.note(&guesser, right, now)) {
        (true, _) => Traded::For(token),
        (false, Err(wait)) => slowed(wait),
        (false, Ok(())) => Traded::ForNothing,
    })
}

/// As it was made: people type small letters, and spaces or dashes where there are none.
fn spelled(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .take(64)
        .collect()
}

fn drawn(entropy: &dyn Entropy) -> String {
    let mut code = String::with_capacity(LENGTH);
    while code.len() < LENGTH {
        let mut bytes = [0_u8; 32];
        entropy.fill(&mut bytes);
        // Values past the last whole round of the alphabet would favour its first letters.
        let fair = bytes.into_iter().map(usize::from).filter(|byte| *byte < ALPHABET.len() * 8);
        code.extend(fair.take(LENGTH - code.len()).map(|byte| char::from(ALPHABET[byte % ALPHABET.len()])));
    }
    code
}

/// When a code that is made now is worthless.
pub(crate) fn good_until(now: Instant) -> Instant {
    now.plus(GOOD_FOR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;

    #[test]
    fn a_code_is_eight_characters_that_nobody_misreads_and_is_read_however_it_is_typed() {
        let code = drawn(&SystemEntropy);
        assert_eq!(code.len(), 8);
        assert!(code.bytes().all(|letter| ALPHABET.contains(&letter)), "{code}");
        assert!(["0", "O", "1", "I", "L"].iter().all(|alike| !code.contains(alike)), "{code}");
        let typed = format!(" {}-{} ", code[..4].to_lowercase(), &code[4..]);
        assert_eq!(spelled(&typed), code);
        assert_ne!(drawn(&SystemEntropy), code);
    }
}
