//! Ranges that arguments are held to on arrival: `#[osc(range = 0.0..=1.0, clip = "both")]`.
//!
//! A bound is kept exactly as it was declared, and compared with the value that the handler is to
//! get, in that value's type. NaN is in no range.

use core::fmt;

use super::{FromMessage, Rejection, Request};

/// An argument type whose numbers can be held to a range.
///
/// All numbers are, and what is made of numbers of one type: `Option`, arrays, tuples and runs
/// (`&[F32]`). Of several numbers each is in the range.
///
/// # Examples
///
/// ```
/// use microosc::{FromMessage, Range, Ranged, Rejection, Request, Takes, osc_handler};
///
/// /// Takes a level in decibels as an amplitude. A range is one of decibels.
/// struct Amplitude(f32);
///
/// impl<'a> FromMessage<'a> for Amplitude {
///     const TAKES: Takes = <f32 as FromMessage<'a>>::TAKES;
///     type Sent = (f32,);
///
///     fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
///         request.argument().map(|decibels: f32| Self(10_f32.powf(decibels / 20.0)))
///     }
/// }
///
/// impl<'a> Ranged<'a> for Amplitude {
///     type Number = f32;
///
///     fn from_message_within(
///         request: &mut Request<'a>,
///         range: &'static Range,
///     ) -> Result<Self, Rejection> {
///         let decibels = f32::from_message_within(request, range)?;
///         Ok(Self(10_f32.powf(decibels / 20.0)))
///     }
/// }
///
/// #[osc_handler("/gain")]
/// fn gain(#[osc(range = -60.0..=6.0, clip = "both", unit = "dB")] gain: Amplitude) {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be held to a range",
    label = "neither a number nor made of numbers of one type",
    note = "a range goes with numbers, with `Option`, arrays and tuples of numbers of one type, and with `&[F32]`, `&[I32]`, `&[F64]` and `&[I64]`"
)]
pub trait Ranged<'a>: FromMessage<'a> {
    /// The type of the range's bounds: a number of the language.
    type Number: Numeric;

    /// A number of that type, to make others like it.
    #[doc(hidden)]
    const ZERO: Number = <Self::Number as Numeric>::ZERO;

    /// Takes them from the message as [`FromMessage::from_message`] does, and holds them to a
    /// range.
    ///
    /// # Errors
    ///
    /// The message has not the arguments that this type takes, or they are outside the range on a
    /// side on which they are not clipped.
    fn from_message_within(
        request: &mut Request<'a>,
        range: &'static Range,
    ) -> Result<Self, Rejection>;
}

/// The numbers that a parameter accepts: those from one bound to another, both included.
///
/// It shows itself as Rust writes it, for example `0.0..=1.0`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    min: Option<Number>,
    max: Option<Number>,
    clip: Clip,
}

/// No bound is NaN: a handler that declares one does not compile.
impl Eq for Range {}

impl Range {
    #[doc(hidden)]
    pub const fn __new(min: Option<Number>, max: Option<Number>, clip: Clip) -> Self {
        Self { min, max, clip }
    }

    /// Whether there is a number in it, in const evaluation.
    pub(crate) const fn is_sound(&self) -> bool {
        let reversed = matches!((self.min, self.max), (Some(min), Some(max)) if min.is_above(max));
        !(reversed || is_nan(self.min) || is_nan(self.max))
    }

    /// Whether a number of the bounds' type is in the range, in const evaluation.
    pub(crate) const fn includes(&self, number: Number) -> bool {
        let below = matches!(self.min, Some(min) if min.is_above(number));
        let above = matches!(self.max, Some(max) if number.is_above(max));
        !(below || above || is_nan(Some(number)))
    }

    /// The least number accepted.
    pub const fn min(&self) -> Option<Number> {
        self.min
    }

    /// The greatest number accepted.
    pub const fn max(&self) -> Option<Number> {
        self.max
    }

    /// What becomes of a number outside.
    pub const fn clip(&self) -> Clip {
        self.clip
    }

    /// Whether the number is in the range.
    #[inline]
    pub(super) fn contains<T: Numeric>(&self, value: T) -> bool {
        bound(self.min).is_none_or(|min: T| min <= value)
            && bound(self.max).is_none_or(|max: T| value <= max)
    }

    /// Returns the number, the argument with this index, or what it is clipped to.
    #[inline]
    pub(super) fn confine<T: Numeric>(
        &'static self,
        value: T,
        index: usize,
    ) -> Result<T, Rejection> {
        if self.contains(value) {
            Ok(value)
        } else if bound(self.min).is_some_and(|min: T| value < min) {
            self.below(index)
        } else if bound(self.max).is_some_and(|max: T| value > max) {
            self.above(index)
        } else {
            Err(Rejection::OutsideRange { index, range: self })
        }
    }

    /// What a number becomes that is less than all in the range and of the type.
    pub(super) fn below<T: Numeric>(&'static self, index: usize) -> Result<T, Rejection> {
        let clips = matches!(self.clip, Clip::Low | Clip::Both);
        self.clipped(self.min, clips, index)
    }

    /// What a number becomes that is greater than all in the range and of the type.
    pub(super) fn above<T: Numeric>(&'static self, index: usize) -> Result<T, Rejection> {
        let clips = matches!(self.clip, Clip::High | Clip::Both);
        self.clipped(self.max, clips, index)
    }

    fn clipped<T: Numeric>(
        &'static self,
        end: Option<Number>,
        clips: bool,
        index: usize,
    ) -> Result<T, Rejection> {
        match bound(end) {
            Some(end) if clips => Ok(end),
            Some(_) => Err(Rejection::OutsideRange { index, range: self }),
            None => Err(Rejection::OutOfRange { index }),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(min) = self.min {
            min.fmt(f)?;
        }
        match self.max {
            Some(max) => write!(f, "..={max}"),
            None => f.write_str(".."),
        }
    }
}

/// What becomes of a number outside its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clip {
    /// The message is rejected.
    None,
    /// Too low a number becomes the least; too high a number is rejected.
    Low,
    /// Too high a number becomes the greatest; too low a number is rejected.
    High,
    /// Too low a number becomes the least, too high a number the greatest.
    Both,
}

impl Clip {
    /// The word for it in a declaration, and in OSCQuery: `none`, `low`, `high` or `both`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::High => "high",
            Self::Both => "both",
        }
    }
}

impl fmt::Display for Clip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A bound of a range, exactly as it was declared.
///
/// It shows itself as Rust writes it: a float has a point or an exponent.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Number {
    /// Of an `f32`.
    Float32(f32),
    /// Of an `f64`.
    Float64(f64),
    /// Of an integer, whatever its size, but for `u64` and `usize`.
    Integer(i64),
    /// Of a `u64` or a `usize`.
    Unsigned(u64),
}

impl Number {
    /// Returns a number like another, of its value as a float or as an integer: whichever that is.
    #[doc(hidden)]
    #[allow(clippy::as_conversions, reason = "back to the type that the value has been cast from")]
    pub const fn __like(zero: Self, float: f64, integer: i128) -> Self {
        match zero {
            Self::Float32(_) => Self::Float32(float as f32),
            Self::Float64(_) => Self::Float64(float),
            Self::Integer(_) => Self::Integer(integer as i64),
            Self::Unsigned(_) => Self::Unsigned(integer as u64),
        }
    }

    /// Whether it is greater than another of its type.
    const fn is_above(self, other: Self) -> bool {
        match (self, other) {
            (Self::Float32(this), Self::Float32(other)) => this > other,
            (Self::Float64(this), Self::Float64(other)) => this > other,
            (Self::Integer(this), Self::Integer(other)) => this > other,
            (Self::Unsigned(this), Self::Unsigned(other)) => this > other,
            _ => false,
        }
    }
}

const fn is_nan(bound: Option<Number>) -> bool {
    match bound {
        Some(Number::Float32(number)) => number.is_nan(),
        Some(Number::Float64(number)) => number.is_nan(),
        _ => false,
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Float32(number) => write!(f, "{number:?}"),
            Self::Float64(number) => write!(f, "{number:?}"),
            Self::Integer(number) => number.fmt(f),
            Self::Unsigned(number) => number.fmt(f),
        }
    }
}

/// A bound as a number of the parameter's type, which it was declared as.
fn bound<T: Numeric>(bound: Option<Number>) -> Option<T> {
    bound.and_then(T::of)
}

/// A number of the language.
#[doc(hidden)]
pub trait Numeric: Copy + PartialOrd {
    /// Zero of this type.
    const ZERO: Number;

    /// The number in this type, if it is one of it.
    fn of(number: Number) -> Option<Self>;
}
