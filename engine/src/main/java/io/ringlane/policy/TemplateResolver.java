// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.sa.FlowKey;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmState;
import java.util.List;

/**
 * Finds the SA for a policy's template (kernel {@code xfrm_tmpl_resolve_one}, {@code xfrm_state_find}). Owned by the
 * core that owns the table; allocates nothing.
 */
public final class TemplateResolver {
    private final SaTable table;
    private final StateOwners owners;
    private XfrmState state;
    private int owner;

    public TemplateResolver(SaTable table) {
        this(table, StateOwners.ALONE);
    }

    /** @param owners asked for what the table does not have. */
    public TemplateResolver(SaTable table, StateOwners owners) {
        this.table = table;
        this.owners = owners;
    }

    /**
     * Decides for one packet; with {@link Resolution#PROTECT} the SA stands in {@link #state}, with
     * {@link Resolution#ELSEWHERE} the core in {@link #owner}.
     */
    public Resolution resolve(Policy policy, FlowKey key) {
        state = null;
        if (policy.action() == Policy.Action.BLOCK) {
            return Resolution.BLOCK;
        }
        List<Template> templates = policy.templates();
        if (templates.isEmpty()) {
            return Resolution.CLEAR;
        }
        if (templates.size() > 1) {
            return Resolution.UNSUPPORTED;
        }
        Template template = templates.get(0);
        state = find(template, policy.mark() & policy.markMask(), key);
        if (state != null) {
            return Resolution.PROTECT;
        }
        owner = ownerElsewhere(template, key);
        if (owner != StateOwners.NONE) {
            return Resolution.ELSEWHERE;
        }
        return template.level() == Template.Level.USE ? Resolution.CLEAR : Resolution.NO_STATE;
    }

    private int ownerElsewhere(Template template, FlowKey key) {
        IpAddress destination = template.destination();
        return template.hasOwnAddresses()
                ? owners.elsewhere(destination.high(), destination.low(), template.reqid())
                : owners.elsewhere(key.destinationHigh, key.destinationLow, template.reqid());
    }

    /** Changes with the answers of the owners, see {@link StateOwners#generation}. */
    public long ownersGeneration() {
        return owners.generation();
    }

    /** The core found by the last {@link #resolve} that returned {@link Resolution#ELSEWHERE}. */
    public int owner() {
        return owner;
    }

    /** The SA found by the last {@link #resolve}, null unless that returned {@link Resolution#PROTECT}. */
    public XfrmState state() {
        return state;
    }

    /**
     * The SA that serves a template for a flow, or null: first among those with the wanted source address, then among
     * those without a source; in either not dying before dying, then the one added last ({@code xfrm_state_look_at}).
     *
     * @param mark of the policy, which the SA's own mark is compared with.
     */
    private XfrmState find(Template template, int mark, FlowKey key) {
        XfrmState exact = null;
        XfrmState anySource = null;
        XfrmState candidate = first(template, key);
        while (candidate != null) {
            IpAddress source = candidate.config().source();
            boolean fits = sourceFits(source, template, key);
            if ((fits || source.isAny()) && serves(candidate, template, mark, key)) {
                if (fits && !candidate.dying()) {
                    return candidate;
                }
                exact = fits ? better(exact, candidate) : exact;
                anySource = source.isAny() ? better(anySource, candidate) : anySource;
            }
            candidate = template.spi() == 0 ? table.nextTowards(candidate) : table.nextNamed(candidate);
        }
        return exact != null ? exact : anySource;
    }

    /** The candidates come with the one added last first. */
    private XfrmState first(Template template, FlowKey key) {
        boolean own = template.hasOwnAddresses();
        long high = own ? template.destination().high() : key.destinationHigh;
        long low = own ? template.destination().low() : key.destinationLow;
        return template.spi() == 0
                ? table.firstTowards(high, low, template.reqid())
                : table.firstNamed(high, low, template.spi(), template.protocol());
    }

    /** @param best found so far, or null. */
    private static XfrmState better(XfrmState best, XfrmState later) {
        return best == null || best.dying() && !later.dying() ? later : best;
    }

    private static boolean serves(XfrmState candidate, Template template, int mark, FlowKey key) {
        SaConfig config = candidate.config();
        SaId id = config.id();
        Selector selector = config.selector();
        return candidate.status() == XfrmState.Status.VALID
                && config.outerFamily() == template.family()
                && config.reqid() == template.reqid()
                && (mark & id.markMask()) == id.mark()
                && !config.has(SaFlags.WILDRECV)
                && config.mode() == template.mode()
                && id.protocol() == template.protocol()
                && (template.spi() == 0 || template.spi() == id.spi())
                && destinationFits(id.destination(), template, key)
                && (selector.family() == 0 || selector.matches(key));
    }

    private static boolean destinationFits(IpAddress address, Template template, FlowKey key) {
        if (template.hasOwnAddresses()) {
            return address.high() == template.destination().high()
                    && address.low() == template.destination().low();
        }
        return address.high() == key.destinationHigh && address.low() == key.destinationLow;
    }

    /** A template without a source takes any: the kernel would ask the route for one, here the SA's own is used. */
    private static boolean sourceFits(IpAddress address, Template template, FlowKey key) {
        if (template.hasOwnAddresses()) {
            IpAddress wanted = template.source();
            return wanted.isAny() || address.high() == wanted.high() && address.low() == wanted.low();
        }
        return address.high() == key.sourceHigh && address.low() == key.sourceLow;
    }
}
