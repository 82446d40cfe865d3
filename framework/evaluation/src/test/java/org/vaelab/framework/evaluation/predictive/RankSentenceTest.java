// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.ranks.RankShape;

/** The sentences about ranks. */
final class RankSentenceTest {

    private static final RankSentence OF_TEN = new RankSentence("q", 10, 400);

    private static final String FIT =
            " The mean distance from uniform ranks is 0.12; of an exact q it is about 0.043.";

    @Test
    void ofUnitsThatPass() {
        assertThat(OF_TEN.of(List.of(), 0.123))
                .isEqualTo("All 10 units pass: no miscalibration of q is found." + FIT);
        assertThat(new RankSentence("q", 1, 400).of(List.of(), 0.123))
                .startsWith("The only unit passes: ");
    }

    @Test
    void ofUnitsThatFailAlike() {
        assertThat(OF_TEN.of(List.of(RankShape.NARROW, RankShape.NARROW), 0.123))
                .isEqualTo("2 of 10 units fail: q is too narrow." + FIT);
        assertThat(OF_TEN.of(List.of(RankShape.WIDE), 0.123))
                .startsWith("1 of 10 units fails: q is too wide.");
    }

    @Test
    void ofUnitsThatFailInSeveralWays() {
        assertThat(OF_TEN.of(List.of(RankShape.HIGH, RankShape.NARROW, RankShape.NARROW), 0.123))
                .startsWith("3 of 10 units fail: q is too narrow in 2, biased upwards in 1.");
    }
}
