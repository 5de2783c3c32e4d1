# SPDX-License-Identifier: Apache-2.0
"""Opens and seals ESP packets with Scapy, for ScapyMatrixTest: a line on standard input, a line on standard output.

open SA FRAME           SA NEXT-HEADER TEXT, the outer addresses in front; FRAME begins with an Ethernet header
seal SA OUTER PACKET    the ESP packet; OUTER is mode,source,destination, PACKET begins with an IP header

SA is SPI,CIPHER,KEY,ICV-BYTES,AUTHENTICATION,KEY,ESN,PORTS with - for nothing; bytes are hexadecimal.
"""
import sys

from scapy.config import conf
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6, in6_chksum
from scapy.layers.ipsec import ESP, SecurityAssociation
from scapy.layers.l2 import Ether
from scapy.packet import Raw


def unhex(word):
    return b"" if word == "-" else bytes.fromhex(word)


def association(words, **more):
    spi, cipher, key, icv, auth, auth_key, esn = words[:7]
    return SecurityAssociation(
        ESP, spi=int(spi), crypt_algo=cipher, crypt_key=unhex(key) or None, crypt_icv_size=int(icv) or None,
        auth_algo=auth, auth_key=unhex(auth_key) or None, esn_en=esn == "esn", esn=0, **more)


def open_frame(words, frame):
    """Scapy's own decryption of a whole packet stumbles over UDP in IPv6: outer headers and ESP are taken apart here."""
    sa = association(words)
    outer = Ether(frame).payload
    if not isinstance(outer, (IP, IPv6)):
        raise ValueError("no IP packet: " + outer.summary())
    inside = outer.payload
    if words[7] != "-":
        if not isinstance(inside, UDP) or f"{inside.sport}:{inside.dport}" != words[7]:
            raise ValueError("not in UDP as asked: " + inside.summary())
        inside = inside.payload
    esp = ESP(bytes(inside))
    sa.check_spi(esp)
    sa.auth_algo.verify(esp, sa.auth_key)
    icv = sa.crypt_icv_size or sa.crypt_algo.icv_size or sa.auth_algo.icv_size
    plain = sa.crypt_algo.decrypt(sa, esp, sa.crypt_key, icv, esn_en=sa.esn_en, esn=sa.esn)
    return f"{outer.src} {outer.dst} {plain.nh} {plain.data.hex()}"


def seal_packet(words, outer, packet):
    mode, source, destination = outer.split(",")
    inner = (IP if packet[0] >> 4 == 4 else IPv6)(packet)
    family = IPv6 if ":" in source else IP
    more = {}
    if words[7] != "-":
        sport, dport = words[7].split(":")
        more["nat_t_header"] = UDP(sport=int(sport), dport=int(dport))
    if mode == "tunnel":
        more["tunnel_header"] = family(src=source, dst=destination)
    elif mode == "beet":
        inner = behind_outer_header(inner, family, source, destination)
    sealed = association(words, **more).encrypt(inner, seq_num=5)
    return (bytes(sealed) if words[7] == "-" else with_udp_header(sealed)).hex()


def with_udp_header(packet):
    """Scapy 2.5 reckons UDP's length without the ESP behind it, and leaves out the checksum that IPv6 needs."""
    packet = bytearray(bytes(packet))
    at = 20 if packet[0] >> 4 == 4 else 40
    packet[at + 4:at + 6] = (len(packet) - at).to_bytes(2, "big")
    if at == 40:
        packet[at + 6:at + 8] = bytes(2)
        checksum = in6_chksum(17, IPv6(bytes(packet[:40])), bytes(packet[at:]))
        packet[at + 6:at + 8] = (checksum or 0xffff).to_bytes(2, "big")
    return bytes(packet)


def behind_outer_header(inner, family, source, destination):
    """BEET is transport mode of a packet whose header has the outer addresses."""
    tos, ttl = (inner.tos, inner.ttl) if isinstance(inner, IP) else (inner.tc, inner.hlim)
    protocol = inner.proto if isinstance(inner, IP) else inner.nh
    text = Raw(bytes(inner.payload))
    if family is IP:
        return IP(src=source, dst=destination, tos=tos, ttl=ttl, proto=protocol) / text
    return IPv6(src=source, dst=destination, tc=tos, hlim=ttl, nh=protocol, fl=getattr(inner, "fl", 0)) / text


def answer(line):
    words = line.split()
    sa = words[1].split(",")
    if words[0] == "open":
        return open_frame(sa, unhex(words[2]))
    return seal_packet(sa, words[2], unhex(words[3]))


conf.verb = 0
for line in sys.stdin:
    try:
        print(answer(line), flush=True)
    except Exception as fault:  # told to the test, which fails
        print("fault", type(fault).__name__, str(fault).replace("\n", " "), flush=True)
