//! Devices by which customers are known on the Wi-Fi (`domain.md` 2.10 and 6.4).

use std::fmt;

use crate::refusal::Refusal;
use crate::time::{Instant, Span};

/// A device that was not seen for this long makes room for another: phones change their address of their own accord,
/// and nobody tells.
pub const FORGOTTEN_AFTER: Span = Span::minutes(30 * 24 * 60);

/// The hardware address of a device.
///
/// ```
/// use vestibule_domain::Mac;
///
/// let mac = Mac::parse("AA-BB-CC-DD-EE-FF").expect("an address");
/// assert_eq!(mac.to_string(), "aa:bb:cc:dd:ee:ff");
/// assert_eq!(Mac::parse("aabb.ccdd.eeff"), Some(mac));
/// assert_eq!(Mac::parse("56:45:87:19:66"), None);
/// assert!(mac.is_random());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mac([u8; 6]);

impl Mac {
    /// Reads six pairs of hexadecimal digits, with colons, dashes, dots, spaces or nothing between them.
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = text.chars().filter(|letter| !matches!(letter, ':' | '-' | '.' | ' '));
        let mut pairs = [0_u8; 6];
        for pair in &mut pairs {
            let mut digit = || digits.next()?.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            *pair = digit()? * 16 + digit()?;
        }
        digits.next().is_none().then_some(Self(pairs))
    }

    /// Whether the device made the address up, as phones do for each network, so that it may have another tomorrow.
    pub const fn is_random(self) -> bool {
        self.0[0] & 0b10 != 0
    }
}

impl fmt::Display for Mac {
    /// Writes `aa:bb:cc:dd:ee:ff`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, last] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{last:02x}")
    }
}

/// A device of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    /// Its address.
    pub mac: Mac,
    /// When it was last seen.
    pub seen: Instant,
}

/// Whether a customer with these devices may have one more where `limit` says how many there may be. The answer is the
/// device that makes room for it, if one must: the one that was not seen for longest, once it is
/// [forgotten](FORGOTTEN_AFTER).
///
/// # Errors
/// [`Refusal::DeviceLimit`], with the device that was used last.
pub fn make_room(devices: &[Device], limit: Option<usize>, now: Instant) -> Result<Option<Mac>, Refusal> {
    let by_use = |device: &&Device| (device.seen, device.mac);
    let (Some(limit), Some(last)) = (limit, devices.iter().max_by_key(by_use)) else {
        return Ok(None);
    };
    if devices.len() < limit {
        return Ok(None);
    }
    let oldest = devices.iter().min_by_key(by_use);
    let forgotten = oldest.filter(|device| now.since(device.seen) >= FORGOTTEN_AFTER.in_micros());
    forgotten.map(|device| Some(device.mac)).ok_or(Refusal::DeviceLimit { limit, last: *last })
}
