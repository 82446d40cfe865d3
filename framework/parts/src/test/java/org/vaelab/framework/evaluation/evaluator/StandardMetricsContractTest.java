// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vaelab.testkit.contract.KnownAnswer;
import org.vaelab.testkit.contract.MetricContract;

/**
 * All metrics of the framework but those of {@link MetricsOfOtherDataContractTest}, {@link
 * CodebookUseContractTest} and {@link StageDistortionContractTest}.
 */
final class StandardMetricsContractTest extends MetricContract {

    /** Other settings than the usual ones, by metric. */
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "logLikelihood.ais",
                    "{type: 'logLikelihood.ais', temperatures: 4, chains: 3, leapfrogSteps: 2,"
                            + " acceptance: 0.8, start: 'posterior', examples: 110, simulated: 7}",
                    "calibration",
                    "{type: 'calibration', examples: 150, draws: 20, level: 0.5}",
                    "calibration.distance",
                    "{type: 'calibration.distance', examples: 150, draws: 20}",
                    "predictive.mean",
                    "{type: 'predictive.mean', examples: 110, level: 0.5}",
                    "predictive.ones",
                    "{type: 'predictive.ones', examples: 110, level: 0.5}",
                    "memorisation",
                    "{type: 'memorisation', examples: 110, training: 300}",
                    "energyDistance",
                    "{type: 'energyDistance', examples: 110}");

    StandardMetricsContractTest() {
        super(
                Metrics.standard().names().stream()
                        .filter(name -> !MetricsOfOtherDataContractTest.NAMES.contains(name))
                        .filter(name -> !CodebookUseContractTest.NAMES.contains(name))
                        .filter(name -> !name.equals(StageDistortionContractTest.NAME))
                        .map(name -> SETTINGS.getOrDefault(name, name))
                        .toArray(String[]::new));
    }

    @Override
    protected List<KnownAnswer> knownAnswers() {
        double[][] apart = {{-9, -9}, {-9, 9}, {9, -9}, {9, 9}};
        double[][] equal = {{-9, -9}, {-3, -3}, {3, 3}, {9, 9}};
        double[][] zero = new double[4][2];
        double[][] one = new double[256][2];
        Arrays.setAll(one, i -> new double[] {1, 2});
        double[][] ofOne = new double[256][2];
        Arrays.stream(ofOne).forEach(row -> Arrays.fill(row, -8));
        double[][] narrow = new double[4][2];
        Arrays.stream(narrow).forEach(row -> Arrays.fill(row, -4));
        return List.of(
                // The means have the variances 0.0081 and 0.0121, on both sides of 0.01.
                KnownAnswer.ofPoints(
                        "activeUnits",
                        new double[][] {{0.09, 0.11}, {-0.09, -0.11}, {-0.09, 0.11}, {0.09, -0.11}},
                        1,
                        0),
                KnownAnswer.ofPoints("activeUnits", apart, 2, 0),
                // Means of 50 draws have the variance 1/50, which is no activity.
                new KnownAnswer("activeUnits", one, new double[256][2], 0, 0).withoutMeans(),
                // One q for all x tells nothing; four that do not overlap tell x apart.
                new KnownAnswer("mutualInformation", zero, narrow, 0, 1e-5),
                new KnownAnswer("mutualInformation", apart, narrow, Math.log(4), 1e-5),
                // Independent halves: 2 log 2 - log 4. Equal ones: 2 log 4 - log 4.
                new KnownAnswer("totalCorrelation", apart, narrow, 0, 1e-4),
                new KnownAnswer("totalCorrelation", equal, narrow, Math.log(4), 1e-4),
                // The aggregate posterior is the prior.
                new KnownAnswer("aggregateKl", zero, zero, 0, 1e-5),
                // It is one narrow Normal: (|m|^2 + 2 v - 2 log v - 2) / 2. Of 256 draws the mean
                // of
                // |e|^2 / 2 has a standard error of 1/16.
                new KnownAnswer(
                        "aggregateKl", one, ofOne, 0.5 * (5 + 2 * Math.exp(-8) + 16 - 2), 0.35),
                // x of 00... and 11... at a distance of sqrt(8), 1/2 of pairs, 2/3 of two that
                // differ.
                new KnownAnswer(
                                "energyDistance",
                                new double[256][2],
                                new double[256][2],
                                Math.sqrt(8) / 3,
                                1e-6)
                        .ofData(0, 0, 255, 255)
                        .drawing(0),
                new KnownAnswer("energyDistance", zero, zero, 0, 1e-6).ofData(0, 0, 0).drawing(0),
                // log p(x) of 8 fair coins, and a q at a distance of sqrt(5) from the prior.
                new KnownAnswer(
                        "elbo",
                        new double[][] {{1, 2}},
                        new double[1][2],
                        -8 * Math.log(2) - 2.5,
                        1e-6),
                new KnownAnswer("elbo", zero, zero, -8 * Math.log(2), 1e-6),
                // Of sure coins one of 8 falls otherwise for one of two examples, by 60 nats.
                new KnownAnswer("logLikelihood", zero, zero, -60 / 2.0, 1e-6)
                        .ofData(0, 1)
                        .drawing(0),
                new KnownAnswer("bitsPerDimension", zero, zero, 60 / 2.0 / 8 / Math.log(2), 1e-6)
                        .ofData(0, 1)
                        .drawing(0),
                new KnownAnswer("logLikelihood", zero, zero, -8 * Math.log(2), 1e-6),
                new KnownAnswer("bitsPerDimension", zero, zero, 1, 1e-6),
                // (x - 1/2)^2, of those that are there.
                new KnownAnswer("reconstructionError", zero, zero, 0.25, 1e-6).withoutBits(3),
                new KnownAnswer("reconstructionError", zero, zero, 1 / 16.0, 1e-6)
                        .ofData(0, 1)
                        .drawing(0));
    }

    @Override
    protected Map<String, String> whyNoKnownAnswer() {
        return Map.of(
                "auroc",
                "DetectionTest",
                "auroc.logLikelihood",
                "DetectionTest",
                "averagePrecision",
                "DetectionTest",
                "averagePrecision.logLikelihood",
                "DetectionTest",
                "calibration",
                "CalibrationTest and GoldenCalibrationTest",
                "calibration.distance",
                "CalibrationTest and GoldenCalibrationTest",
                "logLikelihood.ais",
                "AnnealedImportanceSamplingTest",
                "memorisation",
                "PredictiveChecksTest",
                "predictive.mean",
                "PredictiveChecksTest",
                "predictive.ones",
                "PredictiveChecksTest");
    }
}
