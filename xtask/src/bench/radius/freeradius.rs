//! FreeRADIUS with its stock SQL module into a throw-away PostgreSQL, set up to be as fast as it can be here: nothing but
//! accounting, no `detail` file, told by our generator. What is asked of us is reckoned from it.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tokio::runtime;
use tokio_postgres::NoTls;

use super::load::{Figures, Load};
use super::{SECRET, free_address};
use crate::bench::server::cpu_micros;
use crate::postgres::{Cluster, Durability};
use crate::{Result, process};

/// Where Debian keeps what comes with it.
pub(super) const STOCK: &str = "/etc/freeradius/3.0";
/// How long it may take until it answers.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running FreeRADIUS that is killed when it is dropped.
pub(super) struct Running(Child);

impl Running {
    /// Starts it and waits until it hears.
    pub(super) fn start(command: &mut Command, address: SocketAddr, log: &Path) -> Result<Self> {
        let out = File::create(log)?;
        let running = Self(command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out).spawn()?);
        wait_for(address, log)?;
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Err(error) = self.0.kill().and_then(|()| self.0.wait()) {
            eprintln!("could not kill freeradius: {error}");
        }
    }
}

/// Measures it, if it is installed.
pub(super) fn measure(load: &Load<'_>, folder: &Path) -> Result<Option<Figures>> {
    let (Some(program), Some(queries)) = (process::find_in_path("freeradius"), queries()) else {
        return Ok(None);
    };
    let cluster = with_schema(&queries)?;
    let address = free_address()?;
    let configuration = configure(folder, address, cluster.port())?;
    let mut command = Command::new(program);
    command.args(["-f", "-l", "stdout", "-d"]).arg(&configuration);
    let server = Running::start(&mut command, address, &folder.join("freeradius.log"))?;
    let pid = server.0.id();
    let watch = || Ok((cpu_micros(&pid.to_string())?, 0.0));
    // The rate of Starts is what is compared.
    let starts = Load { packets: load.packets.min(load.names.len()), in_flight: 32, names: load.names };
    starts.run(address, SECRET, &watch).map(Some)
}

/// Where its queries for PostgreSQL are, if they are installed.
pub(super) fn queries() -> Option<PathBuf> {
    let queries = Path::new(STOCK).join("mods-config/sql/main/postgresql");
    queries.join("queries.conf").exists().then_some(queries)
}

/// A throw-away PostgreSQL with its tables.
pub(super) fn with_schema(queries: &Path) -> Result<Cluster> {
    let cluster = Cluster::start(Durability::Full)?;
    let schema = fs::read_to_string(queries.join("schema.sql"))?;
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(execute(&cluster.url("postgres"), &schema))?;
    Ok(cluster)
}

async fn execute(url: &str, statements: &str) -> Result<()> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let connection = tokio::spawn(connection);
    client.batch_execute(statements).await?;
    drop(client);
    connection.await??;
    Ok(())
}

/// Waits until it says so in its log.
fn wait_for(address: SocketAddr, log: &Path) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if fs::read_to_string(log)?.contains("Ready to process requests") {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let log = fs::read_to_string(log)?;
    Err(format!("freeradius did not listen on {address}; it says:\n{log}").into())
}

/// The stock configuration, as far as accounting goes.
fn configure(folder: &Path, address: SocketAddr, port: u16) -> Result<PathBuf> {
    let here = folder.join("freeradius");
    fs::create_dir_all(&here)?;
    let text = format!(
        r#"name = freeradius
logdir = {here}
run_dir = {here}
libdir = /usr/lib/freeradius
max_request_time = 30
cleanup_delay = 5
max_requests = 16384
log {{ destination = stdout }}
security {{ max_attributes = 200  status_server = yes }}
thread pool {{ start_servers = 5  max_servers = 32  min_spare_servers = 3  max_spare_servers = 10  max_requests_per_server = 0 }}
client bench {{ ipaddr = 127.0.0.1  secret = {SECRET} }}
modules {{
  expr {{ }}
  sql {{
    driver = "rlm_sql_postgresql"
    dialect = "postgresql"
    server = "127.0.0.1"
    port = {port}
    login = "vestibule"
    password = ""
    radius_db = "postgres"
    acct_table1 = "radacct"
    acct_table2 = "radacct"
    postauth_table = "radpostauth"
    authcheck_table = "radcheck"
    groupcheck_table = "radgroupcheck"
    authreply_table = "radreply"
    groupreply_table = "radgroupreply"
    usergroup_table = "radusergroup"
    client_table = "nas"
    read_clients = no
    delete_stale_sessions = yes
    group_attribute = "SQL-Group"
    pool {{ start = 5  min = 3  max = 32  spare = 10  uses = 0  retry_delay = 30  lifetime = 0  idle_timeout = 60 }}
    $INCLUDE {STOCK}/mods-config/sql/main/postgresql/queries.conf
  }}
}}
policy {{
  $INCLUDE {STOCK}/policy.d/accounting
}}
server default {{
  listen {{ type = acct  ipaddr = 127.0.0.1  port = {listen} }}
  preacct {{ acct_unique }}
  accounting {{ sql }}
}}
"#,
        here = here.display(),
        listen = address.port(),
    );
    fs::write(here.join("radiusd.conf"), one_to_a_line(&text))?;
    Ok(here)
}

/// FreeRADIUS wants each setting on a line of its own.
fn one_to_a_line(text: &str) -> String {
    let mut lines = String::new();
    for line in text.lines() {
        let line = line.replace("{ ", "{\n").replace("  ", "\n").replace(" }", "\n}");
        lines.push_str(&line);
        lines.push('\n');
    }
    lines
}
