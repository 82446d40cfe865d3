// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Overlap;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.RatioOfMeans;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.variants.series.StepScores.Measure;

/**
 * Windows of 8 steps of a series of 120 steps, the test from step 80 on, five numbers missing.
 * Expected numbers are of NumPy, from the rows of the series: least squares of each order, powers of
 * the companion matrix, a matrix of kernel weights.
 */
class RollingOriginsTest {

    private static final int LENGTH = 8;
    private static final int TEST_FROM = 80;
    private static final SeriesLayout LAYOUT = new SeriesLayout(LENGTH, 1);
    private static final int SEASON = 6;
    private static final Origin.Window WINDOW = new Origin.Window(0, 0, LENGTH);

    private static double[] series() {
        double[] x = new double[120];
        Arrays.setAll(
                x,
                t ->
                        2 * Math.sin(Math.PI * t / 3)
                                + 0.02 * t
                                + Math.cos(0.7 * t * t)
                                + 0.5 * Math.sin(1.3 * t));
        for (int missing : new int[] {11, 40, 77, 95, 96}) {
            x[missing] = Double.NaN;
        }
        return x;
    }

    private static Examples windows(int from, int to) {
        double[] all = series();
        int count = to - from - LENGTH + 1;
        double[] values = new double[count * LENGTH];
        Arrays.setAll(values, i -> all[from + i / LENGTH + i % LENGTH]);
        return Examples.realWithMissing(LENGTH, values)
                .from(Origin.INDEX.cut(i -> new Origin.Window(0, from + i, LENGTH)));
    }

    private static final Examples TRAINING = windows(0, TEST_FROM);
    private static final Examples TEST = windows(TEST_FROM, 120);

    /** Scores of the autoregression, where the model sees so many steps. */
    private static Estimate scored(
            Measure measure, Examples training, int seenSteps, Overlap overlap) {
        NaivePrediction.Numbers numbers =
                NaivePrediction.AUTOREGRESSION.of(training, LAYOUT, SEASON);
        List<StepPredictions.Predicted> all = new ArrayList<>();
        for (int i = 0; i < TEST.size(); i++) {
            double[] truth = new double[LENGTH];
            TEST.read(i, truth, 0);
            double[] seen = truth.clone();
            Arrays.fill(seen, seenSteps, LENGTH, Double.NaN);
            for (int j = seenSteps; j < LENGTH; j++) {
                if (!Double.isNaN(truth[j])) {
                    Prediction found = numbers.at(TEST.origin().window(i), seen, j, truth[j], 0);
                    double difference = found.mean() - truth[j];
                    all.add(
                            new StepPredictions.Predicted(
                                    i,
                                    j - seenSteps + 1,
                                    0,
                                    difference,
                                    difference,
                                    found.score(truth[j]),
                                    found.transform(truth[j]),
                                    found.logDensity()));
                }
            }
        }
        int size = TEST.size();
        StepPredictions predictions =
                new StepPredictions(all, new double[size], new double[size], 0, overlap);
        return new StepScores(HiddenSteps.FUTURE, measure, NaivePrediction.AUTOREGRESSION, 1)
                .measured(
                        predictions,
                        measure == Measure.MASE
                                ? TrainingSteps.differences(training, LAYOUT, SEASON)
                                : null)
                .estimate();
    }

    private static Estimate scored(Measure measure) {
        return scored(measure, TRAINING, 4, Overlap.of(TEST));
    }

    @Test
    void scoresAndErrorsAreThoseOfNumpy() {
        assertThat(TrainingSteps.differences(TRAINING, LAYOUT, SEASON)[0])
                .isCloseTo(0.8143669133700148, within(1e-12));
        Estimate crps = scored(Measure.CRPS);
        assertThat(crps.value()).isCloseTo(1.3197645864949912, within(1e-8));
        assertThat(crps.standardError()).isCloseTo(0.1392098427250545, within(1e-8));
        Estimate mase = scored(Measure.MASE);
        assertThat(mase.value()).isCloseTo(2.18458024509931, within(1e-8));
        assertThat(mase.standardError()).isCloseTo(0.20954469107081164, within(1e-8));
    }

    /** So it is of log p(x) per step; the number of a window is the sum of its values here. */
    @Test
    void stepsOfWindowsThatOverlapAreNotIndependent() {
        double[] sums = new double[TEST.size()];
        double[] row = new double[LENGTH];
        for (int i = 0; i < sums.length; i++) {
            TEST.read(i, row, 0);
            sums[i] = Arrays.stream(row).filter(x -> !Double.isNaN(x)).sum();
        }
        RatioOfMeans mean = LogLikelihoodPerStep.perStep(PerExample.ofAll(sums), TEST, LAYOUT);
        assertThat(mean.value()).isCloseTo(2.0646259068574997, within(1e-10));
        assertThat(mean.standardError()).isCloseTo(0.13992999460465613, within(1e-10));
    }

    /** An origin one step late, a training part of test rows, errors that ignore the overlap. */
    @Test
    void wrongVersionsDiffer() {
        Overlap overlap = Overlap.of(TEST);
        assertThat(scored(Measure.CRPS, TRAINING, 5, overlap).value())
                .isNotCloseTo(1.3197645864949912, within(1e-3));
        assertThat(scored(Measure.MASE, TEST, 4, overlap).value())
                .isNotCloseTo(2.18458024509931, within(1e-3));
        Estimate alone = scored(Measure.CRPS, TRAINING, 4, Overlap.none(TEST.size()));
        assertThat(alone.standardError()).isCloseTo(0.0800960181840105, within(1e-8));
    }

    /** So that horizons of all windows begin at their middle; other series end at different steps. */
    @Test
    void anOriginIsTheMiddleOfItsWindowAlsoIfItsLastNumbersAreMissing() {
        double[] row = new double[LENGTH];
        TEST.read(95 - TEST_FROM - LENGTH + 1, row, 0);
        assertThat(row[LENGTH - 1]).isNaN();
        assertThat(HiddenSteps.length(TEST, row, 1)).isEqualTo(LENGTH);
        Examples series = Examples.realWithMissing(LENGTH, row);
        assertThat(HiddenSteps.length(series, row, 1)).isEqualTo(LENGTH - 1);
        assertThat(HiddenSteps.length(series, row, 2)).isEqualTo(LENGTH / 2);
    }

    /** A number is repeated that is seen one or more seasons of three steps before. */
    @Test
    void seasonalPersistenceGoesBackWholeSeasons() {
        double[] seen = {1, 2, 3, 4, Double.NaN, Double.NaN, Double.NaN, Double.NaN};
        NaivePrediction.Numbers numbers = NaivePrediction.SEASONAL.of(TRAINING, LAYOUT, 3);
        assertThat(numbers.at(WINDOW, seen, 4, 0, 0).mean()).isEqualTo(2);
        assertThat(numbers.at(WINDOW, seen, 7, 0, 0).mean()).isEqualTo(2);
        assertThat(numbers.at(WINDOW, seen, 6, 0, 0).mean()).isEqualTo(4);
    }

    /**
     * Means of 8 steps of white noise, 800 windows, 500 sets: 95 % intervals cover about
     * 95 %, within five errors of the share, 0.05. Those that ignore the overlap cover about a half.
     */
    @Tag("full")
    @Test
    void intervalsOfOverlappingWindowsCoverTheMean() {
        int sets = 500;
        int count = 800;
        int[] first = new int[count];
        Arrays.setAll(first, i -> i);
        Overlap overlap = new Overlap(new int[count], first, 3 * LENGTH);
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        double covered = 0;
        double ignored = 0;
        for (int set = 0; set < sets; set++) {
            double[] noise = RandomKey.of(set).normal(count + LENGTH);
            double[] scores = new double[count];
            Arrays.setAll(scores, i -> Arrays.stream(noise, i, i + LENGTH).sum());
            covered += covers(overlap.ratio(scores, ones)) / sets;
            ignored += covers(RatioOfMeans.of(scores, ones)) / sets;
        }
        assertThat(covered).isBetween(0.9, 0.99);
        assertThat(ignored).isLessThan(0.7);
    }

    private static double covers(RatioOfMeans mean) {
        return Math.abs(mean.value()) < 1.96 * mean.standardError() ? 1 : 0;
    }

    /** A test part as long as the remedy says has an error; one two steps shorter has none. */
    @Test
    void anErrorThatIsMissingHasAReason() {
        for (int steps : new int[] {38, 36}) {
            int count = steps - LENGTH + 1;
            int[] first = new int[count];
            Arrays.setAll(first, i -> i);
            double[] ones = new double[count];
            Arrays.fill(ones, 1);
            Overlap overlap = new Overlap(new int[count], first, 3 * LENGTH);
            double error = overlap.ratio(RandomKey.of(1).normal(count), ones).standardError();
            assertThat(Double.isNaN(error)).isEqualTo(steps < 38);
            assertThat(overlap.caveat(error).isPresent()).isEqualTo(steps < 38);
        }
        assertThat(new Overlap(new int[17], new int[17], 24).caveat(Double.NaN))
                .contains(
                        "no standard error: 17 test windows of 8 steps are fewer than two blocks; test from an"
                                + " earlier time, or take shorter windows: of one series, a test part of 38 steps"
                                + " has one");
        assertThat(Overlap.none(2).caveat(Double.NaN)).isEmpty();
    }

    /** The floor needs errors, so it is left out. */
    @Test
    void aShortTestPartHasNoFloorOfCalibration() {
        List<StepPredictions.Predicted> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(new StepPredictions.Predicted(i, 1, 0, 0, 0, 0, 0.3 * i, 0));
        }
        Overlap overlap = new Overlap(new int[3], new int[] {0, 1, 2}, 3 * LENGTH);
        StepScores calibration = new StepScores(HiddenSteps.FUTURE, Measure.CALIBRATION, null, 1);
        Measured found =
                calibration.calibration(
                        new StepPredictions(all, new double[3], new double[3], 0, overlap));
        assertThat(found.parts()).doesNotContainKey("floor").hasSize(10);
        assertThat(found.caveat()).startsWith("no standard error: 3 test windows");
    }

    /** Before training: seasonal persistence would be another forecast without a word. */
    @Test
    void aSeasonThatAForecastDoesNotSeeIsRefused() {
        StepScores seasonal =
                new StepScores(
                        HiddenSteps.FUTURE, Measure.CRPS, NaivePrediction.SEASONAL, LENGTH / 2);
        assertThat(seasonal.shortSeries(LENGTH, LENGTH / 2)).isEmpty();
        assertThat(
                        new StepScores(
                                        HiddenSteps.FUTURE,
                                        Measure.CRPS,
                                        NaivePrediction.SEASONAL,
                                        SEASON)
                                .shortSeries(LENGTH, SEASON))
                .contains(
                        "season is 6, and a forecast sees 4 of the 8 steps of an example: take windows of at"
                                + " least 12 steps, or a season of at most 4");
        assertThat(new StepScores(HiddenSteps.FUTURE, Measure.MASE, null, 8).shortSeries(LENGTH, 8))
                .contains(
                        "season is 8, and an example has 8 steps: take windows of at least 9 steps, or a"
                                + " season of at most 7");
    }

    /** Series that share no steps have the error of independent ones. */
    @Test
    void seriesApartHaveTheErrorOfIndependentOnes() {
        double[] above = RandomKey.of(1).normal(9);
        double[] below = new double[9];
        Arrays.fill(below, 3);
        RatioOfMeans expected = RatioOfMeans.of(above, below);
        int[] own = {0, 1, 2, 3, 4, 5, 6, 7, 8};
        RatioOfMeans found = new Overlap(own, new int[9], 24).ratio(above, below);
        assertThat(found.value()).isCloseTo(expected.value(), within(1e-15));
        assertThat(found.standardError()).isCloseTo(expected.standardError(), within(1e-15));

        assertThat(new Overlap(new int[9], own, 24).ratio(above, below).standardError()).isNaN();
    }
}
