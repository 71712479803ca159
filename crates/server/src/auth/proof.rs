//! Whether somebody who wants to sign in is who they say.

use vestibule_records::{Id, User};

use super::{Login, second_factor, user_of_email};
use crate::api::Failure;
use crate::app::App;
use crate::limits::Address;

/// What somebody shows who wants to sign in.
pub(crate) struct Shown<'a> {
    /// Their e-mail.
    pub(crate) email: &'a str,
    /// Their password.
    pub(crate) password: &'a str,
    /// The code of their second factor; empty without one.
    pub(crate) code: &'a str,
    /// Where they try it from.
    pub(crate) address: Address,
}

/// What comes of it.
pub(crate) enum Proof {
    /// It is them.
    Yes(Box<User>),
    /// It is not, or nobody can tell.
    No,
    /// It is them, but they have to change their password first.
    ButResets,
    /// The password is right, and a code has to come along.
    ButCode,
    /// The password is right, the code is not, or has been used.
    WrongCode,
}

/// Whether somebody is who they say.
///
/// # Errors
/// After too many wrong passwords or codes, and when the store fails.
pub(crate) async fn proof(app: &App, shown: Shown<'_>) -> Result<Proof, Failure> {
    let user = user_of_email(&*app.store, shown.email).await?.filter(|user| user.active);
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let login = Login::of(shown.email, shown.address);
    let is_right = app.passwords.guess(login, shown.password, hash).await?;
    Ok(match user.filter(|_| is_right) {
        None => Proof::No,
        Some(user) if user.must_reset_password => Proof::ButResets,
        Some(user) if !user.two_factor_enabled => Proof::Yes(Box::new(user)),
        Some(_) if shown.code.trim().is_empty() => Proof::ButCode,
        Some(user) if is_code(app, Id::new(user.base.id), shown.code).await? => Proof::Yes(Box::new(user)),
        Some(_) => Proof::WrongCode,
    })
}

/// Whether somebody has a good code, which is used up. Wrong ones are counted by user: who gets as far as to guess codes
/// has the password, from however many addresses.
///
/// # Errors
/// After too many wrong codes, and when the store fails.
async fn is_code(app: &App, user: Id<User>, code: &str) -> Result<bool, Failure> {
    app.codes.check(&user, app.now())?;
    let is_good = second_factor::spend(app, user, code).await?;
    if is_good {
        app.codes.forget(&user);
    } else {
        app.codes.missed(user, app.now());
    }
    Ok(is_good)
}
