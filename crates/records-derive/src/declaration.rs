//! Reads the struct and its attributes into plain data.

use syn::meta::ParseNestedMeta;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, ExprLit, Fields, Ident, Lit, LitStr, Meta, Result, Type,
};

/// A record as its author wrote it.
pub(crate) struct Declaration {
    pub(crate) ident: Ident,
    pub(crate) doc: String,
    pub(crate) path: String,
    pub(crate) table: String,
    pub(crate) order: String,
    pub(crate) at: Option<String>,
    pub(crate) title: String,
    pub(crate) operations: String,
    pub(crate) affects: Option<String>,
    pub(crate) list_needs: Option<String>,
    pub(crate) fields: Vec<FieldDeclaration>,
}

/// One field of it; `base` is left out.
pub(crate) struct FieldDeclaration {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) doc: String,
    pub(crate) name: String,
    pub(crate) joins: Vec<String>,
    pub(crate) default: Option<String>,
    pub(crate) alias: Option<String>,
    pub(crate) null_filter: Option<String>,
    pub(crate) set: Option<SetDeclaration>,
    pub(crate) flags: Vec<String>,
}

/// The link table behind a collection.
#[derive(Default)]
pub(crate) struct SetDeclaration {
    pub(crate) table: String,
    pub(crate) this: String,
    pub(crate) that: String,
}

/// Switches that carry no value.
const FLAGS: [&str; 12] = [
    "required",
    "read_only",
    "create_only",
    "update_only",
    "internal",
    "helper",
    "exact",
    "unique",
    "relation",
    "codes",
    "unlisted",
    "aside",
];

impl Declaration {
    pub(crate) fn read(input: &DeriveInput) -> Result<Self> {
        let Data::Struct(data) = &input.data else {
            return Err(Error::new_spanned(&input.ident, "a record is a struct with named fields"));
        };
        let Fields::Named(named) = &data.fields else {
            return Err(Error::new_spanned(&input.ident, "a record is a struct with named fields"));
        };
        let fields =
            named.named.iter().filter(|field| field.ident.as_ref().is_some_and(|name| name != "base"));
        let mut declaration = Self {
            ident: input.ident.clone(),
            doc: doc_of(&input.attrs),
            path: String::new(),
            table: String::new(),
            order: "Id asc".into(),
            at: None,
            title: "#{Id}".into(),
            operations: String::new(),
            affects: None,
            list_needs: None,
            fields: fields.map(FieldDeclaration::read).collect::<Result<_>>()?,
        };
        for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("record")) {
            attribute.parse_nested_meta(|meta| declaration.take(&meta))?;
        }
        if declaration.table.is_empty() {
            return Err(Error::new_spanned(&input.ident, "#[record(table = \"...\")] is missing"));
        }
        Ok(declaration)
    }

    fn take(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let key = meta.path.require_ident()?.to_string();
        let value = meta.value()?.parse::<LitStr>()?.value();
        match key.as_str() {
            "path" => self.path = value,
            "table" => self.table = value,
            "order" => self.order = value,
            "at" => self.at = Some(value),
            "title" => self.title = value,
            "operations" => self.operations = value,
            "affects" => self.affects = Some(value),
            "list_needs" => self.list_needs = Some(value),
            _ => return Err(meta.error("unknown attribute of a record")),
        }
        Ok(())
    }
}

impl FieldDeclaration {
    fn read(field: &syn::Field) -> Result<Self> {
        let Some(ident) = field.ident.clone() else {
            return Err(Error::new_spanned(field, "a record has named fields"));
        };
        let mut declared = Self {
            name: pascal(&ident.to_string()),
            ident,
            ty: field.ty.clone(),
            doc: doc_of(&field.attrs),
            joins: Vec::new(),
            default: None,
            alias: None,
            null_filter: None,
            set: None,
            flags: Vec::new(),
        };
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("field")) {
            attribute.parse_nested_meta(|meta| declared.take(&meta))?;
        }
        Ok(declared)
    }

    fn take(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let key = meta.path.require_ident()?.to_string();
        if FLAGS.contains(&key.as_str()) {
            self.flags.push(key);
            return Ok(());
        }
        if key == "set" {
            let mut set = SetDeclaration::default();
            meta.parse_nested_meta(|inner| set.take(&inner))?;
            self.set = Some(set);
            return Ok(());
        }
        let value = meta.value()?.parse::<LitStr>()?.value();
        match key.as_str() {
            "name" => self.name = value,
            "joins" => self.joins = value.split(',').map(|path| path.trim().to_owned()).collect(),
            "default" => self.default = Some(value),
            "alias" => self.alias = Some(value),
            "null_filter" => self.null_filter = Some(value),
            _ => return Err(meta.error("unknown attribute of a field")),
        }
        Ok(())
    }

    /// Whether a switch is set.
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|set| set == flag)
    }
}

impl SetDeclaration {
    fn take(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let value = meta.value()?.parse::<LitStr>()?.value();
        match meta.path.require_ident()?.to_string().as_str() {
            "table" => self.table = value,
            "this" => self.this = value,
            "that" => self.that = value,
            _ => return Err(meta.error("a set has a table, this and that")),
        }
        Ok(())
    }
}

/// The doc comment as one line of text.
fn doc_of(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// `from_time` is `FromTime` on the wire.
fn pascal(snake: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    snake.trim_start_matches("r#").split('_').map(word).collect()
}
