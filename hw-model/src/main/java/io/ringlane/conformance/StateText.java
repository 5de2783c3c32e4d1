// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.golden.GoldenSa;

/** Writes the SA of a case in the syntax of {@code ip xfrm state add}, so that the configuration reader makes it. */
final class StateText {
    private static final int WORDS_OF_BITMAP = 32;

    private StateText() {}

    /** One command, without {@code ip} in front. */
    static String of(GoldenSa sa) {
        StringBuilder text = new StringBuilder("xfrm state add src ").append(sa.source());
        text.append(" dst ").append(sa.destination()).append(" proto esp spi ").append(sa.spi());
        text.append(" reqid ").append(sa.reqid()).append(" mode ").append(sa.mode());
        if (sa.replayWindow() > 0 || sa.esn()) {
            text.append(" replay-window ").append(Math.max(sa.replayWindow(), WORDS_OF_BITMAP));
        }
        append(text, " replay-oseq 0x", sa.sequenceLow());
        append(text, " replay-oseq-hi 0x", sa.sequenceHigh());
        sa.flags().forEach(flag -> text.append(" flag ").append(flag));
        if (sa.esn()) {
            text.append(" flag esn");
        }
        sa.extraFlags().forEach(flag -> text.append(" extra-flag ").append(flag));
        algorithms(sa, text);
        if (sa.encap() != null) {
            text.append(" encap ")
                    .append(sa.encap().type())
                    .append(' ')
                    .append(sa.encap().sourcePort());
            text.append(' ').append(sa.encap().destinationPort()).append(" 0.0.0.0");
        }
        if (sa.tfcpad() != 0) {
            text.append(" tfcpad ").append(sa.tfcpad());
        }
        if (sa.options() != null) {
            text.append(' ').append(sa.options());
        }
        if (sa.ivSalt() != null) {
            text.append(" iv-salt 0x").append(sa.ivSalt());
        }
        if (sa.selector() != null) {
            text.append(" sel src ").append(sa.selector().get(0));
            text.append(" dst ").append(sa.selector().get(1));
        }
        return text.toString();
    }

    private static void algorithms(GoldenSa sa, StringBuilder text) {
        if (sa.aead() != null) {
            algorithm(" aead ", sa.aead(), text).append(' ').append(sa.aead().icvBits());
            return;
        }
        algorithm(" enc ", sa.encryption(), text);
        if (sa.authentication() != null) {
            algorithm(" auth-trunc ", sa.authentication(), text)
                    .append(' ')
                    .append(sa.authentication().icvBits());
        }
    }

    private static StringBuilder algorithm(String keyword, GoldenSa.Algorithm algorithm, StringBuilder text) {
        return text.append(keyword).append(algorithm.name()).append(" 0x").append(algorithm.key());
    }

    private static void append(StringBuilder text, String words, long value) {
        if (value != 0) {
            text.append(words).append(Long.toHexString(value));
        }
    }
}
