// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
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
}
