// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.evaluation.Companion;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.bound.BitsPerDimension;
import org.vaelab.framework.evaluation.bound.ImportanceEstimate;
import org.vaelab.framework.evaluation.posterior.ActiveUnits;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.UnitActivity;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.Setting;

class MetricsTest {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsTest.class);
    private static final DoubleAccumulator WORST = new DoubleAccumulator(Math::max, 0);

    private static final Metric NEVER =
            subject -> {
                throw new UndefinedMetricException("never");
            };

    private static Stream<JsonNode> golden(String kind) {
        try (InputStream in = MetricsTest.class.getResourceAsStream("metrics.json")) {
            JsonNode cases = new ObjectMapper().readTree(Objects.requireNonNull(in)).get("cases");
            return StreamSupport.stream(cases.spliterator(), false)
                    .filter(c -> c.get("kind").asText().equals(kind));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> activeUnits() {
        return golden("active_units");
    }

    static Stream<JsonNode> bitsPerDimension() {
        return golden("bits_per_dim");
    }

    @Test
    void everyCaseIsRead() {
        assertThat(activeUnits()).hasSize(3);
        assertThat(bitsPerDimension()).hasSize(5);
    }

    @AfterAll
    static void tellTheWorstError() {
        LOG.info("metrics.json: worst error {}, relative to max(1, |value|)", WORST.get());
    }

    private static void assertGolden(double found, JsonNode expected) {
        double value = expected.asDouble();
        WORST.accumulate(Math.abs(found - value) / Math.max(1, Math.abs(value)));
        assertThat(found).isCloseTo(value, within(1e-12 + 1e-10 * Math.abs(value)));
    }

    @ParameterizedTest
    @MethodSource
    void activeUnits(JsonNode golden) {
        JsonNode means = golden.get("input").get("posterior_means");
        ActiveUnits.Variances variances = new ActiveUnits.Variances(means.get(0).size());
        for (JsonNode row : means) {
            double[] values =
                    StreamSupport.stream(row.spliterator(), false)
                            .mapToDouble(JsonNode::asDouble)
                            .toArray();
            variances.addMeans(values, 1, 1);
        }
        JsonNode expected = golden.get("expected");
        for (int j = 0; j < expected.get("variance").size(); j++) {
            assertGolden(variances.values()[j], expected.get("variance").get(j));
        }
        assertThat(golden.get("input").get("threshold").asDouble())
                .isEqualTo(UnitActivity.THRESHOLD);
        int[] units = new Euclidean(means.get(0).size()).units();
        double[] prior = new Euclidean(means.get(0).size()).referenceVariances();
        assertThat(UnitActivity.count(variances.values(), prior, units))
                .isEqualTo(expected.get("active_units").asInt());
    }

    /**
     * The coordinates of a unit count together. The threshold of bits is 0.0025, of three
     * categories 1/450.
     */
    @Test
    void aCategoricalVariableIsOneUnit() {
        double[] variances = {0.02, 0.02, 0.002, 0.002, 0.003, 0.003};
        assertThat(count(variances, new OneHot(3, 2))).isEqualTo(2);
        assertThat(count(variances, new OneHot(2, 3))).isEqualTo(2);
        assertThat(count(new double[] {0.004, 0, 0, 0.003, 0.003, 0}, new OneHot(2, 3))).isZero();
        assertThat(count(variances, new Euclidean(6))).isEqualTo(2);
        assertThat(count(variances, new Sphere(6))).isEqualTo(6);
        assertThat(new OneHot(2, 3).units()).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(new Sphere(3).units()).containsExactly(0, 1, 2);
    }

    private static int count(double[] variances, LatentSpace space) {
        return UnitActivity.count(variances, space.referenceVariances(), space.units());
    }

    /**
     * Expectations 0, 1, ..., 9 with variance 8.25 over 10 data, each from two draws of deviation
     * 2: the mean over 10,000 estimates, without what is owed to the draws 8.25 + 0.9 * 2 = 10.05.
     * Wrong with probability 1e-6; finds a bias of 0.25.
     */
    @Test
    void theVarianceOfMeansOverDrawsIsThatOfTheExpectations() {
        double[] found = new double[10_000];
        for (int r = 0; r < found.length; r++) {
            double[] noise = RandomKey.of(7).split("means").fold(r).normal(20);
            double[] means = new double[20];
            Arrays.setAll(means, i -> i % 10 + 2 * noise[i]);
            ActiveUnits.Variances variances = new ActiveUnits.Variances(1);
            variances.addMeans(means, 2, 10);
            found[r] = variances.values()[0];
        }
        Estimate mean = Estimate.ofMean(found, "1", EstimateKind.UNBIASED_ESTIMATE, 0);
        assertThat(mean.standardError()).isLessThan(0.05);
        assertThat(mean.value()).isCloseTo(8.25, within(4.89 * mean.standardError()));
    }

    /** What is said of the tails of weights; where no tail was fitted k-hat is infinite. */
    private static Map<String, Measurement> tails(double[] shapes, boolean[] fitted, int draws) {
        PerDatum perDatum =
                PerDatum.of(new double[shapes.length], IntStream.range(0, shapes.length).toArray());
        System.arraycopy(shapes, 0, perDatum.paretoK(), 0, shapes.length);
        System.arraycopy(fitted, 0, perDatum.tailFitted(), 0, shapes.length);
        Arrays.fill(perDatum.samples(), draws);
        // Above 0.2, the limit of k-hat alone counts.
        Arrays.fill(perDatum.standardError(), 0.3);
        ImportanceEstimate found =
                new ImportanceEstimate(
                        EvaluationSettings.defaults(), PosteriorForm.DENSITY, perDatum, List.of());
        return Map.of(
                "paretoK", outcome(found::fittedHeavyTails),
                "paretoKNotFitted", outcome(found::tailsNotFitted));
    }

    private static Measurement outcome(Supplier<Measurement> of) {
        try {
            return of.get();
        } catch (UndefinedMetricException e) {
            return new Measurement.Absent(String.valueOf(e.getMessage()));
        }
    }

    private static void assertShare(Measurement measurement, double share) {
        assertThat(measurement)
                .isInstanceOfSatisfying(
                        Measurement.Measured.class,
                        found -> {
                            assertThat(found.estimate().value()).isEqualTo(share);
                            assertThat(found.examples()).isEqualTo(5);
                        });
    }

    @Test
    void whatIsUnreliable() {
        double infinite = Double.POSITIVE_INFINITY;
        double[] shapes = {Double.NaN, Double.NEGATIVE_INFINITY, infinite, 0.629, 0.63};
        boolean[] all = {true, true, true, true, true};
        assertShare(tails(shapes, all, 500).get("paretoK"), 0.6);
        assertShare(tails(shapes, all, 500).get("paretoKNotFitted"), 0);
        boolean[] some = {true, true, false, true, true};
        assertShare(tails(shapes, some, 500).get("paretoK"), 0.4);
        assertShare(tails(shapes, some, 500).get("paretoKNotFitted"), 0.2);
        Map<String, Measurement> none = tails(shapes, new boolean[5], 500);
        assertThat(none.get("paretoK"))
                .isEqualTo(
                        new Measurement.Absent(
                                "the importance weights of every datum take too few values for a"
                                        + " k-hat"));
        assertShare(none.get("paretoKNotFitted"), 1);
        assertThat(tails(shapes, all, 20))
                .containsOnlyKeys("paretoK", "paretoKNotFitted")
                .containsValue(new Measurement.Absent("k-hat is not defined with 20 draws"));
    }

    @ParameterizedTest
    @MethodSource
    void bitsPerDimension(JsonNode golden) {
        JsonNode input = golden.get("input");
        double nats = input.get("nll_nats").asDouble();
        int dimensions = input.get("dims").asInt();
        assertGolden(
                BitsPerDimension.bits(-nats, dimensions, 1) / dimensions,
                golden.get("expected").get("bits_per_dim"));
        assertGolden(
                BitsPerDimension.bits(-nats, dimensions, input.get("bin_width").asDouble())
                        / dimensions,
                golden.get("expected").get("bits_per_dim_dequantized"));
    }

    @Test
    void knowsItsNamesSorted() {
        assertThat(Metrics.standard().names())
                .containsExactly(
                        "activeUnits",
                        "aggregateKl",
                        "auroc",
                        "auroc.logLikelihood",
                        "averagePrecision",
                        "averagePrecision.logLikelihood",
                        "bitsPerDimension",
                        "calibration",
                        "calibration.distance",
                        "codebookPerplexity",
                        "codebookUsage",
                        "elbo",
                        "energyDistance",
                        "entropy",
                        "excessNats",
                        "excessNats.importanceWeighted",
                        "imputationError",
                        "imputationError.mean",
                        "imputationError.neighbours",
                        "imputationWrong",
                        "imputationWrong.mean",
                        "imputationWrong.neighbours",
                        "logLikelihood",
                        "logLikelihood.ais",
                        "logLikelihood.matched",
                        "memorisation",
                        "mutualInformation",
                        "perplexity",
                        "perplexity.importanceWeighted",
                        "pit",
                        "predictive.length",
                        "predictive.mean",
                        "predictive.neighbours",
                        "predictive.ones",
                        "predictive.spectrum",
                        "reconstructionError",
                        "stageDistortion",
                        "topicCoherence",
                        "totalCorrelation",
                        "validTexts",
                        "validTexts.greedy");
        assertThat(Metrics.standard().with("zero", NEVER).names()).endsWith("zero");
        assertThat(select("activeUnits", "kl", "elbo")).containsOnlyKeys("activeUnits", "elbo");
        assertThatThrownBy(() -> select("activeUnits", "activeUnits"))
                .hasMessage("metric 'activeUnits' stands here twice\nleave one out");
    }

    private static Map<String, Metric> select(String... names) {
        return Metrics.standard().select(Stream.of(names).map(PartChoice::of).toList());
    }

    private static final String KNOWN = " Known: " + String.join(", ", Metrics.standard().names());

    @Test
    void refusesAnUnknownNameWithTheNearest() {
        assertThatThrownBy(() -> select("activeUnit"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown metric 'activeUnit'; did you mean 'activeUnits'?" + KNOWN);
        assertThatThrownBy(() -> select("fid")).hasMessage("unknown metric 'fid'." + KNOWN);
    }

    @Test
    void namesCollideLoudly() {
        for (String taken : List.of("elbo", "activeUnits")) {
            assertThatThrownBy(() -> Metrics.standard().with(taken, NEVER))
                    .hasMessage("there is a metric '" + taken + "' already");
        }
    }

    /** A metric that cannot be named alone. */
    @Part("needy")
    record Needy(@Setting("a number") int k) implements Metric {
        @Override
        public Measurement.Measured measure(MetricContext subject) {
            throw new UndefinedMetricException("never");
        }
    }

    /** A metric that measures a number of another's name. */
    @Part("colliding")
    record Colliding() implements Metric {
        @Override
        public Measurement.Measured measure(MetricContext subject) {
            throw new UndefinedMetricException("never");
        }

        @Override
        public Map<String, Companion> companions() {
            return Map.of(
                    "activeUnits", Companion.of(MetricDescription.undeclared(""), this::measure));
        }
    }

    private static Metrics with(Class<?> part) {
        return Metrics.of(Plugins.of(List.of(new EvaluationModule(), VaeLabModule.of(part))));
    }

    @Test
    void aMetricThatCannotBeUsedIsRejectedWithTheReason() {
        assertThatThrownBy(() -> with(Needy.class))
                .isInstanceOf(PluginException.class)
                .hasMessage(
                        "metric 'needy' lacks k\na config may name it alone, so each setting of a metric"
                                + " needs a default");
        assertThatThrownBy(() -> with(Colliding.class))
                .isInstanceOf(PluginException.class)
                .hasMessage("there is a metric 'activeUnits' already");
    }

    @Test
    void theMedianHidesNothing() {
        assertThat(ImportanceWeights.median(new double[] {3, 1, 2})).isEqualTo(2);
        assertThat(ImportanceWeights.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
        assertThat(ImportanceWeights.median(new double[] {4, Double.NaN, 2})).isNaN();
    }

    @Test
    void everyMetricOfTheFrameworkSaysWhatItIs() {
        Metrics metrics = Metrics.standard();
        assertThat(metrics.measurable()).hasSizeGreaterThan(20).contains("elbo", "activeUnits");
        for (String name : metrics.measurable()) {
            MetricDescription own = metrics.description(name).orElseThrow();
            assertThat(own.sentence()).as(name).isNotEmpty();
        }
    }

    @Test
    void familiesAndPartsAreDescribedByTheirNames() {
        Metrics metrics = Metrics.standard().with("mine", NEVER);
        assertThat(metrics.description("mine").orElseThrow())
                .isEqualTo(MetricDescription.undeclared("mine"));
        assertThat(metrics.description("mine.z1").orElseThrow().label()).isEqualTo("mine of z1");
        assertThat(metrics.description("elbo.svi").orElseThrow().label()).isEqualTo("ELBO by svi");
        assertThat(metrics.description("kl.z1").orElseThrow().label()).isEqualTo("KL of z1");
        assertThat(metrics.description("mine.z1.paretoK").orElseThrow())
                .matches(of -> of.label().equals("Unreliable k-hat of mine of z1"))
                .matches(of -> of.unit().equals("1"));
        assertThat(metrics.description("elbow")).isEmpty();
        assertThat(metrics.description("elbo.")).isEmpty();
    }

    @Test
    void aPartIsWhatTheMetricSaysOfIt() {
        Metric counted =
                new Metric() {
                    @Override
                    public Measurement.Measured measure(MetricContext subject) {
                        throw new UndefinedMetricException("never");
                    }

                    @Override
                    public MetricDescription description() {
                        return MetricDescription.of("Hits", Direction.HIGHER, "The share of hits.");
                    }

                    @Override
                    public MetricDescription describe(String part, MetricDescription whole) {
                        return part.equals("judge")
                                ? whole.part("Accuracy", "The accuracy of the judge.")
                                : whole.ofPart(part);
                    }
                };
        Metrics metrics = Metrics.standard().with("hits", counted);
        assertThat(metrics.description("hits.judge").orElseThrow())
                .matches(of -> of.label().equals("Accuracy"))
                .matches(of -> of.sentence().equals("The accuracy of the judge."))
                .matches(of -> of.direction() == Direction.NEITHER);
        assertThat(metrics.description("hits.z1").orElseThrow().sentence())
                .isEqualTo("The share of hits. Of z1 alone.");
        assertThat(metrics.description("hits.effectiveSampleSize").orElseThrow())
                .matches(of -> of.label().equals("Median ESS of Hits"))
                .matches(of -> of.sentence().startsWith("The median number"));
    }
}
