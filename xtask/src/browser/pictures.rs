//! `cargo xtask screenshots`: each page at the size of a phone, a tablet and a desktop, made anew and made small.

use super::Browser;
use crate::demo::Demo;
use crate::{Result, interrupt, packages, process};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Where the pictures are kept.
const FOLDER: &str = "docs/screenshots";
/// The page that shows all of them, made with them.
const PAGE: &str = "screenshots.md";
/// Where they are made, to know what they show.
const MADE: &str = "VESTIBULE_SCREENSHOTS";
/// What all of them together may weigh, in bytes.
const MOST: u64 = 1_500_000;

/// Makes the pictures and puts them where the old ones were.
pub(crate) fn run() -> Result<ExitCode> {
    interrupt::watch()?;
    let browser = Browser::ready()?;
    packages::ensure("pngquant", &["pngquant"])?;
    let made = tempfile::Builder::new().prefix("screenshots-").tempdir()?;
    let demo = Demo::start()?;
    let mut node = browser.node(&demo);
    let status = process::run_to_end(node.arg("screenshots.mjs").env(MADE, made.path()))?;
    if !status.success() {
        return Ok(process::exit_code(status));
    }
    let pictures = pictures(made.path())?;
    reduce(&pictures)?;
    let weight = replace(&pictures, &process::workspace().join(FOLDER))?;
    std::fs::copy(made.path().join(PAGE), process::workspace().join("docs").join(PAGE))?;
    println!("{} pictures in {FOLDER}, {} kB.", pictures.len(), weight / 1000);
    if weight > MOST {
        return Err(format!("that is more than {} kB", MOST / 1000).into());
    }
    Ok(ExitCode::SUCCESS)
}

/// Takes as many colours as are seen: pages have few.
fn reduce(pictures: &[PathBuf]) -> Result<()> {
    let mut command = Command::new("pngquant");
    command.args(["--force", "--ext", ".png", "--strip", "--speed", "1", "--nofs", "48"]).args(pictures);
    // Shown without its hundred files.
    println!("$ pngquant 48 ...");
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(format!("pngquant failed: {status}").into()) }
}

/// Replaces what was there, so that no picture of a page that is gone stays; says what the new ones weigh.
fn replace(pictures: &[PathBuf], folder: &Path) -> Result<u64> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let mut weight = 0;
    for picture in pictures {
        let name = picture.file_name().ok_or("a picture without a name")?;
        weight += std::fs::copy(picture, folder.join(name))?;
    }
    Ok(weight)
}

fn pictures(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut pictures = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "png") {
            pictures.push(path);
        }
    }
    pictures.sort();
    if pictures.is_empty() { Err("no picture was made".into()) } else { Ok(pictures) }
}
