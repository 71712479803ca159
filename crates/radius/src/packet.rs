//! A packet as it came, checked once and read in place.

use std::fmt;

/// The shortest packet: its head (RFC 2865 3).
pub(crate) const HEAD: usize = 20;
/// The longest packet, in bytes (RFC 2865 3).
pub const LONGEST: usize = 4096;

/// What a packet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// Somebody wants to be let in.
    AccessRequest,
    /// They are.
    AccessAccept,
    /// They are not.
    AccessReject,
    /// What a session does.
    AccountingRequest,
    /// It is written down.
    AccountingResponse,
    /// Whether the server is there (RFC 5997).
    StatusServer,
}

impl Code {
    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::AccessRequest => 1,
            Self::AccessAccept => 2,
            Self::AccessReject => 3,
            Self::AccountingRequest => 4,
            Self::AccountingResponse => 5,
            Self::StatusServer => 12,
        }
    }

    const fn of(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::AccessRequest,
            2 => Self::AccessAccept,
            3 => Self::AccessReject,
            4 => Self::AccountingRequest,
            5 => Self::AccountingResponse,
            12 => Self::StatusServer,
            _ => return None,
        })
    }
}

/// Why bytes are no packet. RFC 2865 has such dropped in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// Fewer bytes than the head has, or than it says there are.
    Short,
    /// It says to be shorter or longer than any packet may be.
    Length(usize),
    /// A code that is not spoken here.
    Code(u8),
    /// An attribute that begins at this byte does not end where it says.
    Attribute(usize),
}

impl fmt::Display for Malformed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short => out.write_str("the packet is cut off"),
            Self::Length(length) => write!(out, "a packet is not {length} bytes long"),
            Self::Code(code) => write!(out, "code {code} is not spoken here"),
            Self::Attribute(at) => write!(out, "the attribute at byte {at} does not fit"),
        }
    }
}

impl std::error::Error for Malformed {}

/// An attribute: its type, and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Its type, one of [`kind`](crate::kind) or any other.
    pub kind: u8,
    /// What it holds.
    pub value: &'a [u8],
    /// Where the value begins in the packet.
    pub(crate) at: usize,
}

/// A well-formed packet. Whether it is to be believed is another question ([`Packet::proof`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet<'a> {
    /// What it is.
    pub code: Code,
    /// What tells a reply which request it answers.
    pub identifier: u8,
    /// Of a request, what the reply is proved against; of a reply, its proof.
    pub authenticator: [u8; 16],
    bytes: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Reads a datagram. What follows the packet in it is ignored (RFC 2865 3).
    ///
    /// # Errors
    /// With what is wrong about it.
    pub fn parse(datagram: &'a [u8]) -> Result<Self, Malformed> {
        let (head, _) = datagram.split_first_chunk::<HEAD>().ok_or(Malformed::Short)?;
        let [code, identifier, high, low, authenticator @ ..] = *head;
        let length = usize::from(u16::from_be_bytes([high, low]));
        if !(HEAD..=LONGEST).contains(&length) {
            return Err(Malformed::Length(length));
        }
        let bytes = datagram.get(..length).ok_or(Malformed::Short)?;
        let code = Code::of(code).ok_or(Malformed::Code(code))?;
        let packet = Self { code, identifier, authenticator, bytes };
        let mut attributes = packet.attributes();
        attributes.by_ref().for_each(drop);
        if attributes.at == length { Ok(packet) } else { Err(Malformed::Attribute(attributes.at)) }
    }

    /// Its bytes, and nothing that followed them.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Its attributes, in their order.
    pub(crate) const fn attributes(&self) -> Attributes<'a> {
        Attributes { bytes: self.bytes, at: HEAD }
    }

    /// What the attributes of a type hold, in their order.
    pub fn all(&self, kind: u8) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.attributes().filter(move |attribute| attribute.kind == kind).map(|attribute| attribute.value)
    }

    /// What the first attribute of a type holds.
    #[must_use]
    pub fn first(&self, kind: u8) -> Option<&'a [u8]> {
        self.all(kind).next()
    }
}

/// Goes from attribute to attribute, and stops before one that does not fit.
pub(crate) struct Attributes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let [kind, length, ..] = *self.bytes.get(self.at..)? else { return None };
        let (at, end) = (self.at + 2, self.at + usize::from(length));
        let value = self.bytes.get(at..end)?;
        self.at = end;
        Some(Attribute { kind, value, at })
    }
}
