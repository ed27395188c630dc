//! The values of a call: from what the user writes to a tuple, and from the tuple to its parts.

use crate::wire::ToArguments;

/// What can be given for the values of a call: the tuple, or, if it has only one part, that.
#[diagnostic::on_unimplemented(
    message = "these are not the values that the handler takes",
    label = "`{Values}` is expected, in the order of the handler's parameters",
    note = "the state and extractors such as `Peer` are left out; one value needs no tuple, none is `()`"
)]
pub trait IntoValues<Values> {
    /// Returns the tuple.
    fn into_values(self) -> Values;
}

#[diagnostic::do_not_recommend]
impl<T> IntoValues<T> for T {
    #[inline]
    fn into_values(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoValues<(T,)> for T {
    #[inline]
    fn into_values(self) -> (T,) {
        (self,)
    }
}

/// The values of a handler with a mistake: nearly whatever is given, so that no more is said of it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Anything;

#[diagnostic::do_not_recommend]
impl<T: ToArguments> IntoValues<Anything> for T {
    fn into_values(self) -> Anything {
        Anything
    }
}

/// What is given for one parameter, one value or none, before what is given for those after it.
#[doc(hidden)]
pub trait Prepend<Tail> {
    /// All of it in one tuple.
    type Out;

    /// Takes the tuple apart.
    fn split(out: Self::Out) -> (Self, Tail)
    where
        Self: Sized;
}

impl<Tail> Prepend<Tail> for () {
    type Out = Tail;

    #[inline]
    fn split(out: Tail) -> ((), Tail) {
        ((), out)
    }
}

macro_rules! prepend {
    ($(($($part:ident)*))+) => {$(
        impl<T, $($part),*> Prepend<($($part,)*)> for (T,) {
            type Out = (T, $($part,)*);

            #[inline]
            #[allow(non_snake_case, reason = "the names are the type parameters")]
            fn split((first, $($part,)*): Self::Out) -> (Self, ($($part,)*)) {
                ((first,), ($($part,)*))
            }
        }
    )+};
}

prepend! {
    () (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
    (A B C D E F G H I) (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
    (A B C D E F G H I J K L M) (A B C D E F G H I J K L M N) (A B C D E F G H I J K L M N O)
}

/// What is given for all parameters: `(first, (second, ()))`, each a tuple of one value or none.
#[doc(hidden)]
pub trait Parts: Sized {
    /// The same as one tuple.
    type Values;

    /// Takes the tuple apart.
    fn split(values: Self::Values) -> Self;
}

impl Parts for () {
    type Values = ();

    #[inline]
    fn split((): ()) {}
}

impl<First: Prepend<Rest::Values>, Rest: Parts> Parts for (First, Rest) {
    type Values = First::Out;

    #[inline]
    fn split(values: Self::Values) -> Self {
        let (first, rest) = First::split(values);
        (first, Rest::split(rest))
    }
}
