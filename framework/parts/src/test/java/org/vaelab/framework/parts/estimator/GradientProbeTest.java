// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.ExampleSubset;
import org.vaelab.framework.evaluation.ImportanceChoice;
import org.vaelab.framework.gradient.GradientProbe;
import org.vaelab.framework.gradient.GradientSettings;
import org.vaelab.framework.gradient.ProbedEstimator;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.Runtimes;

/**
 * What the probe finds of gradients in the mean and the log variance of q of linear-Gaussian
 * models, of which expectation and variance are known exactly. Batches are 50 copies of one datum,
 * whose gradients are nearly Normal.
 *
 * <p>The total variance of 400 such gradients has a relative error of at most 8 %, and is outside
 * [0.6, 1.6] with probability 1e-7; a norm is further than six standard errors off with 1e-8, and
 * so is a squared bias, whose reported error is no less than 0.7 of the whole.
 */
final class GradientProbeTest {

    private static final String FILE = "gradient_estimators.json";
    private static final Schedule ONE = Schedule.constant(1);
    private static final RandomKey KEY = RandomKey.of(17);
    private static final int COPIES = 50;
    private static final int DRAWS = 400;
    private static final String ENCODER = "encoder";

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> elboVariances() {
        return Golden.beside(GradientProbeTest.class, FILE).cases("lg_elbo_variance");
    }

    static Stream<JsonNode> multiSample() {
        return Golden.beside(GradientProbeTest.class, FILE).cases("lg_multi_sample");
    }

    private static JsonNode model() {
        return multiSample().skip(1).findFirst().orElseThrow();
    }

    private AssembledModel assembled(JsonNode input, Estimator estimator) {
        LatentVariableModel model = new LinearGaussian(runtime, input).model();
        return new AssembledModel(
                model,
                estimator,
                new KlWeight(ONE),
                model,
                new TrainingMode(),
                Map.of(),
                List.of(),
                Map.of());
    }

    private ProbedEstimator probed(
            String name, @Nullable Integer samples, JsonNode input, Estimator estimator) {
        return new ProbedEstimator(name, samples, () -> assembled(input, estimator));
    }

    private List<GradientQuality> measure(
            JsonNode input, int draws, @Nullable String reference, ProbedEstimator... probed) {
        return measure(input, draws, reference, KEY, probed);
    }

    private List<GradientQuality> measure(
            JsonNode input,
            int draws,
            @Nullable String reference,
            RandomKey key,
            ProbedEstimator... probed) {
        Map<String, Object> keys = new HashMap<>(Map.of("draws", draws, "examples", COPIES));
        keys.put("reference", reference == null ? null : Map.of("of", reference));
        GradientSettings settings = StrictMapper.of(GradientSettings.class, keys);
        AssembledModel measured = assembled(input, new StickingTheLanding(1));
        Examples data = new LinearGaussian(runtime, input).copies(COPIES);
        return new GradientProbe(settings, List.of(probed), new TrainingProgress(0, 1))
                .measure(
                        measured,
                        data,
                        new ExampleSubset(ImportanceChoice.FIRST, 0),
                        key,
                        EvaluationProgress.SILENT);
    }

    private static GradientQuality ofEncoder(List<GradientQuality> rows, String name) {
        return rows.stream()
                .filter(
                        row ->
                                row.estimator().name().equals(name)
                                        && row.group().name().equals(ENCODER))
                .findFirst()
                .orElseThrow();
    }

    /** |(d/dmu, d/dlog sigma^2)|^2, of numbers in log sigma. */
    private static double squared(double mean, double logSigma) {
        return mean * mean + logSigma * logSigma / 4;
    }

    private static double squared(JsonNode node, String prefix) {
        return squared(
                node.get(prefix + "dmu").asDouble(), node.get(prefix + "dlogsigma").asDouble());
    }

    /** The variance of the mean over copies, in mu and log sigma^2 together. */
    private static double total(JsonNode variance) {
        return (variance.get("dmu").asDouble() + variance.get("dlogsigma").asDouble() / 4) / COPIES;
    }

    private static void check(GradientQuality found, double squaredNorm, double variance) {
        String name = found.estimator().name();
        double norm = Math.sqrt(squaredNorm);
        assertThat(found.group().size()).isEqualTo(2);
        assertThat(found.draws()).isEqualTo(DRAWS);
        assertThat(found.norm())
                .as("norm, %s, key %s", name, KEY)
                .isCloseTo(norm, within(6 * Math.sqrt(variance / DRAWS) + 1e-7));
        if (variance == 0) {
            assertThat(found.variance()).as("variance, %s", name).isLessThan(1e-18);
            return;
        }
        assertThat(found.variance() / variance)
                .as("variance, %s, key %s", name, KEY)
                .isBetween(0.6, 1.6);
        assertThat(found.snr())
                .as("signal-to-noise ratio, %s, key %s", name, KEY)
                .isBetween(
                        norm / Math.sqrt(1.6 * variance) - 6.0 / Math.sqrt(0.6 * DRAWS),
                        norm / Math.sqrt(0.6 * variance) + 6.0 / Math.sqrt(0.6 * DRAWS));
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("elboVariances")
    void ofTheEvidenceLowerBound(JsonNode golden) {
        JsonNode input = golden.get("input");
        Map<String, Estimator> estimators =
                Map.of(
                        "pathwise", new Elbo(1, KlMode.MONTE_CARLO),
                        "pathwise_analytic_kl", new Elbo(1, KlMode.ANALYTIC),
                        "stl", new StickingTheLanding(1));
        List<GradientQuality> rows =
                measure(
                        input,
                        DRAWS,
                        null,
                        estimators.entrySet().stream()
                                .map(e -> probed(e.getKey(), 1, input, e.getValue()))
                                .toArray(ProbedEstimator[]::new));
        for (String name : estimators.keySet()) {
            check(
                    ofEncoder(rows, name),
                    squared(golden.get("expected"), "delbo_"),
                    total(golden.at("/expected/variance/" + name)));
        }
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("multiSample")
    void ofTheMultiSampleBound(JsonNode golden) {
        JsonNode input = golden.get("input");
        JsonNode bound = golden.at("/expected/iwae/1");
        int k = bound.get("K").asInt();
        List<GradientQuality> rows =
                measure(
                        input,
                        DRAWS,
                        "iwae",
                        probed("iwae", k, input, new ImportanceWeighted(k)),
                        probed("dreg", k, input, new DoublyReparameterized(k)),
                        probed("stl", k, input, new StickingTheLanding(k)));
        double squaredNorm = squared(bound, "d_");
        JsonNode variance = bound.get("variance");
        check(ofEncoder(rows, "iwae"), squaredNorm, total(variance.get("reparam")));
        check(ofEncoder(rows, "dreg"), squaredNorm, total(variance.get("dreg")));
        JsonNode stl = bound.get("stl_expectation");
        double bias =
                squared(
                        stl.get("dmu").asDouble() - bound.get("d_dmu").asDouble(),
                        stl.get("dlogsigma").asDouble() - bound.get("d_dlogsigma").asDouble());
        checkBias(ofEncoder(rows, "iwae"), 0, squaredNorm, total(variance.get("reparam")));
        checkBias(ofEncoder(rows, "dreg"), 0, squaredNorm, total(variance.get("reparam")));
        checkBias(ofEncoder(rows, "stl"), bias, squaredNorm, total(variance.get("reparam")));
    }

    @Tag("full")
    @Test
    void ofOneModel() {
        ofTheMultiSampleBound(model());
        ofTheEvidenceLowerBound(elboVariances().skip(3).findFirst().orElseThrow());
    }

    private static GradientQuality.Bias bias(GradientQuality row) {
        GradientQuality.Bias bias = row.bias();
        assertThat(bias).isNotNull();
        return bias;
    }

    private static void checkBias(
            GradientQuality row, double squared, double referenceSquared, double variance) {
        GradientQuality.Bias bias = bias(row);
        assertThat(bias.squared())
                .as("squared bias, %s, key %s", row.estimator().name(), KEY)
                .isCloseTo(squared, within(9 * bias.standardError() + 1e-12));
        assertThat(bias.referenceNorm())
                .as("norm of the reference, key %s", KEY)
                .isCloseTo(
                        Math.sqrt(referenceSquared), within(8 * Math.sqrt(2 * variance / DRAWS)));
    }

    /**
     * A gradient that is too long by a tenth has a bias of a tenth, and is told from one that is
     * right.
     */
    @Test
    @Tag("full")
    void findsABiasOfATenth() {
        JsonNode input = model().get("input");
        JsonNode bound = model().at("/expected/iwae/0");
        Estimator right = new StickingTheLanding(1);
        List<GradientQuality> rows =
                measure(
                        input,
                        4000,
                        "right",
                        probed("right", null, input, right),
                        probed("long", null, input, new Lengthened(right, 1.1)));
        GradientQuality.Bias found = bias(ofEncoder(rows, "long"));
        assertThat(found.squared())
                .as("key %s", KEY)
                .isCloseTo(0.01 * squared(bound, "d_"), within(9 * found.standardError()));
        // Those of a bias of 0 are larger with probability 1e-9.
        assertThat(found.t()).isGreaterThan(quantile(found, 1e-9));
        GradientQuality.Bias none = bias(ofEncoder(rows, "right"));
        assertThat(Math.abs(none.t())).as("key %s", KEY).isLessThan(quantile(none, 1e-6));
        assertThat(found.standardError()).isLessThan(0.1 * found.squared());
    }

    private static double quantile(GradientQuality.Bias bias, double p) {
        return -new TDistribution(bias.degreesOfFreedom()).inverseCumulativeProbability(p);
    }

    /**
     * Without bias t is beyond the 5 % of Student's distribution on either side in 5 % of the
     * measurements: of 400 in 20, and in fewer than 4 or more than 42 with probability 1e-5.
     */
    @Test
    @Tag("full")
    void anUnbiasedEstimatorIsSeldomFoundBiased() {
        JsonNode input = model().get("input");
        int beyond = 0;
        for (int i = 0; i < 400; i++) {
            GradientQuality.Bias bias =
                    bias(
                            measure(
                                            input,
                                            40,
                                            "elbo",
                                            KEY.fold(i),
                                            probed(
                                                    "elbo",
                                                    1,
                                                    input,
                                                    new Elbo(1, KlMode.MONTE_CARLO)))
                                    .get(0));
            if (Math.abs(bias.t()) > quantile(bias, 0.025)) {
                beyond++;
            }
        }
        assertThat(beyond).as("of 400, key %s", KEY).isBetween(4, 42);
    }

    @Test
    void drawsDependOnKeyNameAndSamplesAlone() {
        JsonNode input = model().get("input");
        ProbedEstimator iwae = probed("iwae", 2, input, new ImportanceWeighted(2));
        ProbedEstimator other = probed("stl", 1, input, new StickingTheLanding(1));
        List<GradientQuality> alone = measure(input, 20, null, iwae);
        assertThat(measure(input, 20, null, other, iwae)).containsAll(alone);
        assertThat(measure(input, 20, null, RandomKey.of(3), iwae)).isNotEqualTo(alone);
        ProbedEstimator renamed = probed("again", 2, input, new ImportanceWeighted(2));
        assertThat(measure(input, 20, null, renamed).get(0).norm())
                .isNotEqualTo(alone.get(0).norm());
    }

    @Test
    void groupsAreTheFirstPartsOfTheNamesAndAllOfThem() {
        JsonNode input = model().get("input");
        List<GradientQuality> rows =
                measure(input, 20, null, probed("a", 1, input, new StickingTheLanding(1)));
        List<String> groups = rows.stream().map(row -> row.group().name()).toList();
        assertThat(groups).contains(ENCODER, "decoder").endsWith(GradientQuality.Group.ALL);
        GradientQuality all = rows.get(rows.size() - 1);
        double sum =
                rows.subList(0, rows.size() - 1).stream()
                        .mapToDouble(GradientQuality::variance)
                        .sum();
        assertThat(all.variance()).isCloseTo(sum, within(1e-9 * sum));
    }

    /**
     * The reference has as many draws per datum, where it was measured with several numbers of
     * them.
     */
    @Test
    void theReferenceHasAsManyDrawsPerDatum() {
        JsonNode input = model().get("input");
        List<GradientQuality> rows =
                measure(
                        input,
                        8,
                        "iwae",
                        probed("iwae", 1, input, new ImportanceWeighted(1)),
                        probed("iwae", 2, input, new ImportanceWeighted(2)),
                        probed("dreg", 2, input, new DoublyReparameterized(2)),
                        probed("dreg", 3, input, new DoublyReparameterized(3)));
        List<Double> norms = new ArrayList<>();
        for (GradientQuality row : rows) {
            if (row.group().name().equals(ENCODER)) {
                GradientQuality.Bias bias = row.bias();
                norms.add(bias == null ? Double.NaN : bias.referenceNorm());
            }
        }
        assertThat(norms.get(2)).isEqualTo(norms.get(1)).isNotEqualTo(norms.get(0));
        assertThat(norms.get(3)).isNaN();
    }

    @Test
    void leavesTheModelAsItIsAndUpdatesNoState() {
        JsonNode input = model().get("input");
        AssembledModel measured = assembled(input, new StickingTheLanding(1));
        List<double[]> before = values(measured);
        Estimator updating = new Lengthened(new StickingTheLanding(1), 1);
        new GradientProbe(
                        StrictMapper.of(GradientSettings.class, Map.of("draws", 4, "examples", 3)),
                        List.of(probed("a", 1, model().get("input"), updating)),
                        new TrainingProgress(9, 10))
                .measure(
                        measured,
                        new LinearGaussian(runtime, input).copies(5),
                        new ExampleSubset(ImportanceChoice.RANDOM, 1),
                        KEY,
                        EvaluationProgress.SILENT);
        List<double[]> after = values(measured);
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i)).containsExactly(before.get(i));
        }
    }

    private static List<double[]> values(AssembledModel assembled) {
        return assembled.model().parameters().stream().map(p -> p.value().readDoubles()).toList();
    }

    @Test
    void takesTheParametersOfTheModelAtHand() {
        JsonNode input = model().get("input");
        JsonNode sameShapes =
                multiSample()
                        .map(golden -> golden.get("input"))
                        .filter(other -> !other.equals(input))
                        .filter(other -> other.get("x").size() == input.get("x").size())
                        .findFirst()
                        .orElseThrow();
        Estimator estimator = new StickingTheLanding(1);
        assertThat(measure(input, 8, null, probed("a", 1, sameShapes, estimator)))
                .isEqualTo(measure(input, 8, null, probed("a", 1, input, estimator)));
    }

    @Test
    void refusesOtherParameters() {
        JsonNode input = model().get("input");
        JsonNode larger =
                Stream.concat(multiSample(), elboVariances())
                        .map(golden -> golden.get("input"))
                        .filter(other -> other.get("x").size() != input.get("x").size())
                        .findFirst()
                        .orElseThrow();
        ProbedEstimator other = probed("other", 1, larger, new StickingTheLanding(1));
        assertThatThrownBy(() -> measure(input, 8, null, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "evaluation.gradients.of.other: its parameters are others than the model's: ")
                .hasMessageContaining("has shape");
    }

    @Test
    void refusesAReferenceThatIsNotMeasuredAndTooFewDraws() {
        JsonNode input = model().get("input");
        ProbedEstimator one = probed("one", 1, input, new StickingTheLanding(1));
        assertThatThrownBy(() -> measure(input, 8, "two", one))
                .hasMessage("the reference 'two' is not among what is measured");
        assertThatThrownBy(() -> StrictMapper.of(GradientSettings.class, Map.of("draws", 3)))
                .hasMessage("draws must be at least 4, two for each half, is 3");
        assertThatThrownBy(
                        () ->
                                StrictMapper.of(
                                        GradientSettings.class,
                                        Map.of("samples", Arrays.asList(1, 0))))
                .hasMessage("samples must be at least 1, is 0");
    }

    /** A gradient times a factor, and an update of state that nobody may make. */
    private record Lengthened(Estimator estimator, double factor) implements Estimator {
        @Override
        public Objective estimate(Step step) {
            Objective objective = estimator.estimate(step);
            return new Objective(
                            objective.loss().mul(factor),
                            objective.bound(),
                            objective.terms(),
                            objective.penalties(),
                            objective.klSource(),
                            objective.klWeight(),
                            objective.updates())
                    .with(
                            List.of(
                                    made -> {
                                        throw new AssertionError("an update of state was made");
                                    }));
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return estimator.accepts(kind);
        }
    }
}
