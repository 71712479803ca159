//! Who is in the database: the server's binary fills it and says whom it made.

use crate::{Result, process};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

/// Whom the seeded database holds.
#[derive(Debug, PartialEq)]
pub(crate) struct Seed {
    /// The administrator's e-mail address.
    pub(crate) email: String,
    /// The administrator's password.
    pub(crate) password: String,
    /// The location.
    pub(crate) business: i64,
    /// Customers who hold passes.
    pub(crate) with_pass: Vec<i64>,
    /// Their cards.
    pub(crate) cards: HashMap<i64, String>,
    /// Customers who hold none.
    pub(crate) without_pass: Vec<i64>,
}

impl Seed {
    /// Fills the database with this many customers.
    pub(crate) fn plant(binary: &Path, database: &str, customers: usize) -> Result<Self> {
        println!("Seeding {customers} customers.");
        let mut command = Command::new(binary);
        command.args(["bench-seed", "--database", database, "--customers", &customers.to_string()]);
        let output = command.current_dir(process::workspace()).output()?;
        if !output.status.success() {
            return Err(format!("bench-seed failed: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Self::parse(&String::from_utf8(output.stdout)?)
    }

    fn parse(output: &str) -> Result<Self> {
        let line = output.lines().rfind(|line| line.starts_with('{')).ok_or("bench-seed printed no JSON")?;
        let value: Value = serde_json::from_str(line)?;
        Ok(Self {
            email: text(&value, "email")?,
            password: text(&value, "password")?,
            business: value["business"].as_i64().ok_or("bench-seed named no business")?,
            with_pass: ids(&value, "with_pass")?,
            cards: cards(&value)?,
            without_pass: ids(&value, "without_pass")?,
        })
    }
}

fn text(value: &Value, name: &str) -> Result<String> {
    Ok(value[name].as_str().ok_or_else(|| format!("bench-seed named no {name}"))?.to_owned())
}

fn ids(value: &Value, name: &str) -> Result<Vec<i64>> {
    let ids = value[name].as_array().ok_or_else(|| format!("bench-seed named no {name}"))?;
    Ok(shuffled(ids.iter().filter_map(Value::as_i64).collect()))
}

/// The card of each customer with a pass.
fn cards(value: &Value) -> Result<HashMap<i64, String>> {
    let owners = value["with_pass"].as_array().into_iter().flatten().filter_map(Value::as_i64);
    let cards = value["cards"].as_array().ok_or("bench-seed named no cards")?;
    Ok(owners.zip(cards.iter().filter_map(Value::as_str).map(str::to_owned)).collect())
}

/// People do not come in the order in which they joined; the order is the same in every run.
fn shuffled(mut ids: Vec<i64>) -> Vec<i64> {
    ids.sort_by_key(|id| id.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64.cast_signed()));
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_is_the_line_of_json() {
        let line = r#"{"email":"a@b.c","password":"p","business":1,"with_pass":[2,3],"cards":["04A1","04B2"],"without_pass":[4]}"#;
        let seed = Seed::parse(&format!("making customers\n{line}\n")).unwrap();
        assert_eq!((seed.business, seed.with_pass, seed.without_pass), (1, shuffled(vec![2, 3]), vec![4]));
        assert_eq!(seed.cards[&3], "04B2");
        assert!(Seed::parse("nothing").is_err());
    }
}
