#!/usr/bin/env python3
"""What routing tables cost the compiler: CPU seconds for 16, 256, 1024 and 4096 handlers.

    tests/compile_time/measure.py [--profile check|debug|release]... [--stage STAGE]... [--repeat N] [COUNT]...

Writes programs below target/compile_time, compiles each and prints the CPU time (user and system) of rustc alone:

    functions   the functions without `#[osc_handler]`: what a program costs that declares no routes
    handlers    the same with the attribute, all of them compiled, in an array without a table
    router      the same in `osc_router!`
    table       router less handlers: what the table itself costs

With the attribute they are a crate of their own, compiled once for both, and another one has the array or the router: so the
table, which takes a tenth of the time, is not lost in what the same program takes from one time to the next.

Three of four addresses are plain and share their beginnings (`/ch/07/eq/2/gain`); one of four has a capture. A program that does not
compile, so also one that makes rustc's lint `long_running_const_eval` fire, ends the run with rustc's message and a failure.
"""

import argparse
import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLAGS = {
    "check": ["--emit=metadata"],
    "debug": ["--emit=link", "-Cdebuginfo=2", "-Ccodegen-units=256"],
    "release": ["--emit=link", "-Copt-level=3"],
}
STAGES = ["functions", "handlers", "router"]

BANDS = 4
SETTINGS = ["gain", "f", "q", "type", "on", "dyn", "solo", "mute"]
# An address, the parameters after the state, and what the body makes of them.
CAPTURES = [
    ("/bus/{{bus: 1..=16}}/send/{n:02}/level", "bus: u8, level: f32", "(bus, level)"),
    ("/scene/{n:02}/fader{{fader}}", "fader: u32, level: f32", "(fader, level)"),
    ("/drum/{{drum: kick|snare|hat}}/step/{n:02}", "drum: &str, velocity: i32", "(drum, velocity)"),
    ("/log/{n:02}/{{*rest}}", "rest: &str, level: f32", "(rest, level)"),
]
PARAMETERS = [
    ("value: f32", "value"),
    ("value: i32, time: Option<f32>", "(value, time)"),
    ("name: &str", "name"),
    ("on: bool", "on"),
]


def address_and_parameters(index: int) -> tuple[str, str, str]:
    """The address of a handler, its parameters after the state, and what its body makes of them."""
    quarter = index // 4
    if index % 4 == 3:
        address, parameters, read = CAPTURES[quarter % len(CAPTURES)]
        return address.format(n=quarter // len(CAPTURES)), parameters, read
    plain = 3 * quarter + index % 4
    setting, band, channel = plain % len(SETTINGS), plain // len(SETTINGS) % BANDS, plain // len(SETTINGS) // BANDS
    return f"/ch/{channel:02}/eq/{band + 1}/{SETTINGS[setting]}", *PARAMETERS[plain % len(PARAMETERS)]


def functions(count: int, attribute: bool) -> str:
    """So many functions, in the order in which nobody sorted them."""
    lines = ["use std::hint::black_box;", "pub struct State { seen: u64 }"]
    # An odd factor of a power of two: every index once, neighbours far apart.
    for number in ((index * 1635 + 7) % count for index in range(count)):
        address, parameters, read = address_and_parameters(number)
        if attribute:
            lines.append(f'#[microosc::osc_handler("{address}")]')
        lines.append(f"pub fn h{number}(state: &mut State, {parameters}) {{ state.seen += {number}; black_box({read}); }}")
    return "\n".join(lines) + "\n"


def listed(count: int, stage: str) -> str:
    """What lists them, in an array or in a router."""
    lines = [f"use functions_{count}::*;"]
    names = ", ".join(f"h{number}" for number in range(count))
    if stage == "handlers":
        call = "for<'a, 'b, 'c> fn(&'a mut State, &'b mut microosc::Request<'c>) -> Result<(), microosc::Rejection>"
        calls = ", ".join(f"<h{number} as microosc::Handler<State>>::call" for number in range(count))
        infos = ", ".join(f"<h{number} as microosc::Endpoint>::INFO" for number in range(count))
        lines.append(f"pub static CALLS: [{call}; {count}] = [{calls}];")
        lines.append(f"pub static INFOS: [microosc::EndpointInfo; {count}] = [{infos}];")
    if stage == "router":
        lines.append(f"pub static ROUTER: microosc::Router<State> = microosc::osc_router![{names}];")
    return "\n".join(lines) + "\n"


def cpu_seconds(command: list[str]) -> float:
    """Runs a command to its end and returns the CPU time it took, of all its threads."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", metavar="COUNT", nargs="*", type=int, default=[16, 256, 1024, 4096])
    parser.add_argument("--profile", action="append", choices=FLAGS, help="default: all three")
    parser.add_argument("--stage", action="append", choices=STAGES, help="default: all three")
    parser.add_argument("--repeat", type=int, default=1, help="take the least of so many runs")
    options = parser.parse_args()
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    subprocess.run(["cargo", "build", "--locked", "--quiet", "-p", "microosc"], cwd=ROOT, check=True)
    folder = target / "compile_time"
    folder.mkdir(parents=True, exist_ok=True)
    common = ["rustc", "--edition=2024", "--crate-type=lib", f"-Ldependency={target}/debug/deps",
              f"--extern=microosc={target}/debug/libmicroosc.rlib", f"--out-dir={folder}"]
    stages = options.stage or STAGES
    table = ["table"] if {"handlers", "router"} <= set(stages) else []
    for profile in options.profile or FLAGS:
        print(profile)
        print(f"  {'routes':>6}", *(f"{stage + ' s':>12} {'us/route':>9}" for stage in [*stages, *table]))
        for count in options.counts:

            def compiled(name: str, source: str, *arguments: str) -> float:
                program = folder / f"{name}_{count}.rs"
                program.write_text(source)
                command = [*common, *FLAGS[profile], *arguments, program]
                return min(cpu_seconds(command) for _ in range(options.repeat))

            seconds = {}
            if "functions" in stages:
                seconds["functions"] = compiled("functions", functions(count, False))
            lists = [stage for stage in stages if stage != "functions"]
            if lists:
                before = compiled("functions", functions(count, True))
                library = folder / f"libfunctions_{count}.{'rmeta' if profile == 'check' else 'rlib'}"
                for stage in lists:
                    program = listed(count, stage)
                    seconds[stage] = before + compiled(stage, program, f"--extern=functions_{count}={library}")
            if table:
                seconds["table"] = seconds["router"] - seconds["handlers"]
            print(f"  {count:>6}", *(f"{s:>12.2f} {s / count * 1e6:>9.0f}" for s in seconds.values()), flush=True)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"error: {error}")
