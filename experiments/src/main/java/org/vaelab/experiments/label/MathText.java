// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.label;

import java.util.ArrayList;
import java.util.List;

/**
 * Derives the plain form of a formula in LaTeX: {@code \beta = 10^{-3}} becomes {@code β = 10⁻³}.
 *
 * <p>As in LaTeX, spaces in the formula do not count. Relations and binary operators get a space on
 * either side. A sub- or superscript without a Unicode form is written with {@code _} or {@code ^}.
 */
final class MathText {

    /** What an element of a formula is, which decides on the space around it. */
    enum Kind {
        ORDINARY,
        FUNCTION,
        RELATION,
        BINARY,
        OPENING,
        CLOSING,
        PUNCTUATION,
        SPACE
    }

    /** An element of a formula in its plain form. */
    record Atom(String text, Kind kind) {}

    private final String source;
    private int at;

    private MathText(String source) {
        this.source = source;
    }

    /**
     * Returns the plain form of a formula.
     *
     * @param formula without the dollar signs around it, its braces balanced
     * @throws IllegalArgumentException if a command has no plain form, or lacks an argument
     */
    static String plain(String formula) {
        MathText text = new MathText(formula);
        List<Atom> atoms = new ArrayList<>();
        while (text.at < formula.length()) {
            text.next(atoms, true);
        }
        return joined(atoms, true);
    }

    /** Reads the next element; a script belongs to the element before it. */
    private void next(List<Atom> atoms, boolean spaced) {
        char c = source.charAt(at);
        if (c == '_' || c == '^') {
            at++;
            boolean ofFunction =
                    !atoms.isEmpty() && atoms.get(atoms.size() - 1).kind() == Kind.FUNCTION;
            atoms.add(new Atom(script(c), ofFunction ? Kind.FUNCTION : Kind.ORDINARY));
        } else if (c == '\'') {
            at++;
            atoms.add(new Atom("′", Kind.ORDINARY));
        } else if (c == '{') {
            atoms.addAll(group(spaced));
        } else if (c == '\\') {
            command(atoms, spaced);
        } else {
            int character = source.codePointAt(at);
            at += Character.charCount(character);
            if (!Character.isWhitespace(character)) {
                atoms.add(character(character));
            }
        }
    }

    private static Atom character(int c) {
        return switch (c) {
            case '-' -> new Atom("−", Kind.BINARY);
            case '+', '*', '±', '×', '·' -> new Atom(Character.toString(c), Kind.BINARY);
            case '=', '<', '>', ':', '≤', '≥', '≈' ->
                    new Atom(Character.toString(c), Kind.RELATION);
            case '(', '[' -> new Atom(Character.toString(c), Kind.OPENING);
            case ')', ']' -> new Atom(Character.toString(c), Kind.CLOSING);
            case ',', ';' -> new Atom(Character.toString(c), Kind.PUNCTUATION);
            case '~' -> new Atom(" ", Kind.SPACE);
            default -> new Atom(Character.toString(c), Kind.ORDINARY);
        };
    }

    private void command(List<Atom> atoms, boolean spaced) {
        String name = name();
        if (name.equals("left") || name.equals("right")) {
            if (source.startsWith(".", at)) {
                at++;
            }
        } else if (MathSymbols.isText(name)) {
            atoms.add(new Atom(textArgument(name), Kind.ORDINARY));
        } else if (MathSymbols.isFont(name)) {
            String inner = joined(argument(name), spaced);
            atoms.add(new Atom(inner, name.equals("operatorname") ? Kind.FUNCTION : Kind.ORDINARY));
        } else if (MathSymbols.accent(name).isPresent()) {
            String inner = joined(argument(name), spaced);
            if (inner.codePointCount(0, inner.length()) != 1) {
                throw withoutPlainForm("\\" + name + " over more than one character");
            }
            atoms.add(new Atom(inner + MathSymbols.accent(name).get(), Kind.ORDINARY));
        } else if (name.equals("sqrt")) {
            atoms.add(new Atom("√" + inParentheses(argument(name)), Kind.ORDINARY));
        } else if (name.equals("frac")) {
            String above = inParentheses(argument(name));
            atoms.add(new Atom(above + "/" + inParentheses(argument(name)), Kind.ORDINARY));
        } else {
            atoms.add(
                    MathSymbols.symbol(name)
                            .orElseThrow(() -> withoutPlainForm("the command \\" + name)));
        }
    }

    private static IllegalArgumentException withoutPlainForm(String what) {
        return new IllegalArgumentException(what + " has no plain form");
    }

    private String name() {
        int start = ++at;
        while (at < source.length() && isLetter(source.charAt(at))) {
            at++;
        }
        if (at == start && at < source.length()) {
            at++;
        }
        return source.substring(start, at);
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private String script(char sign) {
        String text = joined(argument(Character.toString(sign)), false);
        return (sign == '^' ? MathSymbols.superscript(text) : MathSymbols.subscript(text))
                .orElseGet(() -> sign + (isWord(text) ? text : "(" + text + ")"));
    }

    private static boolean isWord(String text) {
        return text.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '.');
    }

    private String inParentheses(List<Atom> atoms) {
        String text = joined(atoms, false);
        return isWord(text) ? text : "(" + text + ")";
    }

    /** Reads an argument: a group, or the next element alone. */
    private List<Atom> argument(String command) {
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            at++;
        }
        if (at == source.length() || source.charAt(at) == '}') {
            throw new IllegalArgumentException(
                    (command.length() == 1 ? command : "\\" + command) + " lacks its argument");
        }
        List<Atom> atoms = new ArrayList<>();
        next(atoms, false);
        return atoms;
    }

    private List<Atom> group(boolean spaced) {
        at++;
        List<Atom> atoms = new ArrayList<>();
        while (source.charAt(at) != '}') {
            next(atoms, spaced);
        }
        at++;
        return atoms;
    }

    private String textArgument(String command) {
        int end = source.indexOf('}', at);
        if (at >= source.length() || source.charAt(at) != '{' || end < 0) {
            throw new IllegalArgumentException("\\" + command + " lacks its argument in braces");
        }
        String text = source.substring(at + 1, end).replaceAll("\\\\([_%&#$])", "$1");
        if (text.contains("\\") || text.contains("{")) {
            throw withoutPlainForm("a command in \\" + command + "{...}");
        }
        at = end + 1;
        return text.replace('~', ' ');
    }

    private static String joined(List<Atom> atoms, boolean spaced) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < atoms.size(); i++) {
            Atom atom = atoms.get(i);
            Kind before = i == 0 ? Kind.OPENING : atoms.get(i - 1).kind();
            boolean last = i == atoms.size() - 1;
            if (!spaced) {
                text.append(atom.text().strip());
            } else if (atom.kind() == Kind.RELATION || isBetween(atom, before, last)) {
                text.append(' ').append(atom.text()).append(' ');
            } else if (atom.kind() == Kind.PUNCTUATION) {
                text.append(atom.text()).append(last ? "" : " ");
            } else {
                boolean apart =
                        !isScript(atom)
                                && ((atom.kind() == Kind.FUNCTION && isOperand(before))
                                        || (before == Kind.FUNCTION
                                                && atom.kind() == Kind.ORDINARY));
                text.append(apart ? " " : "").append(atom.text());
            }
        }
        return spaced ? text.toString().replaceAll(" +", " ") : text.toString();
    }

    /** Returns whether a sign is between two operands, and no sign of a number. */
    private static boolean isBetween(Atom atom, Kind before, boolean last) {
        return atom.kind() == Kind.BINARY && isOperand(before) && !last;
    }

    private static boolean isOperand(Kind kind) {
        return kind == Kind.ORDINARY || kind == Kind.CLOSING || kind == Kind.FUNCTION;
    }

    private static boolean isScript(Atom atom) {
        String text = atom.text();
        return text.isEmpty()
                || text.startsWith("_")
                || text.startsWith("^")
                || MathSymbols.isScript(text.charAt(0));
    }
}
