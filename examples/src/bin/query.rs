//! Tells programs and browsers what it serves, by OSCQuery: addresses, ranges, descriptions, values.
//!
//!     cargo run --bin query
//!
//! It prints an address. Open it in a browser or a client of OSCQuery, or ask for a part:
//!
//!     curl 'http://127.0.0.1:8000/volume?VALUE'
//!     curl 'http://127.0.0.1:8000/?HOST_INFO'
//!
//! For a phone in the same network, name the address of this machine or all of them:
//!
//!     cargo run --bin query -- 0.0.0.0:8000

use microosc::web::Options;
use microosc::{Rgba, Router, osc_handler, osc_router};
use microosc_examples::ctrl_c;
use std::error::Error;

struct Show {
    volume: f32,
    is_muted: bool,
    light: Rgba,
    spot: (f32, f32),
    title: String,
}

/// How loud it is.
#[osc_handler("/volume", get = |show| show.volume)]
fn volume(
    show: &mut Show,
    #[osc(range = -60.0..=6.0, clip = "both", unit = "gain.db")] level: f32,
) {
    show.volume = level;
}

/// Whether it is silent.
#[osc_handler("/mute", get = |show| show.is_muted)]
fn mute(show: &mut Show, is_muted: bool) {
    show.is_muted = is_muted;
}

/// The colour of the stage.
#[osc_handler("/light", get = |show| show.light)]
fn light(show: &mut Show, colour: Rgba) {
    show.light = colour;
}

/// Where the spot points.
#[osc_handler("/spot", get = |show| show.spot)]
fn spot(show: &mut Show, #[osc(range = 0.0..=1.0)] x: f32, #[osc(range = 0.0..=1.0)] y: f32) {
    show.spot = (x, y);
}

/// What stands above the stage.
#[osc_handler("/title", get = |show| show.title.as_str())]
fn title(show: &mut Show, title: &str) {
    title.clone_into(&mut show.title);
}

/// Puts everything back.
#[osc_handler("/reset")]
fn reset(show: &mut Show) {
    *show = Show::new();
}

static ROUTER: Router<Show> = osc_router![volume, mute, light, spot, title, reset];

impl Show {
    fn new() -> Self {
        let light = Rgba { red: 255, green: 160, blue: 0, alpha: 255 };
        let (volume, spot) = (-12.0, (0.5, 0.5));
        Self { volume, is_muted: false, light, spot, title: "A show".into() }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // 127.0.0.1: programs on this machine only. They find it by its name, and may also change values
    // by WebSocket.
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:8000".into());
    let options = Options::new().name("A show").announce(true).allow_control(true);
    let mut server = options.bind(address.as_str(), &ROUTER)?;
    println!("{}", server.url());
    // Ends by saying that its name is gone, too.
    ctrl_c::stops(server.stop_handle())?;
    server.serve(&mut Show::new())?;
    println!("good-bye");
    Ok(())
}
