// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value of a config that something else replaced before the runs were planned.
 *
 * @param key the path of its keys, joined by dots
 * @param from the value that the file has; null if it has none
 * @param to the value in its place; a JSON null where the key was taken out
 * @param by what replaced it: {@code budget small}, {@code --set}
 */
public record SettingChange(
        String key,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable JsonNode from,
        JsonNode to,
        String by) {

    public SettingChange {
        Objects.requireNonNull(key, "key");
        from = from == null || from.isNull() || from.isMissingNode() ? null : from.deepCopy();
        to = Objects.requireNonNull(to, "to").deepCopy();
        Objects.requireNonNull(by, "by");
    }

    /** Returns the values in which two configs differ. A list is one value. */
    public static List<SettingChange> between(JsonNode before, JsonNode after, String by) {
        List<SettingChange> changes = new ArrayList<>();
        collect("", before, after, by, changes);
        return changes;
    }

    private static void collect(
            String key, JsonNode before, JsonNode after, String by, List<SettingChange> into) {
        // Compares texts, because the same number may be an int or a long.
        if (before.toString().equals(after.toString())) {
            return;
        }
        if (!before.isObject() || !after.isObject()) {
            into.add(
                    new SettingChange(
                            key,
                            before,
                            after.isMissingNode() ? NullNode.getInstance() : after,
                            by));
            return;
        }
        Set<String> names = new LinkedHashSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String inner = key.isEmpty() ? name : key + "." + name;
            collect(inner, before.path(name), after.path(name), by, into);
        }
    }
}
