//! The second factor: a code of six digits that changes every half minute, made of a secret that a phone keeps (RFC 6238).

use std::sync::Arc;

use totp_rs::{Algorithm, Builder, Secret, Totp};
use vestibule_domain::time::Instant;
use vestibule_records::{Id, Record as _, Row, User, Value};
use vestibule_store::{
    Answer, Change, Decision, Entropy, Mint, Outcome, Reply, RowRef, Scope, Snapshot, StoreError, Viewer,
    Work,
};

use crate::app::App;

/// Under which name it stands on the phone.
const ISSUER: &str = "Vestibule";

/// What makes the codes of somebody.
pub(crate) struct SecondFactor(Totp);

impl SecondFactor {
    /// A new one.
    pub(crate) fn made(entropy: &dyn Entropy, email: &str) -> Option<Self> {
        let mut bytes = [0; 20];
        entropy.fill(&mut bytes);
        Self::with(Secret::new_stack(bytes), email)
    }

    /// The one with a secret in base 32, if it is long enough for one.
    pub(crate) fn of(secret: &str, email: &str) -> Option<Self> {
        Self::with(Secret::try_from_base32(secret.trim()).ok()?, email)
    }

    fn with(secret: Secret, email: &str) -> Option<Self> {
        // What phones understand, all of them: six digits by SHA-1, good for half a minute, and the ones beside it.
        let factor = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(30)
            .with_skew(1)
            .with_secret(secret)
            .with_issuer(Some(ISSUER))
            .with_account_name(email.replace(':', " "));
        factor.build().ok().map(Self)
    }

    /// Its secret in base 32, for a phone that cannot read pictures.
    pub(crate) fn secret(&self) -> String {
        self.0.secret().to_base32()
    }

    /// The address that a phone reads out of a picture.
    pub(crate) fn address(&self) -> Option<String> {
        self.0.to_url().ok()
    }

    /// The half minute that a code is of, if it is this one, the last or the next.
    fn step(&self, code: &str, now: Instant) -> Option<i64> {
        let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
        let seconds = u64::try_from(now.micros() / 1_000_000).ok()?;
        i64::try_from(self.0.check(&code, seconds)?).ok()
    }
}

/// Uses up a code of somebody. Each is good once, also when it is sent to two nodes at the same time.
///
/// # Errors
/// When the store fails.
pub(super) async fn spend(app: &App, user: Id<User>, code: &str) -> Result<bool, StoreError> {
    let (code, now) = (code.to_owned(), app.now());
    change(app, user, move |user| spent(user, &code, now).map(|step| vec![step])).await
}

/// Asks somebody for codes from now on, if this is one of the secret.
///
/// # Errors
/// When the store fails.
pub(crate) async fn turn_on(app: &App, user: Id<User>, secret: &str, code: &str) -> Result<bool, StoreError> {
    let (secret, code, now) = (secret.to_owned(), code.to_owned(), app.now());
    change(app, user, move |user| {
        let factor = SecondFactor::of(&secret, &user.email).filter(|_| !user.two_factor_enabled)?;
        let step = factor.step(&code, now)?;
        Some(vec![
            ("TwoFactorEnabled", Value::Bool(true)),
            ("SecondFactor", Value::Text(factor.secret())),
            ("SecondFactorStep", Value::Int(step)),
        ])
    })
    .await
}

/// Asks who signs in with an e-mail for codes no more, say because they have lost their phone. Whether they were asked;
/// nothing where nobody signs in with it.
///
/// # Errors
/// When the store fails.
pub async fn forget_of(app: &App, email: &str) -> Result<Option<bool>, StoreError> {
    match super::user_of_email(&*app.store, email).await? {
        Some(user) => forget(app, Id::new(user.base.id)).await.map(Some),
        None => Ok(None),
    }
}

/// Asks somebody for codes no more; whether they were asked.
///
/// # Errors
/// When the store fails.
pub(crate) async fn forget(app: &App, user: Id<User>) -> Result<bool, StoreError> {
    change(app, user, |user| user.two_factor_enabled.then(nothing)).await
}

type Field = (&'static str, Value);

fn nothing() -> Vec<Field> {
    vec![
        ("TwoFactorEnabled", Value::Bool(false)),
        ("SecondFactor", Value::Null),
        ("SecondFactorStep", Value::Null),
    ]
}

/// The half minute of a good code, later than that of the last.
fn spent(user: &User, code: &str, now: Instant) -> Option<Field> {
    let secret = user.second_factor.as_deref().filter(|_| user.two_factor_enabled)?;
    let step = SecondFactor::of(secret, &user.email)?.step(code, now)?;
    let is_later = user.second_factor_step.is_none_or(|last| step > last);
    is_later.then_some(("SecondFactorStep", Value::Int(step)))
}

/// Changes fields of a user as they are when it is their turn; whether it did.
async fn change(
    app: &App,
    user: Id<User>,
    changed: impl Fn(&User) -> Option<Vec<Field>> + Send + Sync + 'static,
) -> Result<bool, StoreError> {
    let id = user.get();
    let decide = move |snapshot: &Snapshot, _: &mut Mint<'_>| {
        let row = snapshot.row(User::schema(), id);
        let fields = row.and_then(|row| User::from_row(row).ok()).and_then(|user| changed(&user));
        let changes = row.zip(fields).map(|(row, fields)| Change::Update(with(row.clone(), fields)));
        let status = if changes.is_some() { 200 } else { 400 };
        Decision {
            changes: changes.into_iter().collect(),
            answer: Answer::Ready(Reply { status, body: Vec::new() }),
        }
    };
    let rows = vec![RowRef { schema: User::schema(), id, changes: true }];
    let scope = Scope { viewer: Viewer::Everything, rows, lookups: Vec::new(), visit: None };
    let done =
        app.store.transact(Work { scope, key: None, now: app.now(), decide: Arc::new(decide) }).await?;
    Ok(matches!(done, Outcome::Done(reply) if reply.status == 200))
}

fn with(mut row: Row, fields: Vec<Field>) -> Row {
    for (name, value) in fields {
        row.set(name, value);
    }
    row
}
