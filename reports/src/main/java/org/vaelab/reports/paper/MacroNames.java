// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.reports.text.NumberText;

/** Numbers by name, each as LaTeX source. A name consists of parts with slashes between them. */
final class MacroNames {

    private final Map<String, String> sources = new LinkedHashMap<>();

    /** Adds a number; the first one keeps a name. */
    void add(String source, String... parts) {
        StringBuilder name = new StringBuilder();
        for (String part : parts) {
            name.append(name.isEmpty() ? "" : "/").append(key(part));
        }
        sources.putIfAbsent(name.toString(), source);
    }

    /** Adds a number as some text, and with all its digits under its name and {@code raw}. */
    void add(String source, double value, String... parts) {
        add(source, parts);
        String[] raw = Arrays.copyOf(parts, parts.length + 1);
        raw[parts.length] = "raw";
        addRaw(value, raw);
    }

    /** Adds a number with all its digits. */
    void addRaw(double value, String... parts) {
        if (Double.isFinite(value)) {
            add(NumberText.shortest(value), parts);
        }
    }

    boolean has(String name) {
        return sources.containsKey(name);
    }

    /** Returns a text without the characters that TeX does not take in a name. */
    static String key(String text) {
        return text.replaceAll("[^A-Za-z0-9_.,=+:()<> -]", " ").strip().replaceAll(" +", " ");
    }

    String definitions() {
        StringBuilder out = new StringBuilder();
        sources.forEach(
                (name, source) ->
                        out.append("\\vaelabdef{")
                                .append(name)
                                .append("}{")
                                .append(source)
                                .append("}\n"));
        return out.toString();
    }
}
