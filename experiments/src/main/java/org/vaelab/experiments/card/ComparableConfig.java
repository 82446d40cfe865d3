// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.card;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.vaelab.framework.record.RunRecord;

/**
 * The config of a finished run as one that {@code vaelab compare} reads: one model, one seed, every
 * default filled in. Its run has the hash of the record.
 *
 * @param config the config of the run
 */
record ComparableConfig(String model, long seed, JsonNode config) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final Pattern ABSOLUTE =
            Pattern.compile("(/|[A-Za-z]:[\\\\/]).*", Pattern.DOTALL);

    /** What a run has of its comparison. */
    private static final Set<String> OF_COMPARISON = Set.of("model", "seed");

    private static final String INDENT = "  ";

    static ComparableConfig of(RunRecord record) {
        return new ComparableConfig(record.model(), record.seed(), record.provenance().config());
    }

    String yaml() {
        List<String> lines = new ArrayList<>();
        lines.add("# The config of one run with every default filled in.");
        lines.add("name: " + TextNode.valueOf(model));
        lines.add("seeds: [" + seed + "]");
        lines.add("models:");
        lines.add(INDENT + key(model) + ":");
        config.properties()
                .forEach(
                        member -> {
                            if (!OF_COMPARISON.contains(member.getKey())) {
                                add(member, INDENT + INDENT, lines);
                            }
                        });
        return String.join("\n", lines) + "\n";
    }

    private static void add(Map.Entry<String, JsonNode> member, String indent, List<String> lines) {
        JsonNode value = member.getValue();
        if (value.isNull()) {
            // An absent key has its default.
            return;
        }
        String key = indent + key(member.getKey()) + ":";
        if (!value.isObject() || value.isEmpty()) {
            // JSON is YAML.
            lines.add(key + " " + value);
            return;
        }
        lines.add(key);
        value.properties().forEach(inner -> add(inner, indent + INDENT, lines));
    }

    private static String key(String name) {
        return PLAIN.matcher(name).matches() ? name : TextNode.valueOf(name).toString();
    }

    /** Returns the absolute paths in the config: files that must be there to train the run again. */
    Set<String> paths() {
        Set<String> paths = new TreeSet<>();
        collect(config, paths);
        return paths;
    }

    private static void collect(JsonNode value, Set<String> paths) {
        if (value.isTextual() && ABSOLUTE.matcher(value.asText()).matches()) {
            paths.add(value.asText());
        }
        value.forEach(inner -> collect(inner, paths));
    }
}
