//! Writes the schema and the conversions of a record.

use proc_macro2::TokenStream;
use quote::quote;

use crate::declaration::{Declaration, FieldDeclaration};

pub(crate) fn expand(record: &Declaration) -> TokenStream {
    let Declaration { ident, doc, path, table, order, title, operations, .. } = record;
    let name = ident.to_string();
    let at = optional(record.at.as_deref());
    let affects = optional(record.affects.as_deref());
    let list_needs = optional(record.list_needs.as_deref());
    let fields = record.fields.iter().map(field);
    let positions = positions(record);
    let writes = record.fields.iter().zip(&positions).map(|(field, position)| {
        let ident = &field.ident;
        quote! { row.values[#position] = crate::FieldType::into_value(self.#ident); }
    });
    let reads = record.fields.iter().zip(&positions).map(|(field, position)| {
        let ident = &field.ident;
        quote! { #ident: row.read(#position)?, }
    });
    quote! {
        impl crate::Record for #ident {
            fn schema() -> &'static crate::Schema {
                static SCHEMA: ::std::sync::LazyLock<crate::Schema> = ::std::sync::LazyLock::new(|| {
                    crate::Schema::declare(crate::declare::Declaration {
                        name: #name,
                        doc: #doc,
                        path: #path,
                        table: #table,
                        order: #order,
                        at: #at,
                        title: #title,
                        operations: #operations,
                        affects: #affects,
                        list_needs: #list_needs,
                        fields: vec![#(#fields),*],
                    })
                });
                &SCHEMA
            }

            fn into_row(self) -> crate::Row {
                let mut row = crate::Row::blank(Self::schema());
                #(#writes)*
                self.base.write(&mut row);
                row
            }

            fn from_row(row: &crate::Row) -> Result<Self, crate::WrongValue> {
                Ok(Self { #(#reads)* base: crate::Base::read(row)? })
            }
        }
    }
}

/// Where each declared field stands among all fields: joined names follow their reference.
fn positions(record: &Declaration) -> Vec<usize> {
    let mut next = 0;
    let place = |field: &FieldDeclaration| {
        let here = next;
        next += 1 + field.joins.len();
        here
    };
    record.fields.iter().map(place).collect()
}

fn field(field: &FieldDeclaration) -> TokenStream {
    let FieldDeclaration { ident, ty, doc, name, joins, .. } = field;
    let column = ident.to_string();
    let default = optional(field.default.as_deref());
    let alias = optional(field.alias.as_deref());
    let null_filter = optional(field.null_filter.as_deref());
    let set = match &field.set {
        Some(set) => {
            let (table, this, that) = (&set.table, &set.this, &set.that);
            quote! { Some(crate::schema::Link { table: #table, this: #this, that: #that }) }
        }
        None => quote! { None },
    };
    let [
        required,
        read_only,
        create_only,
        update_only,
        internal,
        helper,
        exact,
        unique,
        relation,
        codes,
        unlisted,
        aside,
    ] = [
        field.has("required"),
        field.has("read_only"),
        field.has("create_only"),
        field.has("update_only"),
        field.has("internal"),
        field.has("helper"),
        field.has("exact"),
        field.has("unique"),
        field.has("relation"),
        field.has("codes"),
        field.has("unlisted"),
        field.has("aside"),
    ];
    quote! {
        crate::declare::FieldDeclaration {
            name: #name,
            column: #column,
            kind: <#ty as crate::FieldType>::KIND,
            nullable: <#ty as crate::FieldType>::NULLABLE,
            doc: #doc,
            joins: &[#(#joins),*],
            default: #default,
            alias: #alias,
            null_filter: #null_filter,
            set: #set,
            required: #required,
            read_only: #read_only,
            create_only: #create_only,
            update_only: #update_only,
            internal: #internal,
            helper: #helper,
            exact: #exact,
            unique: #unique,
            relation: #relation,
            codes: #codes,
            unlisted: #unlisted,
            aside: #aside,
        }
    }
}

fn optional(text: Option<&str>) -> TokenStream {
    text.map_or_else(|| quote! { None }, |text| quote! { Some(#text) })
}
