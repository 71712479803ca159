//! From what the derive hands over to a [`Schema`].

use std::collections::HashMap;

use crate::filter;
use crate::schema::{At, Field, Hop, Joined, Kind, Link, Role, Schema};
use crate::value::Value;

/// What the derive hands over for a record.
#[derive(Debug)]
#[allow(missing_docs, reason = "mirrors the attributes of the derive, which are documented there")]
pub struct Declaration {
    pub name: &'static str,
    pub doc: &'static str,
    pub path: &'static str,
    pub table: &'static str,
    pub order: &'static str,
    pub at: Option<&'static str>,
    pub title: &'static str,
    pub operations: &'static str,
    pub affects: Option<&'static str>,
    pub list_needs: Option<&'static str>,
    pub fields: Vec<FieldDeclaration>,
}

/// What the derive hands over for a field.
#[derive(Debug)]
#[allow(missing_docs, reason = "mirrors the attributes of the derive, which are documented there")]
pub struct FieldDeclaration {
    pub name: &'static str,
    pub column: &'static str,
    pub kind: Kind,
    pub nullable: bool,
    pub doc: &'static str,
    pub joins: &'static [&'static str],
    pub default: Option<&'static str>,
    pub alias: Option<&'static str>,
    pub null_filter: Option<&'static str>,
    pub set: Option<Link>,
    pub required: bool,
    pub read_only: bool,
    pub create_only: bool,
    pub update_only: bool,
    pub internal: bool,
    pub helper: bool,
    pub exact: bool,
    pub unique: bool,
    pub relation: bool,
    pub codes: bool,
    pub unlisted: bool,
    pub aside: bool,
}

impl Schema {
    /// Builds the schema of a declaration.
    ///
    /// # Panics
    /// When the declaration contradicts itself: a mistake in the source, caught by the first test that runs.
    #[must_use]
    pub fn declare(declaration: Declaration) -> Self {
        let (module, path) = declaration.path.split_once('/').unwrap_or(("", declaration.path));
        let (order, direction) = declaration.order.split_once(' ').unwrap_or((declaration.order, "asc"));
        let mut fields = Vec::new();
        for declared in &declaration.fields {
            fields.push(own_field(declared));
            fields.extend(declared.joins.iter().map(|path| joined_field(declared, path)));
        }
        fields.extend(base_fields());
        // As declared for us, in lower case for whoever spells it otherwise.
        let spellings = |(at, field): (usize, &Field)| {
            [(field.name.to_owned(), at), (field.name.to_ascii_lowercase(), at)]
        };
        let by_name: HashMap<_, _> = fields.iter().enumerate().flat_map(spellings).collect();
        let filters = filter::targets(declaration.name, &fields);
        let at = location(&fields, &by_name, declaration.at);
        Self {
            name: declaration.name,
            module,
            path,
            table: declaration.table,
            doc: declaration.doc,
            operations: declaration.operations.split_whitespace().collect(),
            order: (order, direction == "desc"),
            at,
            title: declaration.title,
            affects: declaration.affects,
            list_needs: declaration.list_needs,
            fields,
            by_name,
            filters,
        }
    }
}

fn own_field(declared: &FieldDeclaration) -> Field {
    let is_reference = declared.relation || matches!(declared.kind, Kind::Reference(_));
    let role = match (declared.set, declared.internal, declared.helper) {
        (Some(link), _, _) => Role::Set(link),
        (_, true, _) => Role::Internal,
        (_, _, true) => Role::Helper,
        _ => Role::Stored,
    };
    Field {
        name: declared.name,
        column: declared.column,
        kind: declared.kind,
        nullable: declared.nullable,
        required: declared.required,
        read_only: declared.read_only,
        create_only: declared.create_only,
        update_only: declared.update_only,
        exact: declared.exact,
        unique: declared.unique,
        codes: declared.codes,
        unlisted: declared.unlisted,
        aside: declared.aside,
        relation: is_reference.then(|| declared.name.strip_suffix("Id").unwrap_or(declared.name)),
        filters: declared.alias.map(str::to_owned).into_iter().collect(),
        null_filter: declared.null_filter,
        default: default_of(declared),
        role,
        doc: declared.doc,
    }
}

fn default_of(declared: &FieldDeclaration) -> Value {
    match (declared.default, declared.kind) {
        (None, _) if declared.nullable => Value::Null,
        (Some(text), Kind::Enum(table)) => {
            Value::Int(table.number(text).expect("the default is one of the enum"))
        }
        (None, Kind::Enum(table) | Kind::EnumName(table)) => Value::Int(table.values[0].0),
        (Some(text), Kind::Boolean) => Value::Bool(text == "true"),
        (None, Kind::Boolean) => Value::Bool(false),
        (text, Kind::Text | Kind::Guid) => Value::Text(text.unwrap_or_default().to_owned()),
        (_, Kind::Set(_)) => Value::Ids(Vec::new()),
        (Some(text), _) => Value::Int(text.parse().expect("the default is a number")),
        (None, _) => Value::Int(0),
    }
}

/// A name of another record, shown after the reference to it: under the names of both, or `Name as OtherName`.
/// `CoworkerType as number` shows an enum by its number instead, and 0 where nothing is referred to.
fn joined_field(declared: &FieldDeclaration, path: &str) -> Field {
    let (path, as_number) = path.strip_suffix(" as number").map_or((path, false), |path| (path, true));
    let relation = declared.name.strip_suffix("Id").unwrap_or(declared.name);
    let (path, renamed) = path.split_once(" as ").map_or((path, None), |(path, name)| (path, Some(name)));
    let (joined, end) = follow(declared.column, declared.kind, path);
    let name = renamed.map_or_else(|| format!("{relation}{}", path.replace('.', "")), str::to_owned);
    Field {
        name: name.leak(), // once per declaration, for the life of the process
        column: end.column,
        kind: match end.kind {
            Kind::Enum(_) if as_number => Kind::Integer,
            Kind::Enum(table) => Kind::EnumName(table),
            Kind::Reference(_) => Kind::Integer,
            other => other,
        },
        nullable: !as_number,
        required: false,
        read_only: true,
        create_only: false,
        update_only: false,
        exact: end.exact,
        unique: false,
        codes: false,
        unlisted: false,
        aside: false,
        relation: None,
        filters: vec![format!("{relation}_{}", path.replace('.', "_"))],
        null_filter: None,
        default: if as_number { Value::Int(0) } else { Value::Null },
        role: Role::Joined(joined),
        doc: end.doc,
    }
}

/// Follows `Currency.Code` from a reference to the column at its end.
fn follow(column: &'static str, kind: Kind, path: &str) -> (Joined, &'static Field) {
    let Kind::Reference(target) = kind else {
        panic!("{column} is not a reference, so nothing joins over it")
    };
    let target = target();
    let mut hops = vec![Hop { column, table: target.table }];
    match path.split_once('.') {
        None => {
            let end = target.field(path).unwrap_or_else(|| panic!("{} has no {path}", target.name));
            (Joined { hops, column: end.column }, end)
        }
        Some((relation, rest)) => {
            let next = target
                .field(&format!("{relation}Id"))
                .or_else(|| target.field(relation))
                .unwrap_or_else(|| panic!("{} has no {relation}Id", target.name));
            let (joined, end) = follow(next.column, next.kind, rest);
            hops.extend(joined.hops);
            (Joined { hops, column: joined.column }, end)
        }
    }
}

fn location(fields: &[Field], by_name: &HashMap<String, usize>, at: Option<&'static str>) -> At {
    let Some(path) = at else { return At::Everywhere };
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let first = &fields[by_name[&first.to_ascii_lowercase()]];
    match (&first.role, rest) {
        (Role::Set(link), _) => At::Set(*link),
        (_, "") => At::Column(Joined { hops: Vec::new(), column: first.column }),
        (_, rest) => At::Column(follow(first.column, first.kind, rest).0),
    }
}

/// What every record ends with (`contract.md 4`).
fn base_fields() -> Vec<Field> {
    let field = |name, column, kind, nullable, role, doc| Field {
        name,
        column,
        kind,
        nullable,
        required: false,
        read_only: true,
        create_only: false,
        update_only: false,
        exact: true,
        unique: false,
        codes: false,
        unlisted: false,
        aside: false,
        relation: None,
        filters: Vec::new(),
        null_filter: None,
        default: Value::Null,
        role,
        doc,
    };
    let zero = |mut field: Field, value| {
        field.default = value;
        field
    };
    let nobody = Value::Text(crate::Guid::default().to_string());
    let mut system_id =
        field("SystemId", "system_id", Kind::Text, true, Role::Stored, "Free text for whoever integrates.");
    system_id.read_only = false;
    vec![
        zero(
            field("Id", "id", Kind::Integer, false, Role::Stored, "The number of the record."),
            Value::Int(0),
        ),
        zero(
            field(
                "UpdatedOn",
                "updated_on",
                Kind::DateTime,
                false,
                Role::Stored,
                "When it was last written.",
            ),
            Value::Int(0),
        ),
        zero(
            field("CreatedOn", "created_on", Kind::DateTime, false, Role::Stored, "When it was made."),
            Value::Int(0),
        ),
        zero(
            field("UniqueId", "unique_id", Kind::Guid, false, Role::Stored, "Its name across systems."),
            nobody,
        ),
        field("UpdatedBy", "updated_by", Kind::Text, true, Role::Stored, "Who wrote it last, by e-mail."),
        field("IsNew", "is_new", Kind::Boolean, false, Role::Computed, "Always false in what is read."),
        system_id,
        field("ToStringText", "to_string_text", Kind::Text, false, Role::Computed, "The record in a word."),
        field(
            "LocalizationDetails",
            "localization_details",
            Kind::Nothing,
            true,
            Role::Computed,
            "Always null.",
        ),
        field("CustomFields", "custom_fields", Kind::Nothing, true, Role::Computed, "Always null."),
    ]
}

/// How many fields every record ends with.
pub(crate) const BASE_FIELDS: usize = 10;
