// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code validate_xmit_skb} and V1 to V16 of the semantics, one packet or one list at a time. */
final class RefValidate {
    private final RefSetup setup;
    private final RefCounts counts;
    private final List<Late> late = new ArrayList<>();

    /** A frame that asynchronous crypto still has. */
    private record Late(RefFrame frame, RefDevice device) {}

    private int cutTo;

    RefValidate(RefSetup setup, RefCounts counts) {
        this.setup = setup;
        this.counts = counts;
    }

    /** A packet that the offload path does not concern. */
    void plain(RefWork work, RefDevice device) {
        Set<Feature> features = features(work, device, false);
        if (work.isGso() && mustCut(work, features, device)) {
            List<RefWork> segments = RefGso.cut(work, !canChecksum(work, features), 1);
            if (cut(segments, device)) {
                segments.forEach(segment -> transmit(RefEsp.clear(segment), device));
            }
            return;
        }
        if (!work.isGso() && work.partial && !canChecksum(work, features) && !work.completeChecksum()) {
            device.txDropped++;
            counts.drop("CHECKSUM_ERROR", 1);
            return;
        }
        transmit(RefEsp.clear(work), device);
    }

    /** A packet protected inside output. @param mtu to which it is cut then, 0 if it is not. */
    void sealed(RefWork work, RefDevice device, int mtu) {
        cutTo = mtu;
        walk(List.of(work), device, false);
        cutTo = 0;
    }

    /** A packet whose protection was left to validate. */
    void protect(RefWork work, RefDevice device) {
        Set<Feature> features = features(work, device, true);
        boolean hardware = hardware(work.sa, device, features);
        if (!work.isGso()) {
            boolean leave = hardware && features.contains(Feature.HW_ESP_TX_CSUM) && canChecksum(work, features);
            if (!leave && !work.completeChecksum()) {
                device.txDropped++;
                counts.drop("CHECKSUM_ERROR", 1);
                return;
            }
            walk(List.of(work), device, hardware);
        } else if (mustCut(work, features, device)) {
            cutAndWalk(work, device, features);
        } else if (!hardware || wraps(work)) {
            // V2, then V7
            Set<Feature> left = features.contains(Feature.HW_ESP)
                    ? features
                    : Feature.without(features, Feature.SG, Feature.IP_CSUM, Feature.IPV6_CSUM, Feature.HW_CSUM);
            cutAndWalk(work, device, Feature.without(left, Feature.HW_ESP, Feature.GSO_ESP));
        } else {
            walk(List.of(work), device, true);
        }
    }

    private static Set<Feature> features(RefWork work, RefDevice device, boolean encapsulated) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        features.addAll(device.features);
        if (encapsulated) {
            features.removeAll(device.notEncapsulated);
        }
        if (work.isGso()) {
            features.removeAll(device.partial);
        }
        return features;
    }

    private static boolean hardware(RefSa sa, RefDevice device, Set<Feature> features) {
        return sa.device == device && (features.contains(Feature.HW_ESP) || device.partial.contains(Feature.HW_ESP));
    }

    private static boolean mustCut(RefWork work, Set<Feature> features, RefDevice device) {
        return !features.containsAll(GsoKind.needed(work.gso))
                || work.gso.contains(GsoKind.DODGY)
                || !work.partial
                || !canChecksum(work, features)
                || work.gsoSegs > device.maxSegs;
    }

    private static boolean canChecksum(RefWork work, Set<Feature> features) {
        boolean v4 = work.flow != null && work.flow.family == 4;
        return features.contains(Feature.HW_CSUM) || features.contains(v4 ? Feature.IP_CSUM : Feature.IPV6_CSUM);
    }

    /** The low half of the number wraps within the packet. */
    private static boolean wraps(RefWork work) {
        return (work.number & 0xffffffffL) + work.gsoSegs > 0xffffffffL;
    }

    private void cutAndWalk(RefWork work, RefDevice device, Set<Feature> features) {
        boolean hardware = hardware(work.sa, device, features);
        // the IPv4 hook counts partial features, the IPv6 hook does not
        Set<Feature> seen = work.sa.family() == 4 ? Feature.union(features, device.partial) : features;
        boolean leave = work.sa.device == device
                && seen.contains(Feature.HW_ESP)
                && seen.contains(Feature.HW_ESP_TX_CSUM)
                && canChecksum(work, features);
        int perPiece = 1;
        boolean partial = leave
                && features.contains(Feature.GSO_PARTIAL)
                && features.contains(Feature.SG)
                && Feature.union(features, device.partial).containsAll(GsoKind.needed(work.gso));
        if (partial && !wraps(work)) {
            int payload = work.transportToEnd - work.transportLength;
            perPiece = Math.max(1, Math.min(payload, setup.partialPayload) / work.gsoSize);
        }
        List<RefWork> segments = RefGso.cut(work, !leave, perPiece);
        if (cut(segments, device)) {
            walk(segments, device, hardware);
        }
    }

    /** V7a or not. */
    private boolean cut(List<RefWork> segments, RefDevice device) {
        if (segments == null) {
            device.txDropped++;
            counts.drop("SEGMENTATION_ERROR", 1);
            return false;
        }
        counts.consumed++;
        counts.born += segments.size();
        return true;
    }

    /** V8 to V16; on a hard error the whole list goes, but for what crypto has already. */
    private void walk(List<RefWork> list, RefDevice device, boolean hardware) {
        List<RefFrame> kept = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            RefWork work = list.get(i);
            if (setup.script.fails(work.sa.spi, (int) work.number)) {
                counts.count("XfrmOutStateProtoError");
                counts.drop("PROTOCOL_ERROR", kept.size() + list.size() - i);
                return;
            }
            RefFrame frame = RefEsp.frame(work, hardware);
            boolean inProgress = setup.asynchronous || setup.script.steals(work.sa.spi, (int) work.number);
            if (!hardware && inProgress) {
                late.add(new Late(frame, device));
            } else {
                kept.add(frame);
            }
        }
        kept.forEach(frame -> transmit(frame, device));
    }

    private void transmit(RefFrame frame, RefDevice device) {
        if (cutTo == 0) {
            transmitOne(frame, device);
            return;
        }
        List<RefFrame> pieces = frame.cut(cutTo);
        counts.consumed++;
        counts.born += pieces.size();
        pieces.forEach(piece -> transmitOne(piece, device));
    }

    private void transmitOne(RefFrame frame, RefDevice device) {
        if (device.refuses(frame.bytes.length)) {
            counts.drop("DEVICE_REFUSED", 1);
        } else {
            device.frames.add(frame);
        }
    }

    void resumeAll() {
        late.forEach(each -> transmit(each.frame(), each.device()));
    }
}
