//! A line to the broker that loses receipts when it is told to, and can be cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// The kind of packet that acknowledges a message, in the upper half of its first byte.
const RECEIPT: u8 = 4;

/// The line.
pub(super) struct Lossy {
    port: u16,
    line: Arc<Line>,
}

#[derive(Default)]
struct Line {
    loses: AtomicBool,
    lost: AtomicUsize,
    passed: AtomicUsize,
    cut: Notify,
}

impl Lossy {
    /// A line to a port of this machine.
    pub(super) async fn to(broker: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let line = Arc::new(Line::default());
        let carried = line.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, broker, carried.clone()));
            }
        });
        Self { port, line }
    }

    /// Its near end.
    pub(super) fn url(&self) -> String {
        format!("mqtt://127.0.0.1:{}", self.port)
    }

    /// Whether it loses receipts from now on.
    pub(super) fn lose_receipts(&self, loses: bool) {
        self.line.loses.store(loses, Ordering::SeqCst);
    }

    /// How many receipts it lost.
    pub(super) fn lost(&self) -> usize {
        self.line.lost.load(Ordering::SeqCst)
    }

    /// How many receipts went through.
    pub(super) fn passed(&self) -> usize {
        self.line.passed.load(Ordering::SeqCst)
    }

    /// Cuts whoever is connected.
    pub(super) fn cut(&self) {
        self.line.cut.notify_waiters();
    }
}

async fn carry(client: TcpStream, broker: u16, line: Arc<Line>) {
    let Ok(broker) = TcpStream::connect(("127.0.0.1", broker)).await else { return };
    let (from_client, mut to_client) = client.into_split();
    let (mut from_broker, to_broker) = broker.into_split();
    tokio::select! {
        () = line.cut.notified() => {}
        _ = there(from_client, to_broker, &line) => {}
        _ = tokio::io::copy(&mut from_broker, &mut to_client) => {}
    }
}

/// Packet by packet, to the broker.
async fn there(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, line: &Line) -> std::io::Result<()> {
    loop {
        let packet = packet(&mut from).await?;
        let is_receipt = packet[0] >> 4 == RECEIPT;
        if is_receipt && line.loses.load(Ordering::SeqCst) {
            line.lost.fetch_add(1, Ordering::SeqCst);
            continue;
        }
        to.write_all(&packet).await?;
        line.passed.fetch_add(usize::from(is_receipt), Ordering::SeqCst);
    }
}

/// One packet: a byte, the length of the rest in groups of seven bits, and the rest.
async fn packet(from: &mut OwnedReadHalf) -> std::io::Result<Vec<u8>> {
    let mut packet = vec![from.read_u8().await?];
    let (mut length, mut shift) = (0_usize, 0);
    loop {
        let byte = from.read_u8().await?;
        packet.push(byte);
        length |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    let head = packet.len();
    packet.resize(head + length, 0);
    from.read_exact(&mut packet[head..]).await?;
    Ok(packet)
}
