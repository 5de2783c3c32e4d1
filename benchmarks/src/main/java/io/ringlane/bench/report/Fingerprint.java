// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.report;

import io.ringlane.bench.quiet.Calibration;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a recorded run was measured on: processor, kernel, JVM, libraries, the state of the core before and after. No
 * name of the machine, no folder of its. Filled by the main thread.
 */
public final class Fingerprint {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path GOVERNOR = Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    private static final Path CLOCK = Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final int SAMPLES = 200;
    private static final List<String> CPU_FLAGS =
            List.of("avx2", "avx512f", "avx512vl", "vaes", "vpclmulqdq", "gfni", "sha_ni", "hypervisor");

    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final Map<String, String> cpu = cpuInfo();

    /**
     * Looks at everything but the core's state.
     *
     * @param top the checkout.
     * @param command as the user gave it.
     */
    public Fingerprint(Path top, String command) {
        facts.put("date", LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("commit", commit(top));
        facts.put("command", command);
        facts.put("machine", machine());
        facts.put("jvm", jvm());
    }

    /** Short hash of the checkout's commit, with {@code -dirty} when anything but records differs from it. */
    private static String commit(Path top) {
        String hash = ChildProcess.line(top, "git", "rev-parse", "--short", "HEAD");
        String changes = ChildProcess.line(
                top, "git", "status", "--porcelain", "--untracked-files=no", "--", ".", ":(exclude)perf-results");
        if (hash == null || changes == null) {
            return "unknown";
        }
        return changes.isEmpty() ? hash : hash + "-dirty";
    }

    private Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cpu", cpuName());
        machine.put("family", cpu.getOrDefault("cpu family", "?"));
        machine.put("model", cpu.getOrDefault("model", "?"));
        machine.put("cpus", Runtime.getRuntime().availableProcessors());
        List<String> flags = List.of(cpu.getOrDefault("flags", "").split(" "));
        machine.put("flags", CPU_FLAGS.stream().filter(flags::contains).toList());
        machine.put(
                "kernel",
                System.getProperty("os.name") + " "
                        + System.getProperty("os.version").replaceAll("-.*", ""));
        machine.put("governor", read(GOVERNOR, "none visible"));
        machine.put("clock source", read(CLOCK, "unknown"));
        machine.put("hypervisor", hypervisor(flags));
        return machine;
    }

    private static String hypervisor(List<String> flags) {
        String lscpu = ChildProcess.line(null, "sh", "-c", "LC_ALL=C lscpu | sed -n 's/^Hypervisor vendor: *//p'");
        if (lscpu != null && !lscpu.isEmpty()) {
            return lscpu;
        }
        return flags.contains("hypervisor") ? "yes, of unknown kind" : "none seen";
    }

    private static Map<String, Object> jvm() {
        Map<String, Object> jvm = new LinkedHashMap<>();
        jvm.put("name", System.getProperty("java.vm.name"));
        jvm.put("version", Runtime.version().toString());
        jvm.put("vendor", System.getProperty("java.vendor"));
        jvm.put(
                "flags",
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .map(flag -> flag.replaceAll("([=:,])/[^,:]*", "$1..."))
                        .toList());
        return jvm;
    }

    /** File names of the crypto libraries that this process has loaded by now. */
    public void libraries() {
        try (Stream<String> lines = Files.lines(MAPS)) {
            facts.put(
                    "native libraries",
                    lines.filter(line -> line.matches("(?i).*/lib(ipsec_mb|crypto)\\b[^/]*"))
                            .map(line -> line.substring(line.lastIndexOf('/') + 1))
                            .distinct()
                            .toList());
        } catch (IOException e) {
            facts.put("native libraries", List.of());
        }
    }

    /** State of the core that the main thread is on. @param moment {@code before} or {@code after}. */
    public void calibrate(String moment, Calibration calibration) {
        double[] samples = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = calibration.sample();
        }
        Arrays.sort(samples);
        long quiet = Arrays.stream(samples).filter(calibration::isQuiet).count();
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("least cycles", rounded(samples[0]));
        state.put("median cycles", rounded(samples[SAMPLES / 2]));
        state.put("most cycles", rounded(samples[SAMPLES - 1]));
        state.put("quiet percent", 100 * quiet / SAMPLES);
        state.put("GHz", rounded(calibration.gigahertz()));
        facts.put("calibration " + moment, state);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    /** All facts, in order. */
    public Map<String, Object> facts() {
        return facts;
    }

    String commit() {
        return (String) facts.get("commit");
    }

    String date() {
        return ((String) facts.get("date")).substring(0, "2026-01-01".length());
    }

    String cpuName() {
        return cpu.getOrDefault("model name", System.getProperty("os.arch"));
    }

    /** The processor as a part of a file name: name, family, model. */
    public String machineName() {
        String name = cpuName().replaceAll("\\(.*?\\)|@.*| CPU| Processor", "") + " "
                + cpu.getOrDefault("cpu family", "") + " " + cpu.getOrDefault("model", "");
        return name.toLowerCase(Locale.ROOT).strip().replaceAll("[^a-z0-9]+", "-");
    }

    /** The first processor's entries. */
    private static Map<String, String> cpuInfo() {
        Map<String, String> entries = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            lines.takeWhile(line -> !line.isBlank())
                    .map(line -> line.split(":", 2))
                    .filter(pair -> pair.length == 2)
                    .forEach(pair -> entries.put(pair[0].strip(), pair[1].strip()));
        } catch (IOException e) {
            entries.clear();
        }
        return entries;
    }

    private static String read(Path file, String otherwise) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return otherwise;
        }
    }
}
