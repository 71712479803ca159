//! The API as its clients see it, on both stores: one binary, so that it links once.

mod access_tokens;
mod admission;
mod bad_input;
mod bills;
mod bookings;
mod commands;
mod consistency;
mod corrections;
mod envelopes;
mod first_steps;
mod idempotency;
mod lists;
mod places;
mod portal;
mod products;
mod races;
mod records;
mod rights;
mod samples;
mod support;
mod tokens;
mod visitors;
