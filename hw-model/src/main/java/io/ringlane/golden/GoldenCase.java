// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

import java.util.List;

/**
 * A case with its captures on the heap: what entered and what the kernel sent, packets starting at the IP header.
 *
 * @param inlineOutput the inline capture; that of the case where the two are alike.
 * @param inline null when the case does not say what the inline road gives, or says that it gives the same.
 * @param inlineSame whether the case says that the inline road gives the same.
 */
public record GoldenCase(
        CaseInfo info,
        List<byte[]> input,
        List<byte[]> output,
        List<byte[]> inlineOutput,
        InlineResult inline,
        boolean inlineSame) {
    public String name() {
        return info.name();
    }

    /** Metadata of an input record. */
    public PacketMeta inputMeta(int record) {
        return record < info.inputMeta().size() ? info.inputMeta().get(record) : PacketMeta.none();
    }

    /** Metadata of an output record. */
    public PacketMeta outputMeta(int record) {
        return record < info.outputMeta().size() ? info.outputMeta().get(record) : PacketMeta.none();
    }

    /** MTU of the xfrm route for an input record, 0 if the case does not tell. */
    public int dstMtu(int record) {
        int own = inputMeta(record).dstMtu();
        return own != 0 ? own : info.dstMtu();
    }

    /** The outermost SA, null of a case without. */
    public GoldenSa sa() {
        return info.sas().isEmpty() ? null : info.sas().getLast();
    }
}
