//! What a check-in writes, in the plainest tables that could hold it.

use std::time::{SystemTime, UNIX_EPOCH};

/// The columns of the check-in that are not null when it is made, in the order both databases take them.
pub(super) struct Row {
    /// The check-in's number.
    pub(super) id: i64,
    /// Its unique name.
    pub(super) unique_id: String,
    /// The customer.
    pub(super) customer: i64,
    /// The pass it uses.
    pub(super) pass: i64,
    /// Now, in microseconds.
    pub(super) now: i64,
}

impl Row {
    /// The check-in of this number, which uses one of so many passes.
    pub(super) fn new(id: i64, passes: i64) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(now.as_micros()).unwrap_or(i64::MAX);
        // Names grow with time, as those of the server do; customers come in no order.
        let unique_id = format!("{now:016x}-{id:016x}");
        let customer = id.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64.cast_signed());
        let pass = customer.rem_euclid(passes);
        Self { id, unique_id, customer, pass, now }
    }
}

/// The tables. The types are read by both databases, each in its own way.
pub(super) const TABLES: &str = "
    CREATE TABLE checkins (
        id BIGINT PRIMARY KEY, unique_id TEXT NOT NULL, business BIGINT NOT NULL, customer BIGINT NOT NULL,
        pass BIGINT, plan BIGINT, from_time BIGINT NOT NULL, to_time BIGINT, source SMALLINT NOT NULL,
        zone TEXT NOT NULL, business_day BIGINT NOT NULL, network TEXT, mac_address TEXT, reader TEXT,
        guest SMALLINT NOT NULL, auto_closed SMALLINT NOT NULL, minutes BIGINT NOT NULL, note TEXT,
        created_on BIGINT NOT NULL, updated_on BIGINT NOT NULL, updated_by TEXT NOT NULL);
    CREATE UNIQUE INDEX checkins_unique_id ON checkins (unique_id);
    CREATE UNIQUE INDEX checkins_open ON checkins (customer) WHERE to_time IS NULL;
    CREATE INDEX checkins_by_customer ON checkins (customer, from_time);
    CREATE INDEX checkins_by_business ON checkins (business, from_time);
    CREATE TABLE passes (
        id BIGINT PRIMARY KEY, customer BIGINT NOT NULL, uses BIGINT NOT NULL, minutes BIGINT NOT NULL,
        updated_on BIGINT NOT NULL);
    CREATE TABLE ledger (
        id BIGINT PRIMARY KEY, checkin BIGINT NOT NULL, account BIGINT NOT NULL, amount BIGINT NOT NULL,
        currency TEXT NOT NULL, posted_on BIGINT NOT NULL);
    CREATE INDEX ledger_by_account ON ledger (account, posted_on);";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_another_and_uses_a_pass_that_exists() {
        let rows = [Row::new(1, 10), Row::new(2, 10)];
        assert_ne!(rows[0].unique_id, rows[1].unique_id);
        assert!(rows.iter().all(|row| (0..10).contains(&row.pass)));
    }
}
