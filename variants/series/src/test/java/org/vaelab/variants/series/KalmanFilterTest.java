// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.linear.CholeskyFactor;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.tensor.GradientCheck;

class KalmanFilterTest {

    private static final Golden GOLDEN = Golden.beside(KalmanFilterTest.class, "kalman.json");

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static Stream<JsonNode> cases() {
        return GOLDEN.cases("kalman");
    }

    private Tensor tensor(JsonNode input, String field, int... shape) {
        double[] numbers = Golden.numbers(input, field);
        return runtime.tensor(
                numbers, shape.length == 0 ? Shape.of(numbers.length) : Shape.of(shape));
    }

    private StateSpace.Values values(JsonNode input) {
        int d = input.get("A").size();
        int width = input.get("C").size();
        return new StateSpace.Values(
                tensor(input, "A", d, d),
                tensor(input, "C", width, d),
                tensor(input, "b"),
                tensor(input, "m"),
                tensor(input, "v"),
                tensor(input, "q"),
                tensor(input, "r"));
    }

    /** Filter and smoother against the dense Normal, 50 digits, to 1e-11. */
    @ParameterizedTest
    @MethodSource("cases")
    void filterAndSmootherAreThoseOfTheDenseNormal(JsonNode golden) {
        JsonNode input = golden.get("input");
        int rows = input.get("y").size();
        int steps = input.get("y").get(0).size();
        int width = input.get("C").size();
        try (TensorScope scope = runtime.scope()) {
            StateSpace.Values p = values(input);
            Tensor y = tensor(input, "y", rows, steps, width);
            Tensor seen = tensor(input, "seen", rows, steps, width);
            boolean isComplete = golden.get("expected").get("precisions").size() > 0;
            // Gains of rows that miss the same are those of one row.
            for (@Nullable Tensor mask : isComplete ? Arrays.asList(seen, null) : List.of(seen)) {
                KalmanFilter filter = new KalmanFilter(p, steps, mask);
                KalmanFilter.Pass pass = filter.pass(y);
                GOLDEN.check(golden, "log_probability", pass.logProbability().readDoubles());
                GOLDEN.check(golden, "smoothed", pass.smoothed().readDoubles());
                GOLDEN.check(golden, "smoothed", pass.located().readDoubles());
                Shape all = Shape.of(rows, steps, p.states(), p.states());
                GOLDEN.check(
                        golden,
                        "covariances",
                        filter.smoothedCovariances().broadcastTo(all).readDoubles());
                if (isComplete) {
                    Shape flat = Shape.of(rows, steps * width);
                    GOLDEN.check(
                            golden,
                            "precisions",
                            filter.precisions().broadcastTo(flat).readDoubles());
                }
            }
            int[] places = new int[p.states()];
            Arrays.setAll(places, i -> i % width);
            Tensor z = y.gather(-1, runtime.indices(places, Shape.of(places.length)));
            GOLDEN.check(golden, "log_states", KalmanFilter.logStates(p, z).readDoubles());
        }
    }

    private Tensor drawn(RandomKey key, String name, int... shape) {
        Shape of = Shape.of(shape);
        return runtime.tensor(key.split(name).normal(of.size()), of);
    }

    private StateSpace.Values drawn(RandomKey key, int d, int width) {
        return of(
                drawn(key, "A", d, d).mul(0.4),
                drawn(key, "C", width, d),
                drawn(key, "b", width),
                drawn(key, "m", d),
                drawn(key, "v", d),
                drawn(key, "q", d),
                drawn(key, "r", width));
    }

    private static StateSpace.Values of(
            Tensor a, Tensor c, Tensor b, Tensor m, Tensor logV, Tensor logQ, Tensor logR) {
        return new StateSpace.Values(a, c, b, m, logV.exp(), logQ.exp(), logR.exp());
    }

    /** Fifty steps with four states, against a Cholesky factor of the 150 numbers, to 1e-9. */
    @Test
    void aLongSeriesAgreesWithTheDenseNormal() {
        int steps = 50;
        int width = 3;
        RandomKey key = RandomKey.of(3);
        try (TensorScope scope = runtime.scope()) {
            StateSpace.Values p = drawn(key, 4, width);
            KalmanFilter filter = new KalmanFilter(p, steps, null);
            // The map from y to the errors of prediction is affine: its columns give the
            // covariance.
            int n = steps * width;
            double[] covariance = covariance(p, steps);
            double[] y = key.split("y").normal(n);
            double[] mean = mean(p, steps);
            double[] deviation = new double[n];
            Arrays.setAll(deviation, i -> y[i] - mean[i]);
            CholeskyFactor factor = CholeskyFactor.of(covariance, n);
            double[] solved = factor.solve(deviation, 1);
            double square = 0;
            for (int i = 0; i < n; i++) {
                square += deviation[i] * solved[i];
            }
            double dense = -0.5 * (square + factor.logDeterminant() + n * Math.log(2 * Math.PI));
            double found =
                    filter.pass(runtime.tensor(y, Shape.of(1, steps, width)))
                            .logProbability()
                            .readDoubles()[0];
            assertThat(found).isCloseTo(dense, within(1e-9));
        }
    }

    private static double[] mean(StateSpace.Values p, int steps) {
        Tensor state = p.start().reshape(1, p.states());
        double[] all = new double[steps * p.width()];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(p.emitted(state).readDoubles(), 0, all, t * p.width(), p.width());
            state = state.matmul(p.transition().transpose());
        }
        return all;
    }

    /** Cov(y_s, y_t) = C A^(s - t) Cov(z_t) C' for s >= t, and the noise where s = t. */
    private double[] covariance(StateSpace.Values p, int steps) {
        int d = p.states();
        int width = p.width();
        int n = steps * width;
        double[] all = new double[n * n];
        double[] ones = new double[d * d];
        for (int i = 0; i < d; i++) {
            ones[i * (d + 1)] = 1;
        }
        Tensor identity = runtime.tensor(ones, Shape.of(d, d));
        Tensor state = identity.mul(p.startVariance());
        double[] noise = p.noise().readDoubles();
        for (int t = 0; t < steps; t++) {
            Tensor cross = state;
            for (int s = t; s < steps; s++) {
                double[] block =
                        p.emission().matmul(cross).matmul(p.emission().transpose()).readDoubles();
                for (int i = 0; i < width; i++) {
                    for (int j = 0; j < width; j++) {
                        double value = block[i * width + j] + (s == t && i == j ? noise[i] : 0);
                        all[(s * width + i) * n + t * width + j] = value;
                        all[(t * width + j) * n + s * width + i] = value;
                    }
                }
                cross = p.transition().matmul(cross);
            }
            state =
                    p.transition()
                            .matmul(state)
                            .matmul(p.transition().transpose())
                            .add(identity.mul(p.drive()));
        }
        return all;
    }

    /** Gradients of all that is computed, in all parameters and y. */
    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        RandomKey key = RandomKey.of(5);
        try (TensorScope scope = runtime.scope()) {
            double[] mask = key.split("mask").uniform(2 * 4 * 2);
            Arrays.setAll(mask, i -> mask[i] < 0.3 ? 0 : 1);
            Tensor seen = runtime.tensor(mask, Shape.of(2, 4, 2));
            GradientCheck check = GradientCheck.of(runtime).key(key);
            Tensor[] inputs = {
                drawn(key, "A", 2, 2).mul(0.5),
                drawn(key, "C", 2, 2),
                drawn(key, "b", 2),
                drawn(key, "m", 2),
                drawn(key, "v", 2),
                drawn(key, "q", 2),
                drawn(key, "r", 2),
                drawn(key, "y", 2, 4, 2)
            };
            check.check("log p(y)", in -> pass(in, seen).logProbability(), inputs);
            check.check("E[z given y]", in -> pass(in, seen).smoothed(), inputs);
            check.check("a product", in -> filter(in, null).pass(in.get(7)).located(), inputs);
            check.check("precisions", in -> filter(in, null).precisions(), inputs);
            check.check("precisions of some", in -> filter(in, seen).precisions(), inputs);
            check.check("states", in -> filter(in, seen).states(key, Shape.of(3, 2)), inputs);
            check.check(
                    "states given y",
                    in -> filter(in, seen).statesGiven(in.get(7), key, 3),
                    inputs);
        }
    }

    private static KalmanFilter.Pass pass(List<Tensor> in, Tensor seen) {
        return filter(in, seen).pass(in.get(7));
    }

    private static KalmanFilter filter(List<Tensor> in, @Nullable Tensor seen) {
        StateSpace.Values p =
                of(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), in.get(5), in.get(6));
        return new KalmanFilter(p, 4, seen);
    }

    /**
     * Means and covariances of 20,000 draws given y, within 5 standard errors of the smoother's.
     */
    @Test
    void drawsGivenTheObservedHaveTheMomentsOfTheSmoother() {
        int draws = 20_000;
        RandomKey key = RandomKey.of(11);
        try (TensorScope scope = runtime.scope()) {
            StateSpace.Values p = drawn(key, 2, 1);
            Tensor seen = runtime.tensor(new double[] {1, 0, 1, 1}, Shape.of(1, 4, 1));
            Tensor y = drawn(key, "y", 1, 4, 1);
            KalmanFilter filter = new KalmanFilter(p, 4, seen);
            double[] z = filter.statesGiven(y, key, draws).readDoubles();
            double[] mean = filter.pass(y).smoothed().readDoubles();
            double[] covariance = filter.smoothedCovariances().readDoubles();
            for (int t = 0; t < 4; t++) {
                for (int i = 0; i < 2; i++) {
                    int place = t * 2 + i;
                    double variance = covariance[(t * 2 + i) * 2 + i];
                    double sum = 0;
                    double squares = 0;
                    for (int k = 0; k < draws; k++) {
                        double deviation = z[k * 8 + place] - mean[place];
                        sum += deviation / draws;
                        squares += deviation * deviation / draws;
                    }
                    assertThat(sum).isCloseTo(0, within(5 * Math.sqrt(variance / draws)));
                    assertThat(squares)
                            .isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / draws)));
                }
            }
        }
    }
}
