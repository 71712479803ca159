//! The client of FreeRADIUS, which is not ours, is served. It is in Debian's package `freeradius-utils`;
//! `cargo xtask test` installs it.

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::AccessPoint;
use crate::on_both_stores;
use crate::public_checkin::PHONE;
use crate::support::TestApp;

/// Sends packets; what it prints, if each was answered as it should.
pub(crate) async fn radclient(
    to: SocketAddr,
    kind: &'static str,
    secret: &str,
    packets: String,
) -> Result<String, String> {
    let secret = secret.to_owned();
    let run = move || {
        let mut client = Command::new("radclient");
        client.args(["-x", "-r", "1", "-t", "20", &to.to_string(), kind, &secret]);
        let mut client = client
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("radclient: apt-get install freeradius-utils");
        client.stdin.take().expect("its input").write_all(packets.as_bytes()).expect("packets");
        let done = client.wait_with_output().expect("its output");
        let printed =
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        if done.status.success() { Ok(printed) } else { Err(printed) }
    };
    tokio::task::spawn_blocking(run).await.expect("it ran")
}

on_both_stores! {
    async fn a_session_told_by_radclient_is_a_visit(app: TestApp) {
        let ann = app.regular("Ann", &json!({})).await;
        let point = AccessPoint::of(&app).await;
        let told = |status: &str, seconds: u32| format!(
            "Acct-Status-Type = {status}, Acct-Session-Id = \"8A\", User-Name = \"ann@example.com\", \
             Calling-Station-Id = \"{PHONE}\", NAS-Identifier = \"loft-1\", Acct-Session-Time = {seconds}\n"
        );
        let packets = [told("Start", 0), told("Interim-Update", 0), told("Stop", 0)].join("\n");
        let printed = radclient(point.accounting, "acct", &point.written, packets).await.expect("answered");
        assert_eq!(printed.matches("Received Accounting-Response").count(), 3, "{printed}");
        let visits = app.visits(ann).await;
        assert_eq!((visits.len(), &visits[0]["ToTime"], &visits[0]["MacAddresses"]), (1, &Value::Null, &json!(PHONE)));
    }
}

on_both_stores! {
    async fn radclient_is_told_who_may_join_and_who_may_not(app: TestApp) {
        app.regular("Ann", &json!({ "AccessPincode": "48213" })).await;
        let point = AccessPoint::of(&app).await;
        let asks = |password: &str| format!(
            "User-Name = \"ann@example.com\", User-Password = \"{password}\", Calling-Station-Id = \"{PHONE}\", \
             Message-Authenticator = 0x00\n"
        );
        let printed = radclient(point.authentication, "auth", &point.written, asks("48213")).await.expect("accepted");
        assert!(printed.contains("Received Access-Accept") && printed.contains("Idle-Timeout = 900"), "{printed}");
        let refused = radclient(point.authentication, "auth", &point.written, asks("00000")).await.expect_err("rejected");
        assert!(refused.contains("Reply-Message = \"The e-mail address or the password is wrong\""), "{refused}");
    }
}

on_both_stores! {
    async fn radclient_hears_that_the_server_is_there(app: TestApp) {
        let point = AccessPoint::of(&app).await;
        let asks = || "Message-Authenticator = 0x00\n".to_owned();
        for port in [point.accounting, point.authentication] {
            radclient(port, "status", &point.written, asks()).await.expect("answered");
        }
    }
}
