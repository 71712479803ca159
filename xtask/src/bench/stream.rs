//! `cargo xtask bench stream`: check-ins at full rate, nobody listening and then so many who listen to each of them.
//!
//! Those who listen share the machine with the server, and each reads in a thread of its own.

use super::machine;
use super::product::{OPEN, Place, Product, Running};
use super::report::Figure;
use super::rounds::target_folder;
use super::{Options, StreamOptions};
use crate::{Result, interrupt};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::runtime::{self, Runtime};

/// What each arrival is told with.
const ARRIVAL: &[u8] = b"event: arrival\n";
/// How long those who listen may take for what is on its way when the last check-in is answered.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Measures and prints.
pub(crate) fn run(stream: &StreamOptions, options: &Options) -> Result<ExitCode> {
    interrupt::watch()?;
    let target = target_folder()?;
    let binary = options.binary.clone().unwrap_or_else(|| target.join("release").join("vestibule"));
    if !binary.is_file() {
        return Err(format!("there is no server at {}", binary.display()).into());
    }
    let folder = tempfile::Builder::new().prefix("bench-stream-").tempdir_in(&target)?;
    let only_check_ins = Options { only: vec![OPEN.to_owned()], ..options.clone() };
    println!("{}; load average {}", machine::processor_and_kernel(), machine::load_average());
    let product = Product::seed(&binary, Place::Sqlite(folder.path()), &only_check_ins)?;
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    for listeners in [0, stream.listeners] {
        let running = product.start(&runtime)?;
        println!("{listeners} listen: {}", measured(&running, &runtime, stream.connections, listeners)?);
        interrupt::check()?;
    }
    println!("load average {}", machine::load_average());
    Ok(ExitCode::SUCCESS)
}

/// Check-ins while so many listen, as a line.
fn measured(
    running: &Running<'_>,
    runtime: &Runtime,
    connections: usize,
    listeners: usize,
) -> Result<String> {
    let (address, request) = running.stream();
    let listening = (0..listeners).map(|_| Listener::start(address, &request)).collect::<Result<Vec<_>>>()?;
    let began = Instant::now();
    let figures = running.measure(runtime, connections)?;
    let took = began.elapsed().as_secs_f64();
    std::thread::sleep(if listeners == 0 { Duration::ZERO } else { LAST_WORDS });
    let heard = listening.into_iter().map(Listener::stop).collect::<Result<Vec<_>>>()?;
    let Some((_, Figure { rate, p99, cpu, .. })) = figures.first() else {
        return Err("no check-in was measured".into());
    };
    let told: usize = heard.iter().map(|heard| heard.arrivals).sum();
    let ended = heard.iter().filter(|heard| heard.was_ended).count();
    Ok(format!(
        "{rate:.0} check-ins/s, p99 {p99:.1} ms, {cpu:.0} us CPU of the server each; {:.0} events/s told, {ended} let go for \
         being slow",
        told as f64 / took
    ))
}

/// One who listens.
struct Listener {
    stream: TcpStream,
    reading: JoinHandle<Heard>,
}

/// What one heard.
struct Heard {
    arrivals: usize,
    /// Whether the server ended it.
    was_ended: bool,
}

impl Listener {
    fn start(address: SocketAddr, request: &[u8]) -> Result<Self> {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(request)?;
        let mut reader = stream.try_clone()?;
        // So small a stack that some hundred of them weigh nothing.
        let reading = std::thread::Builder::new().stack_size(256 * 1024);
        Ok(Self { stream, reading: reading.spawn(move || listen(&mut reader))? })
    }

    /// Hangs up.
    fn stop(self) -> Result<Heard> {
        let was_ended = self.reading.is_finished();
        // One that the server ended is hung up already.
        let _ = self.stream.shutdown(Shutdown::Both);
        let heard = self.reading.join().map_err(|_| "one who listened panicked")?;
        Ok(Heard { was_ended, ..heard })
    }
}

/// Counts arrivals until nothing comes any more.
fn listen(stream: &mut impl Read) -> Heard {
    let (mut arrivals, mut rest, mut bytes) = (0, Vec::new(), [0; 16 * 1024]);
    while let Ok(read @ 1..) = stream.read(&mut bytes) {
        rest.extend_from_slice(&bytes[..read]);
        arrivals += rest.windows(ARRIVAL.len()).filter(|window| *window == ARRIVAL).count();
        // What may be the beginning of one more.
        rest.drain(..rest.len().saturating_sub(ARRIVAL.len() - 1));
    }
    Heard { arrivals, was_ended: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrival_is_counted_once_wherever_it_is_cut() {
        struct Pieces(Vec<Vec<u8>>);
        impl Read for Pieces {
            fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
                let piece = if self.0.is_empty() { Vec::new() } else { self.0.remove(0) };
                out[..piece.len()].copy_from_slice(&piece);
                Ok(piece.len())
            }
        }
        let told = b"id: 1\nevent: arrival\ndata: {}\n\nevent: occupancy\ndata: {}\n\nid: 2\nevent: arrival\ndata: {}\n\n";
        for cut in 1..told.len() {
            let pieces = told.chunks(cut).map(<[u8]>::to_vec).collect();
            assert_eq!(listen(&mut Pieces(pieces)).arrivals, 2, "{cut}");
        }
    }
}
