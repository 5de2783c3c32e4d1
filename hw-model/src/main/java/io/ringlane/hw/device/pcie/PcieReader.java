// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.pcie;

/** A part of a device that reads host memory over a {@link PcieLink}. Called by the simulation's thread. */
public interface PcieReader {
    /** All data of a read is there; reads end in the order they were begun. */
    void readDone(int token, long nowPs);

    /** Tags are free again, after a read of this reader was refused. */
    void tagsFree();
}
