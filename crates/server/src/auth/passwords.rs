//! Passwords, kept as argon2id with their parameters beside the hash. Two at a time: a login must not take both
//! cores away from the door.

use std::sync::Arc;

use argon2::password_hash::PasswordHasher as _;
use argon2::{Argon2, PasswordHash, PasswordVerifier as _};
use tokio::sync::Semaphore;
use vestibule_store::{Entropy, StoreError};

/// Hashes that run at the same time.
const AT_ONCE: usize = 2;
/// The longest password that is looked at, in bytes.
const LONGEST: usize = 1024;

/// Hashes and verifies passwords.
#[derive(Clone)]
pub struct Passwords {
    entropy: Arc<dyn Entropy>,
    places: Arc<Semaphore>,
}

impl Passwords {
    /// With salts from this randomness.
    #[must_use]
    pub fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self { entropy, places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The hash of a password, in the PHC string format.
    ///
    /// # Errors
    /// When hashing fails, which the parameters in use do not.
    pub async fn hash(&self, password: String) -> Result<String, StoreError> {
        let mut salt = [0_u8; 16];
        self.entropy.fill(&mut salt);
        self.run(move || {
            let hashed = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
            hashed.map(|hash| hash.to_string()).map_err(|error| StoreError::Database(error.to_string()))
        })
        .await?
    }

    /// Whether a password is the one that was hashed. Without a hash it takes as long and is not.
    pub async fn verify(&self, password: String, hash: Option<String>) -> bool {
        // A hash of nothing anybody knows, so that an unknown e-mail takes as long as a wrong password.
        const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let known = hash.is_some();
        let verified = self.run(move || {
            let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
            let parsed = PasswordHash::new(&hash);
            password.len() <= LONGEST
                && parsed
                    .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        });
        verified.await.unwrap_or(false) && known
    }

    async fn run<T: Send + 'static>(
        &self,
        hash: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let place = self.places.clone().acquire_owned().await.map_err(|_| StoreError::Busy)?;
        let running = tokio::task::spawn_blocking(move || {
            let hashed = hash();
            drop(place);
            hashed
        });
        running.await.map_err(|_| StoreError::Panicked)
    }
}
