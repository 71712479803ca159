//! Where PostgreSQL's programs are.

use crate::{Result, packages, process};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a cluster is made and run with.
const NEEDED: [&str; 3] = ["initdb", "pg_ctl", "postgres"];
/// Where Debian keeps one folder per version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder with PostgreSQL's programs; installs them where we may.
pub(super) fn find_or_install() -> Result<PathBuf> {
    if let Some(folder) = find() {
        return Ok(folder);
    }
    println!("No PostgreSQL found; the tests run on SQLite and on PostgreSQL.");
    println!("(Set TEST_DATABASE_URL to use a server that runs elsewhere.)");
    packages::install(&["postgresql"])?;
    find().ok_or_else(|| format!("PostgreSQL was installed, but {} is not found", NEEDED.join(", ")).into())
}

/// What `postgres --version` says, without the name.
pub(super) fn version(folder: &Path) -> String {
    let output = Command::new(folder.join("postgres")).arg("--version").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.trim().trim_start_matches("postgres (PostgreSQL) ").to_owned()
}

fn find() -> Option<PathBuf> {
    in_path().or_else(|| newest_of(Path::new(DEBIAN))).or_else(named_by_pg_config)
}

fn in_path() -> Option<PathBuf> {
    let file = process::find_in_path("pg_ctl")?.canonicalize().ok()?;
    complete(file.parent()?.to_owned())
}

fn newest_of(versions: &Path) -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir(versions)
        .ok()?
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            Some((version, complete(path.join("bin"))?))
        })
        .collect();
    found.sort();
    found.pop().map(|(_, folder)| folder)
}

fn named_by_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    complete(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}

fn complete(folder: PathBuf) -> Option<PathBuf> {
    NEEDED.iter().all(|name| folder.join(name).is_file()).then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn install_fake(versions: &Path, version: &str, programs: &[&str]) {
        let bin = versions.join(version).join("bin");
        std::fs::create_dir_all(&bin).unwrap();
        for program in programs {
            std::fs::write(bin.join(program), "").unwrap();
        }
    }

    #[test]
    fn the_newest_complete_version_wins() {
        let versions = tempfile::tempdir().unwrap();
        install_fake(versions.path(), "9", &NEEDED);
        install_fake(versions.path(), "15", &NEEDED);
        install_fake(versions.path(), "17", &["psql"]);
        assert_eq!(newest_of(versions.path()), Some(versions.path().join("15/bin")));
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        assert_eq!(newest_of(Path::new("/no/such/folder")), None);
    }
}
