//! By which address people reach this server: what is printed on tiles, and what a form of ours must come from.

use http::header::{HOST, ORIGIN};
use http::{Extensions, HeaderMap, Uri};

use crate::peer::Peer;
use crate::settings::Settings;

/// An address without a path: `https://checkin.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAddress(String);

impl PublicAddress {
    /// Reads the scheme, the host and perhaps a port; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let (scheme, host) = text.split_once("://")?;
        (matches!(scheme, "http" | "https") && is_host(host)).then(|| Self(format!("{scheme}://{host}")))
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether what is sent to it can be read on the way.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.0.starts_with("https://")
    }

    fn host(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, host)| host)
    }
}

/// Whether a text can be a host with a port: nothing that could mean more in an address or a page.
fn is_host(text: &str) -> bool {
    let usual =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']' | b'_');
    !text.is_empty() && text.len() <= 255 && text.bytes().all(usual)
}

/// A request as far as it says where it went.
pub(crate) struct Reached<'a> {
    /// Its address, which names the host on HTTP/2.
    pub(crate) uri: &'a Uri,
    /// Its headers.
    pub(crate) headers: &'a HeaderMap,
    /// Its connection.
    pub(crate) extensions: &'a Extensions,
}

impl Reached<'_> {
    /// The address that leads here: the one of the settings, else the one that was asked. A proxy of our own
    /// ([`Settings::proxies`]) is believed what it says of that. `None` where nobody says.
    pub(crate) fn address(&self, settings: &Settings) -> Option<PublicAddress> {
        settings.url.clone().or_else(|| {
            let scheme = self.forwarded("x-forwarded-proto", settings).unwrap_or("http");
            PublicAddress::parse(&format!("{scheme}://{}", self.host(settings)?))
        })
    }

    /// Where the form that was sent came from, if it came from a page of this server.
    pub(crate) fn own_origin(&self, settings: &Settings) -> Option<PublicAddress> {
        let origin = PublicAddress::parse(self.headers.get(ORIGIN)?.to_str().ok()?)?;
        let asked = self.host(settings).is_some_and(|host| host.eq_ignore_ascii_case(origin.host()));
        (asked || settings.url.as_ref() == Some(&origin)).then_some(origin)
    }

    fn host(&self, settings: &Settings) -> Option<&str> {
        let asked = || self.uri.authority().map(http::uri::Authority::as_str);
        let asked = || asked().or_else(|| self.headers.get(HOST)?.to_str().ok());
        self.forwarded("x-forwarded-host", settings).or_else(asked)
    }

    /// What a proxy of our own says; of several, the nearest.
    fn forwarded(&self, name: &str, settings: &Settings) -> Option<&str> {
        let peer = self.extensions.get::<Peer>()?.0.to_canonical();
        let said = self.headers.get(name).filter(|_| settings.proxies.contains(&peer))?;
        said.to_str().ok()?.rsplit(',').map(str::trim).find(|said| !said.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use http::HeaderName;

    use super::*;

    fn asked<T>(
        url: Option<&str>,
        headers: &[(&'static str, &str)],
        answer: impl Fn(&Reached<'_>, &Settings) -> T,
    ) -> T {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let url = url.map(|url| PublicAddress::parse(url).unwrap());
        let settings = Settings { proxies: vec![proxy], url, ..Settings::default() };
        let (mut map, mut extensions) = (HeaderMap::new(), Extensions::new());
        extensions.insert(Peer(proxy));
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), value.parse().unwrap());
        }
        let uri = Uri::from_static("/t/x");
        answer(&Reached { uri: &uri, headers: &map, extensions: &extensions }, &settings)
    }

    fn address(url: Option<&str>, headers: &[(&'static str, &str)]) -> Option<String> {
        asked(url, headers, |reached, settings| reached.address(settings)).map(|address| address.0)
    }

    #[test]
    fn the_address_is_that_of_the_settings_or_the_one_that_was_asked() {
        let host = [("host", "loft.example.com:8700")];
        assert_eq!(address(None, &host).as_deref(), Some("http://loft.example.com:8700"));
        assert_eq!(
            address(Some("https://In.example.com/"), &host).as_deref(),
            Some("https://in.example.com")
        );
        assert_eq!(address(None, &[]), None);
        assert_eq!(address(None, &[("host", "a\"><script>")]), None);
    }

    #[test]
    fn a_proxy_of_our_own_is_believed_and_nobody_else() {
        let said =
            [("host", "inside:1"), ("x-forwarded-host", "out.example"), ("x-forwarded-proto", "https")];
        assert_eq!(address(None, &said).as_deref(), Some("https://out.example"));
        let of_a_stranger = asked(None, &said, |reached, _| reached.address(&Settings::default()));
        assert_eq!(of_a_stranger.as_ref().map(PublicAddress::as_str), Some("http://inside:1"));
    }

    #[test]
    fn a_form_comes_from_a_page_of_ours_or_is_not_taken() {
        let ours = |origin: &str| {
            let headers = [("host", "loft.example.com"), ("origin", origin)];
            asked(Some("https://in.example.com"), &headers, |reached, settings| reached.own_origin(settings))
        };
        assert!(ours("https://loft.example.com").is_some_and(|origin| origin.is_safe()));
        assert!(ours("http://LOFT.example.com").is_some_and(|origin| !origin.is_safe()));
        assert!(ours("https://in.example.com").is_some());
        for other in
            ["https://evil.example", "null", "https://loft.example.com.evil.example", "loft.example.com"]
        {
            assert_eq!(ours(other), None, "{other}");
        }
        assert_eq!(
            asked(None, &[("host", "loft.example.com")], |reached, settings| reached.own_origin(settings)),
            None
        );
    }

    #[test]
    fn an_address_has_no_path_and_nothing_strange_in_it() {
        for wrong in
            ["example.com", "ftp://a", "https://", "https://a/b", "https://a b", "https://a@b", "https://a?b"]
        {
            assert_eq!(PublicAddress::parse(wrong), None, "{wrong}");
        }
        assert_eq!(PublicAddress::parse("http://[::1]:8700/").unwrap().as_str(), "http://[::1]:8700");
    }
}
