#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write a pcap of UDP/IPv4 Ethernet frames: mkpcap.py OUT FRAME_BYTES NPKTS FLOWS
FRAME_BYTES is the Ethernet frame with its 14-byte header and without FCS.
Flow i goes to 10.(128+(i>>16)).((i>>8)&255).(i&255), i = packet number modulo FLOWS."""
import struct, sys

def csum(b):
    s = sum(struct.unpack('!%dH' % (len(b) // 2), b))
    s = (s >> 16) + (s & 0xffff)
    s += s >> 16
    return ~s & 0xffff

out, size, n, flows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
iplen = size - 14
with open(out, 'wb') as f:
    f.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    for k in range(n):
        i = k % flows
        ip = struct.pack('!BBHHHBBHII', 0x45, 0, iplen, k & 0xffff, 0, 64, 17, 0,
                         0x0a000001, 0x0a800000 | i)
        ip = ip[:10] + struct.pack('!H', csum(ip)) + ip[12:]
        udp = struct.pack('!HHHH', 4096 + (i & 1023), 4097, iplen - 20, 0)
        pay = bytes((k + j) & 0xff for j in range(iplen - 28))
        fr = bytes.fromhex('020000000001020000000002') + b'\x08\x00' + ip + udp + pay
        f.write(struct.pack('<IIII', k // 1000000, k % 1000000, len(fr), len(fr)) + fr)
