// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.vaelab.framework.Internal;

/**
 * A difference between two documents.
 *
 * @param key the path of the value, its names joined by dots
 * @param before the value of the first document; missing if it has none
 * @param after the value of the second; missing if it has none
 */
@Internal
public record ConfigDifference(String key, JsonNode before, JsonNode after) {

    public static List<ConfigDifference> between(JsonNode before, JsonNode after) {
        List<ConfigDifference> differences = new ArrayList<>();
        collect("", before, after, differences);
        return differences;
    }

    private static void collect(
            String key, JsonNode before, JsonNode after, List<ConfigDifference> into) {
        // Compares texts, because the same number may be an int or a long.
        if (before.toString().equals(after.toString())) {
            return;
        }
        Set<String> names = new LinkedHashSet<>();
        if (isNested(before) && isNested(after)) {
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
        }
        if (names.isEmpty()) {
            into.add(new ConfigDifference(key, before, after));
        }
        for (String name : names) {
            String inner = key.isEmpty() ? name : key + "." + name;
            collect(inner, before.path(name), after.path(name), into);
        }
    }

    private static boolean isNested(JsonNode node) {
        return node.isObject() || node.isMissingNode();
    }

    /** Returns a line such as {@code training.steps: was 10, is now 20}. */
    @Override
    public String toString() {
        return key + ": was " + text(before) + ", is now " + text(after);
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "not set" : node.toString();
    }
}
