//! The description of the API as a judge: which operation a request was, and whether the answer is as described.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use http::{Method, Uri};
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};
use vestibule_server::openapi;

use super::Answer;

/// The name under which schemas of the description find one another.
const NAME: &str = "urn:vestibule:api";

/// The description, as it is served.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(openapi::document);

static REGISTRY: LazyLock<Registry<'static>> = LazyLock::new(|| {
    let registry = Registry::new().draft(Draft::Draft202012).add(NAME, &*DOCUMENT).expect("a resource");
    registry.prepare().expect("every reference leads somewhere")
});

static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let paths = DOCUMENT["paths"].as_object().expect("paths").iter();
    paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("an item").keys().filter(|key| *key != "x-aliases");
            methods.map(|method| Operation::of(path, method))
        })
        .collect()
});

/// One operation of the description.
#[derive(Debug)]
pub struct Operation {
    /// `/api/spaces/checkins/{id}`
    pub path: String,
    /// `GET`
    pub method: Method,
    /// What is said about it.
    pub said: &'static Value,
    pointer: String,
    /// Other paths that mean the same.
    aliases: Vec<String>,
}

/// Every operation.
pub fn operations() -> &'static [Operation] {
    &OPERATIONS
}

/// The operation that a client knows by this name.
pub fn operation(id: &str) -> &'static Operation {
    operations()
        .iter()
        .find(|one| one.said["operationId"] == id)
        .unwrap_or_else(|| panic!("no operation {id}"))
}

/// Panics unless the answer to a request is one that is described; what is not described at all gets an error.
pub fn judge(method: &Method, uri: &Uri, answer: &Answer) {
    // A path without placeholders comes before one with them.
    let is_named = operations().iter().any(|one| !one.path.contains('{') && one.is_at(uri));
    let fits = |one: &&Operation| one.is_asked_by(method, uri) && !(is_named && one.path.contains('{'));
    match operations().iter().find(fits) {
        Some(operation) => operation.judge(answer),
        None => assert!(
            (400..500).contains(&answer.status),
            "{method} {uri} is not described, and is answered with {}",
            answer.status
        ),
    }
}

/// Panics unless a value fits a schema of the description.
pub fn assert_fits(value: &Value, pointer: &str) {
    let errors: Vec<String> = validator(pointer)
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{pointer}: {errors:#?} in {value:#}");
}

impl Operation {
    fn of(path: &str, method: &str) -> Self {
        let pointer = format!("/paths/{}/{method}", path.replace('~', "~0").replace('/', "~1"));
        let said = DOCUMENT.pointer(&pointer).expect("an operation");
        let aliases = DOCUMENT["paths"][path]["x-aliases"].as_array().into_iter().flatten();
        Self {
            aliases: aliases.map(|alias| alias.as_str().expect("a path").to_owned()).collect(),
            path: path.to_owned(),
            method: method.to_uppercase().parse().expect("a method"),
            said,
            pointer,
        }
    }

    /// Whether a body of a media type is described, and where.
    pub fn body(&self, kind: &str) -> Option<String> {
        let pointer = format!("{}/requestBody/content/{}/schema", self.pointer, kind.replace('/', "~1"));
        DOCUMENT.pointer(&pointer).map(|_| pointer)
    }

    fn is_asked_by(&self, method: &Method, uri: &Uri) -> bool {
        let batch = self.path.len() > 1 && self.path.ends_with('/');
        let asked = if *method == Method::HEAD { &Method::GET } else { method };
        *asked == self.method
            && self.is_at(uri)
            && (self.method != Method::GET || batch == asks_for_several(uri))
    }

    /// Whether a request is to this path, or to another that means the same.
    fn is_at(&self, uri: &Uri) -> bool {
        let segments = |path: &str| {
            path.split('/').filter(|one| !one.is_empty()).map(str::to_ascii_lowercase).collect::<Vec<_>>()
        };
        let sent = segments(uri.path());
        let fits = |(known, sent): (&String, &String)| known == sent || known.starts_with('{');
        let is_at = |path: &String| {
            let known = segments(path);
            known.len() == sent.len() && known.iter().zip(&sent).all(fits)
        };
        is_at(&self.path) || self.aliases.iter().any(is_at)
    }

    fn judge(&self, answer: &Answer) {
        if answer.status == 409 && answer.headers.contains_key("retry-after") {
            return; // what an operator chose to send in place of 429
        }
        let (method, path) = (&self.method, &self.path);
        let pointer = self.response(answer.status);
        let pointer = pointer.unwrap_or_else(|| {
            panic!("{method} {path} is not said to answer {}: {}", answer.status, answer.text)
        });
        let content = format!("{pointer}/content");
        let sent = answer.headers.get("content-type").and_then(|sent| sent.to_str().ok()).unwrap_or_default();
        let essence = sent.split(';').next().unwrap_or_default();
        let is_sent = |kind: &&String| essence == kind.as_str();
        let kinds = DOCUMENT.pointer(&content).and_then(Value::as_object);
        let kind = kinds.and_then(|kinds| kinds.keys().find(is_sent).or(kinds.keys().next()));
        let Some(kind) = kind else {
            assert_eq!(answer.text, "", "{method} {path} has no body at {}", answer.status);
            return;
        };
        let is_utf_8 = sent.ends_with("; charset=utf-8");
        assert_eq!((essence, is_utf_8), (kind.as_str(), true), "{method} {path}: {sent}");
        let body = if kind == "application/json" { answer.json() } else { json!(answer.text) };
        assert_fits(&body, &format!("{content}/{}/schema", kind.replace('/', "~1")));
    }

    /// Where the answer with a status is described.
    fn response(&self, status: u16) -> Option<String> {
        let pointer = format!("{}/responses/{status}", self.pointer);
        let response = DOCUMENT.pointer(&pointer)?;
        Some(response["$ref"].as_str().map_or(pointer, |there| there.trim_start_matches('#').to_owned()))
    }
}

fn asks_for_several(uri: &Uri) -> bool {
    let pairs = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let value = |value: &str| value.starts_with('[') || value.starts_with("%5B");
    let mut ids = pairs.filter(|(name, _)| name.eq_ignore_ascii_case("id"));
    ids.any(|(_, list)| value(list))
}

fn validator(pointer: &str) -> Arc<Validator> {
    let mut known = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let make = || {
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        let schema = json!({ "$ref": format!("{NAME}#{}", pointer.replace('%', "%25").replace('{', "%7B").replace('}', "%7D")) });
        Arc::new(
            options
                .with_registry(&REGISTRY)
                .build(&schema)
                .unwrap_or_else(|error| panic!("{pointer}: {error}")),
        )
    };
    known.entry(pointer.to_owned()).or_insert_with(make).clone()
}
