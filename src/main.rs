//! `vestibule`: the command line, and the wiring of a store, a clock and a server. No logic lives here.

mod alone;
mod config;
mod explain;
mod logs;
mod open;
mod radius;
mod run;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// A self-hosted check-in, access and presence server for coworking spaces.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    /// A file of settings; `vestibule.toml` is read where it exists.
    #[arg(long, global = true, env = "VESTIBULE_CONFIG")]
    config: Option<std::path::PathBuf>,
    /// How lines of the log look on standard error; `text` unless given. VESTIBULE_LOG says what is worth one.
    #[arg(long, global = true, env = "VESTIBULE_LOG_FORMAT", value_name = "FORMAT")]
    log_format: Option<logs::Format>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Seed a demo network, serve it, and print addresses, credentials and a curl that checks somebody in.
    Demo {
        /// Keep the network in this folder; without it, in a folder that is thrown away.
        #[arg(long, env = "VESTIBULE_DATA")]
        data: Option<std::path::PathBuf>,
        /// The address to listen on.
        #[arg(long, env = "VESTIBULE_LISTEN")]
        listen: Option<String>,
        #[command(flatten)]
        radius: Radius,
        /// The MQTT broker where sensors tell what they see: `mqtt://user:password@127.0.0.1:1883`.
        #[arg(long, env = "VESTIBULE_MQTT", hide_env_values = true)]
        mqtt: Option<String>,
    },
    /// Serve.
    Serve {
        #[command(flatten)]
        database: Database,
        /// The address to listen on.
        #[arg(long, env = "VESTIBULE_LISTEN")]
        listen: Option<String>,
        #[command(flatten)]
        radius: Radius,
        /// The MQTT broker where sensors tell what they see: `mqtt://user:password@127.0.0.1:1883`.
        #[arg(long, env = "VESTIBULE_MQTT", hide_env_values = true)]
        mqtt: Option<String>,
    },
    /// Say why somebody would get in, or would not. Nothing is written.
    Explain {
        #[command(flatten)]
        database: Database,
        /// The id of the customer.
        #[arg(long)]
        customer: i64,
        /// The id of the location.
        #[arg(long)]
        location: i64,
        /// When: `2026-03-09 09:00` on the clocks of the location, or an instant with its offset; now unless given.
        #[arg(long)]
        at: Option<String>,
    },
    /// Manage users.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Manage locations.
    Location {
        #[command(subcommand)]
        command: LocationCommand,
    },
    /// Manage the RADIUS servers that access points ask.
    Radius {
        #[command(subcommand)]
        command: RadiusCommand,
    },
    /// Recompute every balance from the entries, and say what differs. Changes nothing; fails where something does.
    Doctor {
        #[command(flatten)]
        database: Database,
    },
    /// Seed a crowd to measure with.
    #[command(hide = true)]
    BenchSeed {
        #[command(flatten)]
        database: Database,
        /// How many customers.
        #[arg(long, default_value_t = 20_000)]
        customers: usize,
    },
}

impl Command {
    /// The broker it names, if it names one.
    fn broker(&self) -> Option<String> {
        match self {
            Self::Demo { mqtt, .. } | Self::Serve { mqtt, .. } => mqtt.clone(),
            _ => None,
        }
    }
}

#[derive(Debug, Args)]
struct Database {
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`.
    #[arg(long, env = "VESTIBULE_DATABASE")]
    database: Option<String>,
}

/// Where access points are listened to; nowhere unless given.
#[derive(Debug, Default, Args)]
struct Radius {
    /// The UDP address for RADIUS accounting, which says who is on the Wi-Fi: `0.0.0.0:1813`.
    #[arg(long, env = "VESTIBULE_RADIUS")]
    radius: Option<std::net::SocketAddr>,
    /// The UDP address for RADIUS authentication, which says who may join it: `0.0.0.0:1812`.
    #[arg(long, env = "VESTIBULE_RADIUS_AUTH")]
    radius_auth: Option<std::net::SocketAddr>,
}

#[derive(Debug, Subcommand)]
enum RadiusCommand {
    /// Make a RADIUS server, and print the secret that access points must be given.
    Create {
        #[command(flatten)]
        database: Database,
        /// The web address of the location whose network it guards: `loft`.
        #[arg(long)]
        location: String,
        /// Its name.
        #[arg(long)]
        name: String,
        /// Who made the access points, as `eRadiusServerVendor` has it: `MikroTik`, `Ubiquiti_Networks`, `Other`.
        #[arg(long, default_value = "Other")]
        vendor: String,
        /// Read the secret from standard input instead of making one up.
        #[arg(long)]
        secret_stdin: bool,
    },
}

#[derive(Debug, Subcommand)]
enum LocationCommand {
    /// Make a location; the API can change it, but not make it.
    Create {
        #[command(flatten)]
        database: Database,
        /// Its name.
        #[arg(long)]
        name: String,
        /// Its web address, the first label of the host: `loft`.
        #[arg(long)]
        web_address: String,
        /// The country in two letters: `GB`.
        #[arg(long)]
        country: String,
        /// The currency in three letters: `GBP`.
        #[arg(long)]
        currency: String,
        /// The time zone: `Europe/London`.
        #[arg(long)]
        zone: String,
        /// The web address of the location above it.
        #[arg(long)]
        parent: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Make a user who may use the API.
    Create {
        #[command(flatten)]
        database: Database,
        /// The e-mail to sign in with.
        #[arg(long)]
        email: String,
        /// The name; the e-mail unless given.
        #[arg(long)]
        name: Option<String>,
        /// An administrator; without roles, one who may do everything.
        #[arg(long)]
        admin: bool,
        /// A role such as Checkin-Create; may come more than once.
        #[arg(long = "role")]
        roles: Vec<String>,
        /// The id of a location the user sees; may come more than once.
        #[arg(long = "location")]
        locations: Vec<i64>,
        /// Read the password from standard input instead of asking for it.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Ask somebody who has lost their phone for no code at sign-in any more.
    ForgetSecondFactor {
        #[command(flatten)]
        database: Database,
        /// The e-mail they sign in with.
        #[arg(long)]
        email: String,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let config = match config::Config::read(cli.config.as_deref()) {
        Ok(config) => config.with_broker(cli.command.broker()),
        Err(error) => return complain(&error),
    };
    let lines = match logs::start(cli.log_format.or(config.log_format).unwrap_or_default()) {
        Ok(lines) => lines,
        Err(error) => return complain(&error),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.to_string()),
    };
    let done = runtime.block_on(run::run(cli, config));
    lines.flush();
    match done {
        Ok(code) => code,
        Err(error) => complain(&error),
    }
}

#[expect(clippy::print_stderr, reason = "this is how a command line complains")]
fn complain(message: &str) -> ExitCode {
    eprintln!("vestibule: {message}");
    ExitCode::FAILURE
}
