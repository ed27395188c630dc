//! A few seconds of each target; `MICROOSC_FUZZ_SECONDS` says how many.

use std::env;
use std::time::Duration;

use microosc_tests_fuzz::{Target, decode, deframe, dispatch, encode, pattern};

fn check(target: &Target) {
    let seconds = env::var("MICROOSC_FUZZ_SECONDS").map_or(2.0, |text| {
        text.parse().unwrap_or_else(|_| panic!("MICROOSC_FUZZ_SECONDS is no number: {text}"))
    });
    let count = target.check_for(Duration::from_secs_f64(seconds));
    println!("{count} inputs");
}

#[test]
fn any_bytes_are_decoded_or_refused_for_a_fault_that_is_there() {
    check(&decode::TARGET);
}

#[test]
fn any_packet_is_the_same_after_encoding_and_decoding() {
    check(&encode::TARGET);
}

#[test]
fn any_pattern_matches_as_the_naive_matcher_says() {
    check(&pattern::TARGET);
}

#[test]
fn any_stream_yields_the_same_packets_however_it_is_cut() {
    check(&deframe::TARGET);
}

#[test]
fn every_message_of_any_datagrams_runs_once_and_is_counted() {
    check(&dispatch::TARGET);
}
