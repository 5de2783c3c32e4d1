// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.policy.PolicyTable;
import io.ringlane.policy.Resolution;
import io.ringlane.policy.TemplateResolver;
import io.ringlane.sa.FlowKey;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Many SAs and policies: what they take, and that each is found. */
class ScaleTest {
    private static final int COUNT = 30_000;
    private static final int MOST_BYTES = 2048;
    /** AES-GCM key as IPsec-MB expands it, in whole cache lines, and the object that holds it. */
    private static final int EXPANDED_KEY = 1024 + 64;

    private static final long TEN = 10 << 24;

    /** One peer, one SA and one policy for each number, keys and networks all different. */
    private static byte[] text() {
        StringBuilder text = new StringBuilder(COUNT * 400);
        for (int i = 0; i < COUNT; i++) {
            text.append(("src 192.0.2.1 dst 198.18.%d.%d proto esp spi 0x%x reqid %d mode tunnel"
                            + " aead rfc4106(gcm(aes)) 0x%040x 128 sel src 172.16.0.0/12 dst 10.0.%d.%d/32%n")
                    .formatted(i >> 8, i & 255, 0x1000 + i, i, 77L * i, i >> 8, i & 255));
            text.append(("src 172.16.0.0/12 dst 10.0.%d.%d/32 dir out priority 9"
                            + " tmpl src 192.0.2.1 dst 198.18.%d.%d proto esp reqid %d mode tunnel%n")
                    .formatted(i >> 8, i & 255, i >> 8, i & 255, i));
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static SaTable tableOf(XfrmConfig config) {
        SaTable table = new SaTable(COUNT);
        for (XfrmConfig.SaEntry entry : config.states()) {
            assertThat(table.add(new XfrmState(entry.config(), entry.key()))).isTrue();
        }
        return table;
    }

    private static SaTable tableOf(byte[] text) {
        return tableOf(new XfrmConfigReader(() -> 7).read("many.conf", text));
    }

    private static void close(SaTable table) {
        for (int i = 0; i < table.capacity(); i++) {
            table.get(i).key().close();
        }
    }

    /** Behind a collection that leaves no gaps: of the serial collector every fourth one. */
    private static long usedHeap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void shouldTakeLessThanTwoKibibytesPerSaWhenKeyIsExpanded() {
        long keys = SecretKey.reservedBytes();
        SaTable[] table = {tableOf(text())};
        long keyBytes = (SecretKey.reservedBytes() - keys) / COUNT;
        long held = usedHeap();
        close(table[0]);
        table[0] = null;
        long heapBytes = (held - usedHeap()) / COUNT;

        assertThat(keyBytes).as("bytes of off-heap key").isBetween(60L, 80L);
        assertThat(heapBytes).as("bytes of heap").isBetween(400L, 700L);
        assertThat(heapBytes + keyBytes + EXPANDED_KEY).isLessThan(MOST_BYTES);
    }

    @Test
    void shouldFindEachSaWhenPoliciesAndSasAreMany() {
        XfrmConfig config = new XfrmConfigReader().read("many.conf", text());
        SaTable table = tableOf(config);
        PolicyTable policies = new PolicyTable();
        config.policies().forEach(entry -> policies.add(entry.policy()));
        TemplateResolver resolver = new TemplateResolver(table);
        FlowKey key = new FlowKey();
        key.family = 4;
        key.sourceLow = 0xac100001L;
        for (int i = 0; i < COUNT; i++) {
            key.destinationLow = TEN + i;
            assertThat(resolver.resolve(policies.find(key), key)).isEqualTo(Resolution.PROTECT);
            assertThat(resolver.state().config().id().spi()).isEqualTo(0x1000 + i);
        }
        config.close();
    }
}
