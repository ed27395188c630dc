#[automatically_derived]
impl<'__message, T: Copy> ::microosc::FromMessage<'__message> for Pair<T> {
    const TAKES: ::microosc::Takes = ::microosc::Takes::Nothing;
    type Sent = (Self,);
    fn from_message(
        _: &mut ::microosc::Request<'__message>,
    ) -> ::core::result::Result<Self, ::microosc::Rejection> {
        ::core::result::Result::Err(::microosc::Rejection::MissingArgument { index: 0 })
    }
}
#[automatically_derived]
impl<T: Copy> ::microosc::ToArguments for Pair<T> {
    fn write_arguments(&self, _: &mut ::microosc::ArgumentWriter<'_>) {}
}
::core::compile_error! { "a type of OSC arguments cannot have type parameters\n= help: write the types it takes" }
