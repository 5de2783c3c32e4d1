// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Builds capture files on the heap, field by field from the format's description, for the tests of the reader. Shares
 * nothing with it on purpose.
 */
final class CaptureBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteOrder order;

    CaptureBytes(ByteOrder order) {
        this.order = order;
    }

    static CaptureBytes pcap(ByteOrder order, boolean nanos, int linkType) {
        return new CaptureBytes(order)
                .u32(nanos ? 0xA1B23C4DL : 0xA1B2C3D4L)
                .u16(2)
                .u16(4)
                .u32(0)
                .u32(0)
                .u32(262144)
                .u32(linkType);
    }

    CaptureBytes pcapRecord(long seconds, long fraction, long originalLength, byte... data) {
        return pcapRecordHeader(seconds, fraction, data.length, originalLength).bytes(data);
    }

    CaptureBytes pcapRecordHeader(long seconds, long fraction, long capturedLength, long originalLength) {
        return u32(seconds).u32(fraction).u32(capturedLength).u32(originalLength);
    }

    CaptureBytes section() {
        return block(0x0A0D0D0AL, body().u32(0x1A2B3C4DL).u16(1).u16(0).u64(-1));
    }

    CaptureBytes section(ByteOrder other) {
        return bytes(new CaptureBytes(other).section().toBytes());
    }

    /** {@code options} is a body of finished options, or an empty one. */
    CaptureBytes interfaceBlock(int linkType, long snaplen, CaptureBytes options) {
        return block(1, body().u16(linkType).u16(0).u32(snaplen).bytes(options.toBytes()));
    }

    CaptureBytes enhancedPacket(long interfaceNumber, long units, long originalLength, byte... data) {
        return block(
                6,
                body().u32(interfaceNumber)
                        .u32(units >>> 32)
                        .u32(units & 0xFFFF_FFFFL)
                        .u32(data.length)
                        .u32(originalLength)
                        .bytes(data)
                        .pad());
    }

    CaptureBytes obsoletePacket(int interfaceNumber, long units, long originalLength, byte... data) {
        return block(
                2,
                body().u16(interfaceNumber)
                        .u16(0xFFFF)
                        .u32(units >>> 32)
                        .u32(units & 0xFFFF_FFFFL)
                        .u32(data.length)
                        .u32(originalLength)
                        .bytes(data)
                        .pad());
    }

    CaptureBytes simplePacket(long originalLength, byte... data) {
        return block(3, body().u32(originalLength).bytes(data).pad());
    }

    CaptureBytes block(long type, CaptureBytes body) {
        byte[] content = body.toBytes();
        return u32(type).u32(content.length + 12L).bytes(content).u32(content.length + 12L);
    }

    CaptureBytes option(int code, byte... value) {
        return u16(code).u16(value.length).bytes(value).pad();
    }

    CaptureBytes body() {
        return new CaptureBytes(order);
    }

    CaptureBytes u16(int value) {
        return bytes(ByteBuffer.allocate(2).order(order).putShort((short) value).array());
    }

    CaptureBytes u32(long value) {
        return bytes(ByteBuffer.allocate(4).order(order).putInt((int) value).array());
    }

    CaptureBytes u64(long value) {
        return bytes(ByteBuffer.allocate(8).order(order).putLong(value).array());
    }

    CaptureBytes bytes(byte... value) {
        out.writeBytes(value);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    Path writeTo(Path file) {
        try {
            return Files.write(file, toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] packet(int length, int seed) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (seed * 31 + i * 7);
        }
        return data;
    }

    private CaptureBytes pad() {
        while (out.size() % 4 != 0) {
            out.write(0);
        }
        return this;
    }
}
