static ROUTER: Router = {
    static __HANDLERS: [crate::osc::EndpointInfo; 2usize] =
        [<fader as crate::osc::Endpoint>::INFO, <mixer::level as crate::osc::Endpoint>::INFO];
    const __COUNT: ::core::primitive::usize = crate::osc::__private::count(&__HANDLERS);
    static __ENDPOINTS: &[crate::osc::EndpointInfo] = if __COUNT == __HANDLERS.len() {
        &__HANDLERS
    } else {
        &crate::osc::__private::with_getters::<__COUNT>(&__HANDLERS)
    };
    const __TREE: &crate::osc::__private::Tree<__COUNT> = &crate::osc::__private::tree(__ENDPOINTS);
    static __NODES: [crate::osc::__private::Node; __TREE.count()] = __TREE.nodes(__ENDPOINTS);
    const __CONFLICTS: &[::core::option::Option<::core::primitive::u16>] =
        &crate::osc::__private::conflicts(__ENDPOINTS, __TREE, &__NODES);
    #[track_caller]
    const fn __assert(start: ::core::primitive::usize, count: ::core::primitive::usize) {
        crate::osc::__private::assert_no_conflict(__ENDPOINTS, __CONFLICTS, start, count)
    }
    const _: () = {
        __assert(1, 1);
    };
    const _: () = {
        __assert(__HANDLERS.len(), __COUNT - __HANDLERS.len());
    };
    static __SLOTS: [crate::osc::__private::Slot; crate::osc::__private::slot_count(__COUNT)] =
        crate::osc::__private::slots(__ENDPOINTS);
    crate::osc::Router::__new(
        __ENDPOINTS,
        const {
            &crate::osc::__private::Table::observe(
                crate::osc::__private::Table::new(
                    __TREE,
                    const {
                        &crate::osc::__private::routes_with_getters::<
                            _,
                            { __HANDLERS.len() },
                            __COUNT,
                        >(
                            &__HANDLERS,
                            [
                                crate::osc::Route::__new::<(fader)>(),
                                crate::osc::Route::__new::<(mixer::level)>(),
                            ],
                        )
                    },
                    &__NODES,
                    &__SLOTS,
                ),
                print,
            )
        },
    )
};
