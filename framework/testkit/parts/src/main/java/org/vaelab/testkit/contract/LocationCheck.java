// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoublePredicate;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * A point estimate that is no expectation: its density is above that of half of the draws, as at a
 * mode, or each coordinate lies between their quartiles, as a median does.
 */
final class LocationCheck {

    private static final double ROUNDING = 1e-7;

    /** Standard errors of a share that a right location exceeds with probability 1e-6. */
    private static final double QUANTILE = 4.76;

    private LocationCheck() {}

    static void check(PosteriorRow row) {
        double[] location;
        try (TensorScope scope = row.runtime().scope()) {
            Posterior q = row.posterior();
            location = q.location().readDoubles();
            Optional<Tensor> expectation = q.expectation();
            if (expectation.isPresent() && agree(location, expectation.get().readDoubles())) {
                return;
            }
        }
        double[] draws = row.density().draws();
        double at = row.logDensity(location)[0];
        double[] ofDraws = row.logDensity(draws);
        double share = share(ofDraws, log -> log > at + ROUNDING);
        double error = QUANTILE * 0.5 / Math.sqrt(ofDraws.length);
        if (!(share <= 0.5 + error) && !isCentral(location, draws, error)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "location() at %s is %s, outside of the middle half of the draws, with"
                                    + " log q = %.6g; %.0f %% of the draws have more",
                            row.name(),
                            Arrays.toString(location),
                            at,
                            100 * share));
        }
    }

    /**
     * Returns whether each coordinate lies between the quartiles of the draws, as a median does.
     */
    private static boolean isCentral(double[] location, double[] draws, double error) {
        for (int j = 0; j < location.length; j++) {
            double[] column = new double[draws.length / location.length];
            int coordinate = j;
            Arrays.setAll(column, i -> draws[i * location.length + coordinate]);
            double below = share(column, z -> z < location[coordinate]);
            if (!(Math.abs(below - 0.5) <= 0.25 + error)) {
                return false;
            }
        }
        return true;
    }

    private static double share(double[] values, DoublePredicate of) {
        return (double) Arrays.stream(values).filter(of).count() / values.length;
    }

    private static boolean agree(double[] location, double[] expectation) {
        for (int i = 0; i < location.length; i++) {
            double deviation = Math.abs(location[i] - expectation[i]);
            if (!(deviation <= ROUNDING * (1 + Math.abs(expectation[i])))) {
                return false;
            }
        }
        return true;
    }
}
