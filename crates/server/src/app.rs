//! What every request can reach.

use std::sync::Arc;

use vestibule_domain::time::{Instant, Span};
use vestibule_records::{Id, User};
use vestibule_store::{Entropy, Store};

use crate::auth::{Passwords, Sessions};
use crate::clock::Clock;
use crate::limits::{Address, Brake, Guesses, Limits};
use crate::metrics::Metrics;
use crate::readiness::Readiness;
use crate::settings::Settings;
use crate::stream::Hub;

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
    /// Slows down who guesses the codes of somebody's second factor.
    pub codes: Arc<Brake<Id<User>>>,
    /// Who guessed wrong how often.
    pub guesses: Arc<Guesses>,
    /// How often each caller may ask, if the operator limits it.
    pub limits: Option<Arc<Limits>>,
    /// Slows down who asks which e-mails have an account.
    pub curious: Arc<Brake<Address>>,
    /// Those who listen to what happens.
    pub streams: Arc<Hub>,
    /// What is counted here.
    pub metrics: Arc<Metrics>,
    /// Whether it can serve.
    pub readiness: Arc<Readiness>,
    /// The name under which this node is at a job, among others over the same database.
    pub node: Arc<str>,
}

/// Wrong codes of somebody's second factor in five minutes: of a million, three are right.
const WRONG_CODES: u32 = 5;
/// Questions after an account from one address in a minute.
const QUESTIONS: u32 = 20;

impl App {
    /// A server over a store.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        settings: Settings,
    ) -> Self {
        Self {
            passwords: Passwords::new(entropy.clone(), clock.clone()),
            codes: Arc::new(Brake::new(WRONG_CODES, Span::minutes(5))),
            guesses: Arc::default(),
            limits: settings.limits.as_ref().map(|limits| Arc::new(Limits::new(limits, &clock))),
            curious: Arc::new(Brake::new(QUESTIONS, Span::minutes(1))),
            sessions: Arc::default(),
            streams: Arc::default(),
            metrics: Arc::new(Metrics::new(clock.now())),
            readiness: Arc::default(),
            node: settings.node.as_deref().map_or_else(|| random_name(&*entropy), Arc::from),
            settings: Arc::new(settings),
            store,
            clock,
            entropy,
        }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }
}

fn random_name(entropy: &dyn Entropy) -> Arc<str> {
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    format!("{:016x}", u64::from_ne_bytes(bytes)).into()
}
