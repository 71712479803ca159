//! Holds the declarations against `fixtures/`, the documented facts of the API we are compatible with: a field
//! is either declared as documented, or listed in `fixtures/omissions.json` and `docs/omissions.md` with the
//! reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use vestibule_records::schema::{EnumTable, Field, Kind, Role, Schema};
use vestibule_records::{Record, declared};

/// Writable as documented, but written by the server alone here: a value sent back with the rest of a record
/// must not overwrite what the server counted. So are the local twins, recomputed on every write.
const SERVER_WRITES: [&str; 3] =
    ["Checkin.CountsTowardsPlanLimits", "User.InvalidLoginAttempts", "User.LastLoginAttempt"];

/// Read-only as documented, being copies from records that are not kept here: whoever knows better may write them.
const CLIENTS_WRITE: [&str; 4] = [
    "Booking.ResourceName",
    "FloorPlanDesk.FloorPlanName",
    "FloorPlanDesk.FloorPlanBusinessId",
    "FloorPlanDesk.ResourceName",
];

#[derive(Deserialize)]
struct Entity {
    path: String,
    operations: Vec<String>,
    roles: Vec<String>,
    default_order: String,
    create_required_minimal: Vec<String>,
    update_required: Vec<String>,
    read_order: Vec<String>,
    fields: BTreeMap<String, Documented>,
    list_filters: Vec<String>,
    range_filters: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Documented {
    r#type: String,
    enum_name: Option<String>,
    nullable: bool,
    read_only: bool,
    create_only: bool,
    update_only: bool,
    single_get_only: bool,
    write_helper: bool,
}

#[derive(Deserialize)]
struct Conventions {
    base_fields: BTreeMap<String, Documented>,
    enums: BTreeMap<String, BTreeMap<String, String>>,
}

/// Documented as a filter and shown nowhere: amounts are in one currency here, that of the invoice.
const ABOUT_NOTHING_SHOWN: [&str; 1] = ["CoworkerInvoice_TransactionCurrency_Code"];

type Omissions = BTreeMap<String, BTreeMap<String, String>>;

fn entities() -> BTreeMap<String, Entity> {
    serde_json::from_str(include_str!("../fixtures/entities.json")).expect("entities.json is valid")
}

fn conventions() -> Conventions {
    serde_json::from_str(include_str!("../fixtures/conventions.json")).expect("conventions.json is valid")
}

fn omissions() -> Omissions {
    serde_json::from_str(include_str!("../fixtures/omissions.json")).expect("omissions.json is valid")
}

/// Runs a check on every record beside what is documented about it.
fn for_each_record(check: impl Fn(&'static Schema, &Entity)) {
    let entities = entities();
    for schema in declared::all() {
        let schema = schema();
        let entity =
            entities.get(schema.name).unwrap_or_else(|| panic!("{} is not in entities.json", schema.name));
        check(schema, entity);
    }
}

/// Runs a check on every declared field beside what is documented about it. A field of our own has nothing beside it;
/// a documented one that is missing or misspelt is found by the order of the names.
fn for_each_field(check: impl Fn(&str, &'static Field, &Documented)) {
    for_each_record(|schema, entity| {
        for field in own_fields(schema) {
            let name = format!("{}.{}", schema.name, field.name);
            if let Some(documented) = entity.fields.get(field.name) {
                check(&name, field, documented);
            }
        }
    });
}

/// What a record has beside the fields that all have.
fn own_fields(schema: &'static Schema) -> impl Iterator<Item = &'static Field> {
    let base = conventions().base_fields;
    schema
        .fields
        .iter()
        .filter(move |field| !base.contains_key(field.name) && !matches!(field.role, Role::Internal))
}

fn enum_of(field: &Field) -> Option<&'static EnumTable> {
    match field.kind {
        Kind::Enum(table) => Some(table),
        _ => None,
    }
}

fn documented_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer | Kind::Reference(_) => "integer",
        Kind::Boolean => "boolean",
        Kind::Text | Kind::EnumName(_) => "string",
        Kind::DateTime | Kind::TimeOfDay => "datetime",
        Kind::Guid => "guid",
        Kind::Number => "number",
        Kind::Enum(_) => "enum",
        Kind::Set(_) => "integer[]",
        Kind::Nothing => "any",
    }
}

/// The field that a filter name aims at, as the rules for filter names have it: no prefix, no underscores.
fn aim(record: &str, filter: &str) -> String {
    let bare = filter.strip_prefix("from_").or_else(|| filter.strip_prefix("to_")).unwrap_or(filter);
    bare.strip_prefix(&format!("{record}_")).unwrap_or(bare).replace('_', "")
}

/// Whether there is nothing to show or filter on: the field is omitted, or only ever accepted.
fn is_never_shown(schema: &Schema, omitted: &Omissions, name: &str) -> bool {
    [name.to_owned(), format!("{name}Id")].iter().any(|name| {
        omitted.get(schema.name).is_some_and(|fields| fields.contains_key(name))
            || schema.field(name).is_some_and(|field| matches!(field.role, Role::Helper))
    })
}

#[test]
fn every_documented_record_is_declared() {
    let declared: BTreeSet<_> = declared::all().iter().map(|schema| schema().name.to_owned()).collect();
    assert_eq!(declared, entities().into_keys().collect());
}

#[test]
fn paths_operations_roles_and_orders_are_the_documented_ones() {
    for_each_record(|schema, entity| {
        assert_eq!(format!("/api/{}/{}", schema.module, schema.path), entity.path);
        assert_eq!(schema.operations, entity.operations, "{}", schema.name);
        let roles = ["List", "Read", "Create", "Edit", "Delete"].map(|verb| schema.role(verb));
        assert_eq!(roles.as_slice(), entity.roles, "{}", schema.name);
        let direction = if schema.order.1 { "desc" } else { "asc" };
        assert_eq!(format!("{} {direction}", schema.order.0), entity.default_order, "{}", schema.name);
    });
}

#[test]
fn records_show_their_fields_in_the_documented_order() {
    let omitted = omissions();
    for_each_record(|schema, entity| {
        let shown = own_fields(schema)
            .filter(|field| !matches!(field.role, Role::Helper) && entity.fields.contains_key(field.name))
            .map(|field| field.name);
        let documented = entity.read_order.iter().filter(|name| !is_never_shown(schema, &omitted, name));
        assert_eq!(shown.collect::<Vec<_>>(), documented.collect::<Vec<_>>(), "{}", schema.name);
    });
}

#[test]
fn fields_have_the_documented_type() {
    for_each_field(|name, field, documented| {
        assert_eq!(documented_type(field.kind), documented.r#type, "{name}");
        let nullable = documented.nullable || matches!(field.role, Role::Helper);
        assert_eq!(field.nullable, nullable, "whether {name} is nullable");
        assert_eq!(
            matches!(field.role, Role::Set(_)),
            documented.single_get_only,
            "whether {name} is a collection"
        );
        assert!(!documented.write_helper || matches!(field.role, Role::Helper), "{name} is never shown");
    });
}

#[test]
fn enums_have_the_documented_names_and_numbers() {
    let documented_enums = conventions().enums;
    for_each_field(|name, field, documented| {
        let Some(table) = enum_of(field) else { return };
        assert_eq!(Some(table.name), documented.enum_name.as_deref(), "{name}");
        let values = table.values.iter().map(|(number, name)| (number.to_string(), (*name).to_owned()));
        assert_eq!(values.collect::<BTreeMap<_, _>>(), documented_enums[table.name], "{}", table.name);
    });
}

/// Where there is no create, what an update asks for is required.
/// Enums of records that are not declared yet: each comes with its record.
const ENUMS_TO_COME: [&str; 1] = ["eWebhookAction"];

#[test]
fn every_documented_enum_is_among_those_of_the_wire() {
    for (name, values) in conventions().enums {
        let Some(table) = vestibule_records::enum_table(&name) else {
            assert!(ENUMS_TO_COME.contains(&name.as_str()), "{name} is missing");
            continue;
        };
        let declared = table.values.iter().map(|(number, name)| (number.to_string(), (*name).to_owned()));
        assert_eq!(declared.collect::<BTreeMap<_, _>>(), values, "{name}");
        assert_eq!(table.name, name);
    }
}

#[test]
fn required_fields_are_those_of_the_smallest_create() {
    for_each_record(|schema, entity| {
        let documented = match entity.create_required_minimal.as_slice() {
            [] => &entity.update_required,
            minimal => minimal,
        };
        let documented: BTreeSet<_> =
            documented.iter().map(String::as_str).filter(|name| *name != "Id").collect();
        let required = own_fields(schema).filter(|field| field.required).map(|field| field.name);
        assert_eq!(required.collect::<BTreeSet<_>>(), documented, "{}", schema.name);
    });
}

#[test]
fn clients_may_write_what_is_documented() {
    for_each_field(|name, field, documented| {
        let server_writes = SERVER_WRITES.contains(&name) || name.ends_with("Local");
        let read_only = (documented.read_only || server_writes) && !CLIENTS_WRITE.contains(&name);
        assert_eq!(field.read_only, read_only, "whether {name} is read-only");
        assert_eq!(field.create_only, documented.create_only, "whether {name} is for creates only");
        assert_eq!(field.update_only, documented.update_only, "whether {name} is for updates only");
    });
}

#[test]
fn every_documented_filter_is_recognised() {
    let omitted = omissions();
    for_each_record(|schema, entity| {
        for filter in entity.list_filters.iter().chain(&entity.range_filters) {
            let name = aim(schema.name, filter);
            if is_never_shown(schema, &omitted, &name) || ABOUT_NOTHING_SHOWN.contains(&filter.as_str()) {
                continue;
            }
            let target = schema.filter(filter).unwrap_or_else(|| panic!("{filter} is not a filter"));
            let found = schema.fields[target.field].name;
            assert!(found == name || found == format!("{name}Id"), "{filter} filters on {found}");
        }
    });
}

#[test]
fn filters_that_clients_use_without_documentation_are_recognised() {
    assert!(declared::Checkin::schema().filter("checkin_isopen").is_some());
    assert!(declared::CoworkerTimePass::schema().filter("CoworkerTimePass_IsUsed").is_some());
    assert!(declared::CoworkerTimePass::schema().filter("CoworkerTimePass_CancelDate").is_none());
}

#[test]
fn every_record_ends_with_the_same_fields() {
    let documented = conventions().base_fields;
    for_each_record(|schema, _| {
        let base: Vec<_> = schema.on_wire().skip(schema.on_wire().count() - documented.len()).collect();
        for field in base {
            let documented =
                documented.get(field.name).unwrap_or_else(|| panic!("{} is not last", field.name));
            assert_eq!(documented_type(field.kind), documented.r#type, "{}", field.name);
            assert_eq!(field.nullable, documented.nullable, "{}", field.name);
        }
    });
}

#[test]
fn both_ends_of_a_link_table_agree() {
    let mut ends = BTreeMap::new();
    for schema in declared::all() {
        for (_, field, link) in schema().sets() {
            let Kind::Set(other) = field.kind else { panic!("{} is no collection", field.name) };
            let columns = BTreeMap::from([(link.this, schema().table), (link.that, other().table)]);
            let known = ends.entry(link.table).or_insert_with(|| columns.clone());
            assert_eq!(*known, columns, "{}", link.table);
        }
    }
}

#[test]
fn titles_are_made_of_fields() {
    for_each_record(|schema, _| {
        for name in schema.title.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            assert!(schema.field(name).is_some(), "{} has no {name}", schema.name);
        }
    });
}

#[test]
fn every_field_is_declared_or_omitted_with_a_reason() {
    let omitted = omissions();
    for_each_record(|schema, entity| {
        let left_out = omitted.get(schema.name).cloned().unwrap_or_default();
        let unnamed = entity.fields.keys().filter(|name| !is_declared(schema, name)).cloned();
        assert_eq!(unnamed.collect::<BTreeSet<_>>(), left_out.keys().cloned().collect(), "{}", schema.name);
        assert!(left_out.values().all(|reason| !reason.is_empty()), "{}", schema.name);
    });
    let known = entities();
    assert!(
        omitted.keys().all(|record| known.contains_key(record)),
        "omissions.json names records we do not have"
    );
}

/// A collection brings the names that change it.
fn is_declared(schema: &Schema, name: &str) -> bool {
    let delta = name.strip_prefix("Added").or_else(|| name.strip_prefix("Removed"));
    let of_a_set =
        delta.and_then(|set| schema.field(set)).is_some_and(|field| matches!(field.role, Role::Set(_)));
    of_a_set || schema.field(name).is_some()
}

#[test]
fn the_page_about_omissions_names_every_omitted_field() {
    let page = include_str!("../../../docs/omissions.md");
    let sections: BTreeMap<_, _> =
        page.split("\n## ").skip(1).filter_map(|section| section.split_once('\n')).collect();
    for (record, fields) in omissions() {
        let section = sections.get(record.as_str()).unwrap_or_else(|| panic!("no section about {record}"));
        for field in fields.keys() {
            assert!(section.contains(&format!("`{field}`")), "{record}.{field} is not mentioned");
        }
    }
}
