//! Prints the tables that the declarations come to, to start a migration from:
//! `cargo run -p vestibule-store --example tables -- sqlite`.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::collections::BTreeMap;

use vestibule_records::kept::tables;
use vestibule_records::{Field, Kind, Link, Schema};
use vestibule_store::sql::{Physical, physical};

fn main() {
    let postgres = std::env::args().any(|argument| argument == "postgres");
    let mut links = BTreeMap::new();
    let mut references = Vec::new();
    for schema in tables() {
        let schema = schema();
        println!(
            "CREATE TABLE {} (\n{}\n){};\n",
            schema.table,
            columns(schema, postgres, &mut references),
            strict(postgres)
        );
        for (_, field, link) in schema.sets() {
            if let Kind::Set(target) = field.kind {
                links.entry(link.table).or_insert((link, schema.table, target().table));
            }
        }
    }
    for (link, this, that) in links.values() {
        println!("{}", link_table(link, this, that, postgres));
    }
    references.iter().for_each(|reference| println!("{reference}"));
}

fn columns(schema: &Schema, postgres: bool, references: &mut Vec<String>) -> String {
    let lines = schema.columns().map(|(_, field)| {
        let (kind, null) = (column_type(field, postgres), if field.nullable { "" } else { " NOT NULL" });
        let mut line = format!("    {} {kind}{null}", field.column);
        if field.name == "Id" {
            line.push_str(" PRIMARY KEY");
        }
        if let Kind::Reference(target) = field.kind {
            if postgres {
                // Tables refer to one another in circles, so the references follow the tables.
                references.push(format!(
                    "ALTER TABLE {0} ADD CONSTRAINT {0}_{1}_fkey FOREIGN KEY ({1}) REFERENCES {2} (id);",
                    schema.table,
                    field.column,
                    target().table
                ));
            } else {
                line.push_str(&format!(" REFERENCES {} (id)", target().table));
            }
        }
        line
    });
    lines.collect::<Vec<_>>().join(",\n")
}

const fn column_type(field: &Field, postgres: bool) -> &'static str {
    match (physical(field.kind), postgres) {
        (Physical::Text, _) => "TEXT",
        (Physical::Bool, true) => "BOOLEAN",
        (Physical::Int, true) => "BIGINT",
        (_, false) => "INTEGER",
    }
}

const fn strict(postgres: bool) -> &'static str {
    if postgres { "" } else { " STRICT" }
}

fn link_table(link: &Link, this: &str, that: &str, postgres: bool) -> String {
    let number = if postgres { "BIGINT" } else { "INTEGER" };
    format!(
        "CREATE TABLE {table} (\n    {a} {number} NOT NULL REFERENCES {this} (id) ON DELETE CASCADE,\n    {b} {number} \
         NOT NULL REFERENCES {that} (id) ON DELETE CASCADE,\n    PRIMARY KEY ({a}, {b})\n){strict};\n\nCREATE INDEX \
         {table}_{b} ON {table} ({b}, {a});\n",
        table = link.table,
        a = link.this,
        b = link.that,
        strict = if postgres { "" } else { " STRICT, WITHOUT ROWID" },
    )
}
