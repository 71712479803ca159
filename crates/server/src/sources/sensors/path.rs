//! Where in what a sensor sends something stands: a small part of JSON path, and nothing that could be read two ways.

use std::fmt;

use serde_json::Value;

/// What fits, for whoever wrote something else.
const FITTING: &str =
    "write names and places in lists, such as $.data.desks[0].state, data.state, or $ alone";
/// The longest path, in bytes.
const LONGEST: usize = 1000;

/// A path: names, each after a dot, and places in lists, counted from zero in brackets. A `$` may stand before it, and
/// alone is all of what was sent. A name is of letters, digits, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    written: String,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Name(String),
    Place(usize),
}

impl Path {
    /// Reads a path; nothing where it is blank.
    ///
    /// # Errors
    /// With what is wrong about it.
    pub(crate) fn read(text: Option<&str>) -> Result<Option<Self>, String> {
        text.map(str::trim).filter(|text| !text.is_empty()).map(Self::parse).transpose()
    }

    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("is not a path that can be followed: {FITTING}");
        if text.len() > LONGEST {
            return Err(format!("is longer than {LONGEST} bytes"));
        }
        let mut steps = Vec::new();
        let mut rest = text.strip_prefix('$').unwrap_or_default();
        if !text.starts_with('$') {
            let (first, after) = name(text).ok_or_else(wrong)?;
            steps.push(first);
            rest = after;
        }
        while !rest.is_empty() {
            let (next, after) = step(rest).ok_or_else(wrong)?;
            steps.push(next);
            rest = after;
        }
        Ok(Self { written: text.to_owned(), steps })
    }

    /// What stands there; nothing where the way ends before, or where a null stands.
    pub(crate) fn follow<'a>(&self, sent: &'a Value) -> Option<&'a Value> {
        let found = self.steps.iter().try_fold(sent, |at, step| match step {
            Step::Name(name) => at.as_object()?.get(name),
            Step::Place(place) => at.as_array()?.get(*place),
        });
        found.filter(|value| !value.is_null())
    }
}

impl fmt::Display for Path {
    /// As it was written.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.written)
    }
}

/// The first step, and what follows it.
fn step(rest: &str) -> Option<(Step, &str)> {
    if let Some(inside) = rest.strip_prefix('[') {
        let (digits, after) = inside.split_once(']')?;
        let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        return is_plain.then(|| digits.parse().ok()).flatten().map(|place| (Step::Place(place), after));
    }
    name(rest.strip_prefix('.')?)
}

/// A name, and what follows it.
fn name(rest: &str) -> Option<(Step, &str)> {
    let end = rest.find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-')));
    let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
    (!name.is_empty()).then(|| (Step::Name(name.to_owned()), after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn found(path: &str, sent: &Value) -> Option<Value> {
        let path = Path::read(Some(path)).unwrap().unwrap();
        path.follow(sent).cloned()
    }

    #[test]
    fn names_and_places_lead_to_what_stands_there() {
        let sent = json!({ "data": { "desks": [{ "state": "occupied" }, { "state": "free" }] }, "rssi": -60, "tür": 1 });
        for (path, there) in [
            ("$.data.desks[1].state", json!("free")),
            ("data.desks[0].state", json!("occupied")),
            (" rssi ", json!(-60)),
            ("tür", json!(1)),
            ("$", sent.clone()),
        ] {
            assert_eq!(found(path, &sent), Some(there), "{path}");
        }
        assert_eq!(found("$[1][0]", &json!([1, [2]])), Some(json!(2)));
    }

    #[test]
    fn a_way_that_ends_before_leads_nowhere() {
        let sent = json!({ "data": { "desks": [] }, "battery": null });
        for path in ["data.desk", "data.desks[0]", "data.desks.state", "data[0]", "battery", "battery.level"]
        {
            assert_eq!(found(path, &sent), None, "{path}");
        }
    }

    #[test]
    fn what_could_be_read_two_ways_is_not_read() {
        for path in [
            "$data",
            "$.",
            "$..a",
            "a.",
            ".a",
            "a..b",
            "[0]",
            "a[",
            "a[]",
            "a[-1]",
            "a[x]",
            "a[+1]",
            "a[*]",
            "$.*",
            "a b",
            "$['a']",
            "a[0]b",
            "a[99999999999999999999999]",
            "@.a",
            "a?(b)",
        ] {
            let wrong = Path::read(Some(path)).expect_err(path);
            assert!(wrong.contains("$.data.desks[0].state"), "{path}: {wrong}");
        }
        assert_eq!(Path::read(Some(&"a".repeat(1001))), Err("is longer than 1000 bytes".to_owned()));
    }

    #[test]
    fn a_blank_path_is_none() {
        assert_eq!((Path::read(None), Path::read(Some(""))), (Ok(None), Ok(None)));
        assert_eq!(Path::read(Some("  ")), Ok(None));
    }

    proptest! {
        #[test]
        fn any_text_is_a_path_or_is_told_why_not(text in ".{0,40}") {
            if let Ok(Some(path)) = Path::read(Some(&text)) {
                prop_assert_eq!(path.to_string(), text.trim());
            }
        }

        // A value put anywhere is found again by the path that was taken to it.
        #[test]
        fn what_was_put_there_is_found(steps in prop::collection::vec(prop_oneof![
            "[a-zA-Z0-9_-]{1,6}".prop_map(Step::Name), (0_usize..4).prop_map(Step::Place),
        ], 0..6)) {
            let mut sent = json!("here");
            let mut path = String::new();
            for step in steps.iter().rev() {
                sent = match step {
                    Step::Name(name) => json!({ name.as_str(): sent }),
                    Step::Place(place) => {
                        let mut list = vec![Value::Null; *place];
                        list.push(sent);
                        Value::Array(list)
                    }
                };
                path = match step {
                    Step::Name(name) => format!(".{name}{path}"),
                    Step::Place(place) => format!("[{place}]{path}"),
                };
            }
            prop_assert_eq!(found(&format!("${path}"), &sent), Some(json!("here")));
        }
    }
}
