fn stop() {}
#[doc = " Handles `/stop`."]
struct stop {}
impl ::microosc::Endpoint for stop {
    const INFO: ::microosc::EndpointInfo = ::microosc::EndpointInfo::__new(
        "stop",
        "",
        "/stop",
        &[::microosc::Segment::Literal("stop")],
        &[],
        ::core::file!(),
        ::core::line!(),
    );
    type Parameters<'_elided> = ();
}
impl<__State: ?::core::marker::Sized> ::microosc::Handler<__State> for stop {
    #[inline]
    fn call(
        __state: &mut __State,
        __request: &mut ::microosc::Request<'_>,
    ) -> ::core::result::Result<(), ::microosc::Rejection> {
        __request.__finish()?;
        stop();
        ::core::result::Result::Ok(())
    }
}
