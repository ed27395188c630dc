//! The page that a server shows to browsers, in a real one: headless Chromium, driven by Playwright.
//!
//! What the page does with sockets and controls is played by the scripts beside this, which fail
//! with what they found wrong; here stands the server.

use std::path::Path;
use std::process::Command;
use std::thread;

use microosc::web::Options;
use microosc::{Rgba, Router, osc_handler, osc_router};
use microosc_tests::peers::available;

#[derive(Default)]
struct Synth {
    master: f32,
    gain: f32,
    pad: (f32, f32),
    on: bool,
    title: String,
    colour: Option<Rgba>,
    voices: i32,
    kicks: i32,
}

/// The level of all voices.
#[osc_handler("/master", get = |synth| synth.master)]
fn master(synth: &mut Synth, #[osc(range = 0.0..=1.0, clip = "both")] level: f32) {
    synth.master = level;
}

/// Whatever is sent, it stays below the half.
#[osc_handler("/gain", get = |synth| synth.gain)]
fn gain(synth: &mut Synth, #[osc(range = 0.0..=1.0)] gain: f32) {
    synth.gain = gain.min(0.5);
}

/// Where the sound is: left to right, far to near.
#[osc_handler("/stage/position", get = |synth| synth.pad)]
fn position(
    synth: &mut Synth,
    #[osc(range = -1.0..=1.0)] x: f32,
    #[osc(range = -1.0..=1.0)] y: f32,
) {
    synth.pad = (x, y);
}

#[osc_handler("/stage/on", get = |synth| synth.on)]
fn on(synth: &mut Synth, on: bool) {
    synth.on = on;
}

#[osc_handler("/title", get = |synth| synth.title.as_str())]
fn title(synth: &mut Synth, title: &str) {
    title.clone_into(&mut synth.title);
}

/// The colour of the light.
#[osc_handler("/light/colour", get = |synth| synth.colour)]
fn colour(synth: &mut Synth, colour: Rgba) {
    synth.colour = Some(colour);
}

#[osc_handler("/voices", get = |synth| synth.voices)]
fn voices(synth: &mut Synth, #[osc(range = 1..=8, unit = "voices")] voices: i32) {
    synth.voices = voices;
}

/// One hit.
#[osc_handler("/drum/{drum: kick|snare}")]
fn drum(synth: &mut Synth, drum: &str) {
    synth.kicks += i32::from(drum == "kick");
}

#[osc_handler("/kicks", get = |synth| synth.kicks)]
fn kicks(synth: &mut Synth, kicks: i32) {
    synth.kicks = kicks;
}

/// What somebody plays by name.
#[osc_handler("/player/{name}/level")]
fn player(name: &str, level: f32) {
    let _ = (name, level);
}

static ROUTER: Router<Synth> =
    osc_router![master, gain, position, on, title, colour, voices, drum, kicks, player];

fn drive(script: &str, control: bool) {
    let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
        .into_iter()
        .find(|path| Path::new(path).exists())
        .unwrap_or("chromium");
    let has_playwright = "require('playwright-core')";
    if !available("chromium", chromium, &["--version"])
        || !available("playwright-core", "node", &["-e", has_playwright])
    {
        return;
    }
    let server = Options::new().name("A synth").allow_control(control).bind("127.0.0.1:0", &ROUTER);
    let mut server = server.expect("a free port");
    let (web, osc) = (server.web_addr(), server.udp().local_addr());
    let stop = server.stop_handle();
    let serving = thread::spawn(move || {
        let mut synth = Synth { master: 0.5, gain: 0.5, voices: 4, ..Synth::default() };
        server.serve(&mut synth).expect("serves");
    });
    let driven = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page").join(script))
        .args([chromium, &format!("http://{web}/"), &osc.port().to_string()])
        .output()
        .expect("node runs");
    stop.stop();
    serving.join().expect("no panic");
    let printed = [driven.stdout, driven.stderr].concat();
    assert!(driven.status.success(), "{}", String::from_utf8_lossy(&printed));
}

#[test]
fn what_is_moved_on_the_page_calls_handlers_and_what_they_change_is_shown() {
    drive("control.mjs", true);
}

#[test]
fn without_control_the_page_only_shows() {
    drive("read_only.mjs", false);
}

#[test]
fn the_page_is_small_and_asks_nobody_else() {
    let page = include_str!("../../../microosc/src/web/page.html");
    assert!(page.len() < 20_000, "{} bytes", page.len());
    for address in ["http://", "https://", "//cdn", "@import", "src="] {
        assert!(!page.contains(address), "{address}");
    }
}
