#![allow(unused)]

use microosc::osc_handler;
use microosc::udp::Client;

#[osc_handler("/ch/{ch}/level")]
fn level(ch: u8, value: f32) {}

fn send(client: &mut Client) {
    let _ = client.call::<level>(0.5);
}

fn main() {}
