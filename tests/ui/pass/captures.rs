//! Captures bind to the parameters of their names, wherever these stand.

use microosc::{FromSegment, Router, Source, osc_handler, osc_router};

struct Mixer;

enum Side {
    Left,
    Right,
}

impl<'a> FromSegment<'a> for Side {
    type Sent = &'static str;

    fn from_segment(segment: &'a str) -> Option<Self> {
        match segment {
            "left" => Some(Self::Left),
            "right" => Some(Self::Right),
            _ => None,
        }
    }
}

#[osc_handler("/ch/{ch}/{side}/level")]
fn level(level: f32, side: Side, mixer: &mut Mixer, mut ch: u8) {
    ch += 1;
    let _ = (level, mixer, ch, matches!(side, Side::Left | Side::Right));
}

/// A name that Rust writes with `r#`.
#[osc_handler("/{type}/{r}")]
fn keyword(r#type: &str, r: char) {
    let _ = (r#type, r);
}

/// A name near to one that is bound is no misspelling.
#[osc_handler("/near/{ch}")]
fn near(ch: u8, chan: u8) {
    let _ = (ch, chan);
}

static ROUTER: Router<Mixer> = osc_router![level, keyword, near];

fn main() {
    let parameters = ROUTER.routes().next().unwrap().parameters();
    assert_eq!((parameters[1].name(), parameters[1].source()), ("side", Source::Capture));
    assert_eq!(parameters[2].source(), Source::State);
    assert_eq!((parameters[3].name(), parameters[3].source()), ("ch", Source::Capture));
    let parameters = ROUTER.routes().nth(1).unwrap().parameters();
    assert_eq!((parameters[0].name(), parameters[0].source()), ("type", Source::Capture));
}
