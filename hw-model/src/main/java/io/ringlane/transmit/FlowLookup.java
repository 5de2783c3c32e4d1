// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transmit;

import io.ringlane.config.XfrmConfig;
import io.ringlane.ip.PathMtu;
import io.ringlane.packet.Packet;
import io.ringlane.policy.FlowDissector;
import io.ringlane.policy.Policy;
import io.ringlane.policy.PolicyTable;
import io.ringlane.policy.Resolution;
import io.ringlane.policy.TemplateResolver;
import io.ringlane.sa.FlowKey;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Foretells which policy and SA a packet will meet, for the size of its segments and for the summary. Has tables of its
 * own, without keys: the engine's belong to its core. One thread.
 */
final class FlowLookup {
    private final PolicyTable policies = new PolicyTable();
    private final SaTable states;
    private final TemplateResolver resolver;
    private final Map<Policy, long[]> hits = new IdentityHashMap<>();
    private final FlowKey key = new FlowKey();
    private final List<XfrmConfig.SaEntry> entries;
    private final List<XfrmConfig.PolicyEntry> policyEntries;
    private boolean isIp;
    private Policy policy;
    private Resolution resolution;

    FlowLookup(List<XfrmConfig.SaEntry> entries, List<XfrmConfig.PolicyEntry> policyEntries) {
        this.entries = entries;
        this.policyEntries = policyEntries;
        states = new SaTable(Math.max(1, entries.size()));
        resolver = new TemplateResolver(states);
        for (XfrmConfig.SaEntry entry : entries) {
            states.add(withoutKey(entry.config()));
        }
        for (XfrmConfig.PolicyEntry entry : policyEntries) {
            policies.add(entry.policy());
            hits.put(entry.policy(), new long[1]);
        }
    }

    private static XfrmState withoutKey(SaConfig config) {
        try (SecretKey zeros = new SecretKey(new byte[config.transform().materialLength()])) {
            return new XfrmState(config, zeros);
        }
    }

    /** How many SAs will protect a packet, data at its IP header; {@link #state} names them. */
    int find(Packet packet) {
        policy = null;
        isIp = FlowDissector.dissect(packet, key) == FlowDissector.OK;
        if (!isIp) {
            return 0;
        }
        policy = policies.find(key);
        if (policy == null) {
            return 0;
        }
        hits.get(policy)[0]++;
        resolution = resolver.resolve(policy, key);
        return resolution == Resolution.PROTECT ? resolver.count() : 0;
    }

    /** Whether the packet looked up last has headers that can be read; {@link #key} then has its flow. */
    boolean isIp() {
        return isIp;
    }

    FlowKey key() {
        return key;
    }

    /** The policy of the packet looked up last, null for none. */
    Policy policy() {
        return policy;
    }

    /** What its templates came to; for a packet with a policy. */
    Resolution resolution() {
        return resolution;
    }

    /** Where a policy stands in its file. */
    int line(Policy of) {
        return policyEntries.stream()
                .filter(entry -> entry.policy() == of)
                .mapToInt(XfrmConfig.PolicyEntry::line)
                .findFirst()
                .orElse(0);
    }

    /** Lines of the SAs that can stand in for one another: same destination, reqid, mode and interface. */
    List<Integer> alike(SaConfig config) {
        return entries.stream()
                .filter(entry -> isAlike(entry.config(), config))
                .map(XfrmConfig.SaEntry::line)
                .toList();
    }

    private static boolean isAlike(SaConfig one, SaConfig other) {
        return one.id().destination().equals(other.id().destination())
                && one.reqid() == other.reqid()
                && one.mode() == other.mode()
                && one.interfaceId() == other.interfaceId();
    }

    /** Where an SA stands in its file. */
    int line(SaConfig of) {
        return entries.stream()
                .filter(entry -> entry.config() == of)
                .mapToInt(XfrmConfig.SaEntry::line)
                .findFirst()
                .orElse(0);
    }

    /** An SA of the packet looked up last, 0 for the innermost. */
    XfrmState state(int index) {
        return resolver.states()[index];
    }

    /** Largest packet that the SAs found last leave room for on a link. */
    int pathMtu(int count, int linkMtu) {
        return PathMtu.of(resolver.states(), count, linkMtu);
    }

    /** What the SAs behind one of those found last leave of a link. */
    int mtuBehind(int index, int count, int linkMtu) {
        int mtu = linkMtu;
        for (int i = count - 1; i > index; i--) {
            mtu = Math.min(linkMtu, state(i).mtu(mtu));
        }
        return mtu;
    }

    /** How many packets were a policy's. */
    long hits(Policy policy) {
        return hits.get(policy)[0];
    }
}
