//! The steps by which a database comes to its present shape: each database has its own, in its own SQL.

/// One step, applied once and never changed afterwards.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its name, which orders it.
    pub name: &'static str,
    /// Its statements, each ending a line with a semicolon.
    pub sql: &'static str,
}

impl Migration {
    /// A fingerprint of the text (FNV-1a), by which a step that was changed afterwards is found out.
    #[must_use]
    pub fn checksum(&self) -> i64 {
        let hash = self.sql.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        i64::from_ne_bytes(hash.to_ne_bytes())
    }

    /// Its statements, one by one.
    pub fn statements(&self) -> impl Iterator<Item = &'static str> {
        self.sql.split(";\n").map(str::trim).filter(|statement| !statement.is_empty())
    }

    /// What is still to do, given the names and checksums of what was done.
    ///
    /// # Errors
    /// Names the step whose text is no longer what was applied, or that this program does not know.
    pub fn pending(all: &'static [Self], done: &[(String, i64)]) -> Result<Vec<&'static Self>, String> {
        for (name, checksum) in done {
            match all.iter().find(|step| step.name == name) {
                None => {
                    return Err(format!(
                        "the database knows the migration {name}, which this program does not"
                    ));
                }
                Some(step) if step.checksum() != *checksum => {
                    return Err(format!("the migration {name} is not the one that was applied"));
                }
                Some(_) => {}
            }
        }
        Ok(all.iter().filter(|step| done.iter().all(|(name, _)| name != step.name)).collect())
    }

    /// Nothing is to do, for whoever only looks.
    ///
    /// # Errors
    /// Names the first step that is still to be taken.
    pub fn none_of(pending: &[&Self]) -> Result<(), String> {
        pending.first().map_or(Ok(()), |step| {
            Err(format!("the database has not taken the step {}: serve it once with this program", step.name))
        })
    }
}
