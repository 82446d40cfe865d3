// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/**
 * Densities and bounds of a linear Gaussian model beside golden values of mpmath ({@code
 * golden.py}). The trapezoidal rule converges exponentially for such densities: its error is far
 * below the tolerance.
 */
final class ExpertsGoldenTest {

    private static final double TOLERANCE = 1e-9;

    private static final int NODES = 2401;

    private static final int DRAWS = 20000;

    private static final Map<String, double[]> PRIVATE_WEIGHTS =
            Map.of(
                    "encoder.a.0.weight", new double[] {0.5, 0.2, -0.4, 0.1, -0.3, -0.1, 0.6, 0.3},
                    "encoder.a.0.bias", new double[] {0.1, -0.8, 0.2, -0.5},
                    "encoder.b.0.weight", new double[] {0.4, 0.25, 0.3, -0.2},
                    "encoder.b.0.bias", new double[] {-0.2, -0.3, 0.15, -0.6},
                    "auxiliary.a", new double[] {0.3, -0.7},
                    "auxiliary.b", new double[] {-0.25, -0.4},
                    "decoder.a.0.weight", new double[] {0.9, -0.4, 0.5, 0.3},
                    "decoder.a.0.bias", new double[] {0.1, 0.2},
                    "decoder.b.0.weight", new double[] {0.7, -0.6},
                    "decoder.b.0.bias", new double[] {-0.3});

    private static final Map<String, double[]> WEIGHTS =
            Map.of(
                    "encoder.a.0.weight", new double[] {0.5, 0.2, -0.3, -0.1},
                    "encoder.a.0.bias", new double[] {0.1, -0.8},
                    "encoder.b.0.weight", new double[] {0.4, 0.25},
                    "encoder.b.0.bias", new double[] {-0.2, -0.3},
                    "decoder.a.0.weight", new double[] {0.9, -0.4},
                    "decoder.a.0.bias", new double[] {0.1, 0.2},
                    "decoder.b.0.weight", new double[] {0.7},
                    "decoder.b.0.bias", new double[] {-0.3});

    private static Map<String, Double> golden() throws IOException {
        Map<String, Double> all = new HashMap<>();
        try (InputStream in = ExpertsGoldenTest.class.getResourceAsStream("golden.csv");
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(line -> line.split(","))
                    .forEach(c -> all.put(c[0] + "," + c[1] + "," + c[2], Double.valueOf(c[3])));
        }
        return all;
    }

    private static LatentVariableModel model(TensorRuntime runtime, String inference) {
        PosteriorPart posterior =
                TwoViews.part(PosteriorPart.class, "diagonal-normal", Map.of("latent", 1));
        return model(runtime, posterior, inference, Map.of(), WEIGHTS);
    }

    private static LatentVariableModel model(
            TensorRuntime runtime,
            PosteriorPart posterior,
            String inference,
            Map<String, ?> settings,
            Map<String, double[]> weights) {
        LatentVariableModel model =
                TwoViews.model(
                                runtime,
                                posterior,
                                inference,
                                settings,
                                TwoViews.part(EstimatorPart.class, "elbo", Map.of()))
                        .model();
        List<String> names = model.parameters().stream().map(Parameter::name).toList();
        assertThat(names).containsExactlyInAnyOrderElementsOf(weights.keySet());
        for (Parameter parameter : model.parameters()) {
            double[] values = weights.get(parameter.name());
            parameter.assign(runtime.tensor(values, parameter.value().shape()));
        }
        return model;
    }

    private static Latents at(TensorRuntime runtime, double[] points) {
        int rows = TwoViews.ROWS.length;
        double[] z = new double[points.length * rows];
        Arrays.setAll(z, i -> points[i / rows]);
        return Latents.of("z", runtime.tensor(z, Shape.of(points.length, rows, 1)));
    }

    private static double[] nodes() {
        double[] nodes = new double[NODES];
        Arrays.setAll(nodes, i -> -12 + 0.01 * i);
        return nodes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"poe", "moe", "mopoe"})
    void densitiesAndBoundsAreExact(String inference) throws IOException {
        Map<String, Double> golden = golden();
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LatentVariableModel model = model(runtime, inference);
            Batch batch = TwoViews.batch(runtime, TwoViews.ROWS);
            JointPosterior q = model.infer(batch, RandomKey.of(1), Phase.evaluation());
            double[] points = {-1.3, 0.2, 2.0};
            double[] densities = q.logProbability(at(runtime, points)).readDoubles();
            Latents z = at(runtime, nodes());
            Tensor logQ = q.logProbability(z);
            Tensor logP =
                    model.generative()
                            .output(z, batch.given())
                            .logProbability(batch.x())
                            .add(model.generative().logPrior(z, batch.given()));
            double[] bounds = logQ.exp().mul(logP.sub(logQ)).sum(0).mul(0.01).readDoubles();
            double[] evidence = logP.logSumExp(0).add(Math.log(0.01)).readDoubles();
            for (int row = 0; row < 3; row++) {
                for (int i = 0; i < points.length; i++) {
                    assertThat(densities[3 * i + row])
                            .as("log q at %s, row %s", points[i], row)
                            .isCloseTo(
                                    golden.get(inference + "," + row + "," + points[i]),
                                    within(TOLERANCE));
                }
                assertThat(bounds[row])
                        .as("bound of row %s", row)
                        .isCloseTo(golden.get(inference + "," + row + ",elbo"), within(TOLERANCE));
                assertThat(evidence[row])
                        .as("log p(x) of row %s", row)
                        .isCloseTo(golden.get("p," + row + ",logLikelihood"), within(TOLERANCE));
            }
        }
    }

    /**
     * The two q of mmvae-plus have the densities of golden values. Means of draws of log p(x, z) -
     * log q(z) are the bounds, with the penalty the objective of the paper, and log-means of
     * weights are log p(x): within five standard errors.
     */
    @Tag("full")
    @ParameterizedTest
    @EnumSource(PhaseUnderTest.class)
    void privateFactorsHaveTheirBounds(PhaseUnderTest tested) throws IOException {
        Map<String, Double> golden = golden();
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            PosteriorPart product =
                    TwoViews.part(
                            PosteriorPart.class,
                            "product",
                            Map.of("latent", "normal(1) x normal(1) x normal(1)"));
            Map<String, ?> settings = Map.of("auxiliaryKl", false);
            LatentVariableModel model =
                    model(runtime, product, "mmvae-plus", settings, tested.weights());
            Batch batch = TwoViews.batch(runtime, TwoViews.ROWS);
            JointPosterior q = model.infer(batch, RandomKey.of(1), tested.phase());
            double[] points = {-1.3, 0.4, 0.2, 0.2, -0.9, 1.1};
            double[] each = new double[18];
            Arrays.setAll(each, i -> points[i / 9 * 3 + i % 3]);
            Latents at = Latents.of("z", runtime.tensor(each, Shape.of(2, 3, 3)));
            double[] densities = q.logProbability(at).readDoubles();
            JointDraw draw = q.draw(RandomKey.of(2), DRAWS);
            Tensor logWeights =
                    model.output(draw, batch)
                            .logProbability(batch.x())
                            .add(model.logPrior(draw, batch))
                            .sub(draw.logProbability());
            Map<String, Tensor> penalties = draw.effects().penalties();
            Map<String, Tensor> means = new HashMap<>(Map.of("elbo", logWeights));
            if (tested.phase() instanceof Phase.Training) {
                means.put("paper", logWeights.sub(penalties.get("auxiliaryKl")));
            } else {
                assertThat(penalties).isEmpty();
            }
            for (int row = 0; row < 3; row++) {
                String of = tested.name().toLowerCase(Locale.ROOT) + "," + row + ",";
                for (int i = 0; i < 2; i++) {
                    assertThat(densities[3 * i + row])
                            .isCloseTo(golden.get(of + "density" + i), within(TOLERANCE));
                }
                for (Map.Entry<String, Tensor> mean : means.entrySet()) {
                    double[] values = column(mean.getValue(), row);
                    assertMean(of + mean.getKey(), values, golden.get(of + mean.getKey()));
                }
                double evidence = golden.get("private," + row + ",logLikelihood");
                double[] weights = column(logWeights, row);
                Arrays.setAll(weights, k -> Math.exp(weights[k] - evidence));
                if (tested != PhaseUnderTest.SHARP) {
                    assertMean(of + "weights", weights, 1);
                }
                assertThat(golden.get(of + "elbo")).isLessThan(evidence);
            }
        }
    }

    /** The objective of Palumbo et al. is no lower bound. */
    @Test
    void theObjectiveOfThePaperMayBeAboveTheEvidence() throws IOException {
        Map<String, Double> golden = golden();
        assertThat(golden.get("sharp,0,paper"))
                .isGreaterThan(golden.get("private,0,logLikelihood"));
    }

    private static double[] column(Tensor values, int row) {
        double[] all = values.readDoubles();
        double[] own = new double[DRAWS];
        Arrays.setAll(own, k -> all[3 * k + row]);
        return own;
    }

    private static void assertMean(String name, double[] values, double expected) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (DRAWS - 1);
        assertThat(mean).as(name).isCloseTo(expected, within(5 * Math.sqrt(variance / DRAWS)));
    }

    private enum PhaseUnderTest {
        TRAINING,
        EVALUATION,
        /** Training with auxiliary priors for which the variance of the weights is not finite. */
        SHARP;

        Phase phase() {
            return this == EVALUATION
                    ? Phase.evaluation()
                    : Phase.training(new TrainingProgress(0, 1));
        }

        Map<String, double[]> weights() {
            if (this != SHARP) {
                return PRIVATE_WEIGHTS;
            }
            Map<String, double[]> sharp = new HashMap<>(PRIVATE_WEIGHTS);
            sharp.put("encoder.a.0.weight", new double[8]);
            sharp.put("encoder.a.0.bias", new double[] {1, -1.2, 0, -0.6});
            sharp.put("encoder.b.0.weight", new double[4]);
            sharp.put("encoder.b.0.bias", new double[] {1, -1.2, -0.5, -0.6});
            sharp.put("auxiliary.a", new double[] {-0.5, -6});
            sharp.put("auxiliary.b", new double[] {-1.5, -6});
            return sharp;
        }
    }

    /** Without a modality, nothing of it reaches the bound, whatever its values were. */
    @Tag("full")
    @Test
    void aMissingModalityAddsNothing() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LatentVariableModel model = model(runtime, "moe");
            Batch batch = TwoViews.batch(runtime, TwoViews.ROWS);
            JoinedOutput output =
                    JoinedOutput.of(
                            model.generative().output(at(runtime, new double[] {0.3}), Map.of()));
            Map<String, Tensor> each = output.byModality(batch.x());
            assertThat(each.get("a").readDoubles()[2]).isZero();
            assertThat(each.get("b").readDoubles()[1]).isZero();
            assertThat(output.logProbability(batch.x()).readDoubles())
                    .containsExactly(each.get("a").add(each.get("b")).readDoubles(), within(1e-12));
        }
    }
}
