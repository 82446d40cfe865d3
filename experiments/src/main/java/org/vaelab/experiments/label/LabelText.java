// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.text.Escape;

/**
 * A label as a config writes it: text with LaTeX in {@code $...$}, or a plain text and a LaTeX text.
 * {@code {key}} stands for the value of a swept key.
 *
 * <p>Outside of {@code $...$} the short form is plain text, in which {@code \$} is a dollar sign.
 * Braces after a command are those of LaTeX, as in {@code \\mathrm{key}}. A sub- or superscript {@code
 * _{key}} is the value if the key is swept.
 */
public final class LabelText {

    private static final String LONG_FORM =
            "write label: {plain: \"...\", latex: \"...\"} for LaTeX without a plain form";

    private LabelText() {}

    /**
     * Returns the label that the short form describes.
     *
     * @throws IllegalArgumentException if it is no such text; lines after the first are hints
     */
    public static Label of(String text, Placeholders values) {
        requireNoControls(text);
        List<String> parts = split(text);
        StringBuilder plain = new StringBuilder();
        StringBuilder latex = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            if (i % 2 == 0) {
                String words = words(parts.get(i), values);
                plain.append(words);
                latex.append(escaped(words));
            } else {
                String formula = formula(parts.get(i), values);
                plain.append(plain(formula));
                latex.append('$').append(formula).append('$');
            }
        }
        return label(plain.toString(), latex.toString());
    }

    /**
     * Returns the label that the long form describes.
     *
     * @throws IllegalArgumentException if a text is malformed; lines after the first are hints
     */
    public static Label of(String plain, String latex, Placeholders values) {
        requireNoControls(plain);
        requireNoControls(latex);
        List<String> parts = split(latex);
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            boolean math = i % 2 == 1;
            requireBalanced(parts.get(i));
            requireNoSpecial(parts.get(i));
            String part = values.inLatex(parts.get(i), math);
            filled.append(math ? "$" + part + "$" : part);
        }
        return label(values.inText(plain), filled.toString());
    }

    private static Label label(String plain, String latex) {
        String text = plain.replaceAll(" +", " ").strip();
        if (text.isEmpty() || latex.isBlank()) {
            throw new IllegalArgumentException("the label is empty");
        }
        return new Label(text, latex.strip());
    }

    /** Splits at dollar signs: text, formula, text, and so on. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '$') {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        if (parts.size() % 2 == 0) {
            throw new IllegalArgumentException("a $ has no second $\nwrite \\$ for a dollar sign");
        }
        return parts;
    }

    private static String words(String part, Placeholders values) {
        String unescaped = part.replace("\\$", "$");
        if (unescaped.contains("\\")) {
            throw new IllegalArgumentException(
                    "a LaTeX command stands outside of $...$\n" + LONG_FORM);
        }
        String text = values.inText(unescaped);
        if (text.contains("{") || text.contains("}")) {
            throw new IllegalArgumentException(
                    "a brace outside of $...$ is none of a placeholder such as {beta}\n"
                            + LONG_FORM);
        }
        return text;
    }

    private static String formula(String part, Placeholders values) {
        requireBalanced(part);
        requireNoSpecial(part);
        StringBuilder formula = new StringBuilder();
        values.inLatex(part, true).codePoints().forEach(c -> formula.append(inFormula(c)));
        return formula.toString();
    }

    private static String plain(String formula) {
        try {
            return MathText.plain(formula);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "\n" + LONG_FORM, e);
        }
    }

    /** Escapes plain text; characters that fonts of LaTeX lack become formulas. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            Optional<String> command = MathSymbols.commandOf(c);
                            out.append(
                                    command.map(name -> "$\\" + name + "$")
                                            .orElseGet(() -> Escape.latex(Character.toString(c))));
                        });
        return out.toString();
    }

    private static String inFormula(int c) {
        return MathSymbols.commandOf(c)
                .map(name -> "\\" + name + " ")
                .orElseGet(() -> c == '−' ? "-" : Character.toString(c));
    }

    private static void requireNoControls(String text) {
        text.codePoints()
                .filter(Character::isISOControl)
                .findFirst()
                .ifPresent(
                        c -> {
                            throw new IllegalArgumentException(
                                    "a label must not have control characters, and has U+%04X\n"
                                                    .formatted(c)
                                            + "in double quotes, YAML reads \\\\beta as \\beta, and"
                                            + " \\b as a control character");
                        });
    }

    private static void requireBalanced(String latex) {
        int depth = 0;
        for (int i = 0; i < latex.length() && depth >= 0; i++) {
            switch (latex.charAt(i)) {
                case '\\' -> i++;
                case '{' -> depth++;
                case '}' -> depth--;
                default -> {}
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException(depth > 0 ? "a { has no }" : "a } has no {");
        }
        if (latex.endsWith("\\") && !latex.endsWith("\\\\")) {
            throw new IllegalArgumentException("a \\ is at the end, without a command");
        }
    }

    /** Rejects the characters that end a table cell or comment out the rest of its line. */
    private static void requireNoSpecial(String latex) {
        for (int i = 0; i < latex.length(); i++) {
            char c = latex.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '%' || c == '&' || c == '#') {
                throw new IllegalArgumentException(
                        "%s has a meaning of its own in LaTeX\nwrite \\%s".formatted(c, c));
            }
        }
    }
}
