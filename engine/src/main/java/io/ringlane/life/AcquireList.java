// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.policy.TemplateResolver;
import io.ringlane.sa.FlowKey;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.Selector;

/**
 * What key managers were asked for and have not brought: each wish is told once in a while, not with each packet, as
 * the kernel's larval states see to. One core's; repeated packets allocate nothing.
 */
final class AcquireList {
    /** Seconds after which a wish is told again (kernel {@code xfrm_acq_expires}). */
    private static final long AGAIN_NS = 30_000_000_000L;

    /** Wishes at a time; further ones wait until one of these is fulfilled or told again. */
    private static final int CAPACITY = 256;

    private final int core;
    private final XfrmMonitor monitor;
    private final long[] highs = new long[CAPACITY];
    private final long[] lows = new long[CAPACITY];
    private final int[] reqids = new int[CAPACITY];
    private final long[] times = new long[CAPACITY];
    private int size;

    AcquireList(int core, XfrmMonitor monitor) {
        this.core = core;
        this.monitor = monitor;
    }

    /** A packet found no SA for a template, or for several that are optional. */
    void missing(Policy policy, TemplateResolver found, FlowKey flow, long nowNs) {
        for (int i = 0; monitor != XfrmMonitor.NONE && i < found.absentCount(); i++) {
            missing(policy, found.absent(i), found.absentHigh(i), found.absentLow(i), flow, nowNs);
        }
    }

    private void missing(Policy policy, Template template, long high, long low, FlowKey flow, long nowNs) {
        int at = find(high, low, template.reqid());
        if (at < 0 ? size == CAPACITY && !forgetOld(nowNs) : nowNs - times[at] < AGAIN_NS) {
            return;
        }
        at = at < 0 ? size++ : at;
        highs[at] = high;
        lows[at] = low;
        reqids[at] = template.reqid();
        times[at] = nowNs;
        monitor.event(new XfrmEvent.Acquire(selectorOf(flow), policy, template, core));
    }

    /** An SA came: what it may be for can be asked for again. */
    void added(SaConfig config) {
        IpAddress to = config.id().destination();
        int at = find(to.high(), to.low(), config.reqid());
        if (at >= 0) {
            remove(at);
        }
    }

    private int find(long high, long low, int reqid) {
        for (int i = 0; i < size; i++) {
            if (lows[i] == low && reqids[i] == reqid && highs[i] == high) {
                return i;
            }
        }
        return -1;
    }

    /** @return true when there is room now. */
    private boolean forgetOld(long nowNs) {
        for (int i = size - 1; i >= 0; i--) {
            if (nowNs - times[i] >= AGAIN_NS) {
                remove(i);
            }
        }
        return size < CAPACITY;
    }

    private void remove(int at) {
        size--;
        highs[at] = highs[size];
        lows[at] = lows[size];
        reqids[at] = reqids[size];
        times[at] = times[size];
    }

    /** Exactly the packets of the flow. */
    private static Selector selectorOf(FlowKey flow) {
        IpAddress from = new IpAddress(flow.family, flow.sourceHigh, flow.sourceLow);
        IpAddress to = new IpAddress(flow.family, flow.destinationHigh, flow.destinationLow);
        return new Selector(
                flow.family,
                from,
                from.bits(),
                to,
                to.bits(),
                flow.protocol,
                flow.sourcePort,
                flow.sourcePort == 0 ? 0 : 0xffff,
                flow.destinationPort,
                flow.destinationPort == 0 ? 0 : 0xffff);
    }
}
