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

use serde_json::{Value, json};

use super::answers::{ANYBODY, KNOWN, answer, responses_of, security};
use super::parameters::{parameter, required};
use super::shape::Shape;

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
    /// The body of a request: its media type and its shape.
    pub body: Option<(&'static str, Shape)>,
    /// The answers of its own; what can befall any request is added.
    pub answers: &'static [Answered],
}

/// A method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// `GET`
    Get,
    /// `POST`
    Post,
}

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// Anybody, known or not.
    Anybody,
    /// Every user who may use the API.
    Known,
}

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
        }
    }

    /// The method in lower case, as a path item names it.
    pub(super) const fn method(&self) -> &'static str {
        match self.verb {
            Verb::Get => "get",
            Verb::Post => "post",
        }
    }

    /// As an operation of the description.
    pub(super) fn described(&self) -> Value {
        let mut operation = json!({ "operationId": self.id, "tags": [self.tag], "summary": self.summary });
        if !self.about.is_empty() {
            operation["description"] = self.about.into();
        }
        operation["security"] = match self.asker {
            Asker::Anybody => json!([]),
            Asker::Known => security(&[]),
        };
        operation["parameters"] = self.parameters.iter().map(Said::described).collect();
        if let Some((kind, shape)) = self.body {
            operation["requestBody"] =
                json!({ "required": true, "content": { kind: { "schema": shape.schema() } } });
        }
        operation["responses"] = self.responses();
        operation
    }

    fn responses(&self) -> Value {
        let mut common = if self.asker == Asker::Anybody { ANYBODY.to_vec() } else { KNOWN.to_vec() };
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
