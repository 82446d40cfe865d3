// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vaelab.framework.settings.Expectation;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.settings.StrictMapper;

/**
 * The range of a number in a settings record. Only the constructor of the record knows it: it is
 * asked whether it takes a value, beside the defaults of the other keys. A limit counts if the
 * record is made on one side of it, and refuses the other side with a message that names no other
 * key.
 */
final class KeyRange {

    private static final int LARGEST_LIMIT = 64;
    private static final double SMALL = 1e-6;
    private static final List<Integer> REQUIRED = List.of(2, 1, 3, 4, 8, 16);

    /** Shorter names of keys are words of messages too. */
    private static final int SHORTEST_NAME = 4;

    private final Class<?> settings;
    private final Optional<Map<String, Object>> others;

    /** Describes the keys of a settings record. */
    KeyRange(Class<?> settings) {
        this.settings = settings;
        this.others =
                REQUIRED.stream()
                        .flatMap(number -> required(settings, number))
                        .filter(keys -> problem(keys).isEmpty())
                        .findFirst();
    }

    /**
     * Returns values for the required keys, alone and with one more integer: some records need one
     * of two.
     */
    private static Stream<Map<String, Object>> required(Class<?> settings, int number) {
        Map<String, Object> keys = new LinkedHashMap<>();
        for (SettingKey key : SettingKey.of(settings)) {
            if (key.isRequired()) {
                keys.put(key.name(), value(key.type(), number));
            }
        }
        Stream<Map<String, Object>> withOneMore =
                SettingKey.of(settings).stream()
                        .filter(key -> !keys.containsKey(key.name()))
                        .filter(key -> key.type() == Integer.class)
                        .map(
                                key -> {
                                    Map<String, Object> more = new LinkedHashMap<>(keys);
                                    more.put(key.name(), number);
                                    return more;
                                });
        return Stream.concat(Stream.of(keys), withOneMore);
    }

    private static Object value(Type type, int number) {
        if (type instanceof ParameterizedType list) {
            return List.of(value(list.getActualTypeArguments()[0], number));
        }
        Class<?> own = (Class<?>) type;
        if (own.isEnum()) {
            return Expectation.constants(own).get(0);
        }
        return Expectation.isInteger(own) || Expectation.isNumber(own) ? number : "a.csv";
    }

    /** Returns why the record does not take keys; empty if it does. */
    private Optional<String> problem(Map<String, Object> keys) {
        try {
            StrictMapper.of(settings, keys);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns the limits of a number, or of the numbers of a list, as JSON Schema has them; none if
     * the record tells none.
     */
    ObjectNode limits(SettingKey key) {
        boolean isList = key.type() instanceof ParameterizedType;
        Type item =
                key.type() instanceof ParameterizedType list
                        ? list.getActualTypeArguments()[0]
                        : key.type();
        ObjectNode limits = JsonNodeFactory.instance.objectNode();
        if (others.isPresent() && item instanceof Class<?> type) {
            Function<Number, Object> written = v -> isList ? List.of(v) : v;
            if (Expectation.isInteger(type)) {
                integer(key, written, limits);
            } else if (Expectation.isNumber(type)) {
                number(key, written, limits);
            }
        }
        return limits;
    }

    private void integer(SettingKey key, Function<Number, Object> written, ObjectNode limits) {
        for (int value = -1; value <= LARGEST_LIMIT; value++) {
            if (!refuses(key, written.apply(value))) {
                if (value >= 0 && takes(key, written.apply(value))) {
                    limits.put("minimum", value);
                }
                return;
            }
        }
    }

    private void number(SettingKey key, Function<Number, Object> written, ObjectNode limits) {
        if (refuses(key, written.apply(-1)) && refuses(key, written.apply(-SMALL))) {
            if (takes(key, written.apply(0))) {
                limits.put("minimum", 0);
            } else if (refuses(key, written.apply(0)) && takes(key, written.apply(SMALL))) {
                limits.put("exclusiveMinimum", 0);
            }
        }
        if (refuses(key, written.apply(2)) && refuses(key, written.apply(1 + SMALL))) {
            if (takes(key, written.apply(1))) {
                limits.put("maximum", 1);
            } else if (refuses(key, written.apply(1)) && takes(key, written.apply(1 - SMALL))) {
                limits.put("exclusiveMaximum", 1);
            }
        }
    }

    /** Returns whether no two items of a list may be equal. */
    boolean needsDifferent(SettingKey key) {
        return others.isPresent() && takes(key, List.of(1, 2)) && refuses(key, List.of(1, 1));
    }

    private boolean takes(SettingKey key, Object value) {
        return problem(with(key, value)).isEmpty();
    }

    private boolean refuses(SettingKey key, Object value) {
        return problem(with(key, value)).filter(problem -> !namesAnother(problem, key)).isPresent();
    }

    private boolean namesAnother(String problem, SettingKey key) {
        String words = problem.replaceAll("^source [a-z-]+:|at least|at most", "");
        return SettingKey.names(settings).stream()
                .filter(name -> name.length() >= SHORTEST_NAME && !name.equals(key.name()))
                .anyMatch(
                        name ->
                                Pattern.compile("\\b" + Pattern.quote(name) + "\\b")
                                        .matcher(words)
                                        .find());
    }

    private Map<String, Object> with(SettingKey key, Object value) {
        Map<String, Object> keys = new LinkedHashMap<>(others.orElseThrow());
        keys.put(key.name(), value);
        return keys;
    }
}
