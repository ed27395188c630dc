//! Argument types that are not numbers: text, blobs, OSC's own types, and what is made of others.

use super::sent::SentValue;
use super::{F32, F64, FromMessage, I32, I64, Rejection, Request, SentTuple, Takes};
use crate::wire::{Argument, Blob, FixedSize, Impulse, Midi, Rgba, Text, TimeTag, TypeTag};

#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for Text<'a> {
    const TAKES: Takes = Takes::One(TypeTag::String);
    type Sent = (Self,);

    #[inline]
    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        match request.next_argument()? {
            Argument::String(text) | Argument::Symbol(text) => Ok(text),
            other => Err(request.wrong_type::<Self>(other.type_tag())),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for &'a str {
    const TAKES: Takes = Text::TAKES;
    type Sent = (Self,);

    #[inline]
    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        let text = Text::from_message(request)?;
        text.to_str().map_err(|_| Rejection::NotText { index: request.last() })
    }
}

#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for char {
    const TAKES: Takes = Takes::One(TypeTag::Char);
    type Sent = (Self,);

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        match request.next_argument()? {
            Argument::Char(code) => {
                Self::from_u32(code).ok_or(Rejection::NotText { index: request.last() })
            }
            other => Err(request.wrong_type::<Self>(other.type_tag())),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for Blob<'a> {
    const TAKES: Takes = <&[u8]>::TAKES;
    type Sent = (Self,);

    #[inline]
    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        request.argument().map(Self)
    }
}

macro_rules! as_they_are {
    ($($variant:ident => $type:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a> FromMessage<'a> for $type {
            const TAKES: Takes = Takes::One(TypeTag::$variant);
            type Sent = (Self,);

            #[inline]
            fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
                match request.next_argument()? {
                    Argument::$variant(value) => Ok(value),
                    other => Err(request.wrong_type::<Self>(other.type_tag())),
                }
            }
        }
    )+};
}

as_they_are!(Blob => &'a [u8], TimeTag => TimeTag, Rgba => Rgba, Midi => Midi, Impulse => Impulse);

macro_rules! runs {
    ($($number:ty => $sent:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a> FromMessage<'a> for &'a [$number] {
            const TAKES: Takes = Takes::Run(<$number as FixedSize>::TAG);
            type Sent = (&'a [$sent],);

            #[inline]
            fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
                Ok(request.run())
            }
        }
    )+};
}

runs!(F32 => f32, I32 => i32, F64 => f64, I64 => i64);

#[diagnostic::do_not_recommend]
impl<'a, T: FromMessage<'a>> FromMessage<'a> for Option<T> {
    const TAKES: Takes = Takes::Optional(&T::TAKES);
    type Sent = <T::Sent as SentTuple>::Optional;

    #[inline]
    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        match request.remaining().next() {
            None => Ok(None),
            Some(Argument::Nil) => request.next_argument().map(|_| None),
            Some(_) => T::from_message(request).map(Some),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: FromMessage<'a> + Copy, const N: usize> FromMessage<'a> for [T; N] {
    const TAKES: Takes = Takes::Repeat(&T::TAKES, N);
    type Sent = <T::Sent as SentTuple>::Array<N>;

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        const { assert!(N > 0, "an array parameter has at least one element") };
        request.group(&Self::TAKES, |request| {
            let mut parts = [request.argument()?; N];
            for part in parts.iter_mut().skip(1) {
                *part = request.argument()?;
            }
            Ok(parts)
        })
    }
}

macro_rules! tuples {
    ($(($($part:ident)+))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a, $($part: FromMessage<'a>),+> FromMessage<'a> for ($($part,)+) {
            const TAKES: Takes = Takes::Sequence(&[$($part::TAKES),+]);
            type Sent = (($(SentValue<'a, $part>,)+),);

            #[inline]
            fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
                request.group(&Self::TAKES, |request| Ok(($(request.argument::<$part>()?,)+)))
            }
        }
    )+};
}

tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
}
