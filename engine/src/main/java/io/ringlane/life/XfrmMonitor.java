// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

/**
 * Who is told what happens to SAs and policies. Commands tell on the thread of their caller; limits, acquires and
 * mappings are told by the core that meets them, while its packets wait: an implementation must not block. A
 * {@link MonitorQueue} brings them all to a thread of one's own.
 */
@FunctionalInterface
public interface XfrmMonitor {
    /** Listens to nothing. */
    XfrmMonitor NONE = event -> {};

    void event(XfrmEvent event);
}
