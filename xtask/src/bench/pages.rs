//! `cargo xtask bench pages`: how long the pages of the desk take, and what they weigh, with many customers and two years of
//! visits behind them.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use serde_json::Value;

use super::http::Connection;
use super::product::seed::Seed;
use super::rounds::target_folder;
use super::server::Server;
use super::years::{self, Years};
use super::{PagesOptions, machine, requests};
use crate::Result;
use crate::postgres::free_port;

/// The pages. `{customer}` is one who came often and is inside, `{visit}` the newest one, `{refusal}` the newest one too,
/// `{location}` the only one.
const PAGES: [&str; 24] = [
    "/sign-in",
    "/",
    "/now/list?at={location}",
    "/now/found?at={location}&q=a",
    "/?q=9",
    "/rollcall",
    "/customers",
    "/customers?q=9",
    "/customers?page=400",
    "/customers/{customer}",
    "/visits",
    "/visits/{visit}",
    "/refusals",
    "/refusals/{refusal}",
    "/refusals/{refusal}/let-in",
    "/figures",
    "/figures?customer={customer}",
    "/settings",
    "/settings/tariffs",
    "/settings/coworkers",
    "/settings/coworkers/{customer}",
    "/settings/coworkercontracts/new",
    "/settings/tablets",
    "/account",
];

/// What a page took and weighed.
struct Figure {
    path: &'static str,
    /// In milliseconds, the quickest first.
    took: Vec<f64>,
    /// Of the page alone.
    bytes: usize,
    /// Of the page and what it names of `/assets/`.
    in_all: usize,
}

/// Measures and prints.
pub(crate) fn run(options: &PagesOptions, binary: Option<&Path>) -> Result<ExitCode> {
    let target = target_folder()?;
    let built = target.join("release").join("vestibule");
    let binary = binary.unwrap_or(&built);
    let folder = tempfile::Builder::new().prefix("bench-pages-").tempdir_in(&target)?;
    let file = folder.path().join("pages.db");
    let database = format!("sqlite:{}", file.display());
    let seed = Seed::plant(binary, &database, options.customers)?;
    println!("Putting in {} visits.", options.visits);
    years::fill(&file, Years { visits: options.visits, inside: options.inside, location: seed.business })?;
    println!("{}; load average {}", machine::processor_and_kernel(), machine::load_average());
    let listen = format!("127.0.0.1:{}", free_port()?);
    let mut command = Command::new(binary);
    command.args(["serve", "--database", &database, "--listen", &listen]);
    let server = Server::start(&mut command, folder.path())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let figures = runtime.block_on(visit(&server, &seed, options.times.max(1)))?;
    println!("{}", render(&figures));
    println!("load average {}", machine::load_average());
    Ok(ExitCode::SUCCESS)
}

/// Somebody who goes from page to page.
struct Visitor {
    connection: Connection,
    host: String,
    token: String,
}

async fn visit(server: &Server, seed: &Seed, times: usize) -> Result<Vec<Figure>> {
    let host = format!("loft.localhost:{}", server.address().port());
    let mut connection = Connection::open(server.address()).await?;
    let (_, body) = connection.send(&requests::token(&host, &seed.email, &seed.password)).await?;
    let answer: Value = serde_json::from_slice(body)?;
    let token = answer["access_token"].as_str().ok_or("a token answer without a token")?.to_owned();
    let mut visitor = Visitor { connection, host, token };
    let visit = visitor.newest("/api/spaces/checkins").await?;
    let refusal = visitor.newest("/api/spaces/failedcheckins").await?;
    let id =
        |record: &Value, name: &str| record[name].as_i64().ok_or_else(|| format!("no {name} in {record}"));
    let ids = [
        ("{visit}", id(&visit, "Id")?),
        ("{customer}", id(&visit, "CoworkerId")?),
        ("{refusal}", id(&refusal, "Id")?),
        ("{location}", seed.business),
    ];
    let mut figures = Vec::new();
    for page in PAGES {
        let path = ids.iter().fold(page.to_owned(), |path, (name, id)| path.replace(name, &id.to_string()));
        figures.push(visitor.measure(page, &path, times).await?);
    }
    Ok(figures)
}

impl Visitor {
    async fn measure(&mut self, page: &'static str, path: &str, times: usize) -> Result<Figure> {
        let (mut took, mut text) = (Vec::with_capacity(times), Vec::new());
        for _ in 0..times {
            let begun = Instant::now();
            text = self.get(path).await?;
            took.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        took.sort_by(f64::total_cmp);
        let mut in_all = text.len();
        for asset in assets(&String::from_utf8_lossy(&text)) {
            in_all += self.get(&asset).await?.len();
        }
        Ok(Figure { path: page, took, bytes: text.len(), in_all })
    }

    /// The first record of a list.
    async fn newest(&mut self, list: &str) -> Result<Value> {
        let answer = self.get(&format!("{list}?size=1&page=1")).await?;
        let answer: Value = serde_json::from_slice(&answer)?;
        Ok(answer["Records"][0].clone())
    }

    async fn get(&mut self, path: &str) -> Result<Vec<u8>> {
        let request = requests::get(path, &self.host, &self.token);
        let (status, body) = self.connection.send(&request).await?;
        if status != 200 {
            return Err(format!("{path}: {status} {}", String::from_utf8_lossy(body)).into());
        }
        Ok(body.to_owned())
    }
}

/// What a page names of the files that pages load, each once.
fn assets(page: &str) -> Vec<String> {
    let mut named: Vec<String> = page
        .split("\"/assets/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|name| format!("/assets/{name}"))
        .collect();
    named.sort();
    named.dedup();
    named
}

/// The one below which so many of a hundred are.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let nth = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(nth).copied().unwrap_or_default()
}

fn render(figures: &[Figure]) -> String {
    let mut lines = vec![
        format!("| {:<36} | median ms | p99 ms |    bytes | with assets |", "page"),
        format!("|:{:-<37}|----------:|-------:|---------:|------------:|", ""),
    ];
    lines.extend(figures.iter().map(|figure| {
        let (median, worst) = (percentile(&figure.took, 50), percentile(&figure.took, 99));
        let Figure { path, bytes, in_all, .. } = figure;
        format!("| {path:<36} | {median:>9.2} | {worst:>6.2} | {bytes:>8} | {in_all:>11} |")
    }));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_named_twice_is_loaded_once() {
        let page = r#"<link href="/assets/1f/desk.css"><script src="/assets/1f/live.js"></script><link href="/assets/1f/desk.css">"#;
        assert_eq!(assets(page), ["/assets/1f/desk.css", "/assets/1f/live.js"]);
    }

    #[test]
    fn the_worst_of_a_hundred_is_left_out() {
        let took: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((percentile(&took, 50), percentile(&took, 99)), (50.0, 99.0));
        assert_eq!(percentile(&[7.0], 99), 7.0);
    }
}
