// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.dev.NetDevice;

/** The queues that a core feeds. That core's thread. */
public interface PortSource {
    /** The port of a device that is up and has one queue here; null for any other, which takes the long way. */
    BundlePort only(NetDevice device);

    /** Grows with every port that comes, goes or changes. */
    long generation();
}
