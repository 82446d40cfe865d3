// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import org.vaelab.framework.model.KlDivergence;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/** A divergence in closed form against the integral of {@code q (log q - log p)} and its draws. */
final class ClosedFormCheck {

    private static final double ROUNDING = 1e-6;

    private final String name;
    private final KlDivergence formula;
    private final Prior prior;

    ClosedFormCheck(String name, KlDivergence formula, Prior prior) {
        this.name = name;
        this.formula = formula;
        this.prior = prior;
    }

    /** Asserts that the formula gives the integral, and the mean over draws. */
    void agrees(PosteriorRow row, RandomKey key) {
        DensityCheck density = new DensityCheck(name, row, key);
        double[] ratio = logRatio(row, density.nodes().points());
        Integral integral = density.expectation(ratio);
        double closed = of(row);
        double allowed = ROUNDING * (1 + Math.abs(closed)) + 5 * integral.error();
        if (!(Math.abs(closed - integral.value()) <= allowed)) {
            throw new AssertionError(
                    String.format(
                            "%s: the closed form is %.10g, the integral %.10g, allowed %.2g",
                            name, closed, integral.value(), allowed));
        }
        Comparison.of(1)
                .check(
                        name + ": mean of log q - log p over draws",
                        logRatio(row, density.draws()),
                        new Integral(closed, 0));
        isNotNegative(row);
    }

    /** Asserts that the formula for a point mass gives what each of its draws gives. */
    void agreesAtAPoint(PosteriorRow row, RandomKey key) {
        double closed = of(row);
        for (double ratio : logRatio(row, row.sample(key, 3))) {
            if (!(Math.abs(ratio - closed) <= ROUNDING * (1 + Math.abs(closed)))) {
                throw new AssertionError(
                        name + ": the closed form is " + closed + ", the value of a draw " + ratio);
            }
        }
        isNotNegative(row);
    }

    /** Asserts that the formula does not go below 0 by more than rounding. */
    void isNotNegative(PosteriorRow row) {
        double closed = of(row);
        if (!(closed >= -1e-9)) {
            throw new AssertionError(
                    name
                            + ": the divergence of head "
                            + Arrays.toString(row.head())
                            + " is "
                            + closed);
        }
    }

    /**
     * Asserts that the formula is 0 if the posterior is the prior: if their densities agree at draws
     * of both.
     *
     * @return whether it is
     */
    boolean vanishesAtEquality(PosteriorRow row, RandomKey key) {
        double[] draws = row.sample(key.split("q"), 100);
        try (TensorScope scope = row.runtime().scope()) {
            double[] ofPrior = prior.sample(key.split("p"), 100).readDoubles();
            for (double[] points : new double[][] {draws, ofPrior}) {
                double[] ratio = logRatio(row, points);
                if (!Arrays.stream(ratio).allMatch(r -> Math.abs(r) <= 1e-9)) {
                    return false;
                }
            }
        }
        double closed = of(row);
        if (!(Math.abs(closed) <= 1e-9)) {
            throw new AssertionError(
                    name + ": the divergence of the prior from itself is " + closed);
        }
        return true;
    }

    private double of(PosteriorRow row) {
        try (TensorScope scope = row.runtime().scope()) {
            Posterior q = row.posterior();
            Tensor value = formula.of(q, prior, q.draw(RandomKey.of(0), 1), true);
            if (!value.shape().equals(Shape.of(1))) {
                throw new AssertionError(
                        name + ": one value per example is [1], not " + value.shape());
            }
            return value.readDoubles()[0];
        }
    }

    private double[] logRatio(PosteriorRow row, double[] points) {
        double[] logQ = row.logDensity(points);
        double[] logP = new PriorDistribution(row.runtime(), prior).logDensity(points);
        double[] ratio = new double[logQ.length];
        Arrays.setAll(ratio, i -> logQ[i] - logP[i]);
        return ratio;
    }
}
