// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.model;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/**
 * One run of the plain NIC, in the form of the program it is compared with: packets through, packets lost, events,
 * picoseconds of model time, seconds of processor time. One thread.
 */
public final class PlainNicMain {
    private static final int CHUNK = 1_000;
    private static final int WARM_UPS = 4;
    private static final double NANOS = 1e9;

    private PlainNicMain() {}

    /** @param args traffic, load, packets; half a million of them at least, for what is compiled meanwhile. */
    public static void main(String[] args) {
        if (args.length != 3) {
            System.err.println("usage: PlainNicMain cbr|mix LOAD PACKETS");
            System.exit(2);
        }
        int packets = Integer.parseInt(args[2]) / CHUNK * CHUNK;
        PlainNic nic = new PlainNic(args[0], Double.parseDouble(args[1]));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        // the model is compiled in the beginning, for seconds that a sweep pays once
        for (int i = 0; i < WARM_UPS; i++) {
            run(nic, packets);
        }
        long lost = nic.lost();
        long events = nic.events();
        long start = threads.getCurrentThreadCpuTime();
        long nowPs = run(nic, packets);
        long took = threads.getCurrentThreadCpuTime() - start;
        System.out.printf(
                Locale.ROOT,
                "%d %d %d %d %.6f%n",
                packets,
                nic.lost() - lost,
                nic.events() - events,
                nowPs,
                took / NANOS);
    }

    private static long run(PlainNic nic, int packets) {
        long nowPs = 0;
        for (int done = 0; done < packets; done += CHUNK) {
            nowPs = nic.run(CHUNK);
        }
        return nowPs;
    }
}
