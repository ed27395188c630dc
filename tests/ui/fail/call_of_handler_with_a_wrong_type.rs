#![allow(unused)]

use microosc::{osc_handler, udp};

#[osc_handler("/fade")]
fn level(time: std::time::Duration) {}

fn send(client: &mut udp::Client) {
    let _ = client.call::<level>(0.5);
}

fn main() {}
