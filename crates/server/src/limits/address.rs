//! Where a request comes from, as far as it is counted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Request;

use crate::app::App;
use crate::peer;

/// The address requests are counted by: whole for IPv4, the network of a household (/64) for IPv6, where one
/// machine has as many addresses as it likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address(IpAddr);

impl Address {
    /// The address behind a request: the other end, or what a proxy of our own says.
    #[must_use]
    pub fn of<B>(app: &App, request: &Request<B>) -> Self {
        Self(network(peer::address(request.extensions(), request.headers(), &app.settings)))
    }

    /// As text, for a key.
    #[must_use]
    pub fn text(self) -> String {
        self.0.to_string()
    }
}

/// What did not come over a network.
impl Default for Address {
    fn default() -> Self {
        Self(Ipv4Addr::UNSPECIFIED.into())
    }
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
}
