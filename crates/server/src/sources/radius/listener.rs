//! A socket on which access points are heard.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::Semaphore;
use vestibule_domain::time::Instant;
use vestibule_radius::{Code, Draft, LONGEST, Malformed, Packet, Secret};
use vestibule_store::{Scope, Shared, StoreError, Viewer};

use super::repeats::{Before, Name, Repeats};
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
        let (packet, sender) = match self.known(datagram, from).await {
            Ok(known) => known,
            Err(why) => {
                let asked = Packet::parse(datagram).map_or("other", |packet| kind_of(packet.code));
                self.app.metrics.radius.add((asked, why.word()), 1);
                if self.dropped.note(from, now, &why) {
                    self.look_anew();
                }
                return;
            }
        };
        match self.repeats.look(from, &packet, now) {
            Before::New(name) => self.hand_on(&packet, sender, name, now),
            Before::Pending => self.count(packet.code, "pending"),
            Before::Answered(reply) => {
                self.count(packet.code, "repeated");
                send(&self.socket, &reply, from).await;
            }
        }
    }

    /// The packet, and whose it is.
    async fn known<'a>(&self, datagram: &'a [u8], from: SocketAddr) -> Result<(Packet<'a>, Sender), Unheard> {
        let packet = Packet::parse(datagram).map_err(Unheard::Malformed)?;
        if !self.is_for(packet.code) {
            return Err(Unheard::Elsewhere(packet.code));
        }
        let catalogue = self.app.store.catalogue().await.map_err(Unheard::Store)?;
        let bare = !self.app.settings.radius.require_message_authenticator;
        let server = self.senders.server(catalogue.radius_servers(), &packet, from.ip(), bare);
        let (server, secret) = server.map_err(Unheard::Stranger)?;
        Ok((packet, Sender { address: from, server, secret }))
    }

    /// Has a packet decided beside all others that are.
    fn hand_on(&self, packet: &Packet<'_>, sender: Sender, name: Name, now: Instant) {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            self.repeats.answered(name, None);
            self.count(packet.code, Unheard::TooMany.word());
            self.dropped.note(sender.address, now, &Unheard::TooMany);
            return;
        };
        let (app, port, asked) = (self.app.clone(), self.port, packet.code);
        let (socket, repeats) = (self.socket.clone(), self.repeats.clone());
        let bytes = packet.bytes().to_vec();
        tokio::spawn(async move {
            let (code, reply) = answer(&app, port, &sender, &bytes, now).await;
            app.metrics.radius.add((kind_of(asked), code.map_or("failed", answer_of)), 1);
            repeats.answered(name, reply.clone());
            if let Some(reply) = reply {
                send(&socket, &reply, sender.address).await;
            }
            drop(place);
        });
    }

    /// A RADIUS server may have been made on another node, of which a node that writes nothing does not hear.
    fn look_anew(&self) {
        let store = self.app.store.clone();
        tokio::spawn(async move {
            let scope =
                Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups: Vec::new(), visit: None };
            if let Err(error) = store.look(scope).await {
                tracing::debug!(%error, "the RADIUS servers were not looked up anew");
            }
        });
    }

    /// Counts a packet that comes to no answer of its own.
    fn count(&self, asked: Code, answer: &'static str) {
        self.app.metrics.radius.add((kind_of(asked), answer), 1);
    }

    fn is_for(&self, code: Code) -> bool {
        match self.port {
            Port::Accounting => matches!(code, Code::AccountingRequest | Code::StatusServer),
            Port::Authentication => matches!(code, Code::AccessRequest | Code::StatusServer),
        }
    }
}

/// The reply to a packet; none where it could not be written down, so that it comes again.
async fn answer(
    app: &App,
    port: Port,
    sender: &Sender,
    bytes: &[u8],
    now: Instant,
) -> (Option<Code>, Option<Arc<[u8]>>) {
    let Ok(packet) = Packet::parse(bytes) else { return (None, None) };
    let drafted = match (packet.code, port) {
        (Code::StatusServer, Port::Accounting) => Ok(Draft::answering(&packet, Code::AccountingResponse)),
        (Code::StatusServer, Port::Authentication) => Ok(Draft::answering(&packet, Code::AccessAccept)),
        (_, Port::Accounting) => accounting::answer(app, sender, &packet, now).await,
        (_, Port::Authentication) => authentication::answer(app, sender, &packet).await,
    };
    match drafted {
        Ok(draft) => (Some(draft.code()), Some(draft.reply(&packet, &sender.secret).into())),
        Err(StoreError::Busy) => (None, None),
        Err(error) => {
            tracing::error!(%error, server = sender.server.id, "a RADIUS packet is not answered");
            (None, None)
        }
    }
}

/// What a packet asks or tells, as a label.
const fn kind_of(code: Code) -> &'static str {
    match code {
        Code::AccessRequest => "authentication",
        Code::AccountingRequest => "accounting",
        Code::StatusServer => "status",
        _ => "other",
    }
}

/// How a packet is answered, as a label.
const fn answer_of(code: Code) -> &'static str {
    match code {
        Code::AccessAccept => "accepted",
        Code::AccessReject => "rejected",
        Code::AccountingResponse => "noted",
        _ => "other",
    }
}

async fn send(socket: &UdpSocket, reply: &[u8], to: SocketAddr) {
    if let Err(error) = socket.send_to(reply, to).await {
        tracing::debug!(%error, "a RADIUS reply was not sent");
    }
}

/// Why a packet is dropped in silence, as the RFCs have it.
enum Unheard {
    Malformed(Malformed),
    Elsewhere(Code),
    Stranger(Stranger),
    TooMany,
    Store(StoreError),
}

impl Unheard {
    /// In a word, as a label.
    const fn word(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "dropped_malformed",
            Self::Elsewhere(_) => "dropped_wrong_port",
            Self::Stranger(Stranger::Unproved) => "dropped_unproved",
            Self::Stranger(Stranger::Bare) => "dropped_without_authenticator",
            Self::TooMany => "dropped_too_many",
            Self::Store(_) => "dropped_store",
        }
    }
}

impl fmt::Display for Unheard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => malformed.fmt(out),
            Self::Elsewhere(code) => write!(out, "a {code:?} does not belong on this port"),
            Self::Stranger(Stranger::Unproved) => out.write_str("no secret proves it"),
            Self::Stranger(Stranger::Bare) => {
                out.write_str("it has no Message-Authenticator, and must have one")
            }
            Self::TooMany => out.write_str("too many wait already"),
            Self::Store(error) => error.fmt(out),
        }
    }
}

/// Packets that were dropped. Not even a log may be flooded by strangers.
#[derive(Default)]
struct Dropped {
    since: AtomicU64,
    told: AtomicI64,
}

impl Dropped {
    /// Counts one; whether it was the time to tell.
    fn note(&self, from: SocketAddr, now: Instant, why: &Unheard) -> bool {
        let packets = self.since.fetch_add(1, Ordering::Relaxed) + 1;
        let told = self.told.load(Ordering::Relaxed);
        if now.micros() - told < TOLD_EVERY {
            return false;
        }
        self.told.store(now.micros(), Ordering::Relaxed);
        self.since.store(0, Ordering::Relaxed);
        tracing::debug!(%from, %why, packets, "RADIUS packets were dropped");
        true
    }
}
