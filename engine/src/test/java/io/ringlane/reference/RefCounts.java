// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.Map;
import java.util.TreeMap;

/** What is counted; names are those of the engine's reasons and of the kernel's table. */
public final class RefCounts {
    public final Map<String, Long> drops = new TreeMap<>();
    public final Map<String, Long> xfrm = new TreeMap<>();
    public long in;
    public long born;
    public long consumed;
    public long clear;
    public long notIp;
    public long softExpired;
    public long hardExpired;

    void drop(String reason, int packets) {
        if (packets > 0) {
            drops.merge(reason, (long) packets, Long::sum);
        }
    }

    void drop(String reason, String counter) {
        drop(reason, 1);
        xfrm.merge(counter, 1L, Long::sum);
    }

    void count(String counter) {
        xfrm.merge(counter, 1L, Long::sum);
    }
}
