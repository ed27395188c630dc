//! A mixer: handlers that share state, captures in addresses, replies, a main loop.
//!
//!     cargo run --bin mixer
//!
//! Then type in a second terminal
//!
//!     cargo run --bin send -- 127.0.0.1:5000 /ch/3/level 0.8
//!     cargo run --bin send -- 127.0.0.1:5000 /ch/3/level/get

use microosc::udp::{ServeError, Server};
use microosc::{Router, osc_handler, osc_router};
use std::{thread, time::Duration};

#[derive(Debug, Default)]
struct Mixer {
    master: f32,
    /// Of channels 0 to 7.
    levels: [f32; 8],
}

#[osc_handler("/master")]
fn master(mixer: &mut Mixer, level: f32) {
    mixer.master = level;
}

// `{ch}` is the part of the address that becomes the parameter `ch`: `/ch/3/level` sets channel 3.
#[osc_handler("/ch/{ch}/level")]
fn level(mixer: &mut Mixer, ch: usize, level: f32) {
    if let Some(channel) = mixer.levels.get_mut(ch) {
        *channel = level;
    }
}

// The value goes back to the sender as a message; `None`, for a channel there is not, sends none.
#[osc_handler("/ch/{ch}/level/get", reply = "/ch/{ch}/level")]
fn get_level(mixer: &mut Mixer, ch: usize) -> Option<f32> {
    mixer.levels.get(ch).copied()
}

static ROUTER: Router<Mixer> = osc_router![master, level, get_level];

fn main() -> Result<(), ServeError> {
    let mut mixer = Mixer::default();
    // 127.0.0.1: programs on this machine only.
    let mut server = Server::bind("127.0.0.1:5000", &ROUTER)?;
    println!("listening on {}", server.local_addr());
    loop {
        if server.poll(&mut mixer)? > 0 {
            println!("{mixer:?}");
        }
        // Here the application does its own work, such as drawing a frame.
        thread::sleep(Duration::from_millis(16));
    }
}

#[test]
fn a_handler_is_a_plain_function() {
    let mut mixer = Mixer::default();
    level(&mut mixer, 3, 0.8);
    assert_eq!(get_level(&mut mixer, 3), Some(0.8));
    assert_eq!(get_level(&mut mixer, 8), None);
}
