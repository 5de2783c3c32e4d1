#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the digests of the start-up self-test (engine/src/main/resources/io/ringlane/crypto/self-test.txt).

Needs the package "cryptography" (OpenSSL). Every packet of a shape is sealed here by the RFCs, without a line of the
engine, and the SHA-256 of them all, ESP header to ICV, is one line of the table. AlgorithmSelfTest has the same
pattern in Java.
"""
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.cmac import CMAC

try:
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
except ImportError:
    TripleDES = algorithms.TripleDES

LENGTHS = [16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 192, 240, 256, 272, 512, 528,
           1008, 1024, 1392, 1424, 1488, 2048, 4096, 8992]
MASK = (1 << 64) - 1

AEADS = [("rfc4106(gcm(aes))", (16, 24, 32), 4, 8, (8, 12, 16)),
         ("rfc4543(gcm(aes))", (16, 24, 32), 4, 8, (16,)),
         ("rfc4309(ccm(aes))", (16, 24, 32), 3, 8, (8, 12, 16)),
         ("rfc7539esp(chacha20,poly1305)", (32,), 4, 8, (16,))]
CIPHERS = [("cbc(aes)", (16, 24, 32), 0, 16, 16),
           ("rfc3686(ctr(aes))", (16, 24, 32), 4, 8, 4),
           ("cbc(des3_ede)", (24,), 0, 8, 8),
           ("ecb(cipher_null)", (0,), 0, 0, 4)]
AUTHS = [("-", 0, (0,)),
         ("hmac(sha1)", 20, (12,)),
         ("hmac(sha256)", 32, (12, 16)),
         ("hmac(sha384)", 48, (24,)),
         ("hmac(sha512)", 64, (32,)),
         ("xcbc(aes)", 16, (12,)),
         ("cmac(aes)", 16, (12,))]


def stream(seed, length):
    """Bytes that only a mistake repeats: the top byte of a linear congruence of 64 bits."""
    out = bytearray()
    x = seed
    for _ in range(length):
        x = (x * 6364136223846793005 + 1442695040888963407) & MASK
        out.append(x >> 56)
    return bytes(out)


def block_cipher(name, key):
    return TripleDES(key) if name == "cbc(des3_ede)" else algorithms.AES(key)


def run(cipher, mode, text):
    encryptor = Cipher(cipher, mode).encryptor()
    return encryptor.update(text) + encryptor.finalize()


def xcbc(key, data):
    keys = [run(algorithms.AES(key), modes.ECB(), bytes([i]) * 16) for i in (1, 2, 3)]
    rest = len(data) % 16
    if rest == 0 and data:
        last, mask = data[-16:], keys[1]
        data = data[:-16]
    else:
        last, mask = data[len(data) - rest:] + b"\x80" + bytes(15 - rest), keys[2]
        data = data[:len(data) - rest]
    data += bytes(a ^ b for a, b in zip(last, mask))
    return run(algorithms.AES(keys[0]), modes.CBC(bytes(16)), data)[-16:]


def tag(auth, key, data):
    if auth == "-":
        return b""
    if auth == "xcbc(aes)":
        return xcbc(key, data)
    if auth == "cmac(aes)":
        mac = CMAC(algorithms.AES(key))
        mac.update(data)
        return mac.finalize()
    return hmac.new(key, data, auth[5:-1]).digest()


def seal(name, key, salt, auth, auth_key, icv, spi, number, esn, iv, text):
    header = struct.pack(">II", spi, number & 0xffffffff)
    aad = struct.pack(">IQ", spi, number) if esn else header
    nonce = salt + iv
    if name == "rfc4106(gcm(aes))":
        return header + iv + AESGCM(key).encrypt(nonce, text, aad)[:len(text) + icv]
    if name == "rfc4543(gcm(aes))":
        return header + iv + text + AESGCM(key).encrypt(nonce, b"", aad + iv + text)
    if name == "rfc4309(ccm(aes))":
        return header + iv + AESCCM(key, tag_length=icv).encrypt(nonce, text, aad)
    if name == "rfc7539esp(chacha20,poly1305)":
        return header + iv + ChaCha20Poly1305(key).encrypt(nonce, text, aad)
    if name == "rfc3686(ctr(aes))":
        body = iv + run(algorithms.AES(key), modes.CTR(nonce + b"\0\0\0\1"), text)
    elif name == "ecb(cipher_null)":
        body = text
    else:
        cipher = block_cipher(name, key)
        wire = run(cipher, modes.ECB(), iv)
        body = wire + run(cipher, modes.CBC(wire), text)
    covered = header + body + (struct.pack(">I", number >> 32) if esn else b"")
    return header + body + tag(auth, auth_key, covered)[:icv]


def digest(name, key_length, salt_length, iv_length, pad_block, auth, auth_length, icv):
    total = hashlib.sha256()
    for n, longest in enumerate(LENGTHS):
        length = longest - pad_block * (n % (16 // pad_block))
        material = stream(1 + n % 2, key_length + salt_length + auth_length)
        salt = material[key_length:key_length + salt_length]
        total.update(seal(name, material[:key_length], salt, auth, material[key_length + salt_length:], icv,
                          0x1000 + n, 0x300000000 + n * 0x01010101, n % 2 == 1,
                          stream(100 + n, iv_length), stream(200 + n, length)))
    return total.hexdigest()


def main():
    print("# Digests of the start-up self-test, by OpenSSL: written by src/test/python/self_test_digests.py.")
    print("# CIPHER KEY-BYTES AUTHENTICATION ICV-BYTES SHA-256")
    for name, keys, salt, iv, icvs in AEADS:
        for key in keys:
            for icv in icvs:
                print(name, key, "-", icv, digest(name, key, salt, iv, 4, "-", 0, icv))
    for name, keys, salt, iv, pad in CIPHERS:
        for key in keys:
            for auth, auth_length, icvs in AUTHS:
                for icv in icvs:
                    if key or auth != "-":
                        print(name, key, auth, icv, digest(name, key, salt, iv, pad, auth, auth_length, icv))


if __name__ == "__main__":
    main()
