// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * The content of a case.json, field by field. Immutable.
 *
 * @param path {@code deferred}, {@code inline}, {@code hw} or {@code async}.
 * @param sas in the order applied, the last is the outermost.
 * @param setup the commands of the recording, for policies only.
 * @param dstMtu MTU of the xfrm route, 0 when nothing came so far.
 * @param highHalves ESN high half authenticated, per ESP packet; null without ESN.
 * @param randomOuterId the kernel drew outer IDs at random: they are not compared.
 * @param outerTtl TTL of the route, 0 when it does not show.
 * @param noReassembly fragments were there before ESP.
 * @param randomInnerId so are the IDs of IPv4 headers between two SAs.
 * @param cleartext the packets left unprotected.
 * @param kind {@code local udp} or {@code local tcp} for packets of local sockets, else null.
 */
public record CaseInfo(
        String name,
        String description,
        List<String> tags,
        String path,
        List<GoldenSa> sas,
        Egress egress,
        List<String> setup,
        List<PacketGroup> packets,
        @JsonProperty("in_meta") List<PacketMeta> inputMeta,
        @JsonProperty("out_meta") List<PacketMeta> outputMeta,
        @JsonProperty("dst_mtu") int dstMtu,
        @JsonProperty("xfrm_stat") Map<String, Long> xfrmStat,
        @JsonProperty("state_after") List<StateCounters> stateAfter,
        @JsonProperty("esp_hi") List<Long> highHalves,
        @JsonProperty("random_outer_id") boolean randomOuterId,
        @JsonProperty("outer_ttl") int outerTtl,
        @JsonProperty("no_reassembly") boolean noReassembly,
        @JsonProperty("random_inner_id") boolean randomInnerId,
        boolean cleartext,
        List<Step> steps,
        String kind,
        List<SocketEvent> events,
        JsonNode inline) {
    /**
     * The device of the case.
     *
     * @param parameters of the offloading device, words of {@code name=value}; null on another one.
     */
    public record Egress(
            @JsonProperty("dev") String device,
            int mtu,
            @JsonProperty("espdev") String parameters) {}

    /** Something else that was done to set the case up, such as {@code newsa}, and what came of it. */
    public record Step(@JsonProperty("op") String operation, int errno) {}

    /** One call of the local socket: bytes sent or refused, null where the call was another one. */
    public record SocketEvent(
            Integer size,
            Integer sent,
            Integer errno,
            @JsonProperty("connect_errno") Integer connectErrno,
            @JsonProperty("getsockopt_mtu") Integer mtu) {}

    /** Empty lists in place of absent ones. */
    public CaseInfo {
        tags = orEmpty(tags);
        sas = orEmpty(sas);
        setup = orEmpty(setup);
        packets = orEmpty(packets);
        inputMeta = orEmpty(inputMeta);
        outputMeta = orEmpty(outputMeta);
        stateAfter = orEmpty(stateAfter);
        events = orEmpty(events);
        steps = orEmpty(steps);
        xfrmStat = xfrmStat == null ? Map.of() : Map.copyOf(xfrmStat);
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /** The part of the name before the first hyphen: what is tried. */
    public String family() {
        int end = name.indexOf('-');
        return end < 0 ? name : name.substring(0, end);
    }

    public boolean isLocal() {
        return kind != null && kind.startsWith("local");
    }
}
