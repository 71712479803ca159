//! Every documented filter of every record, asked for what is stored: it finds the record, and another value does not.

use serde_json::Value;
use vestibule_records::schema::{Comparison, Field, FilterTarget, Kind, Schema};

use crate::on_both_stores;
use crate::samples::{Samples, all, path};
use crate::support::TestApp;

const ENTITIES: &str = include_str!("../../../records/fixtures/entities.json");

/// Documented filters on fields that are kept; those on fields that are not are listed in `docs/omissions.md`.
fn documented(schema: &'static Schema) -> Vec<(String, FilterTarget, &'static Field)> {
    let entities: Value = serde_json::from_str(ENTITIES).expect("entities.json is valid");
    let kinds = ["list_filters", "range_filters"].into_iter();
    let names = kinds.flat_map(|kind| entities[schema.name][kind].as_array().cloned()).flatten();
    let known = |name: Value| {
        let name = name.as_str().expect("a name").to_owned();
        let target = schema.filter(&name)?;
        Some((name, target, &schema.fields[target.field]))
    };
    names.filter_map(known).collect()
}

/// Text as it stands in a query string.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A record with as much in it as a client can put there.
async fn full(app: &TestApp, samples: &Samples, schema: &'static Schema) -> Value {
    let id = if schema.allows("create") {
        app.post(&path(schema), &samples.most(schema, false).await).await.id()
    } else {
        samples.some(schema).await
    };
    app.get(&format!("{}/{id}", path(schema))).await.json()
}

/// Whether a list with this condition has the record in it. The id is asked along, so that one page is enough.
async fn finds(app: &TestApp, schema: &Schema, record: &Value, name: &str, value: &str) -> bool {
    let asked =
        format!("{}{}_Id={}&{name}={}", listed(schema, record), schema.name, record["Id"], escaped(value));
    let answer = app.get(&asked).await;
    assert_eq!(answer.status, 200, "{asked}: {}", answer.text);
    match answer.json()["TotalItems"].as_i64() {
        Some(0) => false,
        Some(1) => true,
        total => panic!("{asked} finds {total:?}"),
    }
}

/// The list that a record is in, with the filter without which it is not listed.
fn listed(schema: &Schema, record: &Value) -> String {
    let needed = schema.list_needs.and_then(|name| Some((name, schema.filter(name)?)));
    let needed = needed.map(|(name, target)| format!("{name}={}&", record[schema.fields[target.field].name]));
    format!("{}?{}", path(schema), needed.unwrap_or_default())
}

/// How a stored value is asked for; nothing where it is empty.
fn stored(field: &Field, value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Array(ids) => ids.first().map(Value::to_string),
        Value::String(text) => Some(text.clone()),
        value => Some(value.to_string()),
    }
    .filter(|text| !(text.is_empty() && matches!(field.kind, Kind::Text)))
}

/// A value of the same kind that the record does not have.
fn other(field: &Field, value: &str) -> String {
    match field.kind {
        Kind::Boolean => (value != "true").to_string(),
        Kind::DateTime => "2001-01-01T00:00:00Z".to_owned(),
        Kind::TimeOfDay => "1976-01-01T03:33:00Z".to_owned(),
        Kind::Guid => "00000000-0000-4000-8000-000000000000".to_owned(),
        Kind::Enum(table) => {
            let other = table.values.iter().find(|(number, _)| number.to_string() != value);
            other.expect("more than one value").0.to_string()
        }
        Kind::EnumName(table) => {
            let other = table.values.iter().find(|(_, name)| *name != value);
            other.expect("more than one value").1.to_owned()
        }
        Kind::Text => format!("{value} and more"),
        _ => "987654321".to_owned(),
    }
}

/// The next value below and above, as far apart as the kind tells values apart.
fn neighbours(field: &Field, value: &str) -> (String, String) {
    match field.kind {
        Kind::DateTime => (shifted(value, -1), shifted(value, 1)),
        Kind::TimeOfDay => ("1976-01-01T00:00:00Z".to_owned(), "1976-01-01T23:59:59Z".to_owned()),
        Kind::Number => {
            let number: f64 = value.parse().expect("a number");
            (format!("{:.4}", number - 0.0001), format!("{:.4}", number + 0.0001))
        }
        _ => {
            let number: i64 = value.parse().expect("a whole number");
            ((number - 1).to_string(), (number + 1).to_string())
        }
    }
}

fn shifted(instant: &str, micros: i64) -> String {
    let at = vestibule_records::parse_instant(instant).expect("an instant");
    let mut text = Vec::new();
    vestibule_records::write_instant(at.plus(vestibule_domain::time::Span::micros(micros)), &mut text);
    String::from_utf8(text).expect("text")
}

on_both_stores! {
    async fn every_documented_filter_finds_what_is_stored_and_nothing_else(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in all() {
            let record = full(&app, &samples, schema).await;
            for (name, target, field) in documented(schema) {
                if target.comparison != Comparison::Equals {
                    continue;
                }
                let value = match (&field.kind, &record[field.name]) {
                    (Kind::Nothing, _) => continue,
                    (_, value) => stored(field, value),
                };
                let Some(value) = value else {
                    assert!(finds(&app, schema, &record, &name, "null").await, "{name}=null");
                    let other = other(field, "");
                    assert!(!finds(&app, schema, &record, &name, &other).await, "{name}={other}");
                    continue;
                };
                assert!(finds(&app, schema, &record, &name, &value).await, "{name}={value}");
                let other = other(field, &value);
                assert!(!finds(&app, schema, &record, &name, &other).await, "{name}={other}");
                assert!(!finds(&app, schema, &record, &name, "null").await, "{name}=null");
            }
        }
    }
}

on_both_stores! {
    async fn text_is_found_by_a_part_of_it_unless_it_is_a_code(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in all() {
            let record = full(&app, &samples, schema).await;
            for (name, _, field) in documented(schema) {
                let Some(value) = record[field.name].as_str().filter(|_| matches!(field.kind, Kind::Text)) else {
                    continue;
                };
                let part: String = value.chars().skip(1).collect();
                if !part.is_empty() {
                    let found = finds(&app, schema, &record, &name, &part.to_uppercase()).await;
                    assert_eq!(found, !field.exact, "{name}={part}");
                }
            }
        }
    }
}

on_both_stores! {
    async fn every_documented_range_includes_its_ends(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in all() {
            let record = full(&app, &samples, schema).await;
            for (name, target, field) in documented(schema) {
                let is_from = match target.comparison {
                    Comparison::From => true,
                    Comparison::To => false,
                    _ => continue,
                };
                let Some(value) = stored(field, &record[field.name]) else {
                    // What is empty lies in no range.
                    let other = other(field, "");
                    assert!(!finds(&app, schema, &record, &name, &other).await, "{name}={other}");
                    continue;
                };
                let (below, above) = neighbours(field, &value);
                let (inside, outside) = if is_from { (below, above) } else { (above, below) };
                for (value, expected) in [(value, true), (inside, true), (outside, false)] {
                    let found = finds(&app, schema, &record, &name, &value).await;
                    assert_eq!(found, expected, "{name}={value} of {}", record[field.name]);
                }
            }
        }
    }
}

on_both_stores! {
    async fn both_ends_of_a_range_must_hold_at_once(app: TestApp) {
        let samples = Samples::of(&app).await;
        for schema in all() {
            let record = full(&app, &samples, schema).await;
            for field in ["CreatedOn", "UpdatedOn"] {
                let at = record[field].as_str().expect("an instant");
                let range = format!("from_{}_{field}={}", schema.name, escaped(&shifted(at, -1)));
                let name = format!("{range}&to_{}_{field}", schema.name);
                assert!(finds(&app, schema, &record, &name, at).await, "{name}={at}");
                let before = shifted(at, -1);
                assert!(!finds(&app, schema, &record, &name, &before).await, "{name}={before}");
            }
        }
    }
}
