//! The outbox: what a write has to tell webhooks and door systems, written down in the transaction of that write.
//!
//! # Who does what
//!
//! A decision says nothing of webhooks. Once it is made, `events` derives from its changes what happened, in the
//! numbers of `contract.md 14` (`happening` knows them), and drops at once what no webhook listens to: the catalogue knows the webhooks, so
//! without any of them nothing more is read, written or even looked at. The store writes the changes, reads the rows
//! that are still to be told as a `GET` would show them, and [`deliveries`] makes one
//! [`Delivery`](vestibule_records::kept::Delivery) for each event and webhook. All of it commits with the change, or
//! none of it.
//!
//! Whoever delivers asks [`Store::due`](crate::Store::due) what to send, and writes down what came of it as a work
//! like any other. [`Store::written`](crate::Store::written) only spares it the wait for its next look: nothing is
//! lost where it is missed.
//!
//! # What is told where
//!
//! A webhook belongs to one location and hears what happens there, not what happens below it (`domain.md 7`). A
//! record of several locations, such as a customer, is told at each of them.
//!
//! # Door systems
//!
//! A location may have a door system ([`Doors`]) that is told whose access may have changed: whenever a webhook would
//! hear of it as 61. Its deliveries are empty. What somebody may open is found out when it is told, so the first of those
//! that wait for a customer tells of them all, and none is told what is no longer so.

mod doors;
mod events;
mod happening;
mod hooks;
mod letters;

pub use doors::{Addressee, DoorSystem, Doors, TOKEN as DOORS_TOKEN, URL as DOORS_URL};
pub use events::{Event, by_itself};
pub use hooks::{Hook, Hooks};
pub use letters::{ascii, deliveries, door_updates};

pub(crate) use events::events;
