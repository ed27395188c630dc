use microosc::osc;

fn main() {
    let _: &[u8] = { let level = 0.5; osc!("/1/fader", level) };
}
