// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/** log p(x_obs) of a linear Gaussian model, z ~ N(0, 1), x = w z + b + s e, in closed form. */
final class ObservedOutputTest {

    private static final double NAN = Double.NaN;
    private static final double[] W = {0.8, -1.5, 0.3};
    private static final double[] B = {0.1, 2, -1};
    private static final double S = 0.6;
    private static final double[] DEVIATION = {2, 0.5, 3};
    private static final double[][] ROWS = {
        {0.4, 1, -2}, {NAN, 3, 0.5}, {1, NAN, NAN}, {NAN, NAN, NAN}, {0, 0, NAN}
    };

    /** The posterior of z given the observed values: its precision and its mean. */
    private static double[] posterior(double[] x) {
        double precision = 1;
        double sum = 0;
        for (int d = 0; d < x.length; d++) {
            if (!Double.isNaN(x[d])) {
                precision += W[d] * W[d] / (S * S);
                sum += W[d] * (x[d] - B[d]) / (S * S);
            }
        }
        return new double[] {precision, sum / precision};
    }

    /** log N(x_obs; b, w w^T + s^2 I), by the determinant lemma, less log s of observed values. */
    private static double exact(double[] x) {
        double[] q = posterior(x);
        double log = -0.5 * Math.log(q[0]) + 0.5 * q[0] * q[1] * q[1];
        for (int d = 0; d < x.length; d++) {
            if (!Double.isNaN(x[d])) {
                double apart = (x[d] - B[d]) / S;
                log -= 0.5 * (apart * apart + Math.log(2 * Math.PI * S * S));
                log -= Math.log(DEVIATION[d]);
            }
        }
        return log;
    }

    private static OutputDistribution output(TensorRuntime runtime, Tensor z) {
        Tensor mean = z.matmul(runtime.tensor(W, Shape.of(1, 3))).add(runtime.vector(B));
        Likelihood gaussian = new Gaussian(new Gaussian.Fixed(S));
        double[] logs = Arrays.stream(DEVIATION).map(Math::log).toArray();
        return WrappedLikelihood.ofObserved(WrappedLikelihood.ofStandardized(gaussian, logs))
                .of(mean);
    }

    private static Tensor rows(TensorRuntime runtime) {
        double[] values = Arrays.stream(ROWS).flatMapToDouble(Arrays::stream).toArray();
        return runtime.tensor(values, Shape.of(ROWS.length, 3));
    }

    /** log p(x_obs, z) - log p(z given x_obs) is log p(x_obs) at every z. */
    @Test
    void everyDrawOfTheExactPosteriorGivesTheExactMarginal() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            double[] noise = RandomKey.of(1).normal(ROWS.length);
            double[] z = new double[ROWS.length];
            double[] rest = new double[ROWS.length];
            for (int i = 0; i < z.length; i++) {
                double[] q = posterior(ROWS[i]);
                z[i] = q[1] + noise[i] / Math.sqrt(q[0]);
                rest[i] = -0.5 * z[i] * z[i] + 0.5 * noise[i] * noise[i] - 0.5 * Math.log(q[0]);
            }
            Tensor draws = runtime.tensor(z, Shape.of(z.length, 1));
            double[] logs = output(runtime, draws).logProbability(rows(runtime)).readDoubles();
            for (int i = 0; i < z.length; i++) {
                assertThat(logs[i] + rest[i]).isCloseTo(exact(ROWS[i]), within(1e-12));
            }
        }
    }

    /**
     * The importance-weighted bound with the prior as q converges to it (a grid of 4,000
     * quantiles).
     */
    @Test
    void theImportanceWeightedBoundConverges() {
        int draws = 4000;
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            double[] z = new double[draws * ROWS.length];
            double step = 16.0 / draws;
            double[] logWeights = new double[draws];
            for (int k = 0; k < draws; k++) {
                double at = -8 + (k + 0.5) * step;
                Arrays.fill(z, k * ROWS.length, (k + 1) * ROWS.length, at);
                logWeights[k] = -0.5 * at * at - 0.5 * Math.log(2 * Math.PI) + Math.log(step);
            }
            Tensor logs =
                    output(runtime, runtime.tensor(z, Shape.of(z.length, 1)))
                            .logProbability(repeated(runtime, draws))
                            .reshape(draws, ROWS.length)
                            .add(runtime.tensor(logWeights, Shape.of(draws, 1)))
                            .logSumExp(0);
            for (int i = 0; i < ROWS.length; i++) {
                assertThat(logs.readDoubles()[i]).isCloseTo(exact(ROWS[i]), within(1e-9));
            }
        }
    }

    private static Tensor repeated(TensorRuntime runtime, int times) {
        Tensor rows = rows(runtime);
        return rows.broadcastTo(rows.shape().prepend(times)).reshape(times * ROWS.length, 3);
    }

    @Test
    void aMissingValuePassesNoGradient() {
        for (DType dtype : DType.values()) {
            if (dtype == DType.INT32) {
                continue;
            }
            try (TensorRuntime runtime = Runtimes.on("torch", dtype);
                    TensorScope scope = runtime.scope()) {
                Tensor mean = runtime.keep(runtime.full(0.5, Shape.of(5, 3)), true);
                try (GradientTape tape = GradientTape.record(runtime)) {
                    Likelihood gaussian = new Gaussian(new Gaussian.Fixed(S));
                    Tensor x = rows(runtime).cast(dtype);
                    Tensor log = WrappedLikelihood.ofObserved(gaussian).of(mean).logProbability(x);
                    double[] gradient = tape.gradients(log.sum()).of(mean).readDoubles();
                    for (int i = 0; i < 15; i++) {
                        double at = ROWS[i / 3][i % 3];
                        double expected = Double.isNaN(at) ? 0 : (at - 0.5) / (S * S);
                        assertThat(gradient[i]).isCloseTo(expected, within(1e-5));
                    }
                }
                runtime.release(mean);
            }
        }
    }
}
