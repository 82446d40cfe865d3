// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Examples;

/** NPMI against values computed by hand. */
class WordPairsTest {

    /** Eight documents of the words a to f: a and b in the first four, c in 4 to 7, ... */
    private static final float[] COUNTS = {
        2, 1, 0, 1, 0, 1, //
        1, 1, 0, 0, 0, 1, //
        1, 3, 0, 1, 0, 1, //
        1, 1, 0, 0, 0, 1, //
        0, 0, 1, 1, 0, 1, //
        0, 0, 5, 0, 0, 1, //
        0, 0, 1, 1, 0, 1, //
        0, 0, 1, 0, 0, 1, //
    };

    private static final WordPairs PAIRS =
            new WordPairs(Examples.real(6, COUNTS), Set.of(0, 1, 2, 3, 4, 5));

    @Test
    void wordsThatOccurTogetherOnly() {
        // p = p(a) = p(b) = 1/2: log 2 / log 2.
        assertThat(PAIRS.npmi(0, 1).getAsDouble()).isCloseTo(1, within(1e-15));
    }

    @Test
    void wordsThatNeverOccurTogether() {
        assertThat(PAIRS.npmi(0, 2)).hasValue(-1);
    }

    @Test
    void independentWords() {
        // p(a) = p(d) = 1/2, p(a, d) = 1/4.
        assertThat(PAIRS.npmi(0, 3).getAsDouble()).isCloseTo(0, within(1e-15));
    }

    @Test
    void aWordOfAllDocuments() {
        assertThat(PAIRS.npmi(0, 5).getAsDouble()).isCloseTo(0, within(1e-15));
        WordPairs one = new WordPairs(Examples.real(2, new float[] {1, 1}), Set.of(0, 1));
        assertThat(one.npmi(0, 1)).hasValue(0);
    }

    @Test
    void aWordOfNoDocument() {
        assertThat(PAIRS.npmi(0, 4)).isEmpty();
        assertThat(PAIRS.mean(List.of(0, 4))).isEmpty();
        assertThat(PAIRS.mean(List.of(0, 1, 4)).getAsDouble()).isCloseTo(1, within(1e-15));
    }

    @Test
    void theMeanOfAllPairs() {
        assertThat(PAIRS.mean(List.of(0, 1, 2)).getAsDouble())
                .isCloseTo((1.0 - 1 - 1) / 3, within(1e-15));
    }

    @Test
    void wordsOfUnequalFrequency() {
        // p(v) = 2/4, p(w) = 3/4, p(v, w) = 1/4: log(2/3) / log 4.
        float[] counts = {1, 1, 1, 0, 0, 1, 0, 1};
        WordPairs pairs = new WordPairs(Examples.real(2, counts), Set.of(0, 1));
        assertThat(pairs.npmi(0, 1).getAsDouble())
                .isCloseTo(Math.log(2.0 / 3) / Math.log(4), within(1e-15));
    }
}
