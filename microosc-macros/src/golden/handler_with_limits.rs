#[doc = r" Sets the filter."]
#[doc = r""]
#[doc = r" Of all voices."]
fn filter(cutoff: f32, #[allow(unused)] poles: Option<u8>, kind: &str) {}
#[doc = r" Sets the filter."]
#[doc = r""]
#[doc = r" Of all voices."]
struct filter {}
impl ::microosc::Endpoint for filter {
    const INFO: ::microosc::EndpointInfo = ::microosc::EndpointInfo::__new(
        "filter",
        "Sets the filter.\n\nOf all voices.",
        "/filter",
        &[::microosc::Segment::Literal("filter")],
        &[
            ::microosc::Parameter::__new(
                "cutoff",
                "In the middle.",
                ::microosc::Source::Message(::microosc::Takes::Optional(
                    const { &<f32 as ::microosc::FromMessage<'_>>::TAKES },
                )),
            )
            .__with_range(
                const {
                    &::microosc::Range::__new(
                        ::core::option::Option::Some({
                            let __bound: <f32 as ::microosc::Ranged<'_>>::Number = 20.0;
                            ::microosc::Number::__like(
                                <f32 as ::microosc::Ranged<'_>>::ZERO,
                                __bound as ::core::primitive::f64,
                                __bound as ::core::primitive::i128,
                            )
                        }),
                        ::core::option::Option::Some({
                            let __bound: <f32 as ::microosc::Ranged<'_>>::Number = 20_000.0;
                            ::microosc::Number::__like(
                                <f32 as ::microosc::Ranged<'_>>::ZERO,
                                __bound as ::core::primitive::f64,
                                __bound as ::core::primitive::i128,
                            )
                        }),
                        ::microosc::Clip::Both,
                    )
                },
            )
            .__with_unit("Hz")
            .__with_default("1_000.0"),
            ::microosc::Parameter::__new(
                "poles",
                "",
                ::microosc::Source::Message(<Option<u8> as ::microosc::FromMessage<'_>>::TAKES),
            )
            .__with_range(
                const {
                    &::microosc::Range::__new(
                        ::core::option::Option::None,
                        ::core::option::Option::Some({
                            let __bound: <Option<u8> as ::microosc::Ranged<'_>>::Number = MOST;
                            ::microosc::Number::__like(
                                <Option<u8> as ::microosc::Ranged<'_>>::ZERO,
                                __bound as ::core::primitive::f64,
                                __bound as ::core::primitive::i128,
                            )
                        }),
                        ::microosc::Clip::None,
                    )
                },
            ),
            ::microosc::Parameter::__new(
                "kind",
                "",
                ::microosc::Source::Message(::microosc::Takes::Optional(
                    const { &<&str as ::microosc::FromMessage<'_>>::TAKES },
                )),
            )
            .__with_default("\"low\""),
        ],
        ::core::file!(),
        ::core::line!(),
    )
    .__ignoring_surplus();
    type Parameters<'_elided> = (
        ::microosc::__private::TakenWithin<f32, 0usize>,
        (
            ::microosc::__private::TakenWithin<Option<u8>, 1usize>,
            (::microosc::__private::Taken<&'_elided str>, ()),
        ),
    );
}
impl<__State: ?::core::marker::Sized> ::microosc::Handler<__State> for filter {
    #[inline]
    fn call(
        __state: &mut __State,
        __request: &mut ::microosc::Request<'_>,
    ) -> ::core::result::Result<(), ::microosc::Rejection> {
        let __parameter_0: f32 = if __request.__lacks_argument() {
            const { 1_000.0 }
        } else {
            <f32 as ::microosc::Ranged<'_>>::from_message_within(
                __request,
                const {
                    ::microosc::__private::range(
                        <filter as ::microosc::Endpoint>::INFO.parameters(),
                        0usize,
                    )
                },
            )?
        };
        let __parameter_1 = <Option<u8> as ::microosc::Ranged<'_>>::from_message_within(
            __request,
            const {
                ::microosc::__private::range(
                    <filter as ::microosc::Endpoint>::INFO.parameters(),
                    1usize,
                )
            },
        )?;
        let __parameter_2: &str = if __request.__lacks_argument() {
            const { "low" }
        } else {
            <&str as ::microosc::FromMessage<'_>>::from_message(__request)?
        };
        filter(__parameter_0, __parameter_1, __parameter_2);
        ::core::result::Result::Ok(())
    }
}
const _: () = ::microosc::__private::assert_argument(
    <filter as ::microosc::Endpoint>::INFO.parameters(),
    0usize,
);
const _: () = ::microosc::__private::assert_range(
    <filter as ::microosc::Endpoint>::INFO.parameters(),
    0usize,
);
const _: () =
    ::microosc::__private::assert_clip(<filter as ::microosc::Endpoint>::INFO.parameters(), 0usize);
const _: () = ::microosc::__private::assert_default(
    <filter as ::microosc::Endpoint>::INFO.parameters(),
    0usize,
);
const _: () = ::microosc::__private::assert_default_within(
    <filter as ::microosc::Endpoint>::INFO.parameters(),
    0usize,
    ::microosc::Number::__like(
        <f32 as ::microosc::Ranged<'_>>::ZERO,
        1_000.0 as ::core::primitive::f64,
        1_000.0 as ::core::primitive::i128,
    ),
);
const _: () = ::microosc::__private::assert_parameter(
    <filter as ::microosc::Endpoint>::INFO.parameters(),
    1usize,
);
const _: () = ::microosc::__private::assert_argument(
    <filter as ::microosc::Endpoint>::INFO.parameters(),
    1usize,
);
const _: () = ::microosc::__private::assert_range(
    <filter as ::microosc::Endpoint>::INFO.parameters(),
    1usize,
);
const _: () = ::microosc::__private::assert_parameter_order(
    <filter as ::microosc::Endpoint>::INFO.parameters(),
    2usize,
);
const _: () = ::microosc::__private::assert_argument(
    <filter as ::microosc::Endpoint>::INFO.parameters(),
    2usize,
);
const _: () = ::microosc::__private::assert_default(
    <filter as ::microosc::Endpoint>::INFO.parameters(),
    2usize,
);
