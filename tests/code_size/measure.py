#!/usr/bin/env python3
"""What microosc adds to a program: bytes of code and constants over a receiver that reads a float without it.

    tests/code_size/measure.py [--list COUNT]

Builds three programs below target/code_size and prints the sizes of their sections `.text` and `.rodata` (`.data.rel.ro` holds the
tables that have pointers), less those of the first:

    bare        a UDP socket of the standard library; takes the last four bytes of a datagram for a float
    server      the same socket, and a `Server` with 16 routes, each with a handler of its own that takes a float
    serve       the same routes, run by `microosc::udp::serve`

Each is built with cargo's own release profile, and with `opt-level = "s"` and `lto = true`, as small programs are. With `--list`,
prints so many of the largest functions of `server` that `bare` has not, too.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ["bare", "server", "serve"]
PROFILES = {"release": "", "small": 'inherits = "release"\nopt-level = "s"\nlto = true\n'}
SECTIONS = [".text", ".rodata", ".data.rel.ro"]
ROUTES = 16

MANIFEST = """\
[package]
name = "code-size"
version = "0.0.0"
edition = "2024"

[dependencies]
microosc = {{ path = "{root}/microosc", default-features = false }}

[features]
std = ["microosc/std"]

[[bin]]
name = "serve"
required-features = ["std"]

[workspace]
"""

BARE = """\
use std::{hint::black_box, net::UdpSocket};

fn main() -> std::io::Result<()> {
    let socket = UdpSocket::bind(("127.0.0.1", 9000))?;
    let (mut buffer, mut levels) = ([0; 1536], [0.0; 16]);
    loop {
        let (len, _peer) = socket.recv_from(&mut buffer)?;
        if let Some(bytes) = buffer.get(..len).and_then(|datagram| datagram.last_chunk()) {
            levels[len % 16] = f32::from_be_bytes(*bytes);
        }
        black_box(&levels);
    }
}
"""

SERVER = """\
use std::{{hint::black_box, net::UdpSocket}};
use microosc::{{Server, TimeTag}};

fn main() -> std::io::Result<()> {{
    let socket = UdpSocket::bind(("127.0.0.1", 9000))?;
    let (mut buffer, mut levels) = ([0; 1536], [0.0; 16]);
    let mut server = Server::new(&ROUTER);
    loop {{
        let (len, peer) = socket.recv_from(&mut buffer)?;
        if let Some(datagram) = buffer.get(..len) {{
            server.handle_datagram(TimeTag::IMMEDIATE, peer, datagram, &mut levels);
        }}
        black_box(&levels);
    }}
}}

{routes}
"""

SERVE = """\
fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let mut levels = [0.0; 16];
    microosc::udp::serve(("127.0.0.1", 9000), &ROUTER, &mut levels)?;
    std::hint::black_box(&levels);
    Ok(())
}}

{routes}
"""


def routes() -> str:
    """The handlers and their router."""
    handlers = [
        f'#[microosc::osc_handler("/{number % 4}/fader{number // 4}")]\n'
        f"fn h{number}(levels: &mut [f32; 16], level: f32) {{ levels[{number}] = level; }}"
        for number in range(ROUTES)
    ]
    names = ", ".join(f"h{number}" for number in range(ROUTES))
    return "\n".join([*handlers, f"static ROUTER: microosc::Router<[f32; 16]> = microosc::osc_router![{names}];"])


def sizes(program: Path) -> dict[str, int]:
    """How many bytes the sections have."""
    lines = subprocess.run(["size", "-A", program], check=True, capture_output=True, text=True).stdout.splitlines()
    sections = {words[0]: int(words[1]) for words in map(str.split, lines) if len(words) == 3 and words[1].isdigit()}
    return {section: sections.get(section, 0) for section in SECTIONS}


def functions(program: Path) -> list[tuple[str, int]]:
    """The symbols of a program with their sizes, the largest first."""
    command = ["nm", "--print-size", "--size-sort", "--reverse-sort", "--radix=d", "--demangle", program]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [(name, int(size)) for _, size, _, name in (line.split(maxsplit=3) for line in lines)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", metavar="COUNT", type=int, default=0, help="print the largest functions of `server`")
    options = parser.parse_args()
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "code_size"
    sources = target / "program"
    (sources / "src" / "bin").mkdir(parents=True, exist_ok=True)
    profiles = "".join(f"\n[profile.{name}]\n{text}" for name, text in PROFILES.items() if text)
    (sources / "Cargo.toml").write_text(MANIFEST.format(root=ROOT) + profiles)
    # The same versions as everywhere.
    (sources / "Cargo.lock").write_bytes((ROOT / "Cargo.lock").read_bytes())
    texts = [BARE, SERVER.format(routes=routes()), SERVE.format(routes=routes())]
    for name, text in zip(PROGRAMS, texts):
        (sources / "src" / "bin" / f"{name}.rs").write_text(text)
    print(f"{'':16}", *(f"{section:>12}" for section in SECTIONS), f"{'.text+.rodata over bare':>26}")
    for profile in PROFILES:
        for arguments in ([], ["--features", "std", "--bin", "serve"]):
            command = ["cargo", "build", "--quiet", "--profile", profile, "--target-dir", target, *arguments]
            subprocess.run(command, cwd=sources, check=True)
        bare = None
        for name in PROGRAMS:
            found = sizes(target / profile / name)
            bare = bare or found
            over = sum(found[section] - bare[section] for section in SECTIONS[:2])
            print(f"{profile:8}{name:8}", *(f"{size:>12}" for size in found.values()), f"{over:>26}", flush=True)
        if options.list:
            known = {name for name, _ in functions(target / profile / "bare")}
            new = [(name, size) for name, size in functions(target / profile / "server") if name not in known]
            for name, size in new[: options.list]:
                print(f"  {size:>6} {name}")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"error: {error}")
