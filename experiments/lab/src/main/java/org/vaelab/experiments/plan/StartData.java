// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Standardization;

/** Compares the data of a run with those of the run that it starts from. */
final class StartData {

    /** A shift of a mean, in standard deviations, that hardly matters. */
    private static final double LEAST_SHIFT = 0.1;

    /** A ratio of standard deviations that hardly matters. */
    private static final double LEAST_RATIO = 1.1;

    private StartData() {}

    /** Returns why weights that were learned from some data mean nothing for others. */
    static List<String> obstacles(DataSummary there, DataSummary here) {
        List<String> obstacles = new ArrayList<>();
        if (there.standardization().isPresent() != here.standardization().isPresent()) {
            obstacles.add(
                    there.standardization().isPresent()
                            ? "its data are standardised, here they are not"
                            : "its data are not standardised, here they are");
        }
        there.form().difference(here.form()).ifPresent(obstacles::add);
        return obstacles;
    }

    /** Returns the value whose statistics differ most, in words; empty if none differs much. */
    static Optional<String> shift(Standardization there, Standardization here) {
        int worst = -1;
        double largest = 1;
        for (int d = 0; d < Math.min(there.mean().length, here.mean().length); d++) {
            double scale = there.deviation()[d];
            double shift = Math.abs(here.mean()[d] - there.mean()[d]) / scale / LEAST_SHIFT;
            double ratio = Math.abs(Math.log(here.deviation()[d] / scale)) / Math.log(LEAST_RATIO);
            if (Math.max(shift, ratio) > largest) {
                largest = Math.max(shift, ratio);
                worst = d;
            }
        }
        return worst < 0
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "value %d has mean %.4g and standard deviation %.4g there, %.4g and %.4g"
                                        + " here",
                                worst + 1,
                                there.mean()[worst],
                                there.deviation()[worst],
                                here.mean()[worst],
                                here.deviation()[worst]));
    }
}
