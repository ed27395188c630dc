//! Methods as handlers.
#![deny(warnings)]

use microosc::{Message, Peer, Router, Server, TimeTag, osc, osc_handler, osc_handlers, osc_router};

#[derive(Default)]
struct Mixer {
    master: f32,
    log: Vec<String>,
}

#[osc_handlers(observe = Self::log, "/eq" => EQ in Self::eq)]
impl Mixer {
    const LIMIT: f32 = { 1.0 };

    /// Sets the level of all.
    #[osc_handler("/master")]
    pub fn master(&mut self, #[osc(range = 0.0..=Self::LIMIT)] level: f32, Peer(_): Peer) {
        self.master = level;
    }

    #[osc_handler("/master/{ch: 1..=2}/get", reply = "/master/{ch}")]
    fn get(&self, ch: u8) -> f32 {
        self.master + f32::from(ch)
    }

    /// Without `self`.
    #[osc_handler("/ping")]
    fn ping() {}

    /// The state by another name.
    #[osc_handler("/reset")]
    fn reset(mixer: &mut Self) {
        *mixer = Self::default();
    }

    fn is_loud(&self) -> bool {
        self.master > 0.9
    }

    fn log(&mut self, message: &Message<'_>, _: Peer) {
        self.log.push(message.address().into());
    }

    fn eq(&mut self) -> &mut f32 {
        &mut self.master
    }
}

#[osc_handler("/gain")]
fn gain(level: &mut f32, gain: f32) {
    *level *= gain;
}

static EQ: Router<f32> = osc_router![gain];

static ROUTER: Router<Mixer> = Mixer::ROUTER;

#[derive(Default)]
struct Deck(f32);

#[osc_handlers]
impl Deck {
    #[osc_handler("/speed")]
    fn speed(&mut self, speed: f32) {
        self.0 = speed;
    }
}

static DECKS: Router<[Deck; 2]> = osc_router![
    "/a" => Deck::ROUTER in |decks: &mut [Deck; 2]| &mut decks[0],
    "/b" => Deck::ROUTER in |decks: &mut [Deck; 2]| &mut decks[1],
];

fn main() {
    let peer = ([127, 0, 0, 1], 57120).into();
    let mut mixer = Mixer::default();
    mixer.master(0.5, Peer(peer));
    Mixer::ping();
    Mixer::reset(&mut mixer);
    assert!(!mixer.is_loud() && mixer.get(1) < 1.5);

    let mut server = Server::new(&ROUTER);
    for packet in [&osc!("/master", 1.0)[..], osc!("/master", 2.0), osc!("/eq/gain", 0.5)] {
        server.handle_datagram(TimeTag::IMMEDIATE, peer, packet, &mut mixer);
    }
    assert_eq!(mixer.master, 0.5);
    assert_eq!(mixer.log, ["/master", "/master", "/eq/gain"]);

    let mut decks = <[Deck; 2]>::default();
    let mut server = Server::new(&DECKS);
    server.handle_datagram(TimeTag::IMMEDIATE, peer, osc!("/b/speed", 1.5), &mut decks);
    assert_eq!((decks[0].0, decks[1].0), (0.0, 1.5));
}
