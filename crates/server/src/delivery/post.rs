//! One HTTP request, which trusts the other side with nothing: where it resolves to, how long it takes, how much it
//! answers.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Response, Url};

use super::schedule::Told;
use super::target;

/// How long a receiver may take, all in all.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of an answer is read, in bytes. Nothing is made of it: a connection can be used again once it is empty.
const MOST_READ: usize = 64 * 1024;
/// How much of an answer is read that was asked for, in bytes.
const MOST_ASKED: usize = 1024 * 1024;
/// How much is said of a failure, in characters.
const LONGEST_ERROR: usize = 200;

/// Sends requests.
#[derive(Clone)]
pub(crate) struct Post {
    client: Client,
    allow_private: bool,
}

impl Post {
    /// A machine without any certificates can still tell what listens over plain `http`; everything else fails there,
    /// one webhook at a time.
    ///
    /// # Errors
    /// When there is no TLS to be had.
    pub(crate) fn new(allow_private: bool) -> Result<Self, String> {
        // Whoever comes first settles it for the process; it is this one every time.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = client(allow_private).build().or_else(|error| {
            tracing::warn!(%error, "no certificates of this machine can be read: webhooks over https will fail");
            client(allow_private).tls_certs_only([]).build()
        });
        Ok(Self { client: client.map_err(|error| error.to_string())?, allow_private })
    }

    /// Sends a body to an address.
    pub(super) async fn send(&self, address: &str, headers: HeaderMap, body: String) -> Told {
        let url = match self.target(address) {
            Ok(url) => url,
            Err(why) => return failed(None, why),
        };
        let request = self.client.post(url).headers(headers).body(body);
        let sent = request.header(CONTENT_TYPE, HeaderValue::from_static("application/json")).send().await;
        match sent {
            Ok(answer) => judge(answer).await,
            Err(error) => failed(None, reason(&error)),
        }
    }
}

impl Post {
    /// Asks an address for what it has: the whole answer, if it is one of success and not too much.
    ///
    /// # Errors
    /// With why there is none.
    pub(crate) async fn ask(&self, address: &str, headers: HeaderMap) -> Result<Vec<u8>, String> {
        let sent = self.client.get(self.target(address)?).headers(headers).send().await;
        let mut answer = sent.map_err(|error| reason(&error))?;
        if !answer.status().is_success() {
            return Err(format!("answered {}", answer.status()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| reason(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > MOST_ASKED {
                return Err(format!("answered more than {MOST_ASKED} bytes"));
            }
        }
        Ok(body)
    }

    /// Where an address leads, if that may be gone to. A name is looked at again once it is resolved.
    fn target(&self, address: &str) -> Result<Url, String> {
        let url = target::read(address).map_err(|why| format!("the address {why}"))?;
        if !self.allow_private && is_private_literal(&url) {
            return Err(PrivateTarget.to_string());
        }
        Ok(url)
    }
}

fn client(allow_private: bool) -> ClientBuilder {
    Client::builder()
        // As documented, for receivers that know a header by its letters.
        .http1_title_case_headers()
        .user_agent(concat!("Vestibule/", env!("CARGO_PKG_VERSION")))
        .timeout(PATIENCE)
        .redirect(Policy::none())
        .no_proxy()
        .dns_resolver(Arc::new(Resolver { allow_private }))
}

async fn judge(mut answer: Response) -> Told {
    let status = answer.status();
    let mut read = 0;
    while read < MOST_READ
        && let Ok(Some(chunk)) = answer.chunk().await
    {
        read += chunk.len();
    }
    if status.is_success() {
        Told::Delivered { status: status.as_u16() }
    } else {
        failed(Some(status.as_u16()), format!("answered {status}"))
    }
}

fn failed(status: Option<u16>, why: String) -> Told {
    Told::Failed { status, why: why.chars().take(LONGEST_ERROR).collect() }
}

/// Why a request got no answer: what lies deepest, and never the address, which may hold a secret.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no answer within {} seconds", PATIENCE.as_secs());
    }
    let mut deepest: Option<&dyn Error> = error.source();
    while let Some(below) = deepest.and_then(Error::source) {
        deepest = Some(below);
    }
    deepest.map_or_else(|| "the request could not be sent".to_owned(), ToString::to_string)
}

/// Whether nobody on the way can read along.
pub(crate) fn is_secure(address: &str) -> bool {
    target::read(address).is_ok_and(|url| url.scheme() == "https")
}

/// A host that is an address is not resolved, so it is looked at before.
fn is_private_literal(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.parse().is_ok_and(|address: IpAddr| !target::is_public(address))
}

/// Resolves names, and forgets what lies in a private network: whatever a name meant when it was set, this is where
/// the connection goes.
struct Resolver {
    allow_private: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let usable: Vec<SocketAddr> =
                found.into_iter().filter(|found| allow_private || target::is_public(found.ip())).collect();
            if usable.is_empty() {
                return Err(PrivateTarget.into());
            }
            Ok(Box::new(usable.into_iter()) as Addrs)
        })
    }
}

/// The address leads into a private network.
#[derive(Debug)]
struct PrivateTarget;

impl fmt::Display for PrivateTarget {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the address leads into a private network, which webhooks.allow_private would allow")
    }
}

impl Error for PrivateTarget {}
