//! What a handler's declaration tells its callers: the parameters that a value is given for.
//!
//! The macro lists them as `(first, (second, ()))` of the markers below. The list asks nothing of
//! their types, so a type that no message has is reported where the handler takes it, and only
//! there; what callers need of them is asked where a caller stands.

use core::fmt;
use core::marker::PhantomData;

use super::values::{Append, IntoValues};
use crate::extract::{FromMessage, FromSegment, Ranged, Rejection, Request, Takes};
use crate::route::{Endpoint, range};
use crate::wire::{ArgumentWriter, ToArguments};

/// A parameter that the segment with this index captures.
#[doc(hidden)]
#[derive(Debug)]
pub struct Captured<T: ?Sized, const SEGMENT: usize>(PhantomData<T>);

/// A parameter that is taken from the message.
#[doc(hidden)]
#[derive(Debug)]
pub struct Taken<T: ?Sized>(PhantomData<T>);

/// The same of one that declares a range: the parameter with this index.
#[doc(hidden)]
#[derive(Debug)]
pub struct TakenWithin<T: ?Sized, const PARAMETER: usize>(PhantomData<T>);

/// One of the parameters.
#[doc(hidden)]
pub trait Part<'a> {
    /// What is given for it, in a tuple: one value or none.
    type Given;
    /// Whether it stands in the address.
    const IS_CAPTURED: bool = false;
    /// Whether it, or a field of it, declares a range.
    const HAS_RANGE: bool = false;

    /// Writes it, if it is an argument.
    fn write(_: &Self::Given, _: &mut ArgumentWriter<'_>) {}

    /// Returns it, if the segment with this index captures it.
    fn in_segment(_: &Self::Given, _: usize) -> Option<&dyn fmt::Display> {
        None
    }

    /// Takes it from the message as the handler `H` does, if it is an argument.
    fn take<H: Endpoint>(_: &mut Request<'a>) -> Result<(), Rejection> {
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: FromSegment<'a>, const SEGMENT: usize> Part<'a> for Captured<T, SEGMENT> {
    type Given = (T::Sent,);
    const IS_CAPTURED: bool = true;

    fn in_segment((value,): &Self::Given, index: usize) -> Option<&dyn fmt::Display> {
        (index == SEGMENT).then_some(value)
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: FromMessage<'a>> Part<'a> for Taken<T> {
    type Given = T::Sent;
    const HAS_RANGE: bool = T::TAKES.has_range();

    #[inline(always)]
    fn write(given: &Self::Given, writer: &mut ArgumentWriter<'_>) {
        given.write_arguments(writer);
    }

    fn take<H: Endpoint>(request: &mut Request<'a>) -> Result<(), Rejection> {
        match T::TAKES {
            // An extractor has nothing to read in a message that has not been sent.
            Takes::Nothing => Ok(()),
            _ => T::from_message(request).map(drop),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: Ranged<'a>, const PARAMETER: usize> Part<'a> for TakenWithin<T, PARAMETER> {
    type Given = T::Sent;
    const HAS_RANGE: bool = true;

    #[inline(always)]
    fn write(given: &Self::Given, writer: &mut ArgumentWriter<'_>) {
        given.write_arguments(writer);
    }

    fn take<H: Endpoint>(request: &mut Request<'a>) -> Result<(), Rejection> {
        T::from_message_within(request, const { range(H::INFO.parameters(), PARAMETER) }).map(drop)
    }
}

/// All of the parameters, or the last of them: `(first, (second, ()))`.
///
/// What is given for them is put together from the first to the last, `Before` being what is there
/// already: so each step asks one thing of the next, and the compiler is soon done with sixteen.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the handler cannot be called",
    label = "its declaration has an error of its own",
    note = "generic code asks for `H: Call`"
)]
pub trait Parts<'a, Before = ()> {
    /// What is given for all parameters, as one tuple.
    type Values;
    /// What is given for these, one by one.
    type Given;
    /// Whether some of them stand in the address.
    const HAS_CAPTURES: bool = false;
    /// Whether some of them declare a range.
    const HAS_RANGE: bool = false;

    /// Takes the tuple apart.
    fn split(values: Self::Values) -> (Before, Self::Given);

    /// Writes those that are arguments.
    fn write(_: &Self::Given, _: &mut ArgumentWriter<'_>) {}

    /// Returns what the segment with this index captures.
    fn in_segment(_: &Self::Given, _: usize) -> Option<&dyn fmt::Display> {
        None
    }

    /// Takes the arguments from the message as the handler `H` does, up to the last that has a
    /// range.
    fn take<H: Endpoint>(_: &mut Request<'a>) -> Result<(), Rejection> {
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<Before> Parts<'_, Before> for () {
    type Values = Before;
    type Given = ();

    #[inline]
    fn split(values: Before) -> (Before, ()) {
        (values, ())
    }
}

#[diagnostic::do_not_recommend]
impl<'a, First, Rest, Before> Parts<'a, Before> for (First, Rest)
where
    First: Part<'a, Given: Append<Before>>,
    Rest: Parts<'a, <First::Given as Append<Before>>::Out>,
{
    type Values = Rest::Values;
    type Given = (First::Given, Rest::Given);
    const HAS_CAPTURES: bool = First::IS_CAPTURED || Rest::HAS_CAPTURES;
    const HAS_RANGE: bool = First::HAS_RANGE || Rest::HAS_RANGE;

    #[inline]
    fn split(values: Self::Values) -> (Before, Self::Given) {
        let (before, rest) = Rest::split(values);
        let (before, first) = First::Given::split(before);
        (before, (first, rest))
    }

    #[inline(always)]
    fn write((first, rest): &Self::Given, writer: &mut ArgumentWriter<'_>) {
        First::write(first, writer);
        Rest::write(rest, writer);
    }

    fn in_segment((first, rest): &Self::Given, index: usize) -> Option<&dyn fmt::Display> {
        First::in_segment(first, index).or_else(|| Rest::in_segment(rest, index))
    }

    fn take<H: Endpoint>(request: &mut Request<'a>) -> Result<(), Rejection> {
        if Self::HAS_RANGE {
            First::take::<H>(request)?;
            Rest::take::<H>(request)?;
        }
        Ok(())
    }
}

/// The parameters of a handler with a mistake. Nearly anything is given for them, so that no more
/// is said of it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Anything;

#[diagnostic::do_not_recommend]
impl Parts<'_> for Anything {
    type Values = Self;
    type Given = ();

    fn split(_: Self) -> ((), ()) {
        ((), ())
    }
}

#[diagnostic::do_not_recommend]
impl<T: ToArguments> IntoValues<Anything> for T {
    fn into_values(self) -> Anything {
        Anything
    }
}

/// What is given for the parameters, as the message has it.
pub(super) struct Given<'a, P: Parts<'a>>(pub P::Given);

impl<'a, P: Parts<'a>> ToArguments for Given<'a, P> {
    #[inline(always)]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        P::write(&self.0, writer);
    }
}

/// The values that stand in the address.
pub(super) trait Captures {
    /// Returns that which the segment with this index captures.
    fn in_segment(&self, index: usize) -> Option<&dyn fmt::Display>;
}

impl<'a, P: Parts<'a>> Captures for Given<'a, P> {
    fn in_segment(&self, index: usize) -> Option<&dyn fmt::Display> {
        P::in_segment(&self.0, index)
    }
}
