//! The filters of a list: which names there are, and what each asks (`contract.md 5.3`).

use std::collections::HashMap;

use crate::Record;
use crate::reading;
use crate::schema::{Comparison, Field, FilterTarget, Kind, Role};
use crate::value::Value;

/// Numbers in one condition at most.
const MOST_NUMBERS: usize = 1000;

/// One condition on a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// The field, by position.
    pub field: usize,
    /// What must hold.
    pub test: Test,
}

/// What a condition asks of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Is this value.
    Is(Value),
    /// Is one of these integers.
    In(Vec<i64>),
    /// Is this text, in any letter case.
    Same(String),
    /// Contains this text, in any letter case.
    Contains(String),
    /// Is at least this.
    AtLeast(i64),
    /// Is at most this.
    AtMost(i64),
    /// The row has this code, as [`code`](crate::code) spells it, in one of its fields.
    Code(String),
    /// The collection holds this id.
    Holds(i64),
    /// Is null.
    IsNull,
    /// Is not null.
    IsNotNull,
}

impl Filter {
    /// The longest text that is searched for, in bytes.
    pub const LONGEST_TEXT: usize = 2000;

    /// A condition on a field of a record, by a name that is ours and not a client's.
    #[must_use]
    pub fn on<T: Record>(name: &str, test: Test) -> Self {
        let field = T::schema().position(name);
        debug_assert!(field.is_some(), "{} has no field {name}", T::schema().name);
        Self { field: field.unwrap_or_default(), test }
    }
}

impl FilterTarget {
    /// Reads a parameter's value as the condition it asks for. `null` asks for what is empty.
    ///
    /// # Errors
    /// With the sentence that says what is wrong, when the value does not fit the field.
    pub fn read(self, field: &Field, text: &str) -> Result<Filter, String> {
        let test = if text.eq_ignore_ascii_case("null") { Test::IsNull } else { self.test(field, text)? };
        Ok(Filter { field: self.field, test })
    }

    fn test(self, field: &Field, text: &str) -> Result<Test, String> {
        let number = || match reading::read_text(field.kind, text)? {
            Value::Int(number) => Ok(number),
            _ => Err(format!("'{text}' is not a number")),
        };
        Ok(match (self.comparison, field.kind) {
            (Comparison::From, _) => Test::AtLeast(number()?),
            (Comparison::To, _) => Test::AtMost(number()?),
            (Comparison::Empty, _) => match reading::read_text(Kind::Boolean, text)? {
                Value::Bool(true) => Test::IsNull,
                _ => Test::IsNotNull,
            },
            (Comparison::Equals, Kind::Set(_)) => Test::Holds(reading::read_integer(text)?),
            (Comparison::Equals, Kind::Integer | Kind::Reference(_)) => match bracketed(text) {
                Some(list) => Test::In(integers(list, text)?),
                None => Test::Is(reading::read_text(field.kind, text)?),
            },
            (Comparison::Equals, Kind::Text) if text.len() > Filter::LONGEST_TEXT => {
                return Err(format!(
                    "'{}' is longer than {} bytes",
                    reading::shortened(text),
                    Filter::LONGEST_TEXT
                ));
            }
            (Comparison::Equals, Kind::Text) => match reading::read_text(Kind::Text, text)? {
                Value::Text(text) if !field.exact => Test::Contains(text),
                _ => Test::Same(text.to_owned()),
            },
            (Comparison::Equals, kind) => Test::Is(reading::read_text(kind, text)?),
        })
    }
}

/// What stands in the brackets of `Checkin_Id=[1,2]`.
fn bracketed(text: &str) -> Option<&str> {
    text.trim().strip_prefix('[')?.strip_suffix(']')
}

fn integers(list: &str, text: &str) -> Result<Vec<i64>, String> {
    let numbers = list.split(',').map(str::trim).filter(|number| !number.is_empty());
    let numbers: Result<Vec<_>, _> = numbers.map(str::parse).collect();
    match numbers {
        Ok(numbers) if numbers.len() <= MOST_NUMBERS => Ok(numbers),
        Ok(numbers) => {
            Err(format!("lists {} numbers, and {MOST_NUMBERS} are compared at once", numbers.len()))
        }
        Err(_) => Err(format!("'{}' is not a list of whole numbers", reading::shortened(text))),
    }
}

/// One way to filter a record's list: its published name, others that mean the same, and what is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// `Checkin_Coworker`, `from_Checkin_FromTime`.
    pub name: String,
    /// `Checkin_CoworkerId`.
    pub aliases: Vec<String>,
    /// What it asks for.
    pub target: FilterTarget,
}

/// Every way to filter a list, in the order of the fields.
pub(crate) fn parameters(record: &str, fields: &[Field]) -> Vec<Parameter> {
    let asked = |field: &&Field| !matches!(field.role, Role::Internal | Role::Helper | Role::Computed);
    let fields = fields.iter().enumerate().filter(|(_, field)| asked(field));
    fields.flat_map(|(at, field)| of_field(record, at, field)).collect()
}

fn of_field(record: &str, at: usize, field: &Field) -> Vec<Parameter> {
    let names = names(field);
    let parameter = |prefix: &str, comparison| {
        let mut names = names.iter().map(|name| format!("{prefix}{record}_{name}"));
        let name = names.next().unwrap_or_default();
        Parameter { name, aliases: names.collect(), target: FilterTarget { field: at, comparison } }
    };
    let mut all = vec![parameter("", Comparison::Equals)];
    if matches!(field.name, "Id" | "UniqueId") {
        all[0].aliases.push(field.name.to_owned());
    }
    if is_ranged(field.kind) {
        all.extend([parameter("from_", Comparison::From), parameter("to_", Comparison::To)]);
    }
    all.extend(field.null_filter.map(|name| Parameter {
        name: format!("{record}_{name}"),
        aliases: Vec::new(),
        target: FilterTarget { field: at, comparison: Comparison::Empty },
    }));
    all
}

/// What a field is called in filters, the published name first: a reference without `Id`, a joined name with
/// underscores.
fn names(field: &Field) -> Vec<&str> {
    let others = field.filters.iter().map(String::as_str);
    match field.role {
        Role::Joined(_) => others.chain([field.name]).collect(),
        _ => field
            .relation
            .into_iter()
            .filter(|name| *name != field.name)
            .chain([field.name])
            .chain(others)
            .collect(),
    }
}

const fn is_ranged(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Integer | Kind::Number | Kind::DateTime | Kind::TimeOfDay | Kind::Enum(_) | Kind::Reference(_)
    )
}

/// What each filter name asks for, names in lower case.
pub(crate) fn targets(record: &str, fields: &[Field]) -> HashMap<String, FilterTarget> {
    let all = parameters(record, fields).into_iter();
    let named = all.flat_map(|Parameter { name, aliases, target }| {
        std::iter::once(name).chain(aliases).map(move |name| (name.to_ascii_lowercase(), target))
    });
    named.collect()
}
