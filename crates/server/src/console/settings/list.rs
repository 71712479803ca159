//! Records of a kind, a page at a time.

use askama::Template;
use axum::response::Response;
use http::{StatusCode, Uri};
use vestibule_domain::time::Zone;
use vestibule_records::schema::{Kind as FieldKind, Role};
use vestibule_records::{Filter, Row, Schema, Test, Value};
use vestibule_store::Query;

use super::control::{called, label, texts};
use super::kinds::Kind;
use crate::api::Failure;
use crate::console::asked::{Asked, escaped};
use crate::console::listed::Pages;
use crate::console::{Desk, Frame, Section, page};

#[derive(Template)]
#[template(path = "console/settings_list.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    kind: &'static Kind,
    path: &'static str,
    headings: Vec<String>,
    lines: Vec<Line>,
    asked: String,
    can_be_made: bool,
    pages: Pages,
}

/// A record in the list.
struct Line {
    id: i64,
    name: String,
    cells: Vec<String>,
}

/// Answers `/settings/{kind}`.
pub(super) async fn answer(desk: &Desk<'_>, uri: &Uri, kind: &'static Kind) -> Result<Response, Failure> {
    let schema = (kind.schema)();
    let asked = Asked::in_address(uri);
    let searched = asked.text("q").to_owned();
    let filters = named(schema, &searched).into_iter().collect();
    let with = if searched.is_empty() { String::new() } else { format!("q={}&", escaped(&searched)) };
    let (rows, pages) = Pages::read(desk, &asked, Query { filters, ..Query::all(schema) }, with).await?;
    let zone = desk.zone();
    let page_of = Page {
        frame: desk.frame(Section::Settings, kind.name),
        path: schema.path,
        headings: kind.columns.iter().map(|name| called(name.strip_suffix("Id").unwrap_or(name))).collect(),
        lines: rows.iter().map(|row| line(row, kind, &zone)).collect(),
        asked: searched,
        can_be_made: schema.allows("create") && desk.caller.may(schema, "Create").is_ok(),
        pages,
        kind,
    };
    Ok(page(&page_of, StatusCode::OK))
}

/// Records whose name has these words in it, if there is anything to look for.
fn named(schema: &Schema, words: &str) -> Option<Filter> {
    let name = ["Name", "FullName"].into_iter().find_map(|name| schema.position(name));
    let field = name.filter(|at| matches!(schema.fields[*at].role, Role::Stored))?;
    (!words.is_empty() && words.len() <= Filter::LONGEST_TEXT)
        .then(|| Filter { field, test: Test::Contains(words.to_owned()) })
}

fn line(row: &Row, kind: &Kind, zone: &Zone) -> Line {
    let cells = kind.columns.iter().map(|name| cell(row, name, zone)).collect();
    let title = name_of(row);
    let name = if title.trim().is_empty() { format!("{} {}", kind.one, row.id()) } else { title };
    Line { id: row.id(), name, cells }
}

/// The name of a record, or what stands for it where it has none.
fn name_of(row: &Row) -> String {
    let name = ["Name", "FullName"].into_iter().find_map(|name| row.schema.position(name));
    match name.map(|at| &row.values[at]) {
        Some(Value::Text(name)) => name.clone(),
        _ => row.title(),
    }
}

fn cell(row: &Row, name: &str, zone: &Zone) -> String {
    let Some(at) = row.schema.position(name) else { return String::new() };
    let field = &row.schema.fields[at];
    let text = texts(field, &row.values[at], zone).join(", ");
    match field.kind {
        FieldKind::Boolean if text == "true" => "yes".to_owned(),
        FieldKind::Boolean => "no".to_owned(),
        FieldKind::Enum(table) | FieldKind::EnumName(table) => {
            text.parse().ok().and_then(|number| table.name_of(number)).map(label).unwrap_or_default()
        }
        FieldKind::DateTime => text.replace('T', " "),
        _ => text,
    }
}
