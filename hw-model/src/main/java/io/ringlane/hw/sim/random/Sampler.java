// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.random;

/** Draws of one distribution from one stream, as whole numbers: picoseconds, packets, bytes. Allocates nothing. */
@FunctionalInterface
public interface Sampler {
    long next();
}
