// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.label;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.reports.text.Escape;

/** The values of the swept keys at a point of a sweep, and their places in a label. */
public final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9._-]*)\\}");
    private static final Pattern NUMBER =
            Pattern.compile("([+-]?\\d*\\.?\\d+)(?:[eE]([+-]?)0*(\\d+))?");

    private final Map<String, String> values;

    private Placeholders(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Returns the placeholders of a point. A key has the name of its whole path, and that of its
     * last part if no other swept key ends in it.
     *
     * @param swept the values as text, by the paths of their keys
     */
    public static Placeholders of(Map<String, String> swept) {
        Map<String, String> values = new LinkedHashMap<>();
        Set<String> ambiguous = new LinkedHashSet<>();
        swept.forEach(
                (path, value) -> {
                    String last = path.substring(path.lastIndexOf('.') + 1);
                    if (values.putIfAbsent(last, value) != null) {
                        ambiguous.add(last);
                    }
                });
        values.keySet().removeAll(ambiguous);
        values.putAll(swept);
        return new Placeholders(values);
    }

    /**
     * Puts the values into a text.
     *
     * @throws IllegalArgumentException if a placeholder is unknown; the second line is a hint
     */
    String inText(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
    }

    /**
     * Puts the values into LaTeX source with balanced braces.
     *
     * @param math whether it is a formula
     * @throws IllegalArgumentException if a placeholder is unknown; the second line is a hint
     */
    String inLatex(String latex, boolean math) {
        StringBuilder out = new StringBuilder();
        Deque<Integer> open = new ArrayDeque<>();
        // The groups that follow and are arguments of the last command.
        int arguments = 0;
        for (int i = 0; i < latex.length(); i++) {
            char c = latex.charAt(i);
            Matcher found = PLACEHOLDER.matcher(latex).region(i, latex.length());
            if (c == '\\') {
                int end = endOfCommand(latex, i + 1);
                arguments = MathSymbols.arguments(latex.substring(i + 1, end));
                out.append(latex, i, end);
                i = end - 1;
            } else if (found.lookingAt() && (arguments == 0 || isScript(latex, i, found))) {
                String value = value(found.group(1));
                String filled = math ? inFormula(value) : Escape.latex(value);
                out.append(arguments == 0 ? filled : "{" + filled + "}");
                arguments = 0;
                i = found.end() - 1;
            } else {
                if (c == '{') {
                    open.push(Math.max(0, arguments - 1));
                    arguments = 0;
                } else if (c == '}') {
                    arguments = open.pop();
                } else if (c != ' ') {
                    arguments = c == '_' || c == '^' ? 1 : 0;
                }
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Returns whether a swept key alone is the sub- or superscript. */
    private boolean isScript(String latex, int at, Matcher found) {
        char before = at == 0 ? ' ' : latex.charAt(at - 1);
        return (before == '_' || before == '^') && values.containsKey(found.group(1));
    }

    private static int endOfCommand(String latex, int start) {
        int end = start;
        while (end < latex.length() && MathText.isLetter(latex.charAt(end))) {
            end++;
        }
        return end == start ? Math.min(start + 1, latex.length()) : end;
    }

    /** Returns a value in a formula: a number with its power of ten, or a text. */
    private static String inFormula(String value) {
        Matcher number = NUMBER.matcher(value);
        if (!number.matches()) {
            return "\\mbox{" + Escape.latex(value) + "}";
        }
        if (number.group(3) == null) {
            return value;
        }
        String sign = number.group(2).equals("-") ? "-" : "";
        String power = "10^{" + sign + number.group(3) + "}";
        return number.group(1).matches("\\+?1(\\.0)?")
                ? power
                : number.group(1) + " \\times " + power;
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
}
