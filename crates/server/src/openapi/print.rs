//! The description as text for people: whatever fits on a line stands on one.

use serde_json::Value;

/// Columns of a line.
const WIDTH: usize = 118;

/// JSON as it is committed, each object and list on a line of its own where it fits.
#[must_use]
pub fn printed(value: &Value) -> String {
    let mut out = String::new();
    print(value, 0, 0, &mut out);
    out.push('\n');
    out
}

/// Prints a value after what its line holds already.
fn print(value: &Value, indent: usize, before: usize, out: &mut String) {
    let flat = flat(value);
    let fits = before + flat.chars().count() < WIDTH;
    match value {
        Value::Object(members) if !fits => {
            let members =
                members.iter().map(|(name, value)| (format!("{}: ", Value::from(name.as_str())), value));
            block(('{', '}'), members, indent, out);
        }
        Value::Array(items) if !fits => {
            block(('[', ']'), items.iter().map(|item| (String::new(), item)), indent, out);
        }
        _ => out.push_str(&flat),
    }
}

fn block<'a>(
    (open, close): (char, char),
    parts: impl Iterator<Item = (String, &'a Value)>,
    indent: usize,
    out: &mut String,
) {
    let deeper = indent + 2;
    out.push(open);
    for (nth, (name, value)) in parts.enumerate() {
        out.push_str(if nth > 0 { ",\n" } else { "\n" });
        out.push_str(&" ".repeat(deeper));
        out.push_str(&name);
        print(value, deeper, deeper + name.chars().count(), out);
    }
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push(close);
}

/// A value on one line.
fn flat(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::Object(members) if !members.is_empty() => {
            let member =
                |(name, value): (&String, &Value)| format!("{}: {}", Value::from(name.as_str()), flat(value));
            format!("{{ {} }}", joined(members.iter().map(member).collect()))
        }
        Value::Array(items) => format!("[{}]", joined(items.iter().map(flat).collect())),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_fits_on_a_line_stands_on_one() {
        let long = "x".repeat(90);
        let value = json!({ "a": { "b": [1, null, {}], "c": [] }, "d": [long, long], "e\n": "\"" });
        let expected = format!(
            "{{\n  \"a\": {{ \"b\": [1, null, {{}}], \"c\": [] }},\n  \"d\": [\n    \"{long}\",\n    \"{long}\"\n  ],\n  \
             \"e\\n\": \"\\\"\"\n}}\n"
        );
        assert_eq!(printed(&value), expected);
        assert_eq!(serde_json::from_str::<Value>(&printed(&value)).unwrap(), value);
    }
}
