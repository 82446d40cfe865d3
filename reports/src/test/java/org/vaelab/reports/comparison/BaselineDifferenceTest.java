// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.reports.statistics.TTest;

class BaselineDifferenceTest {

    private static final Metric ELBO = Metric.named("elbo");

    private static List<BaselineDifference> of(Records records) {
        Comparison comparison = records.comparison();
        return BaselineDifference.of(comparison, comparison.baseline().orElseThrow(), ELBO);
    }

    @Test
    void pairsBySeedAndAdjustsOverTheModelsOfTheMetric() {
        List<BaselineDifference> all =
                of(
                        new Records()
                                .runs("base", "elbo", 1, -100, -102, -104)
                                .runs("near", "elbo", 1, -99, -102.5, -103)
                                .runs("far", "elbo", 1, -90, -92.1, -93.8));
        TTest near =
                TTest.paired(new double[] {-99, -102.5, -103}, new double[] {-100, -102, -104});
        TTest far = TTest.paired(new double[] {-90, -92.1, -93.8}, new double[] {-100, -102, -104});
        assertThat(all).extracting(d -> d.model().name()).containsExactly("near", "far");
        assertThat(all.get(0).test()).isEqualTo(near);
        assertThat(all.get(0).mean()).isCloseTo(0.5, within(1e-12));
        assertThat(all.get(1).test()).isEqualTo(far);
        // far has the smaller p: it is doubled, near keeps its own.
        assertThat(all.get(1).holm()).isCloseTo(2 * far.pTwoSided(), within(1e-15));
        assertThat(all.get(0).holm()).isCloseTo(near.pTwoSided(), within(1e-15));
        assertThat(all.get(0).wilcoxon()).isNull();
    }

    @Test
    void onlySeedsThatBothCompletedCount() {
        BaselineDifference one =
                of(new Records()
                                .failed("base")
                                .runs("base", "elbo", 1, -100, -101)
                                .runs("other", "elbo", 1, -50, -99))
                        .get(0);
        assertThat(one.pairs()).isEqualTo(1);
        assertThat(one.mean()).isEqualTo(1);
        assertThat(one.test()).isNull();
        assertThat(one.holm()).isNaN();
    }

    @Test
    void signedRanksFromSixPairsOn() {
        BaselineDifference six =
                of(new Records()
                                .runs("base", "elbo", 1, 0, 0, 0, 0, 0, 0)
                                .runs("other", "elbo", 1, 1, 2, 3, 4, 5, 6))
                        .get(0);
        assertThat(six.wilcoxon()).isNotNull();
        assertThat(six.wilcoxon().pTwoSided()).isEqualTo(2.0 / 64);
    }

    @Test
    void unlikeGroundsAreNotCompared() {
        assertThat(of(new Records().runs("base", "elbo", 1, -1, -2).runs("k", "elbo", 5, -1, -2)))
                .singleElement()
                .satisfies(d -> assertThat(d.obstacle()).contains("not comparable"))
                .satisfies(d -> assertThat(d.mean()).isNaN());
        assertThat(of(new Records().runs("base", "elbo", 1, -1).failed("broken")))
                .singleElement()
                .satisfies(d -> assertThat(d.obstacle()).isEqualTo("this model has no value"));
        assertThat(of(new Records().runs("base", "elbo", 1, -1).runs("nan", "elbo", 1, Double.NaN)))
                .singleElement()
                .satisfies(d -> assertThat(d.obstacle()).contains("not a finite number"));
    }

    @Test
    void equalModelsHaveNoTest() {
        BaselineDifference same =
                of(new Records().runs("base", "elbo", 1, -1, -2).runs("same", "elbo", 1, -1, -2))
                        .get(0);
        assertThat(same.mean()).isZero();
        assertThat(same.holm()).isNaN();
    }

    @Test
    void metricsOfTheRecordsKeepTheirOrder() {
        Comparison comparison =
                new Records()
                        .run("a", Map.of("zeta", Records.bound(1, 1)))
                        .run("b", Map.of("elbo", Records.bound(1, 1)))
                        .comparison();
        assertThat(comparison.metrics()).extracting(Metric::label).containsExactly("zeta", "ELBO");
        assertThat(Metric.named("accuracy.linear"))
                .isEqualTo(new Metric("accuracy.linear", "Accuracy, linear", Direction.HIGHER));
        assertThat(Metric.named("zeta").direction()).isEqualTo(Direction.NEITHER);
    }
}
