// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

/**
 * Tables of letters with weights e^w, w rounded to a grid.
 *
 * <p>All arithmetic is exact to the last bit on every machine: plain operations of doubles, and
 * {@link StrictMath}.
 */
final class Letters extends FrequencyTable {

    /** Steps of the grid in a nat: the cost of rounding is at most 2^-27 nats a symbol. */
    static final double SCALE = 1 << 12;

    /** The least logarithm of a weight, relative to the largest; rarer letters are given it. */
    static final double LEAST = -15;

    private static final int BITS = 24;
    private static final double[] WEIGHTS = weights();

    /** The least probability of an escape. */
    private static final double ESCAPE = 1e-6;

    private final int[] rounded;
    private final int stride;
    private final int[] sizes;
    private final boolean[] escapes;

    /**
     * Creates tables.
     *
     * @param rounded w in steps of the grid, of which the largest of a place is about 0, [places,
     *     stride]
     * @param sizes the number of letters of a place, for places in turn
     * @param escapes whether w are log probabilities, and one letter more has what they leave, for
     *     places in turn
     */
    Letters(int[] rounded, int stride, int[] sizes, boolean[] escapes) {
        super(BITS);
        this.rounded = rounded;
        this.stride = stride;
        this.sizes = sizes;
        this.escapes = escapes;
    }

    private static double[] weights() {
        double[] weights = new double[(int) (-LEAST * SCALE) + 2];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = StrictMath.exp(-k / SCALE);
        }
        return weights;
    }

    private double weight(int index) {
        return WEIGHTS[Math.max(0, Math.min(WEIGHTS.length - 1, -rounded[index]))];
    }

    private double total(int from, int n) {
        double total = 0;
        for (int a = 0; a < n; a++) {
            total += weight(from + a);
        }
        return total;
    }

    @Override
    void locate(int place, int symbol) {
        search(place, symbol, Integer.MAX_VALUE);
    }

    @Override
    int find(int place, int slot) {
        return search(place, Integer.MAX_VALUE, slot);
    }

    /** Goes through the letters up to a symbol, or to that which has a slot. */
    private int search(int place, int symbol, int slot) {
        int n = sizes[place % sizes.length];
        boolean escape = escapes[place % escapes.length];
        int from = place * stride;
        double total = total(from, n);
        double all = escape ? total + Math.max(ESCAPE, 1 - total) : total;
        int letters = escape ? n + 1 : n;
        double below = 0;
        int first = 0;
        for (int a = 0; ; a++) {
            below = a < n ? below + weight(from + a) : all;
            int next = a == letters - 1 ? 1 << bits : first(below / all, a + 1, letters);
            if (a == symbol || next > slot) {
                found(first, next);
                return a;
            }
            first = next;
        }
    }
}
