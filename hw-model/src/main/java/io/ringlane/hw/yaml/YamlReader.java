// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Makes {@link YamlNode}s of one YAML document; used once, by the thread that made it. */
final class YamlReader {
    private static final int DEEPEST = 40;
    private static final int MOST_NODES = 200_000;

    private final String file;
    private int nodes;

    YamlReader(String file) {
        this.file = file;
    }

    YamlNode read(String yaml, String path) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setAllowDuplicateKeys(true)
                .build();
        try {
            Node root = new Compose(settings)
                    .composeString(yaml)
                    .orElseThrow(() -> new YamlException(file, "is empty, a YAML document is needed"));
            return convert(root, path, 0);
        } catch (MarkedYamlEngineException wrong) {
            String where = wrong.getProblemMark().map(this::where).orElse(file);
            throw new YamlException(where, "not YAML: " + oneLine(wrong.getProblem()));
        } catch (YamlEngineException wrong) {
            throw new YamlException(file, "not YAML: " + oneLine(wrong.getMessage()));
        }
    }

    private static String oneLine(String message) {
        return message == null ? "cannot be read" : message.strip().split("\\R", 2)[0];
    }

    private YamlNode convert(Node node, String path, int depth) {
        String where = node.getStartMark().map(this::where).orElse(file);
        if (depth > DEEPEST || ++nodes > MOST_NODES) {
            throw new YamlException(where, "nested too deeply or too large");
        }
        return switch (node) {
            case ScalarNode scalar -> YamlNode.ofText(where, path, scalar.getValue());
            case SequenceNode list -> list(list, where, path, depth);
            case MappingNode map -> map(map, where, path, depth);
            default -> throw new YamlException(where, "neither text, a list nor a map");
        };
    }

    private YamlNode list(SequenceNode list, String where, String path, int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            items.add(convert(item, path + "[" + items.size() + "]", depth + 1));
        }
        return YamlNode.ofList(where, path, items);
    }

    private YamlNode map(MappingNode map, String where, String path, int depth) {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        for (NodeTuple entry : map.getValue()) {
            String at = entry.getKeyNode().getStartMark().map(this::where).orElse(where);
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw new YamlException(at, "a key must be text");
            }
            String name = key.getValue();
            YamlNode value = convert(entry.getValueNode(), YamlNode.below(path, name), depth + 1);
            if (entries.put(name, value.at(at)) != null) {
                throw new YamlException(at, "key '" + name + "' is there twice");
            }
        }
        return YamlNode.ofMap(where, path, entries);
    }

    private String where(Mark mark) {
        return file + ":" + (mark.getLine() + 1);
    }
}
