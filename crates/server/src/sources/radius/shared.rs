//! Whose packet it is: that of the RADIUS server whose secret proves it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use vestibule_radius::{Packet, Proof, Secret, kind};
use vestibule_store::{RadiusServers, Shared};

/// Senders whose RADIUS server is remembered, at most.
const MOST: usize = 10_000;

/// Which RADIUS server each sender was of last: where to look first, and nothing to rely on.
#[derive(Default)]
pub(super) struct Senders(Mutex<HashMap<IpAddr, i64>>);

/// Why a packet is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stranger {
    /// No secret proves it.
    Unproved,
    /// It has no `Message-Authenticator`, and must have one.
    Bare,
}

impl Senders {
    /// The RADIUS server of a packet, with its secret. Those it names come first, then the one its sender was of last.
    pub(super) fn server(
        &self,
        servers: &RadiusServers,
        packet: &Packet<'_>,
        from: IpAddr,
        bare: bool,
    ) -> Result<(Arc<Shared>, Secret), Stranger> {
        let named = packet.text(kind::NAS_IDENTIFIER);
        let is_named = |server: &&Arc<Shared>| named.as_deref().is_some_and(|name| names(server, name));
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&from).copied();
        let last = last.and_then(|id| servers.get(id));
        let mut proof = Proof::Wrong;
        for server in servers.iter().filter(is_named).chain(last).chain(servers.iter()) {
            let secret = Secret::new(server.secret.clone());
            proof = packet.proof(&secret);
            match proof {
                Proof::Right => {
                    self.remember(from, server.id, last);
                    return Ok((server.clone(), secret));
                }
                Proof::Wrong => {}
                Proof::None => break,
            }
        }
        match proof {
            Proof::None if bare => {
                let only = servers.iter().next().filter(|_| servers.iter().len() == 1);
                let server = servers.iter().find(is_named).or(only).ok_or(Stranger::Unproved)?;
                Ok((server.clone(), Secret::new(server.secret.clone())))
            }
            Proof::None => Err(Stranger::Bare),
            Proof::Right | Proof::Wrong => Err(Stranger::Unproved),
        }
    }

    fn remember(&self, from: IpAddr, server: i64, last: Option<&Arc<Shared>>) {
        if last.is_some_and(|last| last.id == server) {
            return;
        }
        let mut senders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if senders.len() >= MOST {
            senders.clear();
        }
        senders.insert(from, server);
    }
}

/// Whether an access point that calls itself so is of this server.
fn names(server: &Shared, name: &str) -> bool {
    server.network_id.as_deref() == Some(name) || server.name == name
}
