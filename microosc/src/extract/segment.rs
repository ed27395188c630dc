//! Captures: parts of an address as values.

use core::fmt;

use super::numeric::Whole;

/// A type that a capture (`{name}` in a handler's address) can have.
///
/// Integers take numbers as declared values are written: decimal, without `+` and without leading
/// zeros, so that one value has one address. Floats and `char` take what they parse from, `&str`
/// takes anything.
///
/// # Examples
///
/// ```
/// use microosc::FromSegment;
///
/// #[derive(Debug, PartialEq)]
/// enum Deck { A, B }
///
/// impl<'a> FromSegment<'a> for Deck {
///     type Sent = &'a str;
///
///     fn from_segment(segment: &'a str) -> Option<Self> {
///         match segment {
///             "a" => Some(Self::A),
///             "b" => Some(Self::B),
///             _ => None,
///         }
///     }
/// }
///
/// assert_eq!(Deck::from_segment("b"), Some(Deck::B));
/// assert_eq!(u8::from_segment("3"), Some(3));
/// for no_number in ["256", "03", "+3"] {
///     assert_eq!(u8::from_segment(no_number), None);
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be captured from an address segment",
    label = "the address captures this parameter by its name",
    note = "a capture is an integer, a float, `char`, `&str`, or a type of yours that implements `FromSegment`"
)]
pub trait FromSegment<'a>: Sized {
    /// What a typed client gives for it, to be written into the address as it displays itself.
    type Sent: fmt::Display;

    /// The least and the greatest number that it takes, if it takes nothing but whole numbers: what
    /// the address declares beyond them does not compile.
    #[doc(hidden)]
    const NUMBERS: Option<(i128, i128)> = None;

    /// Returns the value that the segment stands for, or `None` if it stands for none: the
    /// message is rejected then.
    fn from_segment(segment: &'a str) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<'a> FromSegment<'a> for &'a str {
    type Sent = Self;

    fn from_segment(segment: &'a str) -> Option<Self> {
        Some(segment)
    }
}

macro_rules! integers {
    ($($type:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a> FromSegment<'a> for $type {
            type Sent = Self;
            #[allow(clippy::as_conversions, reason = "no integer is longer, and `From` is not const")]
            const NUMBERS: Option<(i128, i128)> = Some((Self::MIN as i128, Self::MAX as i128));

            fn from_segment(segment: &'a str) -> Option<Self> {
                Whole::of_text(segment)?.to().ok()
            }
        }
    )+};
}

integers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

macro_rules! parsed {
    ($($type:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a> FromSegment<'a> for $type {
            type Sent = Self;

            fn from_segment(segment: &'a str) -> Option<Self> {
                segment.parse().ok()
            }
        }
    )+};
}

parsed!(f32, f64, char);
