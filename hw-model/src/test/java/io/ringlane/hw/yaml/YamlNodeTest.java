// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class YamlNodeTest {
    private static final String NIC = """
        name: probe
        lanes:
          count: 4
          latency: 200 ns
          order: any-lane
        sizes: [64, 570]
        deep: {yes: on, empty: }
        """;

    private enum Order {
        HASH,
        ANY_LANE
    }

    private static YamlNode nic() {
        return YamlNode.parse(NIC, "nic.yaml");
    }

    @Test
    void shouldReadEveryKindWhenDocumentIsWellFormed() {
        YamlNode lanes = nic().get("lanes").allow("count", "latency", "order");

        assertThat(lanes.get("count").count(1, 64)).isEqualTo(4);
        assertThat(lanes.get("latency").quantity(Dimension.TIME)).isEqualTo(200_000);
        assertThat(lanes.get("order").oneOf(Order.class)).isEqualTo(Order.ANY_LANE);
        assertThat(nic().get("sizes").items()).extracting(YamlNode::text).containsExactly("64", "570");
        assertThat(nic().get("name").items()).extracting(YamlNode::text).containsExactly("probe");
        assertThat(nic().get("deep").get("yes").yes()).isTrue();
        assertThat(nic().find("missing")).isNull();
        assertThat(lanes.keys()).containsExactly("count", "latency", "order");
        assertThat(lanes.get("order").where()).isEqualTo("nic.yaml:5");
        assertThat(lanes.get("order").path()).isEqualTo("lanes.order");
    }

    @Test
    void shouldNameNearestKeyWhenKeyIsUnknown() {
        assertThatThrownBy(() -> nic().allow("name", "lane", "sizes", "deep"))
                .isInstanceOf(YamlException.class)
                .hasMessage("nic.yaml:2: unknown key 'lanes', nearest is 'lane'");
    }

    @Test
    void shouldNameLineWhenValueIsWrong() {
        YamlNode lanes = nic().get("lanes");

        assertThatThrownBy(() -> lanes.get("count").count(8, 64))
                .hasMessage("nic.yaml:3: 'lanes.count' is 4, allowed are 8 to 64");
        assertThatThrownBy(() -> lanes.get("count").quantity(Dimension.TIME))
                .hasMessage("nic.yaml:3: 'lanes.count': unit missing in '4'; units are ps, ns, us, ms, s, min, h");
        assertThatThrownBy(() -> lanes.get("order").yes())
                .hasMessage("nic.yaml:5: 'lanes.order' is 'any-lane', allowed are yes and no");
        assertThatThrownBy(() -> lanes.get("order").oneOf(List.of("hash", "any")))
                .hasMessage("nic.yaml:5: 'lanes.order' is 'any-lane', allowed are hash, any, nearest is 'any'");
        assertThatThrownBy(() -> lanes.get("depth")).hasMessage("nic.yaml:2: key 'depth' is missing in 'lanes'");
        assertThatThrownBy(() -> nic().get("name").get("x"))
                .hasMessage("nic.yaml:1: 'name' must be a map of keys, is 'probe'");
        assertThatThrownBy(lanes::items).hasMessage("nic.yaml:2: 'lanes' must be a list, is a map");
        assertThatThrownBy(() -> nic().get("deep").get("empty").text())
                .hasMessage("nic.yaml:7: 'deep.empty' must be a value, is empty");
    }

    @Test
    void shouldRefuseKeyWhenItIsThereTwice() {
        assertThatThrownBy(() -> YamlNode.parse("a: 1\nb: 2\na: 3\n", "f")).hasMessage("f:3: key 'a' is there twice");
    }

    @Test
    void shouldSayLineWhenTextIsNotYaml() {
        assertThatThrownBy(() -> YamlNode.parse("a: 1\nb: [1, 2\n", "f"))
                .isInstanceOf(YamlException.class)
                .hasMessageStartingWith("f:3: not YAML: ")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> YamlNode.parse("", "f")).hasMessage("f: is empty, a YAML document is needed");
    }

    @Test
    void shouldSetValueWhenVariantIsAskedFor() {
        YamlNode variant =
                nic().with("lanes.count", "8").with("lanes.latenz", "20 ns").with("sizes", "[128]");

        assertThat(variant.get("lanes").get("count").count(1, 64)).isEqualTo(8);
        assertThat(variant.get("lanes").get("latenz").quantity(Dimension.TIME)).isEqualTo(20_000);
        assertThat(variant.get("sizes").items()).extracting(YamlNode::text).containsExactly("128");
        assertThat(nic().get("lanes").get("count").count(1, 64)).isEqualTo(4);
        assertThatThrownBy(() -> variant.get("lanes").allow("count", "latency", "order"))
                .hasMessage("--set lanes.latenz: unknown key 'latenz', nearest is 'latency'");
        assertThatThrownBy(() -> nic().with("lans.count", "8"))
                .hasMessage("--set lans.count: no 'lans' in the document, nearest is 'lanes'");
    }

    @Test
    void shouldRefuseDocumentWhenAliasesMakeItHuge() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
        for (int level = 1; level < 9; level++) {
            yaml.append("a").append(level).append(": &a").append(level).append(" [");
            yaml.append(("*a" + (level - 1) + ", ").repeat(9))
                    .append("*a")
                    .append(level - 1)
                    .append("]\n");
        }

        assertThatThrownBy(() -> YamlNode.parse(yaml.toString(), "f"))
                .isInstanceOf(YamlException.class)
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldTellWhenFileCannotBeRead(@TempDir Path folder) throws Exception {
        Path latin = Files.write(folder.resolve("latin.yaml"), "a: \u00e9".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> YamlNode.read(folder.resolve("none.yaml")))
                .hasMessageEndingWith("none.yaml: no such file");
        assertThatThrownBy(() -> YamlNode.read(latin)).hasMessageEndingWith("latin.yaml: cannot be read as UTF-8 text");
    }
}
