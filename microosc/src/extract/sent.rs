//! What a typed client gives for the parameters of a handler.

use crate::wire::ToArguments;

/// What a client gives for one parameter: a tuple of one value, `(T,)`, or of none, `()`.
///
/// It is the [`Sent`](super::FromMessage::Sent) of a parameter's type: `(f32,)` for an argument
/// type that is sent as an `f32`, `()` for an extractor, which is not sent.
pub trait SentTuple: ToArguments {
    /// The value alone.
    type Value: ToArguments;
    /// The same of a parameter that may be absent.
    type Optional: SentTuple;
    /// The same of several such parameters, as one array.
    type Array<const N: usize>: SentTuple;
}

impl SentTuple for () {
    type Value = ();
    type Optional = ();
    type Array<const N: usize> = ();
}

impl<T: ToArguments> SentTuple for (T,) {
    type Value = T;
    type Optional = (Option<T>,);
    type Array<const N: usize> = ([T; N],);
}

/// The value that a client gives for a parameter of type `T`.
pub(super) type SentValue<'a, T> = <<T as super::FromMessage<'a>>::Sent as SentTuple>::Value;
