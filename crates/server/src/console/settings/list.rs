//! Records of a kind, a page at a time.

use std::collections::HashMap;

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
    let names = referred(desk, kind, &rows).await?;
    let shown = Shown { kind, names, zone: desk.zone() };
    let page_of = Page {
        frame: desk.frame(Section::Settings, kind.name),
        path: schema.path,
        headings: kind.columns.iter().map(|name| called(name.strip_suffix("Id").unwrap_or(name))).collect(),
        lines: rows.iter().map(|row| shown.line(row)).collect(),
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

/// What the records of a page refer to in their columns, by name, as far as whoever is at the desk may read it.
async fn referred(
    desk: &Desk<'_>,
    kind: &Kind,
    rows: &[Row],
) -> Result<HashMap<(&'static str, i64), String>, Failure> {
    let mut names = HashMap::new();
    for name in kind.columns {
        let field = (kind.schema)().field(name);
        let Some(FieldKind::Reference(other)) = field.map(|field| field.kind) else { continue };
        let other = other();
        let mut ids: Vec<i64> = rows.iter().filter_map(|row| row.get(name).int()).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() || desk.caller.may(other, "Read").is_err() {
            continue;
        }
        let query = Query { sets: false, ..Query::ids(other, desk.caller.viewer.clone(), ids) };
        let found = desk.app.store.list(query).await?.rows;
        names.extend(found.iter().map(|row| ((*name, row.id()), name_of(row))));
    }
    Ok(names)
}

/// How records are shown in a list.
struct Shown {
    kind: &'static Kind,
    names: HashMap<(&'static str, i64), String>,
    zone: Zone,
}

impl Shown {
    fn line(&self, row: &Row) -> Line {
        let cells = self.kind.columns.iter().map(|name| self.cell(row, name)).collect();
        let title = name_of(row);
        let name = if title.trim().is_empty() { format!("{} {}", self.kind.one, row.id()) } else { title };
        Line { id: row.id(), name, cells }
    }

    fn cell(&self, row: &Row, name: &'static str) -> String {
        let Some(at) = row.schema.position(name) else { return String::new() };
        let field = &row.schema.fields[at];
        let text = texts(field, &row.values[at], &self.zone).join(", ");
        match field.kind {
            FieldKind::Boolean if text == "true" => "yes".to_owned(),
            FieldKind::Boolean => "no".to_owned(),
            FieldKind::Enum(table) | FieldKind::EnumName(table) => {
                text.parse().ok().and_then(|number| table.name_of(number)).map(label).unwrap_or_default()
            }
            FieldKind::DateTime => text.replace('T', " "),
            FieldKind::Reference(_) => {
                row.values[at].int().and_then(|id| self.names.get(&(name, id)).cloned()).unwrap_or(text)
            }
            _ => text,
        }
    }
}

/// The name of a record, or what stands for it where it has none.
fn name_of(row: &Row) -> String {
    let name = ["Name", "FullName"].into_iter().find_map(|name| row.schema.position(name));
    match name.map(|at| &row.values[at]) {
        Some(Value::Text(name)) => name.clone(),
        _ => row.title(),
    }
}
