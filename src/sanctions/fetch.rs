//! Fetching a published file: asked for only when it has changed, tried again after failures that pass, within limits of
//! time and size, through a proxy where one is configured. What arrives is not a list yet, only a file that is complete
//! as far as the server says.

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ureq::Agent;
use ureq::http::{HeaderMap, Response, StatusCode, header};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use super::Validators;

/// The longest a server may make us wait before the next try.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Redirects followed for one request.
const REDIRECTS: u32 = 5;

/// Limits and ways of fetching.
#[derive(Clone, Debug)]
pub struct FetchSettings {
    /// For one try, from the first byte sent to the last received.
    pub timeout: Duration,
    /// Tries in all.
    pub tries: u32,
    /// Before the second try; doubled before each further one.
    pub pause: Duration,
    /// Longest file, unpacked from the transfer.
    pub most_bytes: u64,
    /// Address of a proxy; without it the environment decides (`HTTPS_PROXY`, `NO_PROXY`, …).
    pub proxy: Option<String>,
    /// A file of certificates (PEM) to trust instead of those built in, for networks that inspect what passes.
    pub certificates: Option<PathBuf>,
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(300),
            tries: 5,
            pause: Duration::from_secs(2),
            most_bytes: 512 << 20,
            proxy: None,
            certificates: None,
        }
    }
}

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The file is the one the validators stand for.
    NotModified,
    /// The file, and what to send with the next request.
    File {
        /// Its bytes.
        bytes: Vec<u8>,
        /// What the server said of it.
        validators: Validators,
    },
}

/// Why a file could not be fetched.
#[derive(Debug, thiserror::Error)]
#[error("{address}: {why}{}", in_words(*tries))]
pub struct FetchError {
    /// The address.
    pub address: String,
    /// What the server or the network did, last.
    pub why: FetchFault,
    /// How often it was tried.
    pub tries: u32,
}

fn in_words(tries: u32) -> String {
    if tries > 1 { format!(" (tried {tries} times)") } else { String::new() }
}

/// What a server or the network did.
#[derive(Debug)]
pub enum FetchFault {
    /// The settings cannot be used.
    Settings(String),
    /// No connection, or one that broke off.
    Connection(String),
    /// Too slow.
    TooSlow(Duration),
    /// More bytes than allowed.
    TooLong(u64),
    /// An answer that is no file.
    Status(StatusCode),
}

impl fmt::Display for FetchFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(what) => f.write_str(what),
            Self::Connection(what) => write!(f, "the transfer failed: {what}"),
            Self::TooSlow(limit) => write!(f, "not finished within {} s; see --timeout", limit.as_secs_f32()),
            Self::TooLong(limit) => write!(f, "longer than {limit} bytes; see --max-bytes"),
            Self::Status(status) => write!(f, "the server answered {status}"),
        }
    }
}

impl FetchFault {
    /// Whether the same request may succeed later.
    fn passes(&self) -> bool {
        match self {
            Self::Connection(_) | Self::TooSlow(_) => true,
            Self::Status(status) => {
                status.is_server_error()
                    || matches!(*status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
            }
            Self::TooLong(_) | Self::Settings(_) => false,
        }
    }
}

/// Fetches files.
pub struct Fetcher {
    agent: Agent,
    settings: FetchSettings,
}

impl Fetcher {
    /// A fetcher with these settings.
    ///
    /// # Errors
    /// A proxy or certificates that cannot be used.
    pub fn new(settings: FetchSettings) -> Result<Self, FetchError> {
        let unusable =
            |what: &str, why: String| FetchError { address: what.to_owned(), why: FetchFault::Settings(why), tries: 1 };
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(REDIRECTS)
            .max_redirects_will_error(true)
            .timeout_global(Some(settings.timeout))
            .user_agent(concat!("dualuse/", env!("CARGO_PKG_VERSION")));
        if let Some(proxy) = &settings.proxy {
            let usable = ureq::Proxy::new(proxy).map_err(|error| unusable("--proxy", error.to_string()))?;
            config = config.proxy(Some(usable));
        }
        if let Some(path) = &settings.certificates {
            let roots = certificates(path).map_err(|why| unusable(&path.display().to_string(), why))?;
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        Ok(Self { agent: config.build().new_agent(), settings })
    }

    /// Fetches a file; with `known`, only if it has changed since.
    ///
    /// # Errors
    /// What the server or the network did at the last try.
    pub fn fetch(&self, address: &str, known: Option<&Validators>) -> Result<Fetched, FetchError> {
        let mut pause = self.settings.pause;
        let mut tries = 1;
        loop {
            let (why, wait) = match self.try_once(address, known) {
                Ok(fetched) => return Ok(fetched),
                Err(fault) => fault,
            };
            if !why.passes() || tries >= self.settings.tries {
                return Err(FetchError { address: address.to_owned(), why, tries });
            }
            std::thread::sleep(wait.unwrap_or(pause).min(LONGEST_PAUSE));
            pause = pause.saturating_mul(2);
            tries += 1;
        }
    }

    fn try_once(&self, address: &str, known: Option<&Validators>) -> Result<Fetched, (FetchFault, Option<Duration>)> {
        let failed = |error: ureq::Error| (self.fault(error), None);
        // A file that is published over TLS is not taken from a redirect without it.
        let secure = address.starts_with("https:");
        let mut request = self.agent.get(address).config().https_only(secure).build();
        for (name, value) in known.into_iter().flat_map(conditions) {
            request = request.header(name, value);
        }
        let response = request.call().map_err(failed)?;
        match response.status() {
            StatusCode::OK => self.body(response).map_err(|fault| (fault, None)),
            StatusCode::NOT_MODIFIED if known.is_some_and(|known| conditions(known).next().is_some()) => {
                Ok(Fetched::NotModified)
            }
            status => Err((FetchFault::Status(status), retry_after(response.headers()))),
        }
    }

    fn body(&self, response: Response<ureq::Body>) -> Result<Fetched, FetchFault> {
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let validators = Validators { etag: header(header::ETAG), last_modified: header(header::LAST_MODIFIED) };
        let most = self.settings.most_bytes;
        let mut bytes = Vec::new();
        let body = response.into_body().into_with_config().limit(u64::MAX).reader();
        body.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| self.read_fault(&error))?;
        if bytes.len() as u64 > most {
            return Err(FetchFault::TooLong(most));
        }
        Ok(Fetched::File { bytes, validators })
    }

    fn fault(&self, error: ureq::Error) -> FetchFault {
        match error {
            ureq::Error::Timeout(_) => FetchFault::TooSlow(self.settings.timeout),
            ureq::Error::BadUri(_) | ureq::Error::InvalidProxyUrl | ureq::Error::RequireHttpsOnly(_) => {
                FetchFault::Settings(error.to_string())
            }
            other => FetchFault::Connection(other.to_string()),
        }
    }

    fn read_fault(&self, error: &io::Error) -> FetchFault {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>());
        match inner {
            Some(ureq::Error::Timeout(_)) => FetchFault::TooSlow(self.settings.timeout),
            _ if error.kind() == io::ErrorKind::TimedOut => FetchFault::TooSlow(self.settings.timeout),
            _ => FetchFault::Connection(error.to_string()),
        }
    }
}

/// The request headers that ask for the file only if it has changed.
fn conditions(known: &Validators) -> impl Iterator<Item = (header::HeaderName, &str)> {
    let etag = known.etag.as_deref().map(|tag| (header::IF_NONE_MATCH, tag));
    let modified = known.last_modified.as_deref().map(|date| (header::IF_MODIFIED_SINCE, date));
    etag.into_iter().chain(modified)
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn certificates(path: &Path) -> Result<RootCerts, String> {
    let text = std::fs::read(path).map_err(|error| format!("cannot read the certificates: {error}"))?;
    let mut found = Vec::new();
    for item in parse_pem(&text) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(format!("no certificates in PEM: {error}")),
        }
    }
    if found.is_empty() { Err("holds no certificate in PEM".to_owned()) } else { Ok(RootCerts::new_with_certs(&found)) }
}
