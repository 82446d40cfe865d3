// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Value i of a key depends on i alone, not on the request in which it was drawn. */
class ChunkingPropertyTest {
    @Property(tries = 200)
    void continuousDraws(
            @ForAll long seed,
            @ForAll @LongRange(max = 1L << 50) long position,
            @ForAll @IntRange(max = 1600) int length,
            @ForAll @IntRange(max = 1600) int cut) {
        RandomKey key = RandomKey.of(seed);
        int first = Math.min(cut, length);
        for (Continuous distribution : Continuous.values()) {
            double[] whole = new double[length];
            double[] parts = new double[length + 1];
            distribution.fill(key, position, whole, 0, length);
            distribution.fill(key, position + first, parts, 1 + first, length - first);
            distribution.fill(key, position, parts, 1, first);
            assertThat(parts[0]).isZero();
            assertThat(Arrays.copyOfRange(parts, 1, length + 1)).isEqualTo(whole);

            float[] narrow = new float[length];
            float[] narrowParts = new float[length];
            distribution.fill(key, position, narrow, 0, length);
            distribution.fill(key, position, narrowParts, 0, first);
            distribution.fill(key, position + first, narrowParts, first, length - first);
            assertThat(narrowParts).isEqualTo(narrow);
        }
    }

    @Property(tries = 100)
    void perElementDraws(
            @ForAll long seed,
            @ForAll @LongRange(max = 1L << 40) long position,
            @ForAll @IntRange(min = 1, max = 1200) int length,
            @ForAll @IntRange(max = 1200) int cut) {
        RandomKey key = RandomKey.of(seed);
        int first = Math.min(cut, length);
        double[] shapes = key.split("shapes").exponential(length);
        double[] head = Arrays.copyOf(shapes, first);
        double[] tail = Arrays.copyOfRange(shapes, first, length);
        long after = position + first;

        assertThat(joined(key.gamma(position, head), key.gamma(after, tail)))
                .isEqualTo(key.gamma(position, shapes));
        assertThat(joined(key.logGamma(position, head), key.logGamma(after, tail)))
                .isEqualTo(key.logGamma(position, shapes));
        assertThat(joined(key.beta(position, head, head), key.beta(after, tail, tail)))
                .isEqualTo(key.beta(position, shapes, shapes));

        float[] probabilities = new float[length];
        key.split("probabilities").uniform(probabilities, 0, length);
        float[] whole = new float[length];
        float[] left = new float[first];
        float[] right = new float[length - first];
        key.bernoulli(position, probabilities, whole);
        key.bernoulli(position, Arrays.copyOf(probabilities, first), left);
        key.bernoulli(after, Arrays.copyOfRange(probabilities, first, length), right);
        assertThat(Arrays.copyOf(whole, first)).isEqualTo(left);
        assertThat(Arrays.copyOfRange(whole, first, length)).isEqualTo(right);

        int[] categories = key.categorical(position, shapes, 1);
        assertThat(categories).hasSize(length).containsOnly(0);
    }

    @Property(tries = 100)
    void rowsOfLogits(
            @ForAll long seed,
            @ForAll @LongRange(max = 1L << 40) long position,
            @ForAll @IntRange(min = 1, max = 700) int rows,
            @ForAll @IntRange(max = 700) int cut) {
        RandomKey key = RandomKey.of(seed);
        int first = Math.min(cut, rows);
        double[] logits = key.normal(rows * 3);
        int[] whole = key.categorical(position, logits, 3);
        int[] tail =
                key.categorical(
                        position + first, Arrays.copyOfRange(logits, 3 * first, 3 * rows), 3);
        assertThat(Arrays.copyOfRange(whole, first, rows)).isEqualTo(tail);
    }

    @Property(tries = 50)
    void bits(@ForAll long seed, @ForAll @IntRange(min = 1, max = 1600) int length) {
        RandomKey key = RandomKey.of(seed);
        assertThat(key.bits(1700)).startsWith(key.bits(length));
        assertThat(key.bits()).isEqualTo(key.bits(length)[0]);
    }

    private static double[] joined(double[] head, double[] tail) {
        double[] joined = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }
}
