//! The tables of the migrations are those of the declarations.

use tokio_postgres::NoTls;
use vestibule_store::sql::Physical;
use vestibule_store_conformance::fresh::FreshPostgres;
use vestibule_store_conformance::tables::{Column, declared, is_declared, sorted};

#[tokio::test]
async fn columns_equal_the_declarations() {
    let Some(fresh) = FreshPostgres::create().await else {
        return;
    };
    let (client, connection) = tokio_postgres::connect(&fresh.url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let sql = "SELECT table_name::text, column_name::text, data_type::text, is_nullable::text \
               FROM information_schema.columns WHERE table_schema = 'public' AND data_type <> 'bytea'";
    let rows = client.query(sql, &[]).await.unwrap();
    let columns = rows.iter().map(|row| {
        let shape = match row.get(2) {
            "bigint" => Physical::Int,
            "boolean" => Physical::Bool,
            "text" => Physical::Text,
            other => panic!("{}.{} is {other}", row.get::<_, &str>(0), row.get::<_, &str>(1)),
        };
        (row.get(0), row.get(1), shape, row.get::<_, &str>(3) == "YES")
    });
    // Tables of the store's own may hold bytes.
    let columns: Vec<Column> = columns.filter(|(table, ..): &Column| is_declared(table)).collect();
    assert_eq!(sorted(columns), declared());
}
