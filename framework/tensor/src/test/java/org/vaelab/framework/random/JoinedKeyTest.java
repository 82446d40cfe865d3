// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class JoinedKeyTest {

    private static final List<RandomKey> PARTS =
            List.of(RandomKey.of(1), RandomKey.of(2).fold(7), RandomKey.of(3).split("a"));

    private static final RandomKey JOINED = RandomKey.joined(PARTS);

    private static double[] apart(Function<RandomKey, double[]> draws) {
        return PARTS.stream().flatMapToDouble(part -> DoubleStream.of(draws.apply(part))).toArray();
    }

    private static int[] intsApart(Function<RandomKey, int[]> draws) {
        return PARTS.stream().flatMapToInt(part -> IntStream.of(draws.apply(part))).toArray();
    }

    @ParameterizedTest
    @EnumSource(Continuous.class)
    void drawsAreThoseOfEachKeyOneAfterAnother(Continuous kind) {
        double[] expected =
                apart(
                        part -> {
                            double[] own = new double[701];
                            part.draw(kind, own);
                            return own;
                        });
        double[] doubles = new double[3 * 701];
        JOINED.draw(kind, doubles);
        assertThat(doubles).isEqualTo(expected);
        float[] floats = new float[5 + 3 * 701];
        JOINED.draw(kind, floats, 5, 3 * 701);
        for (int i = 0; i < expected.length; i++) {
            float rounded = (float) expected[i];
            assertThat(floats[5 + i])
                    .isEqualTo(
                            kind == Continuous.UNIFORM
                                    ? Math.min(rounded, 0x1.fffffep-1f)
                                    : rounded);
        }
        assertThat(JOINED.normal(6)).isEqualTo(apart(part -> part.normal(2)));
    }

    @Test
    void splitsAndFoldsAsEachKeyDoes() {
        RandomKey other = JOINED.split("posterior").fold(4);
        assertThat(other.uniform(6))
                .isEqualTo(apart(part -> part.split("posterior").fold(4).uniform(2)));
        assertThat(other.parts())
                .isEqualTo(PARTS.stream().map(part -> part.split("posterior").fold(4)).toList());
        assertThat(other)
                .hasToString("seed 1/posterior/[4] and 2 more")
                .isEqualTo(JOINED.split("posterior").fold(4))
                .isNotEqualTo(JOINED)
                .isNotEqualTo(other.parts().get(0));
        assertThat(other.parts().get(0)).isNotEqualTo(other);
    }

    @Test
    void shapesAndProbabilitiesAreThoseOfTheirPart() {
        double[] a = {0.5, 1, 2, 3, 4, 5};
        double[] b = {3, 2, 1, 0.5, 7, 9};
        double[] p = {0.1, 0.9, 0.5, 0.5, 0, 1};
        float[] single = {0.1f, 0.9f, 0.5f, 0.5f, 0, 1};
        double[] logits = {0, 1, 2, 3, -1, 2, 0, 0, 5, 1, 1, 1};
        for (int i = 0; i < 3; i++) {
            RandomKey part = PARTS.get(i);
            int from = 2 * i;
            Function<double[], double[]> own = all -> Arrays.copyOfRange(all, from, from + 2);
            assertThat(own.apply(JOINED.gamma(a))).isEqualTo(part.gamma(own.apply(a)));
            assertThat(own.apply(JOINED.logGamma(a))).isEqualTo(part.logGamma(own.apply(a)));
            assertThat(own.apply(JOINED.beta(a, b)))
                    .isEqualTo(part.beta(own.apply(a), own.apply(b)));
            assertThat(own.apply(JOINED.bernoulli(p))).isEqualTo(part.bernoulli(own.apply(p)));
            assertThat(Arrays.copyOfRange(JOINED.bernoulli(single), from, from + 2))
                    .isEqualTo(part.bernoulli(Arrays.copyOfRange(single, from, from + 2)));
            assertThat(Arrays.copyOfRange(JOINED.categorical(logits, 2), from, from + 2))
                    .isEqualTo(part.categorical(Arrays.copyOfRange(logits, 4 * i, 4 * i + 4), 2));
        }
        assertThat(JOINED.categorical(logits, 4, 6))
                .isEqualTo(intsApart(part -> part.categorical(logits, 4, 2)));
    }

    @Test
    void otherRequestsHaveNoMeaning() {
        assertThat(RandomKey.joined(PARTS.subList(0, 1))).isSameAs(PARTS.get(0));
        assertThatThrownBy(() -> JOINED.normal(4))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("a key of 3 keys gives no 4 draws");
        assertThatThrownBy(() -> JOINED.gamma(3, new double[] {1, 1, 1}))
                .hasMessage("a key of 3 keys gives no draws from position 3 on");
        assertThatThrownBy(JOINED::bits).hasMessage("a key of 3 keys gives no words");
        assertThatThrownBy(() -> JOINED.permutation(3))
                .hasMessage("a key of 3 keys gives no permutation");
        assertThatThrownBy(() -> RandomKey.joined(List.of(JOINED, JOINED)))
                .hasMessage("a joined key is no part of another");
    }
}
