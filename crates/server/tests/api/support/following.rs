//! The live stream: its events as they come.

use std::time::Duration;

use axum::body::Body;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Request};
use http_body_util::BodyExt as _;
use serde_json::Value;

use super::TestApp;

/// So long nothing comes that is on its way.
const PATIENCE: Duration = Duration::from_secs(20);

/// An event of a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub id: Option<i64>,
    pub event: String,
    pub data: Value,
}

/// A stream that is listened to.
pub struct Following {
    pub headers: HeaderMap,
    body: Body,
    text: String,
}

impl TestApp {
    /// Listens, with this query and these headers.
    pub async fn follow_with(&self, query: &str, headers: &[(&str, &str)]) -> Following {
        let mut request = Request::builder().uri(format!("/api/vestibule/stream?{query}"));
        request = request.header(AUTHORIZATION, format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.open(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(response.status(), 200);
        let (parts, body) = response.into_parts();
        Following { headers: parts.headers, body, text: String::new() }
    }

    /// Listens, and has been told how many are inside.
    pub async fn follow(&self, query: &str) -> Following {
        let mut following = self.follow_with(query, &[]).await;
        following.opened().await;
        following
    }
}

impl Following {
    /// What stands until the next empty line; nothing once the stream has ended.
    pub async fn block(&mut self) -> Option<String> {
        tokio::time::timeout(PATIENCE, self.read_block()).await.expect("something comes")
    }

    async fn read_block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let data =
                self.body.frame().await?.expect("a body that does not break off").into_data().expect("data");
            self.text.push_str(std::str::from_utf8(&data).expect("text"));
        }
    }

    /// The next event; nothing once the stream has ended.
    pub async fn next(&mut self) -> Option<Told> {
        // Comments come whether or not anything happens.
        tokio::time::timeout(PATIENCE, self.read_event()).await.expect("something happens")
    }

    async fn read_event(&mut self) -> Option<Told> {
        loop {
            let block = self.read_block().await?;
            let of = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
            let Some(event) = of("event:") else { continue };
            let data = serde_json::from_str(of("data:").expect("data")).expect("JSON");
            let id = of("id:").map(|id| id.parse().expect("a number"));
            return Some(Told { id, event: event.to_owned(), data });
        }
    }

    /// The next event with a number.
    pub async fn happened(&mut self) -> Told {
        loop {
            let told = self.next().await.expect("the stream goes on");
            if told.id.is_some() {
                return told;
            }
        }
    }

    /// The next count of a location that says so many.
    pub async fn counted(&mut self, location: i64, inside: i64) {
        loop {
            let told = self.next().await.expect("the stream goes on");
            if told.event == "occupancy"
                && told.data["BusinessId"] == location
                && told.data["Inside"] == inside
            {
                return;
            }
        }
    }

    /// Reads what a stream begins with.
    async fn opened(&mut self) {
        assert_eq!(self.block().await.as_deref(), Some("retry: 2000"));
    }

    /// The numbers of all that still comes before it ends.
    pub async fn rest(&mut self) -> Vec<i64> {
        let mut ids = Vec::new();
        while let Some(told) = self.next().await {
            ids.extend(told.id);
        }
        ids
    }
}
