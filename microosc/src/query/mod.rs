//! The address space as JSON for others to read, by the [OSCQuery proposal]: written from the
//! routing table, with nothing declared twice (feature `query`).
//!
//! [`Namespace`] is the whole of it, [`Node`] a place in it with all that lies below. Both are
//! written piece by piece into anything that takes text, so neither needs memory; a device can do
//! it, too. Nothing here panics, whatever is asked for. Stable Rust formats nothing in const
//! evaluation, so the document is no `const`; where it has to be there before the program runs, a
//! build script or a test writes it to a file, and `include_str!` takes it from there.
//!
//! What is written follows from the handlers' declarations, which is what messages are held to on
//! arrival:
//!
//! * A capture with declared values stands as a node for each value. One without is a single node
//!   whose address has the capture in braces, `/user/{name}`; its `ACCESS` is 0, since no message
//!   has that address.
//! * A route can be read if there is one below it, named `get`, that replies with its value: what
//!   `#[osc_handler("/master", get = …)]` makes, or a handler written out. That other route is not
//!   listed; it is what `ACCESS` 3 and `VALUE` say.
//! * `TYPE` has all that is optional, and of a choice the first; `OVERLOADS` has the other lists of
//!   type tags, up to 32. It tells types by which nothing is converted. Of arguments of any type it
//!   has `N`, of as many as there are of one type a single one.
//! * `RANGE`, `CLIPMODE` and `UNIT` have an entry for each type tag.
//! * `DESCRIPTION` is the doc comment, and below it a line for each parameter that has one.
//!
//! [OSCQuery proposal]: https://github.com/Vidvox/OSCQueryProposal
//!
//! # Examples
//!
//! ```
//! use microosc::query::Namespace;
//! use microosc::{Router, osc_handler, osc_router};
//!
//! /// The level of a channel.
//! #[osc_handler("/ch/{ch: 1..=2}/level")]
//! fn level(ch: u8, #[osc(range = 0.0..=1.0)] level: f32) {}
//!
//! static ROUTER: Router = osc_router![level];
//!
//! let node = Namespace::of(&ROUTER).find("/ch/2").expect("declared");
//! assert_eq!(
//!     node.to_string(),
//!     r#"{"FULL_PATH":"/ch/2","CONTENTS":{"level":{"FULL_PATH":"/ch/2/level","TYPE":"f","ACCESS":2,"#
//!         .to_owned()
//!         + r#""RANGE":[{"MIN":0.0,"MAX":1.0}],"DESCRIPTION":"The level of a channel."}}}"#,
//! );
//! ```

mod attribute;
mod json;
#[cfg(feature = "std")]
mod lock;
mod markdown;
mod path;
mod read;
mod signature;

use core::fmt::{self, Write};

pub use attribute::{Attribute, UnknownAttribute};
#[cfg(feature = "std")]
pub use lock::LockError;
pub use read::{NoValues, State, Values};

use self::attribute::Members;
pub(crate) use self::json::Quoted;
use self::markdown::Markdown;
use self::path::{Cursor, Path};
use self::signature::Signature;
use crate::route::{EndpointInfo, MAX_SEGMENTS, Router, Segment, Space, Values as Captured};

/// The name of the route below another that tells its value.
const GETTER: &str = "get";

/// The addresses of a router, as they are published.
///
/// It shows itself as JSON: the root with all that lies below, without values.
#[derive(Debug, Clone, Copy)]
pub struct Namespace {
    space: Space,
}

impl Namespace {
    /// Returns the addresses of a router.
    pub const fn of<S: ?Sized>(router: &Router<S>) -> Self {
        Self { space: router.space() }
    }

    /// Returns the node with all that there is.
    pub const fn root(&self) -> Node {
        Node { space: self.space, path: Path::ROOT }
    }

    /// Returns the node at an address, `/` being the root.
    pub fn find(&self, address: &str) -> Option<Node> {
        Some(Node { space: self.space, path: Path::find(self.space, address)? })
    }

    /// The routes as a table in Markdown, to be shown.
    ///
    /// # Examples
    ///
    /// ```
    /// use microosc::query::Namespace;
    /// use microosc::{Router, osc_handler, osc_router};
    ///
    /// /// The level of all.
    /// #[osc_handler("/master")]
    /// fn master(#[osc(range = 0.0..=1.0)] level: f32) {}
    ///
    /// static ROUTER: Router = osc_router![master];
    ///
    /// let table = Namespace::of(&ROUTER).markdown().to_string();
    /// assert_eq!(table.lines().nth(2), Some("| `/master` | `,f` | level 0.0..=1.0 | The level of all. |"));
    /// ```
    pub const fn markdown(&self) -> impl fmt::Display + use<> {
        Markdown(*self)
    }

    /// Returns all nodes that handlers take messages at, with those that have captures without
    /// declared values.
    pub fn methods(&self) -> impl Iterator<Item = Node> {
        let mut walk = Walk::new(Path::ROOT);
        let space = self.space;
        core::iter::from_fn(move || {
            loop {
                if let Step::Enter(_) = walk.step(space)? {
                    let node = Node { space, path: walk.path };
                    if node.endpoint().is_some() {
                        return Some(node);
                    }
                }
            }
        })
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root().fmt(f)
    }
}

/// A place in the address space: a method, a container, or both.
///
/// It shows itself as JSON, with all that lies below, without values.
#[derive(Clone, Copy)]
pub struct Node {
    space: Space,
    path: Path,
}

impl Node {
    /// The address, to be shown.
    pub fn address(&self) -> impl fmt::Display {
        self.path
    }

    /// Returns the facts of the handler that takes messages at this address, if there is one.
    pub fn endpoint(&self) -> Option<&'static EndpointInfo> {
        self.space.endpoint(self.path.names()).map(|(_, info)| info)
    }

    /// Whether its value can be read.
    pub fn is_readable(&self) -> bool {
        self.is_writable() && getter(self.space, self.path.names()).is_some()
    }

    /// Whether messages can be sent to it: not where a capture has no declared values.
    pub fn is_writable(&self) -> bool {
        self.endpoint().is_some_and(|info| !info.segments().iter().any(is_open))
    }

    /// Returns what lies directly below.
    pub fn children(&self) -> impl Iterator<Item = Self> {
        let (node, mut cursor) = (*self, Cursor::default());
        core::iter::from_fn(move || {
            let mut child = node;
            child.path.push(node.path.next(node.space, &mut cursor)?);
            Some(child)
        })
    }

    /// Writes the node with all that lies below.
    ///
    /// # Errors
    ///
    /// `out` takes no more.
    pub fn write(&self, out: &mut dyn Write, values: &mut dyn Values) -> fmt::Result {
        let mut walk = Walk::new(self.path);
        while let Some(step) = walk.step(self.space) {
            match step {
                Step::Enter(above) => {
                    if let (Some(is_first), Some(name)) = (above, walk.path.names().last()) {
                        out.write_str(if is_first { ",\"CONTENTS\":{" } else { "," })?;
                        write!(out, "{}:", Quoted(name))?;
                    }
                    out.write_str("{")?;
                    let node = Self { space: self.space, path: walk.path };
                    let mut members = Members { out, is_first: true };
                    for attribute in Attribute::ALL {
                        if attribute != Attribute::Contents {
                            node.member(attribute, &mut members, values)?;
                        }
                    }
                }
                Step::Leave { had_children: true } => out.write_str("}}")?,
                Step::Leave { had_children: false } => out.write_str("}")?,
            }
        }
        Ok(())
    }

    /// Writes an object with one attribute: empty if the node has it not.
    ///
    /// # Errors
    ///
    /// `out` takes no more.
    pub fn write_attribute(
        &self,
        attribute: Attribute,
        out: &mut dyn Write,
        values: &mut dyn Values,
    ) -> fmt::Result {
        out.write_str("{")?;
        if attribute == Attribute::Contents {
            for (index, child) in self.children().enumerate() {
                let name = child.path.names().last().copied().unwrap_or_default();
                let before = if index > 0 { "," } else { "\"CONTENTS\":{" };
                write!(out, "{before}{}:", Quoted(name))?;
                child.write(out, values)?;
            }
            if self.children().next().is_some() {
                out.write_str("}")?;
            }
        } else {
            self.member(attribute, &mut Members { out, is_first: true }, values)?;
        }
        out.write_str("}")
    }

    fn member(
        &self,
        attribute: Attribute,
        members: &mut Members<'_>,
        values: &mut dyn Values,
    ) -> fmt::Result {
        let name = attribute.as_str();
        if attribute == Attribute::FullPath {
            return members.member(name, Quoted(self.path));
        }
        let Some(info) = self.endpoint() else { return Ok(()) };
        match attribute {
            Attribute::Access => {
                let access = u8::from(self.is_readable()) | u8::from(self.is_writable()) << 1;
                members.member(name, access)
            }
            Attribute::Value if self.is_readable() => {
                let mut written = Ok(());
                values.read(self, &mut |arguments| {
                    written = members.member(name, json::Values(arguments));
                });
                written
            }
            Attribute::Type | Attribute::Range | Attribute::ClipMode | Attribute::Unit => {
                match Signature::all(info.parameters()).next() {
                    Some(first) => members.of_signature(attribute, first),
                    None => Ok(()),
                }
            }
            _ => members.fact(attribute, info),
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, &mut NoValues)
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Node").field(&format_args!("{}", self.path)).finish()
    }
}

/// Returns the index of the route that tells the value of the one that these names lead to.
fn getter(space: Space, names: &[&'static str]) -> Option<u16> {
    space.endpoint(names)?;
    let mut below = [""; MAX_SEGMENTS];
    below.get_mut(..names.len())?.copy_from_slice(names);
    *below.get_mut(names.len())? = GETTER;
    let (route, getter) = space.endpoint(below.get(..=names.len())?)?;
    let mut parameters = getter.parameters().iter();
    let replies_above = without_values(getter.address())
        .eq(without_values(getter.reply()?).chain(['/']).chain(GETTER.chars()));
    (replies_above && parameters.all(|parameter| !parameter.takes().is_required())).then_some(route)
}

/// An address as it is declared, of captures only the names: `/ch/{ch}` for `/ch/{ch: 1..=8}`.
fn without_values(address: &str) -> impl Iterator<Item = char> {
    let (mut in_braces, mut is_value) = (false, false);
    address.chars().filter(move |c| {
        in_braces = *c == '{' || in_braces && *c != '}';
        is_value = in_braces && (is_value || *c == ':');
        !is_value
    })
}

/// Whether there is no list of what stands there.
fn is_open(segment: &Segment) -> bool {
    matches!(segment, Segment::Capture { values: Captured::Any, .. } | Segment::Rest { .. })
}

/// The way through a place and all that lies below it.
struct Walk {
    path: Path,
    /// What has been listed of the places on the way down from the first, and of the one at hand.
    cursors: [(Cursor, bool); MAX_SEGMENTS + 1],
    state: WalkState,
    depth: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WalkState {
    Start,
    Inside,
    End,
}

enum Step {
    /// The path leads to a new place; whether it is the first of the one above, if there is one.
    Enter(Option<bool>),
    /// There is no more below the path, which is left now.
    Leave { had_children: bool },
}

impl Walk {
    fn new(path: Path) -> Self {
        let cursors = [(Cursor::default(), true); MAX_SEGMENTS + 1];
        Self { path, cursors, state: WalkState::Start, depth: 0 }
    }

    fn step(&mut self, space: Space) -> Option<Step> {
        match self.state {
            WalkState::Start => {
                self.state = WalkState::Inside;
                return Some(Step::Enter(None));
            }
            WalkState::Inside => {}
            WalkState::End => return None,
        }
        let (cursor, is_first) = self.cursors.get_mut(self.depth)?;
        if let Some(name) = self.path.next(space, cursor) {
            let (is_first, below) = (core::mem::replace(is_first, false), cursor.below());
            self.path.push(name);
            self.depth = self.depth.wrapping_add(1);
            *self.cursors.get_mut(self.depth)? = (below, true);
            return Some(Step::Enter(Some(is_first)));
        }
        let had_children = !*is_first;
        match self.depth.checked_sub(1) {
            Some(above) => {
                self.depth = above;
                self.path.pop();
            }
            None => self.state = WalkState::End,
        }
        Some(Step::Leave { had_children })
    }
}
