//! The description of the API in OpenAPI 3.1, made from the declarations of the records and of the endpoints. It
//! is built once, when somebody first asks; `docs/openapi.json` holds it for those who read or generate code.

mod answers;
mod commands;
mod endpoint;
mod fields;
mod operations;
mod page;
mod parameters;
mod print;
mod records;
mod remarks;
mod served;
mod shape;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use vestibule_records::schema::EnumTable;
use vestibule_records::{Kind, Schema, declared};

pub use endpoint::{Answered, Asker, Endpoint, JSON_OR_FORM, LANGUAGE, Said, Verb};
pub(crate) use page::page_endpoint;
pub use print::printed;
pub(crate) use served::{description_endpoint, knows};
pub(crate) use shape::object;
pub use shape::{Clocks, Member, Shape, member};

use crate::access;
use crate::api;
use crate::delivery;
use crate::{auth, metrics, presence, public, serve, sources, spaceapi, stream, tiles, vestibule};

/// What a client needs to know before the first path.
const INTRODUCTION: &str = "\
Check-ins, access and presence for coworking spaces, in the conventions of the Nexudus REST API.

Paths and names of properties and parameters mean the same in any letter case. Bodies are JSON or forms; enums are \
taken by number or by name and shown as numbers; dates are ISO 8601, UTC unless they say otherwise, and shown as \
UTC. A property whose name ends in `Local` shows the wall clock of the location, and its `Z` says nothing. Decimals \
have up to four digits after the point. Ids are 64-bit integers.

Every operation names the role it needs; an administrator without `UserRoles` has all of them. Rows of locations \
that a user does not see are not there for them. A method that a path does not take gets 405.";

/// The endpoints that are no record's, room by room.
fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    let rooms = [auth::ENDPOINTS, public::ENDPOINTS, api::ENDPOINTS, vestibule::ENDPOINTS, access::ENDPOINTS];
    let more = [
        delivery::log::ENDPOINTS,
        stream::ENDPOINTS,
        sources::ENDPOINTS,
        tiles::ENDPOINTS,
        serve::ENDPOINTS,
        page::ENDPOINTS,
        metrics::ENDPOINTS,
        presence::ENDPOINTS,
        spaceapi::ENDPOINTS,
    ];
    rooms.into_iter().chain(more).flatten()
}

/// The path under which what is at a path, whose segments are in lower case, is described. What is not described is not
/// answered, so that no endpoint can be forgotten here.
pub(crate) fn template(segments: &[&str]) -> Option<&'static str> {
    let of_record = match segments {
        ["api", module, entities, rest @ ..] if rest.len() < 2 => {
            api::template(module, entities, rest.first())
        }
        _ => None,
    };
    of_record.or_else(|| endpoints().find(|endpoint| endpoint.is_at(segments)).map(|endpoint| endpoint.path))
}

/// The description.
#[must_use]
pub fn document() -> Value {
    let schemas: Vec<_> = declared::served().into_iter().map(|schema| schema()).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Vestibule",
            "version": env!("CARGO_PKG_VERSION"),
            "description": INTRODUCTION,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": tags(&schemas),
        "x-tagGroups": groups(&schemas),
        "paths": paths(&schemas),
        "components": {
            "schemas": components(&schemas),
            "responses": answers::responses(),
            "parameters": parameters::shared(),
            "headers": answers::headers(),
            "securitySchemes": security_schemes(),
        },
    })
}

fn paths(schemas: &[&'static Schema]) -> Map<String, Value> {
    let mut paths = Map::new();
    for endpoint in endpoints() {
        let item = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        item[endpoint.method()] = endpoint.described();
    }
    schemas.iter().for_each(|schema| operations::add(schema, &mut paths));
    paths
}

fn components(schemas: &[&'static Schema]) -> Map<String, Value> {
    let mut components = Map::new();
    schemas.iter().for_each(|schema| records::add(schema, &mut components));
    for (name, table) in enums(schemas) {
        components.insert(name.to_owned(), fields::shown_enum(table));
        components.insert(fields::input_name(table), fields::taken_enum(table));
    }
    components.extend(answers::schemas().map(|(name, schema)| (name.to_owned(), schema)));
    let named = public::SCHEMAS.iter().chain(vestibule::SCHEMAS);
    components.extend(named.map(|(name, shape)| ((*name).to_owned(), shape.schema())));
    components.insert("Command".to_owned(), commands::LISTED.schema());
    components.insert("NumberFilter".to_owned(), answers::number_filter());
    components
}

/// The enums that fields and parameters of commands are of, by name.
fn enums(schemas: &[&'static Schema]) -> BTreeMap<&'static str, &'static EnumTable> {
    let fields = schemas.iter().flat_map(|schema| &schema.fields);
    let table = |kind| match kind {
        Kind::Enum(table) => Some((table.name, table)),
        _ => None,
    };
    let told = schemas.iter().flat_map(|schema| commands::kinds(schema));
    fields.map(|field| field.kind).chain(told).filter_map(table).collect()
}

/// The parts of the API: those of the endpoints, then the records, module by module.
fn tags(schemas: &[&'static Schema]) -> Vec<Value> {
    let endpoints = endpoint_tags(schemas).into_iter().map(|tag| json!({ "name": tag }));
    let of_record = |schema: &'static Schema| {
        let others = api::other_paths(schema).map(|path| format!(" Also served at `{path}`."));
        json!({ "name": schema.name, "description": format!("{}{}", schema.doc, others.collect::<String>()) })
    };
    let records = modules(schemas).into_values().flatten().map(of_record);
    endpoints.chain(records).collect()
}

/// The same as viewers group them.
fn groups(schemas: &[&'static Schema]) -> Vec<Value> {
    let endpoints = json!({ "name": "server", "tags": endpoint_tags(schemas) });
    let records = modules(schemas).into_iter().map(|((_, module), schemas)| {
        json!({ "name": module, "tags": schemas.iter().map(|schema| schema.name).collect::<Vec<_>>() })
    });
    std::iter::once(endpoints).chain(records).collect()
}

/// The parts that are no record's.
fn endpoint_tags(schemas: &[&'static Schema]) -> Vec<&'static str> {
    let own = |tag: &&str| schemas.iter().all(|schema| schema.name != *tag);
    let mut tags: Vec<_> = endpoints().map(|endpoint| endpoint.tag).filter(own).collect();
    tags.dedup();
    tags
}

/// The records by module: first what happens at a location, then what it costs, then what is set up once.
fn modules(schemas: &[&'static Schema]) -> BTreeMap<(usize, &'static str), Vec<&'static Schema>> {
    const ORDER: [&str; 4] = ["spaces", "billing", "sys", "security"];
    let mut modules = BTreeMap::<_, Vec<_>>::new();
    for schema in schemas {
        let place = ORDER.iter().position(|module| *module == schema.module).unwrap_or(ORDER.len());
        modules.entry((place, schema.module)).or_default().push(*schema);
    }
    modules
}

/// A header in which a thing signs what it sends.
fn signature(header: &str, about: &str) -> Value {
    json!({ "type": "apiKey", "in": "header", "name": header, "description": about })
}

fn security_schemes() -> Value {
    json!({
        "token": {
            "type": "oauth2",
            "description": "A token for an e-mail and a password.",
            "flows": { "password": { "tokenUrl": "/api/token", "refreshUrl": "/api/token", "scopes": {} } },
        },
        "bearer": { "type": "http", "scheme": "bearer", "description": "`Authorization: Bearer TOKEN`, from `/api/token`." },
        "basic": { "type": "http", "scheme": "basic", "description": "E-mail and password with every request." },
        "signature": signature("X-Vestibule-Signature", "`sha256=` and the HMAC-SHA256 of the body under the `SharedSecret`, in hex."),
        "kisi": signature("X-Signature", "The HMAC-SHA256 of the body, in hex or base64."),
        "verkada": signature("Verkada-Signature", "A time, `|`, and the HMAC-SHA256 of the body, `|` and that time, in hex."),
    })
}
