// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.experiments.spec.ConfigNode.Sequence;
import org.vaelab.framework.settings.YamlScalar;

/** Writes a config as YAML. Mappings without mappings in them are on one line. */
final class YamlText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    /** Words that some readers of YAML take for something else than a text. */
    private static final Set<String> WORDS = Set.of("yes", "no", "on", "off", "y", "n");

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
                            text.append(indent).append(word(key)).append(':');
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
                    .map(member -> word(member.getKey()) + ": " + flow(member.getValue().value()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof Sequence list) {
            return list.items().stream()
                    .map(YamlText::flow)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value.json().isTextual()) {
            return word(value.json().asText());
        }
        // The text of the config: a number keeps its digits.
        return value.isNull() ? "null" : value.written();
    }

    /** A text that reads back as a text. */
    private static String word(String text) {
        boolean plain =
                PLAIN.matcher(text).matches()
                        && !WORDS.contains(text.toLowerCase(Locale.ROOT))
                        && YamlScalar.of(text).isTextual();
        return plain ? text : TextNode.valueOf(text).toString();
    }
}
