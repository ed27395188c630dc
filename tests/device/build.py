"""Builds the programs of this folder for the emulated boards, with what Debian has: see ../../.ci/run, stage `device`."""
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
# The tools must be at least as new as the LLVM of the rustc that is used.
LLVM = "-" + os.environ.get("MICROOSC_LLVM", "22")
TARGET_DIR = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target"))


def build(board, package, features=()):
    """Builds a program and returns its image."""
    triple = {"riscv": "riscv32imc-unknown-none-elf", "xtensa": "xtensa-esp32s3-none-elf"}[board]
    # RUSTC_BOOTSTRAP lets a stable compiler build core from source, which Debian packages without targets for chips.
    environment = dict(os.environ, RUSTC_BOOTSTRAP="1", CARGO_TARGET_DIR=str(TARGET_DIR), MICROOSC_LLVM=LLVM[1:])
    command = ["cargo", "build", "--quiet", "--release", "--locked", "--package", package]
    command += ["--features", ",".join(features)] if features else []
    if board == "riscv":
        environment["CARGO_TARGET_RISCV32IMC_UNKNOWN_NONE_ELF_LINKER"] = "ld.lld" + LLVM
        command += ["--target", triple]
    else:
        # rustc's own code for Xtensa cannot be linked, so the linker goes on from its bitcode.
        environment["CARGO_PROFILE_RELEASE_LTO"] = "off"
        environment["RUSTFLAGS"] = "--emit=llvm-bc"
        environment["CARGO_TARGET_XTENSA_ESP32S3_NONE_ELF_LINKER"] = str(HERE / "xtensa/link.py")
        command += ["-Zjson-target-spec", "--target", f"xtensa/{triple}.json"]
    subprocess.run(command, cwd=HERE, env=environment, check=True)
    return TARGET_DIR / triple / "release" / package


def sections(image):
    """Returns the bytes of each section of an image."""
    lines = subprocess.run(["llvm-size" + LLVM, "-A", image], check=True, capture_output=True, text=True).stdout.splitlines()
    fields = (line.split() for line in lines if line.startswith("."))
    return {field[0]: int(field[1]) for field in fields}


def symbols(image):
    """Returns the names of all symbols of an image, as Rust writes them."""
    output = subprocess.run(["llvm-nm" + LLVM, "-C", image], check=True, capture_output=True, text=True).stdout
    return [line.split(maxsplit=2)[-1] for line in output.splitlines()]


def panics(image):
    """Returns the functions of an image that are called to panic."""
    return [name for name in symbols(image) if "core::panicking" in name or name == "something_can_panic"]


def has_allocator(image):
    return any("rust_alloc" in name or "rg_alloc" in name for name in symbols(image))
