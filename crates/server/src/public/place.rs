//! Which location a request is for: the first label of its host (`contract.md` 13.1).

use http::header::HOST;
use http::request::Parts;
use vestibule_store::Catalogue;

/// The location a request names by its host; where there is only one, it need not be named.
///
/// # Errors
/// With a sentence that names the label.
pub(super) fn location(parts: &Parts, catalogue: &Catalogue) -> Result<i64, String> {
    let label = label(parts);
    catalogue.location_at(&label).or_else(|| catalogue.only_location()).ok_or_else(|| {
        format!(
            "There is no location '{label}': its web address is the first part of the host name, as in loft.example.com"
        )
    })
}

/// The first label of the host, in lower case.
fn label(parts: &Parts) -> String {
    // HTTP/2 names the host in the address.
    let host = parts.uri.host().or_else(|| parts.headers.get(HOST)?.to_str().ok()).unwrap_or_default();
    let label = host.split(['.', ':']).next().unwrap_or_default();
    label.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use http::Request;

    fn label(uri: &str, host: &str) -> String {
        let request = Request::builder().uri(uri).header("host", host).body(()).unwrap();
        super::label(&request.into_parts().0)
    }

    #[test]
    fn the_label_is_what_stands_before_the_first_dot_or_the_port() {
        assert_eq!(label("/", "Loft.spaces.example.com"), "loft");
        assert_eq!(label("/", "loft:8700"), "loft");
        assert_eq!(label("/", "127.0.0.1:8700"), "127");
        assert_eq!(label("http://yard.example.com/", "loft"), "yard");
        assert_eq!(label("/", ""), "");
    }
}
