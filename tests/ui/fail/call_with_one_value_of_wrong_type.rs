#![allow(unused)]

use microosc::osc_handler;
use microosc::client::encode_call;

#[osc_handler("/1/fader")]
fn fader(value: f32) {}

fn send(buffer: &mut [u8]) {
    let _ = encode_call::<fader>(buffer, "loud");
}

fn main() {}
