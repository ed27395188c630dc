#!/usr/bin/env python3
"""The "linker" of the Xtensa builds: goes from the crates' LLVM bitcode to an ELF file.

rustc's own Xtensa objects are no use: their literals lie where `l32r` can not reach them, and LLVM has no linker for
Xtensa. So rustc is run with --emit=llvm-bc; this finds the bitcode beside each rlib that rustc wants linked, has LLVM make
one assembly file of it all, and links that with GNU ld from Debian's binutils-xtensa-lx106.
"""
import os, re, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
LLVM = "-" + os.environ.get("MICROOSC_LLVM", "22")
TARGET = ["-mtriple=xtensa-none-elf", "-mcpu=esp32", "-mattr=+fp,-mul32high"]

def run(*args):
    subprocess.run(args, check=True)

args = sys.argv[1:]
out = args[args.index("-o") + 1]
bitcode = []
for a in args:
    d, f = os.path.split(a)
    if m := re.fullmatch(r"lib(.*)\.rlib", f) or re.fullmatch(r"([^.]*)\..*\.rcgu\.o", f):
        bc = os.path.join(d, m[1] + ".bc")
        if os.path.exists(bc) and bc not in bitcode:
            bitcode.append(bc)
builtins = [b for b in bitcode if os.path.basename(b).startswith("compiler_builtins")]
nm = subprocess.run(["llvm-nm" + LLVM, *builtins], check=True, capture_output=True, text=True).stdout
# What the code generator may call, and so must not be dropped before it has run.
# LLVM has no half-precision for this FPU.
keep = [k for k in re.findall(r" [TW] ((?:__|mem|bcmp).*)", nm) if "hf" not in k]
with open(out + ".keep", "w") as f:
    f.write("\n".join(keep) + "\n")
run("llvm-link" + LLVM, *bitcode, "-o", out + ".all.bc")
run("opt" + LLVM, "-passes=internalize,globaldce,default<Os>", f"-internalize-public-api-file={out}.keep",
    "-internalize-public-api-list=rust_main", out + ".all.bc", "-o", out + ".bc")
ll = subprocess.run(["llvm-dis" + LLVM, out + ".bc", "-o", "-"], check=True, capture_output=True, text=True).stdout
with open(out + ".ll", "w") as f: # rustc was told to do without the FPU
    f.write(re.sub('"target-features"="[^"]*"', "", ll))
llc = ["llc" + LLVM, "-O2", *TARGET, "--function-sections", "--data-sections", "--stack-size-section", out + ".ll", "-o", out + ".s"]
# With its usual way to choose registers, LLVM 22 finds none to spill to in some functions with large frames, and gives up.
if subprocess.run(llc, stderr=subprocess.DEVNULL).returncode != 0:
    run(*llc, "-regalloc=basic")
for source, obj in ((out + ".s", out + ".o"), (os.path.join(HERE, "crt0.s"), out + ".crt0.o")):
    run("llvm-mc" + LLVM, "-filetype=obj", "-triple=xtensa-none-elf", "-mcpu=esp32", source, "-o", obj)
# --no-relax: this is an lx106 ld, which would rewrite the windowed calls.
run("xtensa-lx106-elf-ld", "-z", "noexecstack", "--no-warn-rwx-segments", "-T", os.path.join(HERE, "link.x"),
    "--gc-sections", "--no-relax", f"-Map={out}.map", out + ".crt0.o", out + ".o", "-o", out)
