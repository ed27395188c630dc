//! "Did you mean": the route whose address is nearest to one that nobody has.
//!
//! For tools, and for a `fallback` while a show is set up; no message that finds its route comes
//! here. Nothing is allocated, and the cost is bounded: a step for each character of every route
//! times each of the address, of which no more than [`LONGEST`] bytes are looked at.

use super::{EndpointInfo, Router, Segment, Values};

/// Longer addresses are near to nothing.
const LONGEST: usize = 128;

/// A third of what a route says may be wrong, or one character of a short one.
const TOLERANCE: usize = 3;

impl<S: ?Sized> Router<S> {
    /// Returns the route whose address comes nearest to `address`, counted in characters that are
    /// wrong, missing or too many, or `None` if none is near. Of several that are equally near it
    /// is the first declared. Captures stand for what they may capture; numbers out of their range
    /// are near.
    ///
    /// # Examples
    ///
    /// A fallback that helps whoever sets up the sender:
    ///
    /// ```
    /// use microosc::{Message, Peer, Router, Server, TimeTag, osc_handler, osc_router};
    ///
    /// #[osc_handler("/ch/{ch: 1..=8}/level")]
    /// fn level(ch: u8, value: f32) {}
    ///
    /// fn unknown(log: &mut Vec<String>, message: &Message<'_>, _: Peer) {
    ///     let address = message.address();
    ///     log.push(match ROUTER.nearest(address) {
    ///         Some(route) => format!("{address}: did you mean {}?", route.address()),
    ///         None => format!("{address}: unknown"),
    ///     });
    /// }
    ///
    /// static ROUTER: Router<Vec<String>> = osc_router![level, fallback = unknown];
    ///
    /// let (mut server, mut log) = (Server::new(&ROUTER), Vec::new());
    /// let peer = ([127, 0, 0, 1], 57120).into();
    /// server.handle_datagram(TimeTag::IMMEDIATE, peer, b"/chn/9/level\0\0\0\0,f\0\0\0\0\0\0", &mut log);
    /// assert_eq!(log, ["/chn/9/level: did you mean /ch/{ch: 1..=8}/level?"]);
    /// ```
    pub fn nearest(&self, address: &str) -> Option<&'static EndpointInfo> {
        self.routes()
            .filter_map(|info| Some((distance(info.segments(), address.as_bytes())?, info)))
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, info)| info)
    }
}

/// How many characters would have to change for the address to meet the segments, or `None` if
/// those are too many.
fn distance(segments: &[Segment], address: &[u8]) -> Option<u8> {
    let mut row = Row::new(address)?;
    // How much of the route stands for itself.
    let mut fixed = 0_usize;
    for segment in segments {
        let text = match segment {
            Segment::Literal(text) | Segment::Capture { prefix: text, .. } => text,
            Segment::Rest { .. } => "",
        };
        row.literal("/");
        row.literal(text);
        fixed = fixed.saturating_add(text.len()).saturating_add(1);
        match segment {
            Segment::Literal(_) => {}
            Segment::Capture { values: Values::Any, .. } => row.any(|byte| byte != b'/'),
            Segment::Capture { values: Values::Range { .. }, .. } => {
                row.any(|byte| byte.is_ascii_digit());
            }
            Segment::Capture { values: Values::OneOf(words), .. } => row.one_of(words),
            Segment::Rest { .. } => row.any(|_| true),
        }
    }
    let distance = row.costs.get(address.len()).copied()?;
    let limit = (fixed.min(address.len()) / TOLERANCE).max(1);
    (usize::from(distance) <= limit).then_some(distance)
}

/// What it costs to turn the part of a route that has been read into the first bytes of the
/// address: into none of them, into one, and so on (Levenshtein's distance, row by row).
struct Row<'a> {
    address: &'a [u8],
    /// Of these, one more than the address has bytes.
    costs: [u8; LONGEST + 1],
}

impl<'a> Row<'a> {
    /// Nothing has been read: each byte of the address is one too many.
    fn new(address: &'a [u8]) -> Option<Self> {
        let mut costs = [0; LONGEST + 1];
        for (cost, count) in costs.iter_mut().zip(0..=u8::MAX) {
            *cost = count;
        }
        (address.len() <= LONGEST).then_some(Self { address, costs })
    }

    fn literal(&mut self, text: &str) {
        for expected in text.bytes() {
            self.step(|byte, one_less, _| one_less.saturating_add(u8::from(byte != expected)));
        }
    }

    /// Reads a capture that stands for one or more of some bytes.
    fn any(&mut self, fits: impl Fn(u8) -> bool) {
        self.step(|byte, one_less, so_far| {
            // It begins with this byte, or goes on with it.
            if fits(byte) { one_less.min(so_far) } else { one_less.saturating_add(1) }
        });
    }

    /// Reads the one of the words that is nearest, for each number of bytes.
    fn one_of(&mut self, words: &[&str]) {
        let before = self.costs;
        let mut best = [u8::MAX; LONGEST + 1];
        for word in words {
            self.costs = before;
            self.literal(word);
            for (best, cost) in best.iter_mut().zip(self.costs) {
                *best = cost.min(*best);
            }
        }
        self.costs = best;
    }

    /// Reads one more of the route. `cost` tells what it costs to end at a byte of the address: it
    /// gets the byte, the cost before both, and the cost with the same of the route and one byte
    /// less. Leaving out either always costs one.
    fn step(&mut self, cost: impl Fn(u8, u8, u8) -> u8) {
        let [first, rest @ ..] = &mut self.costs;
        let mut one_less = *first;
        *first = first.saturating_add(1);
        let mut so_far = *first;
        for (here, byte) in rest.iter_mut().zip(self.address) {
            let skipped = so_far.min(*here).saturating_add(1);
            so_far = cost(*byte, one_less, so_far).min(skipped);
            one_less = core::mem::replace(here, so_far);
        }
    }
}
