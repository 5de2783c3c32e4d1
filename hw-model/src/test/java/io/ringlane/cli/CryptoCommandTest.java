// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** What the command says, whatever is installed here: the JDK's provider is always there. */
final class CryptoCommandTest {
    @Test
    void shouldPrintEveryProviderAndTheChoiceWhenAsked() {
        CommandRun run = CommandRun.of("crypto");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).anyMatch(line -> line.startsWith("ipsec-mb"));
        assertThat(run.out().lines()).anyMatch(line -> line.startsWith("openssl"));
        assertThat(run.out()).containsPattern("jdk +aes-256-gcm +1,420 +[0-9.]+ +[0-9.]+ +[0-9.]+");
        assertThat(run.out()).containsPattern("aes-128-gcm: (ipsec-mb|openssl|jdk), ");
    }

    @Test
    void shouldPrintOneObjectWhenJsonIsAsked() throws Exception {
        CommandRun run = CommandRun.of("crypto", "--json");

        assertThat(run.code()).isZero();
        JsonNode root = new ObjectMapper().readTree(run.out());
        assertThat(root.get("providers")).hasSize(3);
        for (JsonNode provider : root.get("providers")) {
            assertThat(provider.has(provider.get("usable").asBoolean() ? "version" : "reason"))
                    .isTrue();
        }
        assertThat(root.get("cells").size()).isGreaterThanOrEqualTo(9);
        assertThat(root.get("choice").has("chacha20-poly1305")).isTrue();
        assertThat(root.get("cells").get(0).get("seal_ns").asDouble()).isPositive();
        assertThat(root.get("choice").get("aes-192-gcm").get("provider").asText())
                .isIn("ipsec-mb", "openssl", "jdk");
    }
}
