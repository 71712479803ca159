//! Cookies that no script reads.

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

/// A cookie of ours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookie {
    /// Its name.
    pub(crate) name: &'static str,
    /// Where it goes: this path and what is below it.
    pub(crate) path: &'static str,
    /// Whether it goes along when somebody follows a link of another site to here, too; never with what that site sends.
    pub(crate) follows_links: bool,
}

impl Cookie {
    /// What it holds, where it came along.
    pub(crate) fn of<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|value| value.split(';')).filter_map(|one| one.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.name).map(|(_, value)| value)
    }

    /// Has a browser keep it for so many seconds. Over a connection that can be read on the way it is sent back over such
    /// ones too. `None` for a value that no cookie can hold.
    pub(crate) fn set(&self, value: &str, seconds: i64, is_safe: bool) -> Option<(HeaderName, HeaderValue)> {
        let Self { name, path, follows_links } = *self;
        let site = if follows_links { "Lax" } else { "Strict" };
        let secure = if is_safe { "; Secure" } else { "" };
        let cookie =
            format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite={site}{secure}");
        HeaderValue::try_from(cookie).ok().map(|value| (SET_COOKIE, value))
    }

    /// Has a browser forget it.
    pub(crate) fn forget(&self, is_safe: bool) -> Option<(HeaderName, HeaderValue)> {
        self.set("", 0, is_safe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Cookie = Cookie { name: "ours", path: "/t", follows_links: false };

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("other=1; ours=a=b"));
        assert_eq!(OURS.of(&headers), Some("a=b"));
        assert_eq!(OURS.of(&HeaderMap::new()), None);
    }

    #[test]
    fn a_cookie_is_read_by_no_script_and_sent_by_no_other_site() {
        let (_, set) = OURS.set("x", 60, true).expect("a cookie");
        assert_eq!(set, "ours=x; Path=/t; Max-Age=60; HttpOnly; SameSite=Strict; Secure");
        let (_, forgotten) = OURS.forget(false).expect("a cookie");
        assert_eq!(forgotten, "ours=; Path=/t; Max-Age=0; HttpOnly; SameSite=Strict");
        assert!(OURS.set("a\nb", 60, true).is_none());
    }
}
