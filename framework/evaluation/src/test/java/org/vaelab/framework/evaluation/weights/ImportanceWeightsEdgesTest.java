// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImportanceWeightsEdgesTest {

    /** Of 100 weights the tail has 20: as many as are not 0, so that 0 is what they exceed. */
    @Test
    void aTailAboveNothingHasOneShapeInEveryOrder() {
        double[] tail = IntStream.range(0, 20).mapToDouble(i -> -0.1 * i).toArray();
        ImportanceWeights first = new ImportanceWeights(100);
        ImportanceWeights last = new ImportanceWeights(100);
        for (double logWeight : tail) {
            first.add(logWeight);
        }
        for (int i = 0; i < 80; i++) {
            first.add(Double.NEGATIVE_INFINITY);
            last.add(Double.NEGATIVE_INFINITY);
        }
        for (double logWeight : tail) {
            last.add(logWeight);
        }
        assertThat(first.paretoK()).isFinite().isEqualTo(last.paretoK());
    }

    /** 1 - 1/log10 2 = -2.32: with two draws nothing can be trusted. */
    @Test
    void twoDrawsAreTheFewestWithALimit() {
        assertThat(ImportanceWeights.reliableParetoK(2))
                .isCloseTo(-2.321928094887362, within(1e-14));
        assertThatThrownBy(() -> ImportanceWeights.reliableParetoK(1))
                .hasMessage("draws must be at least 2, is 1");
    }

    /**
     * Fifty weights that differ by 1 %, with a heavy tail: the standard error is at most 0.0007.
     */
    @Test
    void aTailOfCloseWeightsIsNotJudged() {
        ImportanceWeights close = heavy(50, 0.01);
        assertThat(close.effectiveSampleSize()).isGreaterThan(49.99);
        assertThat(close.paretoK()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(close.isTailFitted()).isTrue();
        assertThat(close.isUnreliable()).isFalse();
        // Of these means, close to 1, a tenth is 0.1.
        assertThat(heavy(5000, 0.095).paretoK()).isEqualTo(Double.NEGATIVE_INFINITY);
        for (int draws : new int[] {50, 5000}) {
            assertThat(heavy(draws, 0.12).paretoK()).isGreaterThan(0.7);
        }
    }

    /**
     * Returns draws of log-weights in [0, spread] with the quantiles of a Pareto distribution of
     * shape 2.
     */
    private static ImportanceWeights heavy(int draws, double spread) {
        ImportanceWeights weights = new ImportanceWeights(draws);
        for (int i = 1; i <= draws; i++) {
            weights.add(spread * Math.pow((draws + 1.0 - i), -2));
        }
        return weights;
    }
}
