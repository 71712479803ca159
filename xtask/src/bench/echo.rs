//! The first floor: what HTTP and JSON alone cost, with the same crates and the same sizes.

use crate::Result;
use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Serves on a free port, and says which in a `ready` line like the server's.
pub(crate) async fn serve(reply: usize) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("ready {}", json!({ "url": url }));
    Ok(axum::serve(listener, router(reply)).await?)
}

fn router(reply: usize) -> Router {
    let answer = answer(reply);
    Router::new().route("/", post(move |body: Bytes| std::future::ready(echo(&body, &answer))))
}

/// Reads the body as JSON and prints an answer as JSON, as a handler with work to do would.
fn echo(body: &[u8], answer: &Value) -> Response {
    let printed = serde_json::from_slice::<Value>(body).and_then(|_| serde_json::to_vec(answer));
    match printed {
        Ok(printed) => ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], printed).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}

/// An object of fields such as a record has, filled up to the size.
fn answer(size: usize) -> Value {
    let mut fields = serde_json::Map::new();
    let mut printed = 2;
    for number in 0.. {
        let name = format!("FieldNumber{number:02}");
        let cost = name.len() + 9;
        if printed + cost * 2 > size {
            let padding = size.saturating_sub(printed + name.len() + 5);
            fields.insert(name, "x".repeat(padding).into());
            break;
        }
        fields.insert(name, 12345.into());
        printed += cost;
    }
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_has_the_size_that_was_asked_for() {
        for size in [60, 333, 1200, 2000] {
            assert_eq!(answer(size).to_string().len(), size);
        }
    }

    #[test]
    fn what_is_no_json_is_refused() {
        assert_eq!(echo(b"{", &answer(60)).status(), StatusCode::BAD_REQUEST);
        assert_eq!(echo(b"{}", &answer(60)).status(), StatusCode::OK);
    }
}
