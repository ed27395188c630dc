//! Ctrl-C as a way to stop a server.

use microosc::udp::StopHandle;
use signal_hook::consts::SIGINT;
use signal_hook::flag;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{io, thread};

/// Lets Ctrl-C stop the server instead of killing the program, which then goes on after `serve`.
pub fn stops(server: StopHandle) -> io::Result<()> {
    let pressed = Arc::new(AtomicBool::new(false));
    // Almost nothing is allowed where a signal is handled; setting a flag is, on every system.
    flag::register(SIGINT, Arc::clone(&pressed))?;
    thread::spawn(move || {
        while !pressed.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(50));
        }
        server.stop();
    });
    Ok(())
}
