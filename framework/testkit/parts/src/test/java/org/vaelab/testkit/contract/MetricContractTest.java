// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.bound.BoundOrEstimate;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/** Defects of metrics are found. */
final class MetricContractTest {

    private static final class Contract extends MetricContract {

        private final Metric metric;

        Contract(Metric metric, String choice) {
            super(choice);
            this.metric = metric;
        }

        @Override
        Metrics metrics() {
            return Metrics.standard().with("faulty", metric);
        }
    }

    private static Measurement.Measured number(double value, String unit, int examples) {
        return new Measurement.Measured(
                Estimate.withoutError(value, unit, EstimateKind.NOT_A_LIKELIHOOD, 0), examples);
    }

    private static Measurement.Measured sound(MetricContext subject) {
        double[] row = new double[subject.test().width()];
        double sum = 0.5;
        for (int i = 0; i < subject.test().size(); i++) {
            subject.test().read(i, row, 0);
            sum += row[0];
        }
        return number(sum, "1", subject.test().size());
    }

    private static Measurement.Measured moving(MetricContext subject) {
        Parameter first = subject.model().parameters().get(0);
        subject.inScope(() -> first.assign(first.value().add(1)));
        return sound(subject);
    }

    /** The mean of the first value of the posteriors' examples, of the first block alone. */
    private static Measurement.Measured ofFirstBlock(MetricContext subject) {
        double[] sum = new double[1];
        subject.forEachPosterior(
                subject.test(),
                (q, first, size) -> {
                    double[] row = new double[subject.test().width()];
                    for (int i = first; first == 0 && i < size; i++) {
                        subject.test().read(i, row, 0);
                        sum[0] += row[0] + 0.1 * row[1] + 0.01 * row[2];
                    }
                });
        return number(sum[0], "1", subject.test().size());
    }

    /** The mean over examples of a number of each, which is drawn, or is of the data alone. */
    private static Measurement.Measured ofBlocks(
            MetricContext subject, boolean forgetsLast, boolean foldsKey, boolean isDrawn) {
        double[] sum = new double[1];
        subject.forEachPosterior(
                subject.test(),
                (q, first, size) -> {
                    RandomKey key = foldsKey ? subject.key().fold(first) : subject.key();
                    double[] noise = key.normal(size);
                    double[] row = new double[subject.test().width()];
                    for (int i = 0; i < (forgetsLast ? size - 1 : size); i++) {
                        subject.test().read(first + i, row, 0);
                        sum[0] += row[0] + (isDrawn ? 0.3 * row[1] * noise[i] : 0);
                    }
                });
        return number(sum[0] / subject.test().size(), "1", subject.test().size());
    }

    /** The mean over blocks of their means. */
    private static Measurement.Measured meanOfMeans(MetricContext subject) {
        List<Double> means = new ArrayList<>();
        subject.forEachPosterior(
                subject.test(),
                (q, first, size) -> {
                    double[] row = new double[subject.test().width()];
                    double sum = 0;
                    for (int i = 0; i < size; i++) {
                        subject.test().read(first + i, row, 0);
                        sum += row[0];
                    }
                    means.add(sum / size);
                });
        double mean = means.stream().mapToDouble(m -> m).average().orElseThrow();
        return number(mean, "1", subject.test().size());
    }

    @Tag("full")
    @Test
    void noiseOfItsOwnInEachBlockPasses() {
        for (String check : List.of("blocksOfOneHaveTheSameValue", "blocksHaveNoiseOfTheirOwn")) {
            assertThat(failures(subject -> ofBlocks(subject, false, true, true), check)).isEmpty();
            assertThat(failures(subject -> ofBlocks(subject, false, true, false), check)).isEmpty();
        }
    }

    /** Equal noise of blocks, which a few examples alone do not show. */
    private record OfSome(
            @Setting(value = "test examples at most", defaultValue = "1000") int examples)
            implements Metric {

        @Override
        public Measurement.Measured measure(MetricContext subject) {
            Examples all = subject.test();
            if (examples < all.size()) {
                return number(subject.key().normal(1)[0], "1", examples);
            }
            return ofBlocks(subject, false, false, true);
        }
    }

    @Test
    void equalNoiseThatASettingHidesIsFound() {
        Contract contract = new Contract(new OfSome(1000), "{type: 'faulty', examples: 20}");
        assertThat(Failures.of(contract, "blocksHaveNoiseOfTheirOwn")).isEmpty();
        assertThat(Failures.of(contract, "blocksOfAllExamplesHaveNoiseOfTheirOwn"))
                .singleElement()
                .asString()
                .contains("[faulty] have the same noise in each block of examples");
    }

    private static final Map<String, Double> KEPT = new HashMap<>();

    /** The first number that it measures, for ever. */
    private static Measurement.Measured kept(MetricContext subject) {
        return number(
                KEPT.computeIfAbsent("first", name -> sound(subject).estimate().value()),
                "1",
                subject.test().size());
    }

    /** The sum of what it has measured. */
    private static Measurement.Measured summed(MetricContext subject) {
        double sum = KEPT.merge("sum", sound(subject).estimate().value(), Double::sum);
        return number(sum, "1", subject.test().size());
    }

    /** With training examples where there are some. */
    private static Measurement.Measured fitted(MetricContext subject) {
        double[] row = new double[subject.test().width()];
        double sum = 0;
        Examples fittedTo = subject.training().orElse(subject.test());
        for (int i = 0; i < fittedTo.size(); i++) {
            fittedTo.read(i, row, 0);
            sum += row[0];
        }
        return number(sum, "1", subject.test().size());
    }

    /** In other units than it says. */
    private static final class Described implements Metric {

        @Override
        public MetricDescription description() {
            return MetricDescription.of("D", MetricDescription.Direction.HIGHER, "A sum.")
                    .in("bits", EstimateKind.NOT_A_LIKELIHOOD);
        }

        @Override
        public Measurement.Measured measure(MetricContext subject) {
            return sound(subject);
        }
    }

    /** A sum with a setting that it may ignore. */
    private record Scaled(
            @JsonIgnore boolean ignores,
            @Setting(value = "what the sum is multiplied by", defaultValue = "1") double factor)
            implements Metric {

        @Override
        public Measurement.Measured measure(MetricContext subject) {
            double sum = sound(subject).estimate().value();
            return number(ignores ? sum : factor * sum, "1", subject.test().size());
        }
    }

    /**
     * The mean over coordinates of the variance of the mean of q.
     *
     * @param less than the number of examples, by which it divides
     * @param skipped coordinates that are not read
     * @param isCentred whether it is about the mean
     */
    private record Spread(
            MetricDescription.Direction direction, int less, int skipped, boolean isCentred)
            implements Metric {

        @Override
        public MetricDescription description() {
            return MetricDescription.of("S", direction, "The spread of the means of q.");
        }

        @Override
        public Measurement.Measured measure(MetricContext subject) {
            int n = subject.test().size();
            List<double[]> rows = new ArrayList<>();
            subject.forEachPosterior(
                    n,
                    (q, first, size) -> {
                        double[] z = q.location().z("z").readDoubles();
                        int d = z.length / size;
                        for (int i = 0; i < size; i++) {
                            rows.add(Arrays.copyOfRange(z, i * d, (i + 1) * d - skipped));
                        }
                    });
            double sum = 0;
            int d = rows.get(0).length;
            for (int j = 0; j < d; j++) {
                int column = j;
                double mean = rows.stream().mapToDouble(row -> row[column]).sum() / n;
                double centre = isCentred ? mean : 0;
                sum += rows.stream().mapToDouble(row -> Math.pow(row[column] - centre, 2)).sum();
            }
            return number(sum / d / (n - less), "1", n);
        }
    }

    private static List<String> failuresOfKnown(Spread metric) {
        MetricContract contract =
                new MetricContract("faulty") {
                    @Override
                    Metrics metrics() {
                        return Metrics.standard().with("faulty", metric);
                    }

                    @Override
                    protected List<KnownAnswer> knownAnswers() {
                        double[][] near = {{1, 5}, {2, 7}, {3, 9}};
                        double[][] far = {{1, 5}, {3, 9}, {5, 13}};
                        return List.of(
                                KnownAnswer.ofPoints("faulty", near, 5 / 3.0, 1e-9),
                                KnownAnswer.ofPoints("faulty", far, 20 / 3.0, 1e-9));
                    }
                };
        return Failures.of(contract, "knownAnswersAreFound");
    }

    @Test
    void aWrongAnswerIsFound() {
        MetricDescription.Direction up = MetricDescription.Direction.HIGHER;
        assertThat(failuresOfKnown(new Spread(up, 0, 0, true))).isEmpty();
        for (Spread wrong :
                List.of(
                        new Spread(up, 1, 0, true),
                        new Spread(up, 0, 1, true),
                        new Spread(up, 0, 0, false))) {
            assertThat(failuresOfKnown(wrong))
                    .singleElement()
                    .asString()
                    .contains(
                            "faulty of 3 examples with means", "the known answer 1.6666667 within");
        }
        assertThat(failuresOfKnown(new Spread(MetricDescription.Direction.LOWER, 0, 0, true)))
                .singleElement()
                .asString()
                .contains("of a problem and 6.6", "of a better one, and its direction is LOWER");
    }

    private static List<String> failuresOf(KnownAnswer answer) {
        MetricContract contract =
                new MetricContract("faulty") {
                    @Override
                    Metrics metrics() {
                        return Metrics.standard()
                                .with(
                                        "faulty",
                                        subject ->
                                                new Measurement.Measured(
                                                        new Estimate(
                                                                1,
                                                                0.25,
                                                                "1",
                                                                EstimateKind.NOT_A_LIKELIHOOD,
                                                                0),
                                                        4));
                    }

                    @Override
                    protected List<KnownAnswer> knownAnswers() {
                        return List.of(answer);
                    }
                };
        return Failures.of(contract, "knownAnswersAreFound");
    }

    @Test
    void answersOfOneCoordinateAreNotEnough() {
        double[][] zeros = new double[4][1];
        assertThat(failuresOf(new KnownAnswer("faulty", zeros, zeros, 1, 1e-9)))
                .singleElement()
                .asString()
                .contains("the known answers of faulty have one coordinate");
    }

    /** From 0 of two examples to 1 of four. */
    private record Share(boolean readsLabels) implements Metric {

        @Override
        public MetricDescription description() {
            return MetricDescription.of("S", MetricDescription.Direction.NEITHER, "A share.")
                    .within(0, 1);
        }

        @Override
        public Measurement.Measured measure(MetricContext subject) {
            subject.undefinedIf(
                    readsLabels && subject.test().labels().isEmpty(), "there are no labels");
            int size = subject.test().size();
            return number(size / 2.0 - 1, "1", size);
        }
    }

    private static List<String> failuresOfShare(boolean readsLabels, KnownAnswer... answers) {
        MetricContract contract =
                new MetricContract("faulty") {
                    @Override
                    Metrics metrics() {
                        return Metrics.standard().with("faulty", new Share(readsLabels));
                    }

                    @Override
                    protected List<KnownAnswer> knownAnswers() {
                        return List.of(answers);
                    }
                };
        return Failures.of(contract, "knownAnswersAreFound");
    }

    @Test
    void answersAtTheEndsOfARangeAreNotEnough() {
        double[][] zeros = new double[8][2];
        KnownAnswer least = KnownAnswer.ofPoints("faulty", zeros, 0, 0).ofData(0, 1);
        KnownAnswer middle = KnownAnswer.ofPoints("faulty", zeros, 0.5, 0).ofData(0, 1, 4);
        KnownAnswer most = KnownAnswer.ofPoints("faulty", zeros, 1, 0).ofData(0, 1, 2, 3);
        assertThat(failuresOfShare(false, least, most))
                .singleElement()
                .asString()
                .contains("the known answers of faulty are the least and the greatest");
        assertThat(failuresOfShare(false, least, middle)).isEmpty();
        assertThat(failuresOfShare(true, least, middle))
                .singleElement()
                .asString()
                .contains("no number of z tells of more than one column of them");
        double[][] sums = {{0, 0}, {1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 0}, {6, 0}, {7, 0}};
        KnownAnswer mixed = KnownAnswer.ofPoints("faulty", sums, 0.5, 0).ofData(0, 1, 4);
        assertThat(failuresOfShare(true, least, mixed)).isEmpty();
    }

    private static final int FEW_DRAWS = 10;

    /** The mean square of the first number of means of q, or of means of a few draws. */
    private static Metric squareOfMeans(boolean isCorrected) {
        return subject -> {
            List<double[]> squares = new ArrayList<>();
            int n = subject.test().size();
            subject.forEachPosterior(
                    n,
                    (q, first, size) -> {
                        Optional<Tensor> known = q.first().expectation();
                        Tensor mean = known.orElseGet(() -> meanOfDraws(q, subject.key()));
                        boolean owes = isCorrected && known.isEmpty();
                        squares.add(
                                mean.slice(-1, 0, 1)
                                        .square()
                                        .sub(owes ? 1.0 / FEW_DRAWS : 0)
                                        .readDoubles());
                    });
            return number(Arrays.stream(squares.get(0)).average().orElseThrow(), "1", n);
        };
    }

    private static Tensor meanOfDraws(JointPosterior q, RandomKey key) {
        return q.draw(key, FEW_DRAWS).latents().get(0).draw().z().mean(0);
    }

    private static List<String> failuresOfMeans(boolean isCorrected, KnownAnswer... answers) {
        MetricContract contract =
                new MetricContract("faulty") {
                    @Override
                    Metrics metrics() {
                        return Metrics.standard().with("faulty", squareOfMeans(isCorrected));
                    }

                    @Override
                    protected List<KnownAnswer> knownAnswers() {
                        return List.of(answers);
                    }
                };
        return Failures.of(contract, "knownAnswersAreFound");
    }

    /** Of 100 means of 10 draws the mean square, 1/10, has a standard error of 0.014. */
    @Test
    void theVarianceOfDrawsIsFoundInMeansOfThem() {
        double[][] zeros = new double[100][2];
        KnownAnswer none = KnownAnswer.ofPoints("faulty", zeros, 0, 1e-9);
        KnownAnswer known = KnownAnswer.ofPoints("faulty", new double[][] {{1, 1}}, 1, 1e-9);
        KnownAnswer drawn = new KnownAnswer("faulty", zeros, zeros, 0, 0.07).withoutMeans();
        for (boolean isCorrected : new boolean[] {true, false}) {
            assertThat(failuresOfMeans(isCorrected, none, known))
                    .singleElement()
                    .asString()
                    .contains("faulty takes the mean of q");
        }
        assertThat(failuresOfMeans(true, none, known, drawn)).isEmpty();
        assertThat(failuresOfMeans(false, none, known, drawn))
                .singleElement()
                .asString()
                .contains("and the known answer 0.0000000 within 0.070");
    }

    @Test
    void aMetricOfWhichNothingIsKnownIsRefused() {
        MetricContract contract =
                new MetricContract("faulty") {
                    @Override
                    Metrics metrics() {
                        return Metrics.standard()
                                .with("faulty", subject -> Measurement.Measured.number(1, 1));
                    }
                };
        assertThat(Failures.of(contract, "knownAnswersAreFound"))
                .singleElement()
                .asString()
                .contains("nothing says whether the values of [faulty] are right");
    }

    /** A metric that the data of the contract do not define. */
    private static List<String> failuresOfUndefined(OptionalDouble known) {
        MetricContract contract =
                new MetricContract("faulty") {
                    @Override
                    Metrics metrics() {
                        return Metrics.standard()
                                .with(
                                        "faulty",
                                        subject -> {
                                            int n = subject.test().size();
                                            subject.undefinedIf(n != 3, "not three examples");
                                            return number(n, "1", n);
                                        });
                    }

                    @Override
                    protected boolean isDefined() {
                        return false;
                    }

                    @Override
                    protected List<KnownMeasurement> knownMeasurements(TensorRuntime runtime) {
                        double[][] zeros = new double[3][2];
                        KnownAnswer problem = KnownAnswer.ofPoints("faulty", zeros, 0, 0);
                        return known.stream()
                                .mapToObj(
                                        value ->
                                                new KnownMeasurement(
                                                        "faulty",
                                                        problem.model(
                                                                runtime,
                                                                PartContract.all(),
                                                                Optional.empty()),
                                                        EvaluationData.ofTest(
                                                                problem.data().examples()),
                                                        value,
                                                        1e-9))
                                .toList();
                    }
                };
        return Failures.of(contract, "knownAnswersAreFound");
    }

    @Test
    void aMetricOfOtherDataStatesAModelAndData() {
        assertThat(failuresOfUndefined(OptionalDouble.of(3))).isEmpty();
        assertThat(failuresOfUndefined(OptionalDouble.of(4)))
                .singleElement()
                .asString()
                .contains("faulty of a model and data of its own is 3.0000000");
        assertThat(failuresOfUndefined(OptionalDouble.empty()))
                .singleElement()
                .asString()
                .contains("in knownMeasurements()");
    }

    /** Three examples: of 1, with its bits from 3 on missing, and of 6 twice. */
    @Test
    void answersMayHaveOtherData() {
        double[][] heads = new double[8][2];
        KnownAnswer answer =
                new KnownAnswer("faulty", heads, heads, 0, 0).ofData(6, 1, 6).withoutBits(3);
        Examples shown = answer.data().examples();
        double[] row = new double[MetricTrial.WIDTH];
        shown.read(0, row, 0);
        assertThat(row).containsExactly(0, 1, 1, 0, 0, 0, 0, 0);
        shown.read(1, row, 0);
        assertThat(row).startsWith(1, 0, 0).endsWith(Double.NaN, Double.NaN, Double.NaN);
        assertThat(shown.labels().orElseThrow().columns().get(0).values()).containsExactly(2, 1, 2);
        assertThatThrownBy(() -> new KnownAnswer("faulty", heads, heads, 0, 0).withoutBits(2))
                .hasMessage("8 numbers have more than 2 bits");
    }

    /** The mean ELBO of the worst two of ten examples, as the scaffold of a metric has it. */
    private static List<String> failuresOfWorst(double factor, MetricDescription.Direction told) {
        double ofCoins = -MetricTrial.WIDTH * Math.log(2);
        double[][] means = {
            {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {1, 0}, {0, 2}, {3, 0}, {0, 4}
        };
        double[][] zeros = new double[means.length][2];
        MetricContract contract =
                new MetricContract("faulty") {
                    @Override
                    Metrics metrics() {
                        return Metrics.standard().with("faulty", new Worst(factor, told));
                    }

                    @Override
                    protected List<KnownAnswer> knownAnswers() {
                        return List.of(
                                new KnownAnswer("faulty", means, zeros, ofCoins - 6.25, 1e-9),
                                new KnownAnswer("faulty", zeros, zeros, ofCoins, 1e-9));
                    }
                };
        return Failures.of(contract, "knownAnswersAreFound");
    }

    private record Worst(double factor, MetricDescription.Direction direction) implements Metric {

        @Override
        public MetricDescription description() {
            return MetricDescription.of("Worst", direction, "The worst.")
                    .in("nats", EstimateKind.LOWER_BOUND);
        }

        @Override
        public Measurement.Measured measure(MetricContext context) {
            double[] elbo = BoundOrEstimate.BOUND.of(context).values();
            Arrays.sort(elbo);
            return number(factor * (elbo[0] + elbo[1]), "nats", 2);
        }
    }

    @Test
    void aWrongUnitASumAndAWrongDirectionAreFound() {
        assertThat(failuresOfWorst(0.5, MetricDescription.Direction.HIGHER)).isEmpty();
        for (double wrong : new double[] {1, 0.5 / Math.log(2)}) {
            assertThat(failuresOfWorst(wrong, MetricDescription.Direction.HIGHER))
                    .singleElement()
                    .asString()
                    .contains("and the known answer -11.795177 within");
        }
        assertThat(failuresOfWorst(0.5, MetricDescription.Direction.LOWER))
                .singleElement()
                .asString()
                .contains("and its direction is LOWER");
    }

    @Test
    void aWrongErrorAndAWrongNumberOfExamplesAreFound() {
        KnownAnswer right = KnownAnswer.ofPoints("faulty", new double[4][2], 1, 0);
        assertThat(failuresOf(right.withStandardError(0.25, 0).ofExamples(4)))
                .singleElement()
                .asString()
                .contains("the known answers of faulty are all 1.0, as those of a constant");
        assertThat(failuresOf(right.withStandardError(0.5, 0.1)))
                .singleElement()
                .asString()
                .contains(
                        "the standard error of faulty of 4 examples with means [[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]"
                                + " and so on is 0.25000000, and the known answer 0.50000000");
        assertThat(failuresOf(right.ofExamples(3)))
                .singleElement()
                .asString()
                .contains("the number of examples of faulty of 4 examples", "is 4.0000000");
    }

    @Test
    void aSettingThatChangesNothingIsFound() {
        String choice = "{type: 'faulty', factor: 2}";
        String check = "eachSettingChangesSomething";
        assertThat(Failures.of(new Contract(new Scaled(true, 1), choice), check))
                .singleElement()
                .asString()
                .contains(
                        "setting 'factor' of faulty changes no number: give it a value that acts");
        assertThat(Failures.of(new Contract(new Scaled(false, 1), choice), check)).isEmpty();
    }

    @Test
    void aSettingThatTheContractLeavesAtItsDefaultIsNamed() {
        Metric scaled = new Scaled(false, 1);
        assertThat(new Contract(scaled, "faulty").keysNeverVaried("faulty"))
                .containsExactly("factor");
        assertThat(new Contract(scaled, "{type: 'faulty', factor: 2}").keysNeverVaried("faulty"))
                .isEmpty();
    }

    private static Arguments found(Metric metric, String check, String message) {
        return Arguments.of(metric, check, message);
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                found(
                        subject -> number(Double.NaN, "1", subject.test().size()),
                        "valuesAreFinite",
                        "value of faulty"),
                found(
                        subject -> number(1, "1", 0),
                        "valuesAreFinite",
                        "number of examples behind faulty"),
                found(
                        subject -> {
                            throw new UndefinedMetricException("it never is");
                        },
                        "valuesAreFinite",
                        "metric faulty is absent: it never is"),
                found(
                        subject -> number(Math.random(), "1", subject.test().size()),
                        "equalSubjectsGiveEqualBytes",
                        "measured again"),
                found(
                        new Described(),
                        "unitAndKindAreAsDescribed",
                        "the unit of faulty is '1', and description() says 'bits'"),
                found(
                        MetricContractTest::kept,
                        "nothingIsRemembered",
                        "of each of 4 models with data of their own: it ignores the subject, or"
                                + " remembers the first"),
                found(
                        MetricContractTest::summed,
                        "nothingIsRemembered",
                        "of the same after others were measured: it remembers"),
                found(
                        MetricContractTest::fitted,
                        "trainingExamplesAreDeclared",
                        "with other training examples, but is a number without any"),
                found(MetricContractTest::moving, "nothingIsChanged", "parameters of the model"),
                found(
                        MetricContractTest::ofFirstBlock,
                        "laterExamplesMatter",
                        "metrics [faulty] change with the first 100 test examples, and do not change"
                                + " with the last 20"),
                found(
                        subject -> ofBlocks(subject, true, true, false),
                        "blocksOfOneHaveTheSameValue",
                        "in blocks of 100 examples, and 0.0000000 in blocks of one"),
                found(
                        subject -> ofBlocks(subject, true, true, true),
                        "blocksOfOneHaveTheSameValue",
                        "in blocks of 100 examples, and 0.0000000 in blocks of one"),
                found(
                        MetricContractTest::meanOfMeans,
                        "blocksOfOneHaveTheSameValue",
                        "weigh blocks by their sizes"),
                found(
                        subject -> ofBlocks(subject, false, false, true),
                        "blocksHaveNoiseOfTheirOwn",
                        "[faulty] have the same noise in each block of examples"),
                found(
                        subject -> {
                            if (subject.test().labels().isEmpty()) {
                                throw new UndefinedMetricException(" ");
                            }
                            return sound(subject);
                        },
                        "otherDataGiveANumberOrAReason",
                        "reason why faulty is absent"),
                found(
                        subject -> {
                            int size = subject.test().size();
                            return number(1, size == 1 ? "nats" : "1", size);
                        },
                        "otherDataGiveANumberOrAReason",
                        "unit of faulty of one test example"));
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("defects")
    void aDefectIsFound(Metric metric, String check, String message) {
        assertThat(failures(metric, check)).singleElement().asString().contains(message);
        assertThat(failures(MetricContractTest::sound, check)).isEmpty();
    }

    private static List<String> failures(Metric metric, String check) {
        Contract contract = new Contract(metric, "faulty");
        return Failures.of(contract, check);
    }
}
