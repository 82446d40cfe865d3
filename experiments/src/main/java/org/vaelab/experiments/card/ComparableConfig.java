// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.card;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.vaelab.experiments.spec.ConfigValues;
import org.vaelab.framework.record.RunRecord;

/**
 * The config of a finished run as one that {@code vaelab compare} reads: one model, one seed, every
 * default filled in. Its run has the hash of the record.
 *
 * @param config the config of the run
 */
record ComparableConfig(String model, long seed, JsonNode config) {

    private static final Pattern ABSOLUTE =
            Pattern.compile("(/|[A-Za-z]:[\\\\/]).*", Pattern.DOTALL);

    /** What a run has of its comparison. */
    private static final Set<String> OF_COMPARISON = Set.of("model", "seed");

    private static final String HEADER = "# The config of one run with every default filled in.\n";

    static ComparableConfig of(RunRecord record) {
        return new ComparableConfig(record.model(), record.seed(), record.provenance().config());
    }

    String yaml() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode().put("name", model);
        tree.putArray("seeds").add(seed);
        ObjectNode own = config.deepCopy();
        own.remove(OF_COMPARISON);
        removeNulls(own);
        tree.putObject("models").set(model, own);
        return HEADER + ConfigValues.yaml(tree);
    }

    /** An absent key has its default. */
    private static void removeNulls(ObjectNode node) {
        node.removeIf(JsonNode::isNull);
        for (JsonNode inner : node) {
            if (inner instanceof ObjectNode object) {
                removeNulls(object);
            }
        }
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
