// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ringlane.plan.report.data.ReportData;

/** A report as JSON: names are those of the records, order too, so equal reports are equal bytes. Stateless. */
public final class ReportJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private ReportJson() {}

    /** For people and for differences, with a line end behind it. */
    public static String pretty(ReportData data) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(data) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In one line. */
    static String compact(ReportData data) {
        try {
            return MAPPER.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads what was written.
     *
     * @throws IllegalArgumentException in one line, if it is no report.
     */
    public static ReportData read(String json) {
        try {
            return MAPPER.readValue(json, ReportData.class);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new IllegalArgumentException(
                    "not a report, line " + line + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }
}
