//! Parameters that tell something about the message, and those that take what no type describes.

use core::fmt;
use core::net::SocketAddr;

use super::{FromMessage, Rejection, Request, Takes};
use crate::wire::{Argument, ArgumentWriter, Arguments, Message, TimeTag, ToArguments};

/// Extractor: who sent the message.
///
/// The address can be forged by anyone who can send to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Peer(pub SocketAddr);

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for Peer {
    const TAKES: Takes = Takes::Nothing;
    type Sent = ();

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        Ok(Self(request.peer()))
    }
}

/// Extractor: the time tag of the bundle the message is in, [`TimeTag::IMMEDIATE`] if it is in
/// none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BundleTime(pub TimeTag);

#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for BundleTime {
    const TAKES: Takes = Takes::Nothing;
    type Sent = ();

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        Ok(Self(request.bundle_time()))
    }
}

/// The whole message. It takes no argument, so the other parameters still do.
#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for Message<'a> {
    const TAKES: Takes = Takes::Nothing;
    type Sent = ();

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        Ok(request.message())
    }
}

#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for Argument<'a> {
    const TAKES: Takes = Takes::Any;
    type Sent = (Self,);

    #[inline]
    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        request.next_argument()
    }
}

/// All arguments that are left, any number and any types, read lazily.
///
/// # Examples
///
/// ```
/// use microosc::{Rest, osc_handler};
///
/// #[osc_handler("/log")]
/// fn log(level: i32, details: Rest<'_>) {
///     println!("{level}: {details}");
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rest<'a>(pub Arguments<'a>);

impl<'a> Iterator for Rest<'a> {
    type Item = Argument<'a>;

    fn next(&mut self) -> Option<Argument<'a>> {
        self.0.next()
    }
}

/// Shows the arguments with a space between.
impl fmt::Display for Rest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut space = "";
        for argument in self.0 {
            write!(f, "{space}{argument}")?;
            space = " ";
        }
        Ok(())
    }
}

impl ToArguments for Rest<'_> {
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        self.0.write_arguments(writer);
    }
}

#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for Rest<'a> {
    const TAKES: Takes = Takes::Rest;
    type Sent = (&'a dyn ToArguments,);

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        let rest = request.remaining();
        while request.next_argument().is_ok() {}
        Ok(Self(rest))
    }
}
