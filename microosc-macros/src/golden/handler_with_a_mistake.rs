pub fn level(value: f32) {}
pub struct level {}
impl ::microosc::Endpoint for level {
    const INFO: ::microosc::EndpointInfo = ::microosc::EndpointInfo::__new(
        "level",
        "",
        ::core::concat!(
            "/",
            "in ",
            ::core::module_path!(),
            ":",
            ::core::line!(),
            ":",
            ::core::column!(),
            ":",
            "level"
        ),
        &[::microosc::Segment::Literal(::core::concat!(
            "in ",
            ::core::module_path!(),
            ":",
            ::core::line!(),
            ":",
            ::core::column!(),
            ":",
            "level"
        ))],
        &[],
        ::core::file!(),
        ::core::line!(),
    );
    type Parameters<'_elided> = ::microosc::__private::Anything;
}
impl<__State: ?::core::marker::Sized> ::microosc::Handler<__State> for level {
    fn call(
        _: &mut __State,
        _: &mut ::microosc::Request<'_>,
    ) -> ::core::result::Result<(), ::microosc::Rejection> {
        const {
            ::core::panic!(
                "the signature of an OSC handler has a syntax that this version of microosc does not know, or a type named `str` that is not Rust's"
            )
        }
    }
}
::core::compile_error! { "an OSC address starts with `/`, and `level` does not\n= help: write \"/level\"" }
