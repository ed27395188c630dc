//! Numbers and `bool`, with the conversions between them.
//!
//! A fader may send `0` where it means `0.0`, a toggle `1.0` where it means true; a handler that
//! does not say `strict` takes both. An integer parameter never gets a number that was cut: what it
//! cannot hold is rejected. A float parameter gets the nearest float, as IEEE 754 rounds.
#![allow(
    clippy::as_conversions,
    reason = "between integers and floats there is no other conversion; ranges are checked here"
)]

use super::{FromMessage, Rejection, Request, Takes};
use crate::wire::{Argument, TypeTag};

macro_rules! floats {
    ($($float:ident => $tag:ident, $other:ident;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a> FromMessage<'a> for $float {
            const TAKES: Takes = Takes::One(TypeTag::$tag);
            type Sent = (Self,);

            #[inline]
            fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
                let argument = request.next_argument()?;
                match argument {
                    Argument::$tag(value) => Ok(value as Self),
                    Argument::$other(value) if !request.is_exact() => Ok(value as Self),
                    Argument::Int32(value) if !request.is_strict() => Ok(value as Self),
                    Argument::Int64(value) if !request.is_strict() => Ok(value as Self),
                    Argument::Bool(value) if !request.is_strict() => Ok(u8::from(value).into()),
                    other => Err(request.wrong_type::<Self>(other.type_tag())),
                }
            }
        }
    )+};
}

floats! {
    f32 => Float32, Float64;
    f64 => Float64, Float32;
}

macro_rules! integers {
    ($($integer:ident => $tag:ident, $other:ident, $sent:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a> FromMessage<'a> for $integer {
            const TAKES: Takes = Takes::One(TypeTag::$tag);
            type Sent = ($sent,);

            #[inline]
            fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
                let argument = request.next_argument()?;
                let value = match argument {
                    Argument::$tag(value) => Self::try_from(value).ok(),
                    Argument::$other(value) if !request.is_exact() => Self::try_from(value).ok(),
                    Argument::Float32(value) if !request.is_strict() => whole(value.into()),
                    Argument::Float64(value) if !request.is_strict() => whole(value),
                    Argument::Bool(value) if !request.is_strict() => Some(value.into()),
                    other => return Err(request.wrong_type::<Self>(other.type_tag())),
                };
                value.ok_or(Rejection::OutOfRange { index: request.last() })
            }
        }

        impl Whole for $integer {
            fn from_float(value: f64) -> Option<Self> {
                // `as` saturates. The largest number of a 64-bit type is no float, so a float that
                // became it was too large.
                let integer = value as Self;
                let saturated = Self::BITS == 64 && integer == Self::MAX;
                (integer as f64 == value && !saturated).then_some(integer)
            }
        }
    )+};
}

trait Whole: Sized {
    /// Returns the integer that the float is, if it is one of this type.
    fn from_float(value: f64) -> Option<Self>;
}

fn whole<T: Whole>(value: f64) -> Option<T> {
    T::from_float(value)
}

integers! {
    i8 => Int32, Int64, Self;
    i16 => Int32, Int64, Self;
    i32 => Int32, Int64, Self;
    i64 => Int64, Int32, Self;
    isize => Int64, Int32, i64;
    u8 => Int32, Int64, Self;
    u16 => Int32, Int64, Self;
    u32 => Int64, Int32, i64;
    u64 => Int64, Int32, i64;
    usize => Int64, Int32, i64;
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
