//! Packets over anything that reads and writes.

use crate::*;
use microosc::stream::{Connection, ReceiveError, SendError};
use microosc::{Packet, TimeTag, message_to_vec};
use std::io::{self, Read, Write};

/// Gives its pieces one after another, then what `end` says; keeps what is written, up to a limit.
struct Scripted {
    pieces: Vec<&'static [u8]>,
    end: Option<io::ErrorKind>,
    written: Vec<u8>,
    takes: usize,
}

impl Scripted {
    fn reading(pieces: &[&'static [u8]], end: Option<io::ErrorKind>) -> Self {
        Self { pieces: pieces.to_vec(), end, written: Vec::new(), takes: usize::MAX }
    }
}

impl Read for Scripted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.pieces.is_empty() {
            return self.end.map_or(Ok(0), |kind| Err(kind.into()));
        }
        self.pieces.remove(0).read(buffer)
    }
}

impl Write for Scripted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.takes);
        self.takes -= taken;
        self.written.extend(&bytes[..taken]);
        if taken == 0 { Err(io::ErrorKind::TimedOut.into()) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_connection_lends_out_each_packet_of_a_read_and_waits_for_halves() {
    let stream = Scripted::reading(
        &[b"\xc0/a\0\0,\0\0\0\xc0\xc0/b\0\0,\0", b"\xdb", b"!\xc0", b"\xc0/c\0\0,\0\0\0", b"\xc0"],
        Some(io::ErrorKind::WouldBlock),
    );
    let mut connection = Connection::new(stream, LENGTH);
    assert_eq!(connection.peer_framing(), None);
    assert_eq!(connection.receive().unwrap(), Some(&b"/a\0\0,\0\0\0"[..]));
    assert_eq!(connection.receive().unwrap(), Some(&b"/c\0\0,\0\0\0"[..]));
    assert_eq!((connection.skipped(), connection.last_fault()), (1, Some(Fault::BadEscape)));
    assert_eq!(connection.receive().unwrap(), None, "nothing came in time");
    assert_eq!(connection.peer_framing(), Some(SLIP));
    assert_eq!(connection.framing(), LENGTH);
}

#[test]
fn a_connection_tells_why_nothing_more_comes() {
    let mut connection = Connection::new(Scripted::reading(&[], None), SLIP);
    assert!(matches!(connection.receive(), Err(ReceiveError::Closed)));

    let broken = Scripted::reading(&[], Some(io::ErrorKind::ConnectionReset));
    let error = Connection::new(broken, SLIP).receive().unwrap_err();
    assert!(matches!(error, ReceiveError::Read(_)), "{error}");

    let other = Scripted::reading(&[b"\xc0/a\0\0\xc0"], None);
    let mut connection = Connection::new(other, SLIP).expect(LENGTH);
    for _ in 0..2 {
        let error = connection.receive().unwrap_err();
        assert_eq!(
            error.to_string(),
            "-1070636800 stands where the size of a packet belongs; \
             the peer may speak SLIP (OSC 1.1) or no OSC at all"
        );
    }
}

#[test]
fn a_connection_sends_whole_frames_or_says_that_it_cannot() {
    let mut connection = Connection::with_max_packet(Scripted::reading(&[], None), LENGTH, 32);
    connection.send("/a", ()).unwrap();
    connection.set_framing(SLIP);
    connection.send_bundle(TimeTag::IMMEDIATE, |bundle| bundle.message("/b", ())).unwrap();
    let written = &connection.get_ref().written;
    assert_eq!(written[..12], *b"\0\0\0\x08/a\0\0,\0\0\0");
    assert!(written[12..].starts_with(b"\xc0#bundle\0") && written.ends_with(b"/b\0\0,\0\0\0\xc0"));

    let error = connection.send("/blob", [0_u8; 40].as_slice()).unwrap_err();
    assert!(matches!(error, SendError::TooLong { length: 56, limit: 32 }), "{error}");
    let error = connection.send_packet(&[0; 33]).unwrap_err();
    assert!(matches!(error, SendError::TooLong { length: 33, limit: 32 }), "{error}");
    let error = connection.send("no slash", ()).unwrap_err();
    assert!(matches!(error, SendError::Encode(_)), "{error}");

    // A peer that takes only half of a frame cannot be sent a size again; SLIP resynchronises.
    for framing in BOTH {
        let mut connection = Connection::new(Scripted::reading(&[], None), framing);
        connection.get_mut().takes = 5;
        let error = connection.send("/a", ()).unwrap_err();
        assert!(matches!(error, SendError::TimedOut(_)), "{error}");
        connection.get_mut().takes = usize::MAX;
        match (framing, connection.send("/b", ())) {
            (Framing::LengthPrefix, Err(SendError::Broken)) => {}
            (Framing::Slip, Ok(())) => {
                let stream = connection.into_inner().written;
                let (results, _) = deframe(|| Deframer::new(vec![0; 64], SLIP), &stream);
                assert_eq!(results.last(), Some(&Ok(message_to_vec("/b", ()).unwrap())));
            }
            (_, other) => panic!("{framing}: {other:?}"),
        }
    }
}

#[cfg(unix)]
#[test]
fn packets_of_every_size_cross_a_unix_stream() {
    use std::os::unix::net::UnixStream;
    for framing in BOTH {
        let (here, there) = UnixStream::pair().unwrap();
        let sizes = [0, 1, 4, 4095, 4096, 8192, 20_000, 65_000];
        let sender = std::thread::spawn(move || {
            let mut connection = Connection::new(here, framing);
            for size in sizes {
                connection.send("/blob", vec![END; size].as_slice()).unwrap();
            }
        });
        let mut connection = Connection::new(there, framing);
        for size in sizes {
            let packet = connection.receive().unwrap().unwrap();
            assert_eq!(packet, message_to_vec("/blob", vec![END; size].as_slice()).unwrap());
            assert!(Packet::decode(packet).is_ok());
        }
        assert!(matches!(connection.receive(), Err(ReceiveError::Closed)));
        sender.join().unwrap();
    }
}
