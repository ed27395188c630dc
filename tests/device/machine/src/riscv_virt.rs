//! QEMU's `virt` machine (RISC-V).

use core::arch::{asm, global_asm};

global_asm!(
    ".section .text.init,\"ax\"",
    ".globl _start",
    "_start:",
    "la sp, _stack_top",
    "la t0, _bss_start",
    "la t1, _bss_end",
    "1: bgeu t0, t1, 2f",
    "sw zero, 0(t0)",
    "addi t0, t0, 4",
    "j 1b",
    "2: li t2, {paint}",
    "la t0, _stack_bottom",
    "3: sw t2, 0(t0)",
    "addi t0, t0, 4",
    "bltu t0, sp, 3b",
    "la t0, 4f",
    "csrw mtvec, t0",
    "j {start}",
    ".p2align 2", // the two low bits of mtvec select its mode
    "4: j {trap}",
    paint = const crate::PAINT,
    trap = sym trap,
    start = sym start,
);

extern "C" fn start() -> ! {
    crate::main()
}

extern "C" fn trap() -> ! {
    let (cause, at): (u32, u32);
    // SAFETY: these registers can be read at any time.
    unsafe { asm!("csrr {}, mcause", "csrr {}, mepc", out(reg) cause, out(reg) at) };
    crate::print("trap ");
    crate::print_number(cause);
    crate::print(" at ");
    crate::print_number(at);
    crate::print("\n");
    exit(102)
}

pub(crate) fn put(byte: u8) {
    // SAFETY: the 16550's transmit register.
    unsafe { (0x1000_0000 as *mut u8).write_volatile(byte) };
}

/// Ends QEMU with this exit status.
pub fn exit(status: u8) -> ! {
    let word = if status == 0 { 0x5555 } else { (u32::from(status) << 16) | 0x3333 };
    // SAFETY: the register of QEMU's test device.
    unsafe { (0x0010_0000 as *mut u32).write_volatile(word) };
    loop {
        core::hint::spin_loop();
    }
}

/// Microseconds since reset, from the 10 MHz `mtime`.
pub fn micros() -> u64 {
    let (low, high) = (0x0200_bff8 as *const u32, 0x0200_bffc as *const u32);
    loop {
        // SAFETY: the two halves of the register.
        let (a, b, c) =
            unsafe { (high.read_volatile(), low.read_volatile(), high.read_volatile()) };
        if a == c {
            return ((u64::from(a) << 32) | u64::from(b)) / 10;
        }
    }
}

/// A counter that goes up by 2^N with each instruction under QEMU's `-icount shift=N`.
pub fn instructions() -> u32 {
    let count: u32;
    // SAFETY: the counter can be read at any time.
    unsafe { asm!("rdinstret {}", out(reg) count, options(nomem, nostack)) };
    count
}

#[inline(always)]
pub(crate) fn stack_pointer() -> usize {
    let pointer: usize;
    // SAFETY: it is only read.
    unsafe { asm!("mv {}, sp", out(reg) pointer, options(nomem, nostack)) };
    pointer
}
