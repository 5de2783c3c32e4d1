// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import io.ringlane.bench.load.Protection;
import io.ringlane.bench.load.SinkDevice;
import io.ringlane.dev.Features;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.sa.SaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Memory per SA, its expanded key included, and per policy: adds so many, and compares the heap in use after a
 * collection, and what the process has resident outside of the heap, with those of an empty engine. A program, one
 * thread; Linux, for the resident set. With fewer than 100,000 the JVM's own growth is not small beside the SAs'.
 */
public final class StateMemory {
    private static final String USAGE = "usage: StateMemory CRYPTO STATES\n"
            + "  CRYPTO is the name of a provider, STATES a number of SAs from 1 to 1048576.";
    private static final int MOST_STATES = 1 << 20;
    private static final Path RESIDENT = Path.of("/proc/self/smaps_rollup");
    private static final int KIBI = 1024;
    private static final int COLLECTIONS = 4;
    private static final int WARM_UP = 20_000;

    private final Engine engine;
    private final String cipher;
    private long heap;
    private long outside;

    private StateMemory(String cipher, int states) {
        this.cipher = cipher;
        SinkDevice device = new SinkDevice(Features.SG);
        engine = Engine.launch(new EngineContext()
                .maxStates(states)
                .crypto(Protection.provider(cipher))
                .route(new Route(device, device.mtu(), new byte[0], Route.DEFAULT_HOP_LIMIT)));
        engine.addDevice(device);
    }

    /** Prints a line for SAs and one for policies. Exit code 2 when the arguments are wrong. */
    public static void main(String[] args) throws IOException {
        if (args.length != 2 || !args[1].matches("[1-9][0-9]{0,6}") || Integer.parseInt(args[1]) > MOST_STATES) {
            System.err.println(USAGE);
            System.exit(2);
        }
        int states = Integer.parseInt(args[1]);
        warmUp(args[0]);
        StateMemory memory = new StateMemory(args[0], states);
        memory.remember();
        memory.addStates(states);
        memory.print("SA", states);
        memory.remember();
        memory.addPolicies(states);
        memory.print("policy", states);
        memory.engine.close();
    }

    /** Classes, compiled code and the library's own memory are not the SAs'. */
    private static void warmUp(String cipher) {
        StateMemory warm = new StateMemory(cipher, WARM_UP);
        warm.addStates(WARM_UP);
        warm.addPolicies(WARM_UP);
        warm.engine.close();
    }

    private void addStates(int states) {
        for (int i = 0; i < states; i++) {
            SaConfig config = Protection.config(cipher, i);
            if (engine.addState(config, Protection.key(config)).isRefused()) {
                throw new IllegalStateException("SA " + i + " was refused");
            }
        }
    }

    private void addPolicies(int policies) {
        for (int i = 0; i < policies; i++) {
            engine.addPolicy(Protection.policy(i, i, 0));
        }
    }

    private void remember() throws IOException {
        heap = heapUsed();
        outside = resident() - heapCommitted();
    }

    private void print(String what, int count) throws IOException {
        double heapEach = (double) (heapUsed() - heap) / count;
        double outsideEach = (double) (resident() - heapCommitted() - outside) / count;
        System.out.printf(
                Locale.ROOT,
                "%-8s %8d of them: %7.0f bytes of heap, %7.0f outside of it, %7.0f together, each%n",
                what,
                count,
                heapEach,
                outsideEach,
                heapEach + outsideEach);
    }

    /** What is left after a collection that leaves no gaps: of the serial collector every fourth one. */
    private static long heapUsed() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** With -Xms equal to -Xmx and touched beforehand, the heap is resident as a whole. */
    private static long heapCommitted() {
        return Runtime.getRuntime().totalMemory();
    }

    private static long resident() throws IOException {
        for (String line : Files.readAllLines(RESIDENT)) {
            if (line.startsWith("Rss:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBI;
            }
        }
        throw new IOException(RESIDENT + " has no line Rss");
    }
}
