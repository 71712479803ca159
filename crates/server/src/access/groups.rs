//! `GET /api/vestibule/access/groups`: the groups that a door system has, for whoever attaches them to passes and desks.

use axum::extract::Request;
use axum::response::Response;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value as Json, json};
use vestibule_records::{Business, FieldError, Guid, Record, Row, Schema, TimePass, User};
use vestibule_store::{Query, Reply, Viewer};

use super::{GROUPS_TOKEN, GROUPS_URL};
use crate::api::{Failure, envelope, request, unknown};
use crate::app::App;
use crate::auth::{self, Caller};
use crate::delivery::post::{Post, is_secure};
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb, member};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Access",
    about: "The door system is asked at the address of the setting `Vestibule.AccessGroups.Url`. What `Id` says is what \
            belongs into the `AccessControlGroupId` of a pass or a desk.",
    asker: Asker::Role(TimePass::schema, "Edit"),
    parameters: &[Said::query("BusinessId", Shape::Integer, "The location with the door system.").needed()],
    answers: &[Answered::json(
        200,
        Shape::Object(&[member("Groups", Shape::List(&GROUP), "All of them.")]),
        "What it answered.",
    )],
    errors: &[400],
    ..Endpoint::new(
        Verb::Get,
        "/api/vestibule/access/groups",
        "listAccessGroups",
        "The groups that a door system has",
    )
};

const GROUP: Shape = Shape::Object(&[
    member("Id", Shape::Text, "As the door system knows it."),
    member("Name", Shape::OrNull(&Shape::Text), "What people call it."),
]);

/// A group as a door system lists it.
struct Listed {
    id: String,
    name: Option<String>,
}

/// Asks the door system of a location that the caller sees.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let request = request.map(drop);
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        caller.may(TimePass::schema(), "Edit")?;
        let asked = request::parameter(request.uri(), "BusinessId").map_err(Failure::invalid)?;
        let asked = asked.ok_or_else(|| Failure::invalid(FieldError::missing("BusinessId")))?;
        let location = asked.trim().parse().map_err(|_| wrong("is not a whole number", &asked))?;
        let groups = groups(app, &caller, location).await?;
        let groups: Vec<Json> =
            groups.into_iter().map(|group| json!({ "Id": group.id, "Name": group.name })).collect();
        let body = json!({ "Groups": groups }).to_string().into_bytes();
        Ok(envelope::respond(Reply { status: 200, body }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

fn wrong(message: impl Into<String>, asked: &str) -> Failure {
    Failure::invalid(FieldError::new("BusinessId", message, envelope::quoted(asked)))
}

async fn groups(app: &App, caller: &Caller, location: i64) -> Result<Vec<Listed>, Failure> {
    let catalogue = app.store.catalogue().await?;
    let seen = catalogue.location(location).filter(|_| caller.viewer.sees(location));
    let place = seen.ok_or_else(|| Failure::invalid(unknown("BusinessId", Business::schema(), location)))?;
    let refuse =
        |why: String| wrong(format!("the door system of {}: {why}", place.name), &location.to_string());
    let setting = |name| catalogue.setting(location, name).map(str::trim).filter(|value| !value.is_empty());
    let url =
        setting(GROUPS_URL).ok_or_else(|| refuse(format!("nobody knows where, {GROUPS_URL} is not set")))?;
    if !app.settings.allow_private_targets && !is_secure(url) {
        return Err(refuse("the address is not https".to_owned()));
    }
    let (at, by) = (guid::<Business>(app, location).await?, guid::<User>(app, caller.user.get()).await?);
    let headers = headers(setting(GROUPS_TOKEN), at, by);
    let answer = Post::new(app.settings.allow_private_targets).map_err(refuse)?.ask(url, headers).await;
    read(&answer.map_err(refuse)?).ok_or_else(|| refuse("it answered no list of groups".to_owned()))
}

/// The `UniqueId` of a record.
async fn guid<T: Record>(app: &App, id: i64) -> Result<String, Failure> {
    let schema: &'static Schema = T::schema();
    let query = Query { sets: false, ..Query::ids(schema, Viewer::Everything, vec![id]) };
    let row: Row = app.store.list(query).await?.rows.pop().ok_or(Failure::NotFound)?;
    Ok(row.get("UniqueId").text().map_or_else(|| Guid::default().to_string(), str::to_owned))
}

/// The documented headers (`domain.md` 6.5).
fn headers(token: Option<&str>, location: String, user: String) -> HeaderMap {
    let bearer = token.map(|token| (AUTHORIZATION, format!("Bearer {token}")));
    let named = [
        (HeaderName::from_static("x-nexudus-business-uniqueid"), location),
        (HeaderName::from_static("x-nexudus-user-uniqueid"), user),
    ];
    let all = named.into_iter().chain(bearer);
    all.filter_map(|(name, value)| Some((name, HeaderValue::try_from(value).ok()?))).collect()
}

/// A list of objects with an `id`, and perhaps a `name`, in any letter case; a number is as good an id as a text.
fn read(body: &[u8]) -> Option<Vec<Listed>> {
    let list: Json = serde_json::from_slice(body).ok()?;
    list.as_array()?.iter().map(listed).collect()
}

fn listed(group: &Json) -> Option<Listed> {
    let group = group.as_object()?;
    let get =
        |name: &str| group.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let id = match get("id")? {
        Json::String(id) => id.clone(),
        Json::Number(id) => id.to_string(),
        _ => return None,
    };
    Some(Listed { id, name: get("name").and_then(Json::as_str).map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_list_is_read_in_any_letter_case_and_nothing_else_is_one() {
        let groups = read(br#"[{"id":"a","name":"Front"},{"Id":7,"colour":"red"}]"#).expect("a list");
        let groups: Vec<_> = groups.iter().map(|group| (group.id.as_str(), group.name.as_deref())).collect();
        assert_eq!(groups, [("a", Some("Front")), ("7", None)]);
        for body in ["", "{}", "[1]", r#"[{"name":"Front"}]"#, r#"[{"id":null}]"#, "<html>"] {
            assert!(read(body.as_bytes()).is_none(), "{body}");
        }
    }
}
