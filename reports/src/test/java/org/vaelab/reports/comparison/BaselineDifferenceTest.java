// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vaelab.reports.statistics.Looks;
import org.vaelab.reports.statistics.TTest;
import org.vaelab.testkit.reports.MetricTable;
import org.vaelab.testkit.reports.Records;

class BaselineDifferenceTest {

    private static final ReportedMetric ELBO = metric("elbo");

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
        assertThat(all)
                .extracting(d -> d.pair().one().model().name())
                .containsExactly("near", "far");
        assertThat(all.get(0).pair().test()).isEqualTo(near);
        assertThat(all.get(0).pair().mean()).isCloseTo(0.5, within(1e-12));
        assertThat(all.get(1).pair().test()).isEqualTo(far);
        // far has the smaller p: it is doubled, near keeps its own.
        assertThat(all.get(1).holm()).isCloseTo(2 * far.pTwoSided(), within(1e-15));
        assertThat(all.get(0).holm()).isCloseTo(near.pTwoSided(), within(1e-15));
        assertThat(all.get(0).pair().signedRanks()).isNull();
    }

    @Test
    void onlySeedsThatBothCompletedCount() {
        BaselineDifference one =
                of(new Records()
                                .failed("base")
                                .runs("base", "elbo", 1, -100, -101)
                                .runs("other", "elbo", 1, -50, -99))
                        .get(0);
        assertThat(one.pair().seeds()).hasSize(1);
        assertThat(one.pair().mean()).isEqualTo(1);
        assertThat(one.pair().test()).isNull();
        assertThat(one.holm()).isNaN();
    }

    /** Seeds 3 and 4 were what both models had when more were added, though each had four. */
    @Test
    void looksAreAtTheSeedsThatBothHad() {
        double[] values = {1, 2, 4, 3, 5, 4};
        List<ComparedModel> models =
                new Records()
                        .runs("a", "elbo", 1, values)
                        .runs("b", "elbo", 1, values)
                        .comparison()
                        .models();
        ComparedModel a = models.get(0).after(Set.of(1L, 2L, 3L, 4L));
        ComparedModel b = models.get(1);
        assertThat(looks(a, b.after(Set.of(3L, 4L, 5L, 6L)))).isEqualTo(Looks.from(2));
        assertThat(looks(a, b.after(Set.of(2L, 3L, 4L)))).isEqualTo(Looks.from(3));
        assertThat(looks(a, b)).isEqualTo(Looks.from(4));
        assertThat(looks(a, b.after(Set.of()))).isEqualTo(Looks.from(2));
        assertThat(looks(models.get(0), b)).isEqualTo(Looks.ONCE);
    }

    private static Looks looks(ComparedModel a, ComparedModel b) {
        return Paired.of(MeasuredMetric.of(a, ELBO), MeasuredMetric.of(b, ELBO), "b", "none")
                .looks();
    }

    @Test
    void signedRanksFromSixPairsOn() {
        BaselineDifference six =
                of(new Records()
                                .runs("base", "elbo", 1, 0, 0, 0, 0, 0, 0)
                                .runs("other", "elbo", 1, 1, 2, 3, 4, 5, 6))
                        .get(0);
        assertThat(six.pair().signedRanks()).isNotNull();
        assertThat(six.pair().signedRanks().pTwoSided()).isEqualTo(2.0 / 64);
    }

    @Test
    void signedRanksAreAFamilyOfTheirOwn() {
        List<BaselineDifference> all =
                of(
                        new Records()
                                .runs("base", "elbo", 1, 0, 0, 0, 0, 0, 0)
                                .runs("above", "elbo", 1, 1, 2, 3, 4, 5, 6)
                                .runs("mixed", "elbo", 1, 1, -2, 3, 4, 5, 6)
                                .runs("few", "elbo", 1, 1, 2, 3, 4, 5));
        // Of the 64 patterns of signs 2, and 6, are as extreme; two tests make the family.
        assertThat(all)
                .extracting(BaselineDifference::signedRanksHolm)
                .containsExactly(4.0 / 64, 6.0 / 64, Double.NaN);
        assertThat(all.get(2).pair().signedRanks()).isNull();
        assertThat(all.get(2).holm()).isNotNaN();
    }

    @Test
    void unlikeGroundsAreNotCompared() {
        assertThat(of(new Records().runs("base", "elbo", 1, -1, -2).runs("k", "elbo", 5, -1, -2)))
                .singleElement()
                .satisfies(d -> assertThat(d.pair().obstacle()).contains("not comparable"))
                .satisfies(d -> assertThat(d.pair().mean()).isNaN());
        assertThat(of(new Records().runs("base", "elbo", 1, -1).failed("broken")))
                .singleElement()
                .satisfies(d -> assertThat(d.pair().obstacle()).isEqualTo("there is no value"));
        assertThat(of(new Records().runs("base", "elbo", 1, -1).runs("nan", "elbo", 1, Double.NaN)))
                .singleElement()
                .satisfies(d -> assertThat(d.pair().obstacle()).contains("not a finite number"));
    }

    /** Two models on {@code a.csv} and {@code b.csv} had one bold best and p = 0.027. */
    @Test
    void differentDataAreNotCompared() {
        assertThat(
                        of(
                                new Records()
                                        .data("aa01", "4")
                                        .runs("base", "elbo", 1, -1, -2, -3)
                                        .data("bb02", "4")
                                        .runs("other", "elbo", 1, -1.5, -2.4, -3.6)))
                .singleElement()
                .satisfies(d -> assertThat(d.pair().test()).isNull())
                .extracting(d -> d.pair().obstacle())
                .isEqualTo("not comparable: the values differ in data (checksums aa01, bb02)");
        assertThat(
                        of(
                                new Records()
                                        .data("aa01", "4")
                                        .runs("base", "elbo", 1, -1)
                                        .data("aa01", "1x2x2")
                                        .runs("other", "elbo", 1, -1)))
                .singleElement()
                .extracting(d -> d.pair().obstacle())
                .isEqualTo("not comparable: the values differ in shape of the data");
    }

    @Test
    void aConditionalLikelihoodIsAnotherQuantity() {
        assertThat(
                        of(
                                new Records()
                                        .runs("base", "elbo", 1, -1, -2)
                                        .given("class", 10)
                                        .runs("other", "elbo", 1, -1, -2)))
                .singleElement()
                .extracting(d -> d.pair().obstacle())
                .isEqualTo("not comparable: the values differ in what is given beside x");
    }

    /** Records that do not say which data were taken are of versions that took the first. */
    @Test
    void aRandomSubsetIsNotTheFirst() {
        assertThat(
                        of(
                                new Records()
                                        .on("elbo", 5)
                                        .runs("base", "elbo", 1, -1, -2)
                                        .subset(0L)
                                        .runs("other", "elbo", 1, -1, -2)))
                .singleElement()
                .extracting(d -> d.pair().obstacle())
                .isEqualTo("not comparable: the values differ in choice of data");
        assertThat(
                        of(
                                new Records()
                                        .on("elbo", 10)
                                        .runs("base", "elbo", 1, -1, -2)
                                        .subset(0L)
                                        .runs("other", "elbo", 1, -1, -2)))
                .singleElement()
                .extracting(d -> d.pair().obstacle())
                .isNull();
    }

    /**
     * How well a 0 is told from the rest is another question than how well a 1 is; the bound is
     * not.
     */
    @Test
    void whatIsLeftOutCountsWhereTheValueIsOfIt() {
        for (String metric : List.of("auroc", "averagePrecision.logLikelihood", "elbo")) {
            Comparison comparison =
                    new Records()
                            .without("class", "0")
                            .runs("base", metric, 1, -1, -2)
                            .without("class", "1")
                            .runs("other", metric, 1, -1, -2)
                            .comparison();
            assertThat(
                            BaselineDifference.of(
                                    comparison,
                                    comparison.baseline().orElseThrow(),
                                    metric(metric)))
                    .singleElement()
                    .extracting(d -> d.pair().obstacle())
                    .isEqualTo(
                            metric.equals("elbo")
                                    ? null
                                    : "not comparable: the values differ in classes left out");
        }
    }

    @Test
    void staticAndDynamicBitsAreTheSameBits() {
        assertThat(
                        of(
                                new Records()
                                        .binarised("static(0)")
                                        .runs("base", "elbo", 1, -1, -2)
                                        .binarised("dynamic")
                                        .evaluationSeed(0)
                                        .runs("other", "elbo", 1, -1.5, -2.4)))
                .singleElement()
                .satisfies(d -> assertThat(d.pair().obstacle()).isNull())
                .satisfies(d -> assertThat(d.pair().test()).isNotNull());
    }

    @Test
    void theEvaluationSeedCountsWhereBitsAreDrawn() {
        assertThat(
                        of(
                                new Records()
                                        .binarised("dynamic")
                                        .evaluationSeed(3)
                                        .runs("base", "elbo", 1, -1)
                                        .evaluationSeed(4)
                                        .runs("other", "elbo", 1, -1)))
                .singleElement()
                .extracting(d -> d.pair().obstacle())
                .isEqualTo(
                        "not comparable: the values differ in what is observed (bits drawn under evaluation"
                                + " seed 3, bits drawn under evaluation seed 4)");
        for (String fixed : new String[] {"none", "threshold(0.5)"}) {
            assertThat(
                            of(
                                    new Records()
                                            .binarised(fixed)
                                            .evaluationSeed(3)
                                            .runs("base", "elbo", 1, -1)
                                            .evaluationSeed(4)
                                            .runs("other", "elbo", 1, -1)))
                    .singleElement()
                    .satisfies(d -> assertThat(d.pair().obstacle()).isNull());
        }
        assertThat(
                        of(
                                new Records()
                                        .binarised("threshold(0.5)")
                                        .runs("base", "elbo", 1, -1)
                                        .binarised("threshold(0.3)")
                                        .runs("other", "elbo", 1, -1)))
                .singleElement()
                .satisfies(d -> assertThat(d.pair().obstacle()).contains("threshold(0.3)"));
    }

    @Test
    void equalModelsHaveNoTest() {
        BaselineDifference same =
                of(new Records().runs("base", "elbo", 1, -1, -2).runs("same", "elbo", 1, -1, -2))
                        .get(0);
        assertThat(same.pair().mean()).isZero();
        assertThat(same.holm()).isNaN();
    }

    @Test
    void metricsOfTheRecordsKeepTheirOrder() {
        Comparison comparison =
                new Records()
                        .run("a", Map.of("zeta", Records.bound(1, 1)))
                        .run("b", Map.of("elbo", Records.bound(1, 1)))
                        .comparison();
        assertThat(comparison.metrics())
                .extracting(ReportedMetric::label)
                .containsExactly("zeta", "ELBO");
    }

    private static ReportedMetric metric(String name) {
        return new ReportedMetric(name, MetricTable.TABLE.describe(name));
    }
}
