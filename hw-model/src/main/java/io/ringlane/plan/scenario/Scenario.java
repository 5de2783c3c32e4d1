// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.scenario;

import io.ringlane.hw.device.GatewaySpec.Crypto;
import io.ringlane.hw.device.GatewaySpec.Route;
import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.ForwardingMode;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.YamlException;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.plan.traffic.Popularity;
import io.ringlane.plan.traffic.TrafficSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a planner wants to know of which device, traffic and host, read from a file. Every value of it can be changed by
 * its key, which is how variants are made. Immutable; any thread.
 */
public final class Scenario {
    private static final String[] KEYS = {
        "name", "device", "change", "path", "traffic", "host", "seed", "budget", "measured", "questions"
    };
    /** What decides about the result of a trial, beside the device. */
    private static final String[] MODELLED = {"path", "traffic", "seed"};

    private static final long PS_PER_MM = 5;
    private static final long LONGEST_CABLE = 100_000_000;
    /** Two metres. */
    private static final long USUAL_CABLE_PS = 10_000;

    private static final String DEVICE = "device.";
    private static final int HASH_BYTES = 8;

    private final YamlNode root;
    private final DeviceProfile device;
    private final HostProfile host;
    private final TrafficSpec traffic;
    private final Passage path;
    private final Questions questions;
    private final long seed;
    private final long budget;
    private final String hash;

    private Scenario(YamlNode root, DeviceProfile device) {
        this.root = root.allow(KEYS);
        this.device = device;
        host = HostReader.read(root.find("host"));
        traffic = TrafficSpec.read(root.get("traffic"));
        path = path(root.find("path"));
        requireSense();
        questions = QuestionReader.read(root.find("questions"));
        seed = root.has("seed") ? root.get("seed").quantity(Dimension.COUNT, 0, Long.MAX_VALUE) : 1;
        budget = root.has("budget") ? root.get("budget").quantity(Dimension.COUNT, 1000, Long.MAX_VALUE) : 0;
        hash = hash(root, device, host);
    }

    /** Reads a scenario; what is wrong with it is a {@link YamlException}. */
    public static Scenario read(Path file) {
        return of(YamlNode.read(file));
    }

    /** The same out of a text; the file's name is for messages. */
    public static Scenario parse(String yaml, String file) {
        return of(YamlNode.parse(yaml, file));
    }

    private static Scenario of(YamlNode root) {
        root.allow(KEYS);
        DeviceProfile device = device(root.get("device"));
        YamlNode change = root.find("change");
        if (change != null) {
            for (String key : change.keys()) {
                device = changed(
                        device, key, change.get(key).text(), change.get(key).where());
            }
        }
        return new Scenario(root, device);
    }

    /**
     * The way of packets through the device.
     *
     * @param cablePs between two gateways in series.
     */
    public record Passage(Route route, ForwardingMode forwarding, Crypto crypto, long cablePs) {}

    private Passage path(YamlNode node) {
        Crypto usual = device.lanes() == null ? Crypto.HOST : Crypto.INLINE;
        if (node == null || node.isText()) {
            Route route = node == null ? Route.ENCRYPT : node.oneOf(Route.class);
            return new Passage(route, ForwardingMode.HOST, usual, USUAL_CABLE_PS);
        }
        node.allow("route", "forwarding", "crypto", "cable");
        return new Passage(
                node.has("route") ? node.get("route").oneOf(Route.class) : Route.ENCRYPT,
                node.has("forwarding") ? node.get("forwarding").oneOf(ForwardingMode.class) : ForwardingMode.HOST,
                node.has("crypto") ? node.get("crypto").oneOf(Crypto.class) : usual,
                node.has("cable")
                        ? node.get("cable").quantity(Dimension.LENGTH, 0, LONGEST_CABLE) * PS_PER_MM
                        : USUAL_CABLE_PS);
    }

    /** Refuses what no device could be. */
    private void requireSense() {
        if (path.crypto() == Crypto.INLINE && device.lanes() == null) {
            throw root.find("path")
                    .fault("crypto 'inline' needs crypto lanes, device " + device.name()
                            + " has none; allowed is 'host'");
        }
        if (traffic.superBytes() > 0 && path.route() != Route.SOURCE) {
            throw root.get("traffic")
                    .get("super-packets")
                    .fault("'traffic.super-packets' goes with 'path: {route: source}' only: frames that are forwarded"
                            + " come one by one");
        }
        if (path.crypto() == Crypto.INLINE
                && device.ipsec().slots() > 0
                && traffic.sas() > device.ipsec().slots()) {
            throw root.get("traffic")
                    .get("sas")
                    .fault("'traffic.sas' is " + traffic.sas() + ", device " + device.name() + " has room for "
                            + device.ipsec().slots() + " SAs of each direction");
        }
        if (path.forwarding() == ForwardingMode.IN_NIC
                && (path.crypto() != Crypto.INLINE || !device.ipsec().modes().contains(ForwardingMode.IN_NIC))) {
            throw root.get("path")
                    .fault("device " + device.name() + " cannot forward by itself, 'forwarding' must be" + " 'host'");
        }
    }

    private static DeviceProfile device(YamlNode node) {
        try {
            return Profiles.find(node.text());
        } catch (YamlException wrong) {
            throw wrong.where().startsWith("'") ? node.fault("device " + wrong.getMessage()) : wrong;
        }
    }

    private static DeviceProfile changed(DeviceProfile device, String key, String value, String where) {
        try {
            return device.with(key, value);
        } catch (YamlException wrong) {
            throw new YamlException(where, "device key '" + key + "': " + wrong.what());
        }
    }

    /**
     * The same with one value changed.
     *
     * @param key   such as {@code device}, {@code device.lanes.count} or {@code traffic.sas}.
     * @param value as it stands in a file.
     */
    public Scenario with(String key, String value, String where) {
        if (key.startsWith(DEVICE)) {
            return new Scenario(root, changed(device, key.substring(DEVICE.length()), value, where));
        }
        try {
            YamlNode changed = root.with(key, value);
            return key.equals("device") ? of(changed) : new Scenario(changed, device);
        } catch (YamlException wrong) {
            throw new YamlException(where, wrong.what());
        }
    }

    private static String hash(YamlNode root, DeviceProfile device, HostProfile host) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((device.hash() + host).getBytes(StandardCharsets.UTF_8));
            for (String key : MODELLED) {
                YamlNode node = root.find(key);
                sha.update((key + "=" + (node == null ? "" : canonical(node)) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(sha.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What a node says, without where it says it. */
    static String canonical(YamlNode node) {
        StringBuilder text = new StringBuilder();
        if (node.isMap()) {
            node.keys().stream()
                    .sorted()
                    .forEach(key -> text.append(key)
                            .append(':')
                            .append(canonical(node.get(key)))
                            .append(';'));
            return "{" + text + "}";
        }
        if (node.isList()) {
            node.items().forEach(item -> text.append(canonical(item)).append(','));
            return "[" + text + "]";
        }
        return node.text();
    }

    // ---- what it says

    /** As the file calls it, else the device's name. */
    public String name() {
        return root.has("name") ? root.get("name").text() : device.name();
    }

    public DeviceProfile device() {
        return device;
    }

    /** What packets cost its host. */
    public HostProfile host() {
        return host;
    }

    public Questions questions() {
        return questions;
    }

    /** Of all random streams. */
    public long seed() {
        return seed;
    }

    /** Packets that all answers may take; 0 where the file does not say. */
    public long budget() {
        return budget;
    }

    public TrafficSpec traffic() {
        return traffic;
    }

    /** The way of its packets. */
    public Passage path() {
        return path;
    }

    /** SAs in use. */
    public long states() {
        return traffic.sas();
    }

    /** Whether each SA is as likely as the others. */
    public boolean isUniform() {
        Popularity.Kind kind = traffic.popularity().kind();
        return kind == Popularity.Kind.UNIFORM || kind == Popularity.Kind.CYCLIC;
    }

    /** A part of the file, null where it is missing. */
    public YamlNode part(String key) {
        return root.find(key);
    }

    /** Where the file says something, for messages. */
    public String where() {
        return root.where();
    }

    /** What tells two scenarios apart, as far as it decides about results: 16 hex digits. */
    public String hash() {
        return hash;
    }
}
