// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.parts.estimator.DoublyReparameterized;
import org.vaelab.framework.parts.estimator.ImportanceWeighted;
import org.vaelab.framework.parts.estimator.StickingTheLanding;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Gradients through the draws of two layers: what q(z2 given z1) is told of z1 belongs to them.
 * Means are wrong with probability 1e-7 each, and find a deviation of a fifth.
 */
final class HierarchicalGradientsTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final int REPETITIONS = 100;
    private static final int COPIES = 200;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> ofTwoNumbers() {
        return HierarchicalGaussianTest.ofTwoNumbers();
    }

    /** The gradient of the mean bound in the head of q(z1), by repetition. */
    private double[][] gradients(JsonNode golden, Estimator estimator, int repetitions) {
        double[][] found = new double[repetitions][];
        for (int r = 0; r < repetitions; r++) {
            try (TensorScope scope = runtime.scope();
                    GradientTape tape = GradientTape.record(runtime)) {
                TwoLayers layers = new TwoLayers(runtime, golden);
                Parameter head = Parameter.learned("head", layers.head());
                LatentVariableModel model =
                        new LatentVariableModel(
                                layers.generative(),
                                layers.inference(
                                        head.value(),
                                        new ToyNormal.Family(layers.bottom()),
                                        new ToyNormal.Family(layers.top())),
                                TwoLayers.divergences());
                found[r] =
                        tape.gradients(
                                        estimator
                                                .estimate(
                                                        new Step(
                                                                model,
                                                                layers.batch(COPIES),
                                                                RandomKey.of(2).fold(r),
                                                                new TrainingProgress(0, 1)))
                                                .loss())
                                .of(head.value())
                                .readDoubles();
                runtime.release(head.value());
            }
        }
        return found;
    }

    /**
     * Sticking the landing and the plain gradient have one expectation, and so do those of K draws.
     */
    @Tag("exhaustive")
    @ParameterizedTest
    @MethodSource("ofTwoNumbers")
    void theExpectationIsThatOfThePlainGradient(JsonNode golden) {
        assertOneExpectation(golden, new StickingTheLanding(1), new Elbo(1, KlMode.MONTE_CARLO));
        assertOneExpectation(golden, new DoublyReparameterized(3), new ImportanceWeighted(3));
    }

    private void assertOneExpectation(JsonNode golden, Estimator estimator, Estimator plain) {
        double[][] found = gradients(golden, estimator, REPETITIONS);
        double[][] expected = gradients(golden, plain, REPETITIONS);
        for (int i = 0; i < found[0].length; i++) {
            double[] difference = new double[REPETITIONS];
            for (int r = 0; r < REPETITIONS; r++) {
                difference[r] = found[r][i] - expected[r][i];
            }
            String name = estimator.getClass().getSimpleName() + ", component " + i;
            double largest =
                    Arrays.stream(expected)
                            .flatMapToDouble(Arrays::stream)
                            .map(Math::abs)
                            .max()
                            .orElseThrow();
            ASSERT.mean(name, difference, 0, 0.2 * (1 + largest));
        }
    }

    /** Where q is the posterior, every draw has the gradient 0. */
    @ParameterizedTest
    @MethodSource("ofTwoNumbers")
    void thereIsNoNoiseAtThePosterior(JsonNode golden) {
        JsonNode exact = atThePosterior(golden);
        for (Estimator estimator :
                List.of(new StickingTheLanding(1), new DoublyReparameterized(3))) {
            for (double[] gradient : gradients(exact, estimator, 3)) {
                assertThat(gradient).containsOnly(new double[] {0}, within(1e-9));
            }
        }
        double[] plain = gradients(exact, new Elbo(1, KlMode.MONTE_CARLO), 1)[0];
        assertThat(Arrays.stream(plain).map(Math::abs).max().orElseThrow()).isGreaterThan(1e-3);
    }

    /** The same model, with q(z1 given x) and q(z2 given z1) those of Bayes' rule for numbers. */
    private static JsonNode atThePosterior(JsonNode golden) {
        JsonNode copy = golden.deepCopy();
        ObjectNode input = (ObjectNode) copy.get("input");
        double slope = Golden.numbers(input, "A")[0];
        double offset = Golden.numbers(input, "a")[0];
        double t = Golden.numbers(input, "t")[0];
        double s = Golden.numbers(input, "s")[0];
        double marginal = slope * slope + t * t;
        double precision = 1 / marginal;
        double weighted = offset / marginal;
        double[] w = Golden.numbers(input, "W");
        double[] b = Golden.numbers(input, "b");
        double[] x = Golden.numbers(input, "x");
        for (int i = 0; i < x.length; i++) {
            precision += w[i] * w[i] / (s * s);
            weighted += w[i] * (x[i] - b[i]) / (s * s);
        }
        input.putArray("q_mean1").add(weighted / precision);
        input.putArray("q_std1").add(1 / Math.sqrt(precision));
        input.putArray("B").addArray().add(slope / marginal);
        input.putArray("e").add(-slope / marginal * offset);
        input.putArray("q_std2").add(t / Math.sqrt(marginal));
        return copy;
    }
}
