// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

/** Encapsulation modes, with the kernel's {@code XFRM_MODE_*} numbers. */
public enum XfrmMode {
    TRANSPORT("transport"),
    TUNNEL("tunnel"),
    ROUTE_OPTIMIZATION("ro"),
    IN_TRIGGER("in_trigger"),
    BEET("beet");

    private final String label;

    XfrmMode(String label) {
        this.label = label;
    }

    /** The word that {@code ip xfrm} uses. */
    public String label() {
        return label;
    }
}
