// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import java.util.function.UnaryOperator;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.Integral;

/**
 * The bound of an estimator against its expectation, a sum over all K-tuples of values or, of many
 * draws, a mean. The terms of log w of the same draws, and the bound of them, are control variates, so that a bound which is
 * a function of them has an error of rounding. Of another one more draws are taken, until an error
 * of a hundredth of a nat would be found.
 *
 * @param bound from log w_k, [K, ...], to [...]
 * @param draws K
 */
record ExactBound(TriedEstimator tried, UnaryOperator<Tensor> bound, int draws) {

    private static final int REPETITIONS = 20;

    /** What is found with probability 0.99. */
    private static final double SMALLEST = 0.01;

    /**
     * Copies of the datum where the control variates explain little, and how often they are drawn.
     */
    private static final int MANY_COPIES = 4096;

    private static final int MANY_REPETITIONS = 40;

    void check(String name, RandomKey key) {
        Integral expected = tried.small().expectedBound(bound, draws, key.split("expected"));
        double exact = expected.value();
        Comparison comparison = Comparison.of(1);
        double[] rest = rest(TriedEstimator.COPIES, REPETITIONS, exact, key);
        if (comparison.detectable(rest, expected) > SMALLEST) {
            rest = rest(MANY_COPIES, MANY_REPETITIONS, exact, key.split("many"));
        }
        comparison.check(name, rest, expected);
    }

    private double[] rest(int copies, int repetitions, double exact, RandomKey key) {
        double[] bounds = new double[repetitions * copies];
        double[][] controls = new double[SmallModel.TERMS + 2][bounds.length];
        boolean known = true;
        for (int r = 0; r < repetitions; r++) {
            try (TensorScope scope = tried.small().model().runtime().scope()) {
                tried.small().drawn();
                double[] some = tried.estimate(key.fold(r), copies).bound().readDoubles();
                System.arraycopy(some, 0, bounds, r * copies, copies);
                List<Tensor> drawn = tried.small().drawn();
                known &= !drawn.isEmpty();
                if (known) {
                    read(drawn, copies, r, controls);
                }
            }
        }
        if (!known) {
            return bounds;
        }
        ControlVariates variates = new ControlVariates();
        for (int t = 0; t < SmallModel.TERMS; t++) {
            variates.add(controls[t], tried.small().expectedTerm(t));
        }
        variates.add(controls[SmallModel.TERMS], exact);
        variates.add(controls[SmallModel.TERMS + 1], exact);
        return variates.rest(bounds);
    }

    /**
     * Reads the means over draws of the terms of log w, and of the bound of groups of K of them: of
     * those side by side, and of those with the same place in K parts.
     */
    private void read(List<Tensor> drawn, int copies, int repetition, double[][] controls) {
        int total = drawn.stream().mapToInt(z -> z.shape().extent(0)).sum();
        int groups = drawn.stream().mapToInt(z -> z.shape().extent(0) / draws).sum();
        int from = repetition * copies;
        for (Tensor z : drawn) {
            List<Tensor> terms = tried.small().terms(z);
            for (int t = 0; t < terms.size(); t++) {
                add(terms.get(t).sum(0), total, controls[t], from);
            }
            Tensor logWeights = terms.get(0).add(terms.get(1)).sub(terms.get(2));
            int n = z.shape().extent(0) / draws;
            if (n > 0) {
                Tensor whole = logWeights.slice(0, 0, n * draws);
                Tensor side = whole.reshape(Shape.of(n, draws, copies)).permute(1, 0, 2);
                Tensor apart = whole.reshape(Shape.of(draws, n, copies));
                add(bound.apply(side).sum(0), groups, controls[SmallModel.TERMS], from);
                add(bound.apply(apart).sum(0), groups, controls[SmallModel.TERMS + 1], from);
            }
        }
    }

    private static void add(Tensor sums, int count, double[] to, int from) {
        double[] values = sums.readDoubles();
        for (int b = 0; b < values.length; b++) {
            to[from + b] += values[b] / count;
        }
    }
}
