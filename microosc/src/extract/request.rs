//! The message at hand, as handlers' parameters are taken from it.

use core::cell::Cell;
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::{FromMessage, Outlet, Piece, Rejection, Takes};
use crate::wire::{
    Argument, Arguments, FixedSize, Message, Text, TimeTag, ToArguments, TypeTag,
    encode_message_to_pieces,
};

/// A message on its way to a handler, with a cursor over its arguments.
///
/// `'a` is the life of the datagram, and of what lets the handler answer.
pub struct Request<'a> {
    message: &'a Message<'a>,
    left: Arguments<'a>,
    /// How many arguments have been taken.
    taken: usize,
    fit: Fit,
    /// The names of the address, for captures; empty where a route has none.
    names: &'a [&'a str],
    /// How many segments of the address are prefixes of the routers around the handler's.
    depth: usize,
    origin: &'a Origin<'a>,
    /// Whose handler it goes to: the index of the route and its address.
    route: (usize, &'static str),
    /// Whether the handler returned an error.
    failed: Cell<bool>,
}

/// Takes a value from a message.
type Taking<'a, T> = fn(&mut Request<'a>) -> Result<T, Rejection>;

/// How far the type of an argument may be from the one that a parameter names; the closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is that one.
    Same,
    /// Or the other length of it: `i` and `h`, `f` and `d`.
    Strict,
    /// Or one that can be converted.
    Converted,
}

/// Where a message came from, and the way back.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(crate) peer: &'a SocketAddr,
    pub(crate) bundle_time: TimeTag,
    pub(crate) outlet: &'a dyn Outlet,
}

impl<'a> Origin<'a> {
    /// Of a message that nobody sent.
    pub(crate) const fn nobody(outlet: &'a dyn Outlet) -> Self {
        const NOBODY: &SocketAddr = &SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);
        Self::lone(NOBODY, outlet)
    }

    /// Of a message that is in no bundle.
    #[inline]
    pub(crate) const fn lone(peer: &'a SocketAddr, outlet: &'a dyn Outlet) -> Self {
        Self { peer, bundle_time: TimeTag::IMMEDIATE, outlet }
    }
}

impl<'a> Request<'a> {
    #[inline]
    pub(crate) fn new(
        message: &'a Message<'a>,
        names: &'a [&'a str],
        origin: &'a Origin<'a>,
        route: (usize, &'static str),
    ) -> Self {
        let left = message.arguments();
        let (fit, failed) = (Fit::Converted, Cell::new(false));
        Self { message, left, taken: 0, fit, names, depth: 0, origin, route, failed }
    }

    /// Returns the message.
    pub const fn message(&self) -> Message<'a> {
        *self.message
    }

    /// Returns the sender's address.
    pub const fn peer(&self) -> SocketAddr {
        *self.origin.peer
    }

    /// Returns the time tag of the bundle that holds the message, [`TimeTag::IMMEDIATE`] for a
    /// message that is in none.
    pub const fn bundle_time(&self) -> TimeTag {
        self.origin.bundle_time
    }

    /// Whether arguments of other types are to be refused rather than converted.
    pub fn is_strict(&self) -> bool {
        self.fit < Fit::Converted
    }

    /// Whether only the type that a parameter names is to be taken, of one length.
    pub(super) fn is_exact(&self) -> bool {
        self.fit == Fit::Same
    }

    /// Returns the arguments that have not been taken yet.
    pub const fn remaining(&self) -> Arguments<'a> {
        self.left
    }

    /// Returns how many arguments have been taken: the index of the next.
    pub const fn index(&self) -> usize {
        self.taken
    }

    /// Takes what `T` takes.
    ///
    /// # Errors
    ///
    /// The arguments do not fit.
    #[inline]
    pub fn argument<T: FromMessage<'a>>(&mut self) -> Result<T, Rejection> {
        T::from_message(self)
    }

    /// Takes the next argument, whatever it is.
    ///
    /// # Errors
    ///
    /// None is left.
    #[inline]
    pub fn next_argument(&mut self) -> Result<Argument<'a>, Rejection> {
        match self.left.next() {
            Some(argument) => {
                self.taken = self.taken.wrapping_add(1);
                Ok(argument)
            }
            None => Err(Rejection::MissingArgument { index: self.taken }),
        }
    }

    /// Takes the next argument if it is a number of this type, as nearly every one is.
    #[inline]
    pub(super) fn next_of<T: FixedSize>(&mut self) -> Option<T> {
        let value = self.left.next_of()?;
        self.taken = self.taken.wrapping_add(1);
        Some(value)
    }

    /// Takes the next argument if it is a string.
    #[inline]
    pub(super) fn next_string(&mut self) -> Option<Text<'a>> {
        let text = self.left.next_string()?;
        self.taken = self.taken.wrapping_add(1);
        Some(text)
    }

    /// Whether the argument that comes next is absent: none is left, or it is nil, which is taken.
    #[doc(hidden)]
    #[inline]
    pub fn __lacks_argument(&mut self) -> bool {
        let mut after = self.left;
        match after.next() {
            None => true,
            Some(Argument::Nil) => {
                self.left = after;
                self.taken = self.taken.wrapping_add(1);
                true
            }
            Some(_) => false,
        }
    }

    /// Returns the rejection for the argument just taken by a type that takes `T::TAKES`.
    #[cold]
    pub(super) fn wrong_type<T: FromMessage<'a>>(&self, found: TypeTag) -> Rejection {
        Rejection::of_type(self.last(), T::TAKES, found)
    }

    /// Returns the index of the argument just taken.
    pub(super) const fn last(&self) -> usize {
        self.taken.saturating_sub(1)
    }

    /// Takes the run of arguments of one type that comes next.
    pub(super) fn run<T: FixedSize>(&mut self) -> &'a [T] {
        let run = self.left.split_run();
        self.taken = self.taken.wrapping_add(run.len());
        run
    }

    /// Takes a group of parts, which are told by `takes`: one after another, or from the array that
    /// comes next, which must hold nothing else.
    ///
    /// An array that comes next is the whole group, unless `take` finds its first parts in it.
    ///
    /// # Errors
    ///
    /// What `take` returns, or that the array holds more.
    ///
    /// # Examples
    ///
    /// ```
    /// use microosc::{FromMessage, Rejection, Request, Takes};
    ///
    /// struct Point { x: f32, y: f32 }
    ///
    /// impl<'a> FromMessage<'a> for Point {
    ///     const TAKES: Takes = <(f32, f32) as FromMessage<'a>>::TAKES;
    ///     type Sent = ((f32, f32),);
    ///
    ///     fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
    ///         request.group(&Self::TAKES, |request| {
    ///             Ok(Self { x: request.argument()?, y: request.argument()? })
    ///         })
    ///     }
    /// }
    /// ```
    pub fn group<T>(
        &mut self,
        takes: &Takes,
        take: impl Fn(&mut Self) -> Result<T, Rejection>,
    ) -> Result<T, Rejection> {
        let index = self.taken;
        let mut after = self.left;
        let Some(Argument::Array(elements)) = after.next() else {
            return take(self);
        };
        if takes.may_start_with_array() {
            if let Ok(parts) = take(self) {
                return Ok(parts);
            }
            self.taken = index;
        }
        self.left = elements;
        let parts = take(self).map_err(|rejection| rejection.within(index))?;
        if !self.left.is_empty() {
            return Err(Rejection::SurplusArguments { index });
        }
        self.left = after;
        self.taken = index.wrapping_add(1);
        Ok(parts)
    }

    /// Takes what one of the variants takes, of a type that takes one of several: the first that
    /// fits and leaves nothing, else the first that fits. One that needs no conversion goes before
    /// all that do.
    #[doc(hidden)]
    pub fn __one_of<T: FromMessage<'a>>(
        &mut self,
        variants: &[Taking<'a, T>],
    ) -> Result<T, Rejection> {
        let Takes::OneOf(takes) = T::TAKES else {
            return Err(Rejection::MissingArgument { index: self.taken });
        };
        let (left, taken, allowed) = (self.left, self.taken, self.fit);
        let (mut fitting, mut outside) = (None, None);
        for fit in [Fit::Same, Fit::Strict, Fit::Converted] {
            if fit > allowed {
                break;
            }
            self.fit = fit;
            for (takes, variant) in takes.iter().zip(variants) {
                let value = match takes {
                    Takes::Nothing => variant(self),
                    _ => self.group(takes, variant),
                };
                match value {
                    Ok(value) if self.left.is_empty() => {
                        self.fit = allowed;
                        return Ok(value);
                    }
                    Ok(value) => {
                        fitting.get_or_insert((value, self.left, self.taken));
                    }
                    Err(rejection @ Rejection::OutsideRange { .. }) => {
                        outside.get_or_insert(rejection);
                    }
                    Err(_) => {}
                }
                (self.left, self.taken) = (left, taken);
            }
        }
        self.fit = allowed;
        let none = Rejection::NoSignature { index: taken, expected: const { &T::TAKES } };
        // That a number is outside its range says more than that nothing fits.
        let (value, left, taken) = fitting.ok_or(outside.unwrap_or(none))?;
        (self.left, self.taken) = (left, taken);
        Ok(value)
    }

    /// Refuses conversions from here on.
    #[doc(hidden)]
    #[inline]
    pub fn __strict(&mut self) {
        self.fit = Fit::Strict;
    }

    /// Leaves so many segments more to the routers around the handler's.
    #[inline]
    pub(crate) fn descend(&mut self, segments: u16) {
        self.depth = self.depth.wrapping_add(segments.into());
    }

    /// Takes what a capture stands for: the part of the address with this index, from 0 after the
    /// prefixes, without what stands before the capture, so many bytes.
    #[doc(hidden)]
    #[inline]
    pub fn __capture<T>(
        &self,
        segment: usize,
        prefix: usize,
        name: &'static str,
        parse: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, Rejection> {
        let segment = self.depth.wrapping_add(segment);
        let captured = self.names.get(segment).and_then(|name| name.get(prefix..));
        captured.and_then(parse).ok_or(Rejection::Capture { name })
    }

    /// Ends the taking: what is left over is refused.
    #[doc(hidden)]
    #[inline]
    pub fn __finish(&self) -> Result<(), Rejection> {
        if self.left.is_empty() {
            Ok(())
        } else {
            Err(Rejection::SurplusArguments { index: self.taken })
        }
    }

    /// Returns what lets the handler answer.
    pub(super) const fn outlet(&self) -> &'a dyn Outlet {
        self.origin.outlet
    }

    /// Sends a handler's value to where the message came from, to an address below the prefixes.
    pub(super) fn reply(&mut self, address: &[Piece], arguments: &impl ToArguments) {
        let address = |show: &mut dyn FnMut(&str)| self.show_below(address, show);
        // A reply that cannot be sent has been counted, and the handler has returned.
        let _ = self.origin.outlet.send(self.origin.peer, &mut |buffer| {
            encode_message_to_pieces(buffer, &address, arguments)
        });
    }

    /// Shows the pieces of an address below the prefixes, and those of the prefixes first.
    fn show_below(&self, address: &[Piece], show: &mut dyn FnMut(&str)) {
        let (above, names) = self.names.split_at_checked(self.depth).unwrap_or_default();
        // Without captures there are no names, and the prefixes stand in the message.
        let plain = if self.names.is_empty() { self.plain_prefix() } else { "" };
        show(plain);
        for name in above {
            show("/");
            show(name);
        }
        for piece in address {
            show(match piece {
                Piece::Text(text) => text,
                Piece::Capture { segment, prefix } => {
                    names.get(*segment).and_then(|name| name.get(*prefix..)).unwrap_or_default()
                }
            });
        }
    }

    /// Returns the prefixes as they stand in a message with a plain address.
    fn plain_prefix(&self) -> &'a str {
        let address = self.message.address();
        let mut slashes = address.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
        let end = slashes.nth(self.depth).map(|(at, _)| at);
        end.and_then(|end| address.get(..end)).unwrap_or_default()
    }

    /// Reports that the handler returned an error.
    #[cold]
    pub(super) fn fail(&self, error: &dyn fmt::Display) {
        self.failed.set(true);
        self.origin.outlet.failed(self, error);
    }

    /// Returns the index of the route that it goes to, and its address.
    pub(crate) const fn route(&self) -> (usize, &'static str) {
        self.route
    }

    /// Whether the handler returned an error.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.get()
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("message", &self.message)
            .field("remaining", &self.left)
            .field("peer", self.origin.peer)
            .field("bundle_time", &self.origin.bundle_time)
            .finish_non_exhaustive()
    }
}
