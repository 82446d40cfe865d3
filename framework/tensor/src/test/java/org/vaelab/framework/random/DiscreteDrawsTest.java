// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.framework.random.Significance.ALPHA;
import static org.vaelab.framework.random.Significance.chiSquareTail;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DiscreteDrawsTest {
    private static final RandomKey KEY = RandomKey.of(7).split("discrete");

    @Test
    void bernoulliMeetsItsProbability() {
        for (float p : new float[] {1e-3f, 0.1f, 0.5f, 0.93f}) {
            int n = 1_000_000;
            float[] probabilities = new float[n];
            Arrays.fill(probabilities, p);
            long[] counts = new long[2];
            for (float value : KEY.split("p " + p).bernoulli(probabilities)) {
                assertThat(value == 0 || value == 1).isTrue();
                counts[(int) value]++;
            }
            assertThat(chiSquareTail(counts, new double[] {1 - p, p})).isGreaterThan(ALPHA);
            // Power: it rejects a probability 5 per cent off, or 35 per cent for the rare event.
            double wrong = p < 0.1 ? p * 1.35 : p * 1.05;
            assertThat(chiSquareTail(counts, new double[] {1 - wrong, wrong})).isLessThan(ALPHA);
        }
    }

    @Test
    void bernoulliIsExactAtTheEndsAndTheSameInBothPrecisions() {
        int n = 100_003;
        float[] probabilities = new float[n];
        double[] wide = new double[n];
        KEY.uniform(probabilities, 0, n);
        for (int i = 0; i < n; i += 3) {
            probabilities[i] = i % 2;
        }
        for (int i = 0; i < n; i++) {
            wide[i] = probabilities[i];
        }
        float[] drawn = KEY.bernoulli(probabilities);
        double[] drawnWide = KEY.bernoulli(wide);
        for (int i = 0; i < n; i++) {
            assertThat((double) drawn[i]).isEqualTo(drawnWide[i]);
            if (i % 3 == 0) {
                assertThat(drawn[i]).isEqualTo(probabilities[i]);
            }
        }
    }

    @Test
    void categoricalMeetsTheSoftmax() {
        double[] row = {700, 701, Double.NEGATIVE_INFINITY, 699.5, 698};
        int n = 200_000;
        double[] logits = new double[n * row.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = row[i % row.length];
        }
        double[] p = new double[4];
        long[] counts = new long[row.length];
        for (int category : KEY.categorical(logits, row.length)) {
            counts[category]++;
        }
        assertThat(counts[2]).isZero();
        long[] possible = {counts[0], counts[1], counts[3], counts[4]};
        double[] weights = {1, Math.exp(1), Math.exp(-0.5), Math.exp(-2)};
        double total = Arrays.stream(weights).sum();
        Arrays.setAll(p, i -> weights[i] / total);
        assertThat(chiSquareTail(possible, p)).isGreaterThan(ALPHA);
        // Power: a twentieth more of the rarest category, taken from the commonest.
        double moved = 0.05 * total * p[3] + 0.01;
        double[] wrong = {p[0], p[1] - moved, p[2], p[3] + moved};
        assertThat(chiSquareTail(possible, wrong)).isLessThan(ALPHA);
    }

    @Test
    void categoricalOfFloatsSeesTheSameUniforms() {
        float[] narrow = new float[30_000];
        KEY.normal(narrow, 0, narrow.length);
        double[] wide = new double[narrow.length];
        Arrays.setAll(wide, i -> narrow[i]);
        assertThat(KEY.categorical(narrow, 10)).isEqualTo(KEY.categorical(wide, 10));
    }

    @Test
    void categoriesOfRepeatedRowsAreThoseOfRowsWrittenOut() {
        double[] logits = KEY.split("logits").normal(7 * 5);
        logits[3] = Double.NEGATIVE_INFINITY;
        logits[14] = Double.NEGATIVE_INFINITY;
        int times = 401;
        double[] repeated = new double[times * logits.length];
        Arrays.setAll(repeated, i -> logits[i % logits.length]);
        assertThat(KEY.categorical(logits, 5, times)).isEqualTo(KEY.categorical(repeated, 5));
        assertThat(KEY.categorical(logits, 5, 0)).isEmpty();
    }

    @Test
    void permutationsOfFourAreEquallyLikely() {
        long[] counts = new long[256];
        int n = 240_000;
        for (int i = 0; i < n; i++) {
            int code = 0;
            for (int value : KEY.fold(i).permutation(4)) {
                code = 4 * code + value;
            }
            counts[code]++;
        }
        long[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
        assertThat(seen).hasSize(24);
        Significance.assertUniform(seen);
        // Power: it rejects one order 8 per cent too frequent and another as much too rare.
        double[] wrong = new double[24];
        Arrays.fill(wrong, 1.0 / 24);
        wrong[0] *= 1.08;
        wrong[1] *= 0.92;
        assertThat(chiSquareTail(seen, wrong)).isLessThan(ALPHA);
    }

    @Test
    void permutationHoldsEveryIndexOnce() {
        for (int n : new int[] {0, 1, 2, 511, 512, 513, 60_000}) {
            int[] sorted = KEY.permutation(n);
            Arrays.sort(sorted);
            for (int i = 0; i < n; i++) {
                assertThat(sorted[i]).isEqualTo(i);
            }
            assertThat(sorted).hasSize(n);
        }
    }
}
