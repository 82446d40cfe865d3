// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Overlap;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.weights.ParetoTail;
import org.vaelab.framework.random.RandomKey;

class PredictionTest {

    private static Prediction sample(double[] draws, double[] weights) {
        int n = draws.length;
        return new Prediction(draws, new double[n], weights, new double[n]);
    }

    /** Against the double sum of the definition, and the score of a single draw. */
    @Test
    void theScoreIsThatOfItsDefinition() {
        double[] draws = RandomKey.of(1).normal(40);
        double[] weights = RandomKey.of(2).uniform(40);
        double total = Arrays.stream(weights).sum();
        Arrays.setAll(weights, k -> weights[k] / total);
        double expected = 0;
        for (int k = 0; k < 40; k++) {
            expected += weights[k] * Math.abs(draws[k] - 0.3);
            for (int l = 0; l < 40; l++) {
                expected -= 0.5 * weights[k] * weights[l] * Math.abs(draws[k] - draws[l]);
            }
        }
        assertThat(sample(draws, weights).score(0.3)).isCloseTo(expected, within(1e-14));
        assertThat(sample(new double[] {2}, new double[] {1}).score(0.5)).isEqualTo(1.5);
    }

    /** CRPS of N(0, 1) at x is x (2 Phi(x) - 1) + 2 phi(x) - 1/sqrt(pi): at 0 it is 0.2337. */
    @Test
    void manyDrawsHaveTheScoreOfTheirDistribution() {
        int n = 4000;
        double[] weights = new double[n];
        Arrays.fill(weights, 1.0 / n);
        Prediction sample = sample(RandomKey.of(3).normal(n), weights);
        double expected = (Math.sqrt(2) - 1) / Math.sqrt(Math.PI);
        assertThat(sample.score(0)).isCloseTo(expected, within(0.02));
        assertThat(sample.transform(0)).isCloseTo(0.5, within(5 * 0.5 / Math.sqrt(n)));
        assertThat(sample.mean()).isCloseTo(0, within(5 / Math.sqrt(n)));
    }

    @Test
    void theTransformIsTheWeightBelow() {
        Prediction sample = sample(new double[] {3, 1, 2}, new double[] {0.5, 0.2, 0.3});
        assertThat(sample.transform(2)).isCloseTo(0.35, within(1e-15));
        assertThat(sample.transform(9)).isEqualTo(1);
    }

    /**
     * Mixtures against the integral of (F(y) - [y >= x])^2 over y, by Gauss-Legendre rules in
     * numpy.
     */
    @Test
    void mixturesOfNormalsHaveTheirClosedForm() {
        double[] means = {0.1, -1.2, 2};
        double[] deviations = {0.7, 1.5, 0.3};
        double[] weights = {0.5, 0.2, 0.3};
        Prediction mixture = new Prediction(means, deviations, weights, new double[3]);
        double[][] cases = {
            {0.3, 0.35324030700081466, 0.47449471084874545},
            {-4, 3.6198992698061323, 0.006194816318593227},
            {2.1, 0.9418038299244077, 0.885318224952728}
        };
        for (double[] of : cases) {
            assertThat(mixture.score(of[0])).isCloseTo(of[1], within(1e-9));
            assertThat(mixture.transform(of[0])).isCloseTo(of[2], within(1e-12));
        }
        assertThat(mixture.mean()).isCloseTo(0.41, within(1e-15));
        for (double v = -12; v < 12; v += 0.0137) {
            double density = Math.exp(-v * v / 8) / Math.sqrt(2 * Math.PI);
            double exact = v * Erf.erf(v / 2 / Math.sqrt(2)) + 4 * density;
            assertThat(Prediction.meanDistance(v, 4)).isCloseTo(exact, within(2e-9));
        }
    }

    /** Against mpmath in 40 digits. */
    @Test
    void normalsHaveTheirClosedForms() {
        double[][] cases = {
            {0.5, 2, 1.25, 0.64616976667272379, 0.57829585839264876, -1.6823982137646181},
            {0.5, 2, -30, 8.2316562905314156e-53, 29.371620832904487, -117.89333571376462},
            {1, 1e-3, 1.5, 1, 0.49943581041645224, -124994.01118325422},
            {0, 1, 9, 1, 8.4358104164522437, -41.418938533204673}
        };
        for (double[] of : cases) {
            Prediction normal = Prediction.normal(of[0], of[1], of[2], 0);
            assertThat(normal.transform(of[2])).isCloseTo(of[3], withinPercentage(1e-10));
            assertThat(normal.score(of[2])).isCloseTo(of[4], withinPercentage(1e-7));
            assertThat(normal.logDensity()).isCloseTo(of[5], withinPercentage(1e-11));
        }
        assertThat(Prediction.normal(0, 1, 9, 2).logDensity())
                .isCloseTo(-43.418938533204673, within(1e-12));
    }

    @Test
    void theDensityIsTheMeanOfTheDensities() {
        Prediction sample =
                new Prediction(
                        new double[2],
                        new double[2],
                        new double[] {0.25, 0.75},
                        new double[] {Math.log(0.4), Math.log(0.8)});
        assertThat(sample.logDensity()).isCloseTo(Math.log(0.7), within(1e-15));
    }

    /**
     * Fewer than 100 effective draws give no number, and infinitely many are an exact prediction.
     */
    @Test
    void fewEffectiveDrawsGiveNoScore() {
        double[] effective = new double[4];
        Arrays.fill(effective, Double.POSITIVE_INFINITY);
        effective[0] = 26;
        new StepPredictions(List.of(), effective, new double[4], 2000, Overlap.none(4))
                .requireEffective();
        effective[0] = 20;
        assertThatThrownBy(
                        () ->
                                new StepPredictions(
                                                List.of(),
                                                effective,
                                                new double[4],
                                                2000,
                                                Overlap.none(4))
                                        .requireEffective())
                .isInstanceOf(UndefinedMetricException.class)
                .hasMessageContaining("2000 draws of z are worth 80.0 equal ones");
    }

    /**
     * Draws of a q of 0.6 of the width of a Normal posterior: (sum w)^2 / sum w^2 is 241 of 500,
     * and 6.4 % of the posterior lie beyond the outermost. By numpy, 500 are worth 68.8 and 2,000
     * are worth 179.1.
     */
    @Test
    void drawsOfATooNarrowPosteriorAreWorthLess() {
        assertThat(worth(500, 0.6)).isCloseTo(68.81289517, within(1e-6));
        assertThat(worth(2000, 0.6)).isCloseTo(179.08144213, within(1e-6));
        assertThat(worth(200, 1)).isCloseTo(200, within(1e-9));
    }

    private static double worth(int draws, double width) {
        NormalDistribution posterior = new NormalDistribution();
        double[] logWeights = new double[draws];
        for (int k = 0; k < draws; k++) {
            double z = width * posterior.inverseCumulativeProbability((k + 0.5) / draws);
            logWeights[k] = -z * z / 2 * (1 - 1 / (width * width));
        }
        double total = Arrays.stream(logWeights).map(Math::exp).sum();
        double squares = Arrays.stream(logWeights).map(w -> Math.exp(2 * w)).sum();
        double[] effective = {total * total / squares};
        double[] unseen = {ParetoTail.unseen(logWeights)};
        return StepPredictions.worth(effective, unseen, 0, 1);
    }

    /**
     * Uniform transforms of n numbers: over 400 sets, the index is the floor, which is near 10
     * sqrt(2 / pi) sqrt(0.09 / n). The mean of differences of sd 0.06 has an error of 0.003.
     */
    @Test
    void theIndexOfACalibratedForecastIsItsFloor() {
        double difference = 0;
        double floors = 0;
        for (int set = 0; set < 400; set++) {
            double[] uniform = RandomKey.of(set).uniform(100);
            List<StepPredictions.Predicted> all =
                    IntStream.range(0, 100)
                            .mapToObj(
                                    i ->
                                            new StepPredictions.Predicted(
                                                    i, 1, 0, 0, 0, 0, uniform[i], 0))
                            .toList();
            Measurement.Measured measured =
                    new StepScores(HiddenSteps.FUTURE, StepScores.Measure.CALIBRATION, null, 1)
                            .calibration(
                                    new StepPredictions(
                                            all,
                                            new double[100],
                                            new double[100],
                                            100,
                                            Overlap.none(100)));
            double floor = measured.parts().get("floor").value();
            floors += floor / 400;
            difference += (measured.estimate().value() - floor) / 400;
            assertThat(measured.estimate().standardError()).isBetween(0.03, 0.101);
        }
        assertThat(floors).isCloseTo(0.239, within(0.01));
        assertThat(difference).isCloseTo(0, within(0.012));
    }

    /** Half of the length is hidden, or some steps and never all. */
    @Test
    void stepsAreHidden() {
        assertThat(HiddenSteps.FUTURE.of(5, RandomKey.of(0)))
                .containsExactly(false, false, false, true, true);
        assertThat(HiddenSteps.FUTURE.horizon(3, 5)).isEqualTo(1);
        for (int i = 0; i < 50; i++) {
            boolean[] hidden = HiddenSteps.GAPS.of(2, RandomKey.of(i));
            assertThat(hidden[0] && hidden[1]).isFalse();
        }
    }

    @Test
    void partsAreNotTheWhole() {
        StepScores error = new StepScores(HiddenSteps.FUTURE, StepScores.Measure.ERROR, null, 1);
        assertThat(error.describe("3", error.description()))
                .matches(of -> of.label().equals("Forecast error 3 steps ahead"))
                .matches(of -> !of.sentence().contains("second half"));
        StepScores index =
                new StepScores(HiddenSteps.GAPS, StepScores.Measure.CALIBRATION, null, 1);
        assertThat(index.describe("bin4", index.description()).target()).isEqualTo(0.1);
        assertThat(index.describe("floor", index.description()).sentence())
                .contains("calibrated forecast");
    }
}
