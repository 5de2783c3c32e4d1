// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

import io.ringlane.hw.profile.DeviceProfile.ByteLimits;
import io.ringlane.hw.profile.DeviceProfile.Completion;
import io.ringlane.hw.profile.DeviceProfile.Descriptors;
import io.ringlane.hw.profile.DeviceProfile.Doorbell;
import io.ringlane.hw.profile.DeviceProfile.Egress;
import io.ringlane.hw.profile.DeviceProfile.Ipsec;
import io.ringlane.hw.profile.DeviceProfile.Pause;
import io.ringlane.hw.profile.DeviceProfile.Placement;
import io.ringlane.hw.profile.DeviceProfile.Ports;
import io.ringlane.hw.profile.DeviceProfile.Queue;
import io.ringlane.hw.profile.DeviceProfile.Rings;
import io.ringlane.hw.profile.DeviceProfile.Scheduler;
import io.ringlane.hw.profile.DeviceProfile.Shaper;
import io.ringlane.hw.profile.DeviceProfile.Steer;
import io.ringlane.hw.profile.DeviceProfile.ValidRange;
import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.hw.yaml.YamlNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a profile; refuses what is unknown, untagged, out of range or contradicts itself. Used once, by one thread. */
final class ProfileReader {
    private static final String[] KEYS = {
        "name",
        "title",
        "unvalidated",
        "ports",
        "pcie",
        "descriptors",
        "doorbell",
        "rings",
        "context",
        "lanes",
        "ipsec",
        "egress",
        "completion",
        "byte-limits",
        "pause",
        "validated"
    };
    private static final String NAME = "[a-z0-9][a-z0-9.-]{0,39}";
    private static final long SECOND = 1_000_000_000_000L;
    private static final long MILLISECOND = 1_000_000_000L;
    private static final long TERABIT = 1_000_000_000_000L;
    private static final long GIGAPACKET = 1_000_000_000L;
    private static final int MEBIBYTE = 1 << 20;
    private static final int GIBIBYTE = 1 << 30;
    private static final int LONGEST_FRAME = 16_384;
    private static final int LARGEST_RING = 1 << 16;
    private static final int MOST_QUEUES = 16;
    private static final int MOST_WEIGHT = 1000;
    private static final int MOST_QUANTA = 65_535;
    private static final Map<String, Dimension> RANGES =
            Map.of("tunnels", Dimension.COUNT, "frame-bytes", Dimension.COUNT);

    private final ProfileText text;
    private final List<SourcedNumber> numbers = new ArrayList<>();
    private final ProfileSection root;

    private ProfileReader(ProfileText text) {
        this.text = text;
        root = new ProfileSection(text.root(), numbers, text.changes().keySet());
    }

    static DeviceProfile read(ProfileText text) {
        return new ProfileReader(text).read();
    }

    private DeviceProfile read() {
        root.allow(KEYS);
        YamlNode name = text.root().get("name");
        if (!name.text().matches(NAME)) {
            throw name.fault("'name' is '" + name.text() + "', allowed are small letters, digits, dots and hyphens");
        }
        String unvalidated =
                root.has("unvalidated") ? text.root().get("unvalidated").text() : null;
        Ports ports = ports(root.section("ports"));
        Rings rings = rings(root.section("rings"));
        Ipsec ipsec = root.has("ipsec") ? ipsec(root.section("ipsec")) : null;
        Lanes lanes = root.has("lanes") ? CryptoReader.lanes(root.section("lanes")) : null;
        Context context = root.has("context") ? CryptoReader.context(root.section("context")) : null;
        DeviceProfile profile = new DeviceProfile(
                name.text(),
                text.root().get("title").text(),
                unvalidated,
                ports,
                pcie(root.section("pcie")),
                descriptors(root.section("descriptors"), rings),
                doorbell(root.section("doorbell"), rings),
                rings,
                context,
                lanes,
                ipsec,
                egress(root.section("egress")),
                completion(root.section("completion")),
                root.has("byte-limits") ? byteLimits(root.section("byte-limits")) : null,
                root.has("pause") ? pause(root.section("pause")) : null,
                root.has("validated") ? validated(text.root().get("validated")) : List.of(),
                text);
        agree(profile);
        return withNumbers(profile);
    }

    private DeviceProfile withNumbers(DeviceProfile p) {
        return new DeviceProfile(
                p.name(),
                p.title(),
                p.unvalidated(),
                p.ports(),
                p.pcie(),
                p.descriptors(),
                p.doorbell(),
                p.rings(),
                p.context(),
                p.lanes(),
                p.ipsec(),
                p.egress(),
                p.completion(),
                p.byteLimits(),
                p.pause(),
                p.validated(),
                text.withNumbers(numbers));
    }

    // ---- sections

    private static Ports ports(ProfileSection at) {
        at.allow("count", "rate", "packet-cap", "packet-cap-up-to", "bit-cap", "phy");
        return new Ports(
                at.count("count", 1, 16),
                at.number("rate", Dimension.BIT_RATE, 1_000_000, 4 * TERABIT),
                at.numberOrNone("packet-cap", Dimension.PACKET_RATE, 1, 10 * GIGAPACKET),
                (int) at.numberOrNone("packet-cap-up-to", Dimension.SIZE, 64, 16_000),
                at.numberOrNone("bit-cap", Dimension.BIT_RATE, 1_000_000, 4 * TERABIT),
                at.time("phy", MILLISECOND));
    }

    private static Pcie pcie(ProfileSection at) {
        at.allow("generation", "width", "mps", "mrrs", "rcb", "read-latency", "tags", "write-latency");
        Pcie pcie = new Pcie(
                at.count("generation", 1, 7),
                powerOfTwo(at, "width", at.count("width", 1, 32)),
                powerOfTwo(at, "mps", at.bytes("mps", 128, 4096)),
                powerOfTwo(at, "mrrs", at.bytes("mrrs", 128, 4096)),
                at.has("rcb") ? powerOfTwo(at, "rcb", at.bytes("rcb", 64, 4096)) : 0,
                at.time("read-latency", MILLISECOND),
                at.count("tags", 1, 1 << 16),
                at.time("write-latency", MILLISECOND));
        if (pcie.readCompletion() > pcie.payload()) {
            throw at.node().get("rcb").fault("'pcie.rcb' is larger than 'pcie.mps'");
        }
        return pcie;
    }

    private static int powerOfTwo(ProfileSection at, String key, int value) {
        if (Integer.bitCount(value) != 1) {
            YamlNode wrong = at.node().get(key);
            throw wrong.fault("'" + wrong.path() + "' is " + wrong.text() + ", must be a power of two");
        }
        return value;
    }

    private static Descriptors descriptors(ProfileSection at, Rings rings) {
        at.allow("size", "fetch-batch", "completion", "write-back-batch", "prefetch");
        return new Descriptors(
                at.bytes("size", 8, 4096),
                at.count("fetch-batch", 1, rings.tx()),
                at.bytes("completion", 0, 4096),
                at.count("write-back-batch", 1, Math.min(rings.tx(), rings.rx())),
                at.count("prefetch", 1, 1 << 20));
    }

    private static Doorbell doorbell(ProfileSection at, Rings rings) {
        at.allow("batch", "bytes", "cost", "post");
        return new Doorbell(
                at.count("batch", 1, rings.tx()),
                at.bytes("bytes", 4, 4096),
                at.time("cost", MILLISECOND),
                at.time("post", MILLISECOND));
    }

    private static Rings rings(ProfileSection at) {
        at.allow("queues", "tx", "rx");
        return new Rings(at.count("queues", 1, 1024), at.count("tx", 1, LARGEST_RING), at.count("rx", 1, LARGEST_RING));
    }

    private static Ipsec ipsec(ProfileSection at) {
        at.allow("placement", "receive", "cuts", "bit-cap", "slots", "modes", "algorithms");
        EnumSet<ForwardingMode> modes = EnumSet.noneOf(ForwardingMode.class);
        at.node()
                .get("modes")
                .items()
                .forEach(mode -> modes.add(ProfileSection.word(mode).oneOf(ForwardingMode.class)));
        return new Ipsec(
                at.oneOf("placement", Placement.class),
                at.yes("receive"),
                at.yes("cuts"),
                at.numberOrNone("bit-cap", Dimension.BIT_RATE, 1_000_000, 4 * TERABIT),
                at.countOrNone("slots", 1, 1 << 24),
                modes,
                at.node().get("algorithms").items().stream().map(YamlNode::text).toList());
    }

    private static Egress egress(ProfileSection at) {
        at.allow("scheduler", "quantum", "fifo", "receive-buffer", "cut-through", "steer", "queues", "shaper");
        Scheduler scheduler = at.oneOf("scheduler", Scheduler.class);
        onlyWith(at, "quantum", scheduler == Scheduler.DRR, "scheduler: drr");
        return new Egress(
                scheduler,
                scheduler == Scheduler.DRR ? at.bytes("quantum", LONGEST_FRAME / 16, MEBIBYTE) : 0,
                at.number("fifo", Dimension.SIZE, LONGEST_FRAME, GIBIBYTE),
                at.number("receive-buffer", Dimension.SIZE, LONGEST_FRAME, GIBIBYTE),
                at.yes("cut-through"),
                at.has("steer") ? at.oneOf("steer", Steer.class) : Steer.SA,
                at.has("queues") ? queues(at, scheduler) : List.of(Queue.ONLY),
                at.has("shaper") ? shaper(at.section("shaper").allow("rate", "burst")) : null);
    }

    private static Shaper shaper(ProfileSection at) {
        return new Shaper(
                at.number("rate", Dimension.BIT_RATE, 1_000_000, 4 * TERABIT),
                at.number("burst", Dimension.SIZE, LONGEST_FRAME, MEBIBYTE));
    }

    /** In the order they stand; where frames are steered by size the last one takes all that the others do not. */
    private static List<Queue> queues(ProfileSection at, Scheduler scheduler) {
        YamlNode node = at.node().get("queues");
        boolean isBySize = at.has("steer") && at.oneOf("steer", Steer.class) == Steer.SIZE;
        List<String> names = List.copyOf(node.keys());
        if (names.isEmpty() || names.size() > MOST_QUEUES) {
            throw node.fault("'queues' has " + names.size() + " queues, allowed are 1 to " + MOST_QUEUES);
        }
        List<Queue> queues = new ArrayList<>();
        int before = 0;
        for (int i = 0; i < names.size(); i++) {
            ProfileSection queue = at.section("queues").section(names.get(i)).allow("weight", "up-to");
            onlyWith(queue, "weight", scheduler == Scheduler.DRR, "scheduler: drr");
            boolean isLast = i == names.size() - 1;
            onlyWith(queue, "up-to", isBySize && !isLast, "steer: size");
            int most = isLast || !isBySize ? Integer.MAX_VALUE : queue.bytes("up-to", before + 1, LONGEST_FRAME);
            queues.add(new Queue(scheduler == Scheduler.DRR ? queue.count("weight", 1, MOST_WEIGHT) : 1, most));
            before = most;
        }
        return queues;
    }

    private static Completion completion(ProfileSection at) {
        at.allow("poll", "frames", "after");
        boolean poll = at.has("poll") && at.yes("poll");
        if (poll && (at.has("frames") || at.has("after"))) {
            throw at.node().fault("'completion' has both 'poll: yes' and interrupts; only one is possible");
        }
        return poll
                ? new Completion(true, 0, 0)
                : new Completion(false, at.count("frames", 1, LARGEST_RING), at.time("after", SECOND));
    }

    private static ByteLimits byteLimits(ProfileSection at) {
        at.allow("least", "most", "hold");
        ByteLimits limits = new ByteLimits(
                at.number("least", Dimension.SIZE, 0, GIBIBYTE),
                at.number("most", Dimension.SIZE, LONGEST_FRAME, 2L * GIBIBYTE),
                at.time("hold", 60 * SECOND));
        if (limits.least() > limits.most()) {
            throw at.node().get("least").fault("'byte-limits.least' is larger than 'byte-limits.most'");
        }
        return limits;
    }

    private static Pause pause(ProfileSection at) {
        at.allow("stop", "go", "quanta", "react");
        Pause pause = new Pause(
                at.number("stop", Dimension.SIZE, 1, GIBIBYTE),
                at.number("go", Dimension.SIZE, 0, GIBIBYTE),
                at.count("quanta", 1, MOST_QUANTA),
                at.time("react", MILLISECOND));
        if (pause.goBytes() >= pause.stopBytes()) {
            throw at.node().get("go").fault("'pause.go' must be below 'pause.stop'");
        }
        return pause;
    }

    private static List<ValidRange> validated(YamlNode at) {
        at.allow(RANGES.keySet().stream().sorted().toArray(String[]::new));
        List<ValidRange> ranges = new ArrayList<>();
        for (String what : at.keys()) {
            YamlNode value = at.get(what);
            String[] ends = Sources.number(value).split("\\s*\\.\\.\\s*");
            if (ends.length != 2) {
                throw value.fault("'" + value.path() + "' is '" + value.text() + "', must be like 1 .. 1600 [S1]");
            }
            long least = value.withText(ends[0]).quantity(RANGES.get(what));
            long most = value.withText(ends[1]).quantity(RANGES.get(what), least, Long.MAX_VALUE);
            ranges.add(new ValidRange(what, least, most, Sources.tags(value)));
        }
        return ranges;
    }

    static void onlyWith(ProfileSection at, String key, boolean allowed, String with) {
        if (allowed != at.has(key)) {
            YamlNode wrong = allowed ? at.node() : at.node().get(key);
            throw wrong.fault("'" + key + "' goes with '" + with + "'" + (allowed ? " and is missing" : " only"));
        }
    }

    // ---- what must go together

    private void agree(DeviceProfile profile) {
        boolean crypto = profile.ipsec() != null;
        if (crypto != (profile.lanes() != null)) {
            throw text.root()
                    .fault("'ipsec' and 'lanes' go together, '" + (crypto ? "lanes" : "ipsec") + "' is missing");
        }
        if (!crypto && profile.context() != null) {
            throw text.root().get("context").fault("'context' goes with 'ipsec' only");
        }
        if (crypto && profile.context() instanceof Context.Curves curves) {
            Set<ForwardingMode> known = curves.byMode().keySet();
            if (!known.containsAll(profile.ipsec().modes())) {
                throw text.root().get("ipsec").get("modes").fault("a mode of 'ipsec.modes' has no curve in 'context'");
            }
        }
        Pause pause = profile.pause();
        if (pause != null && pause.stopBytes() > profile.egress().receiveBytes()) {
            throw text.root()
                    .get("pause")
                    .get("stop")
                    .fault("'pause.stop' is larger than 'egress.receive-buffer', "
                            + Quantity.print(profile.egress().receiveBytes(), Dimension.SIZE));
        }
    }

    /** The names of a map's keys with a section for each, in order. */
    static Map<String, ProfileSection> each(ProfileSection at) {
        Map<String, ProfileSection> sections = new LinkedHashMap<>();
        at.node().keys().forEach(key -> sections.put(key, at.section(key)));
        return sections;
    }
}
