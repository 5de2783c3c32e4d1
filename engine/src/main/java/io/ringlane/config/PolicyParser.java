// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import java.util.ArrayList;
import java.util.List;

/** Reads the words of one policy; used once. Checks what {@code ip} and the kernel's {@code xfrm_add_policy} check. */
final class PolicyParser {
    private static final String ALLOWED =
            "src, dst, proto, sport, dport, type, code, key, dir, action, priority, index,"
                    + " ptype, flag, limit, mark, if_id, tmpl";

    private final EntryWords words;
    private final SelectorWords selector = new SelectorWords();
    private final LimitWords limits = new LimitWords();
    private final List<Template> templates = new ArrayList<>();
    private Policy.Direction direction;
    private Policy.Action action = Policy.Action.ALLOW;
    private long priority;
    private int index;
    private int mark;
    private int markMask;
    private int interfaceId;
    private boolean ofSocket;

    PolicyParser(EntryWords words) {
        this.words = words;
    }

    /** @return null for a policy of one socket, which {@code ip} prints too and no other traffic meets. */
    XfrmConfig.PolicyEntry parse() {
        while (!words.atEnd()) {
            if (!selector.take(words)) {
                keyword(words.word());
            }
        }
        if (direction == null) {
            throw words.entryError("the policy has no 'dir'; allowed: in, out, fwd");
        }
        Selector traffic = selector.build(words, 4);
        familiesFit(traffic.family());
        if (ofSocket) {
            return null;
        }
        try {
            List<Template> shared = words.shared(List.copyOf(templates));
            Policy policy =
                    new Policy(traffic, direction, action, priority, mark, markMask, interfaceId, index, shared);
            return new XfrmConfig.PolicyEntry(policy, words.line(), words.column());
        } catch (IllegalArgumentException e) {
            throw words.entryError(e.getMessage());
        }
    }

    private void keyword(String keyword) {
        switch (keyword) {
            case "dir", "socket" -> {
                ofSocket = keyword.equals("socket");
                direction = direction(keyword);
            }
            case "action" -> action = action();
            case "priority" -> priority = words.number(keyword, EntryWords.MAX_32);
            case "index" -> index = (int) words.number(keyword, EntryWords.MAX_32);
            case "ptype" -> ptype();
            case "share" -> words.value(keyword);
            case "flag" -> flags();
            case "limit" -> {
                limits.typed(words);
                words.warn("limits of policies are left out: a policy stays until it is removed");
            }
            case "lifetime" -> limits.printed(words);
            case "mark" -> {
                int[] value = words.mark(keyword);
                mark = value[0];
                markMask = value[1];
            }
            case "if_id" -> interfaceId = (int) words.number(keyword, EntryWords.MAX_32);
            case "tmpl" -> templates.add(new TemplateWords().template());
            default -> {
                if (!words.unsupported(keyword)) {
                    throw words.error("unknown keyword " + EntryWords.shown(keyword) + "; allowed: " + ALLOWED);
                }
            }
        }
    }

    private Policy.Direction direction(String keyword) {
        String name = words.value(keyword);
        for (Policy.Direction known : Policy.Direction.values()) {
            if (known.label().equals(name)) {
                return known;
            }
        }
        throw words.error("unknown direction " + EntryWords.shown(name) + "; allowed: in, out, fwd");
    }

    private Policy.Action action() {
        String name = words.value("action");
        for (Policy.Action known : Policy.Action.values()) {
            if (known.label().equals(name)) {
                return known;
            }
        }
        throw words.error("unknown action " + EntryWords.shown(name) + "; allowed: allow, block");
    }

    private void ptype() {
        String name = words.value("ptype");
        if (!name.equals("main")) {
            throw words.error("ptype " + EntryWords.shown(name) + " is not supported; supported: main");
        }
    }

    /** The flags concern sockets and ICMP errors that come in: nothing that leaves. */
    private void flags() {
        int count = 0;
        while (words.accept("localok") || words.accept("icmp")) {
            words.warn("the flag is left out: it is about sockets and ICMP errors that come in");
            count++;
        }
        if (count == 0 && !words.nextIsRemark()) {
            throw words.error("unknown flag " + EntryWords.shown(words.value("flag")) + "; allowed: localok, icmp");
        }
        words.skipRemark();
    }

    /** Kernel {@code validate_tmpl}: only tunnel and BEET lead to another family, and those are not optional. */
    private void familiesFit(int family) {
        int inner = family;
        for (Template template : templates) {
            if (template.hasOwnAddresses()) {
                if (template.level() == Template.Level.USE && direction == Policy.Direction.OUT) {
                    throw words.entryError("level use is not allowed with mode "
                            + template.mode().label() + " in direction out; allowed: level required");
                }
            } else if (template.family() != inner) {
                throw words.entryError("a template in mode " + template.mode().label()
                        + " must have addresses of the policy's family; allowed with another: tunnel, beet");
            }
            inner = template.family();
        }
    }

    /** Words of one template: they go on to the first one that no template has. */
    private final class TemplateWords {
        private IpAddress source;
        private IpAddress destination;
        private int spi;
        private int protocol;
        private XfrmMode mode = XfrmMode.TRANSPORT;
        private int reqid;
        private Template.Level level = Template.Level.REQUIRED;

        Template template() {
            while (address() || transform() || printedOnly()) {
                // each step reads one keyword and its value
            }
            if (protocol == 0) {
                throw words.error("the template has no 'proto'; allowed: esp, ah, comp");
            }
            int family = destination != null
                    ? destination.family()
                    : source != null
                            ? source.family()
                            : selector.build(words, 4).family();
            try {
                return words.shared(new Template(
                        source == null ? IpAddress.any(family) : source,
                        destination == null ? IpAddress.any(family) : destination,
                        spi,
                        protocol,
                        mode,
                        reqid,
                        level));
            } catch (IllegalArgumentException e) {
                throw words.error(e.getMessage());
            }
        }

        private boolean address() {
            if (words.accept("src")) {
                source = words.address("src");
            } else if (words.accept("dst")) {
                destination = words.address("dst");
            } else {
                return false;
            }
            return true;
        }

        private boolean transform() {
            if (words.accept("proto")) {
                protocol = words.ipsecProtocol();
            } else if (words.accept("spi")) {
                spi = (int) words.number("spi", EntryWords.MAX_32);
            } else if (words.accept("reqid")) {
                reqid = (int) words.number("reqid", EntryWords.MAX_32);
            } else if (words.accept("mode")) {
                mode = words.mode();
            } else if (words.accept("level")) {
                level = level();
            } else {
                return false;
            }
            return true;
        }

        private Template.Level level() {
            String name = words.value("level");
            for (Template.Level known : Template.Level.values()) {
                if (known.label().equals(name)) {
                    return known;
                }
            }
            throw words.error("unknown level " + EntryWords.shown(name) + "; allowed: required, use");
        }

        /** What {@code ip -s} prints of every template; typed, it would narrow down which SAs serve. */
        private boolean printedOnly() {
            for (String keyword : new String[] {"share", "enc-mask", "auth-mask", "comp-mask"}) {
                if (words.accept(keyword)) {
                    String value = words.value(keyword);
                    if (!value.equals("any") && !value.equals("ffffffff")) {
                        words.warn("'" + keyword + " " + value + "' is left out: any SA serves");
                    }
                    return true;
                }
            }
            return false;
        }
    }
}
