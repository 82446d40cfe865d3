// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * log p of single counts 3, 6, 12, ..., which lie beyond every table. It moves with the count, and
 * that of float32 is within
 *
 * <pre>
 *   e (1 + |log p| + sum_i |d log p/dh_i h_i|),   h the head output,
 * </pre>
 *
 * of that of float64, with e of 64 roundings.
 *
 * @param counts exact in float32
 * @param output the first output of the decoder for a count; the others are {@link #OTHERS}
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record LargeCounts(double[] counts, double output) {

    private static final double OTHERS = 0.3;
    private static final double RELATIVE = 64 * 0x1p-24;

    static LargeCounts upTo(double largest, double output) {
        double[] counts = DoubleStream.iterate(3, c -> c <= largest, c -> 2 * c).toArray();
        return new LargeCounts(counts, output);
    }

    private Tensor head(Likelihood likelihood, TensorRuntime runtime) {
        int width = likelihood.head(DataShape.flat(1)).width();
        double[] values = new double[counts.length * width];
        Arrays.setAll(values, i -> i % width == 0 ? output : OTHERS);
        return runtime.tensor(values, Shape.of(counts.length, width));
    }

    private Tensor logProbability(Likelihood likelihood, Tensor head) {
        return likelihood
                .of(head)
                .logProbability(head.runtime().tensor(counts, Shape.of(counts.length, 1)));
    }

    /** Returns log p of each count. */
    double[] of(Likelihood likelihood, TensorRuntime runtime) {
        try (TensorScope scope = runtime.scope()) {
            return logProbability(likelihood, head(likelihood, runtime)).readDoubles();
        }
    }

    /** Asserts that no two neighbours have the same log p, and that those of float32 are near. */
    void check(double[] single, Likelihood likelihood, TensorRuntime exact) {
        double[] expected = of(likelihood, exact);
        double[] condition = condition(likelihood, exact);
        for (int i = 0; i < counts.length; i++) {
            double allowed = RELATIVE * (1 + Math.abs(expected[i]) + condition[i]);
            if (i > 0 && expected[i] == expected[i - 1]) {
                PartContract.fail(
                        "log p at output %s is %s of the count %s and of %s: are counts cut?"
                                .formatted(output, expected[i], counts[i - 1], counts[i]));
            }
            if (!(Math.abs(single[i] - expected[i]) <= allowed)) {
                PartContract.fail(
                        String.format(
                                Locale.ROOT,
                                "log p of the count %.0f at output %s is %.9g in float64 and %.9g in"
                                        + " float32, allowed %.2g; a difference of large numbers loses"
                                        + " digits",
                                counts[i],
                                output,
                                expected[i],
                                single[i],
                                allowed));
            }
        }
    }

    private double[] condition(Likelihood likelihood, TensorRuntime exact) {
        try (TensorScope scope = exact.scope();
                GradientTape tape = GradientTape.record(exact)) {
            Tensor head = Parameter.learned("head", head(likelihood, exact)).value();
            Tensor slopes = tape.gradients(logProbability(likelihood, head).sum()).of(head);
            return slopes.mul(head).abs().sum(-1).readDoubles();
        }
    }
}
