//! Handlers, a router and a server as firmware has them: no `std`, no `alloc`.
//!
//! The gate builds this for an ESP32-C3 against a sysroot that holds nothing but `core`, so that
//! neither the library nor what its macros write can need more; and it looks where the routing
//! table ends up.
#![no_std]

use core::net::SocketAddr;

use microosc::{Message, Peer, Router, Scheduling, Server, TimeTag, osc_handler, osc_router};

/// The state: what the device controls.
#[derive(Debug, Default)]
pub struct Lamp {
    /// 0 to 1
    pub level: f32,
    /// One bit a channel.
    pub channels: u8,
    /// How many messages no handler was for.
    pub lost: u32,
}

#[osc_handler("/lamp/level", reply = "/lamp/level/is")]
fn level(lamp: &mut Lamp, level: f32) -> f32 {
    lamp.level = level.clamp(0.0, 1.0);
    lamp.level
}

#[osc_handler("/lamp/{channel}/on")]
fn on(lamp: &mut Lamp, channel: u8, on: bool, delay: Option<i32>) {
    let bit = 1_u8.checked_shl(channel.into()).unwrap_or(0);
    if delay.is_none() {
        lamp.channels = if on { lamp.channels | bit } else { lamp.channels & !bit };
    }
}

fn lost(lamp: &mut Lamp, _message: &Message<'_>, _peer: Peer) {
    lamp.lost = lamp.lost.saturating_add(1);
}

/// The gate finds it by this name, in read-only memory.
pub static LAMP_ROUTER: Router<Lamp> = osc_router![level, on, fallback = lost];

/// One turn of a device's main loop: what has arrived goes in, what is to be sent comes out.
pub fn turn(
    server: &mut Server<Lamp>,
    lamp: &mut Lamp,
    now: TimeTag,
    (peer, datagram): (SocketAddr, &[u8]),
    mut send: impl FnMut(SocketAddr, &[u8]),
) {
    server.handle_datagram(now, peer, datagram, lamp);
    server.handle_timeout(now, lamp);
    let mut buffer = [0; 512];
    while let Some(transmit) = server.poll_transmit(&mut buffer) {
        send(transmit.to, buffer.get(..transmit.len).unwrap_or_default());
    }
}

/// A use of [`turn`] that is not generic, so that it becomes code.
pub fn turn_without_reply(
    server: &mut Server<Lamp>,
    lamp: &mut Lamp,
    peer: SocketAddr,
    datagram: &[u8],
) {
    // A device without a clock.
    server.settings_mut().scheduling = Scheduling::Immediate;
    turn(server, lamp, TimeTag::IMMEDIATE, (peer, datagram), |_, _| {});
}
