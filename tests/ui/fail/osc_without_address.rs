use microosc::osc;

fn main() {
    let _: &[u8] = osc!(0.5);
}
