fn stop() {}
#[doc = " Handles `/stop`."]
#[allow(
    non_camel_case_types,
    missing_debug_implementations,
    reason = "stands for the function of the same name; there is never a value of it"
)]
struct stop {}
impl ::microosc::Endpoint for stop {
    const INFO: ::microosc::EndpointInfo = ::microosc::EndpointInfo::new(
        "stop",
        "/stop",
        &[::microosc::Segment::Literal("stop")],
        &[],
        ::core::file!(),
        ::core::line!(),
    );
}
#[allow(deprecated, reason = "whoever lists a deprecated handler is told so there")]
impl<__State: ?::core::marker::Sized> ::microosc::Handler<__State> for stop {
    #[inline]
    fn call(
        __state: &mut __State,
        __request: &mut ::microosc::Request<'_, '_>,
    ) -> ::core::result::Result<(), ::microosc::Rejection> {
        __request.finish()?;
        stop();
        ::core::result::Result::Ok(())
    }
}
