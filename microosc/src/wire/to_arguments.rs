//! What can be sent: Rust values as OSC arguments.

use zerocopy::big_endian::{F32, F64, I32, I64};

use super::encode::EncodeError;
use super::{
    Argument, ArgumentWriter, Arguments, Blob, Impulse, Midi, Rgba, Text, TimeTag, TypeTag,
};

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
    #[inline(always)]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        (**self).write_arguments(writer);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl ToArguments for Text<'_> {
    #[inline(always)]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        writer.string(TypeTag::String, self.as_bytes());
    }
}

/// `None` is nil, but as a whole reply it is none.
impl<T: ToArguments> ToArguments for Option<T> {
    #[inline(always)]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        match self {
            Some(value) => value.write_arguments(writer),
            None => writer.push(TypeTag::Nil, &[]),
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
    #[inline(always)]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        for part in self {
            part.write_arguments(writer);
        }
    }
}

impl ToArguments for Argument<'_> {
    #[inline(always)]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        writer.argument(self);
    }
}

impl ToArguments for Arguments<'_> {
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        self.for_each(|argument| writer.argument(&argument));
    }
}

macro_rules! numbers {
    ($($type:ty => $tag:ident),+) => {$(
        impl ToArguments for $type {
            #[inline(always)]
            fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
                writer.push(TypeTag::$tag, &self.to_be_bytes());
            }

            fn write_slice(values: &[Self], writer: &mut ArgumentWriter<'_>) {
                writer.run(TypeTag::$tag, values.iter().map(|value| value.to_be_bytes()));
            }
        }
    )+};
}

numbers!(i32 => Int32, i64 => Int64, f32 => Float32, f64 => Float64);

macro_rules! fixed {
    ($($type:ty: |$value:pat_param| $tag:expr, $data:expr;)+) => {$(
        impl ToArguments for $type {
            #[inline(always)]
            fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
                let $value = *self;
                writer.push($tag, &$data);
            }
        }
    )+};
}

fixed! {
    bool: |value| if value { TypeTag::True } else { TypeTag::False }, [];
    char: |value| TypeTag::Char, u32::from(value).to_be_bytes();
    TimeTag: |time| TypeTag::TimeTag, time.to_bits().to_be_bytes();
    Rgba: |Self { red, green, blue, alpha }| TypeTag::Rgba, [red, green, blue, alpha];
    Midi: |Self { port, status, data1, data2 }| TypeTag::Midi, [port, status, data1, data2];
    Impulse: |Self| TypeTag::Impulse, [];
}

macro_rules! converted {
    ($($type:ty: |$value:ident| $converted:expr;)+) => {$(
        impl ToArguments for $type {
            #[inline(always)]
            fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
                let $value = self;
                $converted.write_arguments(writer);
            }
        }
    )+};
}

converted! {
    i8: |value| i32::from(*value);
    i16: |value| i32::from(*value);
    u16: |value| i32::from(*value);
    str: |value| Text::from(value);
    F32: |value| value.get();
    F64: |value| value.get();
    I32: |value| value.get();
    I64: |value| value.get();
}

#[cfg(feature = "std")]
converted! {
    std::string::String: |value| value.as_str();
}

impl ToArguments for Blob<'_> {
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        writer.blob(self);
    }
}

impl ToArguments for u8 {
    #[inline(always)]
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        i32::from(*self).write_arguments(writer);
    }

    fn write_slice(bytes: &[Self], writer: &mut ArgumentWriter<'_>) {
        writer.blob(bytes);
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
                        writer.fail(EncodeError::IntegerTooLarge { argument: writer.index() });
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
            #[inline(always)]
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
