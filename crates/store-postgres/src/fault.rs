//! What a failure of PostgreSQL means for the works that met it.

use deadpool_postgres::PoolError;
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;
use vestibule_records::WrongValue;
use vestibule_store::StoreError;

/// Why a transaction did not commit, told apart by what may be done about it.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The catalogue it worked with is older than the database: load it anew and start over.
    Stale,
    /// Another writer was in the way, or two works of a batch were: rolled back, worth trying again.
    Conflict,
    /// A constraint said no: rolled back.
    Constraint(StoreError),
    /// Anything else that one of the works brought about: rolled back.
    Refused(StoreError),
    /// The database is unwell, and whether it committed is not known: nothing may be tried again here.
    Lost(StoreError),
}

impl Fault {
    /// What the caller is told.
    pub(crate) fn into_error(self) -> StoreError {
        match self {
            // Only when trying again did not help either.
            Self::Stale | Self::Conflict => StoreError::Busy,
            Self::Constraint(error) | Self::Refused(error) | Self::Lost(error) => error,
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let message = describe(&error);
        let Some(code) = error.code() else {
            return Self::Lost(StoreError::Database(message));
        };
        match *code {
            SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => Self::Conflict,
            SqlState::FOREIGN_KEY_VIOLATION => Self::Constraint(StoreError::StillReferred),
            SqlState::UNIQUE_VIOLATION => Self::Constraint(StoreError::Taken),
            _ if is_unwell(code.code()) => Self::Lost(StoreError::Database(message)),
            _ => Self::Refused(StoreError::Database(message)),
        }
    }
}

impl From<PoolError> for Fault {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => Self::Lost(StoreError::Database(describe(&error))),
            other => Self::Lost(StoreError::Database(other.to_string())),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

impl From<WrongValue> for Fault {
    fn from(wrong: WrongValue) -> Self {
        Self::Refused(StoreError::Corrupt(wrong))
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        fault.into_error()
    }
}

/// Connection failures, lack of resources, shutdown, failures of the machine, and a commit of unknown fate.
fn is_unwell(code: &str) -> bool {
    code == "40003"
        || (code != "57014" && ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class)))
}

/// The message alone: details may hold values, which do not belong in a log.
pub(crate) fn describe(error: &Error) -> String {
    match error.as_db_error() {
        Some(told) => format!("PostgreSQL says {}: {}", told.code().code(), told.message()),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_unwell;

    #[test]
    fn a_cancelled_statement_is_no_sign_of_an_unwell_database() {
        let unwell = ["08006", "53300", "57P01", "58030", "40003"];
        assert!(unwell.into_iter().all(is_unwell));
        let well = ["57014", "22021", "40001", "23505", "25P02"];
        assert!(!well.into_iter().any(is_unwell));
    }
}
