//! Work under a lease: as long as it goes on the lease is renewed, and when the lease is lost the work stops.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use vestibule_store::StoreError;

use super::claims::{self, End};
use super::duty::Errand;
use crate::app::App;
use crate::leases::TERM;

/// Does an errand that this node has begun, and writes down what came of it; `renewed` is how often it says that it is still
/// at it. What came of it is the answer, too: an error when it failed.
pub(super) async fn carry_out(app: App, errand: Errand, renewed: Duration) -> Result<(), StoreError> {
    let doing = async {
        let running = AssertUnwindSafe(async { errand.run(app.clone()).await });
        running.catch_unwind().await.unwrap_or(Err(StoreError::Panicked))
    };
    let outcome = tokio::select! {
        outcome = doing => outcome,
        () = lost(&app, &errand.name, renewed) => {
            tracing::warn!(job = errand.name, "another node took this over; stopped");
            return Ok(());
        }
    };
    let end = match &outcome {
        Ok(()) => End::Done(next(&app, &errand).await),
        Err(error) => {
            tracing::warn!(job = errand.name, %error, "a job was not done, and will be tried again");
            End::Failed(words(error))
        }
    };
    if let Err(error) = claims::settle(&app, &errand.name, end).await {
        tracing::warn!(job = errand.name, %error, "could not write down what came of a job");
    }
    outcome
}

/// Renews the lease on a job again and again; returns when it is lost.
async fn lost(app: &App, name: &str, renewed: Duration) {
    let mut until = app.now().plus(TERM);
    loop {
        tokio::time::sleep(renewed).await;
        let asked = app.now();
        match claims::renew(app, name).await {
            Ok(true) => until = asked.plus(TERM),
            Ok(false) => return,
            Err(error) if app.now() >= until => {
                tracing::warn!(job = name, %error, "could not hold on to a job");
                return;
            }
            // There is time to try again.
            Err(_) => {}
        }
    }
}

/// When it is next due. One that cannot say is asked again in a minute.
async fn next(app: &App, errand: &Errand) -> vestibule_domain::time::Instant {
    let now = app.now();
    errand.next(app, now).await.unwrap_or_else(|error| {
        tracing::warn!(job = errand.name, %error, "could not see when a job is next due");
        now.plus(super::duty::MINUTE)
    })
}

fn words(error: &StoreError) -> String {
    match error {
        StoreError::Panicked => "it panicked".to_owned(),
        error => error.to_string(),
    }
}
