// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/** Texts whose next token does not depend on those before it. */
final class DecodingTest {

    private static final RandomKey KEY = RandomKey.of(31);
    private static final double[] P = {0.1, 0.4, 0.3, 0.15, 0.05};
    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);

    private record Independent(int rows, int length) implements NextTokens {
        @Override
        public int vocabulary() {
            return P.length;
        }

        @Override
        public double[] logProbabilities() {
            double[] log = new double[rows * P.length];
            Arrays.setAll(log, i -> Math.log(P[i % P.length]));
            return log;
        }

        @Override
        public NextTokens append(int[] tokens) {
            return this;
        }

        @Override
        public NextTokens select(int[] chosen) {
            return new Independent(chosen.length, length);
        }
    }

    private static double[] first(Decoding decoding) {
        return decoding.decode(new Independent(20_000, 1), KEY).stream()
                .mapToDouble(text -> text.tokens().get(0))
                .toArray();
    }

    private static void requireFrequencies(Decoding decoding, double... expected) {
        double[] drawn = first(decoding);
        for (int k = 0; k < expected.length; k++) {
            int token = k;
            double[] is = Arrays.stream(drawn).map(d -> d == token ? 1 : 0).toArray();
            if (expected[k] == 0) {
                assertThat(is).containsOnly(0);
            } else {
                ASSERT.mean("token " + k, is, expected[k], 0.03);
            }
        }
    }

    @Test
    void drawsHaveTheProbabilitiesOfTheModel() {
        requireFrequencies(Sampling.OF_MODEL, P);
    }

    @Test
    void topKKeepsTheMostProbableTokens() {
        requireFrequencies(new Sampling(1, 2, 1), 0, 4 / 7.0, 3 / 7.0, 0, 0);
    }

    @Tag("full")
    @Test
    void topPKeepsTheSmallestSetThatIsAsProbable() {
        requireFrequencies(new Sampling(1, 5, 0.65), 0, 4 / 7.0, 3 / 7.0, 0, 0);
        requireFrequencies(new Sampling(1, 5, 0.71), 0, 8 / 17.0, 6 / 17.0, 3 / 17.0, 0);
        requireFrequencies(new Sampling(1, 5, 1e-9), 0, 1, 0, 0, 0);
    }

    @Test
    void aLowTemperatureSharpensProbabilities() {
        double sum = Arrays.stream(P).map(p -> p * p).sum();
        requireFrequencies(
                new Sampling(0.5, 5, 1), Arrays.stream(P).map(p -> p * p / sum).toArray());
        requireFrequencies(Sampling.GREEDY, 0, 1, 0, 0, 0);
    }

    @Test
    void textsEndAtTheirEndOrAtTheLength() {
        List<DecodedText> texts = Sampling.OF_MODEL.decode(new Independent(200, 3), KEY);
        for (DecodedText text : texts) {
            assertThat(text.tokens()).hasSizeBetween(1, 3);
            assertThat(text.tokens().subList(0, text.tokens().size() - 1)).doesNotContain(0);
            assertThat(text.isComplete() || text.tokens().size() == 3).isTrue();
            assertThat(text.values(4)).hasSize(4);
        }
        assertThat(new DecodedText(List.of(2, 0), -1).values(3)).containsExactly(2, 0, Float.NaN);
    }

    @Test
    void lengthNormalisationFavoursLongerTexts() {
        assertThat(new BeamSearch(3, 0).decode(new Independent(1, 4), KEY).get(0).tokens())
                .containsExactly(0);
        assertThat(new BeamSearch(3, 1).decode(new Independent(1, 4), KEY).get(0).tokens())
                .containsExactly(1, 1, 1, 1);
    }

    @Test
    void decodingsAreReadFromText() {
        assertThat(DecodingText.read("greedy")).isEqualTo(Sampling.GREEDY);
        assertThat(DecodingText.read("sample")).isEqualTo(Sampling.OF_MODEL);
        assertThat(DecodingText.read("sample(temperature=0.7, topP=0.9)"))
                .isEqualTo(new Sampling(0.7, Integer.MAX_VALUE, 0.9));
        assertThat(DecodingText.read("beam(width=3, alpha=0.6)")).isEqualTo(new BeamSearch(3, 0.6));
        assertThatThrownBy(() -> DecodingText.read("best"))
                .hasMessageContaining("decoding 'best' is not known; expected greedy, sample");
        assertThatThrownBy(() -> DecodingText.read("beam(size=3)"))
                .hasMessageContaining("beam has no 'size'");
        assertThatThrownBy(() -> DecodingText.read("sample(temperature=hot)"))
                .hasMessageContaining("'hot' is not a number");
        assertThatThrownBy(() -> DecodingText.read("sample(topK=0)"))
                .hasMessageContaining("topK must be at least 1");
    }
}
