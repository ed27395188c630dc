#!/usr/bin/env python3
"""Boots the firmware's handlers on an emulated board, and drives them over its network from both ends.

usage: drive.py riscv|xtensa...

The card sits on a hub with two neighbours: the emulator's user-mode network, which has a DHCP server and forwards UDP ports of
this machine, for oscsend and python-osc; and a bare wire, on which `wire.Wire` is a second host, for multicast. Before it
starts the network, the program checks all vectors on the chip.
"""
import json
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import time

from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

import qemu
from build import build, has_allocator, panics
from wire import Wire, group_mac, udp_frame

# Addresses that are nowhere else: the emulator sends on what it sees for others.
DEVICE, GROUP = "192.0.2.15", "239.0.0.1"
# Of so many datagrams at once none is lost: the frames that the cards hold, which are fewer than the firmware's `rx_meta`.
KEPT = 8
VECTORS = pathlib.Path(__file__).resolve().parent.parent / "vectors"


def message(address, *values):
    builder = OscMessageBuilder(address)
    for value in values:
        builder.add_arg(value)
    return builder.build()


def read(datagram):
    answer = OscMessage(datagram)
    return answer.address, list(answer.params)


def ports(count):
    """Returns ports of this machine that are free."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    found = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return found


def connected(port):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect(("127.0.0.1", port))
    return sock


class Board:
    def __init__(self, board, image):
        self.osc_port, control, to_wire = ports(3)
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 0))
        self.wire = Wire(to_wire, sock)
        network = f"""
            -netdev user,id=user,net=192.0.2.0/24,host=192.0.2.2,dhcpstart={DEVICE},hostfwd=udp:127.0.0.1:{self.osc_port}-:5000,hostfwd=udp:127.0.0.1:{control}-:5001
            -netdev socket,id=wire,udp=127.0.0.1:{sock.getsockname()[1]},localaddr=127.0.0.1:{to_wire}
            -netdev hubport,id=h1,hubid=0,netdev=user -netdev hubport,id=h2,hubid=0,netdev=wire
            -netdev hubport,id=nic,hubid=0""".split()
        card = {"riscv": ["-device", "virtio-net-device,netdev=nic"], "xtensa": ["-net", "nic,model=open_eth,netdev=nic"]}[board]
        self.emulator = subprocess.Popen(
            [*qemu.command(board, image), *network, *card], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        os.set_blocking(self.emulator.stdout.fileno(), False)
        self.log = ""
        self.osc, self.control_socket = connected(self.osc_port), connected(control)

    def stop(self):
        if self.emulator.poll() is None:
            self.emulator.terminate()  # not `kill`: `timeout` passes this on
            self.emulator.wait()
        self.console()

    def console(self):
        self.log += (self.emulator.stdout.read() or b"").decode(errors="replace")
        return self.log

    def until(self, what, holds, limit=30):
        """Waits until something holds, and says what did not."""
        end = time.monotonic() + limit
        while not (value := holds()):
            assert self.emulator.poll() is None, f"{what}: the emulator ended with {self.emulator.returncode}"
            assert time.monotonic() < end, f"{what}: not within {limit} s"
            self.wire.frame(0.005)
        return value

    def control(self, request):
        """Asks the other port, which is reliable as long as it is asked again."""
        for _ in range(20):
            self.control_socket.settimeout(0.5)
            self.control_socket.send(request)
            try:
                return self.control_socket.recv(2048).decode()
            except TimeoutError:
                self.wire.frame(0)
        raise AssertionError(f"no answer to {request}")

    def counters(self):
        words = self.control(b"counters").split()
        return dict(zip(words[::2], map(int, words[1::2])))

    def now(self):
        return int(self.control(b"now"))

    def ask(self, packet, wait=10):
        """Sends a packet, and returns the answer as python-osc reads it."""
        self.drain()
        self.osc.settimeout(wait)
        self.osc.send(packet)
        return read(self.osc.recv(2048))

    def drain(self):
        self.osc.settimeout(0.0)
        try:
            while True:
                self.osc.recv(2048)
        except BlockingIOError:
            pass

    def still_answers(self, limit=20, by_wire=False):
        """Asks until there is an answer, since a datagram may be lost behind a flood."""
        question = message("/light/on/get").dgram
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if by_wire:
                self.wire.introduce(DEVICE)
                self.wire.send(udp_frame(self.wire.device_mac, DEVICE, question))
                if self.wire.answer(1):
                    return
            else:
                try:
                    self.ask(question, 1)
                    return
                except TimeoutError:
                    pass
        raise AssertionError("it answers no more")


def oscsend(port, *words):
    subprocess.run(["oscsend", f"osc.udp://127.0.0.1:{port}", *map(str, words)], check=True)


def drive(board, device):
    device.until("vectors", lambda: "vectors:" in device.console())
    device.until("the network", lambda: "group " + GROUP in device.console())
    device.until("an IGMP report", lambda: device.wire.reports)
    assert device.wire.reports == [GROUP], device.wire.reports
    told = re.search(r"^vectors: (\d+) hold, 0 do not", device.log, re.M)
    lines = sum(len(path.read_text().splitlines()) for path in VECTORS.glob("*.jsonl"))
    assert told and int(told[1]) >= lines > 0, f"{lines} vectors, and {told}"
    yield f"{told[0]}; the files have {lines}, of which some are two"

    oscsend(device.osc_port, "/1/fader", "f", 0.5)
    device.until("the bar", lambda: "\n**********" in device.console())
    oscsend(device.osc_port, "/1/fader", "i", 1)
    device.until("an integer's bar", lambda: "\n" + "*" * 20 in device.console())
    oscsend(device.osc_port, "/text", "s", "grüße")
    device.until("the text", lambda: '"grüße"' in device.console())
    oscsend(device.osc_port, "/light/color", "fff", 1, 0.5, 0.25)
    yield "oscsend: floats, an integer, text"

    assert device.ask(message("/light/color/get").dgram) == ("/light/color", [1.0, 0.5, 0.25])
    device.osc.send(message("/light/brightness", 0.75).dgram)
    assert device.ask(message("/light/brightness/get").dgram) == ("/light/brightness", [0.75])
    device.osc.send(message("/light/green", 2.0).dgram)  # clipped
    assert device.ask(message("/light/green/get").dgram) == ("/light/green", [1.0])
    # A pattern reaches three of one handler's addresses.
    device.drain()
    device.osc.settimeout(10)
    device.osc.send(message("/light/{red,green,blue}/get").dgram)
    answers = sorted(read(device.osc.recv(2048)) for _ in range(3))
    assert answers == [("/light/blue", [0.25]), ("/light/green", [1.0]), ("/light/red", [1.0])], answers
    yield "python-osc: state, replies, a range, a pattern"

    bundle = OscBundleBuilder(IMMEDIATELY)
    for each in (message("/light/red", 0.125), message("/light/red/get"), message("/light/on/get")):
        bundle.add_content(each)
    device.drain()
    device.osc.settimeout(10)
    device.osc.send(bundle.build().dgram)
    answers = [read(device.osc.recv(2048)) for _ in range(2)]
    assert answers == [("/light/red", [0.125]), ("/light/on", [True])], answers
    # Bundles do not wait until the device knows the time of day.
    second = 1 << 32
    start = (3_900_000_000 << 32)
    device.osc.send(struct.pack("!8sQ", b"#bundle\0", start + 5 * second) + element(message("/light/red", 0.25)))
    assert device.ask(message("/light/red/get").dgram) == ("/light/red", [0.25])
    device.control(b"set " + struct.pack("!Q", start))
    due = device.now() + second // 2
    device.osc.send(struct.pack("!8sQ", b"#bundle\0", due) + element(message("/light/red", 0.5)))
    looks = 0
    while True:
        before = device.now()
        _, [red] = device.ask(message("/light/red/get").dgram)
        after = device.now()
        assert red == 0.25 or after >= due, "it ran too early"
        if red == 0.5:
            break
        looks += 1
        assert before < due + second // 10, "it did not run"
    assert looks > 0, "it did not wait"
    yield f"bundles: at once, and half a second later by the device's clock ({looks} looks before)"

    device.drain()
    device.osc.settimeout(10)
    device.control(b"press")
    down, up = OscBundle(device.osc.recv(2048)), OscBundle(device.osc.recv(2048))
    assert [(each.address, list(each.params)) for each in [*down, *up]] == [
        ("/button", [True]), ("/light/on", [False]), ("/button", [False]), ("/light/on", [False])
    ]
    yield "the button: a bundle to the surface for each of down and up"

    assert device.control(b"namespace") == "the same"
    oscsend(device.osc_port, "/describe")
    told = device.until("the namespace", lambda: re.search(r"^({.*})\r?\n", device.console(), re.M))
    brightness = json.loads(told[1])["CONTENTS"]["light"]["CONTENTS"]["brightness"]
    assert (brightness["TYPE"], brightness["ACCESS"], brightness["RANGE"]) == ("f", 3, [{"MIN": 0.0, "MAX": 1.0}]), brightness
    yield f"its namespace, {len(told[1])} bytes of JSON: what a desktop writes, without a heap"

    malformed = [bytes.fromhex(json.loads(line)["hex"]) for line in (VECTORS / "decode_err.jsonl").open()]
    malformed = [packet for packet in malformed if len(packet) <= 1472]
    before = device.counters()["malformed"]
    for index, packet in enumerate(malformed):
        device.osc.send(packet)
        if index % 8 == 7:
            device.still_answers()
    device.still_answers()
    counted = device.counters()["malformed"] - before
    # The emulator's network drops datagrams without data.
    empty = sum(not packet for packet in malformed)
    assert len(malformed) - empty <= counted <= len(malformed), (counted, len(malformed))
    yield f"{counted} malformed packets counted, and it still answers"

    before = device.counters()
    flood = message("/light/hue", 0.5).dgram
    began = time.monotonic()
    for _ in range(5000):
        device.osc.send(flood)
    device.still_answers()
    took, after = time.monotonic() - began, device.counters()
    arrived, handled = (after[name] - before[name] for name in ("datagrams", "handled"))
    assert KEPT <= arrived == handled, f"{arrived} arrived, {handled} were handled"
    yield f"a flood of 5000 in {took:.2f} s: {arrived} arrived, all of them were handled, and it still answers"

    # From here on everything goes by the wire: the emulator's network mistakes who is answered there for who asked it last.
    wire = device.wire
    wire.introduce(DEVICE)
    question = message("/light/brightness/get").dgram
    for mac, to, is_heard in (
        (wire.device_mac, DEVICE, True),
        (group_mac(GROUP), GROUP, True),
        (group_mac("239.0.0.2"), "239.0.0.2", False),
        (b"\xff" * 6, "255.255.255.255", True),
        (wire.device_mac, "192.0.2.16", False),
    ):
        wire.send(udp_frame(mac, to, question))
        answer = wire.answer(10 if is_heard else 0.3)
        assert (answer is not None) == is_heard, to
        assert not is_heard or read(answer) == ("/light/brightness", [0.75]), answer
        # By its own address, whatever it was asked by.
        assert not is_heard or wire.answered_by == (DEVICE, 5000), wire.answered_by
    # A group and everybody are no senders that could be answered.
    for sender in (GROUP, "255.255.255.255", "0.0.0.0"):
        wire.send(udp_frame(wire.device_mac, DEVICE, question, me=sender))
    device.still_answers(by_wire=True)
    yield f"multicast: {GROUP} is heard and answered, another group and another address are not; a sender that is a group gets nothing"

    # Whoever it answers is not there: 16 packets for a neighbour that never tells its hardware address.
    before = device.counters()
    for _ in range(16):
        wire.send(udp_frame(wire.device_mac, DEVICE, question, me="192.0.2.99"))
        # Lest the card lose some.
        time.sleep(0.01)
    began = time.monotonic()
    device.still_answers(by_wire=True)
    took, given_up = time.monotonic() - began, device.counters()["send_failed"] - before["send_failed"]
    assert given_up > 0, "where did the replies go for which there was no room?"
    yield f"16 requests of nobody: it answers others again after {took:.1f} s, {given_up} replies given up"

    # The cable is out for a second: it joins its group again, and says so.
    wire.reports.clear()
    device.control(b"pull")
    device.until("an IGMP report after the cable was out", lambda: wire.reports)
    assert wire.reports == [GROUP], wire.reports
    device.still_answers(by_wire=True)
    wire.send(udp_frame(group_mac(GROUP), GROUP, question))
    assert wire.answer(10), "the group is heard again"
    yield "the cable out and in: the group is joined again"

    stack = device.control(b"stack")
    device.control_socket.send(b"exit")
    status = device.emulator.wait(10)
    assert status == 0, status
    yield f"{stack} bytes of stack at most, network stack and vectors included"


def element(packet):
    return struct.pack("!i", packet.size) + packet.dgram


def main():
    for board in sys.argv[1:]:
        image = build(board, "firmware")
        assert not has_allocator(image), "an allocator is linked"
        # The network stack can panic, so it must find that here, if it is to be believed where `cost.py` finds nothing.
        assert panics(image), "the search for what panics finds nothing"
        began = time.monotonic()
        device = Board(board, image)
        try:
            for proved in drive(board, device):
                print(f"{board}: {proved}", flush=True)
        except BaseException:
            device.stop()
            print(device.log[-3000:], file=sys.stderr)
            raise
        finally:
            device.stop()
        print(f"{board}: {time.monotonic() - began:.1f} s")


main()
