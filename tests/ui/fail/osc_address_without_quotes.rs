#![allow(unused)]

fn main() {
    let packet = microosc::osc!(/1/fader, 0.5);
}
