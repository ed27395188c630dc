//! `defmt::Format` for public types, by their `Display` or `Debug`: the text is written where the
//! program runs. Types that derive it have it beside them.

use defmt::{Debug2Format, Display2Format, Format, Formatter};

use crate::stream::{Fault, Framing};
use crate::{
    Address, AddressError, AddressPattern, Argument, Clip, DecodeError, DecodeErrorKind,
    EncodeError, EndpointInfo, Failed, Impulse, Message, Midi, Network, NetworkError, OutboxError,
    PatternError, Peer, Range, Rejected, Rejection, Rgba, Settings, Takes, Text, TimeTag, TypeTag,
    TypeTagString, TypeTags,
};

macro_rules! format {
    ($by:ident: $($of:ty),+ $(,)?) => {$(
        impl Format for $of {
            fn format(&self, to: Formatter<'_>) {
                ::defmt::write!(to, "{}", $by(self));
            }
        }
    )+};
}

format!(
    Display2Format: Address<'_>,
    AddressError,
    AddressPattern<'_>,
    Argument<'_>,
    Clip,
    DecodeError,
    DecodeErrorKind,
    EncodeError,
    Failed<'_>,
    Fault,
    Framing,
    Message<'_>,
    Network,
    NetworkError,
    OutboxError,
    PatternError,
    Peer,
    Range,
    Rejected<'_>,
    Rejection,
    Takes,
    Text<'_>,
    TimeTag,
    TypeTag,
    TypeTagString<'_>,
    TypeTags,
);
format!(Debug2Format: EndpointInfo, Impulse, Midi, Rgba, Settings);
