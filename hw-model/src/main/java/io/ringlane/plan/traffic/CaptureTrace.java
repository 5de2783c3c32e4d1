// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import io.ringlane.header.Ethernet;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.io.CaptureException;
import io.ringlane.io.CaptureReader;
import io.ringlane.io.CaptureRecord;
import io.ringlane.io.LinkType;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/** Times, sizes and flows of a capture's packets, in plain arrays. Immutable; any thread. */
public final class CaptureTrace {
    private static final int MOST_PACKETS = 8_000_000;
    private static final int PS_PER_NANO = 1_000;
    private static final int FCS = 4;
    private static final int HEAD = 64;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int VLAN = 0x8100;

    private final String file;
    private final UnsafeBuffer head = new UnsafeBuffer(new byte[HEAD]);
    private final Map<List<Long>, Integer> flowNumbers = new HashMap<>();
    private long[] timesPs = new long[1024];
    private int[] sizes = new int[1024];
    private int[] flows = new int[1024];
    private int count;

    private CaptureTrace(String file) {
        this.file = file;
    }

    /**
     * Reads a pcap or pcapng file.
     *
     * @throws IllegalArgumentException in one line, when it is no capture or cannot be replayed.
     */
    public static CaptureTrace read(Path file) {
        CaptureTrace trace = new CaptureTrace(file.getFileName().toString());
        try (CaptureReader reader = CaptureReader.open(file)) {
            CaptureRecord record = new CaptureRecord();
            long first = 0;
            while (reader.next(record)) {
                first = trace.count == 0 ? record.timestampNanos() : first;
                trace.add(record, Math.multiplyExact(record.timestampNanos() - first, PS_PER_NANO));
            }
            if (!reader.problem().isEmpty()) {
                throw new IllegalArgumentException(reader.problem());
            }
        } catch (CaptureException wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
        if (trace.count < 2 || trace.timesPs[trace.count - 1] == 0) {
            throw new IllegalArgumentException(file + ": cannot be replayed: it needs two packets at different times");
        }
        return trace;
    }

    private void add(CaptureRecord record, long atPs) {
        if (count == MOST_PACKETS) {
            throw new IllegalArgumentException(file + ": has more than " + MOST_PACKETS + " packets, cut it first");
        }
        if (count == sizes.length) {
            timesPs = Arrays.copyOf(timesPs, count * 2);
            sizes = Arrays.copyOf(sizes, count * 2);
            flows = Arrays.copyOf(flows, count * 2);
        }
        timesPs[count] = count == 0 ? 0 : Math.max(timesPs[count - 1], atPs);
        sizes[count] = frameBytes(record);
        flows[count] = flow(record);
        count++;
    }

    /** Bytes of the frame without tags, FCS included, whatever the capture's link type is. */
    private int frameBytes(CaptureRecord record) {
        int tag = record.protocol() == VLAN ? Ethernet.VLAN_LENGTH : 0;
        LinkType link = record.linkType();
        long frame = record.originalLength() - link.headerLength() + Ethernet.LENGTH - tag + FCS;
        if (frame > Mix.LARGEST) {
            throw new IllegalArgumentException(file + ": packet " + record.number() + " has " + frame
                    + " bytes as a frame, more than " + Mix.LARGEST + "; capture on the wire, where it is cut already");
        }
        return (int) Math.max(Mix.SMALLEST, frame);
    }

    /** Number of the packet's pair of addresses, in the order they came. */
    private int flow(CaptureRecord record) {
        head.setMemory(0, HEAD, (byte) 0);
        record.copyNetworkTo(head, 0, HEAD);
        int at = record.protocol() == VLAN ? Ethernet.VLAN_LENGTH : 0;
        int type = at == 0 ? record.protocol() : head.getShort(2, ByteOrder.BIG_ENDIAN) & 0xffff;
        List<Long> pair = switch (type) {
            case IPV4 -> List.of(head.getLong(at + 12));
            case IPV6 ->
                List.of(head.getLong(at + 8), head.getLong(at + 16), head.getLong(at + 24), head.getLong(at + 32));
            default -> List.of();
        };
        return flowNumbers.computeIfAbsent(pair, _ -> flowNumbers.size());
    }

    /** Name of the file. */
    public String file() {
        return file;
    }

    public int packets() {
        return count;
    }

    /** Pairs of addresses. */
    public int flowCount() {
        return flowNumbers.size();
    }

    /** Since the first packet, in the capture's own time. */
    public long timePs(int packet) {
        return timesPs[packet];
    }

    /** Bytes of the frame without tags, FCS included. */
    public int size(int packet) {
        return sizes[packet];
    }

    /** Number of the packet's pair of addresses. */
    public int flow(int packet) {
        return flows[packet];
    }

    /** Mean time from one packet to the next. */
    public Rational gapPs() {
        return new Rational(timesPs[count - 1], count - 1);
    }

    /** Packets per second, as captured. */
    public Rational packetsPerSecond() {
        return Rational.of(1_000_000_000_000L).dividedBy(gapPs());
    }

    /** Its sizes with how often each comes. */
    public Mix mix() {
        TreeMap<Integer, Long> packets = new TreeMap<>();
        for (int at = 0; at < count; at++) {
            packets.merge(sizes[at], 1L, Long::sum);
        }
        return new Mix(
                "capture " + file,
                "a capture",
                4,
                List.copyOf(packets.keySet()),
                List.copyOf(packets.values()),
                Mix.Order.RANDOM,
                List.of());
    }
}
