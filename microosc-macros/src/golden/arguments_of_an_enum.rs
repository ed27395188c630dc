#[automatically_derived]
#[allow(deprecated, reason = "others who use it are told")]
impl<'a> ::microosc::FromMessage<'a> for Note<'a> {
    const TAKES: ::microosc::Takes = ::microosc::Takes::OneOf(&[
        ::microosc::Takes::Sequence(&[
            <&'a str as ::microosc::__private::Field<'a>>::TAKES,
            <u8 as ::microosc::__private::Field<'a>>::TAKES,
        ]),
        ::microosc::Takes::Sequence(&[<u8 as ::microosc::__private::Field<'a>>::TAKES]),
        ::microosc::Takes::Nothing,
    ]);
    type Sent = (Self,);
    fn from_message(
        __request: &mut ::microosc::Request<'a>,
    ) -> ::core::result::Result<Self, ::microosc::Rejection> {
        __request.one_of(&[
            |__request| {
                ::core::result::Result::Ok(Self::Name {
                    0: <&'a str as ::microosc::__private::Field<'a>>::take(__request)?,
                    1: <u8 as ::microosc::__private::Field<'a>>::take(__request)?,
                })
            },
            |__request| {
                ::core::result::Result::Ok(Self::Number {
                    number: <u8 as ::microosc::__private::Field<'a>>::take(__request)?,
                })
            },
            |_| ::core::result::Result::Ok(Self::Off {}),
        ])
    }
}
#[automatically_derived]
#[allow(deprecated, reason = "others who use it are told")]
impl<'a> ::microosc::ToArguments for Note<'a> {
    fn write_arguments(&self, __writer: &mut ::microosc::ArgumentWriter<'_>) {
        match self {
            Self::Name { 0: __field_0, 1: __field_1 } => {
                <&'a str as ::microosc::__private::Field<'a>>::write(__field_0, __writer);
                <u8 as ::microosc::__private::Field<'a>>::write(__field_1, __writer);
            }
            Self::Number { number: __field_0 } => {
                <u8 as ::microosc::__private::Field<'a>>::write(__field_0, __writer);
            }
            Self::Off {} => {}
        }
    }
}
const _: () = ::microosc::__private::assert_field_order(
    &<Note<'_> as ::microosc::FromMessage<'_>>::TAKES,
    0usize,
    &["0", "1"],
    1usize,
);
const _: () =
    ::microosc::__private::assert_bounded(&<Note<'_> as ::microosc::FromMessage<'_>>::TAKES);
