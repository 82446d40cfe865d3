// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import java.util.Locale;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.ExpectationMaximizable;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Full EM raises its objective in each turn, and ends at a maximum: if the expected statistics move
 * a little to those of a part of the data, the objective does not rise. Statistics of the parts
 * have those of all data as their mean, so where it has a slope, it rises towards some part.
 *
 * @param trainingSize the number of data over which the parameters' term is divided
 */
record MaximisationCheck(ExpectationMaximizable model, int trainingSize) {

    private static final int TURNS = 100;
    private static final int PARTS = 6;
    private static final double SHIFT = 0.02;

    /** Relative to {@code 1 + |objective|}, in float64. */
    private static final double ROUNDING = 1e-9;

    /**
     * Asserts it.
     *
     * @param x [B, D], of which some may be missing
     */
    void check(Tensor x) {
        climb(x);
        double gain = climb(x);
        double top = objective(x);
        List<double[]> best = PartContract.values(model.parameters());
        int size = x.shape().extent(0) / PARTS;
        for (int part = 0; part < PARTS; part++) {
            turn(x.slice(0, part * size, (part + 1) * size), SHIFT);
            // What is left to the maximum is less than what as many turns gained.
            if (!(objective(x) - top <= gain + rounding(top))) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "after %d turns of EM the objective is %.8g per datum, and %.2g more if the"
                                        + " statistics move by %s to those of the data from %d on, where the last"
                                        + " %d turns gained %.2g: maximize() does not maximise, or"
                                        + " bound() is not of the same model",
                                2 * TURNS,
                                top,
                                objective(x) - top,
                                SHIFT,
                                part * size,
                                TURNS,
                                gain));
            }
            restore(best);
        }
    }

    /** Returns what some turns gain. */
    private double climb(Tensor x) {
        double first = objective(x);
        double last = first;
        for (int i = 0; i < TURNS; i++) {
            turn(x, 1);
            double now = objective(x);
            if (!(now >= last - rounding(last))) {
                throw new AssertionError(
                        "a turn of EM lowers its objective from %s to %s per datum"
                                .formatted(last, now));
            }
            last = now;
        }
        return last - first;
    }

    private static double rounding(double objective) {
        return ROUNDING * (1 + Math.abs(objective));
    }

    private void turn(Tensor x, double rate) {
        model.expect(Batch.of(x), rate);
        model.maximize();
    }

    private double objective(Tensor x) {
        try (TensorScope scope = model.runtime().scope()) {
            return model.bound(Batch.of(x)).mean().readScalar()
                    + model.parameterBound() / trainingSize;
        }
    }

    private void restore(List<double[]> values) {
        for (int i = 0; i < values.size(); i++) {
            Parameter parameter = model.parameters().get(i);
            Tensor now = parameter.value();
            parameter.assign(model.runtime().tensor(values.get(i), now.shape(), now.dtype()));
        }
    }
}
