// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.dev.NetDevice;
import io.ringlane.sa.XfrmState;

/** The queues that a core feeds. That core's thread. */
public interface PortSource {
    /** The port for a state's packets of a device that has one queue here; null for any other: the long way. */
    BundlePort only(NetDevice device, XfrmState state);

    /** Grows with every port that comes, goes or changes. */
    long generation();
}
