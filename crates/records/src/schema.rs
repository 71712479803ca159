//! What a declaration comes to: the fields of a record in the order of the wire, with all that is known of them.

use std::collections::HashMap;

use crate::filter::{self, FilterTarget};
use crate::value::Value;

/// What a field is on the wire.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// Text.
    Text,
    /// An instant, UTC.
    DateTime,
    /// A wall-clock time, carried as a date-time on 1 January 1976.
    TimeOfDay,
    /// A guid.
    Guid,
    /// A decimal number, always with a fraction digit.
    Number,
    /// One of a documented list; number or name in, number out.
    Enum(&'static EnumTable),
    /// One of a documented list, shown by name: so are enums that are joined (`contract.md 9`).
    EnumName(&'static EnumTable),
    /// The id of another record.
    Reference(fn() -> &'static Schema),
    /// The ids of several other records.
    Set(fn() -> &'static Schema),
    /// Always null: part of the envelope of every record.
    Nothing,
}

/// An enum of the wire.
#[derive(Debug)]
pub struct EnumTable {
    /// Its documented name.
    pub name: &'static str,
    /// Numbers and names.
    pub values: &'static [(i64, &'static str)],
}

impl EnumTable {
    /// The number of a name, in any letter case.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        self.values
            .iter()
            .find(|(_, known)| known.eq_ignore_ascii_case(name))
            .map(|(number, _)| *number)
    }

    /// The name of a number.
    #[must_use]
    pub fn name_of(&self, number: i64) -> Option<&'static str> {
        self.values
            .iter()
            .find(|(known, _)| *known == number)
            .map(|(_, name)| *name)
    }

    /// Whether the number is one of it.
    #[must_use]
    pub fn has(&self, number: i64) -> bool {
        self.values.iter().any(|(known, _)| *known == number)
    }
}

/// Where a field's value comes from.
#[derive(Debug)]
pub enum Role {
    /// A column of the record's table.
    Stored,
    /// A column that never goes on the wire.
    Internal,
    /// Accepted in a body, never stored under its name, never shown.
    Helper,
    /// A column of a record that is referred to.
    Joined(Joined),
    /// A link table.
    Set(Link),
    /// Made when the record is shown.
    Computed,
}

/// The way to a column of another record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The references to follow.
    pub hops: Vec<Hop>,
    /// The column at the end.
    pub column: &'static str,
}

/// One reference followed: from a column here to the row of another table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hop {
    /// The column that refers.
    pub column: &'static str,
    /// The table referred to.
    pub table: &'static str,
}

/// A table that links two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The link table.
    pub table: &'static str,
    /// Its column for this record.
    pub this: &'static str,
    /// Its column for the other one.
    pub that: &'static str,
}

/// Which location a row belongs to.
#[derive(Debug)]
pub enum At {
    /// None: everybody may see it.
    Everywhere,
    /// The location in a column, of this record or of one it refers to.
    Column(Joined),
    /// Every location in a collection.
    Set(Link),
}

/// One field of a record.
#[derive(Debug)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its column; for a joined field the wire name again.
    pub column: &'static str,
    /// What it is.
    pub kind: Kind,
    /// May be null.
    pub nullable: bool,
    /// Must be in the body of a create or an update.
    pub required: bool,
    /// Set by the server, ignored in bodies.
    pub read_only: bool,
    /// Ignored in the body of a create.
    pub update_only: bool,
    /// Text that filters compare as a whole instead of searching in it.
    pub exact: bool,
    /// No two rows share it.
    pub unique: bool,
    /// The name of a reference without its `Id`, as filters and errors use it.
    pub relation: Option<&'static str>,
    /// Names that filters may use, beside the wire name.
    pub filters: Vec<String>,
    /// A filter that asks whether it is null.
    pub null_filter: Option<&'static str>,
    /// What a missing value stands for.
    pub default: Value,
    /// Where it comes from.
    pub role: Role,
    /// What it means.
    pub doc: &'static str,
}

impl Field {
    /// Whether the row of the record's own table holds it.
    #[must_use]
    pub const fn is_column(&self) -> bool {
        matches!(self.role, Role::Stored | Role::Internal)
    }

    /// Whether a list can be sorted by it.
    #[must_use]
    pub const fn is_sortable(&self) -> bool {
        matches!(self.role, Role::Stored | Role::Joined(_))
    }

    /// The name an error uses: the relation for a reference, the wire name otherwise (`contract.md 7`).
    #[must_use]
    pub fn property(&self) -> &'static str {
        self.relation.unwrap_or(self.name)
    }
}

/// A record, as declared.
#[derive(Debug)]
pub struct Schema {
    /// `Checkin`.
    pub name: &'static str,
    /// `spaces`.
    pub module: &'static str,
    /// `checkins`.
    pub path: &'static str,
    /// Its table.
    pub table: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What may be asked of it: `list`, `get`, `batch`, `create`, `update`, `delete`, `commands`, `runcommand`.
    pub operations: Vec<&'static str>,
    /// The field a list is sorted by unless asked otherwise, and whether from the largest.
    pub order: (&'static str, bool),
    /// Which location a row belongs to.
    pub at: At,
    /// How a row names itself: field names in braces.
    pub title: &'static str,
    /// Changes to it concern what is kept in memory: `catalogue` or `access`.
    pub affects: Option<&'static str>,
    /// Its fields in the order of the wire, those that every record has last.
    pub fields: Vec<Field>,
    by_name: HashMap<String, usize>,
    filters: HashMap<String, FilterTarget>,
}

/// What the derive hands over for a record.
#[derive(Debug)]
#[allow(
    missing_docs,
    reason = "mirrors the attributes of the derive, which are documented there"
)]
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
    pub fields: Vec<FieldDeclaration>,
}

/// What the derive hands over for a field.
#[derive(Debug)]
#[allow(
    missing_docs,
    reason = "mirrors the attributes of the derive, which are documented there"
)]
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
    pub update_only: bool,
    pub internal: bool,
    pub helper: bool,
    pub exact: bool,
    pub unique: bool,
    pub relation: bool,
}

impl Schema {
    /// Builds the schema of a declaration.
    ///
    /// # Panics
    /// When the declaration contradicts itself: a mistake in the source, caught by the first test that runs.
    #[must_use]
    pub fn declare(declaration: Declaration) -> Self {
        let (module, path) = declaration.path.split_once('/').unwrap_or(("", declaration.path));
        let (order, direction) = declaration
            .order
            .split_once(' ')
            .unwrap_or((declaration.order, "asc"));
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
            fields,
            by_name,
            filters,
        }
    }

    /// Where a field stands, by its wire name in any letter case.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.by_name
            .get(name)
            .or_else(|| self.by_name.get(&name.to_ascii_lowercase()))
            .copied()
    }

    /// A field by its wire name in any letter case.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.position(name).map(|at| &self.fields[at])
    }

    /// What a filter parameter asks for, by its name in any letter case: `Checkin_Coworker`, `from_Checkin_FromTime`.
    #[must_use]
    pub fn filter(&self, parameter: &str) -> Option<FilterTarget> {
        self.filters.get(&parameter.to_ascii_lowercase()).copied()
    }

    /// The fields shown in a read, in the order of the wire.
    pub fn on_wire(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| !matches!(field.role, Role::Internal | Role::Helper))
    }

    /// The fields that are columns of the record's own table, with their positions.
    pub fn columns(&self) -> impl Iterator<Item = (usize, &Field)> {
        self.fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.is_column())
    }

    /// The collections, with their positions.
    pub fn sets(&self) -> impl Iterator<Item = (usize, &Field, Link)> {
        self.fields
            .iter()
            .enumerate()
            .filter_map(|(at, field)| match field.role {
                Role::Set(link) => Some((at, field, link)),
                _ => None,
            })
    }

    /// Whether the operation exists for this record.
    #[must_use]
    pub fn allows(&self, operation: &str) -> bool {
        self.operations.contains(&operation)
    }

    /// The name of a role: `Checkin-List` (`contract.md 3`).
    #[must_use]
    pub fn role(&self, verb: &str) -> String {
        format!("{}-{verb}", self.name)
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
        update_only: declared.update_only,
        exact: declared.exact,
        unique: declared.unique,
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

/// A name of another record, shown after the reference to it.
fn joined_field(declared: &FieldDeclaration, path: &str) -> Field {
    let relation = declared.name.strip_suffix("Id").unwrap_or(declared.name);
    let (joined, end) = follow(declared.column, declared.kind, path);
    let name = format!("{relation}{}", path.replace('.', ""));
    Field {
        name: name.leak(), // once per declaration, for the life of the process
        column: end.column,
        kind: match end.kind {
            Kind::Enum(table) => Kind::EnumName(table),
            Kind::Reference(_) => Kind::Integer,
            other => other,
        },
        nullable: true,
        required: false,
        read_only: true,
        update_only: false,
        exact: end.exact,
        unique: false,
        relation: None,
        filters: vec![format!("{relation}_{}", path.replace('.', "_"))],
        null_filter: None,
        default: Value::Null,
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
    let mut hops = vec![Hop {
        column,
        table: target.table,
    }];
    match path.split_once('.') {
        None => {
            let end = target
                .field(path)
                .unwrap_or_else(|| panic!("{} has no {path}", target.name));
            (
                Joined {
                    hops,
                    column: end.column,
                },
                end,
            )
        }
        Some((relation, rest)) => {
            let next = target
                .field(&format!("{relation}Id"))
                .or_else(|| target.field(relation))
                .unwrap_or_else(|| panic!("{} has no {relation}Id", target.name));
            let (joined, end) = follow(next.column, next.kind, rest);
            hops.extend(joined.hops);
            (
                Joined {
                    hops,
                    column: joined.column,
                },
                end,
            )
        }
    }
}

fn location(fields: &[Field], by_name: &HashMap<String, usize>, at: Option<&'static str>) -> At {
    let Some(path) = at else { return At::Everywhere };
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let first = &fields[by_name[&first.to_ascii_lowercase()]];
    match (&first.role, rest) {
        (Role::Set(link), _) => At::Set(*link),
        (_, "") => At::Column(Joined {
            hops: Vec::new(),
            column: first.column,
        }),
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
        update_only: false,
        exact: true,
        unique: false,
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
    let mut system_id = field(
        "SystemId",
        "system_id",
        Kind::Text,
        true,
        Role::Stored,
        "Free text for whoever integrates.",
    );
    system_id.read_only = false;
    vec![
        zero(
            field(
                "Id",
                "id",
                Kind::Integer,
                false,
                Role::Stored,
                "The number of the record.",
            ),
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
            field(
                "CreatedOn",
                "created_on",
                Kind::DateTime,
                false,
                Role::Stored,
                "When it was made.",
            ),
            Value::Int(0),
        ),
        zero(
            field(
                "UniqueId",
                "unique_id",
                Kind::Guid,
                false,
                Role::Stored,
                "Its name across systems.",
            ),
            nobody,
        ),
        field(
            "UpdatedBy",
            "updated_by",
            Kind::Text,
            true,
            Role::Stored,
            "Who wrote it last, by e-mail.",
        ),
        field(
            "IsNew",
            "is_new",
            Kind::Boolean,
            false,
            Role::Computed,
            "Always false in what is read.",
        ),
        system_id,
        field(
            "ToStringText",
            "to_string_text",
            Kind::Text,
            false,
            Role::Computed,
            "The record in a word.",
        ),
        field(
            "LocalizationDetails",
            "localization_details",
            Kind::Nothing,
            true,
            Role::Computed,
            "Always null.",
        ),
        field(
            "CustomFields",
            "custom_fields",
            Kind::Nothing,
            true,
            Role::Computed,
            "Always null.",
        ),
    ]
}

/// How many fields every record ends with.
pub(crate) const BASE_FIELDS: usize = 10;
