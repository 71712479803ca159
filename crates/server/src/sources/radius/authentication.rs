//! Who may join the Wi-Fi (RFC 2865): whoever is inside, or would be let in. What somebody types as name and password is
//! an e-mail address with its password or PIN, or the code of an access token; a device that is let in by itself gives
//! its address as its name.

use std::num::NonZeroU32;

use vestibule_domain::ids::CustomerId;
use vestibule_domain::{Gesture, Mac};
use vestibule_radius::{Code, Draft, Packet, Secret, kind};
use vestibule_records::{Coworker, Filter, Record, Team, Test, Value};
use vestibule_store::{Query, StoreError};

use super::accounting::origin;
use super::listener::Sender;
use super::people::text;
use crate::app::App;
use crate::limits::Guesser;
use crate::public::checkin::{Ask, Credential, Joining, Told, Who, join};

/// After how many seconds of silence an access point ends a session, as we take a silent device to be gone
/// (`domain.md` 4.1).
const IDLE: u32 = 15 * 60;
/// The longest session that is granted, in seconds: after a day they are asked again.
const LONGEST: i64 = 86_400;
/// A VLAN (RFC 3580 3.31), on what counts as Ethernet, without a tag.
const TUNNEL: [(u8, u32); 2] = [(kind::TUNNEL_TYPE, 13), (kind::TUNNEL_MEDIUM_TYPE, 6)];

/// Says whether somebody may join.
pub(super) async fn answer(app: &App, sender: &Sender, packet: &Packet<'_>) -> Result<Draft, StoreError> {
    let ask = match asked(packet, &sender.secret) {
        Ok(ask) => ask,
        Err(sentence) => return Ok(rejected(packet, sentence)),
    };
    let device = ask.mac;
    let catalogue = app.store.catalogue().await?;
    let location = sender.server.location;
    let guesser = Guesser { location, address: sender.address.ip(), device, relayed: true };
    let Joining { who, told } = join(app, &catalogue, guesser, ask, origin(&sender.server).label()).await?;
    match told {
        Told::Denied(sentence) => Ok(rejected(packet, &sentence)),
        Told::Welcome(seconds) => accepted(app, packet, &who, seconds).await,
    }
}

/// What an Access-Request asks.
///
/// # Errors
/// With a sentence, where it cannot be answered whatever the answer.
fn asked(packet: &Packet<'_>, secret: &Secret) -> Result<Ask, &'static str> {
    let name = text(packet, kind::USER_NAME).filter(|name| !name.is_empty());
    let name = name.ok_or("It says not who it is: User-Name is missing")?;
    let station = text(packet, kind::CALLING_STATION_ID).as_deref().and_then(Mac::parse);
    let device = |mac| Ask { credential: Credential::Device, mac, gesture: Gesture::Enter, dry_run: false };
    if let Some(named) = Mac::parse(&name) {
        return match station {
            Some(station) if station != named => Err("Its name is the address of another device"),
            _ => Ok(device(Some(named))),
        };
    }
    if packet.first(kind::EAP_MESSAGE).is_some() {
        return Err("EAP is not spoken here: let the access point send the password with PAP");
    }
    if packet.first(kind::CHAP_PASSWORD).is_some() {
        return Err("CHAP is not spoken here: let the access point send the password with PAP");
    }
    if !name.contains('@') {
        return Ok(Ask { credential: Credential::Token(name), ..device(station) });
    }
    let password = packet.password(secret).and_then(|password| String::from_utf8(password).ok());
    let password = password.filter(|password| !password.is_empty() && !password.contains('\0'));
    let password = password.ok_or("The password is missing or cannot be read")?;
    Ok(Ask { credential: Credential::EmailSecret(name, password), ..device(station) })
}

fn rejected(packet: &Packet<'_>, sentence: &str) -> Draft {
    let reply = Draft::answering(packet, Code::AccessReject).with(kind::REPLY_MESSAGE, sentence.as_bytes());
    match packet.first(kind::EAP_MESSAGE) {
        // Who speaks EAP hears of its failure in EAP (RFC 3579 2.6.3).
        Some([_, identifier, ..]) => reply.with(kind::EAP_MESSAGE, &[4, *identifier, 0, 4]),
        _ => reply,
    }
}

async fn accepted(app: &App, packet: &Packet<'_>, who: &Who, seconds: i64) -> Result<Draft, StoreError> {
    let seconds = u32::try_from(seconds.clamp(1, LONGEST)).unwrap_or(IDLE);
    let seconds = NonZeroU32::new(seconds).map_or(1, NonZeroU32::get);
    let mut reply = Draft::answering(packet, Code::AccessAccept)
        .with_number(kind::SESSION_TIMEOUT, seconds)
        .with_number(kind::IDLE_TIMEOUT, IDLE);
    match who {
        Who::Customer(customer) => {
            if let Some(email) = email_of(app, *customer).await? {
                reply = reply.with(kind::USER_NAME, email.as_bytes());
            }
            reply = reply.with(kind::CLASS, format!("customer {}", customer.get()).as_bytes());
            if let Some(vlan) = vlan_of(app, *customer).await? {
                reply = TUNNEL.iter().fold(reply, |reply, (kind, number)| reply.with_number(*kind, *number));
                reply = reply.with(kind::TUNNEL_PRIVATE_GROUP_ID, vlan.as_bytes());
            }
        }
        Who::Token(token) => reply = reply.with(kind::CLASS, format!("token {token}").as_bytes()),
        Who::Visitor(visitor) => reply = reply.with(kind::CLASS, format!("visitor {visitor}").as_bytes()),
        Who::Nobody(_) => {}
    }
    Ok(reply)
}

/// The address by which accounting is to name them from now on, as it is written in their record.
async fn email_of(app: &App, customer: CustomerId) -> Result<Option<String>, StoreError> {
    let query = Query::by::<Coworker>("Id", Test::Is(Value::Int(customer.get())));
    let query = Query { sets: false, only: Some(&["Email"]), ..query };
    let rows = app.store.list(query).await?.rows;
    Ok(rows.first().and_then(|row| row.get("Email").text()).map(str::to_owned))
}

/// The VLAN of their team; of several, that of the first that has one.
async fn vlan_of(app: &App, customer: CustomerId) -> Result<Option<String>, StoreError> {
    let schema = Team::schema();
    let query = Query {
        filters: vec![
            Filter::on::<Team>("TeamMembers", Test::Holds(customer.get())),
            Filter::on::<Team>("TunnelPrivateGroupId", Test::IsNotNull),
        ],
        order: (schema.position("Id").unwrap_or_default(), false),
        sets: false,
        only: Some(&["TunnelPrivateGroupId"]),
        ..Query::all(schema)
    };
    let vlan = |row: &vestibule_records::Row| {
        row.get("TunnelPrivateGroupId")
            .text()
            .map(str::trim)
            .filter(|vlan| !vlan.is_empty())
            .map(str::to_owned)
    };
    Ok(app.store.list(query).await?.rows.iter().find_map(vlan))
}
