//! The derive through which each record is declared once: `#[derive(Record)]` turns a struct, its field
//! types and its doc comments into the schema from which columns, JSON, validation and filters come.
//! It never knows a rule, a database or a particular record.

mod declaration;
mod expansion;

use proc_macro::TokenStream;

/// Declares a record. The attributes are described in `vestibule-records`, where the declarations live.
#[proc_macro_derive(Record, attributes(record, field))]
pub fn record(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    declaration::Declaration::read(&input)
        .map(|declaration| expansion::expand(&declaration))
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
