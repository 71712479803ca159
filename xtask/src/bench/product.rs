//! The server itself: seeded once, and started on a fresh copy of that for every cell group.

mod place;
pub(super) mod seed;

use super::floors::Sizes;
use super::http::Connection;
use super::load::{self, Load};
use super::report::Figure;
use super::server::Server;
use super::work::{Stay, Visits, Work};
use super::{Options, requests};
use crate::postgres::free_port;
use crate::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use seed::Seed;
use serde_json::Value;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;
use tokio::runtime::Runtime;

pub(crate) use place::{Place, fresh_database};

/// The row that has a target.
pub(crate) const OPEN: &str = "check-in (open, first of the day)";
/// Visits of people who come again and again: told after they ended, and on a day pass a block that grows, not new rows.
pub(crate) const AGAIN: &str = "check-in (one minute, again)";
/// A card held to a door for the first time that day: the owner is found, let in and recorded, on the visit of the day
/// where there is one.
pub(crate) const TAP: &str = "tap of a card (opens a visit)";
/// Attempts of people who have no pass.
pub(crate) const REFUSED: &str = "refusal (recorded)";
/// Why somebody would get in: every rule put to every pass, and nothing written.
pub(crate) const EXPLAIN: &str = "explain";
/// The list that a desk looks at.
pub(crate) const LIST: &str = "list of 25";

/// How many customers check in before anything is measured.
const WARM: usize = 200;
/// Of ten customers with a pass, how many come once and stay; the others come again and again.
const STAY: usize = 8;

/// The server's binary, a database, and who is in it.
pub(crate) struct Product<'a> {
    binary: &'a Path,
    place: Place<'a>,
    seed: Seed,
    options: &'a Options,
}

/// The server running on a fresh copy of the seeded database.
pub(crate) struct Running<'a> {
    product: &'a Product<'a>,
    server: Server,
    host: String,
    token: String,
}

/// How one kind of request is measured.
struct Cell {
    name: &'static str,
    status: u16,
    work: Work,
}

impl<'a> Product<'a> {
    /// Seeds the database that every fresh one is a copy of.
    pub(crate) fn seed(binary: &'a Path, place: Place<'a>, options: &'a Options) -> Result<Self> {
        place.prepare()?;
        let seed = Seed::plant(binary, &place.seeded(), options.customers)?;
        place.settle()?;
        Ok(Self { binary, place, seed, options })
    }

    /// Starts the server on a fresh copy and logs in.
    pub(crate) fn start(&self, runtime: &Runtime) -> Result<Running<'_>> {
        let database = self.place.fresh()?;
        let listen = format!("127.0.0.1:{}", free_port()?);
        let mut command = Command::new(self.binary);
        command.args(["serve", "--database", &database, "--listen", &listen]);
        let server = Server::start(&mut command, self.place.folder())?;
        let host = format!("loft.localhost:{}", server.address().port());
        let request = requests::token(&host, &self.seed.email, &self.seed.password);
        let body = runtime.block_on(ask(&server, &request))?;
        let answer: Value = serde_json::from_slice(&body)?;
        let token = answer["access_token"].as_str().ok_or("a token answer without a token")?.to_owned();
        Ok(Running { product: self, server, host, token })
    }

    /// Which database it is.
    pub(crate) fn database(&self) -> &'static str {
        self.place.name()
    }
}

impl Running<'_> {
    /// Checks one customer in and measures the bodies.
    pub(crate) fn sizes(&self, runtime: &Runtime) -> Result<Sizes> {
        let customer = *self.product.seed.with_pass.last().ok_or("no customer has a pass")?;
        let body = requests::check_in(self.product.seed.business, customer, Timestamp::now(), None);
        let mut request = Vec::new();
        requests::write(&mut request, &requests::check_in_head(&self.host, &self.token), &body);
        let reply = runtime.block_on(ask(&self.server, &request))?;
        Ok(Sizes { request: body.len(), reply: reply.len() })
    }

    /// Measures the cells that are wanted at this number of connections, after a warm-up that is not counted.
    pub(crate) fn measure(
        &self,
        runtime: &Runtime,
        connections: usize,
    ) -> Result<Vec<(&'static str, Figure)>> {
        let duration = self.product.options.cell();
        let (warm, rest) = split(&self.product.seed.with_pass);
        let warm_up = self.visits("the warm-up", 200, warm, Stay::Open);
        self.measure_cell(runtime, connections, duration.max(Duration::from_secs(10)), warm_up)?;
        let mut figures = Vec::new();
        for cell in self.cells(rest).into_iter().filter(|cell| self.product.options.wants(cell.name)) {
            let name = cell.name;
            figures.push((name, self.measure_cell(runtime, connections, duration, cell)?));
        }
        Ok(figures)
    }

    /// The most memory the server has held, in MB.
    pub(crate) fn peak_memory(&self) -> Result<f64> {
        self.server.peak_memory()
    }

    /// Where arrivals are told, and the request for them.
    pub(crate) fn stream(&self) -> (SocketAddr, Vec<u8>) {
        (self.server.address(), requests::stream(&self.host, &self.token))
    }

    fn cells(&self, customers: &[i64]) -> [Cell; 6] {
        let (stay, again) = customers.split_at(customers.len() * STAY / 10);
        let list = Work::Same(requests::list(&self.host, &self.token));
        [
            self.visits(OPEN, 200, stay, Stay::Open),
            self.visits(AGAIN, 200, again, Stay::Minute),
            Cell { name: TAP, status: 200, work: Work::Each(self.taps(again), AtomicUsize::new(0)) },
            self.visits(REFUSED, 400, &self.product.seed.without_pass, Stay::Refused),
            self.visits(EXPLAIN, 200, again, Stay::Asked),
            Cell { name: LIST, status: 200, work: list },
        ]
    }

    /// One tap of each customer's card.
    fn taps(&self, customers: &[i64]) -> Vec<Vec<u8>> {
        let cards = customers.iter().filter_map(|customer| self.product.seed.cards.get(customer));
        cards.map(|card| requests::tap(&self.host, card)).collect()
    }

    fn visits(&self, name: &'static str, status: u16, customers: &[i64], stay: Stay) -> Cell {
        let back = if stay == Stay::Minute { SignedDuration::from_hours(2) } else { SignedDuration::ZERO };
        let head = match stay {
            Stay::Asked => requests::question_head(&self.host, &self.token),
            _ => requests::check_in_head(&self.host, &self.token),
        };
        let visits = Visits {
            head,
            business: self.product.seed.business,
            customers: customers.to_vec(),
            from: Timestamp::now() - back,
            stay,
            next: AtomicUsize::new(0),
        };
        Cell { name, status, work: Work::Visits(visits) }
    }

    fn measure_cell(
        &self,
        runtime: &Runtime,
        connections: usize,
        duration: Duration,
        Cell { name, status, work }: Cell,
    ) -> Result<Figure> {
        let address = self.server.address();
        let load = Load { name, address, connections, duration, status, work: Arc::new(work) };
        let before = self.server.cpu_micros()?;
        let mut tally = runtime.block_on(load::run(&load))?;
        Ok(Figure::new(&mut tally, self.server.cpu_micros()? - before))
    }
}

/// The first few for the warm-up; with hardly any customers, half of them.
fn split(customers: &[i64]) -> (&[i64], &[i64]) {
    customers.split_at(WARM.min(customers.len() / 2))
}

async fn ask(server: &Server, request: &[u8]) -> Result<Vec<u8>> {
    let mut connection = Connection::open(server.address()).await?;
    let (status, body) = connection.send(request).await?;
    if status == 200 {
        return Ok(body.to_vec());
    }
    let first = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let (first, body) = (String::from_utf8_lossy(first), String::from_utf8_lossy(body));
    Err(Error::from(format!("{first}: the server answered {status}: {body}")))
}
