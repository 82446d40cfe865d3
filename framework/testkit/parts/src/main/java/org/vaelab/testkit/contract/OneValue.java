// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.Integral;
import org.vaelab.testkit.space.Nodes;

/**
 * p(x given z) of one value, where each output of the decoder is moved in turn: a formula that is
 * right at one output may be wrong at another, as where a series is cut off.
 */
record OneValue(TensorRuntime runtime, Likelihood likelihood) {

    private static final DataShape ONE = DataShape.flat(1);

    private static final double[] OUTPUTS = {0.5, 1.2, 2, 3, 4, 5, 6.5, 8};

    /** A count of more than a few hundred is summed over with gaps. */
    private static final double MOST_OF_COUNTS = 5;

    private static final double NEAR = 0.2;

    /** The most outputs that are moved. */
    private static final int MOST = 8;

    private static final int DRAWS = 200;
    private static final double ROUNDING = 1e-6;

    /** Of an integral that says something. */
    private static final double LARGEST_ERROR = 1e-4;

    /** Asserts that p adds up to 1, and has the mean and deviation that it says, at all outputs. */
    void isRightNearAndFar(RandomKey key) {
        ValueDomain domain = OutputRow.widest(likelihood);
        double[] head = PartContract.heads(2, likelihood.head(ONE), NEAR, key)[1];
        int every = Math.max(1, head.length / MOST);
        for (int i = 0; i < head.length; i += every) {
            for (double output : OUTPUTS) {
                for (double sign : new double[] {1, -1}) {
                    if (domain != ValueDomain.COUNTS || sign * output <= MOST_OF_COUNTS) {
                        double[] moved = head.clone();
                        moved[i] = sign * output;
                        isRight(domain, moved, "output " + i + " = " + moved[i], key);
                    }
                }
            }
        }
    }

    private void isRight(ValueDomain domain, double[] head, String at, RandomKey key) {
        try (TensorScope scope = runtime.scope()) {
            double[] draws = of(head, DRAWS).sample(key).readDoubles();
            Nodes nodes = OutputRow.axis(domain, draws);
            double[] x = nodes.points();
            Tensor points = runtime.tensor(x, Shape.of(x.length, 1));
            double[] density = of(head, x.length).logProbability(points).exp().readDoubles();
            requireEqual("the sum or integral of p(x)", at, 1, nodes.integral(density));
            OutputDistribution p = of(head, 1);
            Optional<double[]> mean = p.mean().map(Tensor::readDoubles);
            if (mean.isEmpty()) {
                return;
            }
            double own = mean.get()[0];
            double[] first = new double[x.length];
            Arrays.setAll(first, k -> density[k] == 0 ? 0 : density[k] * x[k]);
            requireEqual("mean()", at, own, nodes.integral(first));
            if (p.deviations().isPresent()) {
                double deviation = p.deviations().get().readDoubles()[0];
                Arrays.setAll(first, k -> density[k] * (x[k] - own) * (x[k] - own));
                requireEqual(
                        "the square of deviations()",
                        at,
                        deviation * deviation,
                        nodes.integral(first));
            }
        }
    }

    private OutputDistribution of(double[] head, int rows) {
        return likelihood.of(runtime.vector(head).broadcastTo(Shape.of(rows, head.length)));
    }

    /** What the points do not resolve says nothing. */
    private static void requireEqual(String what, String at, double told, Integral integral) {
        double size = 1 + Math.abs(told);
        if (integral.error() <= LARGEST_ERROR * size
                && !(Math.abs(told - integral.value()) <= ROUNDING * size + 5 * integral.error())) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s of one value, at %s of the decoder: expected %.10g, and the density"
                                    + " gives %.10g (error %.2g); is a branch or a series wrong there?",
                            what,
                            at,
                            told,
                            integral.value(),
                            integral.error()));
        }
    }
}
