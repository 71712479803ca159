//! Who is at the other end of a request.

use std::net::{IpAddr, Ipv4Addr};

use http::Extensions;
use http::HeaderMap;

use crate::settings::Settings;

/// The address at the other end of the connection that a request came over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// The address a request comes from: that of the connection, or the last one that a proxy of our own
/// ([`Settings::proxies`]) says it heard from.
pub(crate) fn address(extensions: &Extensions, headers: &HeaderMap, settings: &Settings) -> IpAddr {
    let nobody = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let mut address = extensions.get::<Peer>().map_or(nobody, |peer| peer.0.to_canonical());
    let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let said: Vec<&str> = said.flat_map(|value| value.split(',')).map(str::trim).collect();
    // From the nearest on: whatever stands before the first stranger, the stranger may have made up.
    for next in said.iter().rev() {
        let Some(next) = next.parse::<IpAddr>().ok().filter(|_| settings.proxies.contains(&address)) else {
            break;
        };
        address = next.to_canonical();
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address_of(peer: &str, forwarded: &str, proxies: &[&str]) -> String {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let settings =
            Settings { proxies: proxies.iter().map(|proxy| ip(proxy)).collect(), ..Settings::default() };
        let mut extensions = Extensions::new();
        extensions.insert(Peer(ip(peer)));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        address(&extensions, &headers, &settings).to_string()
    }

    #[test]
    fn what_a_stranger_says_about_himself_is_not_believed() {
        assert_eq!(address_of("192.0.2.9", "10.0.0.1", &[]), "192.0.2.9");
        assert_eq!(address_of("192.0.2.9", "10.0.0.1", &["192.0.2.8"]), "192.0.2.9");
    }

    #[test]
    fn our_own_proxies_say_whom_they_heard_from() {
        assert_eq!(address_of("10.0.0.1", "192.0.2.9", &["10.0.0.1"]), "192.0.2.9");
        assert_eq!(
            address_of("10.0.0.1", "198.51.100.7, 192.0.2.9, 10.0.0.2", &["10.0.0.1", "10.0.0.2"]),
            "192.0.2.9"
        );
        assert_eq!(address_of("10.0.0.1", "nonsense", &["10.0.0.1"]), "10.0.0.1");
        assert_eq!(address_of("::ffff:10.0.0.1", "2001:db8::1", &["10.0.0.1"]), "2001:db8::1");
    }
}
