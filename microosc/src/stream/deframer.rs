//! Bytes in, packets out.
//!
//! A machine with one state per place in a frame. It moves by runs of bytes, not by single ones,
//! and what it lends out does not depend on how the stream was cut.

use super::Fault;
use super::framing::{Detection, Framing, slip};

/// The longest frame of a length-prefixed stream that is skipped if the buffer cannot hold it:
/// 1 MiB. A size beyond that, and beyond the buffer, is taken for something that is no size.
pub const MAX_SKIP: usize = 1 << 20;

/// Takes a stream of bytes as it comes and lends out its packets.
///
/// `B` is where a packet is put together: `&mut [u8]`, an array, a `Box<[u8]>` or a `Vec<u8>`. Its
/// length is the longest packet that is accepted.
///
/// # Examples
///
/// ```
/// use microosc::stream::{Deframer, Fault, Framing};
///
/// let mut buffer = [0; 16];
/// let mut deframer = Deframer::new(buffer.as_mut_slice(), Framing::Slip);
///
/// let mut input: &[u8] = b"\xc0/a\0\0,\0\0\0\xc0\xc0/a\xdb!\xc0\xc0/b\0\0,\0\0\0\xc0";
/// assert_eq!(deframer.next(&mut input), Some(Ok(&b"/a\0\0,\0\0\0"[..])));
/// assert_eq!(deframer.next(&mut input), Some(Err(Fault::BadEscape)));
/// assert_eq!(deframer.next(&mut input), Some(Ok(&b"/b\0\0,\0\0\0"[..])));
/// assert_eq!(deframer.next(&mut input), None);
/// assert!(input.is_empty());
/// ```
#[derive(Debug, Clone)]
pub struct Deframer<B> {
    buffer: B,
    /// How many bytes of the packet are in the buffer.
    len: usize,
    /// Whether these are a whole packet, which has been lent out.
    is_whole: bool,
    state: State,
    start: Start,
    framing: Option<Framing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Detecting,
    /// Between ENDs.
    SlipData,
    /// After an ESC.
    SlipEscape,
    /// In a damaged frame, up to the next END.
    SlipSkip,
    /// In the size before a packet: what has come of it, and of how many bytes.
    Size {
        value: u32,
        have: u8,
    },
    /// In a packet of this size.
    Body {
        size: usize,
    },
    /// In a packet that is not wanted: how many bytes of it are still to come.
    Skip {
        left: usize,
    },
    /// Behind a size that was none.
    Lost,
}

const fn first_state(framing: Framing) -> State {
    match framing {
        Framing::Slip => State::SlipData,
        Framing::LengthPrefix => NEXT_SIZE,
    }
}

const NEXT_SIZE: State = State::Size { value: 0, have: 0 };

impl<B: AsRef<[u8]> + AsMut<[u8]>> Deframer<B> {
    /// Makes a deframer for a stream in this framing.
    pub const fn new(buffer: B, framing: Framing) -> Self {
        Self::with(buffer, Some(framing))
    }

    /// Makes a deframer that tells the framing by the first bytes; see [`Framing::detect`].
    pub const fn detecting(buffer: B) -> Self {
        Self::with(buffer, None)
    }

    const fn with(buffer: B, framing: Option<Framing>) -> Self {
        let state = match framing {
            Some(framing) => first_state(framing),
            None => State::Detecting,
        };
        Self { buffer, len: 0, is_whole: false, state, start: Start::EMPTY, framing }
    }

    /// Takes bytes from the start of `input`, up to the end of the next packet, and lends out that
    /// packet; or tells of a frame that had to be skipped. Returns `None` when `input` has been
    /// used up. Call it until then, since one piece of input may hold several packets.
    pub fn next(&mut self, input: &mut &[u8]) -> Option<Result<&[u8], Fault>> {
        Some(self.step(input)?.map(|()| self.packet()))
    }

    /// Takes one byte; otherwise as [`next`](Self::next).
    ///
    /// # Examples
    ///
    /// ```
    /// use microosc::stream::{Deframer, Framing};
    ///
    /// let mut deframer = Deframer::new([0; 64], Framing::Slip);
    /// for byte in *b"\xc0/a\0\0" {
    ///     assert_eq!(deframer.push(byte), None);
    /// }
    /// assert_eq!(deframer.push(0xc0), Some(Ok(&b"/a\0\0"[..])));
    /// ```
    pub fn push(&mut self, byte: u8) -> Option<Result<&[u8], Fault>> {
        // No byte causes two results, so nothing is left of it.
        self.next(&mut core::slice::from_ref(&byte))
    }

    /// Returns the framing that was chosen or has been detected.
    pub const fn framing(&self) -> Option<Framing> {
        self.framing
    }

    /// Whether a frame has begun and is not complete, be it one that is skipped.
    pub const fn is_partial(&self) -> bool {
        match self.state {
            State::Detecting => self.start.len > 0,
            State::SlipData => self.len > 0 && !self.is_whole,
            State::Size { have, .. } => have > 0,
            State::SlipEscape | State::SlipSkip | State::Body { .. } | State::Skip { .. } => true,
            State::Lost => false,
        }
    }

    /// Whether the stream cannot be read any further: a [`Fault::BadSize`] was met.
    pub const fn is_lost(&self) -> bool {
        matches!(self.state, State::Lost)
    }

    /// Takes a step as [`next`](Self::next) does; the packet is lent out by `packet`.
    pub(crate) fn step(&mut self, input: &mut &[u8]) -> Option<Result<(), Fault>> {
        if self.is_whole {
            self.is_whole = false;
            self.len = 0;
        }
        if self.state == State::Detecting {
            let detection = self.start.detect(input)?;
            let result = self.begin_stream(detection);
            if result.is_some() {
                return result;
            }
        }
        self.advance(input)
    }

    /// Takes the first bytes again, now that they have told the framing.
    fn begin_stream(&mut self, detected: Option<Framing>) -> Option<Result<(), Fault>> {
        let start = self.start;
        let mut bytes = start.bytes();
        self.framing = detected.or(Some(Framing::Slip));
        if let Some(framing) = detected {
            self.state = first_state(framing);
            return self.advance(&mut bytes);
        }
        // What lies between ENDs in noise of five bytes is no packet, and no news.
        let end = bytes.iter().rposition(|byte| *byte == slip::END);
        self.state = if end.is_some() { State::SlipData } else { State::SlipSkip };
        take(&mut bytes, end.map_or(0, |end| end.saturating_add(1)));
        let _damaged = self.advance(&mut bytes);
        Some(Err(Fault::UnknownStart))
    }

    /// Returns the packet that `step` has found.
    pub(crate) fn packet(&self) -> &[u8] {
        self.buffer.as_ref().get(..self.len).unwrap_or_default()
    }

    fn advance(&mut self, input: &mut &[u8]) -> Option<Result<(), Fault>> {
        while !input.is_empty() {
            let result = match self.state {
                State::SlipData => self.slip_data(input),
                State::SlipEscape => self.slip_escape(input),
                State::SlipSkip => {
                    if skip_to_end(input) {
                        self.begin(State::SlipData);
                    }
                    None
                }
                State::Size { value, have } => self.size(value, have, input),
                State::Body { size } => self.body(size, input),
                State::Skip { left } => {
                    let skipped = take(input, left).len();
                    self.begin(match left.saturating_sub(skipped) {
                        0 => NEXT_SIZE,
                        left => State::Skip { left },
                    });
                    None
                }
                State::Detecting | State::Lost => {
                    *input = &[];
                    None
                }
            };
            if result.is_some() {
                return result;
            }
        }
        None
    }

    fn slip_data(&mut self, input: &mut &[u8]) -> Option<Result<(), Fault>> {
        let special = |byte: &u8| matches!(*byte, slip::END | slip::ESC);
        let run = input.iter().position(special).unwrap_or(input.len());
        if !self.put(take(input, run)) {
            return self.fail(State::SlipSkip, Fault::TooLong);
        }
        match take(input, 1) {
            [slip::ESC] => {
                self.state = State::SlipEscape;
                None
            }
            [slip::END] if self.len > 0 => self.complete(State::SlipData),
            // An empty frame, or the input is used up.
            _ => None,
        }
    }

    fn slip_escape(&mut self, input: &mut &[u8]) -> Option<Result<(), Fault>> {
        self.state = State::SlipData;
        let byte = match take(input, 1) {
            [slip::ESC_END] => slip::END,
            [slip::ESC_ESC] => slip::ESC,
            // The END still ends the frame.
            [slip::END] => return self.fail(State::SlipData, Fault::BadEscape),
            _ => return self.fail(State::SlipSkip, Fault::BadEscape),
        };
        if self.put(&[byte]) { None } else { self.fail(State::SlipSkip, Fault::TooLong) }
    }

    fn size(&mut self, value: u32, have: u8, input: &mut &[u8]) -> Option<Result<(), Fault>> {
        let [byte] = take(input, 1) else { return None };
        let value = value << 8 | u32::from(*byte);
        let have = have.saturating_add(1);
        if have < 4 {
            self.state = State::Size { value, have };
            return None;
        }
        let limit = self.buffer.as_ref().len();
        let size = i32::from_be_bytes(value.to_be_bytes());
        match usize::try_from(size) {
            Ok(0) => self.begin(NEXT_SIZE),
            Ok(size) if size > limit.max(MAX_SKIP) => return self.lose(value),
            Ok(left) if left & 3 != 0 => {
                return self.fail(State::Skip { left }, Fault::SizeNotMultipleOfFour);
            }
            Ok(left) if left > limit => return self.fail(State::Skip { left }, Fault::TooLong),
            Ok(size) => self.begin(State::Body { size }),
            Err(_) => return self.lose(value),
        }
        None
    }

    fn lose(&mut self, value: u32) -> Option<Result<(), Fault>> {
        let size = i32::from_be_bytes(value.to_be_bytes());
        self.fail(State::Lost, Fault::BadSize { size })
    }

    fn body(&mut self, size: usize, input: &mut &[u8]) -> Option<Result<(), Fault>> {
        let missing = size.saturating_sub(self.len);
        let part = take(input, missing);
        if !self.put(part) {
            // Only a buffer that has shrunk since the size was read comes here.
            let left = missing.saturating_sub(part.len());
            return self.fail(State::Skip { left }, Fault::TooLong);
        }
        if self.len < size { None } else { self.complete(NEXT_SIZE) }
    }

    /// Appends to the packet if the buffer has room.
    fn put(&mut self, bytes: &[u8]) -> bool {
        let end = self.len.saturating_add(bytes.len());
        let Some(room) = self.buffer.as_mut().get_mut(self.len..end) else { return false };
        room.copy_from_slice(bytes);
        self.len = end;
        true
    }

    fn begin(&mut self, state: State) {
        self.len = 0;
        self.state = state;
    }

    fn complete(&mut self, state: State) -> Option<Result<(), Fault>> {
        self.is_whole = true;
        self.state = state;
        Some(Ok(()))
    }

    fn fail(&mut self, state: State, fault: Fault) -> Option<Result<(), Fault>> {
        self.begin(state);
        Some(Err(fault))
    }
}

/// Splits off up to `len` bytes.
fn take<'i>(input: &mut &'i [u8], len: usize) -> &'i [u8] {
    let (taken, rest) = input.split_at_checked(len).unwrap_or((input, &[]));
    *input = rest;
    taken
}

/// Skips up to and including the next END, and tells whether there is one.
fn skip_to_end(input: &mut &[u8]) -> bool {
    match input.iter().position(|byte| *byte == slip::END) {
        Some(before) => {
            take(input, before);
            take(input, 1);
            true
        }
        None => {
            *input = &[];
            false
        }
    }
}

/// The first bytes of a stream, held back until they tell its framing.
#[derive(Debug, Clone, Copy)]
struct Start {
    bytes: [u8; 5],
    len: usize,
}

impl Start {
    const EMPTY: Self = Self { bytes: [0; 5], len: 0 };

    /// Takes bytes until they tell. Returns `Some(None)` if the framing is neither.
    fn detect(&mut self, input: &mut &[u8]) -> Option<Option<Framing>> {
        loop {
            match Framing::detect(self.bytes()) {
                Detection::Framing(framing) => return Some(Some(framing)),
                Detection::Neither => return Some(None),
                Detection::NeedMore => {
                    let [byte] = take(input, 1) else { return None };
                    let Some(slot) = self.bytes.get_mut(self.len) else { return Some(None) };
                    *slot = *byte;
                    self.len = self.len.saturating_add(1);
                }
            }
        }
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}
