//! What is said about an endpoint that is no record's. Each room declares its own beside its handlers:
//!
//! ```ignore
//! pub(crate) const ENDPOINTS: &[Endpoint] = &[Endpoint {
//!     tag: "Server",
//!     asker: Asker::Anybody,
//!     answers: &[Answered::json(200, Shape::Text, "Always.")],
//!     ..Endpoint::new(Verb::Get, "/api/ping", "ping", "Whether anybody is there")
//! }];
//! ```
//!
//! and is named once in [`super::endpoints`]. A test asks each of them as described.

use serde_json::{Map, Value, json};

use vestibule_records::Schema;

use super::answers::{ANYBODY, KNOWN, UNLIMITED, USER, answer, responses_of, security};
use super::parameters::{parameter, required};
use super::shape::Shape;
use crate::path;

/// An endpoint that is no record's.
#[derive(Debug, Clone, Copy)]
pub struct Endpoint {
    /// How it is asked.
    pub verb: Verb,
    /// Where: `/api/token`.
    pub path: &'static str,
    /// What a generated client calls it: `getToken`.
    pub id: &'static str,
    /// Which part of the API it belongs to.
    pub tag: &'static str,
    /// What it is for, in a line.
    pub summary: &'static str,
    /// What else a client needs to know.
    pub about: &'static str,
    /// Who may ask.
    pub asker: Asker,
    /// What a request says beside its body.
    pub parameters: &'static [Said],
    /// The body of a request: its media types and its shape.
    pub body: Option<(&'static [&'static str], Shape)>,
    /// The answers of its own; what can befall any request is added.
    pub answers: &'static [Answered],
    /// Errors that come as they do everywhere: 400, 404.
    pub errors: &'static [u16],
}

/// A method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
}

/// Who may ask.
#[derive(Debug, Clone, Copy)]
pub enum Asker {
    /// Anybody, as often as they like.
    Always,
    /// Anybody, known or not.
    Anybody,
    /// Every user, with or without access to the REST API.
    User,
    /// Things that sign what they send, in the way of this name; see `security_schemes`.
    Signed(&'static str),
    /// The full unrestricted administrator, who sees everything.
    Administrator,
    /// Users who may use the REST API and have the role with this end for a record: `Read`.
    Role(fn() -> &'static Schema, &'static str),
}

/// The media types of a body that is JSON or a form.
pub const JSON_OR_FORM: &[&str] = &["application/json", "application/x-www-form-urlencoded"];

/// The `{lang}` of a path of the portal.
pub const LANGUAGE: Said = Said {
    name: "lang",
    place: "path",
    shape: Shape::Pattern("^[A-Za-z]{2}(-[A-Za-z]{2})?$"),
    required: true,
    about: "Any language: `en`, `es`, `en-GB`. It changes nothing.",
};

/// A parameter of an endpoint.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    /// Its name.
    pub name: &'static str,
    /// `query`, `header` or `path`.
    pub place: &'static str,
    /// What it looks like.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub about: &'static str,
}

/// An answer of an endpoint.
#[derive(Debug, Clone, Copy)]
pub struct Answered {
    /// Its status.
    pub status: u16,
    /// Its media type and its shape; `None` where there is no body.
    pub content: Option<(&'static str, Shape)>,
    /// Headers that only it has.
    pub headers: &'static [&'static str],
    /// When it comes.
    pub about: &'static str,
}

impl Said {
    /// A parameter of the query, which may be missing.
    #[must_use]
    pub const fn query(name: &'static str, shape: Shape, about: &'static str) -> Self {
        Self { name, place: "query", shape, required: false, about }
    }

    /// The same, when it must be there.
    #[must_use]
    pub const fn needed(self) -> Self {
        Self { required: true, ..self }
    }
}

impl Answered {
    /// An answer of JSON.
    #[must_use]
    pub const fn json(status: u16, shape: Shape, about: &'static str) -> Self {
        Self { status, content: Some(("application/json", shape)), headers: &[], about }
    }
}

impl Endpoint {
    /// An endpoint for everybody, without parameters and answers yet.
    #[must_use]
    pub const fn new(verb: Verb, path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self {
            verb,
            path,
            id,
            tag: "Server",
            summary,
            about: "",
            asker: Asker::Anybody,
            parameters: &[],
            body: None,
            answers: &[],
            errors: &[],
        }
    }

    /// Whether it is at a path, whose segments are in lower case.
    pub(super) fn is_at(&self, segments: &[&str]) -> bool {
        path::fits(self.path, segments)
    }

    /// The method in lower case, as a path item names it.
    pub(super) const fn method(&self) -> &'static str {
        match self.verb {
            Verb::Get => "get",
            Verb::Post => "post",
            Verb::Put => "put",
        }
    }

    /// As an operation of the description.
    pub(super) fn described(&self) -> Value {
        let mut operation = json!({ "operationId": self.id, "tags": [self.tag], "summary": self.summary });
        if !self.about.is_empty() {
            operation["description"] = self.about.into();
        }
        operation["security"] = match self.asker {
            Asker::Always | Asker::Anybody => json!([]),
            Asker::User | Asker::Administrator => security(&[]),
            Asker::Signed(way) => json!([{ way: [] }]),
            Asker::Role(of, verb) => {
                let role = of().role(verb);
                operation["x-role"] = json!(role);
                security(&[&role])
            }
        };
        operation["parameters"] = self.parameters.iter().map(Said::described).collect();
        if let Some((kinds, shape)) = self.body {
            let content = kinds.iter().map(|kind| ((*kind).to_owned(), json!({ "schema": shape.schema() })));
            operation["requestBody"] = json!({ "required": true, "content": content.collect::<Map<_, _>>() });
        }
        operation["responses"] = self.responses();
        operation
    }

    fn responses(&self) -> Value {
        let mut common = match self.asker {
            Asker::Always => UNLIMITED.to_vec(),
            Asker::Anybody => ANYBODY.to_vec(),
            Asker::User | Asker::Signed(_) => USER.to_vec(),
            Asker::Role(..) | Asker::Administrator => KNOWN.to_vec(),
        };
        common.extend(self.errors);
        common.extend(self.body.map(|_| 413));
        responses_of(self.answers.iter().map(|answer| (answer.status, answer.described())), &common)
    }
}

impl Said {
    fn described(&self) -> Value {
        let parameter = parameter(self.name, self.place, self.shape.schema(), self.about);
        if self.required { required(parameter) } else { parameter }
    }
}

impl Answered {
    fn described(&self) -> Value {
        let mut described = match self.content {
            Some((kind, shape)) => answer(self.about, kind, shape.schema()),
            None => json!({ "description": self.about, "headers": {} }),
        };
        for header in self.headers {
            described["headers"][*header] = json!({ "$ref": format!("#/components/headers/{header}") });
        }
        described
    }
}
