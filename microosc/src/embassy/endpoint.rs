//! Addresses of this library as embassy-net names them.

use core::net::{SocketAddr, SocketAddrV6};

use embassy_net::IpEndpoint;

/// Returns the same address, or `None` if it is of IPv6 and embassy-net has been built without.
#[allow(clippy::needless_borrow, reason = "it is what lets the second trait come second")]
pub(super) fn of(address: SocketAddr) -> Option<IpEndpoint> {
    match address {
        SocketAddr::V4(address) => Some(address.into()),
        // The firmware chooses the features of embassy-net, and a crate cannot ask for those of
        // another. But it can call a method of one trait that needs what one feature brings, or else
        // the method of the same name of another trait, whose receiver is a reference further away.
        SocketAddr::V6(address) => (&V6::<SocketAddrV6>(address)).endpoint(),
    }
}

struct V6<A>(A);

#[allow(dead_code, reason = "with the other features, the other one is")]
trait Known {
    fn endpoint(&self) -> Option<IpEndpoint>;
}

#[allow(dead_code, reason = "with the other features, the other one is")]
trait Unknown {
    fn endpoint(&self) -> Option<IpEndpoint>;
}

impl<A: Copy + Into<IpEndpoint>> Known for V6<A> {
    fn endpoint(&self) -> Option<IpEndpoint> {
        Some(self.0.into())
    }
}

impl<A> Unknown for &V6<A> {
    fn endpoint(&self) -> Option<IpEndpoint> {
        None
    }
}
