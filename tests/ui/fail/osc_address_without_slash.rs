use microosc::osc;

fn main() {
    let _: &[u8] = osc!("1/fader", 0.5);
}
