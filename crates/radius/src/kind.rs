//! The types of attributes that are read or written here.

/// Who it is (RFC 2865 5.1).
pub const USER_NAME: u8 = 1;
/// What they know, hidden (RFC 2865 5.2).
pub const USER_PASSWORD: u8 = 2;
/// That they know it, without saying it (RFC 2865 5.3).
pub const CHAP_PASSWORD: u8 = 3;
/// The address of the access point (RFC 2865 5.4).
pub const NAS_IP_ADDRESS: u8 = 4;
/// A sentence for the person (RFC 2865 5.18).
pub const REPLY_MESSAGE: u8 = 18;
/// What the access point sends back with its accounting (RFC 2865 5.25).
pub const CLASS: u8 = 25;
/// Seconds until the session must end (RFC 2865 5.27).
pub const SESSION_TIMEOUT: u8 = 27;
/// Seconds of silence after which it ends (RFC 2865 5.28).
pub const IDLE_TIMEOUT: u8 = 28;
/// The access point and network the device came to (RFC 2865 5.30).
pub const CALLED_STATION_ID: u8 = 30;
/// The address of the device (RFC 2865 5.31).
pub const CALLING_STATION_ID: u8 = 31;
/// The name of the access point (RFC 2865 5.32).
pub const NAS_IDENTIFIER: u8 = 32;
/// What a proxy on the way wants back as it is (RFC 2865 5.33).
pub const PROXY_STATE: u8 = 33;
/// What accounting tells (RFC 2866 5.1).
pub const ACCT_STATUS_TYPE: u8 = 40;
/// For how many seconds it was tried to tell (RFC 2866 5.2).
pub const ACCT_DELAY_TIME: u8 = 41;
/// The name of the session (RFC 2866 5.5).
pub const ACCT_SESSION_ID: u8 = 44;
/// How many seconds the session has lasted (RFC 2866 5.7).
pub const ACCT_SESSION_TIME: u8 = 46;
/// When it happened, in seconds since 1970 (RFC 2869 5.3).
pub const EVENT_TIMESTAMP: u8 = 55;
/// What kind of tunnel: 13 is a VLAN (RFC 2868 3.1, RFC 3580).
pub const TUNNEL_TYPE: u8 = 64;
/// What it runs on: 6 is Ethernet and the like (RFC 2868 3.2).
pub const TUNNEL_MEDIUM_TYPE: u8 = 65;
/// A message of EAP, which is not spoken here (RFC 3579 3.1).
pub const EAP_MESSAGE: u8 = 79;
/// The HMAC over the packet (RFC 3579 3.2).
pub const MESSAGE_AUTHENTICATOR: u8 = 80;
/// The number of the VLAN, as text (RFC 2868 3.6).
pub const TUNNEL_PRIVATE_GROUP_ID: u8 = 81;
