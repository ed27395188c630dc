fn save() -> io::Result<()> {}
#[doc = " Handles `/save`."]
struct save {}
impl ::microosc::Endpoint for save {
    const INFO: ::microosc::EndpointInfo = ::microosc::EndpointInfo::__new(
        "save",
        "",
        "/save",
        &[::microosc::Segment::Literal("save")],
        &[],
        ::core::file!(),
        ::core::line!(),
    );
    type Parameters<'_elided> = ();
}
impl<__State: ?::core::marker::Sized> ::microosc::Handler<__State> for save {
    #[inline]
    fn call(
        __state: &mut __State,
        __request: &mut ::microosc::Request<'_>,
    ) -> ::core::result::Result<(), ::microosc::Rejection> {
        __request.__finish()?;
        <io::Result<()> as ::microosc::Outcome>::report(save(), __request);
        ::core::result::Result::Ok(())
    }
}
