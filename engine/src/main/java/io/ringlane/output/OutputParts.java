// SPDX-License-Identifier: Apache-2.0
package io.ringlane.output;

import io.ringlane.dev.RouteLookup;
import io.ringlane.offload.StateHolds;
import io.ringlane.offload.StateOffload;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.PolicyTable;
import io.ringlane.policy.TemplateResolver;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.Egress;
import io.ringlane.xfrm.GsoCut;
import io.ringlane.xfrm.OutboundEvents;
import io.ringlane.xfrm.OuterModeOutput;
import io.ringlane.xfrm.TypeOffload;

/**
 * What output works with, all of it the core's.
 *
 * @param inner seals at once what a packet is inside another ESP packet; {@code type} does all the rest.
 * @param deferred leave ESP to validate where it may be; else every packet is protected inside output.
 * @param fragmentBefore cut IPv4 packets that are too long ahead of a tunnel, not behind it.
 * @param burst packets that go through the transform at once.
 * @param maxSegments of any super-packet.
 */
public record OutputParts(
        PolicyTable policies,
        TemplateResolver resolver,
        RouteLookup routes,
        StateOffload bindings,
        TypeOffload type,
        TypeOffload inner,
        GsoCut gso,
        PacketPool pool,
        Egress egress,
        StateHolds holds,
        Discard discard,
        OutboundEvents events,
        OuterModeOutput modes,
        boolean deferred,
        boolean fragmentBefore,
        int burst,
        int maxSegments) {}
