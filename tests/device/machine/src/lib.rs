//! What programs need of the boards that QEMU emulates: start code, console, clock, counters, exit.
//!
//! The program defines `#[unsafe(no_mangle)] fn main() -> !`, which runs with a stack of 64 KiB and all memory set up, and a panic
//! handler. Nothing here panics, so that what panics in an image is the program's own doing.
//! Nothing runs in an interrupt and there is one core: a critical section has nothing to do.
#![no_std]

#[cfg_attr(target_arch = "riscv32", path = "riscv_virt.rs")]
#[cfg_attr(target_arch = "xtensa", path = "xtensa_lx60.rs")]
mod board;

use core::fmt;

pub use board::{exit, instructions, micros};

unsafe extern "Rust" {
    safe fn main() -> !;
}

unsafe extern "C" {
    static _stack_bottom: u32;
    static _stack_top: u32;
}

/// What the stack is filled with before it is used.
const PAINT: u32 = 0xa5a5_a5a5;

struct OneThread;
critical_section::set_impl!(OneThread);
unsafe impl critical_section::Impl for OneThread {
    unsafe fn acquire() -> critical_section::RawRestoreState {}
    unsafe fn release(_: critical_section::RawRestoreState) {}
}

/// The serial port.
pub struct Console;

impl fmt::Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        print(text);
        Ok(())
    }
}

/// Writes a text to the serial port, without the formatting machinery.
pub fn print(text: &str) {
    text.bytes().for_each(board::put);
}

/// Writes a number.
pub fn print_number(mut number: u32) {
    let mut digits = [0; 10];
    let mut count = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
        count += 1;
        if number == 0 {
            break;
        }
    }
    digits.iter().skip(digits.len() - count).for_each(|digit| board::put(*digit));
}

/// Runs something, and returns the deepest that the stack has been meanwhile, in bytes below where
/// it was.
#[inline(never)]
pub fn stack_of(run: &mut dyn FnMut()) -> u32 {
    let here = board::stack_pointer();
    // SAFETY: below the stack pointer nobody has anything; what an emulated interrupt would is not there.
    unsafe {
        let mut word = (&raw const _stack_bottom).cast_mut();
        // This function's callees may use what is just below, now.
        while word.addr() < here - 64 {
            word.write_volatile(PAINT);
            word = word.add(1);
        }
    }
    run();
    (here - lowest_used()) as u32
}

/// Returns the deepest that the stack has ever been, in bytes.
pub fn stack_used() -> u32 {
    ((&raw const _stack_top).addr() - lowest_used()) as u32
}

fn lowest_used() -> usize {
    let (mut word, top) = (&raw const _stack_bottom, &raw const _stack_top);
    // SAFETY: between the two symbols is the stack.
    unsafe {
        while word < top && word.read_volatile() == PAINT {
            word = word.add(1);
        }
    }
    word.addr()
}
