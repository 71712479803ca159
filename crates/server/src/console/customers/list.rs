//! Customers by their names or e-mails, a page at a time.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use vestibule_records::{Checkin, Coworker, CoworkerContract, Filter, Record, Row, Test, Value};
use vestibule_store::Query;

use super::standing::standing;
use crate::api::Failure;
use crate::console::asked::{Asked, escaped};
use crate::console::listed::{Pages, listed};
use crate::console::{Desk, Frame, Section, page};

/// Plans and visits that are looked at for one page of customers, at most.
const MOST: i64 = 500;

#[derive(Template)]
#[template(path = "console/customers.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    asked: String,
    lines: Vec<Line>,
    pages: Pages,
    can_be_made: bool,
}

/// A customer in the list.
struct Line {
    id: i64,
    name: String,
    email: String,
    standing: Option<&'static str>,
    plans: String,
    inside: Option<String>,
}

/// Answers `/customers`.
pub(super) async fn answer(desk: &Desk<'_>, request: &http::Request<()>) -> Result<Response, Failure> {
    let asked = Asked::in_address(request.uri());
    let words = asked.text("q");
    let query = Query {
        filters: named(words).into_iter().collect(),
        order: (Coworker::schema().position("FullName").unwrap_or_default(), false),
        only: Some(&["FullName", "Email", "Active", "Archived"]),
        ..Query::all(Coworker::schema())
    };
    let (rows, pages) = Pages::read(desk, &asked, query, with(words)).await?;
    let lines = lines(desk, &rows).await?;
    let page_of = Page {
        frame: desk.frame(Section::Customers, "Customers"),
        can_be_made: desk.caller.may(Coworker::schema(), "Create").is_ok(),
        asked: words.to_owned(),
        lines,
        pages,
    };
    Ok(page(&page_of, StatusCode::OK))
}

/// Customers with these words in their name; where it looks like an e-mail, in that.
fn named(words: &str) -> Option<Filter> {
    let field = if words.contains('@') { "Email" } else { "FullName" };
    let is_asked = !words.is_empty() && words.len() <= Filter::LONGEST_TEXT;
    is_asked.then(|| Filter::on::<Coworker>(field, Test::Contains(words.to_owned())))
}

/// The same words for the addresses of other pages.
fn with(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!("q={}&", escaped(words)) }
}

async fn lines(desk: &Desk<'_>, rows: &[Row]) -> Result<Vec<Line>, Failure> {
    let ids: Vec<i64> = rows.iter().map(Row::id).collect();
    let theirs = || Test::In(ids.clone());
    let on = Filter::on::<CoworkerContract>;
    let active = vec![on("CoworkerId", theirs()), on("Active", Test::Is(Value::Bool(true)))];
    let plans = listed::<CoworkerContract>(desk, active, ("Id", false), MOST).await?.unwrap_or_default();
    let on = Filter::on::<Checkin>;
    let open = vec![on("CoworkerId", theirs()), on("ToTime", Test::IsNull)];
    let inside = listed::<Checkin>(desk, open, ("Id", false), MOST).await?.unwrap_or_default();
    let (plans, inside) = (by_customer(&plans, "TariffName"), by_customer(&inside, "BusinessName"));
    let text = |row: &Row, name: &str| row.get(name).text().unwrap_or_default().to_owned();
    let line = |row: &Row| Line {
        id: row.id(),
        name: text(row, "FullName"),
        email: text(row, "Email"),
        standing: standing(row),
        plans: plans.get(&row.id()).map(|names| names.join(", ")).unwrap_or_default(),
        inside: inside.get(&row.id()).map(|names| names.join(", ")),
    };
    Ok(rows.iter().map(line).collect())
}

/// What rows are called by a field, by the customer they are about.
fn by_customer<'a>(rows: &'a [Row], name: &str) -> HashMap<i64, Vec<&'a str>> {
    let mut names: HashMap<i64, Vec<&str>> = HashMap::new();
    for row in rows {
        let found = row.get("CoworkerId").int().zip(row.get(name).text());
        if let Some((customer, name)) = found {
            names.entry(customer).or_default().push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::with;

    #[test]
    fn what_was_looked_for_goes_with_every_page() {
        assert_eq!(with(""), "");
        assert_eq!(with("José & co"), "q=Jos%C3%A9%20%26%20co&");
    }
}
