impl Mixer {
    const LIMIT: f32 = { 1.0 };
    #[doc = r" Sets the level."]
    pub fn level(&mut self, level: f32) {
        Self::print(level);
    }
    fn print(level: f32) {}
    #[doc = " The handlers among the methods: `/level`."]
    pub const ROUTER: ::microosc::Router<Self> = {
        #[doc = r" Sets the level."]
        struct level {}
        impl ::microosc::Endpoint for level {
            const INFO: ::microosc::EndpointInfo = ::microosc::EndpointInfo::__new(
                "level",
                "Sets the level.",
                "/level",
                &[::microosc::Segment::Literal("level")],
                &[
                    ::microosc::Parameter::__new("self", "", ::microosc::Source::State),
                    ::microosc::Parameter::__new(
                        "level",
                        "",
                        ::microosc::Source::Message(<f32 as ::microosc::FromMessage<'_>>::TAKES),
                    )
                    .__with_range(
                        const {
                            &::microosc::Range::__new(
                                ::core::option::Option::Some({
                                    let __bound: <f32 as ::microosc::Ranged<'_>>::Number = 0.0;
                                    ::microosc::Number::__like(
                                        <f32 as ::microosc::Ranged<'_>>::ZERO,
                                        __bound as ::core::primitive::f64,
                                        __bound as ::core::primitive::i128,
                                    )
                                }),
                                ::core::option::Option::Some({
                                    let __bound: <f32 as ::microosc::Ranged<'_>>::Number =
                                        Mixer::LIMIT;
                                    ::microosc::Number::__like(
                                        <f32 as ::microosc::Ranged<'_>>::ZERO,
                                        __bound as ::core::primitive::f64,
                                        __bound as ::core::primitive::i128,
                                    )
                                }),
                                ::microosc::Clip::None,
                            )
                        },
                    ),
                ],
                ::core::file!(),
                ::core::line!(),
            );
            type Parameters<'_elided> = (::microosc::__private::TakenWithin<f32, 1usize>, ());
        }
        impl ::microosc::Handler<Mixer> for level {
            #[inline]
            fn call(
                __state: &mut Mixer,
                __request: &mut ::microosc::Request<'_>,
            ) -> ::core::result::Result<(), ::microosc::Rejection> {
                let __parameter_1 = <f32 as ::microosc::Ranged<'_>>::from_message_within(
                    __request,
                    const {
                        ::microosc::__private::range(
                            <level as ::microosc::Endpoint>::INFO.parameters(),
                            1usize,
                        )
                    },
                )?;
                __request.__finish()?;
                <Mixer>::level(__state, __parameter_1);
                ::core::result::Result::Ok(())
            }
        }
        const _: () = ::microosc::__private::assert_argument(
            <level as ::microosc::Endpoint>::INFO.parameters(),
            1usize,
        );
        const _: () = ::microosc::__private::assert_range(
            <level as ::microosc::Endpoint>::INFO.parameters(),
            1usize,
        );
        {
            static __HANDLERS: [::microosc::EndpointInfo; 1usize] =
                [<level as ::microosc::Endpoint>::INFO];
            const __COUNT: ::core::primitive::usize = ::microosc::__private::count(&__HANDLERS);
            static __ENDPOINTS: &[::microosc::EndpointInfo] = if __COUNT == __HANDLERS.len() {
                &__HANDLERS
            } else {
                &::microosc::__private::with_getters::<__COUNT>(&__HANDLERS)
            };
            const __TREE: &::microosc::__private::Tree<__COUNT> =
                &::microosc::__private::tree(__ENDPOINTS);
            static __NODES: [::microosc::__private::Node; __TREE.count()] =
                __TREE.nodes(__ENDPOINTS);
            const __CONFLICTS: &[::core::option::Option<::core::primitive::u16>] =
                &::microosc::__private::conflicts(__ENDPOINTS, __TREE, &__NODES);
            #[track_caller]
            const fn __assert(start: ::core::primitive::usize, count: ::core::primitive::usize) {
                ::microosc::__private::assert_no_conflict(__ENDPOINTS, __CONFLICTS, start, count)
            }
            const _: () = {
                __assert(__HANDLERS.len(), __COUNT - __HANDLERS.len());
            };
            static __SLOTS: [::microosc::__private::Slot;
                ::microosc::__private::slot_count(__COUNT)] =
                ::microosc::__private::slots(__ENDPOINTS);
            ::microosc::Router::__new(
                __ENDPOINTS,
                const {
                    &::microosc::__private::Table::observe(
                        ::microosc::__private::Table::new(
                            __TREE,
                            const {
                                &::microosc::__private::routes_with_getters::<
                                    _,
                                    { __HANDLERS.len() },
                                    __COUNT,
                                >(
                                    &__HANDLERS, [::microosc::Route::__new::<(level)>()]
                                )
                            },
                            &__NODES,
                            &__SLOTS,
                        ),
                        Self::print,
                    )
                },
            )
        }
    };
}
