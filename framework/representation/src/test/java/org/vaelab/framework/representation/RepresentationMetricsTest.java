// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.evaluator.EvaluationModule;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.evaluation.predictive.NearestNeighbours;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.family.ToySphere;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;

/** The metrics by name, of models whose encoder is known: the location of q is x itself. */
class RepresentationMetricsTest {

    private static final Metrics METRICS =
            Metrics.of(Plugins.of(List.of(new EvaluationModule(), new RepresentationModule())));
    private static final List<String> OF_TEST = List.of("mig", "sap", "modularity");
    private static final List<String> OF_FACTORS =
            List.of(
                    "mig",
                    "sap",
                    "modularity",
                    "dci.disentanglement",
                    "dci.completeness",
                    "dci.informativeness",
                    "factorVae");
    private static final List<String> OF_LABELS =
            List.of(
                    "accuracy.knn100",
                    "accuracy.knn600",
                    "accuracy.knn1000",
                    "accuracy.logistic100",
                    "accuracy.logistic600",
                    "accuracy.logistic1000",
                    "accuracy.x.knn100",
                    "accuracy.x.logistic1000",
                    "nmi",
                    "ari");
    private static final RandomKey KEY = RandomKey.of(7);
    private static final int WIDTH = 4;
    private static final int TRAINING = 1200;
    private static final int TEST = 500;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static List<String> all() {
        List<String> names = new ArrayList<>(OF_FACTORS);
        names.addAll(OF_LABELS);
        return names;
    }

    /** Examples that are codes themselves, of which the first factor is called label. */
    private static Examples examples(int size, RandomKey key) {
        FactoredCodes perfect = KnownCodes.perfect(1, size, key);
        double[] values = new double[size * WIDTH];
        for (int i = 0; i < size; i++) {
            System.arraycopy(perfect.codes().row(i), 0, values, i * WIDTH, WIDTH);
        }
        List<Labels.Column> columns = new ArrayList<>();
        for (Factor factor : perfect.factors()) {
            columns.add(
                    Labels.Column.of(
                            columns.isEmpty() ? "label" : factor.name(),
                            factor.cardinality(),
                            factor.values()));
        }
        return Examples.real(WIDTH, values).withLabels(Labels.of(columns));
    }

    private static Examples withColumns(Examples examples, int count) {
        return examples.withLabels(
                Labels.of(examples.labels().orElseThrow().columns().subList(0, count)));
    }

    private static EvaluationData data() {
        return EvaluationData.of(
                examples(TEST, KEY.split("test")), () -> examples(TRAINING, KEY.split("training")));
    }

    private LatentVariableModel identity() {
        Euclidean space = new Euclidean(WIDTH);
        return model(
                new ToyNormal.Family(space.dimension()),
                new StandardNormal(runtime, space),
                x -> Tensor.concatenate(List.of(x, x.mul(0).sub(2)), 1));
    }

    private LatentVariableModel model(
            PosteriorFamily family, Prior prior, UnaryOperator<Tensor> encoder) {
        return OneLatent.model(
                runtime,
                DataShape.flat(WIDTH),
                encoder::apply,
                family,
                prior,
                z -> z.slice(-1, 0, WIDTH),
                new Bernoulli(),
                new KlRegistry(List.of()));
    }

    private static EvaluationResult evaluate(
            LatentVariableModel model, EvaluationData data, Metrics metrics, List<String> names) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                1,
                                "importanceExamples",
                                1,
                                "samples",
                                1,
                                "metrics",
                                names));
        return new Evaluator(settings, metrics)
                .evaluate(model, List.of(), data, KEY, EvaluationProgress.SILENT);
    }

    private EvaluationResult evaluate(EvaluationData data, List<String> names) {
        return evaluate(identity(), data, METRICS, names);
    }

    @Test
    void theModuleHasTheNames() {
        assertThat(METRICS.names())
                .containsAll(all())
                .contains("accuracy", "accuracy.knn3000", "accuracy.x.logistic3000");
    }

    @Tag("full")
    @Test
    void allAreMeasuredOfDataThatHaveFactorsAndALabel() {
        EvaluationResult result = evaluate(data(), all());
        assertThat(result.metrics()).containsKeys(all().toArray(String[]::new));
        for (String name : all()) {
            Estimate estimate = result.metrics().get(name);
            assertThat(estimate.unit()).isEqualTo("1");
            assertThat(estimate.kind()).isEqualTo(EstimateKind.NOT_A_LIKELIHOOD);
            assertThat(result.examples()).containsEntry(name, TEST);
            boolean isMean = name.startsWith("accuracy") || name.equals("dci.informativeness");
            assertThat(Double.isNaN(estimate.standardError())).as(name).isEqualTo(!isMean);
        }
        assertThat(result.metrics().get("mig").value()).isGreaterThan(0.9);
        assertThat(result.metrics().get("factorVae").value()).isEqualTo(1);
        assertThat(result.metrics().get("dci.disentanglement").value()).isGreaterThan(0.98);
        Estimate accuracy = result.metrics().get("accuracy.logistic1000");
        assertThat(accuracy.value()).isGreaterThan(0.95);
        double p = result.metrics().get("accuracy.knn100").value();
        assertThat(result.metrics().get("accuracy.knn100").standardError())
                .isCloseTo(Math.sqrt(p * (1 - p) / (TEST - 1)), within(1e-12));
    }

    /** The model is the identity, so that its codes are the values. */
    @Tag("full")
    @Test
    void valuesAreClassifiedAsCodesAre() {
        Map<String, Estimate> metrics = evaluate(data(), all()).metrics();
        assertThat(metrics.get("accuracy.x.knn100").value())
                .isEqualTo(metrics.get("accuracy.knn100").value());
    }

    @Test
    void moreLabelsThanThereAreLeaveNoNumber() {
        EvaluationResult result = evaluate(data(), List.of("accuracy.x.knn3000"));
        assertThat(result.absent().get("accuracy.x.knn3000")).contains("3000 labels are");
        assertThat(result.absent()).doesNotContainKey("accuracy");
    }

    /** What metrics share does not depend on which of them asks first. */
    @Test
    @Tag("full")
    void theOrderOfNamesMakesNoDifference() {
        List<String> names = all();
        Map<String, Estimate> once = evaluate(data(), names).metrics();
        Collections.reverse(names);
        Map<String, Estimate> again = evaluate(data(), names).metrics();
        names.forEach(name -> assertThat(again.get(name)).as(name).isEqualTo(once.get(name)));
        for (String name : List.of("dci.completeness", "accuracy.knn600", "ari")) {
            assertThat(evaluate(data(), List.of(name)).metrics().get(name))
                    .isEqualTo(once.get(name));
        }
    }

    @Test
    void withoutTrainingExamplesNothingIsFitted() {
        EvaluationResult result =
                evaluate(EvaluationData.ofTest(examples(TEST, KEY.split("test"))), all());
        for (String name : all()) {
            if (OF_TEST.contains(name)) {
                assertThat(result.metrics()).containsKey(name);
            } else {
                assertThat(result.absent())
                        .containsEntry(name, "no training examples are at hand to fit it to");
            }
        }
    }

    @Tag("full")
    @Test
    void oneLabelColumnIsNoFactors() {
        EvaluationResult result =
                evaluate(
                        EvaluationData.of(
                                withColumns(examples(TEST, KEY.split("test")), 1),
                                () -> withColumns(examples(TRAINING, KEY.split("training")), 1)),
                        all());
        OF_FACTORS.forEach(
                name ->
                        assertThat(result.absent())
                                .containsEntry(
                                        name,
                                        "at least two label columns must vary among the test"
                                                + " examples, only 'label' does"));
        assertThat(result.metrics()).containsKeys(OF_LABELS.toArray(String[]::new));
    }

    @Test
    void withoutLabelsNothingIsDefined() {
        double[] values = new double[3 * WIDTH];
        EvaluationResult result =
                evaluate(EvaluationData.ofTest(Examples.real(WIDTH, values)), all());
        assertThat(result.absent())
                .containsEntry(
                        "mig",
                        "at least two label columns must vary among the test examples, none does")
                .containsEntry("nmi", "the data have no labels")
                .containsEntry("accuracy.knn100", "the data have no labels");
    }

    private static final List<String> OF_CLUSTERS = List.of("nmi", "ari");
    private static final List<String> OF_PROBES =
            List.of(
                    "accuracy.knn100",
                    "accuracy.logistic100",
                    "accuracy.x.knn100",
                    "accuracy.x.logistic100");

    /** Labels of which 60 % are unknown; the columns differ in which if {@code apart}. */
    private static Examples partlyUnknown(Examples examples, RandomKey key, boolean apart) {
        List<Labels.Column> columns = new ArrayList<>();
        for (Labels.Column column : examples.labels().orElseThrow().columns()) {
            RandomKey own = apart ? key.split(column.name()) : key;
            double[] uniform = own.split("unknown").uniform(examples.size());
            double share = apart ? 0.2 : 0.6;
            int[] values = column.values();
            for (int i = 0; i < values.length; i++) {
                values[i] = uniform[i] < share ? Labels.UNKNOWN : values[i];
            }
            columns.add(Labels.Column.of(column.name(), column.valueNames(), values));
        }
        return examples.withLabels(Labels.of(columns));
    }

    private static Examples known(Examples examples, int columns) {
        List<Labels.Column> of = examples.labels().orElseThrow().columns().subList(0, columns);
        return examples.select(
                IntStream.range(0, examples.size())
                        .filter(i -> of.stream().allMatch(c -> c.value(i) != Labels.UNKNOWN))
                        .toArray());
    }

    /** Exactly the numbers of the examples whose labels are known, and their number. */
    private void assertOfKnown(
            List<String> names, EvaluationData partly, EvaluationData known, int examples) {
        EvaluationResult result = evaluate(partly, names);
        EvaluationResult expected = evaluate(known, names);
        assertThat(result.metrics()).containsOnlyKeys(expected.metrics().keySet());
        for (String name : names) {
            assertThat(result.metrics().get(name)).as(name).isEqualTo(expected.metrics().get(name));
            assertThat(result.examples()).containsEntry(name, examples);
        }
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void unknownLabelsDoNotCount(boolean apart) {
        Examples test = partlyUnknown(examples(TEST, KEY.split("test")), KEY, apart);
        Examples training = partlyUnknown(examples(TRAINING, KEY.split("training")), KEY, apart);
        EvaluationData partly = EvaluationData.of(test, () -> training);
        Examples complete = known(test, 4);
        assertOfKnown(
                OF_FACTORS,
                partly,
                EvaluationData.of(complete, () -> known(training, 4)),
                complete.size());
        Examples labelled = known(test, 1);
        assertOfKnown(
                OF_PROBES,
                partly,
                EvaluationData.of(labelled, () -> known(training, 1)),
                labelled.size());
        // Clusters see no labels: they are of all training examples.
        assertOfKnown(
                OF_CLUSTERS, partly, EvaluationData.of(labelled, () -> training), labelled.size());
    }

    @Test
    void withoutTwoKnownLabelsThereIsNoNumber() {
        Examples test = examples(TEST, KEY.split("test"));
        EvaluationResult none =
                evaluate(EvaluationData.of(allAre(test, Labels.UNKNOWN), () -> test), all());
        EvaluationResult one = evaluate(EvaluationData.of(allAre(test, 1), () -> test), all());
        EvaluationResult untrained =
                evaluate(EvaluationData.of(test, () -> allAre(test, Labels.UNKNOWN)), OF_LABELS);
        for (String name : OF_LABELS) {
            assertThat(none.absent())
                    .containsEntry(name, "label 'label' of no test example is known");
            assertThat(one.absent())
                    .containsEntry(
                            name,
                            "label 'label' has one known value among the test examples, and at"
                                    + " least two are needed");
            assertThat(untrained.absent())
                    .containsEntry(name, "label 'label' of no training example is known");
        }
        for (String name : OF_FACTORS) {
            assertThat(none.absent())
                    .containsEntry(
                            name,
                            "at least two label columns must vary among the test examples, none"
                                    + " does");
        }
    }

    private static Examples allAre(Examples examples, int value) {
        int[] values = new int[examples.size()];
        Arrays.fill(values, value);
        return examples.withLabels(
                Labels.of(List.of(Labels.Column.of("label", List.of("a", "b"), values))));
    }

    /** No example has both labels, each of which varies. */
    @Test
    void factorsMustBeKnownTogether() {
        int[] first = {0, 1, -1, -1};
        int[] second = {-1, -1, 0, 1};
        Examples test =
                Examples.real(WIDTH, new double[4 * WIDTH])
                        .withLabels(
                                Labels.of(
                                        List.of(
                                                Labels.Column.of("size", 2, first),
                                                Labels.Column.of("place", 2, second))));
        assertThat(evaluate(EvaluationData.ofTest(test), OF_TEST).absent())
                .containsEntry("mig", "of no test example all of size, place are known")
                .containsEntry("sap", "of no test example all of size, place are known");
    }

    @Test
    void codesWithTooManyCoordinatesAreRefused() {
        Euclidean space = new Euclidean(CodeMatrix.WIDTH + 1);
        LatentVariableModel model =
                model(
                        new ToyNormal.Family(space.dimension()),
                        new StandardNormal(runtime, space),
                        x ->
                                Tensor.concatenate(
                                        Collections.nCopies(
                                                2 * (CodeMatrix.WIDTH + 1),
                                                x.slice(-1, 0, 1).mul(0)),
                                        1));
        EvaluationData few = EvaluationData.ofTest(examples(5, KEY));
        assertThat(evaluate(model, few, METRICS, List.of("mig")).absent())
                .containsEntry("mig", "z has 1025 coordinates, and codes no more than 1024");
    }

    private static CodeMatrix codes(
            LatentVariableModel model, Examples examples, CodeMatrix.Point point) {
        List<CodeMatrix> seen = new ArrayList<>();
        Metric metric =
                subject -> {
                    seen.add(CodeMatrix.of(subject, subject.test(), point));
                    throw new UndefinedMetricException("seen");
                };
        evaluate(
                model,
                EvaluationData.ofTest(examples),
                Metrics.standard().with("codes", metric),
                List.of("codes"));
        return seen.get(0);
    }

    /** 230 examples are three blocks. */
    @Test
    void codesAreThoseOfEachExample() {
        Examples examples = examples(230, KEY);
        double[] row = new double[WIDTH];
        for (CodeMatrix.Point point : CodeMatrix.Point.values()) {
            CodeMatrix codes = codes(identity(), examples, point);
            assertThat(codes.size()).isEqualTo(230);
            for (int i = 0; i < 230; i++) {
                examples.read(i, row, 0);
                assertThat(codes.row(i)).containsExactly(row, within(1e-12));
            }
        }
    }

    @Test
    void onASphereTheLocationHasLengthOneAndTheExpectationIsShorter() {
        Sphere sphere = new Sphere(WIDTH);
        LatentVariableModel model =
                model(
                        new ToySphere.Family(sphere.dimension()),
                        new UniformSphere(runtime, sphere),
                        x -> x.add(0.1).mul(0.1));
        Examples examples = examples(20, KEY);
        CodeMatrix locations = codes(model, examples, CodeMatrix.Point.LOCATION);
        CodeMatrix expectations = codes(model, examples, CodeMatrix.Point.EXPECTATION);
        double[] origin = new double[WIDTH];
        for (int i = 0; i < 20; i++) {
            assertThat(NearestNeighbours.squaredDistance(locations.row(i), origin))
                    .isCloseTo(1, within(1e-12));
            assertThat(NearestNeighbours.squaredDistance(expectations.row(i), origin))
                    .isBetween(1e-6, 0.999);
        }
    }
}
