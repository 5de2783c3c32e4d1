// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import io.ringlane.config.XfrmConfig;
import io.ringlane.config.XfrmConfigPrinter;
import io.ringlane.policy.Policy;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaId;
import io.ringlane.sa.Selector;
import java.util.List;

/** Words for events, those of {@code ip xfrm monitor}; keys are never shown. Stateless. */
public final class MonitorPrinter {
    private static final XfrmConfigPrinter PRINTER = new XfrmConfigPrinter(false);

    private MonitorPrinter() {}

    /** Whole lines, the last one ended. */
    public static String print(XfrmEvent event) {
        return switch (event) {
            case XfrmEvent.StateAdded(SaConfig config) -> state(config);
            case XfrmEvent.StateUpdated updated ->
                "Updated " + state(updated.config().limited(updated.limits()));
            case XfrmEvent.StateDeleted(SaConfig config) -> "Deleted " + state(config);
            case XfrmEvent.StatesFlushed() -> "Flushed state proto esp\n";
            case XfrmEvent.StateExpired expired ->
                "Expired " + state(expired.config()) + "\thard " + (expired.hard() ? 1 : 0) + "\n";
            case XfrmEvent.StateMigrated migrated -> migrated(migrated.before(), migrated.after());
            case XfrmEvent.Acquire acquire -> acquire(acquire);
            case XfrmEvent.MappingChanged mapping -> mapping(mapping);
            case XfrmEvent.PolicyAdded(Policy policy) -> policy(policy);
            case XfrmEvent.PolicyUpdated(Policy policy) -> "Updated " + policy(policy);
            case XfrmEvent.PolicyDeleted(Policy policy) -> "Deleted " + policy(policy);
        };
    }

    private static String state(SaConfig config) {
        XfrmConfig.SaEntry entry = new XfrmConfig.SaEntry(config, null, null, 0, 0, 0, 0);
        return PRINTER.print(new XfrmConfig(List.of(entry), List.of(), List.of()));
    }

    private static String policy(Policy policy) {
        return PRINTER.print(new XfrmConfig(List.of(), List.of(new XfrmConfig.PolicyEntry(policy, 0, 0)), List.of()));
    }

    private static String acquire(XfrmEvent.Acquire acquire) {
        int spi = acquire.template().spi();
        String policy = policy(acquire.policy()).stripTrailing().replace("\n", "\n    ");
        return "acquire proto esp " + (spi == 0 ? "" : String.format("spi 0x%08x ", spi))
                + "\n  sel " + selector(acquire.selector())
                + "\n  policy " + policy + "\n";
    }

    /** A selector is what a policy begins with. */
    private static String selector(Selector selector) {
        Policy alone = new Policy(selector, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of());
        return policy(alone).lines().findFirst().orElse("");
    }

    private static String mapping(XfrmEvent.MappingChanged mapping) {
        return "Mapping change " + end(mapping.oldSource(), mapping.oldPort())
                + " -> " + end(mapping.newSource(), mapping.newPort())
                + "\n\t" + id(mapping.config()) + "\n";
    }

    private static String end(IpAddress address, int port) {
        return address + ":" + port;
    }

    private static String id(SaConfig config) {
        SaId id = config.id();
        return "dst " + id.destination() + "  reqid 0x" + Integer.toHexString(config.reqid()) + " protocol esp  SPI 0x"
                + Integer.toHexString(id.spi());
    }

    /** The monitor of {@code ip} has no words for this one. */
    private static String migrated(SaConfig before, SaConfig after) {
        return "Migrated " + before.source() + " " + before.id().destination() + " -> " + after.source() + " "
                + after.id().destination() + "\n\t" + id(after) + "\n";
    }
}
