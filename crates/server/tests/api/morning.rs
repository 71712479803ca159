//! One morning at the loft, as docs/morning.md tells it: the same three people are told of by a door, by access points
//! through FreeRADIUS's own client, by a sensor through a real Mosquitto, by a tile and by a tablet. Three visits come of it.
//! `VESTIBULE_RENEW=1` renews what the page shows.

use serde_json::{Value, json};

use crate::radius::AccessPoint;
use crate::radius::radclient::radclient;
use crate::sensors::Listening;
use crate::support::TestApp;
use crate::support::broker::Broker;
use crate::support::people::{number, records, text};
use crate::tiles::CHECK_IN;
use crate::with_a_broker;

const PAGE: &str = include_str!("../../../../docs/morning.md");
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/morning.md");
/// The fence of what the page shows.
const FENCE: &str = "```text morning\n";

/// A time of that morning on the clock of the loft, in UTC.
fn clock(time: &str) -> String {
    let (hour, minute) = time.split_once(':').expect("a time");
    format!("2026-09-02T{:02}:{minute}:00Z", hour.parse::<u8>().expect("an hour") - 1)
}

/// And back.
fn on_the_wall(instant: &str) -> String {
    let (hour, minute) = (&instant[11..13], &instant[14..16]);
    format!("{:02}:{minute}", hour.parse::<u8>().expect("an hour") + 1)
}

/// The house of that morning.
struct House {
    app: TestApp,
    point: AccessPoint,
    broker: Broker,
    _listening: Listening,
}

impl House {
    /// A device joined the Wi-Fi then, and is still there: what the access point says of it now.
    async fn on_the_wifi(&self, who: &str, device: &str, status: &str, seconds: u32) {
        let packet = format!(
            "Acct-Status-Type = {status}, Acct-Session-Id = \"{who}\", User-Name = \"{who}@example.com\", \
             Calling-Station-Id = \"{device}\", Acct-Session-Time = {seconds}\n"
        );
        radclient(self.point.accounting, "acct", &self.point.written, packet).await.expect("answered");
    }

    /// What the console has of the morning: who is where since when, and what bears witness of it.
    async fn shown(&self) -> String {
        let visits = records(&self.app.get("/api/spaces/checkins?orderBy=FromTime&dir=ascending").await);
        let mut lines = String::new();
        for visit in visits {
            assert_eq!(visit["ToTime"], Value::Null);
            let since = on_the_wall(text(&visit["FromTime"]));
            lines += &format!("{} is inside since {since}\n", text(&visit["CoworkerFullName"]));
            let path = format!("/api/vestibule/checkins/{}/witnesses", number(&visit["Id"]));
            let told = self.app.get(&path).await.json();
            assert_eq!(told["Contradictions"], json!([]));
            for witness in told["Witnesses"].as_array().expect("witnesses") {
                lines += &line(witness);
            }
        }
        lines
    }
}

fn line(witness: &Value) -> String {
    let of = text(&witness["Of"]);
    let kind = of.split(' ').next().filter(|_| of.chars().any(|letter| letter.is_ascii_digit()));
    let name = witness["Name"].as_str().map(|name| format!(" \"{name}\"")).unwrap_or_default();
    let [first, last] = ["First", "Last"].map(|name| on_the_wall(text(&witness[name])));
    let until = if first == last { String::new() } else { format!(" to {last}") };
    format!("    {first}{until}  {}{name}\n", kind.unwrap_or(of))
}

/// The page with this in the place of what it shows.
fn renewed(shown: &str) -> String {
    let (before, rest) = PAGE.split_once(FENCE).expect("the page shows the morning");
    let (_, after) = rest.split_once("```\n").expect("the end of it");
    format!("{before}{FENCE}{shown}```\n{after}")
}

with_a_broker! {
    async fn the_same_three_people_by_every_way_in_are_three_visits(app: TestApp, broker: Broker) {
        let customers = [
            app.regular("Ann", &json!({ "AccessCardId": "04A1B2C3", "AccessPincode": "48213" })).await,
            app.regular("Ben", &json!({ "AccessPincode": "51627" })).await,
            app.regular("Cleo", &json!({ "AccessCardId": "04D4E5F6" })).await,
        ];
        let door = app.door("Front door", &json!({})).await;
        let tile = app.tile(CHECK_IN, &json!({ "Name": "Kitchen" })).await;
        let desk = app.desk_of(customers[2]).await;
        let sensor = app.sensor("desk-4", &json!({ "Name": "Desk 4", "Desks": [desk] })).await;
        let point = AccessPoint::of(&app).await;
        app.set_clock(&clock("08:30"));
        let listening = app.listen(&broker).await;
        let house = House { app, point, broker, _listening: listening };
        let app = &house.app;
        let passes = |card: &str, at: &str| json!({
            "credential": card, "direction": "in", "at": clock(at), "event_id": format!("{card} {at}"),
        });

        app.set_clock(&clock("09:00"));
        app.heard(&door, &passes("04A1B2C3", "09:00")).await;
        app.set_clock(&clock("09:03"));
        house.on_the_wifi("ann", "00-00-5E-00-53-0A", "Start", 0).await;
        app.set_clock(&clock("09:05"));
        app.touch(&tile, &[("email", "ben@example.com"), ("pincode", "51627")]).await;
        app.set_clock(&clock("09:10"));
        app.tap(&json!({ "pincode": "48213" })).await;
        for minute in ["09:12", "09:15", "09:18"] {
            app.reading(&house.broker, ("desk-4", sensor), "true", &clock(minute)).await;
        }
        app.set_clock(&clock("09:20"));
        house.on_the_wifi("ben", "00-00-5E-00-53-0B", "Interim-Update", 780).await;
        house.on_the_wifi("ann", "00-00-5E-00-53-0A", "Interim-Update", 1020).await;
        // The door was offline, and tells of it now.
        app.heard(&door, &passes("04D4E5F6", "09:11")).await;
        app.set_clock(&clock("09:22"));
        house.on_the_wifi("cleo", "00-00-5E-00-53-0C", "Start", 0).await;

        for customer in customers {
            assert_eq!(app.visits(customer).await.len(), 1);
        }
        assert_eq!(app.signals("Signal_Outcome=5").await, Vec::<Value>::new());
        assert_eq!(app.differences().await, Vec::<String>::new());
        let page = renewed(&house.shown().await);
        if std::env::var_os("VESTIBULE_RENEW").is_some() {
            std::fs::write(PATH, &page).expect("the page is written");
        } else {
            assert_eq!(page, PAGE, "docs/morning.md: VESTIBULE_RENEW=1 renews it");
        }
    }
}
