// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.device;

import io.ringlane.hw.device.GatewaySpec.Route;
import io.ringlane.plan.report.chart.TimelineChart;
import io.ringlane.plan.report.chart.TimelineChart.Exact;
import io.ringlane.plan.report.chart.TimelineChart.Track;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Stages in the order in which packets meet them, for reading; models are built from the far end. Immutable. */
public final class StageOrder {
    private static final List<String> ENCRYPTING = List.of(
            "line in",
            "port in",
            "rx buffer",
            "rx write",
            "rx ring",
            "core",
            "tx ring",
            "payload read",
            "context",
            "ipsec cap",
            "lanes",
            "port out",
            "to the far end",
            "sink");
    private static final List<String> DECRYPTING = List.of(
            "line in",
            "port in",
            "rx buffer",
            "context",
            "ipsec cap",
            "lanes",
            "rx write",
            "rx ring",
            "core",
            "tx ring",
            "payload read",
            "port out",
            "to the far end",
            "sink");
    private static final Pattern GATEWAY = Pattern.compile("^gateway (\\d+) (.*)");

    private final List<String> roles;

    public StageOrder(Route route) {
        roles = route == Route.DECRYPT ? DECRYPTING : ENCRYPTING;
    }

    /** Compares names such as {@code rx ring 0.1}; those that no list has come last, as they came. */
    public Comparator<String> byName() {
        return Comparator.comparingInt(this::rank);
    }

    private int rank(String name) {
        Matcher gateway = GATEWAY.matcher(name);
        boolean isOfMany = gateway.matches();
        String rest = isOfMany ? gateway.group(2) : name;
        int first = isOfMany ? Integer.parseInt(gateway.group(1)) * (roles.size() + 1) : 0;
        String role = rest.replaceFirst(" [\\d.]+(?= |$)", "");
        int at = roles.indexOf(role.startsWith("lanes") ? "lanes" : role);
        return first + (at < 0 ? roles.size() : at);
    }

    /** The same time line with its tracks in order. */
    public TimelineChart sorted(TimelineChart chart) {
        List<Track> tracks = chart.tracks();
        List<Integer> order = IntStream.range(0, tracks.size())
                .boxed()
                .sorted(Comparator.comparing(at -> tracks.get(at).name(), byName()))
                .toList();
        return new TimelineChart(
                chart.id(),
                chart.title(),
                chart.reading(),
                chart.endPs(),
                order.stream().map(tracks::get).toList(),
                chart.events(),
                chart.exact() == null ? null : sorted(chart.exact(), order));
    }

    private static Exact sorted(Exact exact, List<Integer> order) {
        List<Integer> places = new ArrayList<>(exact.track());
        places.replaceAll(order::indexOf);
        return new Exact(
                exact.startPs(),
                exact.endPs(),
                order.stream().map(exact.initial()::get).toList(),
                exact.atPs(),
                places,
                exact.value());
    }
}
