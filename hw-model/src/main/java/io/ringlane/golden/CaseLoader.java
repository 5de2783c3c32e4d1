// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ringlane.io.CaptureException;
import io.ringlane.io.CaptureReader;
import io.ringlane.io.CaptureRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads one case folder. Whatever is wrong with it is a {@link GoldenException} that names the file. */
public final class CaseLoader {
    private static final String HEX = "(0x)?([0-9a-fA-F]{2})*";

    private final JsonMapper mapper = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Reads {@code folder}, which holds a case.json. */
    public GoldenCase load(Path folder) {
        Path file = folder.resolve("case.json");
        CaseInfo info = read(file, CaseInfo.class);
        require(file, info != null, "a case");
        require(file, info.name() != null && info.path() != null && info.egress() != null, "name, path or egress");
        List<byte[]> input = packets(folder.resolve("in.pcap"));
        List<byte[]> output = packets(folder.resolve("out.pcap"));
        InlineResult inline = inline(file, info.inline());
        List<byte[]> inlineOutput =
                inline == null || inline.pcap() == null ? output : packets(folder.resolve(inline.pcap()));
        checkRecords(file, info, input.size(), output.size());
        require(file, info.egress().device() != null, "the device of egress");
        require(
                file,
                info.sas().stream().allMatch(CaseLoader::isComplete),
                "sas, each with" + " mode, src, dst, spi and a hexadecimal key");
        boolean same = info.inline() != null && info.inline().isTextual();
        return new GoldenCase(info, input, output, inlineOutput, inline, same);
    }

    private static boolean isComplete(GoldenSa sa) {
        return hasPlace(sa)
                && hasKey(sa.aead() != null ? sa.aead() : sa.encryption())
                && (sa.authentication() == null || hasKey(sa.authentication()));
    }

    private static boolean hasKey(GoldenSa.Algorithm algorithm) {
        return algorithm != null
                && algorithm.name() != null
                && algorithm.key() != null
                && algorithm.key().matches(HEX);
    }

    private static boolean hasPlace(GoldenSa sa) {
        return sa != null && sa.mode() != null && sa.source() != null && sa.destination() != null && sa.spi() != null;
    }

    private InlineResult inline(Path file, JsonNode node) {
        if (node == null || node.isTextual()) {
            return null;
        }
        try {
            return mapper.treeToValue(node, InlineResult.class);
        } catch (JsonProcessingException e) {
            throw GoldenException.malformed(file, e);
        }
    }

    private <T> T read(Path file, Class<T> type) {
        try {
            return mapper.readValue(Files.readAllBytes(file), type);
        } catch (JsonProcessingException e) {
            throw GoldenException.malformed(file, e);
        } catch (IOException e) {
            throw new GoldenException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static void checkRecords(Path file, CaseInfo info, int inputs, int outputs) {
        for (PacketGroup group : info.packets()) {
            require(file, group.inputs().stream().allMatch(i -> i >= 0 && i < inputs), "an input record of in.pcap");
            require(file, group.outputs().stream().allMatch(i -> i >= 0 && i < outputs), "a record of out.pcap");
        }
    }

    private static void require(Path file, boolean present, String what) {
        if (!present) {
            throw new GoldenException(file + ": malformed: it lacks " + what);
        }
    }

    /** The packets of a capture, link header stripped; none if there is no such file. */
    public static List<byte[]> packets(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<byte[]> packets = new ArrayList<>();
        CaptureRecord record = new CaptureRecord();
        try (CaptureReader reader = CaptureReader.open(file)) {
            while (reader.next(record)) {
                byte[] bytes = new byte[record.capturedLength() - record.linkHeaderLength()];
                record.copyNetworkTo(new UnsafeBuffer(bytes), 0, bytes.length);
                packets.add(bytes);
            }
            if (reader.end() != CaptureReader.End.COMPLETE) {
                throw new GoldenException(reader.problem());
            }
        } catch (CaptureException e) {
            throw new GoldenException(e.getMessage(), e);
        }
        return List.copyOf(packets);
    }
}
