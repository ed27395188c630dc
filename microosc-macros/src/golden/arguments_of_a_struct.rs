#[automatically_derived]
impl<'__message> ::microosc::FromMessage<'__message> for Point {
    const TAKES: ::microosc::Takes = ::microosc::Takes::Fields(&[
        ::microosc::Parameter::__new(
            "x",
            "",
            ::microosc::Source::Message(<f32 as ::microosc::__private::Field<'_>>::TAKES),
        ),
        ::microosc::Parameter::__new(
            "y",
            "",
            ::microosc::Source::Message(<Option<f32> as ::microosc::__private::Field<'_>>::TAKES),
        ),
    ]);
    type Sent = (Self,);
    fn from_message(
        __request: &mut ::microosc::Request<'__message>,
    ) -> ::core::result::Result<Self, ::microosc::Rejection> {
        __request.group(&<Self as ::microosc::FromMessage<'__message>>::TAKES, |__request| {
            ::core::result::Result::Ok(Self {
                x: <f32 as ::microosc::__private::Field<'_>>::take(__request)?,
                r#y: <Option<f32> as ::microosc::__private::Field<'_>>::take(__request)?,
            })
        })
    }
}
#[automatically_derived]
impl ::microosc::ToArguments for Point {
    fn write_arguments(&self, __writer: &mut ::microosc::ArgumentWriter<'_>) {
        <f32 as ::microosc::__private::Field<'_>>::write(&self.x, __writer);
        <Option<f32> as ::microosc::__private::Field<'_>>::write(&self.r#y, __writer);
    }
}
const _: () = ::microosc::__private::assert_field(
    ::microosc::__private::fields(&<Point as ::microosc::FromMessage<'_>>::TAKES, 0usize),
    0usize,
);
const _: () = ::microosc::__private::assert_field(
    ::microosc::__private::fields(&<Point as ::microosc::FromMessage<'_>>::TAKES, 0usize),
    1usize,
);
