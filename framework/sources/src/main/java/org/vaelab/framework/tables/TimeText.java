// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

/** A time or a step of a config: a text, or a number such as a year. */
public record TimeText(@JsonValue String text) {

    /** Reads what a config has; a number is a text. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static TimeText of(JsonNode written) {
        if (!written.isTextual() && !written.isNumber()) {
            throw new IllegalArgumentException("expected a text or a number, is " + written);
        }
        return new TimeText(written.asText());
    }

    @Override
    public String toString() {
        return text;
    }
}
