//! A mixer: handlers that share state, captures in addresses, replies, a main loop. The handlers are
//! in `examples/src/mixer.rs`.
//!
//!     cargo run --bin mixer
//!
//! Then type in a second terminal
//!
//!     cargo run --bin remote -- 3 0.8
//!     cargo run --bin send -- 127.0.0.1:5000 /ch/3/level/get

use microosc::udp::{ServeError, Server};
use microosc_examples::mixer::{Mixer, ROUTER};
use std::{thread, time::Duration};

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
