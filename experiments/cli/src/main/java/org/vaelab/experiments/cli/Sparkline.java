// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

/** A curve of one line of text. */
final class Sparkline {

    private static final String BLOCKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
    private static final String ASCII = "_.,-~=+#";

    /** The first values of training are far below the others, and would flatten them. */
    private static final int PARTS_OF_START = 5;

    private Sparkline() {}

    /**
     * Returns a character for each value, a space for NaN. The scale is from the least to the
     * greatest value, without the first fifth of them; values outside are at its ends.
     *
     * @param blocks whether to use block characters, else ASCII
     */
    static String of(double[] values, boolean blocks) {
        String levels = blocks ? BLOCKS : ASCII;
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = values.length / PARTS_OF_START; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                least = Math.min(least, values[i]);
                greatest = Math.max(greatest, values[i]);
            }
        }
        StringBuilder line = new StringBuilder();
        for (double value : values) {
            line.append(Double.isNaN(value) ? ' ' : levels.charAt(level(value, least, greatest)));
        }
        return line.toString();
    }

    private static int level(double value, double least, double greatest) {
        if (!(greatest > least)) {
            return value >= least ? BLOCKS.length() / 2 : 0;
        }
        double share = (value - least) / (greatest - least);
        return (int) Math.max(0, Math.min(BLOCKS.length() - 1.0, share * BLOCKS.length()));
    }
}
