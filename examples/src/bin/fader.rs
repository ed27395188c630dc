//! Draws a fader as a bar, and prints a line for every message, until Ctrl-C ends it.
//!
//!     cargo run --bin fader
//!
//! Then move a fader in TouchOSC or Open Stage Control that sends `/1/fader` to port 5000 of this
//! machine or of the multicast group 239.0.0.1, or type in a second terminal one of
//!
//!     cargo run --bin send -- 127.0.0.1:5000 /1/fader 0.5
//!     oscsend osc.udp://127.0.0.1:5000 /1/fader f 0.5

use microosc::udp::{BindError, Server};
use microosc::{Message, Peer, Router, osc_handler, osc_router};
use microosc_examples::ctrl_c;
use std::error::Error;

#[osc_handler("/1/fader")]
fn fader(value: f32) {
    println!("{}", "*".repeat((20.0 * value.clamp(0.0, 1.0)) as usize));
}

/// Sees every message before its handler does, also those that have none.
fn print_line(_: &mut (), message: &Message<'_>, Peer(sender): Peer) {
    println!("{sender} {message}");
}

static ROUTER: Router = osc_router![fader, observe = print_line];

fn main() -> Result<(), Box<dyn Error>> {
    // The whole network is served, not this machine only, so that a phone can move the bar.
    let address = std::env::args().nth(1).unwrap_or("239.0.0.1:5000".into());
    let mut server = match Server::bind(&address, &ROUTER) {
        Err(error @ BindError::GroupRefused { .. }) => {
            println!("{error}");
            Server::bind("0.0.0.0:5000", &ROUTER)?
        }
        bound => bound?,
    };
    println!("listening on {}", server.local_addr());
    ctrl_c::stops(server.stop_handle())?;
    server.serve(&mut ())?;
    println!("good-bye; datagrams received: {}", server.counters().datagrams);
    Ok(())
}
