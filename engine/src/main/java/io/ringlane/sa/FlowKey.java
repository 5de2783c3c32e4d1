// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

/**
 * The fields of a packet that selectors look at. One mutable instance per thread, filled for each packet; ports are 0
 * where the protocol has none or a fragment hides them. For ICMP the ports hold type and code, as in the kernel.
 */
public final class FlowKey {
    public int family;
    public long sourceHigh;
    public long sourceLow;
    public long destinationHigh;
    public long destinationLow;
    public int protocol;
    public int sourcePort;
    public int destinationPort;
    public int mark;
    /** The xfrm interface that a packet came by, 0 for none. */
    public int interfaceId;

    /** A hash over addresses, protocol and ports, spread over all 32 bits: the same for all packets of a flow. */
    public int hash() {
        long mixed = sourceHigh * 0x9e3779b97f4a7c15L ^ Long.rotateLeft(sourceLow * 0xc2b2ae3d27d4eb4fL, 17);
        mixed ^= destinationHigh * 0x165667b19e3779f9L ^ Long.rotateLeft(destinationLow * 0x27d4eb2f165667c5L, 31);
        mixed ^= ((long) protocol << 32 | (long) sourcePort << 16 | destinationPort) * 0x9e3779b97f4a7c15L;
        mixed ^= mixed >>> 29;
        mixed *= 0xbf58476d1ce4e5b9L;
        return (int) (mixed >>> 32);
    }
}
