//! `cargo xtask bench attendance`: how long it takes to tell who is there, and who came when in four weeks, of a location
//! with two years of visits behind it.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use rusqlite::Connection as Database;
use serde_json::Value;

use super::http::Connection;
use super::product::seed::Seed;
use super::rounds::target_folder;
use super::server::Server;
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

/// Visits of one to eight hours, one after the other for two years until now, of the customers in turn. Every third is on a
/// plan, every fifth of a team. `?1` how many, `?2` the location, `?3` now in microseconds.
const VISITS: &str = "\
WITH RECURSIVE nth(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nth WHERE n + 1 < ?1),
 people AS MATERIALIZED (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM coworkers),
 times AS (SELECT n, ?3 - 63072000000000 + n * (63072000000000 / ?1) AS came,
  (60 + (n * 7919) % 420) * 60000000 AS length FROM nth)
INSERT INTO checkins (id, unique_id, created_on, updated_on, coworker_id, business_id, source, from_time, to_time,
  counts_towards_plan_limits, auto_checkout, tariff_at_the_time_of_checkin, teams_at_the_time_of_checkin)
SELECT 1000000000 + n, printf('00000000-0000-4000-8000-%012d', n), came, came, p.id, ?2, 1 + n % 5, came,
  min(came + length, ?3 - 1), 1, 0, CASE n % 3 WHEN 0 THEN 'Resident' WHEN 1 THEN 'Hot desk' END,
  CASE n % 5 WHEN 0 THEN 'Painters' WHEN 1 THEN 'Painters, Potters' END
FROM times JOIN people p ON p.place = n % (SELECT count(*) FROM people)";

/// Who is inside: the last visits are open, each on a pass of its customer. `?1` how many.
const INSIDE: &str = "\
UPDATE checkins SET to_time = NULL, from_time = ?2 - 3600000000, coworker_time_pass_guid = (
  SELECT p.unique_id FROM coworker_time_passes p WHERE p.coworker_id = checkins.coworker_id LIMIT 1)
WHERE id IN (SELECT id FROM checkins ORDER BY id DESC LIMIT ?1)";

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
    fill(&file, options, seed.business)?;
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

fn fill(file: &Path, options: &AttendanceOptions, location: i64) -> Result<()> {
    let database = Database::open(file)?;
    let now = jiff::Timestamp::now().as_microsecond();
    database.execute_batch("PRAGMA foreign_keys = OFF; BEGIN")?;
    database.execute(VISITS, (options.visits, location, now))?;
    database.execute(INSIDE, (options.inside, now))?;
    database.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
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
