//! Access points speak RADIUS: who is on the Wi-Fi (accounting, RFC 2866) and who may join it (authentication,
//! RFC 2865). A packet is proved by the secret of the `RadiusServer` it is for ([`shared`]), a repeated one is answered
//! as the first time ([`repeats`]), and what it says is translated for the rules ([`accounting`], [`authentication`]).
//! Nothing is decided here that a rule decides.

mod accounting;
mod authentication;
mod guest;
mod keep;
mod listener;
mod people;
mod repeats;
mod shared;

use tokio::net::UdpSocket;

use crate::app::App;
use listener::Listener;

/// What is listened for on a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Port {
    Accounting,
    Authentication,
}

/// Listens on the sockets there are, for accounting and for authentication, until told to stop; what was taken in is
/// answered.
pub async fn serve(
    [accounting, authentication]: [Option<UdpSocket>; 2],
    app: App,
    until: impl Future<Output = ()>,
) {
    let hear = |socket: Option<UdpSocket>, port| {
        let listener = socket.map(|socket| Listener::new(app.clone(), port, socket));
        async move {
            match listener {
                Some(listener) => listener.run().await,
                None => std::future::pending().await,
            }
        }
    };
    tokio::select! {
        () = hear(accounting, Port::Accounting) => {}
        () = hear(authentication, Port::Authentication) => {}
        () = until => {}
    }
}
