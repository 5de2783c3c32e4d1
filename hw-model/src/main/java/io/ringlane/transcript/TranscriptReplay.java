// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import io.ringlane.dev.DeviceRegistry.FeatureChange;
import io.ringlane.dev.DeviceRegistry.Registration;
import io.ringlane.dev.Errno;
import io.ringlane.dev.NetDevice;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.OffloadResult.Refused;
import io.ringlane.offload.UserOffload;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.XfrmState;
import io.ringlane.transcript.TranscriptReport.Finding;
import io.ringlane.transcript.TranscriptReport.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does on the engine's own registry and states, over modelled devices, what each step of a transcript did to a kernel,
 * and compares the answers. Steps that ask for a new state begin without any; the others go on from what is there. One
 * thread.
 */
public final class TranscriptReplay implements AutoCloseable {
    /**
     * A step asks for what the models do not have: it is skipped, visibly. A type of its own, so that nothing that the
     * engine or a library throws can be taken for it.
     */
    static final class NotModelled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotModelled(String what) {
            super(what);
        }
    }

    private static final Pattern SPI = Pattern.compile("spi[ =]0x([0-9a-f]{1,8})\\b");
    private static final String FREE = "free spi=";
    private static final int MOST_STATES = 4000;

    private final Transcript transcript;
    private final ModelledHost host = new ModelledHost();
    private String device = ModelledHost.ESP_DEVICE;

    private TranscriptReplay(Transcript transcript) {
        this.transcript = transcript;
    }

    /** Replays all steps in order. */
    public static TranscriptReport run(Transcript transcript) {
        List<Finding> findings = new ArrayList<>();
        try (TranscriptReplay replay = new TranscriptReplay(transcript)) {
            for (Step step : transcript.steps()) {
                findings.add(replay.judge(step));
            }
        }
        return new TranscriptReport(findings);
    }

    /** What cannot be expressed is skipped, what the engine breaks on is a difference; neither ends the run. */
    private Finding judge(Step step) {
        Words words = new Words(step.text());
        FieldComparison comparison = new FieldComparison(step);
        try {
            perform(step, words, comparison);
            observe(step, comparison);
            return verdict(step, words, comparison);
        } catch (NotModelled e) {
            return finding(step, Outcome.SKIPPED, e.getMessage() + " is not modelled");
        } catch (RuntimeException e) {
            return finding(step, Outcome.DIFFERENT, "the step could not be run: " + e);
        } finally {
            host.takeDriverLog();
        }
    }

    private static Finding verdict(Step step, Words words, FieldComparison comparison) {
        String difference = comparison.difference();
        List<String> unread = words.unread();
        if (difference != null && !unread.isEmpty()) {
            return finding(step, Outcome.SKIPPED, "words not understood: " + String.join(" ", unread));
        }
        if (difference != null) {
            return finding(step, Outcome.DIFFERENT, difference);
        }
        List<String> unknown = comparison.unknown();
        return unknown.isEmpty()
                ? finding(step, Outcome.SAME, "")
                : finding(step, Outcome.SKIPPED, "field " + String.join(", ", unknown) + " is not modelled");
    }

    private static Finding finding(Step step, Outcome outcome, String detail) {
        return new Finding(step.number(), step.text(), outcome, detail);
    }

    // ---- kinds of steps, told by their fields first and by their words where fields do not tell

    private void perform(Step step, Words words, FieldComparison comparison) {
        device = words.read("^\\s*netdevsim\\b:?") ? ModelledHost.NETDEVSIM_DEVICE : ModelledHost.ESP_DEVICE;
        if (step.has("update")) {
            update(step, words, comparison);
        } else if (step.has("add")) {
            adds(step, words, comparison);
        } else if (words.read("\\bethtool -K\\b")) {
            switchFeatures(words, comparison);
        } else if (step.has("features")) {
            register(words, comparison);
        } else if (words.read("\\b(unregister|rmmod)\\b")) {
            unregister(words, comparison);
        } else {
            performByWords(step, words, comparison);
        }
    }

    private void performByWords(Step step, Words words, FieldComparison comparison) {
        String link = words.take("\\blink set (\\w+ (?:down|up))\\b");
        if (link != null) {
            link(link.split(" "));
        } else if (words.read("\\bflush\\b")) {
            host.clean(Set.of());
            command(comparison, 0);
        } else if (words.read("\\bdelete\\b")) {
            delete(step, comparison);
        } else if (words.read("^.*?:(?=.*\\b(?:states?|software|asked)\\b)")) {
            several(step, words);
        } else if (device.equals(ModelledHost.NETDEVSIM_DEVICE) && words.read("\\bdevice\\b")) {
            words.read("\\(built from [^)]*\\)");
            comparison.put("out", host.registry().device(host.device(device)).name());
            command(comparison, 0);
        } else {
            throw new NotModelled("this kind of step");
        }
    }

    /** What every step may ask to see. */
    private void observe(Step step, FieldComparison comparison) {
        if (step.has("states")) {
            comparison.put("states", host.describe());
        }
        if (step.has("states_total")) {
            comparison.put("states_total", host.size());
        }
        if (step.has("driver")) {
            comparison.put("driver", String.join("\n", host.takeDriverLog()));
        }
        if (step.has("debugfs")) {
            comparison.put("debugfs", host.debugFile());
        }
    }

    private static void command(FieldComparison comparison, int errno) {
        comparison.put("rc", errno == 0 ? 0 : 1).put("err", KernelNames.errorWords(-errno));
    }

    // ---- adding states

    private void adds(Step step, Words words, FieldComparison comparison) {
        String count = words.take("\\b(\\d{1,6}) states one after another\\b");
        boolean twice = words.read("\\b(?:same SA )?twice\\b") || step.has("second");
        int spi = spi(step);
        Asked asked = Asked.read(words);
        List<XfrmState> late = host.clean(lateFrees(step));
        late.forEach(host.states()::release);
        if (step.get("add").isArray() || count != null) {
            comparison.put("add", failures(asked, count, spi));
            return;
        }
        comparison.put("add", answer(add(asked, spi)));
        if (twice) {
            comparison.put("second", answer(add(asked, spi)));
        }
    }

    /** The recorder keeps the answers that are not 0, with the number of the state, counted from 0. */
    private List<List<Object>> failures(Asked asked, String count, int firstSpi) {
        if (count == null || Integer.parseInt(count) > MOST_STATES) {
            throw new NotModelled("this number of states");
        }
        List<List<Object>> failures = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(count); i++) {
            OffloadResult result = add(asked, firstSpi + i);
            if (result.isRefused()) {
                failures.add(List.of(i, answer(result)));
            }
        }
        return failures;
    }

    private OffloadResult add(Asked asked, int spi) {
        int index = index(asked);
        String name = asked.device() == null ? device : asked.device();
        if (!Asked.NOWHERE.equals(asked.route())) {
            host.route(asked.route() == null ? name : asked.route());
        } else {
            host.route(null);
        }
        EspDriver driver = host.driver(name);
        if (driver == null && !(asked.parameters().isEmpty() && asked.driverAnswer() == 0)) {
            throw new NotModelled("another driver on " + name);
        }
        UserOffload request = asked.offload() ? new UserOffload(index, asked.flags()) : null;
        try {
            during(asked, driver, host.device(name));
            return host.add(asked.state(transcript, spi), request, asked.typeOffload());
        } finally {
            after(asked, driver, host.device(name));
        }
    }

    private int index(Asked asked) {
        if (asked.index() >= 0) {
            return asked.index() == 0 ? UserOffload.BY_ROUTE : Integer.MAX_VALUE;
        }
        return host.device(asked.device() == null ? device : asked.device());
    }

    /** What holds for one step only. */
    private void during(Asked asked, EspDriver driver, int index) {
        if (driver != null) {
            driver.set(asked.parameters(), asked.driverAnswer());
        }
        if (asked.down()) {
            host.registry().down(index);
        }
    }

    private void after(Asked asked, EspDriver driver, int index) {
        if (driver != null) {
            driver.set(Map.of(), 0);
        }
        if (asked.down()) {
            host.registry().up(index);
        }
    }

    private static Map<String, Object> answer(OffloadResult result) {
        return result instanceof Refused(int errno, String message)
                ? FieldComparison.answer(-errno, message)
                : FieldComparison.answer(0, "");
    }

    /**
     * The SPI that was asked for is not in the words: it is the one that driver's log, debug file and list of states
     * agree on, else the recording's usual one.
     */
    private int spi(Step step) {
        Set<Integer> named = new HashSet<>();
        List<String> own = step.driverLines().stream()
                .filter(line -> line.startsWith("add"))
                .limit(1)
                .toList();
        Matcher matcher = SPI.matcher(
                String.join("\n", own) + "\n" + String.join("\n", step.stateLines()) + "\n" + step.debugFile());
        while (matcher.find()) {
            named.add(Integer.parseUnsignedInt(matcher.group(1), 16));
        }
        return named.size() == 1 ? named.iterator().next() : transcript.spi();
    }

    /** States of the step before whose end the kernel told the driver late: the log begins with it. */
    private static Set<Integer> lateFrees(Step step) {
        Set<Integer> late = new HashSet<>();
        for (String line : step.driverLines()) {
            Matcher matcher = SPI.matcher(line);
            if (!line.startsWith(FREE) || !matcher.find()) {
                break;
            }
            late.add(Integer.parseUnsignedInt(matcher.group(1), 16));
        }
        return late;
    }

    /** A list of groups, such as {@code two states on hw0 (out, in), one software}: numbered in order. */
    private void several(Step step, Words words) {
        List<Asked> asked = new ArrayList<>();
        for (String group : words.takeAll("([^,()]*[^,()\\s][^,()]*(?:\\([^)]*\\))?)\\s*(?:,|$)")) {
            group(new Words(group), asked);
        }
        List<String> listed = step.stateLines().reversed();
        host.clean(lateFrees(step)).forEach(host.states()::release);
        int spi = transcript.spi() + 1;
        for (int i = 0; i < asked.size(); i++) {
            Matcher matcher = SPI.matcher(listed.size() == asked.size() ? listed.get(i) : "");
            spi = matcher.find() ? Integer.parseUnsignedInt(matcher.group(1), 16) : spi + 1;
            add(asked.get(i), spi);
        }
    }

    private static void group(Words words, List<Asked> asked) {
        int count = Words.number(words.take("^\\s*(\\w+)"));
        String directions = words.take("\\(((?:out|in)(?:, ?(?:out|in))*)\\)");
        String[] each = directions == null ? new String[0] : directions.split(", ?");
        Asked one = Asked.read(words);
        if (count == 0 || !words.unread().isEmpty()) {
            throw new NotModelled("a group of states: " + String.join(" ", words.unread()));
        }
        for (int i = 0; i < count; i++) {
            asked.add(i < each.length && each[i].equals("in") ? one.inbound() : one);
        }
    }

    // ---- what happens to states and devices that are there

    private void update(Step step, Words words, FieldComparison comparison) {
        words.read("\\bXFRM_MSG_UPDSA\\b");
        if (!words.read("\\bwithout offload attribute\\b") && words.read("\\boffload attribute\\b")) {
            throw new NotModelled("an update with an offload attribute");
        }
        XfrmState state = subject(step);
        int errno = state == null
                ? Errno.ESRCH
                : host.states().update(state.config().id(), new SaLimits(1, 2, 3, 4));
        comparison.put("update", FieldComparison.answer(-errno, ""));
    }

    private void delete(Step step, FieldComparison comparison) {
        XfrmState state = subject(step);
        command(comparison, state != null && host.states().delete(state) ? 0 : Errno.ESRCH);
    }

    /** The state that a step speaks of: that of the SPI in its words, else the newest. */
    private XfrmState subject(Step step) {
        Matcher matcher = SPI.matcher(step.text());
        boolean named = matcher.find();
        return host.inUse().stream()
                .filter(state -> !named || state.config().id().spi() == Integer.parseUnsignedInt(matcher.group(1), 16))
                .findFirst()
                .orElse(null);
    }

    private void link(String[] words) {
        int index = host.device(words[0]);
        if (words[1].equals("up")) {
            host.registry().up(index);
        } else {
            host.registry().down(index);
        }
    }

    private void unregister(Words words, FieldComparison comparison) {
        String count = words.take("\\bwith (\\w+) states?\\b");
        String name = words.take("\\bof (\\w+)");
        String gone = name == null ? device : name;
        int index = host.device(gone);
        Asked asked = Asked.read(new Words("on " + gone));
        for (int i = 0; count != null && i < Words.number(count); i++) {
            add(asked, freeSpi());
        }
        host.registry().unregister(index);
        command(comparison, 0);
    }

    private int freeSpi() {
        return host.inUse().stream()
                        .mapToInt(state -> state.config().id().spi())
                        .max()
                        .orElse(transcript.spi())
                + 1;
    }

    private void register(Words words, FieldComparison comparison) {
        words.read("\\bregister\\b");
        Map<String, Integer> parameters = Asked.parameters(words);
        if (host.registry().find(device) != null) {
            host.registry().unregister(host.registry().indexOf(device));
        }
        Registration registration = host.register(device, parameters);
        command(comparison, registration.errno());
        List<String> features = List.of();
        if (!registration.isRefused()) {
            long on = host.registry().device(registration.index()).features();
            features = KernelNames.featureLines(on, KernelNames.ESP);
            host.registry().unregister(registration.index());
        }
        comparison.put("features", features);
    }

    /** {@code ethtool -K [DEVICE] FEATURE on|off ...}, and what that command prints. */
    private void switchFeatures(Words words, FieldComparison comparison) {
        long mask = 0;
        long values = 0;
        for (String wish : words.takeAll("\\b([\\w-]+ (?:on|off))\\b")) {
            String[] parts = wish.split(" ");
            long bit = KernelNames.feature(parts[0]);
            if (bit == 0) {
                throw new NotModelled("feature " + parts[0]);
            }
            mask |= bit;
            values |= parts[1].equals("on") ? bit : 0;
        }
        String name = words.take("\\b(\\w+)\\b");
        int index = host.device(name == null ? device : name);
        NetDevice changed = host.registry().device(index);
        FeatureChange change = host.registry().changeFeatures(index, mask, values);
        long refused = change.refused();
        long different = change.before() ^ change.after();
        List<String> lines = new ArrayList<>();
        for (String line : KernelNames.featureLines(change.after(), refused)) {
            lines.add(line + (line.endsWith("on") ? " [requested off]" : " [requested on]"));
        }
        boolean failed = refused != 0 && different == 0;
        comparison
                .put("rc", failed ? 1 : 0)
                .put("err", failed ? "Could not change any device features" : "")
                .put("out", lines.isEmpty() ? "" : "Actual changes:\n" + String.join("\n", lines))
                .put("features", KernelNames.featureLines(changed.features(), KernelNames.ESP));
    }

    @Override
    public void close() {
        host.close();
    }
}
