// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bench.esp.EspEntry;
import io.ringlane.bench.esp.PipelineWork;
import io.ringlane.bench.load.Frames;
import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.SlotClass;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.header.Ethernet;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A store of ESP frames, of each SA in turn, that are sealed anew with the next numbers before they are received again:
 * none is a replay. Sealing is outside of what is timed. One thread; owns its memory.
 */
final class SealedFrames implements AutoCloseable {
    /** Bytes of a store that stays in a core's second cache; the captures of the C peers are made alike. */
    private static final int CACHED = 1 << 19;

    private static final int LEAST = 256;
    private static final int MOST = 1024;
    private static final int AROUND = 64;

    private static final int BURST = 32;
    private static final int ESP = Ethernet.LENGTH + Ipv4.LENGTH;
    private static final int LONGEST_EXTRA = 128;
    private static final int TTL = 64;

    private final EspTransform transform;
    private final PipelineWork work;
    private final OutboundKeys keys;
    private final SecretKey[] secrets;
    private final CryptoKey[] expanded;
    private final BurstCipher cipher;
    private final CryptoBurst burst = new CryptoBurst(BURST);
    private final long[] numbers;
    private final int multiple;
    private int frames;
    private BufferRegion store;
    private UnsafeBuffer[] views;
    private byte[] pattern;
    private int length;
    private int nextState;
    private int nextFrame;

    /** @param multiple the store has a multiple of so many frames. */
    SealedFrames(CryptoProvider crypto, OutboundKeys keys, PipelineWork work, int multiple) {
        this.keys = keys;
        this.work = work;
        transform = work.transform();
        this.multiple = multiple;
        cipher = crypto.newCipher();
        numbers = new long[keys.count()];
        secrets = new SecretKey[keys.count()];
        expanded = new CryptoKey[keys.count()];
        for (int i = 0; i < expanded.length; i++) {
            secrets[i] = new SecretKey(keys.material(i));
            expanded[i] = crypto.newKey(transform, secrets[i]);
        }
    }

    /** Frames of the store. */
    int count() {
        return frames;
    }

    /** Clear frames of so many bytes from now on, Ethernet header included. */
    void size(int bytes) {
        closeStore();
        int cached = Math.clamp(CACHED / (bytes + AROUND), LEAST, MOST) / BURST * BURST;
        frames = (Math.max(cached, numbers.length) + multiple - 1) / multiple * multiple;
        try (PacketPool pool = new PacketPool("frame", 0, 1, 0)) {
            Packet packet = pool.take(SlotClass.JUMBO);
            Frames.udp(packet, 4, bytes - Ethernet.LENGTH);
            pattern = new byte[bytes - Ethernet.LENGTH];
            packet.buffer().getBytes(packet.network(), pattern);
        }
        int text = work.textLength(pattern.length);
        length = ESP + EspEntry.HEADER + transform.ivLength() + text + transform.icvLength();
        int lines = (length + LONGEST_EXTRA) / BufferRegion.CACHE_LINE | 1;
        store = new BufferRegion(frames, lines * BufferRegion.CACHE_LINE);
        views = new UnsafeBuffer[frames];
        for (int i = 0; i < frames; i++) {
            views[i] = store.view(i);
            writeOuter(views[i]);
        }
    }

    private void writeOuter(UnsafeBuffer frame) {
        byte[] link = OutboundKeys.linkHeader();
        frame.putBytes(0, link);
        int ip = Ethernet.LENGTH;
        frame.setMemory(ip, Ipv4.LENGTH, (byte) 0);
        Ipv4.versionAndLength(frame, ip, Ipv4.LENGTH);
        Ipv4.totalLength(frame, ip, length - ip);
        Ipv4.fragment(frame, ip, Ipv4.DF);
        Ipv4.ttl(frame, ip, TTL);
        Ipv4.protocol(frame, ip, IpProtocol.ESP);
        Ipv4.source(frame, ip, OutboundKeys.outerSource());
        Ipv4.destination(frame, ip, OutboundKeys.outerDestination());
        Ipv4.writeChecksum(frame, ip);
    }

    /** The IP packet that a frame of an SA holds. */
    byte[] inner(int state) {
        byte[] inner = pattern.clone();
        UnsafeBuffer view = new UnsafeBuffer(inner);
        Ipv4.destination(view, 0, OutboundKeys.destination(state));
        Ipv4.writeChecksum(view, 0);
        return inner;
    }

    /** Seals so many frames, which come next. */
    void seal(int count) {
        for (int i = 0; i < count; i++) {
            write(i, nextState);
            nextState = nextState + 1 < numbers.length ? nextState + 1 : 0;
            if (burst.isFull() || i == count - 1) {
                cipher.seal(burst);
                if (burst.failures() > 0) {
                    throw new IllegalStateException("the cipher refused a frame");
                }
                burst.clear();
            }
        }
        nextFrame = 0;
    }

    private void write(int frame, int state) {
        UnsafeBuffer view = views[frame];
        long number = ++numbers[state];
        view.putInt(ESP, OutboundKeys.FIRST_SPI + state, ByteOrder.BIG_ENDIAN);
        view.putInt(ESP + Integer.BYTES, (int) number, ByteOrder.BIG_ENDIAN);
        long esp = view.addressOffset() + ESP;
        EspEntry.writeIv(transform, esp, number);
        int text = ESP + EspEntry.HEADER + transform.ivLength();
        int textLength = work.textLength(pattern.length);
        view.putBytes(text, pattern);
        Ipv4.destination(view, text, OutboundKeys.destination(state));
        Ipv4.writeChecksum(view, text);
        int padding = textLength - pattern.length - 2;
        int at = text + pattern.length;
        for (int i = 1; i <= padding; i++) {
            view.putByte(at++, (byte) i);
        }
        view.putByte(at, (byte) padding);
        view.putByte(at + 1, (byte) IpProtocol.IPV4);
        long salt = secrets[state].address() + transform.keyLength();
        EspEntry.add(burst, expanded[state], transform, salt, esp, number, textLength);
    }

    /** Fills an empty packet with the next frame. */
    void fill(Packet packet) {
        packet.frame(views[nextFrame], 0, length);
        nextFrame = nextFrame + 1 < frames ? nextFrame + 1 : 0;
    }

    /** Goes back to the first frame: what was received comes once more. */
    void again() {
        nextFrame = 0;
    }

    /** Bytes of a frame. */
    int length() {
        return length;
    }

    /** A clear frame of no SA: its destination is to be set, and its checksum. */
    byte[] clear() {
        byte[] clear = new byte[Ethernet.LENGTH + pattern.length];
        System.arraycopy(pattern, 0, clear, Ethernet.LENGTH, pattern.length);
        return clear;
    }

    /** Changes the last bit of a frame, in its ICV. */
    void spoil(int index) {
        views[index].putByte(length - 1, (byte) (views[index].getByte(length - 1) ^ 1));
    }

    /** A copy of a frame. */
    byte[] frame(int index) {
        byte[] bytes = new byte[length];
        views[index].getBytes(0, bytes);
        return bytes;
    }

    private void closeStore() {
        if (store != null) {
            store.close();
            store = null;
        }
    }

    @Override
    public void close() {
        closeStore();
        burst.close();
        cipher.close();
        for (int i = 0; i < expanded.length; i++) {
            expanded[i].close();
            secrets[i].close();
        }
    }
}
