// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SecretKey;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints SAs and policies as {@code ip xfrm state} and {@code ip xfrm policy} do, what was added last first; limits are
 * printed as typed. {@link XfrmConfigReader} reads the text back. Keys only show when asked for. Stateless.
 */
public final class XfrmConfigPrinter {
    private static final int HEX_GROUP = 16;

    private final boolean showKeys;

    /** @param showKeys print keys; else {@code <<Keys hidden>>} stands for them, which cannot be read back. */
    public XfrmConfigPrinter(boolean showKeys) {
        this.showKeys = showKeys;
    }

    /** All SAs, then all policies. */
    public String print(XfrmConfig config) {
        StringBuilder out = new StringBuilder();
        List<XfrmConfig.SaEntry> states = config.states();
        for (int i = states.size() - 1; i >= 0; i--) {
            state(states.get(i), out);
        }
        List<XfrmConfig.PolicyEntry> policies = config.policies();
        for (int i = policies.size() - 1; i >= 0; i--) {
            policy(policies.get(i).policy(), out);
        }
        return out.toString();
    }

    private void state(XfrmConfig.SaEntry entry, StringBuilder out) {
        SaConfig config = entry.config();
        out.append("src ")
                .append(config.source())
                .append(" dst ")
                .append(config.id().destination());
        out.append("\n\tproto esp spi ").append(hex8(config.id().spi()));
        out.append(" reqid ").append(Integer.toUnsignedString(config.reqid()));
        out.append(" mode ").append(config.mode().label());
        out.append("\n\treplay-window ").append(config.replayWindow()).append(' ');
        flags("flag", SequenceWords.FLAGS, config.flags(), out);
        flags("extra_flag", SequenceWords.EXTRA_FLAGS, config.flags(), out);
        out.append('\n');
        mark("mark", config.id().mark(), config.id().markMask(), out);
        mark("output-mark", config.outputMark(), config.outputMarkMask(), out);
        interfaceId(config.interfaceId(), out);
        algorithms(entry, out);
        around(entry, out);
        counters(entry, out);
        limits(entry, out);
        if (config.selector().family() != 0) {
            out.append("\tsel ");
            SelectorWords.print(config.selector(), out);
            out.append('\n');
        }
    }

    private static void around(XfrmConfig.SaEntry entry, StringBuilder out) {
        SaConfig config = entry.config();
        if (config.encapsulatedInUdp()) {
            String type = config.has(SaFlags.NON_IKE) ? "espinudp-nonike" : "espinudp";
            out.append("\tencap type ").append(type).append(" sport ").append(config.encapSourcePort());
            out.append(" dport ").append(config.encapDestinationPort()).append(" addr 0.0.0.0\n");
        }
        if (config.isOfOneCore()) {
            out.append("\tpcpu-num ").append(config.pcpu()).append('\n');
        }
        if (config.tfcPad() != 0) {
            out.append("\ttfcpad ").append(config.tfcPad()).append('\n');
        }
        if (entry.offload() != null) {
            out.append("\tcrypto offload parameters: dev ")
                    .append(entry.offload().device());
            out.append(" dir ").append(entry.offload().inbound() ? "in" : "out").append('\n');
        }
    }

    private static void flags(String keyword, Map<String, Integer> known, int flags, StringBuilder out) {
        String before = keyword + " ";
        Map<Integer, String> ordered = new TreeMap<>();
        known.forEach((name, bit) -> ordered.put(bit, name));
        for (Map.Entry<Integer, String> flag : ordered.entrySet()) {
            if ((flags & flag.getKey()) != 0) {
                out.append(before).append(flag.getValue()).append(' ');
                before = "";
            }
        }
    }

    private static void mark(String keyword, int mark, int mask, StringBuilder out) {
        if (mask != 0) {
            out.append('\t').append(keyword).append(" 0x").append(Integer.toHexString(mark));
            out.append("/0x").append(Integer.toHexString(mask));
            out.append(keyword.equals("mark") ? " \n" : "\n");
        }
    }

    private void algorithms(XfrmConfig.SaEntry entry, StringBuilder out) {
        EspTransform transform = entry.config().transform();
        int cipherKey = transform.keyLength() + transform.saltLength();
        int icvBits = transform.icvLength() * Byte.SIZE;
        boolean aead = transform.cipher().isAead();
        if (!transform.authName().isEmpty()) {
            out.append("\tauth-trunc ").append(transform.authName()).append(' ');
            key(entry.key(), cipherKey, transform.authKeyLength(), out);
            out.append(' ').append(icvBits).append('\n');
        }
        out.append(aead ? "\taead " : "\tenc ").append(transform.name()).append(' ');
        key(entry.key(), 0, cipherKey, out);
        out.append(aead ? " " + icvBits : "").append('\n');
        if (transform.ivLength() > 0) {
            out.append("\tiv-salt 0x").append(hex16(entry.config().ivSalt()));
            out.append(transform.ivLength() > Long.BYTES ? hex16(entry.config().ivSaltRest()) : "")
                    .append('\n');
        }
    }

    /** A part of the key material; nothing at all for a key of no length. */
    private void key(SecretKey key, int offset, int length, StringBuilder out) {
        if (!showKeys) {
            out.append("<<Keys hidden>>");
            return;
        }
        if (length == 0) {
            return;
        }
        byte[] material = new byte[length];
        key.copyTo(offset, material);
        out.append("0x");
        for (byte octet : material) {
            out.append(Character.forDigit(octet >> 4 & 0xf, HEX_GROUP));
            out.append(Character.forDigit(octet & 0xf, HEX_GROUP));
        }
        Arrays.fill(material, (byte) 0);
    }

    private static void counters(XfrmConfig.SaEntry entry, StringBuilder out) {
        SaConfig config = entry.config();
        if (!config.has(SaFlags.ESN)) {
            out.append("\tanti-replay context: seq ").append(hex(entry.replaySequenceLow()));
            out.append(", oseq ").append(hex(config.sequenceLow())).append(", bitmap 0x00000000\n");
            return;
        }
        out.append("\tanti-replay esn context:\n\t seq-hi ").append(hex(entry.replaySequenceHigh()));
        out.append(", seq ").append(hex(entry.replaySequenceLow()));
        out.append(", oseq-hi ").append(hex(config.sequenceHigh()));
        out.append(", oseq ").append(hex(config.sequenceLow()));
        int bitmapWords = (config.replayWindow() + Integer.SIZE - 1) / Integer.SIZE;
        out.append("\n\t replay_window ").append(config.replayWindow());
        out.append(", bitmap-length ").append(bitmapWords).append("\n\t ");
        out.append("00000000 ".repeat(bitmapWords)).append('\n');
    }

    private static void limits(XfrmConfig.SaEntry entry, StringBuilder out) {
        SaLimits limits = entry.config().limits();
        limit("byte-soft", limits.softBytes(), SaLimits.INFINITE, out);
        limit("byte-hard", limits.hardBytes(), SaLimits.INFINITE, out);
        limit("packet-soft", limits.softPackets(), SaLimits.INFINITE, out);
        limit("packet-hard", limits.hardPackets(), SaLimits.INFINITE, out);
        limit("time-soft", limits.softAdd(), 0, out);
        limit("time-hard", limits.hardAdd(), 0, out);
        limit("time-use-soft", limits.softUse(), 0, out);
        limit("time-use-hard", limits.hardUse(), 0, out);
    }

    private static void limit(String name, long value, long none, StringBuilder out) {
        if (value != none) {
            out.append("\tlimit ").append(name).append(' ').append(value).append('\n');
        }
    }

    private static void policy(Policy policy, StringBuilder out) {
        SelectorWords.print(policy.selector(), out);
        out.append("\n\tdir ").append(policy.direction().label()).append(' ');
        if (policy.action() == Policy.Action.BLOCK) {
            out.append("action block ");
        }
        if (policy.index() != 0) {
            out.append("index ")
                    .append(Integer.toUnsignedString(policy.index()))
                    .append(' ');
        }
        out.append("priority ").append(policy.priority()).append(" ptype main \n");
        mark("mark", policy.mark(), policy.markMask(), out);
        interfaceId(policy.interfaceId(), out);
        for (Template template : policy.templates()) {
            template(template, out);
        }
    }

    private static void interfaceId(int id, StringBuilder out) {
        if (id != 0) {
            out.append("\tif_id ").append(hex(id)).append('\n');
        }
    }

    private static void template(Template template, StringBuilder out) {
        out.append("\ttmpl src ").append(template.source()).append(" dst ").append(template.destination());
        out.append("\n\t\tproto ").append(protocol(template.protocol()));
        if (template.spi() != 0) {
            out.append(" spi ").append(hex8(template.spi()));
        }
        out.append(" reqid ").append(Integer.toUnsignedString(template.reqid()));
        out.append(" mode ").append(template.mode().label()).append('\n');
        if (template.level() == Template.Level.USE) {
            out.append("\t\tlevel use \n");
        }
    }

    private static String protocol(int protocol) {
        return switch (protocol) {
            case 50 -> "esp";
            case 51 -> "ah";
            case 108 -> "comp";
            default -> Integer.toString(protocol);
        };
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }

    private static String hex16(long value) {
        return String.format(Locale.ROOT, "%016x", value);
    }

    private static String hex8(int value) {
        return String.format(Locale.ROOT, "0x%08x", value);
    }
}
