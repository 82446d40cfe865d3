// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import org.vaelab.framework.settings.SettingException;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The key {@code label}: a column or several. */
public record LabelColumns(List<String> names) {

    public LabelColumns {
        names = List.copyOf(names);
    }

    /** Reads what a config has. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static LabelColumns of(JsonNode written) {
        List<String> names = new ArrayList<>();
        (written.isArray() ? written : List.of(written)).forEach(item -> names.add(item.asText()));
        if (names.isEmpty() || names.stream().distinct().count() < names.size()) {
            throw new SettingException(
                    "label", "must name a column, or several different ones, is " + written);
        }
        return new LabelColumns(names);
    }

    @JsonValue
    Object written() {
        return names.size() == 1 ? names.get(0) : names;
    }
}
