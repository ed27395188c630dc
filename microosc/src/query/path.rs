//! Where one stands in the address space, and what lies below.
//!
//! Names are those that messages can have, captures with declared values standing for each value;
//! a capture without is itself a name, `{name}`, which no message has. Everything is found in the
//! facts of the routes, so nothing is allocated. Finding a place costs a look at every route for
//! each of its names; a list of names, a look at the routes before it for each that is listed.

use core::fmt;

use super::{GETTER, getter};
use crate::route::{EndpointInfo, MAX_SEGMENTS, Segment, Space};

/// The names on the way to a place, which exists.
#[derive(Clone, Copy)]
pub(super) struct Path {
    names: [&'static str; MAX_SEGMENTS],
    depth: usize,
}

/// How far the names below a place have been listed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cursor {
    /// No route before it passes the place.
    first: usize,
    route: usize,
    /// Which of the names of the route's segment comes next.
    name: usize,
    /// How many names have been listed.
    listed: usize,
}

impl Cursor {
    /// Starts with what lies below the name that has been returned last.
    pub(super) fn below(&self) -> Self {
        Self { first: self.route, route: self.route, ..Self::default() }
    }
}

impl Path {
    pub(super) const ROOT: Self = Self { names: [""; MAX_SEGMENTS], depth: 0 };

    /// Finds the place with this address; that of the root is `/`.
    pub(super) fn find(space: Space, address: &str) -> Option<Self> {
        let mut path = Self::ROOT;
        let below = address.strip_prefix('/')?;
        if below.is_empty() {
            return Some(path);
        }
        for wanted in below.split('/') {
            let name = space.infos.iter().find_map(|info| path.wanted_below(info, wanted))?;
            path.push(name);
            if path.is_getter_alone(space) {
                return None;
            }
        }
        Some(path)
    }

    pub(super) fn names(&self) -> &[&'static str] {
        self.names.get(..self.depth).unwrap_or_default()
    }

    pub(super) fn push(&mut self, name: &'static str) {
        if let Some(slot) = self.names.get_mut(self.depth) {
            *slot = name;
            self.depth = self.depth.wrapping_add(1);
        }
    }

    pub(super) fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Returns the next name below, if there is one more.
    pub(super) fn next(&self, space: Space, cursor: &mut Cursor) -> Option<&'static str> {
        loop {
            let name = self.next_of_routes(space, cursor)?;
            if name != GETTER {
                return Some(name);
            }
            let mut below = *self;
            below.push(name);
            if !below.is_getter_alone(space) {
                return Some(name);
            }
        }
    }

    fn next_of_routes(&self, space: Space, cursor: &mut Cursor) -> Option<&'static str> {
        // Whose end is not known looks at the routes that are left.
        if space.count_below(self.names()).is_some_and(|count| cursor.listed >= count) {
            return None;
        }
        loop {
            let info = space.infos.get(cursor.route)?;
            let Some(name) = self.name_below(info, cursor.name) else {
                (cursor.route, cursor.name) = (cursor.route.wrapping_add(1), 0);
                continue;
            };
            cursor.name = cursor.name.wrapping_add(1);
            // Routes that share a name mostly stand side by side.
            let earlier = space.infos.get(cursor.first..cursor.route).unwrap_or_default();
            if !earlier.iter().rev().any(|info| self.wanted_below(info, name).is_some()) {
                cursor.listed = cursor.listed.wrapping_add(1);
                return Some(name);
            }
        }
    }

    /// Returns a name that a route has below this place, by its index.
    fn name_below(&self, info: &EndpointInfo, index: usize) -> Option<&'static str> {
        let segment = self.segment_below(info)?;
        match names(segment) {
            Some(names) => names.get(index).copied(),
            None => (index == 0).then(|| written(info, self.depth)),
        }
    }

    /// Returns the name that is wanted, if a route has it below this place.
    fn wanted_below(&self, info: &EndpointInfo, wanted: &str) -> Option<&'static str> {
        match names(self.segment_below(info)?) {
            Some(names) => names.iter().copied().find(|name| *name == wanted),
            None => Some(written(info, self.depth)).filter(|name| *name == wanted),
        }
    }

    /// Returns the segment that follows this place in a route that passes it.
    fn segment_below(&self, info: &EndpointInfo) -> Option<&'static Segment> {
        let below = info.segments().get(self.depth)?;
        let mut above = info.segments().iter().zip(self.names()).enumerate();
        above.all(|(depth, (segment, name))| has(info, depth, segment, name)).then_some(below)
    }

    /// Whether there is nothing here but the route that tells the value of the one above.
    fn is_getter_alone(&self, space: Space) -> bool {
        let (_, above) = match self.names().split_last() {
            Some((&GETTER, names)) => (names.len(), names),
            _ => return false,
        };
        getter(space, above).is_some()
            && match space.count_below(self.names()) {
                Some(count) => count == 0,
                None => !space.infos.iter().any(|info| self.segment_below(info).is_some()),
            }
    }
}

/// The names that a segment stands for, unless it stands for any.
fn names(segment: &'static Segment) -> Option<&'static [&'static str]> {
    match segment {
        Segment::Literal(name) => Some(core::slice::from_ref(name)),
        Segment::Capture { segments: [], .. } | Segment::Rest { .. } => None,
        Segment::Capture { segments, .. } => Some(segments),
    }
}

fn has(info: &EndpointInfo, depth: usize, segment: &'static Segment, name: &str) -> bool {
    match names(segment) {
        Some(names) => names.contains(&name),
        None => written(info, depth) == name,
    }
}

/// A segment as it stands in the declaration.
fn written(info: &EndpointInfo, depth: usize) -> &'static str {
    info.address().split('/').nth(depth.wrapping_add(1)).unwrap_or_default()
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.names() {
            [] => f.write_str("/"),
            names => names.iter().try_for_each(|name| write!(f, "/{name}")),
        }
    }
}
