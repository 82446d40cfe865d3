// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** One text of a config, or a list of several different ones. */
public record OneOrMore(List<String> texts) {

    public OneOrMore {
        texts = List.copyOf(texts);
    }

    /** Reads what a config has; a number is a text. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static OneOrMore of(JsonNode written) {
        List<String> texts = new ArrayList<>();
        (written.isArray() ? written : List.of(written)).forEach(item -> texts.add(item.asText()));
        if (texts.isEmpty() || texts.stream().distinct().count() < texts.size()) {
            throw new IllegalArgumentException(
                    "expected a text, or a list of different ones, is " + written);
        }
        return new OneOrMore(texts);
    }

    @JsonValue
    Object written() {
        return texts.size() == 1 ? texts.get(0) : texts;
    }
}
