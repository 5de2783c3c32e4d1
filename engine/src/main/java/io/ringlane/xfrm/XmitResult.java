// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

/** What a transform answers to one packet of a burst. */
public enum XmitResult {
    /** Not looked at, because an earlier segment of the same super-packet failed. */
    NOT_ATTEMPTED,
    /** The packet is ready for the device. */
    DONE,
    /** The packet belongs to asynchronous crypto now and comes back through the core's completion ring. */
    IN_PROGRESS,
    /** The packet cannot be protected: the whole chain it belongs to is dropped. */
    FAILED
}
