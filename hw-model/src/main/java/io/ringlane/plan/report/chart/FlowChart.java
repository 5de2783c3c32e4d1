// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * Who held back whom: for each pair of stages the share of the run in which the first had a packet ready
 * that the second would not take. Immutable.
 *
 * @param nobody what is said in its place when no stage waited.
 */
public record FlowChart(String id, String title, String reading, List<Link> links, String nobody) implements Chart {
    /**
     * One stage that waited for another.
     *
     * @param share of the run in percent, above 0.
     */
    public record Link(String waits, String blockedBy, double share) {
        public Link {
            Checks.text("stage that waits", waits);
            Checks.text("stage that blocks", blockedBy);
            if (Checks.finite("share of " + waits, share) <= 0 || waits.equals(blockedBy)) {
                throw new IllegalArgumentException(
                        waits + " waits for " + blockedBy + " in " + share + " % of the run, which cannot be");
            }
        }
    }

    public FlowChart {
        Checks.name("id of a chart", id);
        Checks.text("title of chart " + id, title);
        Checks.text("reading of chart " + id, reading);
        Checks.text("chart " + id + ": what is said when nobody waits", nobody);
        links = List.copyOf(links);
        Checks.unique(
                "chart " + id + ": link",
                links.stream()
                        .map(link -> link.waits() + " to " + link.blockedBy())
                        .toList());
    }

    @Override
    public Table table() {
        List<List<Object>> rows = new ArrayList<>();
        links.forEach(link -> rows.add(List.of(link.waits(), link.blockedBy(), link.share())));
        return new Table(id, title, List.of("stage that waits", "for room at", "share of the run, %"), rows);
    }
}
