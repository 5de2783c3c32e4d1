// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlException;
import java.util.List;
import java.util.Set;

/**
 * A NIC as the planner models it, read from a profile: every number has a source. Immutable; any thread.
 *
 * @param name        by which it is asked for.
 * @param title       product, ports and host.
 * @param unvalidated why no answer about it has been compared with a published one; null when some have.
 * @param context     null where there is no crypto, or its lookup costs nothing.
 * @param lanes       null where the device has no crypto.
 * @param ipsec       null where the device has no crypto.
 * @param byteLimits  null where the driver keeps no byte queue limits.
 * @param pause       null where pause frames are off.
 * @param validated   ranges in which published points were met.
 * @param text        what it was read from.
 */
public record DeviceProfile(
        String name,
        String title,
        String unvalidated,
        Ports ports,
        Pcie pcie,
        Descriptors descriptors,
        Doorbell doorbell,
        Rings rings,
        Context context,
        Lanes lanes,
        Ipsec ipsec,
        Egress egress,
        Completion completion,
        ByteLimits byteLimits,
        Pause pause,
        List<ValidRange> validated,
        ProfileText text) {
    /**
     * @param count     ports, each of the same rate.
     * @param bitRate   of one port, in bits per second.
     * @param packetCap packets per second and direction that a port does at most; 0: as many as the line carries.
     * @param capBytes  longest frame, FCS included, that the cap holds for; 0: it holds for all.
     * @param bitCap    bits per second of frames that a port does at most; 0: as many as the line carries.
     * @param phyPs     through MAC, PCS and PHY of one side.
     */
    public record Ports(int count, long bitRate, long packetCap, int capBytes, long bitCap, long phyPs) {}

    /**
     * @param bytes          of a descriptor.
     * @param fetchBatch     descriptors that are fetched at once at most.
     * @param completion     bytes of a completion record.
     * @param writeBackBatch packets whose completions are written at once.
     * @param prefetch       TX descriptors and packets inside the device, fetched and not sent, at most.
     */
    public record Descriptors(int bytes, int fetchBatch, int completion, int writeBackBatch, int prefetch) {}

    /**
     * @param batch  packets that one ring of the doorbell tells of.
     * @param bytes  of the write.
     * @param costPs of the write, to the host's core.
     * @param postPs of writing one descriptor, to the host's core.
     */
    public record Doorbell(int batch, int bytes, long costPs, long postPs) {}

    /**
     * @param queues of each port and direction.
     * @param tx     descriptors of a TX ring.
     * @param rx     descriptors of an RX ring.
     */
    public record Rings(int queues, int tx, int rx) {}

    /**
     * What of IPsec the device does.
     *
     * @param placement   beside the path or on it.
     * @param receive     whether it also decrypts; always true for lookaside.
     * @param cuts        whether it cuts TCP and UDP super-packets ahead of ESP.
     * @param bitCap      bits per second of ESP frames, both directions together; 0: none is known.
     * @param slots       SAs of each direction at most; 0: none is known.
     * @param modes       who may forward between clear and encrypted side.
     * @param algorithms  kernel names of what it encrypts.
     */
    public record Ipsec(
            Placement placement,
            boolean receive,
            boolean cuts,
            long bitCap,
            int slots,
            Set<ForwardingMode> modes,
            List<String> algorithms) {
        /** Copies both collections. */
        public Ipsec {
            modes = Set.copyOf(modes);
            algorithms = List.copyOf(algorithms);
        }
    }

    /** Where a packet meets the lanes. */
    public enum Placement {
        /** On its way between ring and wire. */
        INLINE,
        /** On a way of its own, over the PCIe link and back. */
        LOOKASIDE
    }

    /**
     * From the lanes to the wire.
     *
     * @param scheduler    how the queues of a port take turns.
     * @param quantum      bytes of a turn; with {@link Scheduler#DRR} only.
     * @param fifoBytes    of the TX FIFO of a port.
     * @param receiveBytes of the RX buffer of a port, ahead of the PCIe link.
     * @param cutThrough   whether a frame may start before its end has come; never on receive.
     * @param steer        what decides about a packet's queue.
     * @param queues       of a port, that share its FIFO, at least one; with {@link Scheduler#PRIORITY} the first goes
     *                     first.
     * @param shaper       of each port; null where it sends as fast as its line.
     */
    public record Egress(
            Scheduler scheduler,
            int quantum,
            long fifoBytes,
            long receiveBytes,
            boolean cutThrough,
            Steer steer,
            List<Queue> queues,
            Shaper shaper) {
        /** Copies the list. */
        public Egress {
            queues = List.copyOf(queues);
        }
    }

    /**
     * A token bucket.
     *
     * @param bitRate of frames, FCS included.
     * @param bytes   that go at once after a rest.
     */
    public record Shaper(long bitRate, long bytes) {}

    /** What decides which queue of a port a packet is sent from. */
    public enum Steer {
        /** A hash of its SA. */
        SA,
        /** Bytes of its clear frame: the first queue that takes so many. */
        SIZE
    }

    /**
     * A queue of a port.
     *
     * @param weight   quanta of its turn; 1 with {@link Scheduler#PRIORITY}.
     * @param mostBytes of a clear frame, FCS included, that it takes, where frames are steered by size.
     */
    public record Queue(int weight, int mostBytes) {
        /** All packets, in turn. */
        public static final Queue ONLY = new Queue(1, Integer.MAX_VALUE);
    }

    /** How queues take turns. */
    public enum Scheduler {
        /** The first queue that has something. */
        PRIORITY,
        /** By deficit round robin. */
        DRR
    }

    /**
     * How the host hears of packets.
     *
     * @param poll    whether its cores look without being told; frames and time mean nothing then.
     * @param frames  packets after which an interrupt is due at once.
     * @param afterPs of the first packet, at which one is due at the latest.
     */
    public record Completion(boolean poll, int frames, long afterPs) {}

    /**
     * Byte queue limits.
     *
     * @param least  bytes the limit never falls below.
     * @param most   bytes the limit never rises above.
     * @param holdPs after which slack is taken off.
     */
    public record ByteLimits(long least, long most, long holdPs) {}

    /**
     * Pause frames.
     *
     * @param stopBytes in the RX buffer at which the peer is paused.
     * @param goBytes   in the RX buffer at which it may go on.
     * @param quanta    of 512 bit times asked for, 1 to 65535.
     * @param reactPs   until a sender that was paused stops.
     */
    public record Pause(long stopBytes, long goBytes, int quanta, long reactPs) {}

    /**
     * A range in which the model was compared with what others measured.
     *
     * @param what such as {@code tunnels} or {@code frame-bytes}.
     */
    public record ValidRange(String what, long least, long most, List<String> sources) {
        /** Copies the tags. */
        public ValidRange {
            sources = List.copyOf(sources);
        }

        public boolean covers(long value) {
            return value >= least && value <= most;
        }
    }

    /** Copies the list. */
    public DeviceProfile {
        validated = List.copyOf(validated);
    }

    /** Every number of it. */
    public List<SourcedNumber> numbers() {
        return text.numbers();
    }

    /** Those for which no source is known. */
    public List<SourcedNumber> assumptions() {
        return numbers().stream().filter(SourcedNumber::isAssumption).toList();
    }

    /** The range of something that was validated; null where none was. */
    public ValidRange validated(String what) {
        return validated.stream()
                .filter(range -> range.what().equals(what))
                .findFirst()
                .orElse(null);
    }

    /**
     * The same device with one value changed.
     *
     * @param path  such as {@code lanes.count}.
     * @param value as it stands in a profile; a number without a tag gets {@code [user]}.
     */
    public DeviceProfile with(String path, String value) {
        return ProfileReader.read(text.with(path, value));
    }

    /**
     * The same device with one number made larger or smaller, its tags kept.
     *
     * @return null where the number cannot be scaled so: a count would be cut, a limit passed.
     */
    public DeviceProfile scaled(SourcedNumber number, Rational factor) {
        try {
            return with(number.path(), number.tagged(number.value().times(factor)));
        } catch (YamlException _) {
            return null;
        }
    }

    /** What tells two profiles apart: the first 16 hex digits of the SHA-256 of what it says. */
    public String hash() {
        return text.hash();
    }
}
