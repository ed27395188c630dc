//! The values of a call: from what the user writes to a tuple, and from the tuple to its parts.

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

/// What is given for one parameter, one value or none, after what is given for those before it.
#[doc(hidden)]
pub trait Append<Before>: Sized {
    /// All of it in one tuple.
    type Out;

    /// Takes the tuple apart.
    fn split(out: Self::Out) -> (Before, Self);
}

impl<Before> Append<Before> for () {
    type Out = Before;

    #[inline]
    fn split(out: Before) -> (Before, ()) {
        (out, ())
    }
}

macro_rules! append {
    ($(($($part:ident)*))+) => {$(
        impl<T, $($part),*> Append<($($part,)*)> for (T,) {
            type Out = ($($part,)* T,);

            #[inline]
            #[allow(non_snake_case, reason = "the names are the type parameters")]
            fn split(($($part,)* last,): Self::Out) -> (($($part,)*), Self) {
                (($($part,)*), (last,))
            }
        }
    )+};
}

append! {
    () (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
    (A B C D E F G H I) (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
    (A B C D E F G H I J K L M) (A B C D E F G H I J K L M N) (A B C D E F G H I J K L M N O)
}
