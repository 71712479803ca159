//! Whom the cluster belongs to: PostgreSQL refuses to run as root, so root hands it to somebody else.

use crate::{Result, process};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// The accounts root may run PostgreSQL as, best first.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// Whom the cluster's folder belongs to and its programs run as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Owner {
    /// Ourselves.
    Us,
    /// Somebody else, since we are root.
    Account {
        /// The user's number.
        user: u32,
        /// The group's number.
        group: u32,
    },
}

impl Owner {
    /// Ourselves, or somebody else when we are root.
    pub(super) fn choose() -> Result<Self> {
        if !process::is_root() {
            return Ok(Self::Us);
        }
        let accounts = std::fs::read_to_string("/etc/passwd")?;
        let found = CANDIDATES.iter().find_map(|name| find(&accounts, name));
        found.ok_or_else(|| format!("as root I need one of the accounts {}", CANDIDATES.join(", ")).into())
    }

    /// Gives the folder to the owner.
    pub(super) fn take(self, folder: &Path) -> Result<()> {
        if let Self::Account { user, group } = self {
            chown(folder, Some(user), Some(group))?;
        }
        Ok(())
    }

    /// A command that runs as the owner.
    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Self::Account { user, group } = self {
            command.uid(user).gid(group);
        }
        command
    }
}

fn find(accounts: &str, name: &str) -> Option<Owner> {
    let fields = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let account = fields.into_iter().find(|fields| fields.first() == Some(&name))?;
    Some(Owner::Account { user: account.get(2)?.parse().ok()?, group: account.get(3)?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_read_as_the_system_writes_them() {
        let accounts =
            "root:x:0:0:root:/root:/bin/bash\npostgres:x:104:110:,,,:/var/lib/postgresql:/bin/sh\n";
        assert_eq!(find(accounts, "postgres"), Some(Owner::Account { user: 104, group: 110 }));
        assert_eq!(find(accounts, "nobody"), None);
    }
}
