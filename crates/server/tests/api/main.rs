//! The API as its clients see it, on both stores: one binary, so that it links once.

mod access_tokens;
mod admission;
mod bad_input;
mod bookings;
mod consistency;
mod corrections;
mod deliveries;
mod envelopes;
mod filters;
mod first_steps;
mod idempotency;
mod limits;
mod lists;
mod openapi;
mod places;
mod portal;
mod products;
mod public_checkin;
mod races;
mod records;
mod rights;
mod samples;
mod support;
mod tokens;
mod visitors;
mod webhooks;
