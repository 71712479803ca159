//! What stands in a form for a field.

use std::collections::HashMap;

use serde_json::Value as Json;
use vestibule_domain::time::{Instant, TimeOfDay, Zone};
use vestibule_records::schema::{Field, Kind, Role};
use vestibule_records::{Decimal, Row, Value};

use crate::api::envelope;
use crate::console::wall;

/// Records that can be chosen from at most; of more, the number is asked for.
pub(super) const MOST_CHOICES: usize = 300;

/// What a field is set by.
pub(super) struct Control {
    /// The field, by its wire name.
    pub(super) name: &'static str,
    /// What people call it.
    pub(super) label: String,
    /// What it means.
    pub(super) about: &'static str,
    /// Whether it must be given.
    pub(super) required: bool,
    /// What it looks like.
    pub(super) look: Look,
    /// What is wrong with it.
    pub(super) error: Option<String>,
}

/// What a control looks like.
pub(super) enum Look {
    /// A line of text, of this kind.
    Line {
        /// As `<input type>` has it.
        kind: &'static str,
        /// What is in it.
        value: String,
    },
    /// Several lines.
    Lines(String),
    /// A box to tick.
    Tick(bool),
    /// One of these.
    One(Vec<Choice>),
    /// Any of these.
    Many(Vec<Choice>),
}

/// Something to choose.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// What is sent.
    pub(super) value: String,
    /// What it is called.
    pub(super) name: String,
    /// Whether it is chosen.
    pub(super) chosen: bool,
}

/// What was filled in, by field; of a collection, all that was ticked.
pub(super) type Filled = HashMap<String, Vec<String>>;

/// Whether people set a field.
pub(super) fn is_set_by_people(field: &Field) -> bool {
    let is_theirs = matches!(field.role, Role::Stored | Role::Set(_) | Role::Helper);
    is_theirs && !field.read_only && !matches!(field.kind, Kind::Nothing) && field.name != "Id"
}

impl Control {
    /// For a field, with what was filled in, or else what the row holds.
    pub(super) fn of(
        field: &Field,
        at: usize,
        row: &Row,
        filled: Option<&Filled>,
        known: &Known<'_>,
    ) -> Self {
        let texts = match filled {
            Some(filled) => filled.get(field.name).cloned().unwrap_or_default(),
            None => texts(field, &row.values[at], known.zone),
        };
        Self {
            name: field.name,
            label: called(field.relation.unwrap_or(field.name)),
            about: field.doc,
            required: field.required && field.default == Value::Null,
            look: Look::of(field, &texts, known),
            error: known.errors.get(field.property()).cloned(),
        }
    }
}

/// What controls need to know.
pub(super) struct Known<'a> {
    /// The zone of the location, in whose clocks times are read and written.
    pub(super) zone: &'a Zone,
    /// The records to choose from, by field; of too many, nothing.
    pub(super) choices: &'a HashMap<&'static str, Vec<Choice>>,
    /// What is wrong, by the name that errors use.
    pub(super) errors: &'a HashMap<String, String>,
}

impl Look {
    fn of(field: &Field, texts: &[String], known: &Known<'_>) -> Self {
        let value = texts.first().cloned().unwrap_or_default();
        let line = |kind| Self::Line { kind, value: value.clone() };
        match field.kind {
            Kind::Boolean => Self::Tick(value == "true"),
            Kind::Enum(table) | Kind::EnumName(table) => {
                let choices = table.values.iter().map(|(number, name)| {
                    let number = number.to_string();
                    Choice { chosen: number == value, name: label(name), value: number }
                });
                Self::One(with_none(field, choices.collect(), &value))
            }
            Kind::Reference(_) => match known.choices.get(field.name) {
                Some(choices) => Self::One(with_none(field, chosen(choices, texts), &value)),
                None => line("number"),
            },
            Kind::Set(_) => match known.choices.get(field.name) {
                Some(choices) => Self::Many(chosen(choices, texts)),
                None => Self::Line { kind: "text", value: texts.join(", ") },
            },
            Kind::Integer => line("number"),
            Kind::DateTime => line("datetime-local"),
            Kind::TimeOfDay => line("time"),
            Kind::Text if is_secret(field.name) => line("password"),
            Kind::Text if is_long(field.name) => Self::Lines(value),
            Kind::Text | Kind::Guid | Kind::Number | Kind::Nothing => line("text"),
        }
    }
}

fn chosen(choices: &[Choice], texts: &[String]) -> Vec<Choice> {
    let all = choices.iter().cloned();
    all.map(|choice| Choice { chosen: texts.contains(&choice.value), ..choice }).collect()
}

/// With a way to choose nothing, where that is allowed or nothing is chosen yet.
fn with_none(field: &Field, mut choices: Vec<Choice>, value: &str) -> Vec<Choice> {
    // Whom or what nobody chose yet is not the first of them: that would be chosen in a hurry.
    let nothing = value.is_empty() || choices.iter().all(|choice| !choice.chosen);
    if field.nullable || nothing {
        choices.insert(0, Choice { value: String::new(), name: "–".to_owned(), chosen: nothing });
    }
    choices
}

fn is_secret(name: &str) -> bool {
    ["Password", "Secret", "ApiKey"].iter().any(|part| name.contains(part))
}

fn is_long(name: &str) -> bool {
    ["Description", "Notes", "Terms", "Function", "Message"].iter().any(|part| name.contains(part))
}

/// What a value is as text, in the clocks of a zone.
pub(super) fn texts(field: &Field, value: &Value, zone: &Zone) -> Vec<String> {
    match (value, field.kind) {
        (Value::Null, _) => Vec::new(),
        (Value::Ids(ids), _) => ids.iter().map(i64::to_string).collect(),
        (Value::Bool(truth), _) => vec![truth.to_string()],
        (Value::Int(micros), Kind::DateTime) => vec![wall::field(Instant::from_micros(*micros), zone)],
        (Value::Int(micros), Kind::TimeOfDay) => {
            let time = TimeOfDay::from_micros(*micros).unwrap_or(TimeOfDay::MIDNIGHT);
            vec![time.to_string().chars().take(5).collect()]
        }
        (Value::Int(number), Kind::Number) => vec![Decimal::from_ten_thousandths(*number).to_string()],
        (Value::Int(number), _) => vec![number.to_string()],
        (Value::Text(text), _) => vec![text.clone()],
    }
}

/// What was filled in for a field, as members of a body. What cannot be read is sent as it was typed, so that the API says
/// what is wrong with it.
pub(super) fn sent(field: &Field, before: &Value, texts: &[String], zone: &Zone) -> Vec<(String, Json)> {
    let named = |value: Json| vec![(field.name.to_owned(), value)];
    let text = texts.first().map(|text| text.trim()).unwrap_or_default();
    match field.kind {
        Kind::Boolean => named(Json::Bool(text == "true")),
        Kind::Set(_) => {
            let wanted: Vec<i64> = texts
                .iter()
                .flat_map(|text| text.split(','))
                .filter_map(|id| id.trim().parse().ok())
                .collect();
            let had = before.ids();
            let added: Vec<i64> = wanted.iter().filter(|id| !had.contains(id)).copied().collect();
            let removed: Vec<i64> = had.iter().filter(|id| !wanted.contains(id)).copied().collect();
            vec![
                (format!("Added{}", field.name), added.into()),
                (format!("Removed{}", field.name), removed.into()),
            ]
        }
        // What is left out gets its usual value, or is asked for.
        _ if text.is_empty() && !field.nullable => Vec::new(),
        _ if text.is_empty() => named(Json::Null),
        Kind::Integer | Kind::Reference(_) | Kind::Enum(_) | Kind::EnumName(_) => {
            named(text.parse::<i64>().map_or_else(|_| Json::from(text), Json::from))
        }
        Kind::DateTime => named(
            wall::of_field(text, zone).map_or_else(|| Json::from(text), |at| envelope::instant(at).into()),
        ),
        Kind::TimeOfDay => named(Json::from(format!("1976-01-01T{text}:00Z"))),
        _ => named(Json::from(text)),
    }
}

/// What people call a field or a record: a business is a location to them.
pub(super) fn called(name: &str) -> String {
    match name {
        "Business" => "Location".to_owned(),
        "Businesses" => "Locations".to_owned(),
        "Coworker" => "Customer".to_owned(),
        "Tariff" => "Plan".to_owned(),
        name => label(name),
    }
}

/// The words of a name: `UseAsPayAsYouGo` is `Use as pay as you go`.
pub(in crate::console) fn label(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    let mut before = ' ';
    let letters: Vec<char> = name.chars().collect();
    for (nth, letter) in letters.iter().copied().enumerate() {
        let ends_capitals = letters.get(nth + 1).is_some_and(|next| next.is_lowercase());
        let begins =
            letter.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && ends_capitals));
        if letter == '_' {
            words.push(' ');
        } else if begins {
            words.push(' ');
            words.push(if ends_capitals { letter.to_ascii_lowercase() } else { letter });
        } else {
            words.push(letter);
        }
        before = letter;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn names_are_read_as_words() {
        for (name, words) in [
            ("UseAsPayAsYouGoForMembers", "Use as pay as you go for members"),
            ("URL", "URL"),
            ("APIAccess", "API access"),
            ("Ubiquiti_Networks", "Ubiquiti Networks"),
            ("Name", "Name"),
        ] {
            assert_eq!(label(name), words);
        }
    }
}
