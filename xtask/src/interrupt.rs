//! Ctrl-C and `kill`, turned into a flag: whoever waits looks at it, returns, and every guard on the way
//! out cleans up behind itself.

use crate::Result;
use signal_hook::consts::{SIGINT, SIGTERM};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

static REQUESTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From here on SIGINT and SIGTERM no longer end the process; they set the flag.
pub(crate) fn watch() -> Result<()> {
    let flag = REQUESTED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(flag))?;
    }
    Ok(())
}

/// Whether somebody asked us to stop.
pub(crate) fn requested() -> bool {
    REQUESTED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}

/// An error when somebody asked us to stop, for use between two steps.
pub(crate) fn check() -> Result<()> {
    if requested() { Err("interrupted".into()) } else { Ok(()) }
}
