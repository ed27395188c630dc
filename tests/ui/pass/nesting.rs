//! Routers in routers: what may stand after `=>` and after `in`.

use microosc::{Failed, FromSegment, Rejected, Router, osc_handler, osc_router};

struct App {
    decks: Vec<Deck>,
    eq: Option<Box<Deck>>,
}

struct Deck {
    level: f32,
}

#[osc_handler("/level", reply = "/level/is")]
fn level(deck: &mut Deck, value: f32) -> f32 {
    deck.level = value;
    value
}

static PREFIX: Router<Deck> = osc_router![level];
const CONSTANT: Router<Deck> = osc_router!["/in" => PREFIX];

mod inner {
    pub static EMPTY: microosc::Router<super::Deck> = microosc::osc_router![];
}

impl Deck {
    const ROUTER: Router<Self> = osc_router![level];
}

impl App {
    const ROUTER: Router<Self> = osc_router!["/deck/{n}" => Deck::ROUTER in App::deck];

    fn deck(&mut self, n: usize) -> Option<&mut Deck> {
        self.decks.get_mut(n)
    }

    fn first(&mut self) -> &mut Deck {
        &mut self.decks[0]
    }
}

enum Side {
    Left,
    Right,
}

impl<'a> FromSegment<'a> for Side {
    type Sent = &'a str;

    fn from_segment(segment: &'a str) -> Option<Self> {
        match segment {
            "left" => Some(Self::Left),
            "right" => Some(Self::Right),
            _ => None,
        }
    }
}

fn side<'app>(app: &'app mut App, side: Side, _name: &str) -> Option<&'app mut Deck> {
    match side {
        Side::Left => app.decks.first_mut(),
        Side::Right => app.decks.last_mut(),
    }
}

#[osc_handler("/all")]
fn all(app: &mut App) {
    app.decks.clear();
}

static ALL: Router<App> = osc_router![all];

fn rejected(_: &mut App, rejected: &Rejected<'_>) {
    println!("{rejected}");
}

static ROUTER: Router<App> = osc_router![
    "/first" => PREFIX in App::first,
    rejected = rejected,
    "/first/{a}/{b}" => CONSTANT in side,
    "/second" => self::inner::EMPTY in |app: &mut App| app.decks.get_mut(1),
    "/third" => <Deck>::ROUTER in |app| &mut app.decks[2],
    "/eq/{n: 1..=2}" => Deck::ROUTER in |app, n: u8| {
        if n == 2 {
            return None;
        }
        app.eq.as_deref_mut()
    },
    "/" => ALL,
    failed = |failed: &Failed<'_>| println!("{failed}"),
    "/{n}" => App::ROUTER in |app: &mut App, _: f64| app,
];

type Find = for<'d> fn(&'d mut [Deck], usize) -> Option<&'d mut Deck>;

static FOUND: Router<[Deck]> = osc_router![
    "/{n}" => PREFIX in <[Deck]>::get_mut::<usize> as Find,
    "/x" => inner::EMPTY in <[Deck]>::first_mut,
];
static MANY: Router<[Deck]> = osc_router!["/{n}" => PREFIX in <[Deck]>::get_mut::<usize>];

fn main() {
    let addresses: Vec<_> = ROUTER.routes().map(|route| route.address()).collect();
    let expected = [
        "/first/level",
        "/first/{a}/{b}/in/level",
        "/third/level",
        "/eq/{n: 1..=2}/level",
        "/all",
        "/{n}/deck/{n}/level",
    ];
    assert_eq!(addresses, expected);
    assert_eq!([&MANY, &FOUND].map(|router| router.routes().len()), [1, 1]);
}
