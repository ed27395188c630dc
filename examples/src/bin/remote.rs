//! A remote control of the mixer: it sends to the mixer's own handlers, so that what it sends and
//! what the mixer takes cannot disagree.
//!
//!     cargo run --bin mixer
//!
//! and in a second terminal, for channel 3,
//!
//!     cargo run --bin remote -- 3 0.8

use microosc::udp::Client;
use microosc::{Packet, TimeTag};
use microosc_examples::mixer::{get_level, level, master};
use std::error::Error;
use std::time::Duration;
use std::{env, process};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [channel, value] = arguments.as_slice() else {
        eprintln!("usage: remote CHANNEL LEVEL, for example: remote 3 0.8");
        process::exit(2);
    };
    let (channel, value): (usize, f32) = (channel.parse()?, value.parse()?);
    let mut client = Client::connect("127.0.0.1:5000")?;

    // The address, the number of values and their types are those of the handler.
    client.call::<level>((channel, value))?;

    // Several calls that take effect at once.
    client.send_bundle(TimeTag::IMMEDIATE, |bundle| {
        bundle.call::<master>(1.0)?;
        bundle.call::<get_level>(channel)
    })?;
    match client.receive(Duration::from_secs(1))? {
        Some((packet, mixer)) => match Packet::decode(packet)? {
            Packet::Message(message) => println!("{mixer} answers {message}"),
            Packet::Bundle(_) => println!("{mixer} answers with a bundle"),
        },
        None => println!("no answer: does the mixer run, and has it a channel {channel}?"),
    }
    Ok(())
}
