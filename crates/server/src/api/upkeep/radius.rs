//! A RADIUS server gets its secret, the name of its network and the ports it is reached at when it is made.

use vestibule_records::{RadiusServer, Row, Value};

use super::rules::Rules;
use crate::seed;

pub(super) const RADIUS_SERVER: Rules = Rules {
    new: |row, facts, mint| {
        let [secret, network] = seed::radius_keys(|bytes| mint.secret(bytes));
        row.set("SharedSecret", Value::Text(secret));
        row.set("NetworkId", Value::Text(network));
        let ports = facts.extra.radius_ports;
        set_ports(row, ports.account, ports.auth);
        Ok(())
    },
    ..Rules::of::<RadiusServer>()
};

fn set_ports(row: &mut Row, account: Option<u16>, auth: Option<u16>) {
    for (name, port) in [("AccountPort", account), ("AuthPort", auth)] {
        row.set(name, port.map_or(Value::Null, |port| Value::Int(port.into())));
    }
}
