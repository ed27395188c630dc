"""How the boards are emulated."""

COMMAND = {
    "riscv": "qemu-system-riscv32 -M virt -m 16M -bios none",
    "xtensa": "qemu-system-xtensa -M lx60 -cpu de233_fpu -m 16M -semihosting",
}
# With -icount shift=N each instruction takes 2^N ns of the guest's time, so that its clocks count instructions exactly.
COUNTING = {"riscv": "-icount shift=3", "xtensa": "-icount shift=5"}
# Instructions to a tick of the counter that programs read then: `rdinstret` is in ns, `ccount` runs at 40 MHz.
INSTRUCTIONS = {"riscv": 1 / 8, "xtensa": 25 / 32}
LIMIT = 180  # seconds; also ends an emulator whose test was killed


def command(board, image, counting=False):
    options = COUNTING[board] if counting else ""
    return f"timeout {LIMIT} {COMMAND[board]} {options} -display none -monitor none -serial stdio -kernel {image}".split()
