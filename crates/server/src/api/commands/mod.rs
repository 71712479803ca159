//! Commands: what is done to records beside writing them (`contract.md 10`). A command is declared in a table; all
//! that one run does, to however many records, is one write.

mod asked;
mod billing;
mod bookings;
mod books;
mod collecting;
mod contracts;
mod coworkers;
mod credit;
mod invoices;
mod issue;
mod settling;
mod sold;
mod stage;

use std::sync::{Arc, Mutex, PoisonError};

use axum::response::Response;
use vestibule_domain::time::Instant;
use vestibule_records::{Row, Schema};
use vestibule_store::{Answer, Decision, Mint, Outcome, Query, RowRef, Scope, Snapshot, StoreError, Work};

use super::envelope::{self, Written};
use super::failure::Failure;
use super::request::Write;
use super::write::{self, told};
use crate::app::App;
use crate::auth::Caller;
use crate::mail::{self, Message};
use asked::{Asked, Unclear};
pub(crate) use asked::{MOST_RECORDS, Parameter};
pub(crate) use collecting::bill_passes;
pub(crate) use sold::Sold;
use stage::{Before, Deed, Sight, Stage, Stop};

/// A command of a record.
pub(crate) struct Command {
    /// Its name in requests.
    pub(crate) key: &'static str,
    /// Its name for people.
    pub(crate) name: &'static str,
    /// The record it is run on.
    of: fn() -> &'static Schema,
    /// What it can be told.
    pub(crate) parameters: &'static [Parameter],
    /// What is read before, of the records it is run on, to know what its decision must see.
    reads: fn(&[Row]) -> Vec<Query>,
    /// What its decision must see beside those records.
    sees: fn(&Before) -> Sight,
    /// What it does.
    decide: fn(&Stage<'_>, &mut Mint<'_>) -> Result<Deed, Stop>,
}

/// Every command there is, family by family.
fn all() -> impl Iterator<Item = &'static Command> {
    let families =
        [coworkers::COMMANDS, billing::COMMANDS, contracts::COMMANDS, invoices::COMMANDS, bookings::COMMANDS];
    families.into_iter().flatten()
}

/// The commands of a record, in the order they are shown.
pub(crate) fn of(schema: &'static Schema) -> impl Iterator<Item = &'static Command> {
    all().filter(move |command| std::ptr::eq((command.of)(), schema))
}

/// Answers `GET /api/{module}/{entities}/commands`.
pub(super) fn list(caller: &Caller, schema: &'static Schema) -> Result<Response, Failure> {
    caller.may(schema, "List")?;
    let shown: Vec<_> = (1..).zip(of(schema)).map(|(order, command)| command.shown(order)).collect();
    Ok(envelope::respond(vestibule_store::Reply {
        status: 200,
        body: format!("[{}]", shown.join(",")).into(),
    }))
}

impl Command {
    /// As it is listed: every one is run on one record or on many, none on none.
    fn shown(&self, order: usize) -> String {
        let parameters: Vec<_> = self.parameters.iter().map(Parameter::shown).collect();
        format!(
            "{{\"Key\":{},\"Name\":{},\"AppliesOnlyToMultipleEntities\":false,\"DisplayInDropdown\":true,\
             \"DisplayInDropdownV2\":true,\"AppliesOnlyToOneEntity\":false,\"AppliesOnlyToTwoEntities\":false,\
             \"DisplayInGrid\":true,\"Icon\":null,\"NeedsEntitiesToRun\":true,\"Order\":{order},\
             \"RequiresParameters\":[{}]}}",
            envelope::quoted(self.key),
            envelope::quoted(self.name),
            parameters.join(",")
        )
    }
}

/// Answers `POST /api/{module}/{entities}/runcommand`.
pub(super) async fn run(
    app: &App,
    caller: &Caller,
    schema: &'static Schema,
    write: Write,
) -> Result<Response, Failure> {
    let asked = match Asked::read(schema, &write) {
        Ok(asked) => asked,
        Err(Unclear::Wrong(errors)) => {
            return write::settle(app, caller, write, envelope::invalid(&errors)).await;
        }
        Err(Unclear::Unknown(key)) => {
            let message = format!("{key} is not a command of {}.", schema.name);
            return write::settle(app, caller, write, envelope::refused(&message)).await;
        }
    };
    let before = look(app, caller, &asked).await?;
    let scope = asked.scope(caller, &before);
    let (now, can_mail) = (app.now(), app.settings.mail.is_some());
    let run = Run { asked, before, now, by: caller.email.clone(), can_mail };
    // A decision may be asked more than once: the messages of the last time are those of what was written.
    let messages = Arc::new(Mutex::new(Vec::new()));
    let drawn = messages.clone();
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let (decision, messages) = run.decided(snapshot, mint);
        *drawn.lock().unwrap_or_else(PoisonError::into_inner) = messages;
        decision
    };
    let work = Work { scope, key: write.key, now, decide: Arc::new(decide) };
    match app.store.transact(work).await {
        Ok(Outcome::Done(reply)) => {
            let messages = std::mem::take(&mut *messages.lock().unwrap_or_else(PoisonError::into_inner));
            Ok(posted(app, messages).await.unwrap_or_else(|| envelope::respond(reply)))
        }
        Ok(Outcome::Replayed(reply)) => Ok(envelope::respond(reply)),
        Ok(Outcome::KeyReused) => Err(Failure::KeyReused),
        Err(StoreError::Taken) => Ok(envelope::respond(envelope::refused(TAKEN))),
        Err(error) => Err(error.into()),
    }
}

/// Either two runs made a user at the same moment, or somebody set a count of numbers back.
const TAKEN: &str = "A value that must be unique is taken: the e-mail of a user, or the next number after \
                     Billing.CurrentInvoiceNumber or Billing.CurrentCreditNoteNumber of the location.";

/// Reads the records, and what must be known of them to know what the decision must see.
async fn look(app: &App, caller: &Caller, asked: &Asked) -> Result<Before, Failure> {
    let own = Query::ids((asked.command.of)(), caller.viewer.clone(), asked.ids.clone());
    let own = app.store.list(own).await?.rows;
    let mut read = Vec::new();
    for query in (asked.command.reads)(&own) {
        let query = Query { viewer: caller.viewer.clone(), ..query };
        read.extend(app.store.list(query).await?.rows);
    }
    Ok(Before { own, read, catalogue: app.store.catalogue().await? })
}

impl Asked {
    fn scope(&self, caller: &Caller, before: &Before) -> Scope {
        let sight = (self.command.sees)(before);
        let own = self.ids.iter().map(|id| RowRef { schema: (self.command.of)(), id: *id, changes: true });
        Scope { rows: own.chain(sight.rows).collect(), ..write::scope(caller, sight.lookups) }
    }
}

/// One run of a command.
struct Run {
    asked: Asked,
    before: Before,
    now: Instant,
    by: String,
    can_mail: bool,
}

impl Run {
    /// The decision, and what is to be mailed once it is durable.
    fn decided(&self, snapshot: &Snapshot, mint: &mut Mint<'_>) -> (Decision, Vec<Message>) {
        match self.deed(snapshot, mint) {
            Ok(Deed { changes, messages }) => {
                let message = "The command was run correctly.".to_owned();
                let reply = Written { message, value: b"null".to_vec(), now: self.now, by: &self.by }.reply();
                (Decision { changes, answer: Answer::Ready(reply) }, messages)
            }
            Err(Stop::Refused { id, why }) => {
                let (key, record) = (self.asked.command.key, (self.asked.command.of)().name);
                let message = format!("{key} cannot be run for {record} {id}: {why}.");
                (told(envelope::refused(&message)), Vec::new())
            }
            Err(Stop::Wrong(error)) => (told(envelope::invalid(&[error])), Vec::new()),
            Err(Stop::Corrupt(wrong)) => {
                tracing::error!(%wrong, "a command met a row that is not as declared");
                (told(envelope::plain_failure(500, "An error has occurred.")), Vec::new())
            }
        }
    }

    fn deed(&self, snapshot: &Snapshot, mint: &mut Mint<'_>) -> Result<Deed, Stop> {
        let command = self.asked.command;
        let own = self.asked.ids.iter().map(|id| {
            let row = snapshot.row((command.of)(), *id);
            row.ok_or_else(|| Stop::refused(*id, "there is none with that Id"))
        });
        let stage = Stage {
            own: own.collect::<Result<_, _>>()?,
            asked: &self.asked,
            before: &self.before,
            snapshot,
            now: self.now,
            by: &self.by,
            can_mail: self.can_mail,
        };
        (command.decide)(&stage, mint)
    }
}

/// Hands messages over to be sent; the answer when that failed.
async fn posted(app: &App, messages: Vec<Message>) -> Option<Response> {
    let mail = app.settings.mail.as_ref()?;
    for message in messages {
        if let Err(error) = mail::post(mail, &message).await {
            tracing::error!(%error, "a message could not be written");
            return Some(envelope::respond(envelope::refused(
                "The message could not be written; see the log.",
            )));
        }
    }
    None
}
