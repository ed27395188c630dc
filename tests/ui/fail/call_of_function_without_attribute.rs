#![allow(unused)]

use microosc::udp::Client;

fn level(value: f32) {}

fn send(client: &mut Client) {
    let _ = client.call::<level>(0.5);
}

fn main() {}
