//! Writes the message of a call.

use core::fmt::{self, Write};
use core::net::SocketAddr;

use super::parts::{Captures, Given, Parts};
use crate::address::is_name_byte;
use crate::extract::{Origin, OutboxError, Outlet, Rejection, Request};
use crate::route::{EndpointInfo, Segment};
use crate::wire::{EncodeError, Layout, Packet, ToArguments};

/// Where the message of a call goes.
#[doc(hidden)]
#[derive(Debug)]
pub struct CallEncoder<'b> {
    /// `None` while measuring.
    buffer: Option<&'b mut [u8]>,
    prefix: &'b str,
}

impl<'b> CallEncoder<'b> {
    #[inline]
    pub(super) const fn new(buffer: Option<&'b mut [u8]>, prefix: &'b str) -> Self {
        Self { buffer, prefix }
    }

    /// Writes the message, or measures it, and returns its length.
    #[inline]
    pub(super) fn message<'a, P: Parts<'a>>(
        self,
        info: &'static EndpointInfo,
        given: &Given<'a, P>,
    ) -> Result<usize, EncodeError> {
        if P::HAS_CAPTURES || !self.prefix.is_empty() {
            return self.with_path(info, given);
        }
        // Without captures the address is what was declared, and is known to be one.
        let address = info.address().as_bytes();
        let layout = Layout::measure(address.len(), given)?;
        match self.buffer {
            Some(buffer) => layout.write(buffer, given, |slot| {
                let Some((name, padding)) = slot.split_at_mut_checked(address.len()) else {
                    return false;
                };
                name.copy_from_slice(address);
                padding.fill(0);
                true
            }),
            None => Ok(layout.len()),
        }
    }

    /// Does the same, and then takes the arguments as the server will, to find numbers that it
    /// would reject.
    pub(super) fn message_within<'a, P: Parts<'a>>(
        self,
        info: &'static EndpointInfo,
        given: &Given<'a, P>,
        take: fn(&mut Request<'_>) -> Result<(), Rejection>,
    ) -> Result<usize, EncodeError> {
        let Some(buffer) = self.buffer else { return self.message(info, given) };
        let encoder = CallEncoder { buffer: Some(&mut *buffer), prefix: self.prefix };
        let len = encoder.message(info, given)?;
        let packet = Packet::decode(buffer.get(..len).unwrap_or_default());
        let Ok(Packet::Message(message)) = packet else { return Ok(len) };
        let nobody = Origin::nobody(&Nowhere);
        match take(&mut Request::new(&message, &[], &nobody, (0, info.address()))) {
            Err(Rejection::OutsideRange { index, .. }) => {
                buffer.fill(0);
                Err(EncodeError::OutsideRange { argument: index })
            }
            _ => Ok(len),
        }
    }

    fn with_path(
        self,
        info: &'static EndpointInfo,
        given: &(impl Captures + ToArguments),
    ) -> Result<usize, EncodeError> {
        let mut path = Path { buffer: self.buffer, len: 0 };
        let written = path.write(self.prefix, info, given);
        let layout = written.and_then(|()| Layout::measure(path.len, given));
        let Some(buffer) = path.buffer else { return Ok(layout?.len()) };
        let packet = layout.and_then(|layout| {
            layout.write(buffer, given, |slot| {
                slot.iter_mut().skip(path.len).for_each(|padding| *padding = 0);
                true
            })
        });
        if packet.is_err() {
            // Part of an address is there.
            buffer.fill(0);
        }
        packet
    }
}

/// What nobody answers to.
struct Nowhere;

impl Outlet for Nowhere {
    fn send(
        &self,
        _: &SocketAddr,
        _: &mut dyn FnMut(&mut [u8]) -> Result<usize, EncodeError>,
    ) -> Result<(), OutboxError> {
        Err(OutboxError::NoAddress)
    }

    fn failed(&self, _: &Request<'_>, _: &dyn fmt::Display) {}
}

/// An address that is being written to the start of a buffer; what does not fit is only counted.
struct Path<'b> {
    buffer: Option<&'b mut [u8]>,
    len: usize,
}

impl Path<'_> {
    fn write(
        &mut self,
        prefix: &str,
        info: &'static EndpointInfo,
        captures: &dyn Captures,
    ) -> Result<(), EncodeError> {
        // The slash that follows is that of the address.
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
        if !(prefix.is_empty() || prefix.starts_with('/')) || prefix.contains('\0') {
            return Err(EncodeError::InvalidAddress);
        }
        self.put(prefix);
        for (index, segment) in info.segments().iter().enumerate() {
            self.put("/");
            let (name, prefix) = match segment {
                Segment::Literal(text) => {
                    self.put(text);
                    continue;
                }
                Segment::Capture { name, prefix, .. } => (*name, *prefix),
                Segment::Rest { name } => (*name, ""),
            };
            let start = self.len;
            self.put(prefix);
            let invalid = EncodeError::InvalidCapture { name };
            let displayed = captures.in_segment(index).map(|value| write!(self, "{value}"));
            if !matches!(displayed, Some(Ok(()))) || !self.is_met_from(start, segment) {
                return Err(invalid);
            }
        }
        Ok(())
    }

    fn put(&mut self, text: &str) {
        let end = self.len.wrapping_add(text.len());
        let slot = self.buffer.as_deref_mut().and_then(|buffer| buffer.get_mut(self.len..end));
        if let Some(slot) = slot {
            slot.copy_from_slice(text.as_bytes());
        }
        self.len = end;
    }

    /// Whether a segment stands for what has been written from `start` on. What has not been
    /// written, because it does not fit or is only measured, passes.
    fn is_met_from(&self, start: usize, segment: &Segment) -> bool {
        let buffer = self.buffer.as_deref();
        let Some(written) = buffer.and_then(|buffer| buffer.get(start..self.len)) else {
            return true;
        };
        let is_name = |text: &[u8]| !text.is_empty() && text.iter().copied().all(is_name_byte);
        match segment {
            Segment::Literal(text) => text.as_bytes() == written,
            Segment::Capture { prefix, segments: [], .. } => {
                written.get(prefix.len()..).is_some_and(is_name)
            }
            Segment::Capture { segments, .. } => {
                segments.iter().any(|segment| segment.as_bytes() == written)
            }
            Segment::Rest { .. } => written.split(|byte| *byte == b'/').all(is_name),
        }
    }
}

impl fmt::Write for Path<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.put(text);
        Ok(())
    }
}
