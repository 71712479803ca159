//! Carries out a command.

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use tokio::net::{TcpListener, UdpSocket};
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;
use vestibule_server::delivery::Deliverer;
use vestibule_server::jobs::Rounds;
use vestibule_server::sources::{mqtt::Listener, radius as access_points};
use vestibule_server::{App, auth, doctor, seed, serve};

use crate::config::Config;
use crate::radius::Addresses;
use crate::{Cli, Command, LocationCommand, UserCommand, explain, open, radius};

const USUAL_ADDRESS: &str = "127.0.0.1:8700";
const USUAL_DATABASE: &str = "sqlite:vestibule.db";

pub(crate) async fn run(cli: Cli, config: Config) -> Result<ExitCode, String> {
    let database = |given: Option<String>| {
        given.or_else(|| config.database.clone()).unwrap_or_else(|| USUAL_DATABASE.to_owned())
    };
    let address = |given: Option<String>| {
        given.or_else(|| config.listen.clone()).unwrap_or_else(|| USUAL_ADDRESS.to_owned())
    };
    let done = match cli.command {
        Command::Explain { database: given, customer, location, at } => {
            return explain::print(&database(given.database), customer, location, at.as_deref()).await;
        }
        Command::Demo { data, listen, radius, .. } => {
            demo(data, &address(listen), Addresses::of(&radius, &config), &config).await
        }
        Command::Serve { database: given, listen, radius, .. } => {
            let (addresses, database) = (Addresses::of(&radius, &config), database(given.database));
            let _alone = open::alone(&database)?;
            let app = open::app(&database, config.settings(addresses)?).await?;
            let (listener, url) = listen_on(&address(listen)).await?;
            let sockets = addresses.bind().await?;
            say(&format!("ready {}", serde_json::json!({ "url": url })));
            until_told(listener, sockets, app).await
        }
        Command::Radius { command } => {
            let crate::RadiusCommand::Create { database: given, .. } = &command;
            let addresses = config.radius_addresses();
            let app = open::app(&database(given.database.clone()), config.settings(addresses)?).await?;
            radius::create(&app, command).await
        }
        Command::User {
            command:
                UserCommand::Create { database: given, email, name, admin, roles, locations, password_stdin },
        } => {
            let app = open::app(&database(given.database), config.settings(Addresses::default())?).await?;
            let password = password(password_stdin)?;
            let full_name = name.unwrap_or_else(|| email.clone());
            let user = seed::NewUser {
                full_name,
                email: email.clone(),
                password,
                is_admin: admin,
                roles,
                locations,
            };
            let made = seed::create_user(&app, user).await;
            made.map_err(|error| format!("{}: {}", error.property, error.message))?;
            say(&format!("{email} may sign in"));
            Ok(())
        }
        Command::User { command: UserCommand::ForgetSecondFactor { database: given, email } } => {
            let app = open::app(&database(given.database), config.settings(Addresses::default())?).await?;
            forget_second_factor(&app, &email).await
        }
        Command::Location {
            command:
                LocationCommand::Create { database: given, name, web_address, country, currency, zone, parent },
        } => {
            let app = open::app(&database(given.database), config.settings(Addresses::default())?).await?;
            let location = seed::NewLocation { name, web_address, country, currency, zone, parent };
            let made = seed::create_location(&app, location).await;
            let id = made.map_err(|error| format!("{}: {}", error.property, error.message))?;
            say(&format!("location {id}"));
            Ok(())
        }
        Command::BenchSeed { database: given, customers } => {
            bench_seed(&database(given.database), customers, &config).await
        }
        Command::Doctor { database: given } => return doctor(&database(given.database)).await,
    };
    done.map(|()| ExitCode::SUCCESS)
}

async fn forget_second_factor(app: &App, email: &str) -> Result<(), String> {
    match auth::forget_second_factor(app, email).await.map_err(|error| error.to_string())? {
        Some(true) => say(&format!("{email} signs in without a code now")),
        Some(false) => say(&format!("{email} was not asked for a code")),
        None => return Err(format!("email: nobody signs in as {email}")),
    }
    Ok(())
}

async fn doctor(database: &str) -> Result<ExitCode, String> {
    let reading = open::to_look(database).await?;
    let tally = doctor::examine(&*reading, |finding| say(&finding.to_string())).await;
    let tally = tally.map_err(|error| error.to_string())?;
    say(&tally.to_string());
    Ok(if tally.differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn demo(
    data: Option<PathBuf>,
    address: &str,
    radius: Addresses,
    config: &Config,
) -> Result<(), String> {
    let (folder, thrown_away) = match data {
        Some(folder) => (folder, false),
        None => (std::env::temp_dir().join(format!("vestibule-demo-{}", std::process::id())), true),
    };
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let served = demo_in(&folder, address, radius, config).await;
    if thrown_away {
        let _ = std::fs::remove_dir_all(&folder);
    }
    served
}

async fn demo_in(
    folder: &std::path::Path,
    address: &str,
    radius: Addresses,
    config: &Config,
) -> Result<(), String> {
    let database = format!("sqlite:{}", folder.join("vestibule.db").display());
    let _alone = open::alone(&database)?;
    let app = open::app(&database, config.demo_settings(radius)?).await?;
    // Each of its check-ins is a request, and nobody wants to read of those.
    let demo = seed::demo(&app).with_subscriber(NoSubscriber::new()).await?;
    let (listener, url) = listen_on(address).await?;
    let sockets = radius.bind().await?;
    let (email, password) = (seed::DEMO_EMAIL, seed::DEMO_PASSWORD);
    say(&format!(
        "Vestibule serves a demo network at {url}\n\nSign in to the desk there:\n\n  administrator  {email}\n  password       {password}\n  token          \
         {token}\n\nCheck {name} in at the Loft:\n\n  curl -X POST {url}/api/spaces/checkins \\\n    -H 'Authorization: Bearer \
         {token}' \\\n    -H 'Content-Type: application/json' \\\n    -d '{{\"BusinessId\":{business},\"CoworkerId\":{customer},\
         \"FromTime\":\"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'\"}}'\n",
        token = demo.token,
        name = demo.customer_name,
        business = demo.business,
        customer = demo.customer,
    ));
    say(&format!(
        "Or hold {name}'s card to the door there; once more lets out:\n\n  curl -X POST {url}/api/public/checkin -H 'Host: \
         loft.localhost' \\\n    -H 'Content-Type: application/json' -d '{{\"accessCardId\":\"{card}\",\"toggle\":true}}'\n",
        name = demo.card_holder,
        card = demo.card,
    ));
    let ready = serde_json::json!({ "url": url, "token": demo.token, "email": email, "password": password });
    say(&format!("ready {ready}"));
    until_told(listener, sockets, app).await
}

async fn bench_seed(database: &str, customers: usize, config: &Config) -> Result<(), String> {
    let app = open::app(database, config.settings(Addresses::default())?).await?;
    let (email, password) = ("bench@example.com", "bench-password");
    let user = seed::NewUser {
        full_name: "Bench".to_owned(),
        email: email.to_owned(),
        password: password.to_owned(),
        is_admin: true,
        roles: Vec::new(),
        locations: Vec::new(),
    };
    seed::create_user(&app, user).await.map_err(|error| error.message)?;
    let crowd = seed::crowd(&app, customers).await.map_err(|error| error.to_string())?;
    say(&serde_json::json!({
        "email": email,
        "password": password,
        "business": crowd.business,
        "with_pass": crowd.with_pass,
        "cards": crowd.cards,
        "without_pass": crowd.without_pass,
    })
    .to_string());
    Ok(())
}

async fn listen_on(address: &str) -> Result<(TcpListener, String), String> {
    let wrong = |error: std::io::Error| format!("{address}: {error}");
    let listener = TcpListener::bind(address).await.map_err(wrong)?;
    let bound: SocketAddr = listener.local_addr().map_err(wrong)?;
    Ok((listener, format!("http://{bound}")))
}

/// Serves, delivers what there is to tell, listens to access points and sensors, and does what falls due by itself, until
/// interrupted or terminated.
async fn until_told(listener: TcpListener, sockets: [Option<UdpSocket>; 2], app: App) -> Result<(), String> {
    let told = async {
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
        let terminated = async {
            match &mut terminated {
                Some(signal) => signal.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated => {}
        }
    };
    let deliverer = Deliverer::new(&app)?;
    let (stop, stopped) = tokio::sync::watch::channel(());
    let until_stopped = || {
        let mut stopped = stopped.clone();
        // Nothing is ever sent: it changes when whoever could is gone.
        async move { while stopped.changed().await.is_ok() {} }
    };
    let delivering = tokio::spawn(deliverer.run(until_stopped()));
    let going_round = tokio::spawn(Rounds::new(&app).run(until_stopped()));
    let hearing = tokio::spawn(access_points::serve(sockets, app.clone(), until_stopped()));
    let listening = tokio::spawn(listen_to_sensors(app.clone(), until_stopped()));
    serve(listener, app, told).await;
    drop(stop);
    let (delivered, went_round, heard, listened) = tokio::join!(delivering, going_round, hearing, listening);
    delivered.and(went_round).and(heard).and(listened).map_err(|error| error.to_string())
}

/// Listens where the operator named a broker.
async fn listen_to_sensors(app: App, until: impl Future<Output = ()>) {
    if let Some(sensors) = Listener::new(&app) {
        sensors.run(until).await;
    }
}

fn password(from_stdin: bool) -> Result<String, String> {
    if !from_stdin && std::io::stdin().is_terminal() {
        let mut err = std::io::stderr();
        let _ = write!(err, "Password: ");
        let _ = err.flush();
    }
    let password = secret_line()?;
    if password.is_empty() { Err("the password is empty".to_owned()) } else { Ok(password) }
}

/// A line of standard input, to its end.
pub(crate) fn secret_line() -> Result<String, String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| error.to_string())?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[expect(clippy::print_stdout, reason = "what a command prints is its answer")]
pub(crate) fn say(text: &str) {
    println!("{text}");
    let _ = std::io::stdout().flush();
}
