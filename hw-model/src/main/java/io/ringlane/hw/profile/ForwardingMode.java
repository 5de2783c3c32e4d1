// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

/** Who forwards packets of a gateway. */
public enum ForwardingMode {
    /** Cores of the host, by way of its memory. */
    HOST,
    /** Rules in the NIC; packets do not cross the PCIe link. */
    IN_NIC
}
