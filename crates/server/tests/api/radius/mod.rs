//! The Wi-Fi, as access points tell of it over RADIUS: packets over real sockets.

mod accounting;
mod joining;
mod orders;
pub(crate) mod radclient;
mod trust;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::net::UdpSocket;
use vestibule_domain::time::Instant;
use vestibule_radius::{Code, Draft, LONGEST, Packet, Secret, kind};
use vestibule_server::sources::radius;

use crate::support::people::text;
use crate::support::{TestApp, at};

pub(crate) const START: u32 = 1;
pub(crate) const STOP: u32 = 2;
pub(crate) const INTERIM: u32 = 3;

/// What a reply over the loopback may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that listens, and an access point that shares a secret with it.
pub(crate) struct AccessPoint {
    pub(crate) accounting: SocketAddr,
    pub(crate) authentication: SocketAddr,
    pub(crate) secret: Secret,
    /// The secret as it is shown.
    pub(crate) written: String,
    /// The id of the `RadiusServer`.
    pub(crate) server: i64,
    socket: UdpSocket,
    identifier: AtomicU8,
}

/// A reply, with the request it answers.
pub(crate) struct Answered {
    reply: Vec<u8>,
}

impl AccessPoint {
    /// An access point of the loft.
    pub(crate) async fn of(app: &TestApp) -> Self {
        let body = json!({ "BusinessId": app.loft, "Name": "Loft Wi-Fi", "Vendor": "Other" });
        let made = app.post("/api/sys/radiusservers", &body).await;
        let written = text(&made.json()["Value"]["SharedSecret"]).to_owned();
        let [accounting, authentication] = [socket().await, socket().await];
        let heard_at = |socket: &UdpSocket| socket.local_addr().expect("an address");
        let (at, auth_at) = (heard_at(&accounting), heard_at(&authentication));
        tokio::spawn(radius::serve(
            [Some(accounting), Some(authentication)],
            app.app.clone(),
            std::future::pending(),
        ));
        Self {
            accounting: at,
            authentication: auth_at,
            secret: Secret::new(written.clone()),
            written,
            server: made.id(),
            socket: socket().await,
            identifier: AtomicU8::new(0),
        }
    }

    /// A request that nothing was told in yet.
    pub(crate) fn draft(&self, code: Code) -> Draft {
        Draft::new(code, self.identifier.fetch_add(1, Ordering::Relaxed))
    }

    /// Sends bytes as they are.
    pub(crate) async fn send(&self, to: SocketAddr, bytes: &[u8]) {
        self.socket.send_to(bytes, to).await.expect("sent");
    }

    /// Waits for the reply to a request, which must be the next one.
    pub(crate) async fn answer_to(&self, request: &[u8]) -> Answered {
        let mut reply = vec![0; LONGEST];
        let received = tokio::time::timeout(PATIENCE, self.socket.recv_from(&mut reply));
        let (length, _) = received.await.expect("no reply").expect("received");
        reply.truncate(length);
        let packet = Packet::parse(&reply).expect("a packet");
        assert!(packet.answers(request, &self.secret), "{:?} does not answer", packet.code);
        Answered { reply }
    }

    /// Tells something of a session; answers once it is on disk.
    pub(crate) async fn account(&self, draft: Draft) {
        let request = draft.request(&self.secret, [0; 16]);
        self.send(self.accounting, &request).await;
        assert_eq!(self.answer_to(&request).await.code(), Code::AccountingResponse);
    }

    /// Tells of a session of somebody with that name on that device: what, when, and how many seconds it has lasted.
    pub(crate) async fn tell(&self, status: u32, (name, device): (&str, &str), instant: &str, lasted: u32) {
        self.account(self.session(status, (name, device), at(instant), lasted)).await;
    }

    /// What [`AccessPoint::tell`] tells.
    pub(crate) fn session(
        &self,
        status: u32,
        (name, device): (&str, &str),
        at: Instant,
        lasted: u32,
    ) -> Draft {
        let stamp = u32::try_from(at.micros() / 1_000_000).expect("a second");
        let draft = self.draft(Code::AccountingRequest).with_number(kind::ACCT_STATUS_TYPE, status);
        let draft = draft.with(kind::ACCT_SESSION_ID, b"5F3A").with_number(kind::EVENT_TIMESTAMP, stamp);
        let draft = if lasted == 0 { draft } else { draft.with_number(kind::ACCT_SESSION_TIME, lasted) };
        let draft = if name.is_empty() { draft } else { draft.with(kind::USER_NAME, name.as_bytes()) };
        if device.is_empty() { draft } else { draft.with(kind::CALLING_STATION_ID, device.as_bytes()) }
    }

    /// Asks whether somebody may join who gives a name and a password.
    pub(crate) async fn ask(&self, name: &str, password: &str, device: &str) -> Answered {
        let draft = self.draft(Code::AccessRequest).with(kind::USER_NAME, name.as_bytes());
        let draft = if password.is_empty() { draft } else { draft.with_password(password.as_bytes()) };
        let draft =
            if device.is_empty() { draft } else { draft.with(kind::CALLING_STATION_ID, device.as_bytes()) };
        let chance = [self.identifier.load(Ordering::Relaxed); 16];
        let request = draft.request(&self.secret, chance);
        self.send(self.authentication, &request).await;
        self.answer_to(&request).await
    }
}

impl Answered {
    pub(crate) fn packet(&self) -> Packet<'_> {
        Packet::parse(&self.reply).expect("a packet")
    }

    pub(crate) fn code(&self) -> Code {
        self.packet().code
    }

    /// The sentence of a refusal.
    pub(crate) fn refused(&self) -> String {
        assert_eq!(self.code(), Code::AccessReject);
        self.packet().text(kind::REPLY_MESSAGE).expect("a sentence").into_owned()
    }
}

impl TestApp {}

async fn socket() -> UdpSocket {
    UdpSocket::bind("127.0.0.1:0").await.expect("a socket")
}
