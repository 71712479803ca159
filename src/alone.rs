//! One server over one SQLite file: a second would not hear of what the first has changed, and both would do its jobs.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// The right to serve a file, for as long as it is held. Commands that only look or add need none.
#[derive(Debug)]
pub(crate) struct Alone {
    _held: File,
}

impl Alone {
    /// Takes the right to serve a file. The system gives it back when the process ends, however it ends.
    ///
    /// # Errors
    /// When another process has it, or nothing can be written beside the file.
    pub(crate) fn over(database: &Path) -> Result<Self, String> {
        let beside = beside(database);
        let wrong = |error: std::io::Error| format!("{}: {error}", beside.display());
        let held =
            OpenOptions::new().create(true).truncate(false).write(true).open(&beside).map_err(wrong)?;
        match held.try_lock() {
            Ok(()) => Ok(Self { _held: held }),
            Err(TryLockError::WouldBlock) => {
                Err(format!("{}: another vestibule serves this already", database.display()))
            }
            Err(TryLockError::Error(error)) => Err(wrong(error)),
        }
    }
}

/// The file that is locked: not the database, whose locks are SQLite's. The same one, whichever way leads to it.
fn beside(database: &Path) -> PathBuf {
    let mut name = database.canonicalize().unwrap_or_else(|_| database.to_owned()).into_os_string();
    name.push(".serving");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_served_by_one_at_a_time_whichever_way_leads_to_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("vestibule.db");
        std::fs::write(&file, "").expect("a file");
        let first = Alone::over(&file).expect("nobody else");
        let other_way = folder.path().join(".").join("vestibule.db");
        let error = Alone::over(&other_way).expect_err("somebody serves it");
        assert!(error.contains("another vestibule serves this already"), "{error}");
        drop(first);
        Alone::over(&other_way).expect("nobody else");
    }

    #[test]
    fn where_nothing_can_be_written_the_file_is_named() {
        let error = Alone::over(Path::new("/nowhere/vestibule.db")).expect_err("no such folder");
        assert!(error.starts_with("/nowhere/vestibule.db.serving: "), "{error}");
    }
}
