//! Who is known to be whom: credentials that were checked, for a few seconds or until rights change.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use vestibule_domain::time::{Instant, Span};
use vestibule_records::kept::{Token, TokenUse};
use vestibule_records::{Id, Record, Test, User};
use vestibule_store::Query;

use super::caller::{user_of_email, user_of_id};
use super::{Caller, Credentials, Login, denied, hash_of, looks_right};
use crate::api::Failure;
use crate::app::App;
use crate::limits::Address;

/// How long a check is believed, in microseconds: other nodes may change rights without this one hearing of it.
const BELIEVED: Span = Span::micros(5_000_000);
/// What is said to who sends the right password with each request, and no code.
const CODE_WANTED: &str =
    "This account signs in with a code: get a token at /api/token, with the code as totp";
/// Callers remembered at most.
const MOST: usize = 10_000;

/// Credentials that were checked lately.
#[derive(Default)]
pub struct Sessions {
    known: Mutex<HashMap<[u8; 32], Known>>,
}

#[derive(Clone)]
struct Known {
    caller: Caller,
    until: Instant,
    revision: u64,
    /// For a password: the hash it was found to fit, so that it need not be computed again.
    fits: Option<String>,
}

impl Sessions {
    fn get(&self, key: &[u8; 32]) -> Option<Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn user(&self, key: &[u8; 32]) -> Option<Id<User>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(key).map(|known| known.caller.user)
    }

    /// Knows nobody by these any more.
    pub(super) fn forget(&self, token: &str, purpose: TokenUse) {
        let key = key(kind(purpose), token);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
    }

    fn put(&self, key: [u8; 32], known: Known) {
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(key, known);
    }
}

impl Known {
    fn is_fresh(&self, app: &App) -> bool {
        self.until > app.now() && self.revision == app.store.access_revision()
    }
}

/// The caller with a token that is for this.
pub(super) async fn by_token(app: &App, token: &str, purpose: TokenUse) -> Result<Caller, Failure> {
    let key = key(kind(purpose), token);
    if let Some(known) = app.sessions.get(&key).filter(|known| known.is_fresh(app)) {
        return Ok(known.caller);
    }
    if !looks_right(token) {
        return Err(denied());
    }
    let revision = app.store.access_revision();
    let now = app.now();
    let found = app.store.list(Query::by::<Token>("Hash", Test::Same(hash_of(token)))).await?;
    let token = found.rows.first().map(Token::from_row).transpose()?;
    let token = token.filter(|token| token.purpose == purpose && token.is_good(now)).ok_or_else(denied)?;
    let user = user_of_id(&*app.store, token.user_id.get())
        .await?
        .filter(|user| outlives_password(&token, user))
        .ok_or_else(denied)?;
    let caller = admitted(app, &user).await?;
    let until = now.plus(BELIEVED).min(token.expires_on);
    app.sessions.put(key, Known { caller: caller.clone(), until, revision, fits: None });
    Ok(caller)
}

/// Whether a token was issued since the password was last set: who changes it shuts everybody else out.
pub(super) fn outlives_password(token: &Token, user: &User) -> bool {
    user.password_changed_on.is_none_or(|changed| token.base.created_on >= changed)
}

/// The caller with an e-mail and a password, who asks from this address.
pub(super) async fn by_password(app: &App, credentials: &str, address: Address) -> Result<Caller, Failure> {
    let key = key(b"basic", credentials);
    let known = app.sessions.get(&key);
    if let Some(known) = known.as_ref().filter(|known| known.is_fresh(app)) {
        return Ok(known.caller.clone());
    }
    let decoded = STANDARD.decode(credentials).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let decoded = decoded.ok_or_else(denied)?;
    let (email, password) = decoded.split_once(':').ok_or_else(denied)?;
    let revision = app.store.access_revision();
    let user = user_of_email(&*app.store, email).await?;
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let fits_still = hash.is_some() && known.is_some_and(|known| known.fits == hash);
    if !fits_still && !app.passwords.guess(Login::of(email, address), password, hash.clone()).await? {
        return Err(denied());
    }
    // Each request with a password is a sign-in, and the next sign-in has to change it.
    let user = user.filter(|user| !user.must_reset_password).ok_or_else(denied)?;
    if user.two_factor_enabled {
        return Err(Failure::Unauthorized(CODE_WANTED.to_owned()));
    }
    let caller = admitted(app, &user).await?;
    let until = app.now().plus(BELIEVED);
    app.sessions.put(key, Known { caller: caller.clone(), until, revision, fits: hash });
    Ok(caller)
}

/// The caller behind a user, if the account is in use.
async fn admitted(app: &App, user: &User) -> Result<Caller, Failure> {
    if !user.active {
        return Err(denied());
    }
    Ok(Caller::of(&*app.store, user).await?)
}

/// Whose credentials these were when they were last looked at: no proof of anything, but enough to count by.
pub(super) fn remembered(app: &App, credentials: Credentials<'_>) -> Option<Id<User>> {
    let key = match credentials {
        Credentials::Token(token) => key(kind(TokenUse::Access), token),
        Credentials::Browser(token) => key(kind(TokenUse::Session), token),
        Credentials::Password(password) => key(b"basic", password),
    };
    app.sessions.user(&key)
}

const fn kind(purpose: TokenUse) -> &'static [u8] {
    match purpose {
        TokenUse::Access => b"bearer",
        TokenUse::Refresh => b"refresh",
        TokenUse::Session => b"browser",
    }
}

/// What is remembered in place of the credentials.
fn key(kind: &[u8], credentials: &str) -> [u8; 32] {
    Sha256::new().chain_update(kind).chain_update(b":").chain_update(credentials).finalize().into()
}
