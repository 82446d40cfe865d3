// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the known name that is nearest to a misspelt one. */
public final class Spelling {

    private Spelling() {}

    /**
     * Returns the known name nearest to the one given, by edit distance with swaps of neighbours,
     * ignoring case; if none is within a third of its length, the shortest of which it is a part
     * between dots or hyphens. One number is not a misspelling of another.
     */
    public static Optional<String> nearest(String name, Collection<String> known) {
        if (name.matches("[0-9]+")) {
            return Optional.empty();
        }
        int tolerance = Math.max(1, name.length() / 3);
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= tolerance)
                .min(
                        Comparator.comparingInt((String candidate) -> distance(name, candidate))
                                .thenComparing(Comparator.naturalOrder()))
                .or(() -> withPart(name, known));
    }

    private static Optional<String> withPart(String name, Collection<String> known) {
        return known.stream()
                .filter(
                        candidate ->
                                Pattern.compile("[.-]")
                                        .splitAsStream(candidate)
                                        .anyMatch(part -> part.equalsIgnoreCase(name)))
                .min(
                        Comparator.comparingInt(String::length)
                                .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * Returns the question that ends a message on an unknown name; empty if no known one is near.
     */
    public static Optional<String> question(String name, Collection<String> known) {
        return nearest(name, known).map(nearest -> "; did you mean '" + nearest + "'?");
    }

    /** Returns the hint that goes with an unknown name: the nearest, if there is one, and all. */
    public static String hint(String name, Collection<String> known) {
        return nearest(name, known)
                        .map(nearest -> "did you mean '" + nearest + "'? Allowed here: ")
                        .orElse("allowed here: ")
                + (known.isEmpty() ? "none" : String.join(", ", known));
    }

    private static int distance(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(int[][] d, String a, String b, int i, int j) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
