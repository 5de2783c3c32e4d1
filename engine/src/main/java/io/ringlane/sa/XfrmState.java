// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import io.ringlane.algorithm.EspCipher;
import io.ringlane.header.EspHeader;
import io.ringlane.header.EspTrailer;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;

/**
 * One SA (RFC 4301 section 4.4.2; kernel {@code struct xfrm_state}): its configuration, the lengths derived from it,
 * and what changes with every packet. Everything that changes belongs to the core that owns the SA.
 */
public final class XfrmState {
    /** Life of a state: only a valid one protects packets. */
    public enum Status {
        VALID,
        EXPIRED,
        DEAD
    }

    /** What the lifetime check says of the packet at hand. */
    public enum Lifetime {
        ALIVE,
        SOFT_EXPIRED,
        HARD_EXPIRED
    }

    private static final int BEET_PSEUDO_HEADER_ROOM = 8;
    private static final long NEVER = SaLimits.nanos(0);

    private final SaConfig config;
    private final SecretKey key;
    private final OutboundSequence sequence;
    private final short headerLength;
    private final byte outerHeaderLength;
    private final byte beetRoom;
    private final boolean encryptsIv;
    /** The table that the state is in or was in last; told of changes that matter to look-ups. */
    private SaTable table;

    private SaLimits limits;
    private Status status = Status.VALID;
    private boolean dying;
    private long bytesElsewhere;
    private long packetsElsewhere;
    private long addTimeNs;
    private long useTimeNs;
    private boolean used;
    private boolean usedBefore;
    private boolean handedOn;
    private int index = -1;
    private int generation;
    private int inFlight;

    /** @param key its material; the state closes it when the last packet in flight is done. */
    public XfrmState(SaConfig config, SecretKey key) {
        this(
                config,
                key,
                new OutboundSequence(
                        config.esn(), config.has(SaFlags.OSEQ_MAY_WRAP), config.sequenceHigh(), config.sequenceLow()));
    }

    /** @param sequence where its numbers come from. */
    public XfrmState(SaConfig config, SecretKey key, OutboundSequence sequence) {
        if (key.length() != config.transform().materialLength()) {
            throw new IllegalArgumentException(
                    config.id() + ": " + config.transform().name() + " needs "
                            + config.transform().materialLength() + " key bytes, salt included, has " + key.length());
        }
        this.config = config;
        this.key = key;
        this.sequence = sequence;
        limits = config.limits();
        setMarks();
        outerHeaderLength = (byte) (config.outerFamily() == 4 ? Ipv4.LENGTH : Ipv6.LENGTH);
        beetRoom = (byte) beetRoom(config);
        EspCipher cipher = config.transform().cipher();
        encryptsIv = cipher != null && cipher.hasEncryptedIv();
        headerLength = (short) (EspHeader.LENGTH + config.transform().ivLength() + modeRoom() + config.encapLength());
    }

    /** {@code phlen} of the kernel's BEET prep: 8 unless the selector is IPv6, and 20 more under an IPv6 header. */
    private static int beetRoom(SaConfig config) {
        if (config.selector().family() == 6) {
            return 0;
        }
        return config.outerFamily() == 6 ? BEET_PSEUDO_HEADER_ROOM + Ipv4.LENGTH : BEET_PSEUDO_HEADER_ROOM;
    }

    private int modeRoom() {
        return switch (config.mode()) {
            case TUNNEL -> outerHeaderLength;
            case BEET -> beetRoom;
            case TRANSPORT, ROUTE_OPTIMIZATION, IN_TRIGGER -> 0;
        };
    }

    /**
     * The kernel's {@code props.header_len}: ESP header, IV, UDP encapsulation, and what the mode adds in front.
     */
    public int headerLength() {
        return headerLength;
    }

    /** Block size, one byte, ICV ({@code props.trailer_len}). */
    public int trailerLength() {
        return config.transform().padBlock() + 1 + config.transform().icvLength();
    }

    /** Room that BEET keeps in {@link #headerLength} and does not always use. */
    public int beetRoom() {
        return beetRoom;
    }

    /** True where a packet gets a seed in the IV's place, which the cipher encrypts with the text. */
    public boolean encryptsIv() {
        return encryptsIv;
    }

    /** Length of the outer IP header without options: 20 or 40. */
    public int outerHeaderLength() {
        return outerHeaderLength;
    }

    /** Largest inner packet, IP header included, that fits a link of the given MTU ({@code xfrm_state_mtu}). */
    public int mtu(int linkMtu) {
        if (status != Status.VALID) {
            return linkMtu - headerLength;
        }
        int adjust = config.mode() == XfrmMode.TUNNEL ? 0 : outerHeaderLength;
        int block = config.transform().padBlock();
        int room = linkMtu - headerLength - config.transform().icvLength() - adjust;
        int text = Math.floorDiv(room, block) * block;
        return text <= EspTrailer.LENGTH ? 1 : text + adjust - EspTrailer.LENGTH;
    }

    /**
     * Lifetime check before a packet is counted (kernel {@code xfrm_state_check_expire}). A hard limit reached ends
     * the state.
     */
    public Lifetime checkExpire(long nowNs) {
        if (!used) {
            used = true;
            useTimeNs = nowNs;
            setMarks();
        }
        long allBytes = bytes() + bytesElsewhere;
        long allPackets = packets() + packetsElsewhere;
        if (allBytes >= limits.hardBytes() || allPackets >= limits.hardPackets()) {
            status(Status.EXPIRED);
            return Lifetime.HARD_EXPIRED;
        }
        if (!dying && (allBytes >= limits.softBytes() || allPackets >= limits.softPackets())) {
            dying(true);
            return Lifetime.SOFT_EXPIRED;
        }
        return Lifetime.ALIVE;
    }

    /** Its life begins, or goes on: the time of a duty cycle, once. */
    public void begin(long nowNs) {
        addTimeNs += nowNs;
        useTimeNs += usedBefore ? nowNs : 0;
    }

    /**
     * Goes on where another state of the same SA ended; ahead of {@link #begin}.
     *
     * @param addedNs how long ago its life began, {@code usedNs} the same of its first packet, negative for none.
     */
    public void resume(long addedNs, long usedNs, long bytesBefore, long packetsBefore) {
        addTimeNs = -addedNs;
        usedBefore = usedNs >= 0;
        used = usedBefore;
        useTimeNs = usedBefore ? -usedNs : 0;
        sequence.resumeCounts(bytesBefore, packetsBefore);
        setMarks();
    }

    /**
     * Lifetime check by the clock (kernel {@code xfrm_timer_handler}), to be asked at {@link #deadline}. A clock that
     * jumps over soft and hard limit brings the soft one first: the SA's age is then the soft limit.
     */
    public Lifetime checkTime(long nowNs) {
        if (status != Status.VALID) {
            return Lifetime.ALIVE;
        }
        long age = nowNs - addTimeNs;
        long use = used ? nowNs - useTimeNs : 0;
        if (age >= SaLimits.nanos(limits.hardAdd()) && !dying && limits.softAdd() != 0) {
            addTimeNs = nowNs - Math.min(age, SaLimits.nanos(limits.softAdd()));
            age = nowNs - addTimeNs;
        }
        if (age >= SaLimits.nanos(limits.hardAdd()) || use >= SaLimits.nanos(limits.hardUse())) {
            status(Status.EXPIRED);
            return Lifetime.HARD_EXPIRED;
        }
        if (!dying && (age >= SaLimits.nanos(limits.softAdd()) || use >= SaLimits.nanos(limits.softUse()))) {
            dying(true);
            return Lifetime.SOFT_EXPIRED;
        }
        return Lifetime.ALIVE;
    }

    /** When {@link #checkTime} is to be asked next; an SA not used yet counts as used first at that time. */
    public long deadline(long nowNs) {
        long add = Math.min(SaLimits.nanos(limits.hardAdd()), dying ? NEVER : SaLimits.nanos(limits.softAdd()));
        long use = Math.min(SaLimits.nanos(limits.hardUse()), dying ? NEVER : SaLimits.nanos(limits.softUse()));
        long toAdd = add - (nowNs - addTimeNs);
        long toUse = use - (used ? nowNs - useTimeNs : 0);
        return nowNs + Math.max(0, Math.min(toAdd, toUse));
    }

    /** What other cores protected under the same SA, which its limits count too. */
    public void countedElsewhere(long moreBytes, long morePackets) {
        bytesElsewhere = moreBytes;
        packetsElsewhere = morePackets;
        setMarks();
    }

    /** New lifetime limits for a state in use ({@code xfrm_state_update}); the soft one may be reported once more. */
    public void limits(SaLimits newLimits) {
        limits = newLimits;
        dying(false);
        setMarks();
    }

    private void setMarks() {
        // the first packet comes by checkExpire where the time of it matters
        boolean open = status == Status.VALID && (used || !limits.hasUseSeconds());
        long mostBytes = Math.min(limits.hardBytes(), dying ? Long.MAX_VALUE : limits.softBytes());
        long mostPackets = Math.min(limits.hardPackets(), dying ? Long.MAX_VALUE : limits.softPackets());
        sequence.marks(open ? mostBytes - bytesElsewhere : 0, open ? mostPackets - packetsElsewhere : 0);
    }

    private void status(Status changed) {
        if (status != changed) {
            status = changed;
            setMarks();
            lookUpsChanged();
        }
    }

    private void dying(boolean changed) {
        if (dying != changed) {
            dying = changed;
            setMarks();
            lookUpsChanged();
        }
    }

    private void lookUpsChanged() {
        if (table != null) {
            table.statusChanged();
        }
    }

    /** Counts a packet that got its number. @param length payload that will be protected. */
    public void count(int length) {
        sequence.count(length);
    }

    /** A packet of this SA goes to a worker, a device or a backlog. */
    public void hold() {
        inFlight++;
    }

    /** That packet came back. @return true when the state is dead and this was the last one: keys can be closed. */
    public boolean release() {
        inFlight--;
        return inFlight == 0 && status == Status.DEAD;
    }

    /** Ends the state. @return true when nothing is in flight: keys can be closed now. */
    public boolean kill() {
        status(Status.DEAD);
        return inFlight == 0;
    }

    /** Its numbers and counts go on in a {@link #successor}, and are not to be given back when this one is freed. */
    public void handOn() {
        handedOn = true;
    }

    public boolean isHandedOn() {
        return handedOn;
    }

    /** The same SA under another config, when this state was handed on and killed. */
    public XfrmState successor(SaConfig newConfig, SecretKey itsKey, long nowNs) {
        XfrmState next = new XfrmState(newConfig, itsKey, sequence);
        next.resume(nowNs - addTimeNs, used ? nowNs - useTimeNs : -1, 0, 0);
        return next;
    }

    void bind(SaTable newTable, int tableIndex, int tableGeneration) {
        table = newTable;
        index = tableIndex;
        generation = tableGeneration;
    }

    public SaConfig config() {
        return config;
    }

    public SecretKey key() {
        return key;
    }

    public SaLimits limits() {
        return limits;
    }

    /** Time of the duty cycle that took it in. */
    public long addTimeNs() {
        return addTimeNs;
    }

    /** Time of the first packet that was checked, which for an SA without limits from then on need not be the first. */
    public long useTimeNs() {
        return useTimeNs;
    }

    /** False before {@link #useTimeNs} has a meaning. */
    public boolean isUsed() {
        return used;
    }

    public OutboundSequence sequence() {
        return sequence;
    }

    public Status status() {
        return status;
    }

    public boolean dying() {
        return dying;
    }

    /** Payload bytes and packets protected so far ({@code curlft}). */
    public long bytes() {
        return sequence.bytes();
    }

    public long packets() {
        return sequence.packets();
    }

    public int inFlight() {
        return inFlight;
    }

    /** Place in the {@link SaTable}; -1 before it is added. */
    public int index() {
        return index;
    }

    public int generation() {
        return generation;
    }

    @Override
    public String toString() {
        return "XfrmState(" + config.id() + " " + config.mode().label() + ")";
    }
}
