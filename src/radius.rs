//! `vestibule radius create`, and the sockets that access points are heard on.

use std::net::SocketAddr;

use tokio::net::UdpSocket;
use vestibule_server::{App, seed};

use crate::run::{say, secret_line};
use crate::{RadiusCommand, config::Config};

/// Where access points are listened to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Addresses {
    /// For accounting.
    pub(crate) account: Option<SocketAddr>,
    /// For authentication.
    pub(crate) auth: Option<SocketAddr>,
}

impl Addresses {
    /// Those of the command line or the environment go before those of the file.
    pub(crate) fn of(given: &crate::Radius, config: &Config) -> Self {
        let file = config.radius_addresses();
        Self { account: given.radius.or(file.account), auth: given.radius_auth.or(file.auth) }
    }

    /// The sockets, for accounting and for authentication.
    pub(crate) async fn bind(self) -> Result<[Option<UdpSocket>; 2], String> {
        Ok([bind("--radius", self.account).await?, bind("--radius-auth", self.auth).await?])
    }
}

async fn bind(flag: &str, address: Option<SocketAddr>) -> Result<Option<UdpSocket>, String> {
    let Some(address) = address else { return Ok(None) };
    let socket = UdpSocket::bind(address).await.map_err(|error| format!("{flag}: {address}: {error}"))?;
    Ok(Some(socket))
}

/// Makes a RADIUS server and prints what access points must be told.
pub(crate) async fn create(app: &App, command: RadiusCommand) -> Result<(), String> {
    let RadiusCommand::Create { database: _, location, name, vendor, secret_stdin } = command;
    let secret = secret_stdin.then(secret_line).transpose()?;
    let server = seed::NewRadiusServer { location, name, vendor, secret };
    let made = seed::create_radius_server(app, server).await;
    let made = made.map_err(|error| format!("{}: {}", error.property, error.message))?;
    say(&format!("radius server {}\nsecret {}\nnas-identifier {}", made.id, made.secret, made.network_id));
    Ok(())
}
