//! `cargo xtask browser` and `cargo xtask screenshots`: the pages of a running demo in a real browser.
//!
//! What is asked of the pages is written in `browser/`. Here stands what it needs: Node, Debian's Chromium, the packages of
//! its lock file, and a demo of its own that is thrown away.

mod pictures;

pub(crate) use pictures::run as screenshots;

use crate::demo::Demo;
use crate::{Result, interrupt, packages, process};
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

/// Names another program than the Chromium in PATH.
const CHROMIUM: &str = "CHROMIUM";
/// Where the tests find what the demo said when it was ready.
const DEMO: &str = "VESTIBULE_DEMO";
/// Where the tests leave pictures of what went wrong.
const FAILURES: &str = "VESTIBULE_FAILURES";

/// What `cargo xtask browser` can be told.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Handed to `node --test`, after a `--`: `--test-name-pattern=PIN`.
    #[arg(last = true)]
    node: Vec<String>,
}

/// Runs the browser tests.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    interrupt::watch()?;
    Ok(process::exit_code(test(&options.node)?))
}

/// Runs the browser tests on a demo of their own, and says where the pictures are if some fail.
pub(crate) fn test(extra: &[String]) -> Result<ExitStatus> {
    let browser = Browser::ready()?;
    let failures = process::target().join("browser");
    if failures.exists() {
        std::fs::remove_dir_all(&failures)?;
    }
    let demo = Demo::start()?;
    let mut tests = browser.node(&demo);
    tests.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]).args(extra);
    tests.args(files("tests")?).env(FAILURES, &failures);
    let status = process::run_to_end(&mut tests)?;
    if failures.exists() {
        eprintln!("Pictures of what went wrong lie in {}.", failures.display());
    }
    Ok(status)
}

/// Node and Chromium, found or installed, and the packages that are pinned.
struct Browser {
    chromium: PathBuf,
}

impl Browser {
    fn ready() -> Result<Self> {
        packages::ensure("npm", &["nodejs", "npm"])?;
        let chromium = match std::env::var_os(CHROMIUM) {
            Some(program) => PathBuf::from(program),
            None => {
                packages::ensure("chromium", &["chromium"])?;
                process::find_in_path("chromium").ok_or("there is no chromium in PATH")?
            }
        };
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder());
        process::must_succeed(&mut npm)?;
        Ok(Self { chromium })
    }

    fn node(&self, demo: &Demo) -> Command {
        let mut node = Command::new("node");
        node.current_dir(folder()).env(CHROMIUM, &self.chromium).env(DEMO, demo.ready());
        node
    }
}

fn folder() -> PathBuf {
    process::workspace().join("browser")
}

/// The test files of a folder by name, since what `node --test` finds by itself differs between its versions.
fn files(below: &str) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder().join(below))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            files.push(format!("{below}/{name}"));
        }
    }
    files.sort();
    Ok(files)
}
