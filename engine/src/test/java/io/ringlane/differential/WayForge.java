// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.dev.Features;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Draws scripts: devices, SAs, policies and routes that mostly let packets through, and changes of them in mid-run.
 * Packets go from 10.1/16 and fd01::/16 to hosts k of 10.2/16 and fd02::/16; tunnels end at hosts k of 10.4/16 and
 * fd04::/16.
 */
final class WayForge {
    private static final int HOSTS = 4;
    private static final int DEVICES = 2;
    private static final int MOST_BURST = 256;

    private final Random random;
    private final TrafficForge traffic;
    private final WayScript script = new WayScript();
    private int nextSpi = 0x1000;

    private WayForge(Random random) {
        this.random = random;
        traffic = new TrafficForge(random, HOSTS);
    }

    /** The script of a seed; seeds that follow each other do not start alike. */
    static WayScript script(long seed) {
        return new WayForge(new Random(new SplittableRandom(seed).nextLong())).draw();
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private WayScript draw() {
        settings();
        for (int i = 0; i < DEVICES; i++) {
            script.devices.add(device("eth" + i));
        }
        for (int i = 0; i < 6; i++) {
            script.paths.add(path());
        }
        for (int i = 0; i < WayScript.PLACES; i++) {
            script.places[i] = oneIn(20) ? -1 : random.nextInt(oneIn(3) ? script.paths.size() : 2);
            if ((i & 1) == 1 && random.nextBoolean()) {
                script.places[i] = script.places[i - 1];
            }
        }
        for (int host = 0; host < HOSTS; host++) {
            protect(host, 4);
            protect(host, 6);
        }
        int count = 3 + random.nextInt(10);
        for (int i = 0; i < count; i++) {
            script.steps.add(new WayScript.Step(traffic.burst(), 1 + random.nextInt(3), oneIn(3) ? change() : null));
        }
        return script;
    }

    private void settings() {
        script.busy = oneIn(2);
        boolean tight = script.busy && oneIn(2);
        script.burst = oneIn(8) ? 1 + random.nextInt(4) : oneIn(8) ? MOST_BURST : 32;
        script.cachedFlows = oneIn(4) ? 1 + random.nextInt(16) : 1024;
        script.deferred = !oneIn(4);
        script.nativeCipher = random.nextBoolean();
        script.maxSegments = tight ? 1 + random.nextInt(24) : 48;
        script.segmentSlots = tight ? script.maxSegments + random.nextInt(40) : 2000;
        script.waitingLimit = tight ? script.maxSegments + random.nextInt(30) : 2000;
        script.backlogCapacity = tight ? script.maxSegments + random.nextInt(30) : 4000;
        script.failEvery = oneIn(6) ? 4 + random.nextInt(30) : 0;
    }

    private WayScript.Device device(String name) {
        long features = random.nextBoolean() ? Features.SG | Features.HW_CSUM : oneIn(2) ? Features.IP_CSUM : 0;
        features |= oneIn(3) && (features & Features.HW_CSUM) != 0 ? Features.TSO | Features.TSO6 : 0;
        features |= oneIn(3) ? 0 : Features.HW_ESP;
        features |= (features & Features.HW_ESP) != 0 && random.nextBoolean() ? Features.HW_ESP_TX_CSUM : 0;
        features |= oneIn(3) ? Features.GSO_ESP : 0;
        long gone = oneIn(6) ? Features.HW_ESP | Features.HW_ESP_TX_CSUM : oneIn(6) ? Features.HW_CSUM : 0;
        long partial = oneIn(8) && (features & Features.HW_ESP) != 0 ? Features.HW_ESP : 0;
        WayScript.Rule[] rules = WayScript.Rule.values();
        return new WayScript.Device(
                name,
                oneIn(3) ? 9000 : 1500,
                features,
                gone,
                partial,
                random.nextBoolean() ? WayScript.Rule.ALWAYS : rules[random.nextInt(rules.length)],
                script.busy ? random.nextInt(oneIn(2) ? 4 : 40) : 0,
                oneIn(6) ? 3 + random.nextInt(9) : 0,
                random.nextLong());
    }

    private WayScript.Path path() {
        int device = random.nextInt(DEVICES);
        int mtu = script.devices.get(device).mtu();
        byte[] link = new byte[oneIn(3) ? 14 : oneIn(8) ? 18 : 0];
        random.nextBytes(link);
        return new WayScript.Path(
                device, oneIn(4) ? 300 + random.nextInt(mtu - 299) : mtu, link, 1 + random.nextInt(255));
    }

    // ---- SAs and policies

    private static IpAddress address(int family, int net, int host) {
        return family == 4
                ? IpAddress.ofIpv4(10 << 24 | net << 16 | host)
                : new IpAddress(6, 0xfdL << 56 | (long) net << 48, host);
    }

    /** None, clear, blocked, without an SA, or protected, by one SA or several. */
    private void protect(int host, int family) {
        int kind = random.nextInt(14);
        if (kind == 0) {
            return;
        }
        int outer = random.nextBoolean() ? 4 : 6;
        XfrmMode mode = oneIn(8) ? oneIn(2) ? XfrmMode.TRANSPORT : XfrmMode.BEET : XfrmMode.TUNNEL;
        outer = mode == XfrmMode.TRANSPORT ? family : outer;
        int reqid = 100 * family + host;
        script.policies.add(policy(family, host, 0, kind, mode, outer, reqid));
        if (oneIn(4)) {
            script.policies.add(policy(family, host, oneIn(2) ? 17 : 6, random.nextInt(14), mode, outer, reqid));
        }
        if (kind > 3) {
            int count = oneIn(4) ? 2 : 1;
            for (int i = 0; i < count; i++) {
                script.states.add(state(host, family, mode, outer, reqid));
            }
        }
    }

    private Policy policy(int family, int host, int protocol, int kind, XfrmMode mode, int outer, int reqid) {
        IpAddress any = IpAddress.any(family);
        int port = protocol != 0 && oneIn(2) ? TrafficForge.PORTS[random.nextInt(TrafficForge.PORTS.length)] : 0;
        Selector selector = new Selector(
                family,
                any,
                0,
                address(family, 2, host),
                family == 4 ? 32 : 128,
                protocol,
                0,
                0,
                port,
                port == 0 ? 0 : 0xffff);
        boolean marked = oneIn(8);
        Template.Level level = oneIn(3) ? Template.Level.USE : Template.Level.REQUIRED;
        boolean own = mode != XfrmMode.TRANSPORT;
        Template template = new Template(
                own ? address(outer, 3, 1) : IpAddress.any(outer),
                own ? address(outer, 4, host) : IpAddress.any(outer),
                0,
                50,
                mode,
                reqid,
                level);
        return new Policy(
                selector,
                Policy.Direction.OUT,
                kind == 1 ? Policy.Action.BLOCK : Policy.Action.ALLOW,
                protocol == 0 ? 10 : 1 + random.nextInt(12),
                marked ? 1 : 0,
                marked ? 1 : 0,
                0,
                kind == 2 ? List.of() : List.of(template));
    }

    private WayScript.Sa state(int host, int family, XfrmMode mode, int outer, int reqid) {
        boolean own = mode == XfrmMode.TRANSPORT;
        int flags = (oneIn(4) ? SaFlags.NOECN : 0)
                | (oneIn(4) ? SaFlags.NOPMTUDISC : 0)
                | (oneIn(4) ? SaFlags.DONT_ENCAP_DSCP : 0);
        boolean esn = random.nextBoolean();
        boolean nearEnd = oneIn(3);
        flags |= !esn && oneIn(3) ? SaFlags.OSEQ_MAY_WRAP : 0;
        int keyBits = 128 + 64 * random.nextInt(3);
        int device = oneIn(2) ? -1 : random.nextInt(DEVICES);
        SaConfigBuilder settings = new SaConfigBuilder()
                .between(
                        own ? address(family, 1, host + 1) : address(outer, 3, 1),
                        own ? address(family, 2, host) : address(outer, 4, host))
                .spi(nextSpi++)
                .reqid(reqid)
                .mode(mode)
                .selector(mode == XfrmMode.BEET || oneIn(2) ? selector(family) : Selector.ANY)
                .transform(oneIn(3) ? otherTransform() : EspTransform.aesGcm(keyBits, 64 + 32 * random.nextInt(3)))
                .flags(flags)
                .esn(esn)
                .sequence(esn ? oneIn(6) ? -1 : random.nextInt(3) : 0, nearEnd ? -1 - random.nextInt(60) : 0)
                .ivSalt(random.nextLong())
                .limits(limits(device))
                .outputMark(oneIn(5) ? 1 + random.nextInt(2) : 0);
        if (oneIn(12) && device < 0) {
            settings.encap(4500, 4500);
        }
        SaConfig config = settings.build();
        byte[] key = new byte[config.transform().materialLength()];
        random.nextBytes(key);
        return new WayScript.Sa(config, key, device);
    }

    private EspTransform otherTransform() {
        return switch (random.nextInt(7)) {
            case 0 -> EspTransform.cipher(EspCipher.AES_CBC, 16, EspAuth.HMAC_SHA1, 20, 12);
            case 1 -> EspTransform.cipher(EspCipher.DES3_CBC, 24, EspAuth.HMAC_SHA256, 32, 16);
            case 2 -> EspTransform.cipher(EspCipher.NULL, 0, EspAuth.HMAC_SHA384, 48, 24);
            case 3 -> EspTransform.cipher(EspCipher.AES_CTR, 32, EspAuth.HMAC_SHA512, 64, 32);
            case 4 -> EspTransform.aead(EspCipher.AES_CCM, 16, 8 + 4 * random.nextInt(3));
            case 5 -> EspTransform.aead(EspCipher.CHACHA20_POLY1305, 32, 16);
            default -> EspTransform.aead(EspCipher.AES_GMAC, 16, 16);
        };
    }

    private static Selector selector(int family) {
        IpAddress any = IpAddress.any(family);
        return Selector.of(any, 0, any, 0);
    }

    /** A hard limit ends the SA after the duty cycle: where ways differ in cycles, what follows is not the same. */
    private SaLimits limits(int device) {
        boolean hard = !script.busy && (device < 0 || oneIn(2));
        long none = Long.MAX_VALUE;
        return switch (random.nextInt(8)) {
            case 0 -> new SaLimits(none, none, random.nextInt(40), none);
            case 1 -> new SaLimits(random.nextInt(9000), none, none, none);
            case 2 -> new SaLimits(none, none, random.nextInt(40), hard ? 20 + random.nextInt(60) : none);
            case 3 -> new SaLimits(none, hard ? random.nextInt(20_000) : none, none, none);
            default -> new SaLimits(none, none, none, none);
        };
    }

    // ---- changes

    private WayScript.Change change() {
        return switch (random.nextInt(10)) {
            case 0, 1 -> addState();
            case 2 -> deleteState();
            case 3 -> removePolicy();
            case 4 -> addPolicy();
            case 5, 6 -> reroute();
            case 7 -> script.busy || oneIn(2) ? downOrUp() : stopOrStart();
            default -> switchFeature();
        };
    }

    private WayScript.Change addState() {
        if (script.states.isEmpty()) {
            return null;
        }
        SaConfig like = script.states.get(random.nextInt(script.states.size())).config();
        int outer = like.outerFamily();
        boolean own = like.mode() == XfrmMode.TRANSPORT;
        int host = (int) like.id().destination().low() & 7;
        WayScript.Sa sa = state(host, own ? outer : like.reqid() / 100, like.mode(), outer, like.reqid());
        return new WayScript.Change("add " + sa, run -> run.add(sa));
    }

    private WayScript.Change deleteState() {
        if (script.states.isEmpty()) {
            return null;
        }
        WayScript.Sa sa = script.states.get(random.nextInt(script.states.size()));
        return new WayScript.Change(
                "delete " + sa.config().id(),
                run -> run.events.add(
                        "delete " + run.engine().deleteState(sa.config().id())));
    }

    private WayScript.Change removePolicy() {
        if (script.policies.isEmpty()) {
            return null;
        }
        Policy policy = script.policies.get(random.nextInt(script.policies.size()));
        return new WayScript.Change(
                "remove " + policy,
                run -> run.events.add("remove " + run.engine().removePolicy(policy)));
    }

    private WayScript.Change addPolicy() {
        int family = random.nextBoolean() ? 4 : 6;
        int host = random.nextInt(HOSTS);
        int outer = random.nextBoolean() ? 4 : 6;
        Policy policy = policy(family, host, 17, random.nextInt(4), XfrmMode.TUNNEL, outer, 100 * family + host);
        return new WayScript.Change(
                "policy " + policy,
                run -> run.events.add("policy " + run.engine().addPolicy(policy)));
    }

    private WayScript.Change reroute() {
        int place = random.nextInt(WayScript.PLACES);
        int path = oneIn(8) ? -1 : random.nextInt(script.paths.size());
        return new WayScript.Change("place " + place + " path " + path, run -> run.place(place, path));
    }

    private WayScript.Change downOrUp() {
        int device = random.nextInt(DEVICES);
        boolean down = oneIn(3);
        return new WayScript.Change((down ? "down " : "up ") + device, run -> {
            if (down) {
                run.engine().deviceDown(run.index(device));
            } else {
                run.engine().deviceUp(run.index(device));
            }
        });
    }

    private WayScript.Change stopOrStart() {
        int device = random.nextInt(DEVICES);
        boolean stopped = oneIn(2);
        return new WayScript.Change(
                (stopped ? "stop " : "start ") + device,
                run -> run.devices.get(device).stopped(stopped));
    }

    private WayScript.Change switchFeature() {
        int device = random.nextInt(DEVICES);
        long feature = oneIn(2) ? Features.HW_ESP : oneIn(2) ? Features.HW_ESP_TX_CSUM : Features.HW_CSUM;
        boolean on = random.nextBoolean();
        return new WayScript.Change(
                "feature " + Long.toHexString(feature) + (on ? " on " : " off ") + device,
                run -> run.engine().devices().changeFeatures(run.index(device), feature, on ? feature : 0));
    }
}
