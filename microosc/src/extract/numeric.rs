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
enum Unfit {
    TooLow,
    TooHigh,
    NotWhole,
}

impl Unfit {
    fn integer(is_negative: bool) -> Self {
        if is_negative { Self::TooLow } else { Self::TooHigh }
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

            #[inline]
            fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
                /// Takes a number of any type.
                fn converted(request: &mut Request<'_>) -> Result<$float, Rejection> {
                    match request.next_argument()? {
                        Argument::$tag(value) => Ok(value as $float),
                        Argument::$other(value) if !request.is_exact() => Ok(value as $float),
                        Argument::Int32(value) if !request.is_strict() => Ok(value as $float),
                        Argument::Int64(value) if !request.is_strict() => Ok(value as $float),
                        Argument::Bool(value) if !request.is_strict() => Ok(u8::from(value).into()),
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
    ($($integer:ident => $tag:ident, $other:ident, $number:ident;)+) => {$(
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
                /// Takes a number of any type.
                fn converted(
                    request: &mut Request<'_>,
                ) -> Result<Result<$integer, Unfit>, Rejection> {
                    Ok(match request.next_argument()? {
                        Argument::$tag(value) => {
                            value.try_into().map_err(|_| Unfit::integer(value < 0))
                        }
                        Argument::$other(value) if !request.is_exact() => {
                            value.try_into().map_err(|_| Unfit::integer(value < 0))
                        }
                        Argument::Float32(value) if !request.is_strict() => {
                            Integer::from_float(value.into())
                        }
                        Argument::Float64(value) if !request.is_strict() => {
                            Integer::from_float(value)
                        }
                        Argument::Bool(value) if !request.is_strict() => Ok(value.into()),
                        other => return Err(request.wrong_type::<$integer>(other.type_tag())),
                    })
                }
                if matches!(TypeTag::$tag, TypeTag::Int32) || !request.is_exact() {
                    if let Some(value) = request.next_of::<I32>() {
                        let value = value.get();
                        return Ok(value.try_into().map_err(|_| Unfit::integer(value < 0)));
                    }
                }
                converted(request)
            }

            fn from_float(value: f64) -> Result<Self, Unfit> {
                // `as` saturates. The largest number of a 64-bit type is no float, so a float that
                // became it was too large.
                let integer = value as Self;
                let saturated = Self::BITS == 64 && integer == Self::MAX;
                if integer as f64 == value && !saturated {
                    return Ok(integer);
                }
                // From 2^63 on every float is whole.
                let is_whole = value as i64 as f64 == value || value.abs() >= -(i64::MIN as f64);
                Err(if is_whole { Unfit::integer(value < 0.0) } else { Unfit::NotWhole })
            }
        }
    )+};
}

trait Integer: Sized {
    /// Takes an integer, or finds a number that is none of this type.
    fn take(request: &mut Request<'_>) -> Result<Result<Self, Unfit>, Rejection>;

    /// Returns the integer that the float is, if it is one of this type.
    fn from_float(value: f64) -> Result<Self, Unfit>;
}

integers! {
    i8 => Int32, Int64, Integer;
    i16 => Int32, Int64, Integer;
    i32 => Int32, Int64, Integer;
    i64 => Int64, Int32, Integer;
    isize => Int64, Int32, Integer;
    u8 => Int32, Int64, Integer;
    u16 => Int32, Int64, Integer;
    u32 => Int64, Int32, Integer;
    u64 => Int64, Int32, Unsigned;
    usize => Int64, Int32, Unsigned;
}

#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for bool {
    const TAKES: Takes = Takes::One(TypeTag::True);
    type Sent = (Self,);

    #[inline]
    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        let argument = request.next_argument()?;
        let number = match argument {
            Argument::Bool(value) => return Ok(value),
            Argument::Int32(value) if !request.is_strict() => return Ok(value != 0),
            Argument::Int64(value) if !request.is_strict() => return Ok(value != 0),
            Argument::Float32(value) if !request.is_strict() => f64::from(value),
            Argument::Float64(value) if !request.is_strict() => value,
            other => return Err(request.wrong_type::<Self>(other.type_tag())),
        };
        if number.is_nan() {
            Err(Rejection::OutOfRange { index: request.last() })
        } else {
            Ok(number != 0.0)
        }
    }
}
