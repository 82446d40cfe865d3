// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.stream.Collectors;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.settings.YamlScalar;

/** Writes a config as YAML. Mappings without mappings in them are on one line. */
final class YamlText {

    private YamlText() {}

    static String of(Mapping root) {
        StringBuilder text = new StringBuilder();
        block(root, "", text);
        return text.toString();
    }

    private static void block(Mapping mapping, String indent, StringBuilder text) {
        mapping.members()
                .forEach(
                        (key, member) -> {
                            text.append(indent).append(YamlScalar.written(key)).append(':');
                            if (member.value() instanceof Mapping inner && isDeep(inner)) {
                                text.append('\n');
                                block(inner, indent + "  ", text);
                            } else {
                                text.append(' ').append(flow(member.value())).append('\n');
                            }
                        });
    }

    private static boolean isDeep(Mapping mapping) {
        return mapping.members().values().stream()
                .anyMatch(member -> member.value() instanceof Mapping);
    }

    private static String flow(ConfigNode value) {
        if (value instanceof Mapping mapping) {
            return mapping.members().entrySet().stream()
                    .map(
                            member ->
                                    YamlScalar.written(member.getKey())
                                            + ": "
                                            + flow(member.getValue().value()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof Sequence list) {
            return list.items().stream()
                    .map(YamlText::flow)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value.json().isTextual()) {
            return YamlScalar.written(value.json().asText());
        }
        // The text of the config: a number keeps its digits.
        return value.isNull() ? "null" : value.written();
    }
}
