//! What every request can reach.

use std::sync::Arc;

use vestibule_domain::time::Instant;
use vestibule_store::{Entropy, Store};

use crate::auth::{Passwords, Sessions};
use crate::clock::Clock;
use crate::public::guessing::Guesses;
use crate::settings::Settings;

/// The parts of a running server.
#[derive(Clone)]
pub struct App {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// What the operator chose.
    pub settings: Arc<Settings>,
    /// Who is known to be whom.
    pub sessions: Arc<Sessions>,
    /// Hashes passwords, two at a time.
    pub passwords: Passwords,
    /// Who guessed wrong how often.
    pub guesses: Arc<Guesses>,
}

impl App {
    /// A server over a store.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        settings: Settings,
    ) -> Self {
        let passwords = Passwords::new(entropy.clone());
        Self {
            store,
            clock,
            entropy,
            settings: Arc::new(settings),
            sessions: Arc::default(),
            passwords,
            guesses: Arc::default(),
        }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }
}
