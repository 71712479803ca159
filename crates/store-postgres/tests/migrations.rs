//! What a database held before a step is there after it.

use std::sync::Arc;

use tokio_postgres::NoTls;
use vestibule_records::{CoworkerTimePass, Record};
use vestibule_store::{Query, Reading};
use vestibule_store_conformance::entropy::Stirred;
use vestibule_store_conformance::fresh::FreshPostgres;
use vestibule_store_conformance::ledger::{former_books, opened_books};
use vestibule_store_conformance::{Ground, Opening};
use vestibule_store_postgres::{PostgresReading, PostgresStore};

struct Database(FreshPostgres);

impl Ground for Database {
    fn open(&self) -> Opening<'_> {
        Box::pin(async {
            let store = PostgresStore::connect(&self.0.url, Stirred::start()).await;
            Arc::new(store.expect("a store")) as _
        })
    }
}

#[tokio::test]
async fn passes_that_were_there_open_with_what_they_hold() {
    let Some(fresh) = FreshPostgres::create().await else {
        return;
    };
    let database = Database(fresh);
    former_books(&database).await;
    // As if the step had not been taken: one account, and a sign.
    let undo = "DELETE FROM ledger_entries WHERE checkin_id IS NULL; \
                UPDATE ledger_entries SET amount = -amount WHERE CASE unit WHEN 3 THEN credit = 6 ELSE credit = 3 END; \
                ALTER TABLE ledger_entries DROP COLUMN debit, DROP COLUMN credit, ALTER COLUMN checkin_id SET NOT NULL; \
                ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_coworker_id_fkey \
                FOREIGN KEY (coworker_id) REFERENCES coworkers (id); \
                DELETE FROM migrations WHERE name = '0007_ledger';";
    let (client, connection) = tokio_postgres::connect(&database.0.url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(undo).await.unwrap();
    let early = PostgresReading::connect(&database.0.url).await;
    assert!(early.is_err(), "whoever only looks takes no step");
    opened_books(&*database.open().await).await;
    let look = PostgresReading::connect(&database.0.url).await.unwrap();
    let passes = look.page(Query::all(CoworkerTimePass::schema())).await.unwrap().rows;
    assert_eq!(passes.len(), 10);
}
