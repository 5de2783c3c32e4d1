// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.dev.NetDevice;
import io.ringlane.dev.Route;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The SAs of the pipeline: number i protects what goes to 10.128.0.0 + i, in tunnel mode, AES-128-GCM with 32-bit
 * numbers, each with a key of its own. Fresh keys in each run. Set-up only.
 */
final class OutboundKeys {
    static final int FIRST_SPI = 1000;
    /** Of the device, for the longest frames. */
    static final int MTU = 9600;

    private static final byte[] LINK_HEADER = HexFormat.of().parseHex("0200000000030200000000040800");
    private static final int FIRST_DESTINATION = 10 << 24 | 128 << 16;
    private static final int ESP_PROTOCOL = 50;
    private static final int KEY_BITS = 128;
    private static final IpAddress OUTER_SOURCE = IpAddress.parse("172.16.1.5");
    private static final IpAddress OUTER_DESTINATION = IpAddress.parse("172.16.2.5");

    private final int count;
    private final EspTransform transform;
    private final byte[] pattern;

    OutboundKeys(int count, EspTransform transform) {
        this.count = count;
        this.transform = transform;
        pattern = new byte[transform.materialLength()];
        new SecureRandom().nextBytes(pattern);
    }

    static EspTransform aes() {
        return EspTransform.aesGcm(KEY_BITS, KEY_BITS);
    }

    EspTransform transform() {
        return transform;
    }

    static int outerSource() {
        return OUTER_SOURCE.ipv4();
    }

    static int outerDestination() {
        return OUTER_DESTINATION.ipv4();
    }

    int count() {
        return count;
    }

    /** Inner destination of an SA's packets, as an int in network order. */
    static int destination(int index) {
        return FIRST_DESTINATION + index;
    }

    /** Key, then salt. */
    byte[] material(int index) {
        byte[] material = pattern.clone();
        if (material.length > 0) {
            ByteBuffer bytes = ByteBuffer.wrap(material);
            bytes.putInt(0, bytes.getInt(0) ^ index);
        }
        return material;
    }

    SaConfig config(int index) {
        return config(index, 0);
    }

    /** @param window numbers that the replay window spans, 0 for none. */
    SaConfig config(int index, int window) {
        return new SaConfigBuilder()
                .between(OUTER_SOURCE, OUTER_DESTINATION)
                .spi(FIRST_SPI + index)
                .reqid(index + 1)
                .mode(XfrmMode.TUNNEL)
                .replayWindow(window)
                .transform(transform)
                .build();
    }

    /** One rule an SA, for its destination only. */
    static Policy policy(int index) {
        return policy(index, Policy.Direction.OUT);
    }

    static Policy policy(int index, Policy.Direction direction) {
        Selector selector = Selector.of(IpAddress.any(4), 0, IpAddress.ofIpv4(destination(index)), Integer.SIZE);
        Template template = new Template(
                OUTER_SOURCE, OUTER_DESTINATION, 0, ESP_PROTOCOL, XfrmMode.TUNNEL, index + 1, Template.Level.REQUIRED);
        return new Policy(selector, direction, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(template));
    }

    /** Where protected packets go. */
    static Route route(NetDevice device) {
        return new Route(device, MTU, LINK_HEADER, Route.DEFAULT_HOP_LIMIT);
    }

    /** The new Ethernet header. */
    static byte[] linkHeader() {
        return LINK_HEADER.clone();
    }
}
