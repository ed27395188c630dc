//! The workloads that microosc is measured by, each beside code written by hand for that one: the floor.
//!
//! [`cases`] lists them. Packets are made beforehand, their targets are random and always the same, and what does the work cannot know them.
//! microosc takes its packets by [`Server::handle_datagram`](microosc::Server::handle_datagram), as a user's program does: with the check of
//! the whole packet, settings, lookup, typed parameters, counters, call. The floor is safe Rust that checks and does no more than it must; it
//! knows its routes' types, and has no settings, counters, replies or hooks.
//!
//! Each does its work in rounds and returns a sum over all that its handlers got, so that one can tell that both did the same.

mod decode;
mod encode;
mod floor;
#[cfg(feature = "peers")]
pub mod peers;
mod random;
mod routes;

use std::hint::black_box;

/// Packets for one side after the other.
type Packets = &'static [Vec<u8>];

/// One workload, and who does it.
pub struct Case {
    pub name: &'static str,
    /// The addresses of the routes, in the order of their numbers; none where their number has no meaning.
    pub addresses: &'static [&'static str],
    /// The packets of a round; none where they are what is made.
    pub packets: Packets,
    /// How many messages a round handles or makes.
    pub messages: usize,
    pub microosc: Work,
    /// The same by hand, where there is one.
    pub floor: Option<Work>,
}

/// Does so many rounds and returns the sum so far.
pub type Work = Box<dyn FnMut(usize) -> u64>;

/// Returns all workloads.
pub fn cases() -> Vec<Case> {
    decode::cases().chain(encode::cases()).collect()
}

/// Makes the work of what handles the packets one after another and keeps its sum in a state.
pub fn handling(packets: Packets, mut handle: impl FnMut(&[u8], &mut u64) + 'static) -> Work {
    let mut sum = 0;
    Box::new(move |rounds| {
        for _ in 0..rounds {
            for packet in packets {
                handle(black_box(packet), &mut sum);
            }
        }
        sum
    })
}

/// What every handler does: as little as can be that tells whether the right one got the right value.
#[inline]
pub fn note<const NUMBER: u64>(sum: &mut u64, value: f32) {
    *sum = sum.wrapping_add(u64::from(value.to_bits()) ^ (NUMBER << 8));
}
