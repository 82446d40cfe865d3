// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.text.PathText;

/** Formats a replaced value of a config. */
@Internal
public final class ChangeText {

    private ChangeText() {}

    /**
     * Returns a change such as {@code training.steps 3,280,000 -> 5,000}.
     *
     * @param arrow what stands between the two values
     */
    public static String of(SettingChange change, String arrow) {
        return change.key() + " " + value(change.from()) + " " + arrow + " " + to(change.to());
    }

    /** Returns the new value. */
    public static String to(JsonNode value) {
        return value.isNull() ? "left out" : value(value);
    }

    /**
     * Returns a value of a config. Integers from 1,000 on have digit groups, and consecutive
     * integers are shortened to their ends.
     */
    public static String value(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "not set";
        }
        if (value.isIntegralNumber()) {
            long number = value.asLong();
            return Math.abs(number) < 1000
                    ? "" + number
                    : String.format(Locale.ROOT, "%,d", number);
        }
        if (value.isArray() && isRun(value)) {
            return "[" + value(value.get(0)) + " to " + value(value.get(value.size() - 1)) + "]";
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(ChangeText::value)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value.isObject()) {
            return value.properties().stream()
                    .map(member -> member.getKey() + ": " + value(member.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return PathText.withoutFolders(value).asText();
    }

    /** Whether these are at least four consecutive integers. */
    private static boolean isRun(JsonNode array) {
        for (int i = 0; i < array.size(); i++) {
            if (!array.get(i).isIntegralNumber()
                    || array.get(i).asLong() != array.get(0).asLong() + i) {
                return false;
            }
        }
        return array.size() > 3;
    }
}
