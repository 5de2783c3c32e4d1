// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Turns results of testers into points that a scenario can name under {@code measured}. Stateless. */
public final class ResultImport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MathContext DIGITS = new MathContext(7);

    private ResultImport() {}

    /** Whose results can be read. */
    public enum Format {
        /** Statistics of the stateless client. */
        TREX,
        /** A test's result as FD.io exports it. */
        CSIT
    }

    /**
     * Reads a result.
     *
     * @param format  null to tell it by its members.
     * @param seconds that a run of TRex took; 0 where the file's last rate is to be taken.
     * @throws IllegalArgumentException in one line that begins with the file.
     */
    public static List<Imported> read(Path file, Format format, double seconds) {
        JsonNode root;
        try {
            root = JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
        } catch (JsonProcessingException wrong) {
            int line = wrong.getLocation() == null ? 1 : wrong.getLocation().getLineNr();
            throw new IllegalArgumentException(file + ":" + line + ": is no JSON", wrong);
        } catch (IOException wrong) {
            String what = Files.exists(file) ? "cannot be read as UTF-8 text" : "no such file";
            throw new IllegalArgumentException(file + ": " + what, wrong);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException(file + ": is no JSON object");
        }
        JsonPlace place = new JsonPlace(file.toString(), "", root);
        return switch (format == null ? formatOf(place, file) : format) {
            case TREX -> TrexStats.read(place, name(file), seconds);
            case CSIT -> CsitResult.read(place, name(file));
        };
    }

    private static Format formatOf(JsonPlace root, Path file) {
        if (root.has("result") || root.has("results")) {
            return Format.CSIT;
        }
        if (root.has("total")) {
            return Format.TREX;
        }
        throw new IllegalArgumentException(
                file + ": neither statistics of TRex ('total') nor a result of CSIT ('result')");
    }

    private static String name(Path file) {
        String name = file.getFileName()
                .toString()
                .replaceFirst("\\.[A-Za-z]+$", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
        return name.substring(0, Math.min(30, name.length()));
    }

    /**
     * The points as a file for {@code measured}.
     *
     * @param bound as a user writes it, such as {@code 5 %}; null for none.
     */
    public static String yaml(Path from, List<Imported> points, String bound) {
        StringBuilder text = new StringBuilder("# Imported by ringlane plan import out of " + from.getFileName()
                + ". Name this file in a scenario: measured: FILE.\n"
                + "# The scenario must be what was measured: its device, traffic, and directions.\npoints:\n");
        for (Imported point : points) {
            text.append("  - {id: ")
                    .append(point.id())
                    .append(", what: ")
                    .append(quoted(point.what()))
                    .append(", source: ")
                    .append(quoted(from.getFileName().toString()))
                    .append(", kind: predicted, measured: ")
                    .append(new BigDecimal(point.measured()).round(DIGITS).toPlainString())
                    .append(", ask: ")
                    .append(point.ask().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            if (bound != null) {
                text.append(", bound: ").append(bound);
            }
            if (point.load() > 0) {
                text.append(", load: ")
                        .append(Math.max(1, Math.round(point.load())))
                        .append(" pps");
            } else if (point.loss() > 0) {
                text.append(", loss: ")
                        .append(new BigDecimal(100 * point.loss()).round(DIGITS).toPlainString())
                        .append(" %");
            }
            text.append(", note: ").append(quoted(point.note())).append("}\n");
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
