#!/usr/bin/env python3
"""Measures what decoding and dispatch cost on a device, and holds it to the figures in cost.json and to the budgets.

usage: cost.py [--write]

The same program is built with 64, 16, 1 and no routes: the differences are what OSC costs. It runs on emulated boards that
count instructions exactly. Nothing may be above its budget or cost more than cost.json says, and PERFORMANCE.md must show
what that says; `--write` writes both anew, but for what is above its budget.
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
# In bytes. What is above is a fault, whatever cost.json says.
STACK, FLASH = 1024, 34 * 1024
# Of 16 routes. It has not been reached, so it is told and does not fail.
FLASH_AIM = 8192
# The way through everything at once. It is told by itself, and not held to the budget of the others.
DEEPEST = "a request by a pattern in a bundle"
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


def stack_of_others(figures):
    """Returns the message that takes most stack, but for the one that is told by itself, and how many bytes it takes."""
    return max(((name, stack) for name, stack in figures["stack"].items() if name != DEEPEST), key=lambda of: of[1])


def beyond_budget(figures):
    """Tells what is above its budget."""
    if (flash := figures["flash"]["16"]) > FLASH:
        yield f"16 routes take {flash} bytes of flash, and the budget is {FLASH}"
    for name, stack in figures["stack"].items():
        if name != DEEPEST and stack > STACK:
            yield f"{name} takes {stack} bytes of stack, and the budget is {STACK}"


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
    stack = [stack_of_others(figures[board])[1] for board in boards]
    rows.append((f"stack, the deepest of the messages below but for {DEEPEST} (bytes)", stack))
    rows.append((f"stack, {DEEPEST} (bytes)", [figures[board]["stack"][DEEPEST] for board in boards]))
    for name in figures[boards[0]]["instructions"]:
        rows.append((f"instructions: {name}", [figures[board]["instructions"][name] for board in boards]))
    return "\n".join([head, *("| " + " | ".join([name, *map(str, values)]) + " |" for name, values in rows)])


def main():
    measured = {board: measure(board) for board in COUNTED}
    shown = table(measured)
    print(shown)
    for board, figures in measured.items():
        name, stack = stack_of_others(figures)
        print(f"{board}: stack: {stack} of {STACK} bytes, by {name}")
        flash = figures["flash"]["16"]
        print(f"{board}: flash of 16 routes: {flash} of {FLASH} bytes; the aim of {FLASH_AIM} is not reached")
        print(f"{board}: no static RAM")
    for board in NAMES.keys() - measured.keys():
        check(board, build(board, "cost", ["routes16"]))
    print(f"{', '.join(NAMES)}: no panic machinery in the images, no allocator, no descriptions of routes")

    if over := [f"{board}: {fault}" for board, figures in measured.items() for fault in beyond_budget(figures)]:
        sys.exit("beyond the budget:\n" + "\n".join(over))
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
