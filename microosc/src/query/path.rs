//! Where one stands in the address space, and what lies below.
//!
//! Names are those that messages can have, captures with declared values standing for each value;
//! a capture without is itself a name, `{name}`, which no message has. Everything is found in the
//! facts of the routes, so nothing is allocated; a list of names costs a look at every route for
//! each name.

use core::fmt;

use super::getter;
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
    route: usize,
    /// Which of the names of the route's segment comes next.
    name: usize,
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
            let mut cursor = Cursor::default();
            let found = core::iter::from_fn(|| path.next(space, &mut cursor));
            path.push(found.into_iter().find(|name| *name == wanted)?);
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
            let mut below = *self;
            below.push(name);
            if !below.is_getter_alone(space) {
                return Some(name);
            }
        }
    }

    fn next_of_routes(&self, space: Space, cursor: &mut Cursor) -> Option<&'static str> {
        loop {
            let info = space.infos.get(cursor.route)?;
            let Some(name) = self.name_below(info, cursor.name) else {
                *cursor = Cursor { route: cursor.route.wrapping_add(1), name: 0 };
                continue;
            };
            cursor.name = cursor.name.wrapping_add(1);
            let earlier = space.infos.get(..cursor.route).unwrap_or_default();
            if !earlier.iter().any(|info| self.has_below(info, name)) {
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

    fn has_below(&self, info: &EndpointInfo, name: &str) -> bool {
        let segment = self.segment_below(info);
        segment.is_some_and(|segment| has(info, self.depth, segment, name))
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
            Some((&"get", names)) => (names.len(), names),
            _ => return false,
        };
        getter(space, above).is_some()
            && !space.infos.iter().any(|info| self.segment_below(info).is_some())
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
