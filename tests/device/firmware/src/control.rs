//! What the host asks for beside OSC, on a port of its own: one word a datagram, and a line of text in return.

use core::cell::Cell;
use core::fmt::Write;
use critical_section::Mutex;
use embassy_net::Stack;
use embassy_net::udp::{PacketMetadata, UdpSocket};
use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use embassy_sync::channel::Channel;
use microosc::embassy::Clock;
use microosc::query::Namespace;
use microosc::{Counters, TimeTag};

use crate::device::ROUTER;

const PORT: u16 = 5001;

pub static CLOCK: Clock = Clock::new();
pub static BUTTON: Channel<CriticalSectionRawMutex, bool, 8> = Channel::new();
static COUNTERS: Mutex<Cell<Option<Counters>>> = Mutex::new(Cell::new(None));

/// Lets the host see what has been counted.
pub fn publish(counters: &Counters) {
    critical_section::with(|token| COUNTERS.borrow(token).set(Some(*counters)));
}

#[embassy_executor::task]
pub async fn serve(stack: Stack<'static>) -> ! {
    let (mut rx_meta, mut rx) = ([PacketMetadata::EMPTY; 8], [0; 256]);
    let (mut tx_meta, mut tx) = ([PacketMetadata::EMPTY; 8], [0; 1024]);
    let mut socket = UdpSocket::new(stack, &mut rx_meta, &mut rx, &mut tx_meta, &mut tx);
    socket.bind(PORT).expect("a port");
    let mut request = [0; 64];
    loop {
        let Ok((len, from)) = socket.recv_from(&mut request).await else { continue };
        let mut line = Line { bytes: [0; 256], len: 0 };
        answer(request.get(..len).unwrap_or_default(), &mut line).expect("a short line");
        let _ = socket.send_to(line.bytes.get(..line.len).unwrap_or_default(), from).await;
    }
}

fn answer(request: &[u8], line: &mut Line) -> core::fmt::Result {
    match request {
        b"exit" => machine::exit(0),
        b"press" => {
            let _full = BUTTON.try_send(true);
            let _full = BUTTON.try_send(false);
            write!(line, "ok")
        }
        b"pull" => {
            crate::net::pull();
            write!(line, "ok")
        }
        [b's', b'e', b't', b' ', time @ ..] => {
            let time = time.try_into().map(u64::from_be_bytes).unwrap_or_default();
            CLOCK.set(TimeTag::from_bits(time));
            write!(line, "ok")
        }
        b"namespace" => {
            let namespace = Namespace::of(&ROUTER);
            let mut compared = Compared { left: DESKTOP, is_same: true };
            write!(compared, "{namespace}")?;
            let is_same = compared.is_same && compared.left.is_empty();
            write!(line, "{}", if is_same { "the same" } else { "another" })
        }
        b"now" => write!(line, "{}", CLOCK.now().unwrap_or(TimeTag::IMMEDIATE).to_bits()),
        b"stack" => write!(line, "{}", machine::stack_used()),
        b"counters" => {
            let counters =
                critical_section::with(|token| COUNTERS.borrow(token).get()).unwrap_or_default();
            write!(
                line,
                "datagrams {} handled {} malformed {} unmatched {} rejected {} send_failed {} late {}",
                counters.datagrams,
                counters.handled,
                counters.malformed,
                counters.unmatched,
                counters.rejected,
                counters.send_failed,
                counters.late,
            )
        }
        _ => write!(line, "what?"),
    }
}

/// The namespace as a desktop writes it.
const DESKTOP: &str = include_str!(concat!(env!("OUT_DIR"), "/namespace.json"));

/// Holds what is written against a text, piece by piece.
struct Compared {
    left: &'static str,
    is_same: bool,
}

impl Write for Compared {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        match self.left.strip_prefix(text) {
            Some(left) => self.left = left,
            None => self.is_same = false,
        }
        Ok(())
    }
}

struct Line {
    bytes: [u8; 256],
    len: usize,
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        let free = self.bytes.get_mut(self.len..).ok_or(core::fmt::Error)?;
        free.get_mut(..text.len()).ok_or(core::fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len += text.len();
        Ok(())
    }
}
