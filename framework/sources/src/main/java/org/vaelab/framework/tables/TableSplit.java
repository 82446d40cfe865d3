// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import org.vaelab.framework.settings.SettingException;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.naming.Spelling;

/**
 * The key {@code split}: a column whose values tell the test rows from the others. It is no value of an
 * example.
 *
 * @param column the name
 * @param test values of test rows, at least one
 * @param validation values of validation rows; may be empty
 */
public record TableSplit(String column, List<String> test, List<String> validation) {

    private static final String COLUMN = "column";
    private static final String TEST = "test";
    private static final String VALIDATION = "validation";
    private static final List<String> KEYS = List.of(COLUMN, TEST, VALIDATION);

    public TableSplit {
        test = List.copyOf(test);
        validation = List.copyOf(validation);
        if (test.isEmpty()) {
            throw new SettingException("split.test", "must name the values of test rows");
        }
        for (String value : validation) {
            if (test.contains(value)) {
                throw SettingException.about(
                        "split", "\"" + value + "\" is in both test and validation");
            }
        }
    }

    /** Reads what a config has. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static TableSplit of(JsonNode written) {
        if (!written.path(COLUMN).isTextual()) {
            throw new SettingException(
                    "split", "must be a mapping, {column: fold, test: [5], validation: [4]}, is "
                            + written);
        }
        written.fieldNames()
                .forEachRemaining(
                        key -> {
                            if (!KEYS.contains(key)) {
                                throw new SettingException(
                                        "split", "has no key '"
                                                + key
                                                + "'\n"
                                                + Spelling.hint(key, KEYS));
                            }
                        });
        return new TableSplit(
                written.get(COLUMN).asText(),
                values(written.path(TEST)),
                values(written.path(VALIDATION)));
    }

    private static List<String> values(JsonNode written) {
        List<String> values = new ArrayList<>();
        if (written.isArray()) {
            written.forEach(item -> values.add(item.asText()));
        } else if (!written.isMissingNode()) {
            values.add(written.asText());
        }
        return values;
    }

    @JsonValue
    Map<String, Object> written() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put(COLUMN, column);
        keys.put(TEST, test);
        if (!validation.isEmpty()) {
            keys.put(VALIDATION, validation);
        }
        return keys;
    }
}
