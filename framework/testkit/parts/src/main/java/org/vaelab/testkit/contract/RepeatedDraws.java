// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Draws that are equal where independent ones are not. Checks of draws look for them first:
 * whatever they compute from repeated draws blames something else.
 *
 * @param count K, draws of each row
 * @param rows R
 * @param points the draws, [K, R], each as the bytes of its coordinates
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record RepeatedDraws(int count, int rows, Draw[] points) {

    /** A continuous distribution whose noise has 24 bits repeats a thousandth of 20,000 draws. */
    private static final double SHARE = 0.01;

    /** A value that compares bit by bit. */
    @SuppressWarnings("ArrayRecordComponent") // It compares by its elements.
    private record Draw(double[] z) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Draw draw && Arrays.equals(z, draw.z);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(z);
        }
    }

    /**
     * Asserts that draws do not repeat.
     *
     * @param draws [K, R, width], row-major; the rows are equal distributions
     * @param continuous whether equal draws have the probability 0
     */
    static void reject(String name, double[] draws, int rows, int width, boolean continuous) {
        // The sum of 0.0 and -0.0 is 0.0.
        double[] values = Arrays.stream(draws).map(z -> z + 0.0).toArray();
        Draw[] points = new Draw[draws.length / width];
        Arrays.setAll(
                points, i -> new Draw(Arrays.copyOfRange(values, i * width, (i + 1) * width)));
        new RepeatedDraws(points.length / rows, rows, points).reject(name, continuous);
    }

    /**
     * Asserts that no two coordinates are equal in all draws.
     *
     * @param draws row-major, of a continuous distribution
     */
    static void rejectEqualCoordinates(String name, double[] draws, int width) {
        Map<Draw, Integer> seen = new HashMap<>();
        for (int j = 0; j < width; j++) {
            double[] values = new double[draws.length / width];
            int coordinate = j;
            Arrays.setAll(values, k -> draws[k * width + coordinate]);
            Integer other = seen.putIfAbsent(new Draw(values), j);
            if (other != null) {
                throw new AssertionError(
                        "%s: coordinates %s and %s are equal in each of %s draws; draw noise of the shape of z"
                                .formatted(name, other, j, values.length));
            }
        }
    }

    private void reject(String name, boolean continuous) {
        if (Arrays.stream(points).anyMatch(point -> !point.equals(points[0]))) {
            if (count > 1 && isConstant(true)) {
                throw repeated(name, "over K: all " + count + " draws of a row are equal", "K");
            }
            if (rows > 1 && isConstant(false)) {
                throw repeated(name, "over rows: all " + rows + " rows have equal draws", "R");
            }
        } else if (continuous) {
            throw repeated(name, ": all " + points.length + " are equal", "K and R");
        }
        if (continuous) {
            rejectEqualOnes(name);
        }
    }

    /** Returns whether the draws are equal along K, or along the rows. */
    private boolean isConstant(boolean alongK) {
        for (int i = 0; i < points.length; i++) {
            int first = alongK ? i % rows : i - i % rows;
            if (!points[i].equals(points[first])) {
                return false;
            }
        }
        return true;
    }

    private void rejectEqualOnes(String name) {
        Map<Draw, Integer> seen = new HashMap<>();
        int equal = 0;
        String example = "";
        for (int i = 0; i < points.length; i++) {
            Integer first = seen.putIfAbsent(points[i], i);
            if (first != null) {
                equal++;
                example = example.isEmpty() ? place(first) + " and " + place(i) : example;
            }
        }
        if (equal > SHARE * points.length) {
            throw repeated(
                    name,
                    String.format(
                            Locale.ROOT,
                            ": %d of %d equal an earlier one, such as those at %s",
                            equal,
                            points.length,
                            example),
                    "K and R");
        }
    }

    private String place(int i) {
        return "(k = " + i / rows + ", row " + i % rows + ")";
    }

    private AssertionError repeated(String name, String how, String axes) {
        return new AssertionError(
                name
                        + ": draws repeat"
                        + (how.startsWith(":") ? "" : " ")
                        + how
                        + (rows == 1
                                ? "; every draw needs noise of its own"
                                : "; draw noise of shape [K, R, ...], so that there is new noise along "
                                        + axes));
    }
}
