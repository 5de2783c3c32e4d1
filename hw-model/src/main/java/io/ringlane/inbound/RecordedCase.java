// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ringlane.golden.CaseLoader;
import io.ringlane.golden.GoldenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An inbound case with its captures on the heap, packets starting at the IP header. Immutable. */
record RecordedCase(InboundCase info, List<byte[]> input, List<byte[]> output) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final String JSON = "case.json";

    /** Reads a case. @throws GoldenException naming the file and what is wrong with it. */
    static RecordedCase load(Path folder) {
        Path file = folder.resolve(JSON);
        InboundCase info;
        try {
            info = MAPPER.treeToValue(read(file), InboundCase.class);
        } catch (JsonProcessingException e) {
            throw GoldenException.malformed(file, e);
        }
        require(file, info.name() != null && info.sas() != null && info.initial() != null, "name, sas or sa_initial");
        require(file, info.initial().size() == info.sas().size(), "a first state of each SA");
        List<byte[]> input = CaseLoader.packets(folder.resolve("in.pcap"));
        List<byte[]> output = CaseLoader.packets(folder.resolve("out.pcap"));
        for (InboundCase.Packet packet : info.packets()) {
            require(file, packet.input() >= 0 && packet.input() < input.size(), "an input record of in.pcap");
            require(file, packet.output().stream().allMatch(i -> i >= 0 && i < output.size()), "a record of out.pcap");
            require(
                    file,
                    packet.states().isEmpty()
                            || packet.states().size() == info.sas().size(),
                    "the fields of each SA");
        }
        return new RecordedCase(info, input, output);
    }

    private static JsonNode read(Path file) {
        try {
            return MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw GoldenException.malformed(file, e);
        } catch (IOException e) {
            throw new GoldenException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static void require(Path file, boolean present, String what) {
        if (!present) {
            throw new GoldenException(file + ": malformed: it lacks " + what);
        }
    }
}
