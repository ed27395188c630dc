#[automatically_derived]
#[allow(deprecated, reason = "others who use it are told")]
impl<'a> ::microosc::FromMessage<'a> for Note<'a> {
    const TAKES: ::microosc::Takes = ::microosc::Takes::OneOf(&[
        ::microosc::Takes::Fields(&[
            ::microosc::Parameter::__new(
                "0",
                "",
                ::microosc::Source::Message(<&'a str as ::microosc::__private::Field<'a>>::TAKES),
            ),
            ::microosc::Parameter::__new(
                "1",
                "",
                ::microosc::Source::Message(<u8 as ::microosc::__private::Field<'a>>::TAKES),
            ),
        ]),
        ::microosc::Takes::Fields(&[::microosc::Parameter::__new(
            "number",
            "In semitones.",
            ::microosc::Source::Message(::microosc::Takes::Optional(
                const { &<u8 as ::microosc::__private::Field<'a>>::TAKES },
            )),
        )
        .__with_range(
            const {
                &::microosc::Range::__new(
                    ::core::option::Option::Some({
                        let __bound: <u8 as ::microosc::Ranged<'_>>::Number = 0;
                        ::microosc::Number::__like(
                            <u8 as ::microosc::Ranged<'_>>::ZERO,
                            __bound as ::core::primitive::f64,
                            __bound as ::core::primitive::i128,
                        )
                    }),
                    ::core::option::Option::Some({
                        let __bound: <u8 as ::microosc::Ranged<'_>>::Number = 127;
                        ::microosc::Number::__like(
                            <u8 as ::microosc::Ranged<'_>>::ZERO,
                            __bound as ::core::primitive::f64,
                            __bound as ::core::primitive::i128,
                        )
                    }),
                    ::microosc::Clip::None,
                )
            },
        )
        .__with_unit("semitones")
        .__with_default("60")]),
        ::microosc::Takes::Nothing,
    ]);
    type Sent = (Self,);
    fn from_message(
        __request: &mut ::microosc::Request<'a>,
    ) -> ::core::result::Result<Self, ::microosc::Rejection> {
        __request.__one_of(&[
            |__request| {
                ::core::result::Result::Ok(Self::Name {
                    0: <&'a str as ::microosc::__private::Field<'a>>::take(__request)?,
                    1: <u8 as ::microosc::__private::Field<'a>>::take(__request)?,
                })
            },
            |__request| {
                ::core::result::Result::Ok(Self::Number {
                    number: if __request.__lacks_argument() {
                        const { 60 }
                    } else {
                        <u8 as ::microosc::Ranged<'_>>::from_message_within(
                            __request,
                            const {
                                ::microosc::__private::range(
                                    ::microosc::__private::fields(
                                        &<Note<'_> as ::microosc::FromMessage<'_>>::TAKES,
                                        1usize,
                                    ),
                                    0usize,
                                )
                            },
                        )?
                    },
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
#[allow(deprecated, reason = "others who use it are told")]
const _: () = ::microosc::__private::assert_field(
    ::microosc::__private::fields(&<Note<'_> as ::microosc::FromMessage<'_>>::TAKES, 0usize),
    0usize,
);
#[allow(deprecated, reason = "others who use it are told")]
const _: () = ::microosc::__private::assert_field(
    ::microosc::__private::fields(&<Note<'_> as ::microosc::FromMessage<'_>>::TAKES, 0usize),
    1usize,
);
#[allow(deprecated, reason = "others who use it are told")]
const _: () = ::microosc::__private::assert_field(
    ::microosc::__private::fields(&<Note<'_> as ::microosc::FromMessage<'_>>::TAKES, 1usize),
    0usize,
);
#[allow(deprecated, reason = "others who use it are told")]
const _: () = ::microosc::__private::assert_argument(
    ::microosc::__private::fields(&<Note<'_> as ::microosc::FromMessage<'_>>::TAKES, 1usize),
    0usize,
);
#[allow(deprecated, reason = "others who use it are told")]
const _: () = ::microosc::__private::assert_range(
    ::microosc::__private::fields(&<Note<'_> as ::microosc::FromMessage<'_>>::TAKES, 1usize),
    0usize,
);
#[allow(deprecated, reason = "others who use it are told")]
const _: () = ::microosc::__private::assert_default(
    ::microosc::__private::fields(&<Note<'_> as ::microosc::FromMessage<'_>>::TAKES, 1usize),
    0usize,
);
#[allow(deprecated, reason = "others who use it are told")]
const _: () = ::microosc::__private::assert_default_within(
    ::microosc::__private::fields(&<Note<'_> as ::microosc::FromMessage<'_>>::TAKES, 1usize),
    0usize,
    ::microosc::Number::__like(
        <u8 as ::microosc::Ranged<'_>>::ZERO,
        60 as ::core::primitive::f64,
        60 as ::core::primitive::i128,
    ),
);
#[allow(deprecated, reason = "others who use it are told")]
const _: () =
    ::microosc::__private::assert_bounded(&<Note<'_> as ::microosc::FromMessage<'_>>::TAKES);
