// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inspect;

import io.ringlane.config.XfrmConfig;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks through SAs and policies for what is most likely not meant. Stateless. */
public final class Linter {
    private Linter() {}

    /** All findings, by line. Keys are compared, never shown. */
    public static List<Finding> lint(XfrmConfig config) {
        List<Finding> findings = new ArrayList<>();
        for (PolicyCover.Hidden hidden : PolicyCover.of(config.policies())) {
            findings.add(hidden(hidden));
        }
        hiddenTogether(config, findings);
        StateReach reach = StateReach.of(config);
        WeakChoices weak = new WeakChoices(findings);
        for (XfrmConfig.SaEntry entry : config.states()) {
            weak.look(entry);
            if (!reach.isReached(entry)) {
                findings.add(new Finding(
                        entry.line(),
                        Finding.Kind.WARNING,
                        "no policy leads to the SA " + entry.config().id() + " reqid "
                                + Integer.toUnsignedString(entry.config().reqid()) + " mode "
                                + entry.config().mode().label()));
            }
        }
        for (XfrmConfig.PolicyEntry entry : reach.withoutState()) {
            findings.add(new Finding(
                    entry.line(),
                    Finding.Kind.WARNING,
                    "there is no SA for a template of the policy: its packets are dropped until there is one"));
        }
        config.policies().forEach(entry -> look(entry, findings));
        Collections.sort(findings);
        return List.copyOf(findings);
    }

    private static void hiddenTogether(XfrmConfig config, List<Finding> findings) {
        if (config.policies().size() > PolicyUnion.MOST_POLICIES) {
            return;
        }
        Set<Integer> alone = new HashSet<>();
        PolicyCover.of(config.policies())
                .forEach(hidden -> alone.add(hidden.policy().line()));
        for (PolicyUnion.Hidden hidden : PolicyUnion.of(config.policies())) {
            if (!alone.contains(hidden.policy().line())) {
                findings.add(new Finding(
                        hidden.policy().line(),
                        Finding.Kind.WARNING,
                        "the policy never takes a packet: those in lines " + lines(hidden.by())
                                + " take all of them first, together"));
            }
        }
    }

    private static String lines(List<Integer> lines) {
        String last = " and " + lines.getLast();
        return lines.subList(0, lines.size() - 1).stream().map(String::valueOf).collect(Collectors.joining(", "))
                + last;
    }

    private static Finding hidden(PolicyCover.Hidden hidden) {
        Policy policy = hidden.policy().policy();
        Policy by = hidden.by().policy();
        boolean same = policy.action() == by.action() && policy.templates().equals(by.templates());
        return new Finding(
                hidden.policy().line(),
                same ? Finding.Kind.NOTE : Finding.Kind.WARNING,
                "the policy never takes a packet: the one in line "
                        + hidden.by().line() + " (priority " + by.priority() + ") takes all of them first"
                        + (same ? " and does the same" : ""));
    }

    private static void look(XfrmConfig.PolicyEntry entry, List<Finding> findings) {
        Policy policy = entry.policy();
        if ((policy.mark() & ~policy.markMask()) != 0) {
            findings.add(new Finding(
                    entry.line(), Finding.Kind.ERROR, "the policy's mark has bits outside its mask: no packet has it"));
        }
        boolean out = policy.direction() == Policy.Direction.OUT && policy.action() == Policy.Action.ALLOW;
        boolean optional = !policy.templates().isEmpty()
                && policy.templates().stream().allMatch(template -> template.level() == Template.Level.USE);
        if (out && optional) {
            findings.add(new Finding(
                    entry.line(),
                    Finding.Kind.WARNING,
                    "all templates of the policy are 'level use': without SAs its packets leave in clear"));
        }
    }
}
