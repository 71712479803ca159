//! A small network that looks like a real one: a loft in London and a yard in Berlin, their plans, passes and people,
//! and a fortnight of visits. The visits are not put in: they come the way of every visit, and some are refused.

mod fortnight;
mod network;
mod people;
mod premises;

use vestibule_records::{Business, Coworker, Id, Record, Role, Row, Test};
use vestibule_store::{Query, StoreError};

use super::planting::{Planting, plant};
use super::users::{NewUser, bearer_token, create_user};
use crate::app::App;
use network::Network;

/// Who runs the demo network.
pub const DEMO_EMAIL: &str = "admin@harbour.example";
/// Their password.
pub const DEMO_PASSWORD: &str = "a-demo-password";

/// What is told about the demo network.
#[derive(Debug, Clone)]
pub struct Demo {
    /// A bearer token of the administrator.
    pub token: String,
    /// The first location.
    pub business: i64,
    /// A customer with a pass who is not inside.
    pub customer: i64,
    /// Their name.
    pub customer_name: String,
    /// The card of another member who is not inside.
    pub card: String,
    /// Whose card it is.
    pub card_holder: String,
}

/// Seeds the demo network where there is none yet, and gives out a token.
///
/// # Errors
/// When the store fails, or what is there is not the demo network.
pub async fn demo(app: &App) -> Result<Demo, String> {
    let empty = app.store.list(Query { limit: 1, ..Query::all(Business::schema()) }).await;
    if empty.map_err(|error| error.to_string())?.rows.is_empty() {
        seed(app).await?;
    }
    let token = bearer_token(app, DEMO_EMAIL, DEMO_PASSWORD).await?;
    let businesses = rows(app, Query::all(Business::schema())).await?;
    let hannah = customer(app, "hannah.brook@example.com").await?;
    let bilal = customer(app, "bilal.khan@example.com").await?;
    let (Some(loft), Some(hannah), Some(bilal)) = (businesses.first(), hannah, bilal) else {
        return Err("this folder holds something else than the demo network".to_owned());
    };
    let text = |row: &Row, field| row.get(field).text().unwrap_or_default().to_owned();
    Ok(Demo {
        token,
        business: loft.id(),
        customer: hannah.id(),
        customer_name: text(&hannah, "FullName"),
        card: text(&bilal, "AccessCardId"),
        card_holder: text(&bilal, "FullName"),
    })
}

async fn customer(app: &App, email: &str) -> Result<Option<Row>, String> {
    let found = rows(app, Query::by::<Coworker>("Email", Test::Same(email.to_owned()))).await?;
    Ok(found.into_iter().next())
}

async fn rows(app: &App, query: Query) -> Result<Vec<Row>, String> {
    app.store.list(query).await.map(|page| page.rows).map_err(|error| error.to_string())
}

async fn seed(app: &App) -> Result<(), String> {
    let roles = rows(app, Query { sets: false, ..Query::all(Role::schema()) }).await?;
    let desk = |row: &&Row| {
        let name = row.get("Name").text().unwrap_or_default();
        ["Checkin-", "FailedCheckin-", "Coworker-List", "Coworker-Read", "CoworkerTimePass-"]
            .iter()
            .any(|role| name.starts_with(role))
    };
    let desk_roles: Vec<Id<Role>> = roles.iter().filter(desk).map(|row| Id::new(row.id())).collect();
    let hash = app.passwords.hash(DEMO_PASSWORD.to_owned()).await.map_err(|error| error.to_string())?;
    let now = app.now();
    let sow = move |ground: &mut Planting<'_, '_>| Network::found(ground, now, &desk_roles, &hash);
    plant(app, sow).await.map_err(|error: StoreError| error.to_string())?;
    let admin = NewUser {
        full_name: "Ada Harbour".to_owned(),
        email: DEMO_EMAIL.to_owned(),
        password: DEMO_PASSWORD.to_owned(),
        is_admin: true,
        roles: Vec::new(),
        locations: Vec::new(),
    };
    create_user(app, admin).await.map_err(|error| error.message)?;
    // A fortnight passes in seconds: the limits of whoever asks over the network are not for it.
    fortnight::live(&App { limits: None, ..app.clone() }, network::home_zone().local(now).0).await
}
