//! The firmware of `examples/esp32s3`, without the board: the same handlers on a desktop. The light
//! is a coloured line, the button is the Enter key.
//!
//!     cargo run --bin device
//!
//! Then type in a second terminal
//!
//!     cargo run --bin send -- 127.0.0.1:5000 /1/fader 0.5
//!     cargo run --bin send -- 127.0.0.1:5000 /light/hue 0.6
//!     cargo run --bin send -- 127.0.0.1:5000 /light/color/get
//!
//! The handlers are in `examples/src/device.rs`.

use std::error::Error;
use std::io::{self, BufRead};
use std::net::UdpSocket;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, thread};

use microosc::udp::Server;
use microosc_examples::device::{Device, FEEDBACK_BYTES, ROUTER};

fn main() -> Result<(), Box<dyn Error>> {
    // 127.0.0.1: programs on this machine only. `cargo run --bin device -- 239.0.0.1:5000` listens
    // where the board does, so that phones in the network reach it.
    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:5000".into());
    let mut server = Server::bind(address.as_str(), &ROUTER)?;
    println!("listening on {}; the Enter key is the button", server.local_addr());
    let mut device = Device::new(|line| println!("{line}"));

    let feedback = UdpSocket::bind("0.0.0.0:0")?;
    let send = |message: Option<(_, &[u8])>| {
        if let Some((to, packet)) = message {
            if let Err(error) = feedback.send_to(packet, to) {
                println!("cannot send to {to}: {error}");
            }
        }
    };
    let keys = enter_key();
    let mut buffer = [0; FEEDBACK_BYTES];
    let mut next_second = Instant::now() + Duration::from_secs(1);
    let mut shown = None;
    loop {
        server.poll(&mut device)?;
        if keys.try_recv().is_ok() {
            send(device.press(true, &mut buffer));
            send(device.press(false, &mut buffer));
        }
        if Instant::now() >= next_second {
            next_second += Duration::from_secs(1);
            send(device.second(&mut buffer));
        }
        let rgb = device.light.rgb();
        if shown.replace(rgb) != Some(rgb) {
            // A screen, other than the light, is told what the eye is to see.
            let [r, g, b] = rgb.map(|power| (255.0 * (f32::from(power) / 255.0).sqrt()) as u8);
            println!("\x1b[48;2;{r};{g};{b}m          \x1b[0m light {rgb:?}");
        }
        thread::sleep(Duration::from_millis(16));
    }
}

/// Receives something whenever the Enter key is pressed.
fn enter_key() -> mpsc::Receiver<()> {
    let (sender, keys) = mpsc::channel();
    thread::spawn(move || {
        let lines = io::stdin().lock().lines();
        for _ in lines.map_while(Result::ok) {
            if sender.send(()).is_err() {
                return;
            }
        }
    });
    keys
}
