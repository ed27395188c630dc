//! QEMU's `lx60` board (Xtensa).

use core::cell::Cell;
use critical_section::Mutex;

// In crt0.s, since rustc has no inline assembly for Xtensa.
unsafe extern "C" {
    safe fn simcall(number: u32, a: u32, b: u32, c: u32) -> u32;
    safe fn ccount() -> u32;
    safe fn caller_stack_pointer() -> usize;
}

#[unsafe(no_mangle)]
extern "C" fn rust_main() -> ! {
    crate::main()
}

pub(crate) fn put(byte: u8) {
    // SAFETY: the 16550's transmit register.
    unsafe { (0xfd05_0020 as *mut u32).write_volatile(u32::from(byte)) };
}

/// Ends QEMU with this exit status.
pub fn exit(status: u8) -> ! {
    simcall(1, u32::from(status), 0, 0);
    loop {
        core::hint::spin_loop();
    }
}

/// Microseconds since reset, from the cycle counter of 32 bits, which runs at 40 MHz here.
pub fn micros() -> u64 {
    static LAST: Mutex<Cell<u64>> = Mutex::new(Cell::new(0));
    critical_section::with(|token| {
        let last = LAST.borrow(token).get();
        let now = last + u64::from(ccount().wrapping_sub(last as u32));
        LAST.borrow(token).set(now);
        now / 40
    })
}

/// The cycle counter, 25 ns a tick; under QEMU's `-icount shift=N` an instruction takes 2^N ns.
pub fn instructions() -> u32 {
    ccount()
}

#[inline(always)]
pub(crate) fn stack_pointer() -> usize {
    caller_stack_pointer()
}
