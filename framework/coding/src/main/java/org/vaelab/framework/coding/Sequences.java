// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.latent.CategorySequence;

/**
 * Codes variables that depend on those before them. Encoder and decoder visit the variables in the
 * same way, so that they see the same numbers; the encoder pushes in reverse what it saw.
 */
final class Sequences {

    /** Says whether a variable of a row exists, which may depend on those before it. */
    @FunctionalInterface
    interface Existence {

        boolean of(int row, int place);
    }

    /** The tables of one variable of all rows, with the offsets of its grid. */
    private record Place(FrequencyTable table, Rounding rounding) {}

    private Sequences() {}

    /**
     * Pushes symbols, [rows, n]; an absent one is not coded.
     *
     * @param tolerance of {@link Rounding}
     * @return the sum of their log probabilities, nats
     */
    static double push(
            CategorySequence sequence, int rows, int[] symbols, Rans rans, double tolerance) {
        int n = symbols.length / rows;
        int k = sequence.categories();
        List<Place> places = new ArrayList<>();
        double[] sum = new double[1];
        sequence.visit(
                rows,
                (i, logits) -> {
                    Rounding rounding = Rounding.choosing(rans, tolerance);
                    places.add(
                            new Place(
                                    LatentCode.Categories.letters(logits, rows, k, rounding),
                                    rounding));
                    int[] chosen = new int[rows];
                    for (int row = 0; row < rows; row++) {
                        int symbol = symbols[row * n + i];
                        if (symbol != CodedData.ABSENT) {
                            sum[0] += logProbability(logits, row * k, k, symbol);
                            chosen[row] = symbol;
                        }
                    }
                    return chosen;
                });
        for (int i = places.size() - 1; i >= 0; i--) {
            for (int row = rows - 1; row >= 0; row--) {
                if (symbols[row * n + i] != CodedData.ABSENT) {
                    rans.push(places.get(i).table(), row, symbols[row * n + i]);
                }
            }
            places.get(i).rounding().flush();
        }
        return sum[0];
    }

    /** Pops symbols, [rows, n]; one that does not exist stays as it is. */
    static void pop(
            CategorySequence sequence, int rows, int[] symbols, Rans rans, Existence exists) {
        int n = symbols.length / rows;
        int k = sequence.categories();
        sequence.visit(
                rows,
                (i, logits) -> {
                    FrequencyTable table =
                            LatentCode.Categories.letters(logits, rows, k, Rounding.reading(rans));
                    int[] chosen = new int[rows];
                    for (int row = 0; row < rows; row++) {
                        if (exists.of(row, i)) {
                            chosen[row] = rans.pop(table, row);
                            symbols[row * n + i] = chosen[row];
                        }
                    }
                    return chosen;
                });
    }

    private static double logProbability(double[] logits, int from, int k, int symbol) {
        double most = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < k; a++) {
            most = Math.max(most, logits[from + a]);
        }
        double sum = 0;
        for (int a = 0; a < k; a++) {
            sum += Math.exp(logits[from + a] - most);
        }
        return logits[from + symbol] - most - Math.log(sum);
    }
}
