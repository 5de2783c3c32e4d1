// SPDX-License-Identifier: Apache-2.0
package io.ringlane.example;

import io.ringlane.config.XfrmConfig;
import io.ringlane.config.XfrmConfigReader;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.FrameDevice;
import io.ringlane.engine.Producer;
import io.ringlane.header.Ipv4;
import io.ringlane.packet.Packet;
import java.nio.charset.StandardCharsets;

/** A first engine: a device of one's own, one SA, one packet. Shown in docs/embedding.md. */
public final class FirstEngine {
    private static final String SA = """
        state add src 192.0.2.1 dst 198.51.100.2 proto esp spi 0x1000 reqid 1 mode tunnel \
        aead rfc4106(gcm(aes)) 0x000102030405060708090a0b0c0d0e0f10111213 128
        policy add src 10.1.0.0/16 dst 10.2.0.0/16 dir out \
        tmpl src 192.0.2.1 dst 198.51.100.2 proto esp reqid 1 mode tunnel
        """;

    public static void main(String[] args) {
        FrameDevice device = new FrameDevice("print0", 1500, frame -> {
            System.out.println("frame of " + frame.length() + " bytes");
            return true;
        });
        Route route = new Route(device, 1500, new byte[0], Route.DEFAULT_HOP_LIMIT);
        try (Engine engine = Engine.launch(new EngineContext().route(route));
                XfrmConfig config = new XfrmConfigReader().read("SA", SA.getBytes(StandardCharsets.UTF_8))) {
            engine.addDevice(device);
            config.states().forEach(sa -> engine.addState(sa.config(), sa.key()));
            config.policies().forEach(entry -> engine.addPolicy(entry.policy()));
            Producer producer = engine.producer();
            Packet packet = producer.take(1400);
            fill(packet);
            producer.send(packet);
            producer.flush();
            engine.doWork(System.nanoTime());
            System.out.println(engine.snapshot().account());
        }
    }

    /** An IPv4 header from 10.1.0.2 to 10.2.0.2, and 100 bytes that are no known protocol. */
    private static void fill(Packet packet) {
        packet.network(packet.data());
        packet.put(120);
        byte[] header = {0x45, 0, 0, 120, 0, 1, 0x40, 0, 64, (byte) 253, 0, 0, 10, 1, 0, 2, 10, 2, 0, 2};
        packet.buffer().putBytes(packet.data(), header);
        Ipv4.writeChecksum(packet.buffer(), packet.data());
    }
}
