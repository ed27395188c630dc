#![cfg_attr(fuzzing, no_main)]

microosc_tests_fuzz::program!(dispatch);
