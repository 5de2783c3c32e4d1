// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.study;

import io.ringlane.hw.device.GatewaySpec;
import io.ringlane.hw.profile.Context;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.scenario.Scenario.Passage;
import io.ringlane.plan.study.Run.StageUse;
import io.ringlane.plan.study.Run.Wait;
import io.ringlane.plan.traffic.EspShape;
import io.ringlane.plan.traffic.TrafficSpec;
import io.ringlane.plan.trial.StageFigures;
import io.ringlane.plan.trial.Transient;
import io.ringlane.plan.trial.Trial;
import io.ringlane.plan.trial.TrialResult;
import io.ringlane.plan.trial.TrialSpec;
import io.ringlane.plan.trial.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs trials with the modelled NIC and host. Stages that are there once for each core or port are told as one. Any
 * thread.
 */
public final class ModelBench implements Bench {
    /** Loads are exact fractions of a packet per second, so that event times are. */
    private static final long LOAD_UNDER = 1000;

    private static final double PS = 1e-12;
    private static final int BITS = 8;

    @Override
    public Run run(Point point) {
        TrialResult result = Trial.run(spec(point));
        return new Run(
                result.seconds(),
                result.offered(),
                result.lost(),
                result.delivered(),
                BITS * result.clearBytes() / result.seconds(),
                BITS * result.wireBytes() / result.seconds(),
                result.growth(),
                result.drainPs() * PS,
                Latency.of(result.response()),
                Latency.of(result.service()),
                stages(result),
                waits(result),
                result.trace(),
                result.events());
    }

    @Override
    public Transient rehearse(Rehearsal rehearsal) {
        TrialSpec spec = spec(rehearsal.point()).disturbed(rehearsal.faults(), rehearsal.burst());
        return Transient.of(spec, rehearsal.usual());
    }

    /** The trial of a point. */
    public static TrialSpec spec(Point point) {
        Scenario scenario = point.scenario();
        Rational rate = new Rational(Math.max(1, Math.round(point.load() * LOAD_UNDER)), LOAD_UNDER);
        long sent =
                Math.round(point.packets() / scenario.traffic().meanSegments().asDouble());
        long packets = Math.max(TrialSpec.FEWEST_PACKETS, sent);
        return new TrialSpec(gateway(scenario), scenario.traffic(), rate, packets, scenario.seed(), point.repeat());
    }

    /** What a scenario models. */
    public static GatewaySpec gateway(Scenario scenario) {
        Passage path = scenario.path();
        TrafficSpec traffic = scenario.traffic();
        EspShape esp = traffic.esp();
        int size = traffic.mix().largest();
        return new GatewaySpec(
                scenario.device(),
                scenario.host(),
                path.forwarding(),
                path.crypto(),
                path.route(),
                tunnels(scenario),
                esp.transform().label(),
                esp.wireBytes(size) - esp.cipherBytes(size),
                path.cablePs());
    }

    /** Where a curve over tunnels is entered: as many evenly used ones as would miss as often. */
    private static long tunnels(Scenario scenario) {
        TrafficSpec traffic = scenario.traffic();
        if (scenario.device().context() instanceof Context.Curves curves) {
            Context.Curve curve = curves.byMode().get(scenario.path().forwarding());
            if (curve != null && curve.slots() > 0) {
                return traffic.popularity().equivalentTunnels(traffic.sas(), curve.slots());
            }
        }
        return traffic.sas();
    }

    // ---- stages of one role as one

    private static List<StageUse> stages(TrialResult result) {
        Map<String, List<StageFigures>> roles = new LinkedHashMap<>();
        result.stages()
                .forEach(stage -> roles.computeIfAbsent(stage.role(), none -> new ArrayList<>())
                        .add(stage));
        List<StageUse> uses = new ArrayList<>();
        roles.forEach((role, stages) -> uses.add(use(role, stages)));
        return uses;
    }

    /** Sums of what they hold and lose; the busiest one's share of time, for it binds first. */
    private static StageUse use(String role, List<StageFigures> stages) {
        long in = 0;
        long capacity = 0;
        double held = 0;
        long most = 0;
        long lost = 0;
        double stay = 0;
        double busiest = Double.NaN;
        for (StageFigures stage : stages) {
            in += stage.in();
            capacity += stage.capacity();
            held += stage.meanHeld();
            most += stage.most();
            lost += stage.lost();
            stay += stage.meanStayPs() * stage.in();
            if (!(stage.utilisation() <= busiest) && !Double.isNaN(stage.utilisation())) {
                busiest = stage.utilisation();
            }
        }
        return new StageUse(
                role,
                (int) Math.min(Integer.MAX_VALUE, capacity),
                held,
                most,
                busiest,
                lost,
                in == 0 ? 0 : stay / in * PS);
    }

    private static List<Wait> waits(TrialResult result) {
        Map<String, String> roleOf = new HashMap<>();
        result.stages().forEach(stage -> roleOf.put(stage.name(), stage.role()));
        Map<String, Wait> longest = new LinkedHashMap<>();
        for (Waiting waiting : result.waits()) {
            String stage = roleOf.getOrDefault(waiting.stage(), waiting.stage());
            String by = roleOf.getOrDefault(waiting.by(), waiting.by());
            longest.merge(
                    stage + ">" + by,
                    new Wait(stage, by, waiting.share()),
                    (one, other) -> one.share() >= other.share() ? one : other);
        }
        return List.copyOf(longest.values());
    }
}
