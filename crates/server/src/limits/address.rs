//! Where a request comes from.

use std::net::{IpAddr, Ipv6Addr};

use http::{HeaderMap, Request};

use crate::app::App;

/// The other end of the connection a request came over; an extension of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// The address requests are counted by: whole for IPv4, the network of a household (/64) for IPv6, where one
/// machine has as many addresses as it likes. Nothing where the request did not come over a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Address(Option<IpAddr>);

impl Address {
    /// The address behind a request: the other end, or what a proxy in front of us says, where the operator has
    /// put one there.
    #[must_use]
    pub fn of<B>(app: &App, request: &Request<B>) -> Self {
        let forwarded = app.settings.behind_proxy.then(|| forwarded_for(request.headers())).flatten();
        let peer = || request.extensions().get::<Peer>().map(|peer| peer.0);
        Self(forwarded.or_else(peer).map(network))
    }

    /// As text, for a key.
    #[must_use]
    pub fn text(self) -> String {
        self.0.map(|address| address.to_string()).unwrap_or_default()
    }
}

/// The last entry of `X-Forwarded-For`: the one our own proxy wrote. Those before it anybody may have sent.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let header = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    header.rsplit(',').next()?.trim().parse().ok()
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(long) => {
            let [a, b, c, d, ..] = long.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        short => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_household_count_as_one() {
        for (address, expected) in [
            ("203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
        ] {
            let address: IpAddr = address.parse().expect("an address");
            assert_eq!(network(address).to_string(), expected);
        }
    }

    #[test]
    fn of_forwarded_addresses_only_the_last_is_our_proxys_word() {
        let read = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("x-forwarded-for", http::HeaderValue::from_static(value));
            }
            forwarded_for(&headers).map(|address| address.to_string())
        };
        assert_eq!(read(&["198.51.100.1, 203.0.113.7"]).as_deref(), Some("203.0.113.7"));
        assert_eq!(read(&["198.51.100.1", "203.0.113.7"]).as_deref(), Some("203.0.113.7"));
        assert_eq!(read(&["203.0.113.7, unknown"]), None);
        assert_eq!(read(&[]), None);
    }
}
