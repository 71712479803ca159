//! `vestibule explain`: why somebody would get in, or would not.

use std::process::ExitCode;

use vestibule_server::api::Failure;
use vestibule_server::vestibule::explain::{Question, explain};
use vestibule_server::vestibule::printed::{moment, printed};
use vestibule_server::{Clock as _, SystemClock};
use vestibule_store::{StoreError, Viewer};

use crate::open;
use crate::run::say;

/// Prints the verdict with its reasons. It succeeds where they would get in, and fails where they would not.
pub(crate) async fn print(
    database: &str,
    customer: i64,
    location: i64,
    at: Option<&str>,
) -> Result<ExitCode, String> {
    let store = open::store(database).await?;
    let told = |error: StoreError| format!("{database}: {error}");
    let catalogue = store.catalogue().await.map_err(told)?;
    let place =
        catalogue.location(location).ok_or_else(|| format!("--location: there is no location {location}"))?;
    let read = |text: &str| {
        let example = "2026-03-09 09:00 on the clocks of the location, or 2026-03-09T09:00:00Z";
        moment(text, place).ok_or_else(|| format!("--at: '{text}' is not a moment such as {example}"))
    };
    let question = Question { at: at.map(read).transpose()?, ..Question::of(location, customer) };
    let explained = explain(&*store, &Viewer::Everything, &question, SystemClock.now()).await;
    let explained = explained.map_err(|failure| match failure {
        Failure::Invalid(errors) => {
            let errors = errors.iter().map(|error| format!("{}: {}", error.property, error.message));
            errors.collect::<Vec<_>>().join("; ")
        }
        Failure::Store(error) => told(error),
        other => format!("{other:?}"),
    })?;
    say(printed(&explained).trim_end());
    Ok(if explained.examination.lets_in() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
