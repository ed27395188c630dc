//! Who may call: networks, and lists of them.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::str::FromStr;

/// The addresses that start with the same bits: `192.168.1.0/24`, `fe80::/10`, or a single one,
/// `10.0.0.7`.
///
/// The bits after the prefix do not count. An IPv4 address that comes as IPv6, as `::ffff:10.0.0.7`,
/// is the IPv4 address.
///
/// # Examples
///
/// ```
/// use microosc::Network;
///
/// let home: Network = "192.168.1.20/24".parse()?;
/// assert_eq!(home.to_string(), "192.168.1.0/24");
/// assert!(home.contains([192, 168, 1, 7].into()));
/// assert!(!home.contains([192, 168, 2, 7].into()));
/// # Ok::<(), microosc::NetworkError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    /// Never an IPv4 address in IPv6; all zeros after the prefix.
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// The addresses by which programs on one machine talk to each other.
    pub const LOOPBACK: &'static [Self] = &[
        Self { address: IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), prefix: 8 },
        Self { address: IpAddr::V6(Ipv6Addr::LOCALHOST), prefix: 128 },
    ];

    /// Loopback and the addresses that are not routed on the Internet: 10.0.0.0/8, 172.16.0.0/12,
    /// 192.168.0.0/16, 169.254.0.0/16, fc00::/7 and fe80::/10.
    pub const PRIVATE: &'static [Self] = &[
        Self { address: IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), prefix: 8 },
        Self { address: IpAddr::V4(Ipv4Addr::new(10, 0, 0, 0)), prefix: 8 },
        Self { address: IpAddr::V4(Ipv4Addr::new(172, 16, 0, 0)), prefix: 12 },
        Self { address: IpAddr::V4(Ipv4Addr::new(192, 168, 0, 0)), prefix: 16 },
        Self { address: IpAddr::V4(Ipv4Addr::new(169, 254, 0, 0)), prefix: 16 },
        Self { address: IpAddr::V6(Ipv6Addr::LOCALHOST), prefix: 128 },
        Self { address: IpAddr::V6(Ipv6Addr::new(0xFC00, 0, 0, 0, 0, 0, 0, 0)), prefix: 7 },
        Self { address: IpAddr::V6(Ipv6Addr::new(0xFE80, 0, 0, 0, 0, 0, 0, 0)), prefix: 10 },
    ];

    /// Makes the network of the addresses that share `prefix` bits with this one, or `None` if an
    /// address does not have so many: 32, or 128 of IPv6.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::net::{IpAddr, Ipv4Addr};
    /// use microosc::Network;
    ///
    /// static STUDIO: &[Network] =
    ///     &[Network::new(IpAddr::V4(Ipv4Addr::new(192, 168, 7, 0)), 24).unwrap()];
    /// ```
    pub const fn new(address: IpAddr, prefix: u8) -> Option<Self> {
        let (address, prefix) = match address {
            IpAddr::V4(_) if prefix > 32 => return None,
            IpAddr::V6(_) if prefix > 128 => return None,
            IpAddr::V6(v6) if prefix >= 96 => match v6.to_ipv4_mapped() {
                Some(v4) => (IpAddr::V4(v4), prefix.wrapping_sub(96)),
                None => (address, prefix),
            },
            _ => (address, prefix),
        };
        let address = match address {
            IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & mask_v4(prefix))),
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & mask_v6(prefix))),
        };
        Some(Self { address, prefix })
    }

    /// Returns the first of the addresses.
    pub const fn address(&self) -> IpAddr {
        self.address
    }

    /// Returns how many bits the addresses share.
    pub const fn prefix(&self) -> u8 {
        self.prefix
    }

    /// Whether the address is one of these.
    pub const fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(this), IpAddr::V4(that)) => {
                (this.to_bits() ^ that.to_bits()) & mask_v4(self.prefix) == 0
            }
            (IpAddr::V6(this), IpAddr::V6(that)) => {
                (this.to_bits() ^ that.to_bits()) & mask_v6(self.prefix) == 0
            }
            _ => false,
        }
    }
}

const fn mask_v4(prefix: u8) -> u32 {
    match u32::MAX.checked_shr(prefix_bits(prefix)) {
        Some(behind) => !behind,
        None => u32::MAX,
    }
}

const fn mask_v6(prefix: u8) -> u128 {
    match u128::MAX.checked_shr(prefix_bits(prefix)) {
        Some(behind) => !behind,
        None => u128::MAX,
    }
}

/// `u32::from` in a constant function.
const fn prefix_bits(prefix: u8) -> u32 {
    u32::from_be_bytes([0, 0, 0, prefix])
}

impl From<IpAddr> for Network {
    /// Makes the network of a single address.
    fn from(address: IpAddr) -> Self {
        let address = address.to_canonical();
        Self { address, prefix: if address.is_ipv4() { 32 } else { 128 } }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, prefix } = self;
        if *self == Self::from(*address) { address.fmt(f) } else { write!(f, "{address}/{prefix}") }
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, prefix) = match text.split_once('/') {
            None => (text, None),
            Some((address, prefix)) => (address, Some(prefix)),
        };
        let address: IpAddr = address.parse().map_err(|_| NetworkError::Address)?;
        let Some(prefix) = prefix else { return Ok(address.into()) };
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let is_number = !prefix.starts_with('+');
        let prefix = prefix.parse().ok().filter(|_| is_number);
        prefix.and_then(|prefix| Self::new(address, prefix)).ok_or(NetworkError::Prefix { longest })
    }
}

/// Why a text is no [`Network`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NetworkError {
    /// What stands before the slash, or the whole, is no IP address.
    Address,
    /// What stands after the slash is no number of bits.
    Prefix {
        /// How many bits an address of this kind has.
        longest: u8,
    },
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => f.write_str(
                "a network starts with an IP address, as in `192.168.1.0/24`, `10.0.0.7` or `fe80::/10`",
            ),
            Self::Prefix { longest } => {
                write!(f, "after the slash stands how many bits of the address count: 0 to {longest}")
            }
        }
    }
}

impl core::error::Error for NetworkError {}

/// A list of networks: constant ones, or with the feature `std` a `Vec`.
///
/// # Examples
///
/// ```
/// use microosc::{Network, Networks};
///
/// let private = Networks::from(Network::PRIVATE);
/// assert!(private.contain([10, 0, 0, 7].into()));
///
/// let listed = Networks::from(vec!["10.0.0.0/24".parse::<Network>()?]);
/// assert!(!listed.contain([10, 0, 1, 7].into()));
/// # Ok::<(), microosc::NetworkError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Networks(List);

#[derive(Debug, Clone)]
enum List {
    All,
    Constant(&'static [Network]),
    #[cfg(feature = "std")]
    Owned(Box<[Network]>),
}

impl Networks {
    /// Every address there is, which is not the same as the empty list.
    pub const ALL: Self = Self(List::All);

    /// Returns the networks.
    pub fn as_slice(&self) -> &[Network] {
        const ALL: &[Network] = &[
            Network { address: IpAddr::V4(Ipv4Addr::UNSPECIFIED), prefix: 0 },
            Network { address: IpAddr::V6(Ipv6Addr::UNSPECIFIED), prefix: 0 },
        ];
        match &self.0 {
            List::All => ALL,
            List::Constant(networks) => networks,
            #[cfg(feature = "std")]
            List::Owned(networks) => networks,
        }
    }

    /// Whether the address is in one of the networks.
    pub fn contain(&self, address: IpAddr) -> bool {
        self.is_all() || self.as_slice().iter().any(|network| network.contains(address))
    }

    /// Whether every address is.
    #[inline]
    pub(super) const fn is_all(&self) -> bool {
        matches!(self.0, List::All)
    }
}

impl From<&'static [Network]> for Networks {
    fn from(networks: &'static [Network]) -> Self {
        Self(List::Constant(networks))
    }
}

#[cfg(feature = "std")]
impl From<Vec<Network>> for Networks {
    fn from(networks: Vec<Network>) -> Self {
        Self(List::Owned(networks.into()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_and_shown() {
        for (text, shown) in [
            ("192.168.1.20/24", "192.168.1.0/24"),
            ("10.0.0.7", "10.0.0.7"),
            ("10.0.0.7/32", "10.0.0.7"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("255.255.255.255/1", "128.0.0.0/1"),
            ("fe80::1/10", "fe80::/10"),
            ("::1", "::1"),
            ("::/0", "::/0"),
            ("::ffff:10.1.2.3", "10.1.2.3"),
            ("::ffff:10.1.2.3/104", "10.0.0.0/8"),
            ("::ffff:10.1.2.3/80", "::/80"),
        ] {
            let network: Network = text.parse().unwrap();
            assert_eq!(network.to_string(), shown, "{text}");
            assert_eq!(shown.parse(), Ok(network), "{text}");
            assert!(network.contains(network.address()), "{text}");
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        use NetworkError::{Address, Prefix};
        for (text, error) in [
            ("", Address),
            ("/24", Address),
            ("localhost", Address),
            ("10.0.0", Address),
            ("10.0.0.1:80", Address),
            ("10.0.0.1/", Prefix { longest: 32 }),
            ("10.0.0.1/33", Prefix { longest: 32 }),
            ("10.0.0.1/+8", Prefix { longest: 32 }),
            ("10.0.0.1/8/8", Prefix { longest: 32 }),
            ("::1/129", Prefix { longest: 128 }),
            ("::1/-1", Prefix { longest: 128 }),
        ] {
            assert_eq!(text.parse::<Network>(), Err(error), "{text}");
        }
    }

    #[test]
    fn the_prefix_decides_and_the_kind_of_address() {
        let contains = |network: &str, address: &str| {
            let network: Network = network.parse().unwrap();
            network.contains(address.parse().unwrap())
        };
        for (network, inside, outside) in [
            ("172.16.0.0/12", "172.31.255.255", "172.32.0.0"),
            ("10.0.0.4/30", "10.0.0.7", "10.0.0.8"),
            ("10.0.0.7", "::ffff:10.0.0.7", "10.0.0.6"),
            ("fc00::/7", "fdff::1", "fe00::1"),
            ("0.0.0.0/0", "255.255.255.255", "::1"),
            ("::/0", "ff02::1", "1.2.3.4"),
            ("2001:db8::/127", "2001:db8::1", "2001:db8::2"),
        ] {
            assert!(contains(network, inside), "{network} {inside}");
            assert!(!contains(network, outside), "{network} {outside}");
        }
        for address in ["127.0.0.1", "::1", "8.8.8.8", "2001:db8::1"] {
            let address: IpAddr = address.parse().unwrap();
            assert!(Networks::ALL.contain(address));
            assert_eq!(Networks::from(Network::LOOPBACK).contain(address), address.is_loopback());
        }
    }
}
