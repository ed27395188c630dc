"""A host of its own on the emulated network, frame by frame: user-mode networking carries no multicast."""
import socket
import struct
import time

ME = "192.0.2.77"
MY_MAC = bytes.fromhex("020000000099")
IGMP_REPORT = 0x16


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def group_mac(group):
    a, b, c, d = socket.inet_aton(group)
    return bytes([0x01, 0x00, 0x5E, b & 0x7F, c, d])


def udp_frame(mac, to, data, me=ME, port=5000):
    source, target = socket.inet_aton(me), socket.inet_aton(to)
    udp = struct.pack("!HHHH", 4444, port, 8 + len(data), 0) + data
    proof = checksum(source + target + struct.pack("!BBH", 0, 17, len(udp)) + udp) or 0xFFFF
    udp = udp[:6] + struct.pack("!H", proof) + udp[8:]
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, source, target)
    return mac + MY_MAC + b"\x08\x00" + ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:] + udp


class Wire:
    """One Ethernet frame to a UDP datagram."""

    def __init__(self, emulator_port, sock):
        self.to, self.sock = ("127.0.0.1", emulator_port), sock
        self.reports, self.device_mac, self.answered_by = [], None, None

    def frame(self, wait):
        """Returns the data of a datagram for this host, `b""` for another frame, and None if none came."""
        self.sock.settimeout(wait)
        try:
            frame = self.sock.recv(2048)
        except (TimeoutError, BlockingIOError):
            return None
        if frame[12:14] == b"\x08\x00" and frame[23] == 2:
            message = frame[14 + (frame[14] & 15) * 4:]
            if message[0] == IGMP_REPORT:
                self.reports.append(socket.inet_ntoa(message[4:8]))
            self.device_mac = frame[6:12]
        if frame[12:14] == b"\x08\x00" and frame[23] == 17 and frame[30:34] == socket.inet_aton(ME):
            self.answered_by = socket.inet_ntoa(frame[26:30]), struct.unpack("!H", frame[34:36])[0]
            return frame[42:42 + struct.unpack("!H", frame[38:40])[0] - 8]
        return b""

    def introduce(self, device):
        """Tells the device this host's hardware address by asking for its own; else it would ask, once a second."""
        arp = struct.pack("!HHBBH6s4s6s4s", 1, 0x800, 6, 4, 1, MY_MAC, socket.inet_aton(ME), bytes(6), socket.inet_aton(device))
        self.sock.sendto(b"\xff" * 6 + MY_MAC + b"\x08\x06" + arp, self.to)

    def send(self, frame):
        # The hub brings what others say, too: a full socket would lose the answer.
        while self.frame(0) is not None:
            pass
        self.sock.sendto(frame, self.to)

    def answer(self, wait):
        """Returns the next datagram for this host, or None."""
        end = time.monotonic() + wait
        while (left := end - time.monotonic()) > 0:
            if data := self.frame(left):
                return data
        return None
