#!/usr/bin/env python3
"""Measures what decoding and dispatch cost on a device, and holds it to the figures in cost.json and to the budgets.

usage: cost.py [--write]

The same program is built with 64, 16, 1 and no routes: the differences are what OSC costs. It runs on emulated boards that
count instructions exactly. Nothing may cost more than cost.json says, and PERFORMANCE.md must show what it says; `--write`
writes both anew.
"""
import json
import pathlib
import re
import subprocess
import sys

import qemu
from build import HERE, build, has_allocator, panics, sections

ROUTES = (1, 16, 64)
# Not Xtensa: LLVM's code for it is not that of Espressif's compiler, which users have, so its figures would tell little.
COUNTED = ("riscv",)
# In bytes. The first two have not been reached yet, so they are told and do not fail.
AIMS = {"flash of 16 routes": 8192, "stack": 1024}
FIGURES = HERE / "cost.json"
PERFORMANCE = HERE.parent.parent / "microosc/PERFORMANCE.md"
MARKS = "<!-- device: written by tests/device/cost.py -->", "<!-- end of device -->"
NAMES = {"riscv": "RISC-V (ESP32-C3)", "xtensa": "Xtensa (ESP32-S3)"}
# Compilers of one version make the same code of the same source; a fraction is left for what a comment moves.
SLACK = 1.01


def total(image, names):
    sizes = sections(image)
    return sum(sizes.get(name, 0) for name in names)


def run(board, image):
    """Returns for each message that the program handles: its name, instructions, bytes of stack."""
    done = subprocess.run(qemu.command(board, image, counting=True), capture_output=True, text=True)
    assert done.returncode == 0, f"{board} ended with {done.returncode}: {done.stdout}{done.stderr}"
    lines = (line.split(maxsplit=3) for line in done.stdout.splitlines())
    return {name: (round(int(count) * qemu.INSTRUCTIONS[board]), int(stack)) for count, stack, _, name in lines}


def check(board, image):
    """Fails if an image holds what decoding and dispatch must do without."""
    assert not has_allocator(image), f"{board}: an allocator is linked"
    found = panics(image)
    assert not found, f"{board}: decoding and dispatch can panic: {found}"
    described = b"Nobody asks for this description" in image.read_bytes()
    assert not described, f"{board}: what is told of the routes is linked, and nothing asks for it"


def measure(board):
    """Returns the figures of a board."""
    without = build(board, "cost")
    flash, ram, idle = total(without, (".text", ".rodata")), total(without, (".data", ".bss")), run(board, without)
    figures = {"flash": {}, "ram": {}}
    for routes in ROUTES:
        image = build(board, "cost", [f"routes{routes}"])
        check(board, image)
        figures["flash"][str(routes)] = total(image, (".text", ".rodata")) - flash
        figures["ram"][str(routes)] = total(image, (".data", ".bss")) - ram
        assert figures["ram"][str(routes)] == 0, f"{board}: {routes} routes take static RAM"
        if routes == 16:
            messages = run(board, image)
            figures["stack"] = {name: stack for name, (_, stack) in messages.items()}
            figures["instructions"] = {name: count - idle[name][0] for name, (count, _) in messages.items()}
    return figures


def faults(known, found, path=""):
    """Tells what costs more than is known."""
    if isinstance(found, dict):
        for key in found:
            yield from faults(known.get(key, {}), found[key], f"{path} {key}")
    elif known == {} or found > known * SLACK:
        yield f"{path[1:]}: {found}, and cost.json says {known or 'nothing'}"


def table(figures):
    """Returns the figures for people."""
    boards = list(figures)
    head = "| | " + " | ".join(NAMES[board] for board in boards) + " |\n|---|" + "---:|" * len(boards)
    rows = []
    for routes in ROUTES:
        name = f"flash, {routes} route{'s' if routes > 1 else ''} (bytes)"
        rows.append((name, [figures[board]["flash"][str(routes)] for board in boards]))
    each = [round((figures[board]["flash"]["64"] - figures[board]["flash"]["16"]) / 48) for board in boards]
    rows.append(("flash, each further route (bytes)", each))
    rows.append(("static RAM (bytes)", [max(figures[board]["ram"].values()) for board in boards]))
    rows.append(("heap", ["none"] * len(boards)))
    rows.append(("stack, the deepest of the messages below (bytes)", [max(figures[board]["stack"].values()) for board in boards]))
    for name in figures[boards[0]]["instructions"]:
        rows.append((f"instructions: {name}", [figures[board]["instructions"][name] for board in boards]))
    return "\n".join([head, *("| " + " | ".join([name, *map(str, values)]) + " |" for name, values in rows)])


def main():
    measured = {board: measure(board) for board in COUNTED}
    shown = table(measured)
    print(shown)
    for board, figures in measured.items():
        for aim, found in (("flash of 16 routes", figures["flash"]["16"]), ("stack", max(figures["stack"].values()))):
            print(f"{board}: {aim}: {found} of {AIMS[aim]} bytes" + ("" if found <= AIMS[aim] else ": not reached yet"))
        print(f"{board}: no static RAM")
    for board in NAMES.keys() - measured.keys():
        check(board, build(board, "cost", ["routes16"]))
    print(f"{', '.join(NAMES)}: no panic machinery in the images, no allocator, no descriptions of routes")

    text = PERFORMANCE.read_text()
    pattern = re.compile(re.escape(MARKS[0]) + ".*?" + re.escape(MARKS[1]), re.S)
    assert pattern.search(text), "PERFORMANCE.md has no place for the table"
    if "--write" in sys.argv:
        FIGURES.write_text(json.dumps(measured, indent=1) + "\n")
        PERFORMANCE.write_text(pattern.sub(lambda _: f"{MARKS[0]}\n{shown}\n{MARKS[1]}", text))
        return
    known = json.loads(FIGURES.read_text())
    assert f"{MARKS[0]}\n{table(known)}\n{MARKS[1]}" in text, "PERFORMANCE.md does not show what cost.json says: cost.py --write"
    if found := list(faults(known, measured)):
        sys.exit("costs more than before:\n" + "\n".join(found))
    if measured != known:
        print("cheaper than cost.json says: cost.py --write keeps it so")


main()
