// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The options of a command, {@code --name=value} or {@code --name}. */
final class Options {

    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * Reads them.
     *
     * @param known the names that there are
     * @throws IllegalArgumentException if an argument is none, or of another name
     */
    Options(String[] arguments, Set<String> known) {
        for (String argument : arguments) {
            if (!argument.startsWith("--")) {
                throw unknown(argument, known);
            }
            String[] parts = argument.substring(2).split("=", 2);
            if (!known.contains(parts[0])) {
                throw unknown(argument, known);
            }
            values.put(parts[0], parts.length == 1 ? "true" : parts[1]);
        }
    }

    private static IllegalArgumentException unknown(String argument, Set<String> known) {
        return new IllegalArgumentException(
                "no option '"
                        + argument
                        + "'; there are, as --name=value: "
                        + String.join(", ", new TreeSet<>(known)));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int count(String name, int otherwise) {
        return count(name, text(name, Integer.toString(otherwise)));
    }

    /**
     * Reads a positive number.
     *
     * @throws IllegalArgumentException if it is none
     */
    static int count(String name, String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(
                    "--" + name + " must be a positive number, is '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    /** Returns the values that commas divide. */
    List<String> list(String name, String otherwise) {
        return List.of(text(name, otherwise).split(",", -1));
    }

    /** Returns the positive numbers that commas divide. */
    List<Integer> counts(String name, String otherwise) {
        List<Integer> counts = new ArrayList<>();
        for (String text : list(name, otherwise)) {
            counts.add(count(name, text));
        }
        return counts;
    }
}
