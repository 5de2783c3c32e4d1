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
 * Finds the SAs for a policy's templates (kernel {@code xfrm_tmpl_resolve_one}, {@code xfrm_state_find}). Owned by the
 * core that owns the table; allocates nothing.
 */
public final class TemplateResolver {
    private final SaTable table;
    private final StateOwners owners;
    private final XfrmState[] states = new XfrmState[Policy.MAX_TEMPLATES];
    private int count;
    private int owner;
    private final Template[] absent = new Template[Policy.MAX_TEMPLATES];
    /** Two words each. */
    private final long[] absentTo = new long[2 * Policy.MAX_TEMPLATES];

    private int absentCount;
    /** Of the policy at hand, and of the SAs that serve it. */
    private int interfaceId;

    // the ends of the template at hand: a tunnel's own, which hold for the templates behind it too, or the flow's
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;

    public TemplateResolver(SaTable table) {
        this(table, StateOwners.ALONE);
    }

    /** @param owners asked for what the table does not have. */
    public TemplateResolver(SaTable table, StateOwners owners) {
        this.table = table;
        this.owners = owners;
    }

    /**
     * Decides for one packet; with {@link Resolution#PROTECT} the SAs stand in {@link #states}, with
     * {@link Resolution#ELSEWHERE} the core in {@link #owner}.
     */
    public Resolution resolve(Policy policy, FlowKey key) {
        count = 0;
        absentCount = 0;
        if (policy.action() == Policy.Action.BLOCK) {
            return Resolution.BLOCK;
        }
        sourceHigh = key.sourceHigh;
        sourceLow = key.sourceLow;
        destinationHigh = key.destinationHigh;
        destinationLow = key.destinationLow;
        List<Template> templates = policy.templates();
        interfaceId = policy.interfaceId();
        int size = templates.size();
        for (int i = 0; i < size; i++) {
            Template template = templates.get(i);
            Resolution fault = take(template, policy.mark() & policy.markMask(), key);
            if (fault != null) {
                count = 0;
                return fault;
            }
        }
        return count == 0 ? Resolution.CLEAR : Resolution.PROTECT;
    }

    /** Adds the SA of one template, if it has one or needs none. @return why the packet cannot go, or null. */
    private Resolution take(Template template, int mark, FlowKey key) {
        boolean own = template.hasOwnAddresses();
        IpAddress source = template.source();
        IpAddress destination = template.destination();
        long high = own ? destination.high() : destinationHigh;
        long low = own ? destination.low() : destinationLow;
        XfrmState state = find(template, mark, key, high, low);
        if (state == null) {
            return missing(template, high, low);
        }
        states[count++] = state;
        destinationHigh = high;
        destinationLow = low;
        if (own) {
            IpAddress from = source.isAny() ? state.config().source() : source;
            sourceHigh = from.high();
            sourceLow = from.low();
        }
        return null;
    }

    /** All SAs of a packet must be on one core: the first of them tells which. */
    private Resolution missing(Template template, long high, long low) {
        owner = owners.elsewhere(high, low, template.reqid());
        if (owner != StateOwners.NONE) {
            return count == 0 ? Resolution.ELSEWHERE : Resolution.APART;
        }
        absent[absentCount] = template;
        absentTo[2 * absentCount] = high;
        absentTo[2 * absentCount + 1] = low;
        absentCount++;
        return template.level() == Template.Level.USE ? null : Resolution.NO_STATE;
    }

    /**
     * Templates for which the last {@link #resolve} found no SA on any core: a required one with
     * {@link Resolution#NO_STATE}, optional ones with any answer. Key managers are asked for all of them.
     */
    public int absentCount() {
        return absentCount;
    }

    /** @param index 0 to {@link #absentCount}. */
    public Template absent(int index) {
        return absent[index];
    }

    /** Upper half of the address that the SA would have had to go to: the template's own, or what is in front of it. */
    public long absentHigh(int index) {
        return absentTo[2 * index];
    }

    public long absentLow(int index) {
        return absentTo[2 * index + 1];
    }

    /** Changes with the answers of the owners, see {@link StateOwners#generation}. */
    public long ownersGeneration() {
        return owners.generation();
    }

    /** The core found by the last {@link #resolve} that returned {@link Resolution#ELSEWHERE}. */
    public int owner() {
        return owner;
    }

    /** SAs found by the last {@link #resolve} that returned {@link Resolution#PROTECT}, innermost first. */
    public XfrmState[] states() {
        return states;
    }

    /** How many of {@link #states} there are. */
    public int count() {
        return count;
    }

    /** The only SA that was found, null when there is none or several. */
    public XfrmState state() {
        return count == 1 ? states[0] : null;
    }

    /**
     * The SA that serves a template for a flow, or null: first among those with the wanted source address, then among
     * those without a source; in either the core's own, then not dying before dying, then the one added last
     * ({@code xfrm_state_look_at}).
     *
     * @param mark of the policy, which the SA's own mark is compared with.
     * @param high destination, {@code low} the rest of it.
     */
    private XfrmState find(Template template, int mark, FlowKey key, long high, long low) {
        XfrmState exact = null;
        XfrmState anySource = null;
        XfrmState candidate = template.spi() == 0
                ? table.firstTowards(high, low, template.reqid())
                : table.firstNamed(high, low, template.spi(), template.protocol());
        while (candidate != null) {
            IpAddress source = candidate.config().source();
            boolean fits = sourceFits(source, template);
            if ((fits || source.isAny()) && serves(candidate, template, mark, key, high, low)) {
                if (fits && !candidate.dying() && (candidate.config().isOfOneCore() || !table.hasOwn())) {
                    return candidate;
                }
                exact = fits ? better(exact, candidate) : exact;
                anySource = source.isAny() ? better(anySource, candidate) : anySource;
            }
            candidate = template.spi() == 0 ? table.nextTowards(candidate) : table.nextNamed(candidate);
        }
        return exact != null ? exact : anySource;
    }

    /** @param best found so far, or null. */
    private static XfrmState better(XfrmState best, XfrmState later) {
        if (best == null || best.config().isOfOneCore() != later.config().isOfOneCore()) {
            return best == null || later.config().isOfOneCore() ? later : best;
        }
        return best.dying() && !later.dying() ? later : best;
    }

    private boolean serves(XfrmState candidate, Template template, int mark, FlowKey key, long high, long low) {
        SaConfig config = candidate.config();
        SaId id = config.id();
        Selector selector = config.selector();
        IpAddress destination = id.destination();
        return candidate.status() == XfrmState.Status.VALID
                && config.outerFamily() == template.family()
                && config.reqid() == template.reqid()
                && config.interfaceId() == interfaceId
                && (mark & id.markMask()) == id.mark()
                && !config.has(SaFlags.WILDRECV)
                && config.mode() == template.mode()
                && id.protocol() == template.protocol()
                && (template.spi() == 0 || template.spi() == id.spi())
                && destination.high() == high
                && destination.low() == low
                && (selector.family() == 0 || selector.matches(key));
    }

    /** A template without a source takes any: the kernel would ask the route for one, here the SA's own is used. */
    private boolean sourceFits(IpAddress address, Template template) {
        if (template.hasOwnAddresses()) {
            IpAddress wanted = template.source();
            return wanted.isAny() || address.high() == wanted.high() && address.low() == wanted.low();
        }
        return address.high() == sourceHigh && address.low() == sourceLow;
    }
}
