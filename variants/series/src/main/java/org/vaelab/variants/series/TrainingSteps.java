// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;

/** The steps of training series. A step that several windows of a series share counts once. */
final class TrainingSteps {

    /** The most series that are looked at. Windows of a series are all looked at. */
    private static final int EXAMPLES = 1000;

    private TrainingSteps() {}

    /** Takes a step with those before it. */
    interface Consumer {

        /**
         * Takes a step.
         *
         * @param row the numbers of a series or window, [T D]
         */
        void take(double[] row, int step);
    }

    /**
     * Gives each step that has some steps before it in its series or window.
     *
     * @param before how many steps
     */
    static void forEach(Examples training, SeriesLayout layout, int before, Consumer consumer) {
        double[] row = new double[training.width()];
        Map<Integer, BitSet> taken = new HashMap<>();
        boolean areWindows = training.origin().windows().isPresent();
        int size = areWindows ? training.size() : Math.min(EXAMPLES, training.size());
        for (int i = 0; i < size; i++) {
            training.read(i, row, 0);
            Origin.Window own = training.origin().window(i);
            BitSet steps = taken.computeIfAbsent(own.series(), k -> new BitSet());
            for (int t = before; t < layout.steps(); t++) {
                if (!steps.get(own.first() + t)) {
                    steps.set(own.first() + t);
                    consumer.take(row, t);
                }
            }
        }
    }

    /**
     * Returns the mean absolute difference of each number over one season, [D]: the scale of the
     * scaled error (Hyndman and Koehler 2006). NaN where there is none.
     */
    static double[] differences(Examples training, SeriesLayout layout, int season) {
        double[] sums = new double[layout.width()];
        double[] counts = new double[layout.width()];
        forEach(
                training,
                layout,
                season,
                (row, step) -> {
                    for (int d = 0; d < sums.length; d++) {
                        int place = step * layout.width() + d;
                        double difference =
                                Math.abs(row[place] - row[place - season * layout.width()]);
                        if (!Double.isNaN(difference)) {
                            sums[d] += difference;
                            counts[d]++;
                        }
                    }
                });
        for (int d = 0; d < sums.length; d++) {
            sums[d] = sums[d] > 0 ? sums[d] / counts[d] : Double.NaN;
        }
        return sums;
    }
}
