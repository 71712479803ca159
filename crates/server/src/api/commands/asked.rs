//! What a run of a command asks for: `{"Key": ..., "Ids": [...], "Parameters": [...]}`.

use vestibule_records::{Body, FieldError, Input, Kind, Schema, Value};

use super::{Command, of};
use crate::api::envelope;
use crate::api::request::Write;
use crate::api::write::unreadable;

/// Records that one run concerns at most: all of it is one write.
pub(crate) const MOST_RECORDS: usize = 100;

/// Characters of a key nobody knows that are repeated: more than any has.
const LONGEST_SHOWN: usize = 80;

/// Something a command can be told.
pub(crate) struct Parameter {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) kind: Kind,
    /// Whether it must be told.
    pub(crate) required: bool,
}

/// A run that was understood.
pub(super) struct Asked {
    /// What is to be done.
    pub(super) command: &'static Command,
    /// To which records.
    pub(super) ids: Vec<i64>,
    /// The parameters that were given.
    values: Vec<(&'static str, Value)>,
}

/// Why a run was not understood.
pub(super) enum Unclear {
    /// Properties or parameters that do not fit.
    Wrong(Vec<FieldError>),
    /// There is no such command.
    Unknown(String),
}

impl Parameter {
    /// As it is listed.
    pub(super) fn shown(&self) -> String {
        let kind = match self.kind {
            Kind::Boolean => "Boolean",
            Kind::Number => "Decimal",
            Kind::Enum(table) => table.name,
            _ => "String",
        };
        format!("{{\"Name\":{},\"Type\":{}}}", envelope::quoted(self.name), envelope::quoted(kind))
    }

    fn read(&self, given: &[Body<'_>]) -> Result<Option<(&'static str, Value)>, FieldError> {
        let value =
            given.iter().rev().find(|entry| entry.get("Name").is_some_and(|name| is(name, self.name)));
        let input = value.and_then(|entry| entry.get("Value"));
        match input.map(|input| input.value(self.kind).map_err(|message| (message, input))) {
            Some(Ok(value)) if !value.is_null() => Ok(Some((self.name, value))),
            Some(Err((message, input))) => Err(FieldError::new(self.name, message, input.attempted())),
            _ if self.required => Err(FieldError::missing(self.name)),
            _ => Ok(None),
        }
    }
}

fn is(input: &Input<'_>, name: &str) -> bool {
    let text = input.value(Kind::Text);
    text.is_ok_and(|text| text.text().is_some_and(|text| text.trim().eq_ignore_ascii_case(name)))
}

impl Asked {
    /// Reads the body of a run.
    pub(super) fn read(schema: &'static Schema, write: &Write) -> Result<Self, Unclear> {
        let body = write.body().map_err(|error| Unclear::Wrong(vec![unreadable(&error)]))?;
        let key = key(&body).map_err(|error| Unclear::Wrong(vec![error]))?;
        let command = of(schema).find(|command| command.key.eq_ignore_ascii_case(&key));
        let command = command.ok_or_else(|| Unclear::Unknown(key.chars().take(LONGEST_SHOWN).collect()))?;
        let mut errors = Vec::new();
        let ids = ids(&body).map_err(|error| errors.push(error)).unwrap_or_default();
        let values = parameters(command, &body).map_err(|wrong| errors.extend(wrong)).unwrap_or_default();
        if errors.is_empty() { Ok(Self { command, ids, values }) } else { Err(Unclear::Wrong(errors)) }
    }

    /// A run that nobody asked for, without parameters.
    pub(super) const fn by_itself(command: &'static Command, ids: Vec<i64>) -> Self {
        Self { command, ids, values: Vec::new() }
    }

    /// The value of a parameter; null when it was not given.
    pub(super) fn value(&self, name: &str) -> &Value {
        self.values.iter().find(|(known, _)| *known == name).map_or(&Value::Null, |(_, value)| value)
    }
}

fn key(body: &Body<'_>) -> Result<String, FieldError> {
    let input = body.get("Key").ok_or_else(|| FieldError::missing("Key"))?;
    let value =
        input.value(Kind::Text).map_err(|message| FieldError::new("Key", message, input.attempted()))?;
    let key = value.text().map(str::trim).unwrap_or_default();
    if key.is_empty() { Err(FieldError::missing("Key")) } else { Ok(key.to_owned()) }
}

fn ids(body: &Body<'_>) -> Result<Vec<i64>, FieldError> {
    let input = body.get("Ids").ok_or_else(|| FieldError::missing("Ids"))?;
    let mut ids = input.ids().map_err(|message| FieldError::new("Ids", message, input.attempted()))?;
    ids.sort_unstable();
    ids.dedup();
    match ids.len() {
        0 => Err(FieldError::missing("Ids")),
        1..=MOST_RECORDS => Ok(ids),
        more => {
            let message = format!("names {more} records, and {MOST_RECORDS} are the most");
            Err(FieldError::new("Ids", message, input.attempted()))
        }
    }
}

fn parameters(command: &Command, body: &Body<'_>) -> Result<Vec<(&'static str, Value)>, Vec<FieldError>> {
    let input = body.get("Parameters");
    let given = input.map_or_else(
        || Ok(Vec::new()),
        |input| {
            input.objects().map_err(|message| vec![FieldError::new("Parameters", message, input.attempted())])
        },
    )?;
    let mut errors = Vec::new();
    let read = command
        .parameters
        .iter()
        .filter_map(|parameter| parameter.read(&given).map_err(|error| errors.push(error)).ok().flatten());
    let values: Vec<_> = read.collect();
    if errors.is_empty() { Ok(values) } else { Err(errors) }
}
