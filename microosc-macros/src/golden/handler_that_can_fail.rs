fn save() -> io::Result<()> {}
#[doc = " Handles `/save`."]
struct save {}
impl ::microosc::Endpoint for save {
    const INFO: ::microosc::EndpointInfo = ::microosc::EndpointInfo::new(
        "save",
        "",
        "/save",
        &[::microosc::Segment::Literal("save")],
        &[],
        ::core::file!(),
        ::core::line!(),
    );
}
impl<__State: ?::core::marker::Sized> ::microosc::Handler<__State> for save {
    #[inline]
    fn call(
        __state: &mut __State,
        __request: &mut ::microosc::Request<'_>,
    ) -> ::core::result::Result<(), ::microosc::Rejection> {
        __request.finish()?;
        <io::Result<()> as ::microosc::Outcome>::report(save(), __request);
        ::core::result::Result::Ok(())
    }
}
impl ::microosc::Call for save {
    type Parts<'_elided> = ();
    type Values<'_elided> = <Self::Parts<'_elided> as ::microosc::__private::Parts>::Values;
    #[inline]
    fn encode(
        __values: Self::Values<'_>,
        __encoder: ::microosc::__private::CallEncoder<'_>,
    ) -> ::core::result::Result<::core::primitive::usize, ::microosc::EncodeError> {
        let () = <Self::Parts<'_> as ::microosc::__private::Parts>::split(__values);
        __encoder.message(&<Self as ::microosc::Endpoint>::INFO, &[], &())
    }
}
