fn level(mixer: &mut Mixer, ch: u8, level: f32) {}
#[doc = " Handles `/ch/{ch: 1..=2}/level`."]
struct level {}
impl ::microosc::Endpoint for level {
    const INFO: ::microosc::EndpointInfo = ::microosc::EndpointInfo::__new(
        "level",
        "",
        "/ch/{ch: 1..=2}/level",
        &[
            ::microosc::Segment::Literal("ch"),
            ::microosc::Segment::Capture {
                name: "ch",
                prefix: "",
                values: ::microosc::Values::Range { first: 1u32, last: 2u32 },
                segments: &["1", "2"],
            },
            ::microosc::Segment::Literal("level"),
        ],
        &[
            ::microosc::Parameter::__new("mixer", "", ::microosc::Source::State),
            ::microosc::Parameter::__new("ch", "", ::microosc::Source::Capture),
            ::microosc::Parameter::__new(
                "level",
                "",
                ::microosc::Source::Message(<f32 as ::microosc::FromMessage<'_>>::TAKES),
            ),
        ],
        ::core::file!(),
        ::core::line!(),
    )
    .__with_tags(&["mixer", "live"])
    .__critical()
    .__with_getter({
        const __GETTER: ::microosc::EndpointInfo = ::microosc::EndpointInfo::__new(
            "level",
            "Tells the value of `/ch/{ch: 1..=2}/level`.",
            "/ch/{ch: 1..=2}/level/get",
            &[
                ::microosc::Segment::Literal("ch"),
                ::microosc::Segment::Capture {
                    name: "ch",
                    prefix: "",
                    values: ::microosc::Values::Range { first: 1u32, last: 2u32 },
                    segments: &["1", "2"],
                },
                ::microosc::Segment::Literal("level"),
                ::microosc::Segment::Literal("get"),
            ],
            &[::microosc::Parameter::__new("ch", "", ::microosc::Source::Capture)],
            ::core::file!(),
            ::core::line!(),
        )
        .__with_reply("/ch/{ch: 1..=2}/level");
        &__GETTER
    });
    type Parameters<'_elided> =
        (::microosc::__private::Captured<u8, 1usize>, (::microosc::__private::Taken<f32>, ()));
}
impl ::microosc::Handler<Mixer> for level {
    #[inline]
    fn call(
        __state: &mut Mixer,
        __request: &mut ::microosc::Request<'_>,
    ) -> ::core::result::Result<(), ::microosc::Rejection> {
        let __parameter_1 = __request.__capture(1usize, 0usize, "ch", |__segment| {
            <u8 as ::microosc::FromSegment<'_>>::from_segment(__segment)
        })?;
        let __parameter_2 = <f32 as ::microosc::FromMessage<'_>>::from_message(__request)?;
        __request.__finish()?;
        level(__state, __parameter_1, __parameter_2);
        ::core::result::Result::Ok(())
    }
    fn read(
        __state: &mut Mixer,
        __request: &mut ::microosc::Request<'_>,
    ) -> ::core::result::Result<(), ::microosc::Rejection> {
        let __parameter_1 = __request.__capture(1usize, 0usize, "ch", |__segment| {
            <u8 as ::microosc::FromSegment<'_>>::from_segment(__segment)
        })?;
        __request.__finish()?;
        fn __get<'s, __State: ?::core::marker::Sized, __T0, __Value>(
            __state: &'s __State,
            __parameter_1: __T0,
            __get: impl ::core::ops::FnOnce(&'s __State, __T0) -> __Value,
        ) -> __Value {
            __get(__state, __parameter_1)
        }
        ::microosc::IntoReply::send(
            __get(&*__state, __parameter_1, |mixer| mixer.level),
            __request,
            &[
                ::microosc::__private::Piece::Text("/ch/"),
                ::microosc::__private::Piece::Capture { segment: 1usize, prefix: 0usize },
                ::microosc::__private::Piece::Text("/level"),
            ],
        );
        ::core::result::Result::Ok(())
    }
}
const _: () = ::microosc::__private::assert_values(
    &<level as ::microosc::Endpoint>::INFO,
    1usize,
    <u8 as ::microosc::FromSegment<'_>>::NUMBERS,
);
