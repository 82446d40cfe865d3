// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.vaelab.experiments.config.ConfigValues;
import org.vaelab.framework.record.RunRecord;

/**
 * The config of a finished run as one that {@code vaelab compare} reads: one model, one seed, every
 * default filled in. Its run has the hash of the record.
 *
 * @param config the config of the run
 */
record ComparableConfig(String model, long seed, JsonNode config) {

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
}
