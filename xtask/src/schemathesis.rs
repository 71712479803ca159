//! `cargo xtask schemathesis`: made-up requests to every described operation of a running demo. No answer may be
//! a 5xx, or other than described.

use crate::demo::Demo;
use crate::{Result, interrupt, process, python};
use std::process::{Command, ExitCode};

/// What must hold of every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,response_headers_conformance";

/// How much is tried.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Requests to make up for each operation.
    #[arg(long, default_value_t = 8)]
    cases: u32,
    /// Where chance begins: the same seed makes the same requests.
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// Tries every operation.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    interrupt::watch()?;
    let folder = process::workspace().join("clients/schemathesis");
    let programs = python::environment("schemathesis", &folder.join("requirements.txt"))?;
    let demo = Demo::start()?;
    let mut command = Command::new(programs.join("schemathesis"));
    command
        .arg("--config-file")
        .arg(folder.join("schemathesis.toml"))
        .arg("run")
        .arg(format!("{}/openapi.json", demo.said("url")?))
        .args(["--header", &format!("Authorization: Bearer {}", demo.said("token")?)])
        .args(["--checks", CHECKS, "--phases", "fuzzing", "--continue-on-failure", "--warnings", "off"])
        // Its answer never ends.
        .args(["--exclude-path", "/api/vestibule/stream"])
        .args(["--suppress-health-check", "all", "--generation-database", "none"])
        .args(["--max-examples", &options.cases.to_string(), "--seed", &options.seed.to_string()])
        .current_dir(process::target());
    Ok(process::exit_code(process::run_to_end(&mut command)?))
}
