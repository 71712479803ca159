//! Passwords, kept as argon2id with their parameters beside the hash. Two at a time: a login must not take both
//! cores away from the door. Who guesses is slowed down before anything is hashed.

use std::sync::Arc;

use argon2::password_hash::PasswordHasher as _;
use argon2::{Argon2, PasswordHash, PasswordVerifier as _};
use sha2::{Digest as _, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use vestibule_domain::time::Span;
use vestibule_store::{Entropy, StoreError};

use crate::api::Failure;
use crate::clock::Clock;
use crate::limits::{Address, Brake};

/// Hashes that run at the same time.
const AT_ONCE: usize = 2;
/// The longest password that is looked at, in bytes.
const LONGEST: usize = 1024;
/// Wrong passwords for one e-mail from one address in a minute.
const WRONG: u32 = 10;

/// Hashes and verifies passwords.
#[derive(Clone)]
pub struct Passwords {
    entropy: Arc<dyn Entropy>,
    clock: Arc<dyn Clock>,
    places: Arc<Semaphore>,
    brake: Arc<Brake<Login>>,
}

/// What wrong passwords are counted by: an e-mail, and the address it is tried from. Nobody elsewhere can lock
/// somebody out this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Login([u8; 32]);

impl Login {
    /// An e-mail as it was typed, whether or not anybody has it.
    #[must_use]
    pub fn of(email: &str, address: Address) -> Self {
        let email = email.trim().to_lowercase();
        Self(
            Sha256::new()
                .chain_update(email)
                .chain_update("\0")
                .chain_update(address.text())
                .finalize()
                .into(),
        )
    }
}

impl Passwords {
    /// With salts from this randomness.
    #[must_use]
    pub fn new(entropy: Arc<dyn Entropy>, clock: Arc<dyn Clock>) -> Self {
        let brake = Arc::new(Brake::new(WRONG, Span::minutes(1)));
        Self { entropy, clock, places: Arc::new(Semaphore::new(AT_ONCE)), brake }
    }

    /// The hash of a password, in the PHC string format.
    ///
    /// # Errors
    /// When hashing fails, which the parameters in use do not.
    pub async fn hash(&self, password: String) -> Result<String, StoreError> {
        let mut salt = [0_u8; 16];
        self.entropy.fill(&mut salt);
        let place = self.place().await?;
        run(place, move || {
            let hashed = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
            hashed.map(|hash| hash.to_string()).map_err(|error| StoreError::Database(error.to_string()))
        })
        .await?
    }

    /// Whether a password is the one that was hashed. Without a hash it takes as long and is not.
    pub async fn verify(&self, password: String, hash: Option<String>) -> bool {
        match self.place().await {
            Ok(place) => verified(place, password, hash).await,
            Err(_) => false,
        }
    }

    /// Whether somebody who wants to sign in has the password: as [`verify`](Self::verify), but wrong ones are
    /// counted.
    ///
    /// # Errors
    /// After too many of them, without looking at the password.
    pub async fn guess(&self, login: Login, password: &str, hash: Option<String>) -> Result<bool, Failure> {
        self.brake.check(&login, self.clock.now())?;
        // Held until the guess is counted, so that no two find the same room left.
        let place = self.place().await?;
        // Others may have guessed wrong while this one waited for its turn.
        self.brake.check(&login, self.clock.now())?;
        let is_right = verified(place.clone(), password.to_owned(), hash).await;
        if is_right {
            self.brake.forget(&login);
        } else {
            self.brake.missed(login, self.clock.now());
        }
        Ok(is_right)
    }

    async fn place(&self) -> Result<Place, StoreError> {
        self.places.clone().acquire_owned().await.map(Arc::new).map_err(|_| StoreError::Busy)
    }
}

/// The right to hash, given back when the last who holds it is done.
type Place = Arc<OwnedSemaphorePermit>;

async fn verified(place: Place, password: String, hash: Option<String>) -> bool {
    // A hash of nothing anybody knows, so that an unknown e-mail takes as long as a wrong password.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let known = hash.is_some();
    let verified = run(place, move || {
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let parsed = PasswordHash::new(&hash);
        password.len() <= LONGEST
            && parsed.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    verified.await.unwrap_or(false) && known
}

async fn run<T: Send + 'static>(
    place: Place,
    hash: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StoreError> {
    let running = tokio::task::spawn_blocking(move || {
        let hashed = hash();
        drop(place);
        hashed
    });
    running.await.map_err(|_| StoreError::Panicked)
}
