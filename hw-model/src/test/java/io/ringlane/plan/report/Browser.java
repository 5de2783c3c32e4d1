// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chromium without a screen and without a network, a process for each look at a page. One owner thread. */
final class Browser {
    private static final int PATIENCE_SECONDS = 120;
    private static final Pattern FIGURE = Pattern.compile("<figure id=\"([a-z0-9-]+)\"([^>]*)>");

    private final Path folder;

    /** @param folder for its own files, empty. */
    Browser(Path folder) {
        this.folder = folder;
    }

    /** The page after its scripts have run. */
    Page open(Path page, int width) throws Exception {
        Path out = folder.resolve("dom.html");
        run(
                List.of(
                        "--dump-dom",
                        "--window-size=" + width + ",1200",
                        page.toUri().toString()),
                out);
        List<String> console = Files.readAllLines(folder.resolve("errors.txt")).stream()
                .filter(line -> line.contains(":CONSOLE"))
                .toList();
        return new Page(Files.readString(out), console);
    }

    /** A picture of the top of the page. */
    Path picture(Path page, boolean isDark) throws Exception {
        Path png = folder.resolve("page.png");
        List<String> arguments = new ArrayList<>(List.of("--screenshot=" + png, "--window-size=1000,3000"));
        if (isDark) {
            arguments.add("--blink-settings=preferredColorScheme=0");
        }
        arguments.add(page.toUri().toString());
        run(arguments, folder.resolve("out.txt"));
        return png;
    }

    /** The page as it is printed. */
    Path print(Path page) throws Exception {
        Path pdf = folder.resolve("page.pdf");
        run(List.of("--print-to-pdf=" + pdf, page.toUri().toString()), folder.resolve("out.txt"));
        return pdf;
    }

    private void run(List<String> arguments, Path out) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless=new",
                // The page is ours, and build machines often have no sandbox for a browser.
                "--no-sandbox",
                "--disable-gpu",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr",
                "--hide-scrollbars",
                "--virtual-time-budget=10000"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        boolean hasEnded = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!hasEnded) {
            process.destroyForcibly();
        }
        assertThat(hasEnded).as("the browser ends").isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /**
     * What became of a page.
     *
     * @param console lines it wrote to the console: errors, or talk that nobody asked for.
     */
    record Page(String dom, List<String> console) {
        /** A mark that the page's script set on itself. */
        String mark(String name) {
            return attribute(dom.substring(dom.indexOf("<html"), dom.indexOf("<head")), name);
        }

        /** A mark on a figure. */
        int mark(String figure, String name) {
            Matcher matcher = FIGURE.matcher(dom);
            while (matcher.find()) {
                if (matcher.group(1).equals(figure)) {
                    return Integer.parseInt(attribute(matcher.group(2), name));
                }
            }
            throw new AssertionError("no figure " + figure);
        }

        private static String attribute(String tag, String name) {
            Matcher matcher = Pattern.compile("data-" + name + "=\"([^\"]*)\"").matcher(tag);
            assertThat(matcher.find()).as("%s in %s", name, tag).isTrue();
            return matcher.group(1);
        }
    }
}
