//! Prints the description of the API, which `cargo xtask openapi` keeps in `docs/openapi.json`.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use vestibule_server::openapi;

fn main() {
    print!("{}", openapi::printed(&openapi::document()));
}
