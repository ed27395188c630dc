//! OSC 1.0, "OSC Bundles", "Temporal Semantics and OSC Time Tags".

use super::*;

// 14
#[test]
fn a_bundle_is_its_name_a_time_tag_and_sized_elements() {
    let empty = b"#bundle\0\x83\xAA\x7E\x80\0\0\0\0";
    assert_eq!(bundle_to_vec(TimeTag::from_unix(0, 0), |_| Ok(())).as_deref(), Ok(&empty[..]));
    assert_eq!(refused(empty), None);
    assert_eq!(refused(&empty[..12]), Some(DecodeErrorKind::BundleTruncated));
    assert_eq!(refused(&empty[..4]), Some(DecodeErrorKind::BadBundleHeader));

    let nested = bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
        bundle.message("/a", 7)?;
        bundle.bundle(TimeTag::IMMEDIATE, |inner| inner.message("/b", ()))
    });
    let nested = nested.expect("a bundle");
    let header = b"#bundle\0\0\0\0\0\0\0\0\x01";
    let first = b"\0\0\0\x0C/a\0\0,i\0\0\0\0\0\x07";
    let second = [&b"\0\0\0\x1C"[..], header, b"\0\0\0\x08/b\0\0,\0\0\0"].concat();
    assert_eq!(nested, [&header[..], first, &second].concat());
    let Ok(Packet::Bundle(bundle)) = Packet::decode(&nested) else { panic!("a bundle") };
    assert_eq!(bundle.elements().count(), 2);

    let sizes = [
        (-4_i32, DecodeErrorKind::ElementSizeNegative),
        (0, DecodeErrorKind::ElementEmpty),
        (6, DecodeErrorKind::ElementSizeNotMultipleOfFour),
        (16, DecodeErrorKind::ElementSizeTooLarge),
    ];
    for (size, kind) in sizes {
        let packet = [header, &size.to_be_bytes()[..], b"/a\0\0,i\0\0\0\0\0\x07"].concat();
        assert_eq!(refused(&packet), Some(kind), "a size of {size}");
    }
    for depth in 1..=MAX_NESTING + 1 {
        let packet = (1..depth).fold(empty.to_vec(), |inner, _| bundle_of(&[&inner]));
        let too_deep = depth > MAX_NESTING;
        assert_eq!(refused(&packet), too_deep.then_some(DecodeErrorKind::NestedTooDeep));
    }
}

// 15
#[test]
fn a_bundle_within_another_runs_no_earlier_than_that() {
    let mut stage = Stage::new();
    let (outer, inner) = (stage.after(200), stage.after(100));
    stage.send_bundle(outer, |bundle| {
        bundle.bundle(inner, |inner| inner.message("/log", "inner"))?;
        bundle.message("/log", "outer")
    });
    stage.run_to(199);
    assert!(stage.taken().is_empty());
    stage.run_to(200);
    assert_eq!(stage.taken(), ["log \"inner\"", "log \"outer\""]);
    assert_eq!(stage.server.counters().misordered, 1);
}

// 16
#[test]
fn the_messages_of_a_bundle_run_with_nothing_in_between() {
    let mut stage = Stage::new();
    let time = stage.after(100);
    for name in ["a", "b", "c"] {
        stage.send_bundle(time, |bundle| {
            (0..3).try_for_each(|number| bundle.message("/log", (name, number)))
        });
    }
    stage.send_bundle(TimeTag::IMMEDIATE, |bundle| {
        bundle.message("/log", "first")?;
        bundle.message("/log", "second")
    });
    stage.run_to(100);
    let expected = [
        "log \"first\"",
        "log \"second\"",
        "log \"a\" 0",
        "log \"a\" 1",
        "log \"a\" 2",
        "log \"b\" 0",
        "log \"b\" 1",
        "log \"b\" 2",
        "log \"c\" 0",
        "log \"c\" 1",
        "log \"c\" 2",
    ];
    assert_eq!(stage.taken(), expected);
    // Not one runs if one of them cannot be read.
    stage.send(&bundle_of(&[&log("fine"), b"/log\0\0\0\0,i\0\0"]));
    assert!(stage.taken().is_empty());
}

// 17
#[test]
fn messages_of_a_bundle_run_in_order_and_methods_of_a_pattern_in_any() {
    let mut stage = Stage::new();
    stage.send_bundle(TimeTag::IMMEDIATE, |bundle| {
        bundle.message("/{x,y}", 1)?;
        bundle.message("/log", 2)?;
        bundle.message("/?", 3)
    });
    let mut calls = stage.taken();
    calls[..2].sort();
    calls[3..].sort();
    assert_eq!(calls, ["x 1", "y 1", "log 2", "x 3", "y 3"]);
}
