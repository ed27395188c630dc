//! What the feature `tracing` tells, to a subscriber of the test's own.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use microosc::{
    Inline, Network, Rate, Router, Server, TimeTag, bundle_to_vec, message_to_vec, osc_handler,
    osc_router,
};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

#[osc_handler("/go")]
fn go() {}

#[osc_handler("/fail/{how}")]
fn fail(how: &str) -> Result<(), String> {
    Err(how.to_owned())
}

#[osc_handler("/ask", reply = "/told")]
fn ask() -> i32 {
    1
}

static ROUTER: Router = osc_router![go, fail, ask];

/// Writes each event as a line.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "microosc"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().expect("no panic").push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

#[test]
fn what_reaches_no_handler_is_told() {
    let now = TimeTag::from_unix(1_800_000_000, 0);
    let mut server = Server::<(), Inline<0, 0, 4>>::with_buffers(&ROUTER);
    let lines = Lines::default();
    let tell = |server: &mut Server<(), Inline<0, 0, 4>>, packet: &[u8]| {
        tracing::subscriber::with_default(lines.clone(), || {
            server.handle_datagram(now, ([10, 0, 0, 1], 9000).into(), packet, &mut ());
        });
        lines.0.lock().expect("no panic").drain(..).collect::<Vec<_>>().join("\n")
    };
    let message = |address: &str| message_to_vec(address, ()).expect("a message");
    let bundle = |time| bundle_to_vec(time, |bundle| bundle.message("/go", ())).expect("a bundle");
    let (soon, past, far) =
        (now + Duration::from_secs(1), now - Duration::from_secs(1), now + Duration::from_secs(60));
    for (packet, told) in [
        (message("/go"), ""),
        (
            b"/go\0,i\0\0".to_vec(),
            "DEBUG message=malformed peer=10.0.0.1:9000 kind=the argument's bytes are missing offset=8",
        ),
        (message("/no\n"), "DEBUG message=no route peer=10.0.0.1:9000 address=/no\\n"),
        (
            message_to_vec("/go", 1).expect("a message"),
            "DEBUG message=rejected peer=10.0.0.1:9000 route=/go reason=the message has more arguments than expected, from 0 on",
        ),
        (
            message("/fail/badly"),
            "DEBUG message=handler failed peer=10.0.0.1:9000 route=/fail/{how} error=badly",
        ),
        (
            message("/ask"),
            "DEBUG message=reply dropped peer=10.0.0.1:9000 reason=the buffer for replies has no room for this one",
        ),
        (
            bundle(past),
            "DEBUG message=bundle late peer=10.0.0.1:9000 time=2027-01-15T07:59:59.000000000Z",
        ),
        (
            bundle(far),
            "DEBUG message=bundle beyond the horizon peer=10.0.0.1:9000 time=2027-01-15T08:01:00.000000000Z",
        ),
        (
            bundle(soon),
            "DEBUG message=no room for the bundle to wait peer=10.0.0.1:9000 time=2027-01-15T08:00:01.000000000Z",
        ),
    ] {
        assert_eq!(tell(&mut server, &packet), told);
    }
    server.settings_mut().rate = Some(Rate { per_second: 1, burst: 1 });
    assert_eq!(tell(&mut server, &message("/go")), "");
    let above = tell(&mut server, &message("/go"));
    assert_eq!(above, "TRACE message=sender above its rate peer=10.0.0.1:9000");
    server.settings_mut().allow = Network::LOOPBACK.into();
    let refused = tell(&mut server, b"garbage");
    assert_eq!(refused, "TRACE message=sender not allowed peer=10.0.0.1:9000");
}
