//! What can be sent: Rust values as OSC arguments.

use zerocopy::big_endian::{F32, F64, I32, I64};

use super::encode::EncodeError;
use super::{Argument, Arguments, Blob, Impulse, Midi, Rgba, Text, TimeTag, TypeTag};

/// Values that are sent as the arguments of a message, one or several.
///
/// Numbers, `bool`, strings, byte slices (blobs), the OSC types of this crate, what was decoded
/// ([`Argument`], [`Arguments`]), and of these: arrays, slices, `Vec`s and tuples, which send their
/// parts one after another, and [`Option`], of which `None` is nil. [`Group`] puts `[` and `]`
/// around them; `()` is no argument at all. Whatever a handler can take as an argument can be sent.
///
/// | value | type tag |
/// |---|---|
/// | `i8` `i16` `i32` `u8` `u16` | `i` |
/// | `i64` `isize` `u32` `u64` `usize` | `h`, if it can hold the number |
/// | `f32`, `f64` | `f`, `d` |
/// | [`F32`], [`F64`], [`I32`], [`I64`] | `f`, `d`, `i`, `h` |
/// | `bool` | `T` or `F` |
/// | `None` | `N` |
/// | `str`, `String`, [`Text`] | `s` |
/// | [`Blob`], `[u8]`, `Vec<u8>` | `b` |
/// | `char` | `c` |
/// | [`TimeTag`], [`Rgba`], [`Midi`], [`Impulse`] | `t`, `r`, `m`, `I` |
///
/// # Examples
///
/// ```
/// use microosc::{Argument, ArgumentWriter, ToArguments};
///
/// struct Point { x: f32, y: f32 }
///
/// impl ToArguments for Point {
///     fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
///         (self.x, self.y).write_arguments(writer);
///     }
/// }
///
/// let mut buffer = [0; 32];
/// let packet = microosc::encode_message(&mut buffer, "/xy", Point { x: 0.0, y: 1.0 })?;
/// assert_eq!(packet, b"/xy\0,ff\0\0\0\0\0\x3f\x80\0\0");
/// # Ok::<(), microosc::EncodeError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent as OSC arguments",
    label = "not an OSC argument",
    note = "send numbers, `bool`, `&str`, `&[u8]`, `TimeTag`, `Rgba`, `Midi`, `Impulse`, or tuples and arrays of them",
    note = "OSC has integers of 32 and 64 bits: convert longer ones to `i64`"
)]
pub trait ToArguments {
    /// Writes each argument, in order, to `writer`.
    ///
    /// It is called twice for one packet, to measure and to write, and must write the same
    /// arguments both times.
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>);

    /// Writes several values, one after another; bytes are one blob.
    #[doc(hidden)]
    fn write_slice(values: &[Self], writer: &mut ArgumentWriter<'_>)
    where
        Self: Sized,
    {
        for value in values {
            value.write_arguments(writer);
        }
    }

    /// Whether a handler that returns the value wants no reply to be sent at all.
    #[doc(hidden)]
    fn is_absent(&self) -> bool {
        false
    }
}

/// Takes the arguments of a message, one call each.
#[derive(Debug)]
pub struct ArgumentWriter<'b> {
    /// How many type tags and how many bytes of data have been taken.
    tags_len: usize,
    data_len: usize,
    fault: Option<EncodeError>,
    /// Where they go; `None` while measuring.
    output: Option<Output<'b>>,
}

#[derive(Debug)]
struct Output<'b> {
    tags: &'b mut [u8],
    data: &'b mut [u8],
}

impl<'b> ArgumentWriter<'b> {
    /// Only counts.
    pub(super) const fn measuring() -> Self {
        Self { tags_len: 0, data_len: 0, fault: None, output: None }
    }

    /// Writes tags and data of exactly the lengths measured before; `data` is zeroed.
    pub(super) const fn writing(tags: &'b mut [u8], data: &'b mut [u8]) -> Self {
        Self { tags_len: 0, data_len: 0, fault: None, output: Some(Output { tags, data }) }
    }

    /// Returns the number of tags and of bytes taken.
    #[inline]
    pub(super) fn finish(self) -> Result<(usize, usize), EncodeError> {
        match self.fault {
            Some(fault) => Err(fault),
            None => Ok((self.tags_len, self.data_len)),
        }
    }

    /// Writes one decoded argument.
    pub fn argument(&mut self, argument: &Argument<'_>) {
        match argument {
            Argument::Int32(value) => value.write_arguments(self),
            Argument::Int64(value) => value.write_arguments(self),
            Argument::Float32(value) => value.write_arguments(self),
            Argument::Float64(value) => value.write_arguments(self),
            Argument::TimeTag(value) => {
                self.push(TypeTag::TimeTag, &value.to_bits().to_be_bytes());
            }
            Argument::Char(value) => self.push(TypeTag::Char, &value.to_be_bytes()),
            Argument::Rgba(Rgba { red, green, blue, alpha }) => {
                self.push(TypeTag::Rgba, &[*red, *green, *blue, *alpha]);
            }
            Argument::Midi(Midi { port, status, data1, data2 }) => {
                self.push(TypeTag::Midi, &[*port, *status, *data1, *data2]);
            }
            Argument::String(text) => self.string(TypeTag::String, text.as_bytes()),
            Argument::Symbol(text) => self.string(TypeTag::Symbol, text.as_bytes()),
            Argument::Blob(bytes) => self.blob(bytes),
            Argument::Bool(_) | Argument::Nil | Argument::Impulse(_) => {
                self.push(argument.type_tag(), &[]);
            }
            Argument::Array(elements) => self.array(elements),
        }
    }

    /// Writes `elements` as one array: `[` … `]`.
    pub fn array(&mut self, elements: &(impl ToArguments + ?Sized)) {
        self.push(TypeTag::ArrayStart, &[]);
        elements.write_arguments(self);
        self.push(TypeTag::ArrayEnd, &[]);
    }

    #[inline]
    fn string(&mut self, tag: TypeTag, bytes: &[u8]) {
        if bytes.contains(&0) {
            self.fail(EncodeError::NulInString { argument: self.tags_len });
        }
        self.tag(tag);
        self.data(bytes);
        self.pad(4_usize.wrapping_sub(bytes.len() & 3));
    }

    fn blob(&mut self, bytes: &[u8]) {
        let Ok(size) = i32::try_from(bytes.len()) else {
            return self.fail(EncodeError::BlobTooLong { argument: self.tags_len });
        };
        self.push(TypeTag::Blob, &size.to_be_bytes());
        self.data(bytes);
        self.pad(bytes.len().wrapping_neg() & 3);
    }

    #[inline]
    fn push(&mut self, tag: TypeTag, data: &[u8]) {
        self.tag(tag);
        self.data(data);
    }

    #[inline]
    fn tag(&mut self, tag: TypeTag) {
        if let Some(output) = &mut self.output {
            match output.tags.get_mut(self.tags_len) {
                Some(slot) => *slot = tag.to_byte(),
                None => self.fail(EncodeError::ArgumentsChanged),
            }
        }
        self.tags_len = self.tags_len.wrapping_add(1);
    }

    #[inline]
    fn data(&mut self, bytes: &[u8]) {
        let end = self.data_len.wrapping_add(bytes.len());
        if let Some(output) = &mut self.output {
            match output.data.get_mut(self.data_len..end) {
                Some(slot) => slot.copy_from_slice(bytes),
                None => self.fail(EncodeError::ArgumentsChanged),
            }
        }
        self.data_len = end;
    }

    /// Skips bytes that are zero already.
    #[inline]
    fn pad(&mut self, len: usize) {
        self.data_len = self.data_len.wrapping_add(len);
    }

    /// Keeps the first fault, which [`finish`](Self::finish) returns.
    #[cold]
    fn fail(&mut self, fault: EncodeError) {
        self.fault.get_or_insert(fault);
    }
}

/// Sends its contents as one array, `[` … `]`, which OSC 1.0 calls non-standard and most peers
/// understand.
///
/// # Examples
///
/// ```
/// use microosc::{Group, encode_message};
///
/// let mut buffer = [0; 64];
/// let packet = encode_message(&mut buffer, "/chord", ("C", Group([60, 64, 67])))?;
/// assert_eq!(packet.get(8..16), Some(&b",s[iii]\0"[..]));
/// # Ok::<(), microosc::EncodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Group<T>(pub T);

impl<T: ToArguments> ToArguments for Group<T> {
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        writer.array(&self.0);
    }
}

impl<T: ToArguments + ?Sized> ToArguments for &T {
    #[inline]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        (**self).write_arguments(writer);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl ToArguments for Text<'_> {
    #[inline]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        writer.string(TypeTag::String, self.as_bytes());
    }
}

/// `None` is nil, but as a whole reply it is none.
impl<T: ToArguments> ToArguments for Option<T> {
    #[inline]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        match self {
            Some(value) => value.write_arguments(writer),
            None => writer.argument(&Argument::Nil),
        }
    }

    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(ToArguments::is_absent)
    }
}

/// Of bytes it is a blob.
impl<T: ToArguments> ToArguments for [T] {
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        T::write_slice(self, writer);
    }
}

/// What the slice of its elements is.
#[cfg(feature = "std")]
impl<T: ToArguments> ToArguments for std::vec::Vec<T> {
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        self.as_slice().write_arguments(writer);
    }
}

impl<T: ToArguments, const N: usize> ToArguments for [T; N] {
    #[inline]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        for part in self {
            part.write_arguments(writer);
        }
    }
}

impl ToArguments for Argument<'_> {
    #[inline]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        writer.argument(self);
    }
}

impl ToArguments for Arguments<'_> {
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        self.for_each(|argument| writer.argument(&argument));
    }
}

/// The numbers of OSC: written without the detour by an [`Argument`], so that what is known of them
/// when compiling stays known.
macro_rules! numbers {
    ($($type:ty => $tag:ident),+) => {$(
        impl ToArguments for $type {
            #[inline]
            fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
                writer.push(TypeTag::$tag, &self.to_be_bytes());
            }
        }
    )+};
}

numbers!(i32 => Int32, i64 => Int64, f32 => Float32, f64 => Float64);

macro_rules! one_argument {
    ($($type:ty: |$value:ident| $argument:expr;)+) => {$(
        impl ToArguments for $type {
            #[inline]
            fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
                let $value = self;
                $argument.write_arguments(writer);
            }
        }
    )+};
}

one_argument! {
    i8: |value| i32::from(*value);
    i16: |value| i32::from(*value);
    u16: |value| i32::from(*value);
    bool: |value| Argument::Bool(*value);
    char: |value| Argument::Char((*value).into());
    str: |value| Text::new(value.as_bytes());
    Blob<'_>: |value| Argument::Blob(value);
    F32: |value| value.get();
    F64: |value| value.get();
    I32: |value| value.get();
    I64: |value| value.get();
    TimeTag: |value| Argument::TimeTag(*value);
    Rgba: |value| Argument::Rgba(*value);
    Midi: |value| Argument::Midi(*value);
    Impulse: |value| Argument::Impulse(*value);
}

#[cfg(feature = "std")]
one_argument! {
    std::string::String: |value| value.as_str();
}

impl ToArguments for u8 {
    #[inline]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        i32::from(*self).write_arguments(writer);
    }

    fn write_slice(bytes: &[Self], writer: &mut ArgumentWriter<'_>) {
        writer.argument(&Argument::Blob(bytes));
    }
}

macro_rules! as_i64 {
    ($($integer:ty),+) => {$(
        /// As `h`; what that cannot hold cannot be encoded.
        impl ToArguments for $integer {
            fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
                match i64::try_from(*self) {
                    Ok(value) => value.write_arguments(writer),
                    Err(_) => {
                        writer.fail(EncodeError::IntegerTooLarge { argument: writer.tags_len });
                    }
                }
            }
        }
    )+};
}

as_i64!(u32, u64, usize, isize);

macro_rules! tuples {
    ($(($($part:ident)*))+) => {$(
        impl<$($part: ToArguments),*> ToArguments for ($($part,)*) {
            #[inline]
            #[allow(non_snake_case, unused_variables, reason = "the names are the type parameters")]
            fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
                let ($($part,)*) = self;
                $($part.write_arguments(writer);)*
            }
        }
    )+};
}

tuples! {
    () (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
    (A B C D E F G H I) (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
}
