// SPDX-License-Identifier: Apache-2.0
package io.ringlane.build;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The picture of docs/design.md, section packages, as a table: a package may import only from lines below its own, and
 * packages on one line do not import each other, so there is no circle either. A package that is not in the table is a
 * fault: give it a room here, and five lines in docs/decisions.
 */
public final class PackageRules {
    /** What all package names begin with. */
    public static final String ROOT = "io.ringlane";

    /** From the top line to the bottom one; {@code .} is the root package. */
    private static final String[] LINES = {
        // benchmarks
        "bench.calibrate",
        "bench.rounds",
        "bench.command",
        "bench.micro bench.ring bench.crypto bench.flow bench.latency bench.scale bench.model bench.stress"
                + " bench.pipeline",
        "bench.load bench.report bench.traffic",
        "bench.quiet bench.esp",
        // hw-model
        "cli",
        "inbound cli.receive cli.plan",
        // the capacity planner, see docs/decisions
        "plan.report.device plan.calibrate plan.points.intake",
        "plan.report",
        "plan.report.picture",
        "plan.answer plan.points plan.compare",
        "plan.ask",
        "plan.study",
        "plan.report.data",
        "plan.trial",
        "plan.trial.timeline",
        "plan.report.chart",
        "plan.scenario",
        "plan.traffic.export",
        "plan.search plan.traffic plan.stats",
        "plan.traffic.arrival",
        "conformance transmit reception inspect",
        "oracle transcript explain",
        "golden oracle.crypto",
        "hw.nic hw.device",
        // what a modelled gateway is made of, see docs/decisions
        "hw.device.card hw.device.host",
        "hw.device.ring",
        "hw.device.pcie",
        "hw.lane hw.wire hw.event hw.frame hw.profile hw.sim.stage",
        "hw.sim hw.sim.random hw.yaml",
        // engine
        ". engine receive",
        // the lives of SAs: time limits, what key managers ask for and are told, see docs/decisions
        "life",
        "cores",
        "tx rx esp",
        // the short way through output, validate and ESP, see docs/decisions
        "bundle output",
        // inbound SAs stand below what receives with them, see docs/decisions
        "xfrm config rx.state",
        // native providers, and the choice between all, stand above crypto: the choice finds them as services
        "offload crypto.ipsecmb crypto.openssl crypto.jdk crypto.choice",
        // what one native provider is made of
        "crypto.ipsecmb.job crypto.openssl.evp",
        "policy gso gro ip decap crypto dev io port checkpoint",
        "packet",
        // an SA works its lengths out of the headers', see docs/decisions
        "sa",
        "algorithm replay buffer header ring stats trace",
    };

    private static final Map<String, Integer> LINE_OF = lines();

    private PackageRules() {}

    /**
     * Why a class of one package may not use one of the other.
     *
     * @param from full name of the package that imports.
     * @param to   full name of the package that is imported.
     * @return null if it may.
     */
    public static String fault(String from, String to) {
        if (from.equals(to) || !isOurs(to)) {
            return null;
        }
        Integer fromLine = LINE_OF.get(room(from));
        Integer toLine = LINE_OF.get(room(to));
        if (fromLine == null || toLine == null) {
            return "package " + (fromLine == null ? from : to) + " has no place in the table of PackageRules";
        }
        if (fromLine < toLine) {
            return null;
        }
        return "package " + from + " must not import " + to
                + (fromLine.equals(toLine) ? ": they stand on one line" : ": it stands higher");
    }

    /** Whether the package has a place in the table. */
    public static boolean isKnown(String packageName) {
        return LINE_OF.containsKey(room(packageName));
    }

    private static boolean isOurs(String packageName) {
        return packageName.equals(ROOT) || packageName.startsWith(ROOT + ".");
    }

    private static String room(String packageName) {
        return packageName.equals(ROOT)
                ? "."
                : packageName.substring(Math.min(packageName.length(), ROOT.length() + 1));
    }

    private static Map<String, Integer> lines() {
        Map<String, Integer> lineOf = new LinkedHashMap<>();
        for (int line = 0; line < LINES.length; line++) {
            for (String name : LINES[line].split(" ")) {
                lineOf.put(name, line);
            }
        }
        return Map.copyOf(lineOf);
    }
}
