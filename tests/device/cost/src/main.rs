//! Handles some messages, and tells what each cost: instructions, and the deepest the stack has been.
//!
//! Built with 64, 16, 1 or no routes; without, it adds up the bytes of each message instead. The difference in size is
//! what decoding and dispatch cost, since nothing else differs.
#![no_std]
#![no_main]

#[cfg(any(feature = "routes1", feature = "routes16", feature = "routes64"))]
mod osc;

/// What messages move.
#[derive(Default)]
pub struct State {
    pub level: [f32; 16],
    pub switches: u32,
    pub number: i64,
    pub text: u8,
}

#[cfg(any(feature = "routes1", feature = "routes16", feature = "routes64"))]
use osc::Dispatcher;

#[cfg(not(any(feature = "routes1", feature = "routes16", feature = "routes64")))]
struct Dispatcher;

#[cfg(not(any(feature = "routes1", feature = "routes16", feature = "routes64")))]
impl Dispatcher {
    const fn new() -> Self {
        Self
    }

    #[inline(never)]
    fn handle(&mut self, datagram: &[u8], state: &mut State, reply: &mut [u8]) -> usize {
        state.switches = datagram.iter().fold(0, |sum, byte| sum ^ u32::from(*byte));
        reply.first().map_or(0, |_| 0)
    }
}

/// What is handled: a name, and the bytes.
static MESSAGES: [(&str, &[u8]); 10] = [
    ("a float to a plain address", b"/1/fader\0\0\0\0,f\0\0\x3f\0\0\0"),
    ("an integer to the same", b"/1/fader\0\0\0\0,i\0\0\0\0\0\x01"),
    ("text", b"/name\0\0\0,s\0\0hello\0\0\0"),
    ("a capture", b"/ch/7/level\0,f\0\0\x3f\0\0\0"),
    ("a request and its reply", b"/level/get\0\0,i\0\0\0\0\0\x03"),
    ("three floats", b"/color\0\0,fff\0\0\0\0\x3f\0\0\0\x3f\0\0\0\x3f\0\0\0"),
    ("an address that is not there", b"/1/nobody\0\0\0,f\0\0\x3f\0\0\0"),
    ("a pattern", b"/*/fader\0\0\0\0,f\0\0\x3f\0\0\0"),
    (
        "a bundle of two",
        b"#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\x14/1/fader\0\0\0\0,f\0\0\x3f\0\0\0\0\0\0\x14/1/fader\0\0\0\0,f\0\0\x3e\0\0\0",
    ),
    // Nothing goes deeper: `cost.py` tells it by itself.
    (
        "a request by a pattern in a bundle",
        b"#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\x1c/level/{set,get}\0\0\0\0,i\0\0\0\0\0\x03",
    ),
];

#[unsafe(no_mangle)]
fn main() -> ! {
    let mut state = State::default();
    let mut dispatcher = Dispatcher::new();
    let mut reply = [0; 64];
    for (name, datagram) in &MESSAGES {
        let datagram = core::hint::black_box(*datagram);
        let before = machine::instructions();
        dispatcher.handle(datagram, &mut state, &mut reply);
        let after = machine::instructions();
        let mut replied = 0;
        let stack = machine::stack_of(&mut || {
            replied = dispatcher.handle(datagram, &mut state, &mut reply);
        });
        machine::print_number(after.wrapping_sub(before));
        machine::print(" ");
        machine::print_number(stack);
        machine::print(" ");
        machine::print_number(replied as u32);
        machine::print(" ");
        machine::print(name);
        machine::print("\n");
        core::hint::black_box(&state);
    }
    machine::exit(0)
}

/// In the image only if something can panic: the gate looks for its name.
#[unsafe(no_mangle)]
#[inline(never)]
fn something_can_panic() -> ! {
    machine::exit(101)
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    something_can_panic()
}
