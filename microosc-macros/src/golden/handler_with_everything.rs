#[doc = r" Sets a level."]
#[cfg(unix)]
pub(crate) fn level(mixer: &mut Mixer, ch: u8, level: f32, time: Option<f32>) -> f32 {}
#[cfg(unix)]
#[doc = r" Sets a level."]
pub(crate) struct level {}
#[cfg(unix)]
impl ::microosc::Endpoint for level {
    const INFO: ::microosc::EndpointInfo = ::microosc::EndpointInfo::__new(
        "level",
        "Sets a level.",
        "/ch/{ch}/level",
        &[
            ::microosc::Segment::Literal("ch"),
            ::microosc::Segment::Capture {
                name: "ch",
                prefix: "",
                values: ::microosc::Values::Any,
                segments: &[],
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
            ::microosc::Parameter::__new(
                "time",
                "",
                ::microosc::Source::Message(<Option<f32> as ::microosc::FromMessage<'_>>::TAKES),
            ),
        ],
        ::core::file!(),
        ::core::line!(),
    )
    .__with_reply("/ch/{ch}/level/is");
    type Parameters<'_elided> = (
        ::microosc::__private::Captured<u8, 1usize>,
        (::microosc::__private::Taken<f32>, (::microosc::__private::Taken<Option<f32>>, ())),
    );
}
#[cfg(unix)]
impl ::microosc::Handler<Mixer> for level {
    #[inline]
    fn call(
        __state: &mut Mixer,
        __request: &mut ::microosc::Request<'_>,
    ) -> ::core::result::Result<(), ::microosc::Rejection> {
        __request.__strict();
        let __parameter_1 = __request.__capture(1usize, 0usize, "ch", |__segment| {
            <u8 as ::microosc::FromSegment<'_>>::from_segment(__segment)
        })?;
        let __parameter_2 = <f32 as ::microosc::FromMessage<'_>>::from_message(__request)?;
        let __parameter_3 = <Option<f32> as ::microosc::FromMessage<'_>>::from_message(__request)?;
        __request.__finish()?;
        <f32 as ::microosc::IntoReply>::send(
            level(__state, __parameter_1, __parameter_2, __parameter_3),
            __request,
            &[
                ::microosc::__private::Piece::Text("/ch/"),
                ::microosc::__private::Piece::Capture { segment: 1usize, prefix: 0usize },
                ::microosc::__private::Piece::Text("/level/is"),
            ],
        );
        ::core::result::Result::Ok(())
    }
}
#[cfg(unix)]
const _: () = ::microosc::__private::assert_parameter(
    <level as ::microosc::Endpoint>::INFO.parameters(),
    3usize,
);
