// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import io.ringlane.header.IpProtocol;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/** Reads the words of one SA; used once. Checks what {@code ip} and the kernel's {@code xfrm_add_sa} check. */
final class StateParser {
    private static final String ALLOWED = "src, dst, proto, spi, mode, reqid, aead, enc, auth, auth-trunc, iv-salt,"
            + " replay-window, replay-seq, replay-oseq, replay-seq-hi, replay-oseq-hi, flag, extra-flag, sel, limit,"
            + " encap, mark, output-mark, tfcpad, offload, pcpu-num";

    private final EntryWords words;
    private final boolean unauthenticatedAllowed;
    private final LongSupplier ivSalts;
    private final SaConfigBuilder builder = new SaConfigBuilder();
    private final LimitWords limits = new LimitWords();
    private final SelectorWords selector = new SelectorWords();
    private final CryptoWords crypto = new CryptoWords();
    private final SequenceWords sequence = new SequenceWords();
    private final Set<String> seen = new HashSet<>();
    private IpAddress source;
    private IpAddress destination;
    private XfrmMode mode = XfrmMode.TRANSPORT;
    private int tfcPad;
    private XfrmConfig.Offload offload;

    /** @param ivSalts asked for a salt when the entry has none. */
    StateParser(EntryWords words, boolean unauthenticatedAllowed, LongSupplier ivSalts) {
        this.words = words;
        this.unauthenticatedAllowed = unauthenticatedAllowed;
        this.ivSalts = ivSalts;
    }

    XfrmConfig.SaEntry parse() {
        try (crypto) {
            while (!words.atEnd()) {
                keyword(words.word());
            }
            return entry();
        }
    }

    private void keyword(String keyword) {
        if (!identity(keyword)
                && !crypto.take(keyword, words)
                && !sequence.take(keyword, words)
                && !extras(keyword)
                && !device(keyword)
                && !printedOnly(keyword)) {
            throw words.error("unknown keyword " + EntryWords.shown(keyword) + "; allowed: " + ALLOWED);
        }
    }

    private void once(String keyword) {
        if (!seen.add(keyword)) {
            throw words.error("'" + keyword + "' is given twice");
        }
    }

    private boolean identity(String keyword) {
        switch (keyword) {
            case "src" -> {
                once(keyword);
                source = words.address(keyword);
            }
            case "dst" -> {
                once(keyword);
                destination = words.address(keyword);
            }
            case "proto" -> {
                once(keyword);
                protocol();
            }
            case "spi" -> {
                once(keyword);
                builder.spi((int) words.number(keyword, EntryWords.MAX_32));
            }
            case "reqid" -> {
                once(keyword);
                builder.reqid((int) words.number(keyword, EntryWords.MAX_32));
            }
            case "mode" -> {
                once(keyword);
                mode = words.mode();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void protocol() {
        if (words.ipsecProtocol() != IpProtocol.ESP) {
            throw words.error("SAs of another protocol than esp are not supported yet; supported: proto esp");
        }
    }

    private boolean extras(String keyword) {
        switch (keyword) {
            case "sel" -> {
                once(keyword);
                selector.takeAll(words);
            }
            case "limit" -> limits.typed(words);
            case "mark" -> {
                once(keyword);
                int[] mark = words.mark(keyword);
                builder.mark(mark[0], mark[1]);
            }
            case "output-mark" -> {
                once(keyword);
                int[] mark = words.mark(keyword);
                builder.outputMark(mark[0], mark[1]);
            }
            case "encap" -> {
                once(keyword);
                encap();
            }
            case "if_id" -> {
                once(keyword);
                builder.interfaceId((int) words.number(keyword, EntryWords.MAX_32));
            }
            case "tfcpad" -> {
                tfcPad = (int) words.number(keyword, 0xffff);
                builder.tfcPad(tfcPad);
            }
            case "pcpu-num" -> {
                once(keyword);
                builder.pcpu((int) words.number(keyword, Integer.MAX_VALUE));
            }
            case "coa" -> throw words.error("'coa' does not go with proto esp; leave it out");
            default -> {
                return words.unsupported(keyword);
            }
        }
        return true;
    }

    /** Typed {@code encap espinudp 1 2 0.0.0.0}, printed {@code encap type espinudp sport 1 dport 2 addr 0.0.0.0}. */
    private void encap() {
        boolean printed = words.accept("type");
        String type = words.value("encap");
        switch (type) {
            case "espinudp" -> {
                // RFC 3948
            }
            case "espinudp-nonike" -> builder.flags(SaFlags.NON_IKE);
            case "espintcp" ->
                throw words.error("encap espintcp is not supported; supported: espinudp, espinudp-nonike");
            default ->
                throw words.error("unknown encap " + EntryWords.shown(type) + "; supported: espinudp, espinudp-nonike");
        }
        if (printed) {
            words.expect("sport");
        }
        int sourcePort = (int) words.number("encap source port", 0xffff);
        if (printed) {
            words.expect("dport");
        }
        int destinationPort = (int) words.number("encap destination port", 0xffff);
        if (printed) {
            words.expect("addr");
        }
        words.address("encap original address");
        if (sourcePort == 0 || destinationPort == 0) {
            throw words.error("encap ports must be 1 to 65535");
        }
        builder.encap(sourcePort, destinationPort);
    }

    /** Typed {@code offload dev D dir out}, printed {@code crypto offload parameters: dev D dir out}. */
    private boolean device(String keyword) {
        boolean whole = keyword.equals("packet");
        if (keyword.equals("crypto") || whole) {
            words.expect("offload");
            words.expect("parameters:");
        } else if (keyword.equals("offload")) {
            whole = !words.accept("crypto") && words.accept("packet");
        } else {
            return false;
        }
        once("offload");
        words.expect("dev");
        String device = words.value("dev");
        words.expect("dir");
        boolean inbound = direction();
        if (words.accept("mode")) {
            whole |= words.value("mode").equals("packet");
        }
        if (whole) {
            throw words.error("packet offload is not supported yet; supported: crypto offload");
        }
        offload = words.shared(new XfrmConfig.Offload(device, inbound));
        return true;
    }

    private boolean direction() {
        String direction = words.value("dir");
        if (!direction.equals("in") && !direction.equals("out")) {
            throw words.error("unknown direction " + EntryWords.shown(direction) + " behind 'dir'; allowed: in, out");
        }
        return direction.equals("in");
    }

    /** What {@code ip -s xfrm state} prints and means nothing for a new SA. */
    private boolean printedOnly(String keyword) {
        switch (keyword) {
            case "seq" -> words.number(keyword, EntryWords.MAX_32);
            case "dir" -> direction();
            case "nat-keepalive-interval" -> {
                words.number(keyword, EntryWords.MAX_32);
                words.warn("'nat-keepalive-interval' is left out: no keep-alives are sent");
            }
            case "lifetime" -> limits.printed(words);
            case "lastused" -> words.skip(2);
            case "stats:" -> words.skip(6);
            default -> {
                return false;
            }
        }
        return true;
    }

    private XfrmConfig.SaEntry entry() {
        required();
        Selector traffic = selector.build(words, sequence.has(SaFlags.AF_UNSPEC) ? 0 : destination.family());
        modeFits(traffic);
        sequence.fill(builder, words);
        builder.between(source, destination).mode(mode).selector(traffic).limits(words.shared(limits.limits()));
        crypto.fill(builder, words, unauthenticatedAllowed, ivSalts);
        SaConfig config;
        try {
            config = builder.build();
        } catch (IllegalArgumentException e) {
            throw words.entryError(e.getMessage());
        }
        return new XfrmConfig.SaEntry(
                config,
                crypto.key(),
                offload,
                sequence.replayHigh(),
                sequence.replayLow(),
                words.line(),
                words.column());
    }

    private void required() {
        for (String keyword : new String[] {"dst", "proto", "spi"}) {
            if (!seen.contains(keyword)) {
                throw words.entryError("the SA has no '" + keyword + "'");
            }
        }
        if (source == null) {
            source = IpAddress.any(destination.family());
        }
    }

    private void modeFits(Selector traffic) {
        if (mode == XfrmMode.ROUTE_OPTIMIZATION || mode == XfrmMode.IN_TRIGGER) {
            throw words.entryError("mode " + mode.label() + " does not go with esp; allowed: transport, tunnel, beet");
        }
        if (mode == XfrmMode.TRANSPORT && traffic.family() != destination.family()) {
            throw words.entryError("mode transport needs a selector of the SA's own address family; allowed with"
                    + " another or af-unspec: tunnel, beet");
        }
        if (tfcPad != 0 && mode != XfrmMode.TUNNEL) {
            throw words.entryError("'tfcpad' needs mode tunnel");
        }
    }
}
