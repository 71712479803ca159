//! A socket on which access points are heard.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::Semaphore;
use vestibule_domain::time::Instant;
use vestibule_radius::{Code, Draft, LONGEST, Packet, Secret};
use vestibule_store::{Shared, StoreError};

use super::repeats::{Before, Repeats};
use super::shared::{Senders, Stranger};
use super::{Port, accounting, authentication};
use crate::app::App;

/// Packets that are decided at once, at most: more only queue at the store. What is beyond is dropped, and comes again.
const AT_ONCE: usize = 2_048;
/// How long to wait when the socket fails.
const BREATH: Duration = Duration::from_millis(100);
/// How often it is told that packets were dropped, in microseconds.
const TOLD_EVERY: i64 = 10_000_000;

/// A socket on which access points are heard.
pub(super) struct Listener {
    app: App,
    port: Port,
    socket: Arc<UdpSocket>,
    senders: Senders,
    repeats: Arc<Repeats>,
    places: Arc<Semaphore>,
    dropped: Dropped,
}

/// Where a packet came from, and with whose secret it is answered.
#[derive(Clone)]
pub(super) struct Sender {
    /// Its address.
    pub(super) address: SocketAddr,
    /// The RADIUS server it is for.
    pub(super) server: Arc<Shared>,
    /// The secret of that.
    pub(super) secret: Secret,
}

impl Listener {
    pub(super) fn new(app: App, port: Port, socket: UdpSocket) -> Self {
        Self {
            app,
            port,
            socket: Arc::new(socket),
            senders: Senders::default(),
            repeats: Arc::default(),
            places: Arc::new(Semaphore::new(AT_ONCE)),
            dropped: Dropped::default(),
        }
    }

    /// Takes packets in, for ever.
    pub(super) async fn run(self) {
        let mut datagram = vec![0; LONGEST + 1];
        loop {
            match self.socket.recv_from(&mut datagram).await {
                Ok((length, from)) => self.take(&datagram[..length], from).await,
                Err(error) => {
                    tracing::warn!(%error, "a packet could not be taken in");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
    }

    async fn take(&self, datagram: &[u8], from: SocketAddr) {
        let now = self.app.now();
        let packet = match Packet::parse(datagram) {
            Ok(packet) if self.is_for(packet.code) => packet,
            Ok(packet) => {
                return self.dropped.note(from, now, &format!("a {:?} does not belong here", packet.code));
            }
            Err(malformed) => return self.dropped.note(from, now, &malformed.to_string()),
        };
        let catalogue = match self.app.store.catalogue().await {
            Ok(catalogue) => catalogue,
            Err(error) => return tracing::error!(%error, "no RADIUS server could be looked up"),
        };
        let bare = !self.app.settings.radius.require_message_authenticator;
        let sender = match self.senders.server(catalogue.radius_servers(), &packet, from.ip(), bare) {
            Ok((server, secret)) => Sender { address: from, server, secret },
            Err(Stranger::Unproved) => return self.dropped.note(from, now, "no secret proves it"),
            Err(Stranger::Bare) => {
                return self.dropped.note(from, now, "it has no Message-Authenticator, and must have one");
            }
        };
        let name = match self.repeats.look(from, &packet, now) {
            Before::New(name) => name,
            Before::Pending => return,
            Before::Answered(reply) => return send(&self.socket, &reply, from).await,
        };
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            self.repeats.answered(name, None);
            return self.dropped.note(from, now, "too many wait already");
        };
        let (app, port) = (self.app.clone(), self.port);
        let (socket, repeats) = (self.socket.clone(), self.repeats.clone());
        let bytes = packet.bytes().to_vec();
        tokio::spawn(async move {
            let reply = answer(&app, port, &sender, &bytes, now).await;
            repeats.answered(name, reply.clone());
            if let Some(reply) = reply {
                send(&socket, &reply, from).await;
            }
            drop(place);
        });
    }

    fn is_for(&self, code: Code) -> bool {
        match self.port {
            Port::Accounting => matches!(code, Code::AccountingRequest | Code::StatusServer),
            Port::Authentication => matches!(code, Code::AccessRequest | Code::StatusServer),
        }
    }
}

/// The reply to a packet; none where it could not be written down, so that it comes again.
async fn answer(app: &App, port: Port, sender: &Sender, bytes: &[u8], now: Instant) -> Option<Arc<[u8]>> {
    let packet = Packet::parse(bytes).ok()?;
    let drafted = match (packet.code, port) {
        (Code::StatusServer, Port::Accounting) => Ok(Draft::answering(&packet, Code::AccountingResponse)),
        (Code::StatusServer, Port::Authentication) => Ok(Draft::answering(&packet, Code::AccessAccept)),
        (_, Port::Accounting) => accounting::answer(app, sender, &packet, now).await,
        (_, Port::Authentication) => authentication::answer(app, sender, &packet).await,
    };
    match drafted {
        Ok(draft) => Some(draft.reply(&packet, &sender.secret).into()),
        Err(StoreError::Busy) => None,
        Err(error) => {
            tracing::error!(%error, server = sender.server.id, "a RADIUS packet is not answered");
            None
        }
    }
}

async fn send(socket: &UdpSocket, reply: &[u8], to: SocketAddr) {
    if let Err(error) = socket.send_to(reply, to).await {
        tracing::debug!(%error, "a RADIUS reply was not sent");
    }
}

/// Packets that were dropped in silence, as the RFCs have it. Not even a log may be flooded by strangers.
#[derive(Default)]
struct Dropped {
    since: AtomicU64,
    told: AtomicI64,
}

impl Dropped {
    fn note(&self, from: SocketAddr, now: Instant, why: &str) {
        let packets = self.since.fetch_add(1, Ordering::Relaxed) + 1;
        let told = self.told.load(Ordering::Relaxed);
        if now.micros() - told >= TOLD_EVERY {
            self.told.store(now.micros(), Ordering::Relaxed);
            self.since.store(0, Ordering::Relaxed);
            tracing::debug!(%from, why, packets, "RADIUS packets were dropped");
        }
    }
}
