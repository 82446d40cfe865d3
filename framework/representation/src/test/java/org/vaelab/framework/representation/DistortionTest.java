// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationModule;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.family.ToySphere;
import org.vaelab.testkit.problem.GivenData;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;

/** The metric, of known distances and of models whose locations are x itself. */
class DistortionTest {

    private static final List<String> NAMES =
            List.of("distortion", "distortion.rankCorrelation", "distortion.scale");
    private static final Metrics METRICS =
            Metrics.of(Plugins.of(List.of(new EvaluationModule(), new RepresentationModule())));
    private static final int WIDTH = 3;
    private static final int SIZE = 40;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static double euclidean(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (a[d] - b[d]) * (a[d] - b[d]);
        }
        return Math.sqrt(sum);
    }

    private static double angle(double[] a, double[] b) {
        return 2 * Math.asin(Math.min(1, euclidean(a, b) / 2));
    }

    private static PairDistances pairs(double[][] known, double[][] latent) {
        int n = known.length;
        double[] truth = new double[n * (n - 1) / 2];
        double[] found = new double[truth.length];
        int pair = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                truth[pair] = euclidean(known[i], known[j]);
                found[pair++] = euclidean(latent[i], latent[j]);
            }
        }
        return new PairDistances(n, truth, found);
    }

    /**
     * Values of NumPy and SciPy: the least of the objective over all 65 ratios as scales, {@code
     * spearmanr}, and the root of the sum of squares of the central differences of the refitted
     * objective in the weight of each example. Two examples have the same place.
     */
    @Test
    void numbersAreThoseOfAnIndependentComputation() {
        double[][] known = new double[12][];
        double[][] latent = new double[12][];
        for (int i = 0; i < 12; i++) {
            known[i] = new double[] {i, (i * i) % 7};
            latent[i] = new double[] {Math.sin(i), Math.cos(2 * i), i / 5.0};
        }
        known[7] = known[0];
        PairDistances pairs = pairs(known, latent);
        assertThat(pairs.distortion().estimate().value())
                .isCloseTo(0.4902590826884967, within(1e-12));
        assertThat(pairs.distortion().estimate().standardError())
                .isCloseTo(0.054914956671941295, within(1e-8));
        assertThat(pairs.scale()).isCloseTo(0.5458893738491576, within(1e-12));
        assertThat(pairs.rankCorrelation().estimate().value())
                .isCloseTo(0.27728916146002963, within(1e-12));
    }

    /** 0, 1, 2, 3 at 0, 2, 1, 3: ratios 2, 1/2, 1, 1, 1/2, 2, of which c = 2 is best, by hand. */
    @Test
    void aSwapOfTwoPointsHasAKnownDistortion() {
        PairDistances pairs =
                pairs(new double[][] {{0}, {1}, {2}, {3}}, new double[][] {{0}, {2}, {1}, {3}});
        assertThat(pairs.scale()).isEqualTo(2);
        assertThat(pairs.distortion().estimate().value()).isCloseTo(2.5 / 6, within(1e-15));
        assertThat(pairs.rankCorrelation().estimate().value()).isCloseTo(1 / 6.0, within(1e-15));
    }

    /** Points with or without the length 1, and their distances. */
    private static Examples points(
            boolean onSphere, ToDoubleBiFunction<double[], double[]> distance) {
        double[] values = RandomKey.of(5).normal(SIZE * WIDTH);
        double[][] rows = new double[SIZE][];
        for (int i = 0; i < SIZE; i++) {
            double[] row = Arrays.copyOfRange(values, i * WIDTH, (i + 1) * WIDTH);
            double length = onSphere ? euclidean(row, new double[WIDTH]) : 1;
            rows[i] = Arrays.stream(row).map(v -> v / length).toArray();
        }
        return Examples.real(WIDTH, Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray())
                .withDistances((i, j) -> distance.applyAsDouble(rows[i], rows[j]));
    }

    private EvaluationResult evaluate(
            Examples test, PosteriorFamily family, Prior prior, UnaryOperator<Tensor> encoder) {
        LatentVariableModel model =
                OneLatent.model(
                        runtime,
                        DataShape.flat(WIDTH),
                        encoder::apply,
                        family,
                        prior,
                        z -> z,
                        new Bernoulli(),
                        new KlRegistry(List.of()));
        return evaluator()
                .evaluate(
                        model,
                        List.of(),
                        EvaluationData.ofTest(test),
                        RandomKey.of(1),
                        EvaluationProgress.SILENT);
    }

    private static Evaluator evaluator() {
        Map<String, Object> keys =
                Map.of(
                        "importanceSamples", 1,
                        "importanceExamples", 1,
                        "samples", 1,
                        "metrics", NAMES);
        return new Evaluator(StrictMapper.of(EvaluationSettings.class, keys), METRICS);
    }

    private EvaluationResult ofNormal(Examples test, UnaryOperator<Tensor> mean) {
        return evaluate(
                test,
                new ToyNormal.Family(WIDTH),
                new StandardNormal(runtime, new Euclidean(WIDTH)),
                x -> Tensor.concatenate(List.of(mean.apply(x), x.mul(0).sub(2)), 1));
    }

    @Test
    void isometricCodesHaveNone() {
        EvaluationResult found =
                ofNormal(points(false, (a, b) -> 4 * euclidean(a, b)), x -> x.mul(-3).add(7));
        Map<String, Estimate> metrics = found.metrics();
        assertThat(metrics.get("distortion").value()).isCloseTo(0, within(1e-12));
        assertThat(metrics.get("distortion").standardError()).isCloseTo(0, within(1e-12));
        assertThat(metrics.get("distortion.scale").value()).isCloseTo(0.75, within(1e-12));
        assertThat(metrics.get("distortion.rankCorrelation").value()).isCloseTo(1, within(1e-9));
        assertThat(found.examples()).containsEntry("distortion", SIZE);
    }

    /** An angle is no Euclidean distance, so the same codes fit one of both alone. */
    @Test
    void theGeometryOfTheSpaceCounts() {
        Sphere sphere = new Sphere(WIDTH);
        Prior uniform = new UniformSphere(runtime, sphere);
        PosteriorFamily family = new ToySphere.Family(WIDTH);
        Examples angles = points(true, DistortionTest::angle);
        assertThat(evaluate(angles, family, uniform, x -> x).metrics().get("distortion").value())
                .isCloseTo(0, within(1e-9));
        assertThat(ofNormal(angles, x -> x).metrics().get("distortion").value())
                .isBetween(0.05, 0.2);
    }

    @Test
    void equalCodesKeepNothing() {
        EvaluationResult found =
                ofNormal(points(false, DistortionTest::euclidean), x -> x.mul(0).add(1));
        assertThat(found.metrics().get("distortion").value()).isEqualTo(1);
        assertThat(found.metrics().get("distortion.scale").value()).isZero();
        assertThat(found.absent())
                .containsEntry(
                        "distortion.rankCorrelation",
                        "all latent or all known distances are equal");
    }

    @Test
    void unknownDistancesAreRefusedByName() {
        Examples unknown = Examples.real(WIDTH, new double[6 * WIDTH]);
        assertThatThrownBy(() -> evaluator().requireFits(new GivenData(unknown)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'distortion': the true distances between examples are not")
                .hasMessageContaining("'distortion.scale': ");
        assertThat(ofNormal(unknown, x -> x).absent().get("distortion"))
                .contains("the true distances between examples are not known");
        assertThat(ofNormal(points(false, (a, b) -> 0), x -> x).absent().get("distortion"))
                .isEqualTo("no two test examples have a distance above 0");
    }

    /** R^d without its distance. */
    private record Bare(int dimension) implements LatentSpace {

        @Override
        public Shape eventShape() {
            return Shape.of(dimension);
        }

        @Override
        public BaseMeasure measure() {
            return BaseMeasure.LEBESGUE;
        }

        @Override
        public PartChoice referencePrior() {
            return PartChoice.of("standard-normal");
        }
    }

    private record BareNormal(ToyNormal.Family normal) implements PosteriorFamily {

        @Override
        public LatentSpace space() {
            return new Bare(normal.latent());
        }

        @Override
        public Head head() {
            return normal.head();
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            return normal.of(headOutput, phase);
        }
    }

    private record BarePrior(StandardNormal normal) implements Prior {

        @Override
        public LatentSpace space() {
            return new Bare(normal.space().dimension());
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return normal.logProbability(z);
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return normal.sample(key, n);
        }
    }

    @Test
    void aSpaceWithoutADistanceIsRefusedByName() {
        EvaluationResult found =
                evaluate(
                        points(false, DistortionTest::euclidean),
                        new BareNormal(new ToyNormal.Family(WIDTH)),
                        new BarePrior(new StandardNormal(runtime, new Euclidean(WIDTH))),
                        x -> Tensor.concatenate(List.of(x, x.mul(0)), 1));
        assertThat(Optional.ofNullable(found.absent().get("distortion")))
                .contains("latent variable 'z' on Bare[dimension=3] has no distance");
    }
}
