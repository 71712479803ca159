//! The API as its clients see it, on both stores: one binary, so that it links once.

mod first_steps;
mod support;
