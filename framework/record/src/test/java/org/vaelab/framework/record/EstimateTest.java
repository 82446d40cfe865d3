// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimateTest {

    @Test
    void meanAndStandardErrorOfKnownNumbers() {
        // Variance of 1..4 with n - 1 is 5/3; divided by n = 4 it is 5/12.
        Estimate mean = Estimate.ofMean(new double[] {1, 2, 3, 4}, "nats", EstimateKind.EXACT, 3);
        assertThat(mean.value()).isEqualTo(2.5);
        assertThat(mean.standardError()).isCloseTo(Math.sqrt(5 / 12.0), within(1e-15));
        assertThat(mean.unit()).isEqualTo("nats");
        assertThat(mean.samples()).isEqualTo(3);
    }

    @Test
    void oneDatumHasNoStandardError() {
        Estimate one = Estimate.ofMean(new double[] {7}, "nats", EstimateKind.EXACT, 1);
        assertThat(one.value()).isEqualTo(7);
        assertThat(one.standardError()).isNaN();
    }

    @Test
    void equalDataHaveStandardErrorZero() {
        double[] equal = new double[1000];
        Arrays.fill(equal, -0.1);
        Estimate mean = Estimate.ofMean(equal, "nats", EstimateKind.EXACT, 1);
        assertThat(mean.value()).isEqualTo(-0.1);
        assertThat(mean.standardError()).isZero();
    }

    @Test
    void cancellationDoesNotLoseTheSmallTerms() {
        Estimate mean =
                Estimate.ofMean(new double[] {1e16, 1, -1e16, 1}, "1", EstimateKind.EXACT, 0);
        assertThat(mean.value()).isEqualTo(0.5);
    }

    @Test
    void undefinedAndInfiniteDataAreNotHidden() {
        double[] undefined = {1, Double.NaN, 3};
        assertThat(Estimate.ofMean(undefined, "nats", EstimateKind.EXACT, 1).value()).isNaN();
        double[] infinite = {1, Double.NEGATIVE_INFINITY, 3};
        Estimate mean = Estimate.ofMean(infinite, "nats", EstimateKind.EXACT, 1);
        assertThat(mean.value()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(mean.standardError()).isNaN();
    }

    @Test
    void refusesWhatMeansNothing() {
        assertThatThrownBy(() -> Estimate.ofMean(new double[0], "nats", EstimateKind.EXACT, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one datum");
        assertThatThrownBy(() -> new Estimate(0, -1, "nats", EstimateKind.EXACT, 1))
                .hasMessageContaining("standardError must be >= 0");
        assertThatThrownBy(() -> new Estimate(0, 1, " ", EstimateKind.EXACT, 1))
                .hasMessageContaining("unit");
        assertThatThrownBy(() -> new Estimate(0, 1, "nats", EstimateKind.EXACT, -1))
                .hasMessageContaining("samples must be >= 0");
    }

    @Test
    void namesOfKindsAreThoseOfTheRecords() {
        assertThat(EstimateKind.values())
                .extracting(EstimateKind::jsonName)
                .containsExactly(
                        "exact",
                        "lower-bound",
                        "upper-bound",
                        "unbiased-estimate",
                        "not-a-likelihood");
    }

    @Test
    void forWhatErrorSamplesWereChosenIsWrittenWhereTheyWere() throws IOException {
        Estimate fixed = new Estimate(-90, 0.5, "nats", EstimateKind.LOWER_BOUND, 500);
        Estimate chosen = fixed.withSamplesFor(0.1);
        for (Estimate estimate : List.of(fixed, chosen)) {
            byte[] line = RecordMapper.line(estimate);
            assertThat(new String(line, StandardCharsets.UTF_8).contains("samplesFor"))
                    .isEqualTo(estimate.samplesFor() != null);
            assertThat(RecordMapper.read(line, Estimate.class, "line")).isEqualTo(estimate);
        }
    }
}
