#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The two ends of the example's traffic; started by make-capture.sh inside its two network namespaces.

traffic.py serve               the far end: takes uploads, answers names, sinks the rest, fetches from the near end
traffic.py send                the near end, whose transmit side is captured
"""
import os
import socket
import struct
import sys
import threading
import time

NEAR = {socket.AF_INET: "10.1.0.2", socket.AF_INET6: "fd00:1::2"}
FAR = {socket.AF_INET: "10.2.0.2", socket.AF_INET6: "fd00:2::2"}
UPLOAD, SHELL, WEB, NAMES, VOICE, BULK = 8443, 2222, 8080, 53, 4000, 4433
EXPEDITED = 46 << 2


def text(length):
    """Readable filler: something to recognise after decryption."""
    line = b"Ringlane example payload, line %06d: the quick brown packet jumps over the lazy queue.\n"
    return b"".join(line % i for i in range(length // 80 + 1))[:length]


def listen(family, address, port, handler):
    server = socket.create_server((address, port), family=family)

    def loop():
        while True:
            peer, _ = server.accept()
            threading.Thread(target=handler, args=(peer,), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()


def swallow(peer):
    while peer.recv(65536):
        pass
    peer.close()


def echo(peer):
    while data := peer.recv(4096):
        peer.sendall(data)
    peer.close()


def page(peer):
    peer.recv(4096)
    body = text(60_000)
    peer.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    peer.close()


def answer_names(family, address):
    server = socket.socket(family, socket.SOCK_DGRAM)
    server.bind((address, NAMES))
    while True:
        query, peer = server.recvfrom(512)
        server.sendto(query[:2] + b"\x81\x83" + query[4:], peer)


def query(number):
    """A DNS question for hostN.example., type A, made by hand."""
    name = b"host%d" % number
    labels = bytes([len(name)]) + name + b"\x07example\x00"
    return struct.pack("!6H", number, 0x0100, 1, 0, 0, 0) + labels + struct.pack("!2H", 1, 1)


def serve():
    for family, address in FAR.items():
        listen(family, address, UPLOAD, swallow)
        listen(family, address, SHELL, echo)
        threading.Thread(target=answer_names, args=(family, address), daemon=True).start()
    sinks = []
    for family, address in FAR.items():
        for port in (VOICE, BULK):
            sink = socket.socket(family, socket.SOCK_DGRAM)
            sink.bind((address, port))
            sinks.append(sink)
    print("ready", flush=True)
    for command in sys.stdin:
        family = socket.AF_INET if command.strip() == "fetch4" else socket.AF_INET6
        with socket.create_connection((NEAR[family], WEB)) as client:
            client.sendall(b"GET / HTTP/1.0\r\n\r\n")
            while client.recv(65536):
                pass


def ping(family, number):
    """An ICMP or ICMPv6 echo of 56 bytes; the kernel sums ICMPv6 itself."""
    echo_request = 8 if family == socket.AF_INET else 128
    protocol = socket.IPPROTO_ICMP if family == socket.AF_INET else socket.IPPROTO_ICMPV6
    message = struct.pack("!2B3H", echo_request, 0, 0, 0x5249, number) + text(56)
    if family == socket.AF_INET:
        total = sum(struct.unpack("!%dH" % (len(message) // 2), message))
        total = (total & 0xFFFF) + (total >> 16)
        total = (total & 0xFFFF) + (total >> 16)
        message = message[:2] + struct.pack("!H", ~total & 0xFFFF) + message[4:]
    with socket.socket(family, socket.SOCK_RAW, protocol) as client:
        client.sendto(message, (FAR[family], 0))
        time.sleep(0.02)


def names(family):
    with socket.socket(family, socket.SOCK_DGRAM) as client:
        client.connect((FAR[family], NAMES))
        for number in range(8):
            client.send(query(number))
            client.recv(512)


def upload(family, length):
    with socket.create_connection((FAR[family], UPLOAD)) as client:
        client.sendall(text(length))
        client.shutdown(socket.SHUT_WR)
        client.recv(1)


def shell(family):
    with socket.create_connection((FAR[family], SHELL)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for key in b"ip xfrm state\n":
            client.sendall(bytes([key]))
            client.recv(16)
            time.sleep(0.01)


def voice(family):
    with socket.socket(family, socket.SOCK_DGRAM) as client:
        if family == socket.AF_INET:
            client.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, EXPEDITED)
        else:
            client.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, EXPEDITED)
        for number in range(25):
            rtp = struct.pack("!2BHII", 0x80, 0, number, number * 160, 0x52494E47)
            client.sendto(rtp + bytes(160), (FAR[family], VOICE))
            time.sleep(0.02)


def bulk_datagrams(family):
    with socket.socket(family, socket.SOCK_DGRAM) as client:
        for number in range(12):
            client.sendto(struct.pack("!I", number) + text(1196), (FAR[family], BULK))


def send():
    for family, address in NEAR.items():
        listen(family, address, WEB, page)
    for family in NEAR:
        for number in range(3):
            ping(family, number)
        names(family)
        shell(family)
        speaker = threading.Thread(target=voice, args=(family,))
        speaker.start()
        upload(family, 110_000 if family == socket.AF_INET else 90_000)
        bulk_datagrams(family)
        print("fetch4" if family == socket.AF_INET else "fetch6", flush=True)
        time.sleep(0.2)
        upload(family, 40_000)
        speaker.join()


if __name__ == "__main__":
    {"serve": serve, "send": send}[sys.argv[1]]()
    sys.stdout.flush()
    os._exit(0)
