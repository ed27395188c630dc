//! How much the command takes at once.

/// The longest packet, in bytes. A UDP packet has at most 65 507; streams can carry more. What is
/// made of JSON in memory can take a hundred times as much as its line, hence not more.
pub(crate) const PACKET: usize = 1 << 18;

/// The longest line of hexadecimal digits: those of the longest packet, and as much space between.
pub(crate) const HEX_LINE: usize = 4 * PACKET;

/// The longest line of JSON. No packet within the limit becomes a longer one: the widest are the
/// type tags without bytes of their own (`["T"],`) and control characters in strings (`\u0001`),
/// which take six bytes for one.
pub(crate) const JSON_LINE: usize = 8 * PACKET;
