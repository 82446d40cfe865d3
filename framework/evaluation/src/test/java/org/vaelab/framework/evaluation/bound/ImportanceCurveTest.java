// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.weights.DrawBlocks;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.ImportancePoint;
import org.vaelab.framework.settings.StrictMapper;

/** The estimates of log p(x) by number of draws, against direct computation. */
final class ImportanceCurveTest {

    private static final int EXAMPLES = 12;

    private static EvaluationSettings settings(int draws) {
        return EvaluationSettings.defaults().withImportanceSamples(draws);
    }

    private static double[][] weights(int draws) {
        double[][] weights = new double[EXAMPLES][];
        for (int i = 0; i < EXAMPLES; i++) {
            weights[i] = RandomKey.of(i).normal(draws);
            for (int k = 0; k < draws; k++) {
                weights[i][k] = -200 - i + (i + 1) * 0.2 * weights[i][k];
            }
        }
        return weights;
    }

    private static List<ImportancePoint> points(double[][] weights, int draws) {
        ImportanceCurve curve = ImportanceCurve.of(settings(draws), weights.length);
        int[] rows = new int[weights.length];
        Arrays.setAll(rows, i -> i);
        PerDatum perDatum = PerDatum.of(new double[weights.length], rows);
        for (int i = 0; i < weights.length; i++) {
            DrawBlocks blocks = curve.start(draws);
            Arrays.stream(weights[i]).forEach(blocks::add);
            curve.setting(perDatum, draws, place -> place).accept(blocks, i);
        }
        return curve.points(perDatum);
    }

    private static double direct(double[] weights, int draws) {
        int blocks = weights.length / draws;
        double sum = 0;
        for (int b = 0; b < blocks; b++) {
            sum += all(Arrays.copyOfRange(weights, b * draws, (b + 1) * draws)).logMean();
        }
        return sum / blocks;
    }

    private static ImportanceWeights all(double[] weights) {
        ImportanceWeights all = new ImportanceWeights(weights.length);
        Arrays.stream(weights).forEach(all::add);
        return all;
    }

    @Test
    void numbersOfDraws() {
        assertThat(DrawBlocks.sizes(1)).isEmpty();
        assertThat(DrawBlocks.sizes(20)).containsExactly(1, 2, 5, 10);
        assertThat(DrawBlocks.sizes(500)).containsExactly(1, 2, 5, 10, 20, 50, 100, 200);
        assertThat(DrawBlocks.sizes(Integer.MAX_VALUE)).endsWith(1_000_000_000, 2_000_000_000);
    }

    @Test
    void rowsAreMeansOverDisjointBlocks() {
        int draws = 330;
        double[][] weights = weights(draws);
        List<ImportancePoint> points = points(weights, draws);
        assertThat(points)
                .extracting(ImportancePoint::samples)
                .containsExactly(1L, 2L, 5L, 10L, 20L, 50L, 100L, 200L, 330L);
        for (ImportancePoint point : points) {
            int k = (int) point.samples();
            double[] estimates =
                    Arrays.stream(weights).mapToDouble(own -> direct(own, k)).toArray();
            Estimate mean = Estimate.ofMean(estimates, "nats", EstimateKind.LOWER_BOUND, k);
            assertThat(point.logLikelihood()).isCloseTo(mean.value(), within(1e-10));
            assertThat(point.standardError()).isCloseTo(mean.standardError(), within(1e-10));
            assertThat(point.blocks()).isEqualTo(draws / k);
            assertThat(point.examples()).isEqualTo(EXAMPLES);
            assertShare(point, weights);
        }
    }

    private static void assertShare(ImportancePoint point, double[][] weights) {
        int k = (int) point.samples();
        if (k < 21) {
            assertThat(point.unreliable()).isNaN();
            assertThat(point.notFitted()).isNaN();
            return;
        }
        double heavy =
                Arrays.stream(weights)
                        .filter(own -> all(Arrays.copyOf(own, k)).isUnreliable())
                        .count();
        assertThat(point.unreliable()).isEqualTo(heavy / EXAMPLES);
        assertThat(point.notFitted()).isZero();
    }

    @Test
    void theLastRowIsTheEstimateOfTheRunToTheDigit() {
        int draws = 100;
        double[][] weights = weights(draws);
        List<ImportancePoint> points = points(weights, draws);
        double[] estimates =
                Arrays.stream(weights).mapToDouble(own -> all(own).logMean()).toArray();
        Estimate mean = Estimate.ofMean(estimates, "nats", EstimateKind.LOWER_BOUND, draws);
        ImportancePoint last = points.get(points.size() - 1);
        assertThat(last.logLikelihood()).isEqualTo(mean.value());
        assertThat(last.standardError()).isEqualTo(mean.standardError());
        assertThat(last.blocks()).isEqualTo(1);
    }

    @Test
    void weightsOfOddKinds() {
        double[][] weights = weights(20);
        weights[0][3] = Double.NaN;
        assertThat(points(weights, 20)).allMatch(p -> Double.isNaN(p.logLikelihood()));
        weights[0][3] = Double.NEGATIVE_INFINITY;
        List<ImportancePoint> points = points(weights, 20);
        assertThat(points.get(0).logLikelihood()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(points.get(3).logLikelihood()).isFinite();
        double[][] equal = new double[EXAMPLES][100];
        assertThat(points(equal, 100)).allMatch(p -> p.logLikelihood() == 0);
        assertThat(points(equal, 100).get(5).unreliable()).isZero();
    }

    @Test
    void oneDraw() {
        List<ImportancePoint> points = points(weights(1), 1);
        assertThat(points).hasSize(1);
        assertThat(points.get(0).samples()).isEqualTo(1);
    }

    @Test
    void chosenDrawsEndWithTheFirstDraws() {
        EvaluationSettings chosen =
                StrictMapper.of(
                        EvaluationSettings.class,
                        java.util.Map.of(
                                "importanceSamples", 50, "importanceTarget", java.util.Map.of()));
        ImportanceCurve curve = ImportanceCurve.of(chosen, 2);
        PerDatum perDatum = PerDatum.of(new double[2], new int[] {0, 1});
        for (int i = 0; i < 2; i++) {
            double[] weights = weights(50 * (i + 1))[i];
            DrawBlocks blocks = curve.start(weights.length);
            Arrays.stream(weights).forEach(blocks::add);
            curve.setting(perDatum, weights.length, place -> place).accept(blocks, i);
        }
        List<ImportancePoint> points = curve.points(perDatum);
        assertThat(points)
                .extracting(ImportancePoint::samples)
                .containsExactly(1L, 2L, 5L, 10L, 20L, 50L);
        assertThat(points)
                .extracting(ImportancePoint::blocks)
                .containsExactly(50L, 25L, 10L, 5L, 2L, 1L);
    }
}
