// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

/** Where ESP is done: the roads that the kernel's packets took and that an engine is run on. */
public enum Road {
    /** ESP left to validate, in software. */
    DEFERRED("deferred"),
    /** ESP inside output. */
    INLINE("inline"),
    /** ESP left to the device. */
    HARDWARE("hw"),
    /** As deferred, the cipher completes later. */
    ASYNC("async");

    private final String label;

    Road(String label) {
        this.label = label;
    }

    /** The word of {@code path} in a case. */
    public String label() {
        return label;
    }

    /** The road of a case's {@code path}; null if there is none of that name. */
    public static Road of(String path) {
        for (Road road : values()) {
            if (road.label.equals(path)) {
                return road;
            }
        }
        return null;
    }
}
