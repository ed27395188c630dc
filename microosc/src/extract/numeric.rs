//! Numbers and `bool`, with the conversions between them.
//!
//! A fader may send `0` where it means `0.0`, a toggle `1.0` where it means true; a handler that
//! does not say `strict` takes both. An integer parameter never gets a number that was cut: what it
//! cannot hold is rejected. A float parameter gets the nearest float, as IEEE 754 rounds.
#![allow(
    clippy::as_conversions,
    reason = "between integers and floats there is no other conversion; ranges are checked here"
)]

use super::range::{Number, Numeric};
use super::{F32, F64, FromMessage, I32, Range, Ranged, Rejection, Request, Takes};
use crate::wire::{Argument, TypeTag};

/// Why a number is none of an integer type.
#[derive(Debug, PartialEq)]
pub(super) enum Unfit {
    TooLow,
    TooHigh,
    NotWhole,
}

impl Unfit {
    fn integer(is_negative: bool) -> Self {
        if is_negative { Self::TooLow } else { Self::TooHigh }
    }
}

/// A whole number, of any integer type that a message or a parameter can have: what is read and
/// converted by the same code, whatever the type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Whole {
    is_negative: bool,
    magnitude: u64,
}

impl Whole {
    /// Returns the number `mantissa * 2^exponent`, if it is whole. Made of integers alone: chips
    /// without a floating-point unit would need kilobytes of code to convert and to compare.
    fn of_float(is_negative: bool, mantissa: u64, exponent: i32) -> Result<Self, Unfit> {
        let by = exponent.unsigned_abs();
        let magnitude = if exponent < 0 {
            let shifted = mantissa.checked_shr(by).unwrap_or_default();
            let is_whole = shifted.checked_shl(by).unwrap_or_default() == mantissa;
            if is_whole { Ok(shifted) } else { Err(Unfit::NotWhole) }
        } else {
            let shifted = mantissa.checked_shl(by).unwrap_or_default();
            let fits = shifted.checked_shr(by) == Some(mantissa);
            if fits { Ok(shifted) } else { Err(Unfit::integer(is_negative)) }
        };
        magnitude.map(|magnitude| Self { is_negative, magnitude })
    }

    fn of_f32(value: f32) -> Result<Self, Unfit> {
        let bits = value.to_bits();
        let (exponent, fraction) = (bits >> 23 & 0xFF, bits & 0x7F_FFFF);
        // Of infinity it is so large that no integer type has the number.
        let hidden = u32::from(exponent > 0) << 23;
        match exponent {
            0xFF if fraction != 0 => Err(Unfit::NotWhole),
            _ => {
                let mantissa = u64::from(fraction | hidden);
                let exponent = (exponent.max(1) as i32).wrapping_sub(127 + 23);
                Self::of_float(value.is_sign_negative(), mantissa, exponent)
            }
        }
    }

    fn of_f64(value: f64) -> Result<Self, Unfit> {
        let bits = value.to_bits();
        let (exponent, fraction) = (bits >> 52 & 0x7FF, bits & 0xF_FFFF_FFFF_FFFF);
        let hidden = u64::from(exponent > 0) << 52;
        match exponent {
            0x7FF if fraction != 0 => Err(Unfit::NotWhole),
            _ => {
                let exponent = (exponent.max(1) as i32).wrapping_sub(1023 + 52);
                Self::of_float(value.is_sign_negative(), fraction | hidden, exponent)
            }
        }
    }

    /// Reads it as it is displayed: without zeros before it, and no plus.
    #[inline(never)]
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
        if text != "0" && matches!(digits, [] | [b'0', ..]) {
            return None;
        }
        let magnitude = digits.iter().try_fold(0_u64, |magnitude, digit| {
            let digit = char::from(*digit).to_digit(10)?;
            magnitude.checked_mul(10)?.checked_add(digit.into())
        })?;
        Some(Self { is_negative: text.len() > digits.len(), magnitude })
    }

    /// Takes a number of any type, for a parameter that names this one.
    #[inline(never)]
    fn take(
        request: &mut Request<'_>,
        expected: TypeTag,
    ) -> Result<Result<Self, Unfit>, Rejection> {
        let argument = request.next_argument()?;
        let found = argument.type_tag();
        Ok(match argument {
            Argument::Int32(value) if found == expected || !request.is_exact() => {
                Ok(i64::from(value).into())
            }
            Argument::Int64(value) if found == expected || !request.is_exact() => Ok(value.into()),
            Argument::Float32(value) if !request.is_strict() => Self::of_f32(value),
            Argument::Float64(value) if !request.is_strict() => Self::of_f64(value),
            Argument::Bool(value) if !request.is_strict() => Ok(i64::from(value).into()),
            _ => {
                return Err(Rejection::WrongType { index: request.last(), expected, found });
            }
        })
    }

    /// Returns it in a type that it fits.
    pub(super) fn to<T: TryFrom<i64> + TryFrom<u64>>(self) -> Result<T, Unfit> {
        let Self { is_negative, magnitude } = self;
        let number = if is_negative {
            0_i64.checked_sub_unsigned(magnitude).and_then(|number| number.try_into().ok())
        } else {
            magnitude.try_into().ok()
        };
        number.ok_or(Unfit::integer(is_negative))
    }
}

impl From<i64> for Whole {
    fn from(value: i64) -> Self {
        Self { is_negative: value < 0, magnitude: value.unsigned_abs() }
    }
}

macro_rules! floats {
    ($($float:ident => $tag:ident, $other:ident, $wire:ident;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a> Ranged<'a> for $float {
            type Number = Self;

            #[inline]
            fn from_message_within(
                request: &mut Request<'a>,
                range: &'static Range,
            ) -> Result<Self, Rejection> {
                let value = Self::from_message(request)?;
                range.confine(value, request.last())
            }
        }

        impl Numeric for $float {
            const ZERO: Number = Number::$tag(0.0);

            fn of(number: Number) -> Option<Self> {
                match number {
                    Number::$tag(number) => Some(number),
                    _ => None,
                }
            }
        }

        #[diagnostic::do_not_recommend]
        impl<'a> FromMessage<'a> for $float {
            const TAKES: Takes = Takes::One(TypeTag::$tag);
            type Sent = (Self,);

            #[cfg_attr(feature = "std", inline)]
            #[cfg_attr(not(feature = "std"), inline(never))]
            fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
                /// Takes a number of any type.
                #[cold]
                fn converted(request: &mut Request<'_>) -> Result<$float, Rejection> {
                    match request.next_argument()? {
                        Argument::$tag(value) => Ok(value as $float),
                        Argument::$other(value) if !request.is_exact() => Ok(value as $float),
                        Argument::Int32(value) if !request.is_strict() => Ok(value as $float),
                        Argument::Int64(value) if !request.is_strict() => Ok(value as $float),
                        Argument::Bool(value) if !request.is_strict() => {
                            Ok(if value { 1.0 } else { 0.0 })
                        }
                        other => Err(request.wrong_type::<$float>(other.type_tag())),
                    }
                }
                match request.next_of::<$wire>() {
                    Some(value) => Ok(value.get()),
                    None => converted(request),
                }
            }
        }
    )+};
}

floats! {
    f32 => Float32, Float64, F32;
    f64 => Float64, Float32, F64;
}

macro_rules! integers {
    ($($integer:ident => $tag:ident, $number:ident;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a> FromMessage<'a> for $integer {
            const TAKES: Takes = Takes::One(TypeTag::$tag);
            type Sent = (Self,);

            #[inline]
            fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
                let value = <Self as Integer>::take(request)?;
                value.map_err(|_| Rejection::OutOfRange { index: request.last() })
            }
        }

        #[diagnostic::do_not_recommend]
        impl<'a> Ranged<'a> for $integer {
            type Number = Self;

            #[inline]
            fn from_message_within(
                request: &mut Request<'a>,
                range: &'static Range,
            ) -> Result<Self, Rejection> {
                let value = <Self as Integer>::take(request)?;
                let index = request.last();
                match value {
                    Ok(value) => range.confine(value, index),
                    Err(Unfit::TooLow) => range.below(index),
                    Err(Unfit::TooHigh) => range.above(index),
                    Err(Unfit::NotWhole) => Err(Rejection::OutOfRange { index }),
                }
            }
        }

        impl Numeric for $integer {
            const ZERO: Number = Number::$number(0);

            fn of(number: Number) -> Option<Self> {
                match number {
                    Number::Integer(number) => number.try_into().ok(),
                    Number::Unsigned(number) => number.try_into().ok(),
                    Number::Float32(_) | Number::Float64(_) => None,
                }
            }
        }

        impl Integer for $integer {
            #[inline]
            fn take(request: &mut Request<'_>) -> Result<Result<Self, Unfit>, Rejection> {
                // What comes most, without a call; on a chip it is flash that counts.
                if cfg!(feature = "std")
                    && (matches!(TypeTag::$tag, TypeTag::Int32) || !request.is_exact())
                {
                    if let Some(value) = request.next_of::<I32>() {
                        let value = value.get();
                        return Ok(value.try_into().map_err(|_| Unfit::integer(value < 0)));
                    }
                }
                Ok(Whole::take(request, TypeTag::$tag)?.and_then(Whole::to))
            }
        }
    )+};
}

trait Integer: Sized {
    /// Takes an integer, or finds a number that is none of this type.
    fn take(request: &mut Request<'_>) -> Result<Result<Self, Unfit>, Rejection>;
}

integers! {
    i8 => Int32, Integer;
    i16 => Int32, Integer;
    i32 => Int32, Integer;
    i64 => Int64, Integer;
    isize => Int64, Integer;
    u8 => Int32, Integer;
    u16 => Int32, Integer;
    u32 => Int64, Integer;
    u64 => Int64, Unsigned;
    usize => Int64, Unsigned;
}

#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for bool {
    const TAKES: Takes = Takes::One(TypeTag::True);
    type Sent = (Self,);

    #[cfg_attr(feature = "std", inline)]
    #[cfg_attr(not(feature = "std"), inline(never))]
    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        // A number is true unless it is zero; one that is none is neither.
        let (is_nan, is_true) = match request.next_argument()? {
            Argument::Bool(value) => return Ok(value),
            Argument::Int32(value) if !request.is_strict() => return Ok(value != 0),
            Argument::Int64(value) if !request.is_strict() => return Ok(value != 0),
            Argument::Float32(value) if !request.is_strict() => {
                // By its bits, which chips without a floating-point unit compare at once.
                let bits = value.abs().to_bits();
                (bits > f32::INFINITY.to_bits(), bits != 0)
            }
            Argument::Float64(value) if !request.is_strict() => {
                let bits = value.abs().to_bits();
                (bits > f64::INFINITY.to_bits(), bits != 0)
            }
            other => return Err(request.wrong_type::<Self>(other.type_tag())),
        };
        if is_nan { Err(Rejection::OutOfRange { index: request.last() }) } else { Ok(is_true) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to_i128(whole: Whole) -> i128 {
        let magnitude = i128::from(whole.magnitude);
        if whole.is_negative { magnitude.wrapping_neg() } else { magnitude }
    }

    #[test]
    fn floats_are_whole_numbers_where_the_compiler_says_so() {
        let halves = (0..256).map(|step| f64::from(step) / 2.0);
        let powers = (-1074..=1023).map(|power| 2_f64.powi(power));
        let others = [f64::MAX, f64::INFINITY, f64::NAN, f64::MIN_POSITIVE / 2.0, 1e15, 1e19, 0.1];
        let around = |value: f64| [value, value.next_up(), value.next_down(), value - 0.5];
        let values = halves.chain(powers).chain(others).flat_map(around);
        for value in values.flat_map(|value| [value, -value]) {
            // As wide as to hold all that a message or a parameter can.
            let integer = value as i128;
            let expected = if integer as f64 == value && integer.unsigned_abs() <= u64::MAX.into() {
                Ok(integer)
            } else if value.abs() >= 1e19 {
                Err(Unfit::integer(value < 0.0))
            } else {
                Err(Unfit::NotWhole)
            };
            assert_eq!(Whole::of_f64(value).map(to_i128), expected, "{value}");
            let short = value as f32;
            assert_eq!(
                Whole::of_f32(short).map(to_i128),
                Whole::of_f64(short.into()).map(to_i128),
                "{short}"
            );
        }
    }

    #[test]
    fn text_is_a_number_as_it_is_displayed() {
        for number in ["0", "7", "10", "-1", "18446744073709551615", "-9223372036854775808"] {
            let whole = Whole::of_text(number).map(to_i128);
            assert_eq!(
                whole.map(|whole| std::string::ToString::to_string(&whole)).as_deref(),
                Some(number)
            );
        }
        for other in
            ["", "-", "-0", "+1", "00", "01", "1a", " 1", "1.0", "18446744073709551616", "٣"]
        {
            assert_eq!(Whole::of_text(other), None, "{other}");
        }
    }

    #[test]
    fn a_number_goes_to_the_types_that_hold_it() {
        let whole = |number: i64| Whole::from(number);
        assert_eq!(whole(255).to::<u8>(), Ok(255));
        assert_eq!(whole(256).to::<u8>(), Err(Unfit::TooHigh));
        assert_eq!(whole(-1).to::<u64>(), Err(Unfit::TooLow));
        assert_eq!(whole(i64::MIN).to::<i64>(), Ok(i64::MIN));
        assert_eq!(whole(-129).to::<i8>(), Err(Unfit::TooLow));
        let most = Whole { is_negative: false, magnitude: u64::MAX };
        assert_eq!((most.to::<u64>(), most.to::<i64>()), (Ok(u64::MAX), Err(Unfit::TooHigh)));
    }
}
