//! Argument types that are not numbers: text, blobs, OSC's own types, and what is made of others.

use super::sent::SentValue;
use super::{F32, F64, FromMessage, I32, I64, Range, Ranged, Rejection, Request, SentTuple, Takes};
use crate::wire::{Argument, Blob, FixedSize, Impulse, Midi, Rgba, Text, TimeTag, TypeTag};

#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for Text<'a> {
    const TAKES: Takes = Takes::One(TypeTag::String);
    type Sent = (Self,);

    #[cfg_attr(feature = "std", inline)]
    #[cfg_attr(not(feature = "std"), inline(never))]
    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        if let Some(text) = request.next_string() {
            return Ok(text);
        }
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

        #[diagnostic::do_not_recommend]
        impl<'a> Ranged<'a> for &'a [$number] {
            type Number = $sent;

            fn from_message_within(
                request: &mut Request<'a>,
                range: &'static Range,
            ) -> Result<Self, Rejection> {
                let first = request.index();
                let run: Self = request.run();
                match run.iter().position(|number| !range.contains(number.get())) {
                    None => Ok(run),
                    Some(at) => {
                        Err(Rejection::OutsideRange { index: first.wrapping_add(at), range })
                    }
                }
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
        if request.__lacks_argument() { Ok(None) } else { T::from_message(request).map(Some) }
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: Ranged<'a>> Ranged<'a> for Option<T> {
    type Number = T::Number;

    #[inline]
    fn from_message_within(
        request: &mut Request<'a>,
        range: &'static Range,
    ) -> Result<Self, Rejection> {
        if request.__lacks_argument() {
            Ok(None)
        } else {
            T::from_message_within(request, range).map(Some)
        }
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: FromMessage<'a> + Copy, const N: usize> FromMessage<'a> for [T; N] {
    const TAKES: Takes = Takes::Repeat(&T::TAKES, N);
    type Sent = <T::Sent as SentTuple>::Array<N>;

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        array(request, &Self::TAKES, |request| request.argument())
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: Ranged<'a> + Copy, const N: usize> Ranged<'a> for [T; N] {
    type Number = T::Number;

    fn from_message_within(
        request: &mut Request<'a>,
        range: &'static Range,
    ) -> Result<Self, Rejection> {
        array(request, &Self::TAKES, |request| T::from_message_within(request, range))
    }
}

fn array<'a, T: Copy, const N: usize>(
    request: &mut Request<'a>,
    takes: &Takes,
    take: impl Fn(&mut Request<'a>) -> Result<T, Rejection>,
) -> Result<[T; N], Rejection> {
    const { assert!(N > 0, "an array parameter has at least one element") };
    request.group(takes, |request| {
        let mut parts = [take(request)?; N];
        for part in parts.iter_mut().skip(1) {
            *part = take(request)?;
        }
        Ok(parts)
    })
}

macro_rules! tuples {
    ($(($first:ident $($part:ident)*))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a, $first: FromMessage<'a>, $($part: FromMessage<'a>),*> FromMessage<'a>
            for ($first, $($part),*)
        {
            const TAKES: Takes = Takes::Sequence(&[$first::TAKES, $($part::TAKES),*]);
            type Sent = ((SentValue<'a, $first>, $(SentValue<'a, $part>),*),);

            #[inline]
            fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
                request.group(&Self::TAKES, |request| {
                    Ok((request.argument::<$first>()?, $(request.argument::<$part>()?),*))
                })
            }
        }

        #[diagnostic::do_not_recommend]
        impl<'a, $first: Ranged<'a>, $($part: Ranged<'a, Number = $first::Number>),*> Ranged<'a>
            for ($first, $($part),*)
        {
            type Number = $first::Number;

            #[inline]
            fn from_message_within(
                request: &mut Request<'a>,
                range: &'static Range,
            ) -> Result<Self, Rejection> {
                request.group(&Self::TAKES, |request| {
                    Ok((
                        $first::from_message_within(request, range)?,
                        $($part::from_message_within(request, range)?),*
                    ))
                })
            }
        }
    )+};
}

tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
}
