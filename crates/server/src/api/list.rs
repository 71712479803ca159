//! Lists and batches (`contract.md` 4 and 5).

use axum::response::Response;
use http::{StatusCode, Uri};
use vestibule_records::{FieldError, Filter, Row, Schema, Test};
use vestibule_store::{Query, Reply};

use super::envelope::{self, Paging};
use super::failure::Failure;
use super::request;
use crate::app::App;
use crate::auth::Caller;

/// Ids in one batch at most.
pub(crate) const LARGEST_BATCH: usize = 1000;
/// Rows on a page unless asked otherwise.
pub(crate) const USUAL_PAGE: i64 = 25;
/// A page larger than this is a mistake, not a wish.
pub(crate) const LARGEST_WISH: i64 = 1_000_000;
/// Conditions on a list at most: databases have a limit too, and say it less kindly.
const MOST_FILTERS: usize = 100;
/// A page number past this is a mistake, not a list.
pub(crate) const LAST_PAGE: i64 = 1_000_000_000;

/// Answers `GET /api/{module}/{entities}`.
pub(super) async fn list(
    app: &App,
    caller: &Caller,
    schema: &'static Schema,
    uri: &Uri,
) -> Result<Response, Failure> {
    let pairs = request::form(uri.query().unwrap_or_default().as_bytes())
        .map_err(|error| Failure::invalid(FieldError::new("query", error.0, "null")))?;
    if let Some(ids) = batch(&pairs)?.filter(|_| schema.allows("batch")) {
        caller.may(schema, "Read")?;
        return read_batch(app, caller, schema, ids).await;
    }
    caller.may(schema, "List")?;
    let mut asked = Asked::read(schema, &pairs).map_err(Failure::Invalid)?;
    // Clients ask for 5000 and look at what they were given (contract.md 5.1).
    asked.size = asked.size.min(app.settings.largest_page);
    if let Some(filter) = asked.missing_filter(schema) {
        let message = format!("Missing required filter: {filter}");
        return Ok(envelope::failure(StatusCode::BAD_REQUEST, &message));
    }
    let query = Query {
        viewer: caller.viewer.clone(),
        filters: asked.filters,
        order: asked.order,
        offset: (asked.page - 1) * asked.size,
        limit: asked.size,
        sets: false,
        counted: true,
        ..Query::all(schema)
    };
    let found = app.store.list(query).await?;
    let rows: Vec<Row> = found.rows.into_iter().map(Row::listed).collect();
    let paging = Paging {
        page: asked.page,
        size: asked.size,
        order: schema.fields[asked.order.0].name,
        descending: asked.order.1,
        total: found.total,
    };
    Ok(envelope::respond(Reply { status: 200, body: envelope::page(&rows, &paging) }))
}

/// `?id=[1,2,3]` asks for a bare array of full records; a scalar id is a filter.
fn batch(pairs: &[(String, String)]) -> Result<Option<Vec<i64>>, Failure> {
    let list = pairs.iter().rev().find_map(|(name, value)| {
        let list = value.trim().strip_prefix('[')?.strip_suffix(']')?;
        name.eq_ignore_ascii_case("id").then_some((value, list))
    });
    let Some((value, list)) = list else {
        return Ok(None);
    };
    let ids = list.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::parse);
    let ids: Vec<i64> = ids.collect::<Result<_, _>>().map_err(|_| {
        Failure::invalid(FieldError::new(
            "id",
            format!("'{value}' is not a list of ids"),
            envelope::quoted(value),
        ))
    })?;
    if ids.len() <= LARGEST_BATCH {
        Ok(Some(ids))
    } else {
        let message = format!("lists {} ids, and {LARGEST_BATCH} are read at once", ids.len());
        Err(Failure::invalid(FieldError::new("id", message, "null")))
    }
}

async fn read_batch(
    app: &App,
    caller: &Caller,
    schema: &'static Schema,
    ids: Vec<i64>,
) -> Result<Response, Failure> {
    let found = app.store.list(Query::ids(schema, caller.viewer.clone(), ids)).await?;
    let mut body = Vec::new();
    envelope::array(&found.rows, &mut body);
    Ok(envelope::respond(Reply { status: 200, body }))
}

/// What the parameters of a list ask for.
struct Asked {
    page: i64,
    size: i64,
    order: (usize, bool),
    filters: Vec<Filter>,
}

impl Asked {
    fn read(schema: &Schema, pairs: &[(String, String)]) -> Result<Self, Vec<FieldError>> {
        let usual = schema.position(schema.order.0).unwrap_or_default();
        let mut asked =
            Self { page: 1, size: USUAL_PAGE, order: (usual, schema.order.1), filters: Vec::new() };
        let mut errors = Vec::new();
        for (name, value) in pairs {
            errors.extend(
                asked
                    .take(schema, name, value)
                    .err()
                    .map(|message| FieldError::new(name, message, envelope::quoted(value))),
            );
        }
        if asked.filters.len() > MOST_FILTERS {
            let message = format!("has {} conditions, and {MOST_FILTERS} are the most", asked.filters.len());
            errors.push(FieldError::new("query", message, "null"));
        }
        if errors.is_empty() { Ok(asked) } else { Err(errors) }
    }

    /// The filter that a list of this record must have, where it is not there (`contract.md 5.3`).
    fn missing_filter(&self, schema: &Schema) -> Option<&'static str> {
        let needed = schema.list_needs?;
        let field = schema.filter(needed)?.field;
        let narrowed =
            |filter: &Filter| filter.field == field && matches!(filter.test, Test::Is(_) | Test::In(_));
        (!self.filters.iter().any(narrowed)).then_some(needed)
    }

    fn take(&mut self, schema: &Schema, name: &str, value: &str) -> Result<(), String> {
        match name.to_ascii_lowercase().as_str() {
            "page" => self.page = between(value, LAST_PAGE)?,
            "size" => self.size = between(value, LARGEST_WISH)?,
            "orderby" if value.trim().is_empty() => {}
            "orderby" => self.order.0 = order(schema, value.trim())?,
            "dir" if value.trim().is_empty() => {}
            "dir" => self.order.1 = descending(value.trim())?,
            // What is not known is ignored, as clients expect (contract.md 1).
            _ => {
                if let Some(target) = schema.filter(name) {
                    self.filters.push(target.read(&schema.fields[target.field], value)?);
                }
            }
        }
        Ok(())
    }
}

/// A number from 1 to the most there may be.
pub(crate) fn between(value: &str, most: i64) -> Result<i64, String> {
    let number = value.trim().parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| format!("'{value}' is not a whole number from 1 to {most}"))
}

/// A field by its wire name, with or without the name of the record, references with or without `Id`, joined
/// names with dots or underscores.
fn order(schema: &Schema, value: &str) -> Result<usize, String> {
    let plain = value.replace('.', "_");
    let prefix = format!("{}_", schema.name).to_ascii_lowercase();
    let own =
        if plain.to_ascii_lowercase().starts_with(&prefix) { &plain[prefix.len()..] } else { plain.as_str() };
    let filter = || schema.filter(&format!("{prefix}{own}")).map(|target| target.field);
    let position = schema.position(own).or_else(filter);
    let sortable = position.filter(|at| schema.fields[*at].is_sortable());
    sortable.ok_or_else(|| format!("'{value}' is not a field to sort by"))
}

/// `0`, `asc...` up; `1`, `-1`, `desc...` down (`contract.md 5.4`).
fn descending(value: &str) -> Result<bool, String> {
    let value = value.to_ascii_lowercase();
    match value.as_str() {
        "0" => Ok(false),
        "1" | "-1" => Ok(true),
        word if word.starts_with("asc") => Ok(false),
        word if word.starts_with("desc") => Ok(true),
        _ => Err(format!("'{value}' is not a direction: 0 or ascending, 1 or descending")),
    }
}
