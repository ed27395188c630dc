use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/position")]
fn position(x: f32, y: f32) {
    let _ = (x, y);
}

static ROUTER: Router = osc_router![position];

const BUFFER: [u8; 16] = ROUTER.buffer();

fn main() {
    let buffer = BUFFER;
    let _ = buffer;
}
