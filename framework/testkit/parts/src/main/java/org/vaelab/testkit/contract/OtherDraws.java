// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.SettingKey;

/** Settings of an estimator with another number of draws. */
final class OtherDraws {

    /** The usual name of the key, where several keys have the number. */
    private static final String SAMPLES = "samples";

    private OtherDraws() {}

    /**
     * Returns settings in which the number of draws is another: that of the only key which has it,
     * or of {@code samples}. Empty if no key has it.
     *
     * @param part with these settings
     */
    static Optional<String> of(String name, String settings, Object part, int draws, int other) {
        List<String> keys = keys(name, part, draws);
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode node = PartContract.tree(settings);
        node.put(chosen(keys), other);
        return Optional.of(node.toString());
    }

    /** Returns the default of the key that {@link #of} changes, if it has one. */
    static OptionalInt usual(String name, Object part, int draws) {
        List<String> keys = keys(name, part, draws);
        return SettingKey.of(part.getClass()).stream()
                .filter(key -> !keys.isEmpty() && key.name().equals(chosen(keys)))
                .flatMap(key -> key.defaultValue().stream())
                .mapToInt(JsonNode::asInt)
                .findFirst();
    }

    private static String chosen(List<String> keys) {
        return keys.contains(SAMPLES) ? SAMPLES : keys.get(0);
    }

    /** Returns whether a key of the part has a number. */
    static boolean hold(String name, Object part, int number) {
        return !keys(name, part, number).isEmpty();
    }

    private static List<String> keys(String name, Object part, int number) {
        if (!(part instanceof Record settings)) {
            return List.of();
        }
        return PartChoice.of(name, settings).settings().entrySet().stream()
                .filter(entry -> Integer.valueOf(number).equals(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
