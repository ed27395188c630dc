//! OSC 1.0, "Temporal Semantics and OSC Time Tags"; `time_tag.rs` has more.

use super::*;

// 18
#[test]
fn a_time_tag_is_seconds_since_1900_and_a_fraction_and_1_is_at_once() {
    assert_eq!(TimeTag::from_unix(0, 0), TimeTag::new(2_208_988_800, 0));
    assert_eq!(TimeTag::from_unix(0, 500_000_000).fraction(), 1 << 31);
    assert_eq!(TimeTag::new(3, 4).to_bits(), 3 << 32 | 4);
    assert_eq!(TimeTag::IMMEDIATE.to_bits(), 1);
    // The era begins anew on 2036-02-07 at 06:28:16.
    assert_eq!(TimeTag::from_unix(2_085_978_495, 0), TimeTag::new(u32::MAX, 0));
    assert_eq!(TimeTag::from_unix(2_085_978_496, 0), TimeTag::new(0, 0));
}

// 18
#[test]
fn a_time_tag_of_zero_is_past() {
    let mut stage = Stage::new();
    stage.send_bundle(TimeTag::new(0, 0), |bundle| bundle.message("/log", "zero"));
    assert_eq!(stage.taken(), ["log \"zero\""]);
}

// 19
#[test]
fn messages_and_bundles_of_the_past_run_at_once_and_others_at_their_time() {
    let mut stage = Stage::new();
    stage.run_to(1000);
    stage.send(&log("alone"));
    assert_eq!(stage.taken(), ["log \"alone\""]);
    for millis in [0, 999, 1000] {
        let time = stage.after(millis);
        stage.send_bundle(time, |bundle| bundle.message("/log", ()));
        assert_eq!(stage.taken(), ["log"], "{millis} ms");
    }
    assert_eq!(stage.server.counters().late, 2);
    let time = stage.after(1001);
    stage.send_bundle(time, |bundle| bundle.message("/log", "future"));
    assert!(stage.taken().is_empty());
    assert_eq!(stage.server.poll_timeout(), Some(time));
    stage.run_to(1001);
    assert_eq!(stage.taken(), ["log \"future\""]);
}

// 19
#[test]
fn late_bundles_are_discarded_where_the_user_asked_for_it() {
    let mut stage = Stage::new();
    stage.server.settings_mut().late = Late::Drop;
    stage.run_to(1000);
    for (millis, calls) in [(999, 0), (1000, 1)] {
        let time = stage.after(millis);
        stage.send_bundle(time, |bundle| bundle.message("/log", ()));
        assert_eq!(stage.taken().len(), calls, "{millis} ms");
    }
    assert_eq!(stage.server.counters().late, 1);
}

// 19
#[test]
fn without_a_clock_every_bundle_runs_at_once() {
    let mut stage = Stage::new();
    stage.server.settings_mut().scheduling = Scheduling::Immediate;
    stage.now = TimeTag::IMMEDIATE;
    let time = stage.after(1000);
    stage.send_bundle(time, |bundle| bundle.message("/log", "future"));
    assert_eq!(stage.taken(), ["log \"future\""]);
}
