// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.reports.statistics.Friedman;
import org.vaelab.testkit.reports.Records;

class JointRankingTest {

    private static JointRanking of(Records records, String metric) {
        Comparison comparison = records.comparison();
        return JointRanking.of(comparison, comparison.metric(metric));
    }

    @Test
    void ranksModelsWithinSeedsAndTheBestFirst() {
        JointRanking ranking =
                of(
                        new Records()
                                .runs("worst", "elbo", 1, -103, -113, -123)
                                .runs("best", "elbo", 1, -101, -111, -121)
                                .runs("middle", "elbo", 1, -102, -112, -122),
                        "elbo");
        assertThat(ranking.test()).isNotNull();
        assertThat(ranking.test().meanRanks()).containsExactly(3.0, 1.0, 2.0);
        assertThat(ranking.test().exactP()).isEqualTo(1.0 / 36);
        assertThat(ranking.test().meanRanks().get(1)).isEqualTo(1.0);
        assertThat(
                        of(
                                        new Records()
                                                .runs("a", "bitsPerDimension", 1, 1, 1, 1)
                                                .runs("b", "bitsPerDimension", 1, 2, 2, 2)
                                                .runs("c", "bitsPerDimension", 1, 3, 3, 3),
                                        "bitsPerDimension")
                                .test())
                .extracting(Friedman::meanRanks)
                .isEqualTo(List.of(1.0, 2.0, 3.0));
    }

    @Test
    void blocksAreTheSeedsThatAllCompleted() {
        JointRanking ranking =
                of(
                        new Records()
                                .runs("a", "elbo", 1, -1, -1, -1, -1)
                                .failed("b")
                                .runs("b", "elbo", 1, -2, -2, -2)
                                .runs("c", "elbo", 1, -3, -3, -3, -3),
                        "elbo");
        assertThat(ranking.seeds()).containsExactly(2L, 3L, 4L);
        assertThat(ranking.test()).isNotNull();
        assertThat(ranking.test().blocks()).isEqualTo(3);
    }

    @Test
    void onlyWhatMayBeComparedIsRanked() {
        JointRanking ranking =
                of(
                        new Records()
                                .runs("odd", "elbo", 50, -1, -1, -1)
                                .runs("a", "elbo", 1, -1, -1, -1)
                                .runs("nan", "elbo", 1, -1, Double.NaN, -1)
                                .runs("b", "elbo", 1, -2, -2, -2)
                                .runs("c", "elbo", 1, -3, -3, -3),
                        "elbo");
        assertThat(ranking.models()).extracting(ComparedModel::name).containsExactly("a", "b", "c");
        assertThat(ranking.test()).isNotNull();
    }

    @Test
    void saysWhyItIsLeftOut() {
        assertThat(
                        of(
                                        new Records()
                                                .runs("a", "elbo", 1, -1, -1, -1)
                                                .runs("b", "elbo", 1, -2, -2, -2)
                                                .runs("k", "elbo", 5, -2, -2, -2),
                                        "elbo")
                                .obstacle())
                .isEqualTo("2 models may be compared");
        assertThat(
                        of(
                                        new Records()
                                                .runs("a", "elbo", 1, -1, -1)
                                                .runs("b", "elbo", 1, -2, -2)
                                                .runs("c", "elbo", 1, -2, -2),
                                        "elbo")
                                .obstacle())
                .isEqualTo("2 seeds were completed by all 3 comparable models");
    }
}
