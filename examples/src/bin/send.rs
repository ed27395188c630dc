//! Sends OSC and prints the replies.
//!
//!     cargo run --bin send -- 127.0.0.1:5000 /1/fader 0.5          one message
//!     cargo run --bin send -- 127.0.0.1:5000 /on 1 + /name Bass    several, as one bundle
//!     cargo run --bin send -- 127.0.0.1:5000                       a sweep of /1/fader

use microosc::udp::Client;
use microosc::{Argument, Packet, Text, TimeTag};
use std::{env, error::Error, thread, time::Duration};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    let address = words.first().map_or("127.0.0.1:5000", String::as_str);
    let mut client = Client::connect(address)?;
    match words.get(1..) {
        Some(messages @ [_, ..]) => {
            send(&mut client, messages)?;
            print_replies(&mut client)
        }
        _ => sweep(&mut client),
    }
}

fn send(client: &mut Client, words: &[String]) -> Result<(), Box<dyn Error>> {
    let mut messages = Vec::new();
    for message in words.split(|word| word == "+") {
        let (address, values) =
            message.split_first().ok_or("write an address, such as /1/fader")?;
        messages.push((address, values.iter().map(|text| argument(text)).collect::<Vec<_>>()));
    }
    match messages.as_slice() {
        [(address, arguments)] => client.send(address, arguments.as_slice())?,
        _ => client.send_bundle(TimeTag::IMMEDIATE, |bundle| {
            messages
                .iter()
                .try_for_each(|(address, arguments)| bundle.message(address, arguments.as_slice()))
        })?,
    }
    Ok(())
}

/// Takes `1` as an integer, `0.5` as a float, `true` as a truth value, the rest as text.
fn argument(text: &str) -> Argument<'_> {
    if let Ok(value) = text.parse() {
        Argument::Int32(value)
    } else if let Ok(value) = text.parse() {
        Argument::Float32(value)
    } else if let Ok(value) = text.parse() {
        Argument::Bool(value)
    } else {
        Argument::String(Text::from(text))
    }
}

fn print_replies(client: &mut Client) -> Result<(), Box<dyn Error>> {
    while let Some((packet, sender)) = client.receive(Duration::from_millis(200))? {
        match Packet::decode(packet)? {
            Packet::Message(message) => println!("{sender} {message}"),
            Packet::Bundle(bundle) => println!("{sender} {bundle:?}"),
        }
    }
    Ok(())
}

/// Moves the fader up and down. Each step is sent a little ahead of its time, which the time tag
/// of its bundle tells, so that delays on the way do not show.
fn sweep(client: &mut Client) -> Result<(), Box<dyn Error>> {
    for step in 0..100_u8 {
        let value = (f32::from(step) / 100.0 * std::f32::consts::TAU).sin() / 2.0 + 0.5;
        let time = TimeTag::now() + Duration::from_millis(50);
        client.send_bundle(time, |bundle| bundle.message("/1/fader", value))?;
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
