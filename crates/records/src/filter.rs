//! The filters of a list: which names there are, and what each asks (`contract.md 5.3`).

use std::collections::HashMap;

use crate::reading;
use crate::schema::{Comparison, Field, FilterTarget, Kind, Role};
use crate::value::Value;

/// The longest text that is searched for, in bytes.
const LONGEST_TEXT: usize = 2000;
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
            (Comparison::Equals, Kind::Text) if text.len() > LONGEST_TEXT => {
                return Err(format!("'{}' is longer than {LONGEST_TEXT} bytes", reading::shortened(text)));
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

/// Every filter name of a record, in lower case.
pub(crate) fn targets(record: &str, fields: &[Field]) -> HashMap<String, FilterTarget> {
    let mut targets = HashMap::new();
    for (at, field) in fields.iter().enumerate() {
        if matches!(field.role, Role::Internal | Role::Helper | Role::Computed) {
            continue;
        }
        let mut names: Vec<&str> = vec![field.name];
        names.extend(field.relation);
        names.extend(field.filters.iter().map(String::as_str));
        let ranged = matches!(
            field.kind,
            Kind::Integer
                | Kind::Number
                | Kind::DateTime
                | Kind::TimeOfDay
                | Kind::Enum(_)
                | Kind::Reference(_)
        );
        for name in names {
            let full = format!("{record}_{name}").to_ascii_lowercase();
            if ranged {
                targets
                    .insert(format!("from_{full}"), FilterTarget { field: at, comparison: Comparison::From });
                targets.insert(format!("to_{full}"), FilterTarget { field: at, comparison: Comparison::To });
            }
            if name == "Id" || name == "UniqueId" {
                targets.insert(
                    name.to_ascii_lowercase(),
                    FilterTarget { field: at, comparison: Comparison::Equals },
                );
            }
            targets.insert(full, FilterTarget { field: at, comparison: Comparison::Equals });
        }
        if let Some(name) = field.null_filter {
            let full = format!("{record}_{name}").to_ascii_lowercase();
            targets.insert(full, FilterTarget { field: at, comparison: Comparison::Empty });
        }
    }
    targets
}
