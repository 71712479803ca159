//! `cargo xtask bench attendance`: how long it takes to tell who is there, and who came when in four weeks, of a location
//! with two years of visits behind it.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use serde_json::Value;

use super::http::Connection;
use super::product::seed::Seed;
use super::rounds::target_folder;
use super::server::Server;
use super::years::{self, Years};
use super::{AttendanceOptions, machine, requests};
use crate::Result;
use crate::postgres::free_port;

/// What is asked.
const QUESTIONS: [&str; 6] = [
    "presence?",
    "rollcall?",
    "attendance?by=weekhour&",
    "attendance?by=weekhour&of=plan&",
    "attendance?by=weekhour&of=team&",
    "attendance?by=weekhour&of=source&",
];

/// Measures and prints.
pub(crate) fn run(options: &AttendanceOptions, binary: Option<&Path>) -> Result<ExitCode> {
    let target = target_folder()?;
    let built = target.join("release").join("vestibule");
    let binary = binary.unwrap_or(&built);
    let folder = tempfile::Builder::new().prefix("bench-attendance-").tempdir_in(&target)?;
    let file = folder.path().join("attendance.db");
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
    runtime.block_on(ask(&server, &seed, options.times))?;
    println!("load average {}", machine::load_average());
    Ok(ExitCode::SUCCESS)
}

async fn ask(server: &Server, seed: &Seed, times: u32) -> Result<()> {
    let host = format!("loft.localhost:{}", server.address().port());
    let mut connection = Connection::open(server.address()).await?;
    let (_, body) = connection.send(&requests::token(&host, &seed.email, &seed.password)).await?;
    let answer: Value = serde_json::from_slice(body)?;
    let token = answer["access_token"].as_str().ok_or("a token answer without a token")?.to_owned();
    for question in QUESTIONS {
        let path = format!("/api/vestibule/{question}location={}", seed.business);
        let request = requests::get(&path, &host, &token);
        let (mut took, mut bytes) = (Vec::new(), 0);
        for _ in 0..times.max(1) {
            let begun = Instant::now();
            let (status, body) = connection.send(&request).await?;
            took.push(begun.elapsed().as_secs_f64() * 1000.0);
            bytes = body.len();
            if status != 200 {
                return Err(format!("{path}: {status} {}", String::from_utf8_lossy(body)).into());
            }
        }
        took.sort_by(f64::total_cmp);
        let (median, last) = (took[took.len() / 2], took[took.len() - 1]);
        println!("{path}: median {median:.1} ms, worst {last:.1} ms, {bytes} bytes");
    }
    Ok(())
}
