//! Two decks of one kind: routers in routers, handlers that can fail, a log of what does not fit.
//!
//!     cargo run --bin decks
//!
//! Then type in a second terminal
//!
//!     cargo run --bin send -- 127.0.0.1:5000 /deck/1/load night.wav
//!     cargo run --bin send -- 127.0.0.1:5000 /deck/2/play 1
//!     cargo run --bin send -- 127.0.0.1:5000 "/deck/*/play" loud
//!     cargo run --bin send -- 127.0.0.1:5000 /deck/1/paly 1

use microosc::udp::{ServeError, serve};
use microosc::{Failed, Message, Peer, Rejected, Router, osc_handler, osc_router};

#[derive(Debug, Default)]
struct App {
    decks: [Deck; 2],
    crossfader: f32,
}

#[derive(Debug, Default)]
struct Deck {
    track: Option<String>,
    playing: bool,
}

impl App {
    /// The deck that `/deck/{n}` names.
    fn deck(&mut self, n: usize) -> Option<&mut Deck> {
        self.decks.get_mut(n.checked_sub(1)?)
    }
}

// The handlers of a deck know nothing of the other, nor of the application.

#[osc_handler("/load", reply = "/loaded")]
fn load(deck: &mut Deck, track: &str) -> Result<bool, String> {
    if deck.playing {
        return Err(format!("cannot load {track:?} while the deck is playing"));
    }
    deck.track = Some(track.to_owned());
    Ok(true)
}

#[osc_handler("/play")]
fn play(deck: &mut Deck, on: bool) -> Result<(), &'static str> {
    if deck.track.is_none() {
        return Err("no track is loaded");
    }
    deck.playing = on;
    Ok(())
}

static DECK: Router<Deck> = osc_router![load, play];

#[osc_handler("/crossfader")]
fn crossfader(app: &mut App, position: f32) {
    app.crossfader = position;
}

fn log_rejected(_: &mut App, rejected: &Rejected<'_>) {
    println!("{}: {rejected}", rejected.peer());
}

fn log_failed(failed: &Failed<'_>) {
    println!("{}: {failed}", failed.peer());
}

fn log_unknown(_: &mut App, message: &Message<'_>, peer: Peer) {
    print!("{peer}: no route takes {message}");
    match ROUTER.nearest(message.address()) {
        Some(route) => println!("; did you mean {}?", route.address()),
        None => println!(),
    }
}

static ROUTER: Router<App> = osc_router![
    crossfader,
    "/deck/{n: 1..=2}" => DECK in App::deck,
    fallback = log_unknown,
    rejected = log_rejected,
    failed = log_failed,
];

fn main() -> Result<(), ServeError> {
    for route in ROUTER.routes() {
        println!("{} {}", route.address(), route.type_tags());
    }
    // 127.0.0.1: programs on this machine only.
    serve("127.0.0.1:5000", &ROUTER, &mut App::default())
}

#[test]
fn a_deck_that_plays_keeps_its_track() {
    let mut deck = Deck::default();
    assert!(play(&mut deck, true).is_err());
    assert_eq!(load(&mut deck, "night.wav"), Ok(true));
    assert_eq!(play(&mut deck, true), Ok(()));
    assert!(load(&mut deck, "day.wav").is_err());
}
