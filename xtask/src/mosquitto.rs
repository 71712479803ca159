//! The MQTT broker that tests run: found on this machine or installed. The tests start brokers of their own, in
//! throw-away folders on free ports, since some of them stop theirs and start it again.

use crate::{Result, packages, process};
use std::path::PathBuf;

/// Where Debian puts it, which is not in everybody's PATH.
const DEBIAN: &str = "/usr/sbin/mosquitto";

/// The program; installs it where we may.
pub(crate) fn find_or_install() -> Result<PathBuf> {
    if let Some(program) = find() {
        return Ok(program);
    }
    println!("No mosquitto found; the tests of sensors listen to a real MQTT broker.");
    packages::install(&["mosquitto"])?;
    find().ok_or_else(|| "mosquitto was installed, but is not found".into())
}

fn find() -> Option<PathBuf> {
    let elsewhere = || Some(PathBuf::from(DEBIAN)).filter(|file| file.is_file());
    process::find_in_path("mosquitto").or_else(elsewhere)
}
