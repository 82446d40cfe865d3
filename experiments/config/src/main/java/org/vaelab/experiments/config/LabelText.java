// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.reports.text.Escape;

/**
 * Labels at a point of a sweep: a text, or a text and LaTeX source. {@code {key}} stands for the
 * value of a swept key. Other names in braces are errors in a text, and stay in LaTeX source.
 *
 * @param values of the swept keys, by what a label calls them
 */
record LabelText(Map<String, String> values) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9._-]*)\\}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern ESCAPED = Pattern.compile("\\\\.");
    private static final String NUMBER = "[+-]?\\d*\\.?\\d+";
    private static final String POWER = "(" + NUMBER + ")[eE]\\+?(-?)0*(\\d+)";

    /**
     * Returns the labels at a point. A key has the name of its whole path, and that of its last
     * part if no other swept key ends in it.
     *
     * @param swept the values as text, by the paths of their keys
     */
    static LabelText at(Map<String, String> swept) {
        Map<String, Long> paths =
                swept.keySet().stream()
                        .collect(Collectors.groupingBy(LabelText::end, Collectors.counting()));
        Map<String, String> values = new LinkedHashMap<>(swept);
        swept.forEach(
                (path, value) -> {
                    if (paths.get(end(path)) == 1) {
                        values.putIfAbsent(end(path), value);
                    }
                });
        return new LabelText(values);
    }

    private static String end(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /**
     * Returns the label of a text.
     *
     * @throws IllegalArgumentException if it is no such text; lines after the first are hints
     */
    Label of(String text) {
        require(
                !text.contains("$") && !text.contains("\\"),
                "a plain label must not have $ or \\\n"
                        + "write label: {text: \"...\", latex: \"...\"}");
        String plain = plain(text);
        return new Label(plain, Escape.latex(plain));
    }

    /**
     * Returns the label of a text and of LaTeX source, which has the swept keys of the text.
     *
     * @throws IllegalArgumentException if one is malformed; lines after the first are hints
     */
    Label of(String text, String latex) {
        String plain = plain(text);
        requireSource(latex);
        PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .forEach(
                        key ->
                                require(
                                        latex.contains(key),
                                        "latex lacks " + key + ", which text has"));
        return new Label(plain, filled(latex, found -> inLatex(found.group(1))).strip());
    }

    private String plain(String text) {
        requireNoControls(text);
        String plain = filled(text, found -> value(found.group(1))).replaceAll(" +", " ").strip();
        require(!plain.isEmpty(), "the label is empty");
        return plain;
    }

    private static String filled(String text, Function<MatchResult, String> value) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(value.apply(found)));
    }

    private String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    values.isEmpty()
                            ? "{%s} stands for nothing, because the model has no sweep"
                                    .formatted(name)
                            : "unknown placeholder {%s}\n%s"
                                    .formatted(name, Spelling.hint(name, values.keySet())));
        }
        return value;
    }

    /**
     * Returns the value of a key in braces, for text and formulas alike; other names as they are.
     */
    private String inLatex(String name) {
        String value = values.getOrDefault(name, name);
        if (!values.containsKey(name) || value.matches(NUMBER)) {
            return "{" + value + "}";
        }
        return value.matches(POWER)
                ? value.replaceFirst(POWER, "{\\\\ensuremath{$1 \\\\times 10^{$2$3}}}")
                : "{\\mbox{" + Escape.latex(value) + "}}";
    }

    /** Rejects what ends a table cell, a line or a formula too early. */
    private static void requireSource(String latex) {
        String rest = ESCAPED.matcher(latex).replaceAll("");
        requireNoControls(latex);
        require(!rest.contains("\\"), "latex ends in a \\, without a command");
        require(
                !rest.matches(".*[%&#].*"),
                "%, & and # mean something in LaTeX\nwrite \\%, \\& or \\#");
        require(rest.replaceAll("[^$]", "").length() % 2 == 0, "a $ has no second $");
        int depth = 0;
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            require(depth >= 0, "a } has no {");
        }
        require(depth == 0, "a { has no }");
        require(!latex.isBlank(), "latex is empty");
    }

    private static void requireNoControls(String text) {
        require(
                !CONTROL.matcher(text).find(),
                "a label must not have control characters\n"
                        + "in double quotes, YAML reads \\\\beta as \\beta, and \\b as a control"
                        + " character");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
