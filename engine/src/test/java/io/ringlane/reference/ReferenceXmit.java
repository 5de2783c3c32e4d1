// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.ArrayList;
import java.util.List;

/**
 * The transmit path as it reads in the semantics: slow, obvious, one packet at a time, on byte arrays. Output (policy,
 * road, encapsulation, numbers), then {@link RefValidate}. A device that is busy and a backlog do not occur: queues are
 * first-in first-out, so what a device has accepted in the end does not depend on them: the claim to be tested.
 */
public final class ReferenceXmit {
    private final RefSetup setup;
    private final RefCounts counts = new RefCounts();
    private final RefValidate validate;

    public ReferenceXmit(RefSetup setup) {
        this.setup = setup;
        for (RefSa sa : setup.states) {
            sa.high = sa.esn ? sa.startHigh : 0;
            sa.low = sa.startLow;
        }
        validate = new RefValidate(setup, counts);
    }

    public RefCounts counts() {
        return counts;
    }

    /** One packet, all the way. */
    public void process(RefPacket packet) {
        counts.in++;
        RefWork work = new RefWork(packet);
        RefFlow flow = new RefFlow();
        RefFlow.Kind kind = linkSaysIp(packet.link) ? flow.read(work.ip, work.isGso()) : RefFlow.Kind.NOT_IP;
        if (kind == RefFlow.Kind.NOT_IP) {
            counts.notIp++;
            if (work.isGso()) {
                counts.drop("SEGMENTATION_ERROR", 1);
            } else {
                clear(work, setup.defaultRoute, 0);
            }
            return;
        }
        if (kind == RefFlow.Kind.MALFORMED) {
            counts.drop("MALFORMED", 1);
            return;
        }
        work.flow = flow;
        trim(work, flow.total);
        if (work.isGso() && !countSegments(work)) {
            counts.drop("SEGMENTATION_ERROR", "XfrmOutError");
            return;
        }
        decide(work, flow);
    }

    private static boolean linkSaysIp(byte[] link) {
        if (link.length < 14) {
            return true;
        }
        int type = Octets.u16(link, link.length - 2);
        return type == 0x0800 || type == 0x86dd;
    }

    /** What stands behind the length of the IP header is link-layer padding. */
    private static void trim(RefWork work, int total) {
        work.checksumToEnd -= work.ip.length - total;
        work.ip = Octets.slice(work.ip, 0, total);
    }

    private boolean countSegments(RefWork work) {
        work.transportLength = work.flow.transportLength(work.ip);
        if (work.transportLength == 0) {
            return false;
        }
        work.transportToEnd = work.ip.length - work.flow.upper;
        int payload = work.transportToEnd - work.transportLength;
        work.gsoSegs = Math.max(1, (payload + work.gsoSize - 1) / work.gsoSize);
        return work.gsoSegs <= setup.maxSegments;
    }

    private void decide(RefWork work, RefFlow flow) {
        RefPolicy policy = setup.policy(flow);
        if (policy != null && policy.block()) {
            counts.drop("POLICY_BLOCK", "XfrmOutPolBlock");
            return;
        }
        if (policy == null || !policy.template()) {
            counts.clear++;
            clear(work, setup.route(flow.destination), flow.family);
            return;
        }
        RefSa sa = policy.sa();
        if (sa != null && sa.valid && (sa.selectorFamily == 0 || sa.selectorFamily == flow.family)) {
            protect(work, sa);
        } else if (policy.required()) {
            counts.drop("NO_STATE", "XfrmOutNoStates");
        } else {
            counts.clear++;
            clear(work, setup.route(flow.destination), flow.family);
        }
    }

    private void clear(RefWork work, RefRoute route, int family) {
        if (route == null) {
            counts.drop("NO_ROUTE", 1);
        } else if (family != 0 && !work.isGso() && work.ip.length > route.mtu()) {
            clearFragments(work, route, family);
        } else {
            link(work, route, family);
            validate.plain(work, route.device());
        }
    }

    private void clearFragments(RefWork work, RefRoute route, int family) {
        boolean may = family == 4 && (work.ip[6] & 0x40) == 0;
        List<byte[]> pieces = may && work.completeChecksum() ? RefFragments.cut(work.ip, route.mtu()) : null;
        if (pieces == null) {
            counts.drop("TOO_BIG", 1);
            return;
        }
        cut(pieces.size());
        link(work, route, family);
        pieces.forEach(piece -> validate.plain(work.segment(piece, 0), route.device()));
    }

    private void cut(int pieces) {
        counts.consumed++;
        counts.born += pieces;
    }

    private static void link(RefWork work, RefRoute route, int family) {
        work.link = route.link().length == 0 ? work.link.clone() : route.link().clone();
        if (work.link.length >= 14 && family != 0) {
            Octets.put16(work.link, work.link.length - 2, family == 4 ? 0x0800 : 0x86dd);
        }
    }

    private void protect(RefWork work, RefSa sa) {
        RefRoute route = setup.route(sa.destination);
        if (route == null) {
            counts.drop("NO_ROUTE", 1);
            return;
        }
        int path = sa.mtu(route.mtu());
        String refused = refusal(work, sa, path, route.mtu());
        if (refused != null) {
            counts.drop("TOO_BIG", 1);
            if (!refused.isEmpty()) {
                counts.count(refused);
            }
        } else if (offloadOk(work, sa, route)) {
            deferred(work, sa, route);
        } else if (largest(work) > path && !mayCut(work, sa, route, path)) {
            counts.drop("TOO_BIG", 1);
        } else {
            inline(work, sa, route, path);
        }
    }

    private static int largest(RefWork work) {
        int segment = work.flow.upper + work.transportLength + work.gsoSize;
        return work.isGso() ? Math.min(work.ip.length, segment) : work.ip.length;
    }

    /** The size test. @return null if it fits, else what is counted, empty for nothing. */
    private static String refusal(RefWork work, RefSa sa, int path, int link) {
        int largest = largest(work);
        if (work.flow.family == 4) {
            return (work.ip[6] & 0x40) != 0 && largest > path ? "" : null;
        }
        if (largest > Math.max(link, 1280)) {
            return "";
        }
        if (sa.mode == RefSa.Mode.TUNNEL && !work.isGso()) {
            return largest > path ? "" : null;
        }
        int most = work.isGso() ? path : Math.max(path, 1280);
        return sa.mode != RefSa.Mode.TRANSPORT && largest > most ? "XfrmOutStateModeError" : null;
    }

    /** Whether there is a way for fragments, and room for as many as there may be. */
    private boolean mayCut(RefWork work, RefSa sa, RefRoute route, int path) {
        boolean first = isCutFirst(work, sa);
        int mtu = setup.oneForOne() && sa.mode == RefSa.Mode.TUNNEL ? path : route.mtu();
        int unit = Math.max(8, (mtu - 56) & -8);
        int pieces = (largest(work) + route.mtu() - path + 64 + unit - 1) / unit;
        int slots = work.isGso() ? work.gsoSegs * (pieces + 1) : pieces;
        return (first || !setup.oneForOne()) && slots <= setup.slots(mtu);
    }

    private boolean isCutFirst(RefWork work, RefSa sa) {
        return setup.oneForOne() && sa.mode == RefSa.Mode.TUNNEL && work.flow.family == 4;
    }

    private static boolean fits(RefWork work, int mtu) {
        if (mtu > 0 && work.ip.length <= mtu) {
            return true;
        }
        return work.isGso() && work.flow.upper + work.transportLength + work.gsoSize <= mtu;
    }

    /** O1 to O5. */
    private boolean offloadOk(RefWork work, RefSa sa, RefRoute route) {
        if (!setup.deferred || sa.device != null && sa.device != route.device() || !fits(work, sa.mtu(route.mtu()))) {
            return false;
        }
        if (sa.device == null) {
            return true;
        }
        int first = Octets.u8(work.ip, 6);
        boolean extension = first == 0 || first == 43 || first == 44 || first == 51 || first == 59 || first == 60;
        boolean odd = work.flow.family == 4 ? (work.ip[0] & 15) != 5 : extension;
        return !odd && sa.device.offloadOk;
    }

    private void deferred(RefWork work, RefSa sa, RefRoute route) {
        if (work.isGso()) {
            work.gso.add(GsoKind.ESP);
        } else {
            boolean leave = sa.device != null && sa.device.features.contains(Feature.HW_ESP_TX_CSUM);
            if (!leave && !work.completeChecksum()) {
                counts.drop("CHECKSUM_ERROR", "XfrmOutError");
                return;
            }
        }
        if (outputOne(work, sa, route, work.isGso() ? work.gsoSegs : 1)) {
            validate.protect(work, route.device());
        }
    }

    private void inline(RefWork work, RefSa sa, RefRoute route, int path) {
        if (!work.isGso()) {
            if (!work.completeChecksum()) {
                counts.drop("CHECKSUM_ERROR", "XfrmOutError");
            } else {
                inlineOne(work, sa, route, path);
            }
            return;
        }
        List<RefWork> segments = RefGso.cut(work, true, 1);
        if (segments == null) {
            counts.drop("SEGMENTATION_ERROR", "XfrmOutError");
            return;
        }
        counts.consumed++;
        counts.born += segments.size();
        for (RefWork segment : new ArrayList<>(segments)) {
            segments.remove(0);
            if (!inlineOne(segment, sa, route, path)) {
                counts.drop("SEGMENTATION_ERROR", segments.size());
                return;
            }
        }
    }

    /** One packet or segment, in fragments if it has to be. @return false if some of it is lost. */
    private boolean inlineOne(RefWork work, RefSa sa, RefRoute route, int path) {
        if (work.ip.length <= path || !isCutFirst(work, sa)) {
            return sealOne(work, sa, route);
        }
        List<byte[]> pieces = RefFragments.cut(work.ip, path);
        if (pieces == null) {
            counts.drop("TOO_BIG", 1);
            return false;
        }
        cut(pieces.size());
        boolean all = true;
        for (byte[] piece : pieces) {
            all &= sealOne(work.segment(piece, 0), sa, route);
        }
        return all;
    }

    private boolean sealOne(RefWork work, RefSa sa, RefRoute route) {
        if (!outputOne(work, sa, route, 1)) {
            return false;
        }
        int sealed = work.outer.length + 16 + (work.text.length + 2 + 3) / 4 * 4 + sa.icv;
        if (sa.mode == RefSa.Mode.TRANSPORT && sa.family() == 6 && sealed > Math.max(route.mtu(), 1280)) {
            counts.drop("TOO_BIG", 1);
            return false;
        }
        validate.sealed(work, route.device(), sealed > route.mtu() ? route.mtu() : 0);
        return true;
    }

    /** {@code xfrm_output_one}. */
    private boolean outputOne(RefWork work, RefSa sa, RefRoute route, int numbers) {
        if (!RefEncap.apply(work, sa, route.hopLimit())) {
            counts.drop("MODE_ERROR", "XfrmOutStateModeError");
            return false;
        }
        if (!sa.valid) {
            counts.drop("STATE_INVALID", "XfrmOutStateInvalid");
            return false;
        }
        if (sa.bytes >= sa.hardBytes || sa.packets >= sa.hardPackets) {
            sa.valid = false;
            counts.hardExpired++;
            counts.drop("STATE_EXPIRED", "XfrmOutStateExpired");
            return false;
        }
        if (!sa.dying && (sa.bytes >= sa.softBytes || sa.packets >= sa.softPackets)) {
            sa.dying = true;
            counts.softExpired++;
        }
        Long first = sa.take(numbers);
        if (first == null) {
            counts.drop("SEQUENCE_EXHAUSTED", "XfrmOutStateSeqError");
            return false;
        }
        work.number = first;
        sa.bytes += work.text.length;
        sa.packets++;
        link(work, route, sa.family());
        return true;
    }

    /** Packets that were said to be in progress come back when everything else is done. */
    public void finish() {
        validate.resumeAll();
    }
}
