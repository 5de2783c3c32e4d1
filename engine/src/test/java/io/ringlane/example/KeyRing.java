// SPDX-License-Identifier: Apache-2.0
package io.ringlane.example;

import io.ringlane.checkpoint.Checkpoint;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.FrameDevice;
import io.ringlane.life.MonitorPrinter;
import io.ringlane.life.MonitorQueue;
import io.ringlane.offload.OffloadResult;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SecretKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The example of docs/keys-and-lifetimes.md. */
public final class KeyRing {
    /** @param arguments the file of numbers, made in the first run. */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        FrameDevice device = new FrameDevice("none0", 1500, frame -> true);
        MonitorQueue events = new MonitorQueue(1024);
        try (Checkpoint numbers = Files.exists(file) ? Checkpoint.open(file) : Checkpoint.create(file);
                Engine engine = Engine.launch(new EngineContext()
                        .route(new Route(device, 1500, new byte[0], Route.DEFAULT_HOP_LIMIT))
                        .checkpoint(numbers)
                        .monitor(events))) {
            IpAddress peer = IpAddress.parse("198.51.100.2");
            int spi = engine.keyManager().allocateSpi(peer, 0x1000, 0x1fff);
            SaConfig config = new SaConfigBuilder()
                    .between("192.0.2.1", "198.51.100.2")
                    .spi(spi)
                    .reqid(1)
                    .limits(SaLimits.NONE.seconds(3000, 3600, 0, 0))
                    .build();
            SecretKey key = new SecretKey("sixteen byte keysalt".getBytes(StandardCharsets.US_ASCII));
            OffloadResult added = engine.addState(config, key);
            System.out.println(added.isRefused() ? added : "in use");
            long second = 1_000_000_000;
            engine.doWork(0);
            engine.doWork(3000 * second);
            engine.doWork(3600 * second);
            events.poll(event -> System.out.println(
                    MonitorPrinter.print(event).lines().findFirst().orElse("")));
        }
    }
}
