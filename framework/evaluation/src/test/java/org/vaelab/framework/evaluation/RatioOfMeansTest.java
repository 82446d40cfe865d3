// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

class RatioOfMeansTest {

    private static RatioOfMeans rate(double[] nats, double[] tokens) {
        return RatioOfMeans.of(nats, tokens);
    }

    @Test
    void theRateIsTheRatioOfTheSums() {
        // Residuals of r = 1: 1, -1, 0; mean n = 8/3.
        RatioOfMeans rate = rate(new double[] {3, 1, 4}, new double[] {2, 2, 4});
        assertThat(rate.value()).isEqualTo(1);
        assertThat(rate.standardError()).isCloseTo(Math.sqrt(2.0 / 6) / (8.0 / 3), within(1e-15));
    }

    @Test
    void ofTextsOfOneLengthItIsTheMean() {
        RatioOfMeans rate = rate(new double[] {10, 14}, new double[] {4, 4});
        assertThat(rate.value()).isEqualTo(3);
        assertThat(rate.standardError()).isCloseTo(2.0 / 4, within(1e-15));
    }

    @Test
    void oneTextHasNoStandardError() {
        assertThat(rate(new double[] {10}, new double[] {4}).standardError()).isNaN();
    }

    @Test
    void examplesWithoutAPartDoNotCount() {
        double[] nats = {3, 1, 4, 0, 0, 0};
        double[] tokens = {2, 2, 4, 0, 0, 0};
        RatioOfMeans three = rate(new double[] {3, 1, 4}, new double[] {2, 2, 4});
        assertThat(rate(nats, tokens).value()).isEqualTo(three.value());
        assertThat(rate(nats, tokens).standardError())
                .isCloseTo(three.standardError(), within(1e-15));
        assertThat(rate(new double[] {3, 0, 0}, new double[] {2, 0, 0}).standardError()).isNaN();
    }

    /** Two equal ratios have the error of one, and two whose residuals cancel have none. */
    @Test
    void ratiosOfTheSameExamplesDependOnOneAnother() {
        double[] right = {1, 0, 0, 1, 0};
        double[] wrong = {0, 1, 1, 0, 1};
        double[] counts = {1, 1, 1, 1, 1};
        RatioOfMeans one = RatioOfMeans.of(right, counts);
        assertThat(RatioOfMeans.averageOf(List.of(right, right), List.of(counts, counts)))
                .isEqualTo(one);
        RatioOfMeans none = RatioOfMeans.averageOf(List.of(right, wrong), List.of(counts, counts));
        assertThat(none.value()).isCloseTo(0.5, within(1e-15));
        assertThat(none.standardError()).isCloseTo(0, within(1e-15));
    }

    @Test
    void theErrorOfARootIsHalved() {
        RatioOfMeans root = new RatioOfMeans(4, 0.2).root();
        assertThat(root).isEqualTo(new RatioOfMeans(2, 0.05));
    }

    /**
     * The standard error agrees with the deviation of 2,000 rates of 400 texts each: within 8 % of
     * it, five standard errors of a deviation.
     */
    @Test
    void theStandardErrorIsThatOfRepeatedSamples() {
        int repetitions = 2000;
        double[] rates = new double[repetitions];
        double[] errors = new double[repetitions];
        for (int r = 0; r < repetitions; r++) {
            RandomKey key = RandomKey.of(3).fold(r);
            double[] lengths = key.split("lengths").uniform(400);
            double[] noise = key.split("noise").normal(400);
            double[] tokens =
                    IntStream.range(0, 400)
                            .mapToDouble(i -> 1 + Math.floor(20 * lengths[i]))
                            .toArray();
            double[] nats =
                    IntStream.range(0, 400)
                            .mapToDouble(i -> 3 + 2 * tokens[i] + 2 * noise[i])
                            .toArray();
            RatioOfMeans rate = rate(nats, tokens);
            rates[r] = rate.value();
            errors[r] = rate.standardError();
        }
        double mean =
                IntStream.range(0, repetitions).mapToDouble(r -> rates[r]).average().orElseThrow();
        double deviation =
                Math.sqrt(
                        IntStream.range(0, repetitions)
                                .mapToDouble(r -> (rates[r] - mean) * (rates[r] - mean))
                                .average()
                                .orElseThrow());
        double error =
                IntStream.range(0, repetitions).mapToDouble(r -> errors[r]).average().orElseThrow();
        assertThat(error / deviation).isCloseTo(1, within(0.08));
    }
}
