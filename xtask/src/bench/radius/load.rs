//! The generator: one access point that tells of many sessions, so many packets at once and no more.

use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant, SystemTime};

use vestibule_radius::{Code, Draft, Packet, Secret, kind};

use crate::{Result, interrupt};

/// Identifiers of a socket, and so packets that may be on their way from it.
const IDENTIFIERS: usize = 256;
/// After how long a packet is told again, as access points do.
const AGAIN_AFTER: Duration = Duration::from_secs(3);
/// How often memory is printed, in packets.
const EVERY: usize = 100_000;

/// What is told.
pub(super) struct Load<'a> {
    /// Packets in all.
    pub(super) packets: usize,
    /// Packets on their way at once.
    pub(super) in_flight: usize,
    /// Whose sessions.
    pub(super) names: &'a [String],
}

/// What was measured.
pub(super) struct Figures {
    pub(super) starts: usize,
    pub(super) starts_per_second: f64,
    pub(super) packets_per_second: f64,
    pub(super) p50: Duration,
    pub(super) p99: Duration,
    pub(super) cpu_per_packet: f64,
    pub(super) sent_again: usize,
}

/// The CPU time of what is measured, in microseconds, and the memory it holds, in MB.
pub(super) type Watch<'a> = dyn Fn() -> Result<(f64, f64)> + 'a;

/// A packet on its way.
struct Told {
    bytes: Vec<u8>,
    first: Instant,
    last: Instant,
}

impl Load<'_> {
    /// Tells all of it to one address.
    pub(super) fn run(&self, to: SocketAddr, secret: &str, watch: &Watch<'_>) -> Result<Figures> {
        let secret = Secret::new(secret);
        let sockets = self.in_flight.div_ceil(IDENTIFIERS).max(1);
        let sockets = (0..sockets).map(|_| socket(to)).collect::<Result<Vec<_>>>()?;
        let mut flight: Vec<Vec<Option<Told>>> =
            sockets.iter().map(|_| (0..IDENTIFIERS).map(|_| None).collect()).collect();
        let (mut sent, mut answered, mut sent_again) = (0, 0, 0);
        let mut took = Vec::with_capacity(self.packets);
        let begun = Instant::now();
        let (cpu, _) = watch()?;
        let starts = self.packets.min(self.names.len());
        let mut starts_done = None;
        let mut datagram = [0; 4096];
        // The next ones go out before all that are under way have come back.
        let breath = (self.in_flight / 8).max(1);
        while answered < self.packets {
            interrupt::check()?;
            for (socket, flight) in sockets.iter().zip(&mut flight) {
                for (identifier, place) in flight.iter_mut().enumerate() {
                    if place.is_none() && sent < self.packets && sent - answered < self.in_flight {
                        let bytes = self.packet(sent, u8::try_from(identifier)?).request(&secret, [0; 16]);
                        socket.send(&bytes)?;
                        let now = Instant::now();
                        *place = Some(Told { bytes, first: now, last: now });
                        sent += 1;
                    }
                }
                // What has come, and then the next ones go out.
                for _ in 0..breath {
                    let Some(length) = received(socket, &mut datagram)? else { break };
                    let Ok(reply) = Packet::parse(&datagram[..length]) else { continue };
                    let Some(told) = flight[usize::from(reply.identifier)].take() else { continue };
                    took.push(told.first.elapsed());
                    answered += 1;
                    if answered == starts {
                        starts_done = Some(begun.elapsed());
                    }
                    if answered.is_multiple_of(EVERY) {
                        println!("  {answered} packets, {:.0} MB", watch()?.1);
                    }
                }
                for told in flight.iter_mut().flatten().filter(|told| told.last.elapsed() > AGAIN_AFTER) {
                    socket.send(&told.bytes)?;
                    told.last = Instant::now();
                    sent_again += 1;
                }
            }
        }
        let lasted = begun.elapsed();
        took.sort_unstable();
        let percentile = |percent: usize| took[(took.len() * percent / 100).min(took.len() - 1)];
        Ok(Figures {
            starts,
            starts_per_second: rate(starts, starts_done.unwrap_or(lasted)),
            packets_per_second: rate(self.packets, lasted),
            p50: percentile(50),
            p99: percentile(99),
            cpu_per_packet: (watch()?.0 - cpu) / count(self.packets),
            sent_again,
        })
    }

    /// The packet of that number: first a Start of everybody, then an Interim of everybody a minute later, and so on.
    fn packet(&self, nth: usize, identifier: u8) -> Draft {
        let (round, whose) = (nth / self.names.len(), nth % self.names.len());
        let status = if round == 0 { 1 } else { 3 };
        let seconds = u32::try_from(round).unwrap_or(u32::MAX);
        let [_, a, b, c] = u32::try_from(whose).unwrap_or_default().to_be_bytes();
        let device = format!("00-16-3E-{a:02X}-{b:02X}-{c:02X}");
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        Draft::new(Code::AccountingRequest, identifier)
            .with_number(kind::ACCT_STATUS_TYPE, status)
            .with(kind::USER_NAME, self.names[whose].as_bytes())
            .with(kind::ACCT_SESSION_ID, format!("{whose:08X}").as_bytes())
            .with(kind::NAS_IP_ADDRESS, &[192, 0, 2, 1])
            .with(kind::CALLING_STATION_ID, device.as_bytes())
            .with(kind::CALLED_STATION_ID, b"00-16-3E-FF-FF-01:Loft")
            .with_number(kind::ACCT_SESSION_TIME, seconds)
            .with_number(kind::EVENT_TIMESTAMP, u32::try_from(now).unwrap_or_default())
    }
}

fn socket(to: SocketAddr) -> Result<UdpSocket> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(to)?;
    // Waiting is given up now and then, to see what must be told again.
    socket.set_read_timeout(Some(Duration::from_millis(20)))?;
    Ok(socket)
}

fn received(socket: &UdpSocket, datagram: &mut [u8]) -> Result<Option<usize>> {
    match socket.recv(datagram) {
        Ok(length) => Ok(Some(length)),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Ok(None),
        // It does not listen yet, or a packet of before was not taken.
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// So many in a second.
pub(super) fn rate(count_of: usize, lasted: Duration) -> f64 {
    count(count_of) / lasted.as_secs_f64()
}

#[expect(clippy::cast_precision_loss, reason = "a count of packets")]
fn count(of: usize) -> f64 {
    of as f64
}
