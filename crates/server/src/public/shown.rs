//! Answers that nest: members in their order, and what of them `_shape` asks for (`contract.md 4`).

use http::Uri;
use vestibule_domain::time::{Instant, Zone};
use vestibule_records::schema::{Field, Kind, Role};
use vestibule_records::{FieldError, Row, Value, write_field, write_instant};
use vestibule_store::wall_clock;

use crate::api::{envelope, request};

/// Paths in a shape at most.
const MOST_PATHS: usize = 200;

/// An object about to be shown.
#[derive(Debug, Default)]
pub(super) struct Shown(Vec<(String, Member)>);

#[derive(Debug)]
enum Member {
    /// A value, as JSON.
    Value(Vec<u8>),
    Object(Shown),
    List(Vec<Shown>),
}

impl Shown {
    /// Adds a value.
    pub(super) fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        let json = value.into().to_string().into_bytes();
        self.0.push((name.to_owned(), Member::Value(json)));
        self
    }

    /// Adds an object, or null.
    pub(super) fn with_object(mut self, name: &str, object: Option<Shown>) -> Self {
        let member = object.map_or(Member::Value(b"null".to_vec()), Member::Object);
        self.0.push((name.to_owned(), member));
        self
    }

    /// Adds a list.
    pub(super) fn with_list(mut self, name: &str, list: Vec<Shown>) -> Self {
        self.0.push((name.to_owned(), Member::List(list)));
        self
    }

    /// Adds the named fields of a row, on these clocks.
    pub(super) fn with_named(self, row: &Row, zone: &Zone, names: &[&str]) -> Self {
        let at = |name: &&str| row.schema.position(name);
        names.iter().filter_map(at).fold(self, |shown, at| shown.with_field(row, Some(zone), at))
    }

    /// Adds the wanted fields of a row, on these clocks; without clocks as the REST API shows them.
    pub(super) fn with_fields(self, row: &Row, zone: Option<&Zone>, wanted: impl Fn(&Field) -> bool) -> Self {
        let fields = row.schema.fields.iter().enumerate();
        let shown = fields.filter(|(_, field)| !matches!(field.role, Role::Internal | Role::Helper));
        shown.filter(|(_, field)| wanted(field)).fold(self, |shown, (at, _)| shown.with_field(row, zone, at))
    }

    /// On the portal an instant comes twice: on the clocks of the location with a literal `Z`, and under `Utc...` as
    /// it is (`contract.md 9`).
    fn with_field(mut self, row: &Row, zone: Option<&Zone>, at: usize) -> Self {
        let field = &row.schema.fields[at];
        let mut json = Vec::new();
        write_field(row, at, &mut json);
        match zone {
            Some(zone) if matches!(field.kind, Kind::DateTime) => {
                let local = row.values[at].int().map(|micros| wall_clock(zone, Instant::from_micros(micros)));
                self.0.push((field.name.to_owned(), Member::Value(instant(local))));
                self.0.push((format!("Utc{}", field.name), Member::Value(json)));
            }
            _ => self.0.push((field.name.to_owned(), Member::Value(json))),
        }
        self
    }

    /// What of it is wanted, as JSON.
    pub(super) fn bytes(&self, shape: &Shape) -> Vec<u8> {
        let mut out = Vec::with_capacity(1024);
        self.write(&shape.0.iter().map(String::as_str).collect::<Vec<_>>(), &mut out);
        out
    }

    /// Writes the members that the paths lead to; no paths lead to all of them.
    fn write(&self, paths: &[&str], out: &mut Vec<u8>) {
        let mut separator = b'{';
        for (name, member) in &self.0 {
            let Some(below) = below(paths, name) else { continue };
            out.push(separator);
            separator = b',';
            out.extend_from_slice(envelope::quoted(name).as_bytes());
            out.push(b':');
            match member {
                Member::Value(json) => out.extend_from_slice(json),
                Member::Object(object) => object.write(&below, out),
                Member::List(list) => write_list(list, &below, out),
            }
        }
        if separator == b'{' {
            out.push(b'{');
        }
        out.push(b'}');
    }
}

fn write_list(list: &[Shown], paths: &[&str], out: &mut Vec<u8>) {
    out.push(b'[');
    for (nth, shown) in list.iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        shown.write(paths, out);
    }
    out.push(b']');
}

/// What the paths ask for below a member: nothing at all, everything (no paths), or these.
fn below<'a>(paths: &[&'a str], name: &str) -> Option<Vec<&'a str>> {
    if paths.is_empty() {
        return Some(Vec::new());
    }
    let mut further = Vec::new();
    let mut is_named = false;
    for path in paths {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        if first.eq_ignore_ascii_case(name) {
            if rest.is_empty() {
                return Some(Vec::new());
            }
            is_named = true;
            further.push(rest);
        }
    }
    is_named.then_some(further)
}

fn instant(at: Option<Instant>) -> Vec<u8> {
    let Some(at) = at else { return b"null".to_vec() };
    let mut json = vec![b'"'];
    write_instant(at, &mut json);
    json.push(b'"');
    json
}

/// `_shape=FullName,Country.Name`: the members that are wanted, by their paths in any letter case. Paths that lead
/// nowhere are ignored.
#[derive(Debug, Default)]
pub(super) struct Shape(Vec<String>);

impl Shape {
    /// The shape a query asks for.
    pub(super) fn of(uri: &Uri) -> Result<Self, FieldError> {
        let sent = request::parameter(uri, "_shape")?.unwrap_or_default();
        let paths = sent.split(',').map(str::trim).filter(|path| !path.is_empty()).map(str::to_owned);
        let paths: Vec<String> = paths.collect();
        if paths.len() > MOST_PATHS {
            let message = format!("names {} members, and {MOST_PATHS} are the most", paths.len());
            return Err(FieldError::new("_shape", message, "null"));
        }
        Ok(Self(paths))
    }
}

/// Text of a row, or nothing.
pub(super) fn text(row: &Row, name: &str) -> Option<String> {
    row.get(name).text().map(str::to_owned)
}

/// Whether a field of a row is true.
pub(super) fn is(row: &Row, name: &str) -> bool {
    *row.get(name) == Value::Bool(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(shape: &str) -> String {
        let country = Shown::default().with("Id", 1220).with("Name", "United Kingdom");
        let plans = ["a", "b"].map(|name| Shown::default().with("Id", 1).with("Name", name));
        let shown = Shown::default()
            .with("FullName", "Ann \"Lee\"")
            .with_object("Country", Some(country))
            .with_object("User", None)
            .with_list("Plans", plans.into());
        let uri: Uri = format!("/en/profile?_shape={shape}").parse().expect("an address");
        String::from_utf8(shown.bytes(&Shape::of(&uri).expect("a shape"))).expect("text")
    }

    #[test]
    fn a_shape_asks_for_members_by_their_paths() {
        for (shape, expected) in [
            ("FullName", r#"{"FullName":"Ann \"Lee\""}"#),
            ("country.name", r#"{"Country":{"Name":"United Kingdom"}}"#),
            ("Country", r#"{"Country":{"Id":1220,"Name":"United Kingdom"}}"#),
            ("Country,Country.Name", r#"{"Country":{"Id":1220,"Name":"United Kingdom"}}"#),
            ("Plans.Name,User.Name", r#"{"User":null,"Plans":[{"Name":"a"},{"Name":"b"}]}"#),
            ("Nothing", "{}"),
            ("FullName.Length", r#"{"FullName":"Ann \"Lee\""}"#),
        ] {
            assert_eq!(shown(shape), expected, "{shape}");
        }
        assert!(shown("").contains("\"Plans\":[{\"Id\":1,\"Name\":\"a\"}"), "no shape is all of it");
    }
}
