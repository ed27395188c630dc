static ROUTER: Router<App> = {
    static __NESTED_1: &[::microosc::EndpointInfo] = {
        const __PREFIX: ::microosc::__private::Prefix = ::microosc::__private::Prefix {
            address: "/deck/{n: 1..=2}",
            segments: &[
                ::microosc::Segment::Literal("deck"),
                ::microosc::Segment::Capture {
                    name: "n",
                    prefix: "",
                    values: ::microosc::Values::Range { first: 1u32, last: 2u32 },
                    segments: &["1", "2"],
                },
            ],
        };
        static __INFOS: &[::microosc::EndpointInfo] = ::microosc::__private::infos_of(
            (::microosc::__private::Nestable { router: &DECK }).router,
        );
        static __SEGMENTS: [::microosc::Segment;
            ::microosc::__private::segment_count(&__PREFIX, __INFOS)] =
            ::microosc::__private::segments(&__PREFIX, __INFOS);
        static __TEXT: [::core::primitive::u8;
            ::microosc::__private::text_len(&__PREFIX, __INFOS)] =
            ::microosc::__private::text(&__PREFIX, __INFOS);
        static __NESTED: [::microosc::EndpointInfo; __INFOS.len()] =
            ::microosc::__private::nested(&__PREFIX, __INFOS, &__SEGMENTS, &__TEXT);
        &__NESTED
    };
    static __NESTED_2: &[::microosc::EndpointInfo] = {
        const __PREFIX: ::microosc::__private::Prefix =
            ::microosc::__private::Prefix { address: "", segments: &[] };
        static __INFOS: &[::microosc::EndpointInfo] = ::microosc::__private::infos_of(
            (::microosc::__private::Nestable { router: &eq::EQ }).router,
        );
        static __SEGMENTS: [::microosc::Segment;
            ::microosc::__private::segment_count(&__PREFIX, __INFOS)] =
            ::microosc::__private::segments(&__PREFIX, __INFOS);
        static __TEXT: [::core::primitive::u8;
            ::microosc::__private::text_len(&__PREFIX, __INFOS)] =
            ::microosc::__private::text(&__PREFIX, __INFOS);
        static __NESTED: [::microosc::EndpointInfo; __INFOS.len()] =
            ::microosc::__private::nested(&__PREFIX, __INFOS, &__SEGMENTS, &__TEXT);
        &__NESTED
    };
    static __NESTED_3: &[::microosc::EndpointInfo] = {
        const __PREFIX: ::microosc::__private::Prefix = ::microosc::__private::Prefix {
            address: "/mix",
            segments: &[::microosc::Segment::Literal("mix")],
        };
        static __INFOS: &[::microosc::EndpointInfo] = ::microosc::__private::infos_of(
            (::microosc::__private::Nestable { router: &MIXER }).router,
        );
        static __SEGMENTS: [::microosc::Segment;
            ::microosc::__private::segment_count(&__PREFIX, __INFOS)] =
            ::microosc::__private::segments(&__PREFIX, __INFOS);
        static __TEXT: [::core::primitive::u8;
            ::microosc::__private::text_len(&__PREFIX, __INFOS)] =
            ::microosc::__private::text(&__PREFIX, __INFOS);
        static __NESTED: [::microosc::EndpointInfo; __INFOS.len()] =
            ::microosc::__private::nested(&__PREFIX, __INFOS, &__SEGMENTS, &__TEXT);
        &__NESTED
    };
    static __HANDLERS: [::microosc::EndpointInfo;
        1usize + __NESTED_1.len() + __NESTED_2.len() + __NESTED_3.len()] =
        ::microosc::__private::joined(&[
            &[<fader as ::microosc::Endpoint>::INFO],
            __NESTED_1,
            __NESTED_2,
            __NESTED_3,
        ]);
    const __COUNT: ::core::primitive::usize = ::microosc::__private::count(&__HANDLERS);
    static __ENDPOINTS: &[::microosc::EndpointInfo] = if __COUNT == __HANDLERS.len() {
        &__HANDLERS
    } else {
        &::microosc::__private::with_getters::<__COUNT>(&__HANDLERS)
    };
    const __TREE: &::microosc::__private::Tree<__COUNT> = &::microosc::__private::tree(__ENDPOINTS);
    static __NODES: [::microosc::__private::Node; __TREE.count()] = __TREE.nodes(__ENDPOINTS);
    const __CONFLICTS: &[::core::option::Option<::core::primitive::u16>] =
        &::microosc::__private::conflicts(__ENDPOINTS, __TREE, &__NODES);
    #[track_caller]
    const fn __assert(start: ::core::primitive::usize, count: ::core::primitive::usize) {
        ::microosc::__private::assert_no_conflict(__ENDPOINTS, __CONFLICTS, start, count)
    }
    const _: () = {
        ::microosc::__private::assert_depth(__NESTED_1);
    };
    const _: () = {
        ::microosc::__private::assert_no_options(
            (::microosc::__private::Nestable { router: &DECK }).router,
        );
    };
    const _: () = {
        __assert(1usize, __NESTED_1.len());
    };
    const _: () = {
        ::microosc::__private::assert_depth(__NESTED_2);
    };
    const _: () = {
        ::microosc::__private::assert_no_options(
            (::microosc::__private::Nestable { router: &eq::EQ }).router,
        );
    };
    const _: () = {
        __assert(1usize + __NESTED_1.len(), __NESTED_2.len());
    };
    const _: () = {
        ::microosc::__private::assert_depth(__NESTED_3);
    };
    const _: () = {
        ::microosc::__private::assert_no_options(
            (::microosc::__private::Nestable { router: &MIXER }).router,
        );
    };
    const _: () = {
        __assert(1usize + __NESTED_1.len() + __NESTED_2.len(), __NESTED_3.len());
    };
    const _: () = {
        __assert(__HANDLERS.len(), __COUNT - __HANDLERS.len());
    };
    static __SLOTS: [::microosc::__private::Slot; ::microosc::__private::slot_count(__COUNT)] =
        ::microosc::__private::slots(__ENDPOINTS);
    ::microosc::Router::__new(
        __ENDPOINTS,
        const {
            &::microosc::__private::Table::failed(
                ::microosc::__private::Table::new(
                    __TREE,
                    const {
                        &::microosc::__private::routes_with_getters::<
                            _,
                            { __HANDLERS.len() },
                            __COUNT,
                        >(
                            &__HANDLERS,
                            ::microosc::__private::routes::<_, { __HANDLERS.len() }>(&[
                                ::microosc::__private::Mount::Handler(::microosc::Route::__new::<
                                    (fader),
                                >(
                                )),
                                ::microosc::__private::Mount::Part(
                                    __NESTED_1.len(),
                                    |__state, __request, __index| {
                                        ::microosc::__private::PartState::enter(
                                            const {
                                                (::microosc::__private::Nestable { router: &DECK })
                                                    .router
                                            },
                                            App::deck(
                                                __state,
                                                __request.__capture(
                                                    1usize,
                                                    0usize,
                                                    "n",
                                                    |__text| {
                                                        ::microosc::FromSegment::from_segment(
                                                            __text,
                                                        )
                                                    },
                                                )?,
                                            ),
                                            __request,
                                            __index,
                                            2u16,
                                        )
                                    },
                                ),
                                ::microosc::__private::Mount::Whole {
                                    router: (::microosc::__private::Nestable { router: &eq::EQ })
                                        .router,
                                    depth: 0u16,
                                },
                                ::microosc::__private::Mount::Part(
                                    __NESTED_3.len(),
                                    |__state, __request, __index| {
                                        fn __part<'s, __State: ?::core::marker::Sized, __Part>(
                                            __state: &'s mut __State,
                                            __part: impl ::core::ops::FnOnce(&'s mut __State) -> __Part,
                                        ) -> __Part {
                                            __part(__state)
                                        }
                                        ::microosc::__private::PartState::enter(
                                            const {
                                                (::microosc::__private::Nestable { router: &MIXER })
                                                    .router
                                            },
                                            __part(__state, |app| &mut app.mixer),
                                            __request,
                                            __index,
                                            1u16,
                                        )
                                    },
                                ),
                            ]),
                        )
                    },
                    &__NODES,
                    &__SLOTS,
                ),
                log,
                __ENDPOINTS,
            )
        },
    )
};
